//! The verbs of the binary, as a user calls them.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use crate::support::command::{Folder, verdicts};
use crate::support::peer::{Peer, dated};
use crate::support::server::Served;

const ONE: &str = "\
title: Two pages
cases:
  - id: pages/first
    title: 第一页在那里
    requirement: The first page is there.
    spec: RFC 9110 15.3.1
    tags: [quick]
    request: |
      GET / HTTP/1.1
      Host: {{host}}
    expect: { status: 200, body: hello }
  - id: pages/second
    title: La segunda página también está ahí
    level: should
    spec: RFC 9110 15.5.5
    request: |
      GET /second HTTP/1.1
      Host: {{host}}
    expect: { status: 404 }
";

fn hello() -> Vec<u8> {
    dated(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
}

#[test]
fn demo_passes_wholly_and_writes_its_results_where_it_says() {
    let folder = Folder::new();
    let ran = folder.wirecase(&["demo"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(ran.stdout().contains("wrote reports/results.json"), "{}", ran.all());
    let results = ran.json("reports/results.json");
    // It speaks no TLS, which alone may keep a case from being run.
    let skipped = |case: &serde_json::Value| {
        case["verdict"] == "skip" && case["reason"] == "the target is not https"
    };
    let wrong: Vec<_> = results["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["verdict"] != "pass" && case["verdict"] != "info" && !skipped(case))
        .map(|case| &case["id"])
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let keys: Vec<&String> = results["totals"].as_object().unwrap().keys().collect();
    let mut words = ["pass", "warn", "fail", "info", "skip", "known", "fixed", "flaky", "error"];
    words.sort_unstable();
    assert_eq!(keys, words);
}

#[test]
fn demo_with_a_fault_fails_and_names_the_rule() {
    let folder = Folder::new();
    let ran = folder.wirecase(&["demo", "--fault", "host-missing-accepted", "rfc9112/3.2"]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    for told in ["FAIL rfc9112/3.2/host-missing", "RFC 9112 3.2"] {
        assert!(ran.stdout().contains(told), "{told}\n{}", ran.all());
    }
}

#[test]
fn selection_narrows_by_id_prefix_tag_level_and_clause() {
    let (folder, peer) = (Folder::new(), Peer::answering(hello()));
    folder.write("a/pages.yaml", ONE);
    let rows: [(&[&str], &[&str]); 7] = [
        (&[], &["pages/first", "pages/second"]),
        (&["pages/f"], &["pages/first"]),
        (&["--tag", "quick"], &["pages/first"]),
        (&["--skip-tag", "quick"], &["pages/second"]),
        (&["--level", "should"], &["pages/second"]),
        (&["--spec", "RFC 9110 15.5"], &["pages/second"]),
        (&["--spec", "RFC 9110", "--level", "must"], &["pages/first"]),
    ];
    for (words, want) in rows {
        let url = peer.url();
        let mut all = vec!["run", "a", "-t", &url, "--report-json", "r.json"];
        all.extend(words);
        let ran = folder.wirecase(&all);
        let ids: Vec<String> = verdicts(&ran.json("r.json"))
            .into_iter()
            .map(|(id, _)| id)
            .filter(|id| !id.starts_with("lint/"))
            .collect();
        assert_eq!(ids, want, "{words:?}\n{}", ran.all());
    }
}

#[test]
fn the_same_run_twice_gives_the_same_json_but_for_times_and_ports() {
    let folder = Folder::new();
    let mut documents = Vec::new();
    for name in ["a.json", "b.json"] {
        let ran = folder.wirecase(&["demo", "--report-json", name, "-j", "4", "session/status"]);
        assert_eq!(ran.code(), 0, "{}", ran.all());
        let mut results = ran.json(name);
        for case in results["cases"].as_array_mut().unwrap() {
            // Times, ports and dates are what may differ; the verdict and its grounds may not.
            case["attempts"] = Value::Null;
        }
        results["run"]["started"] = Value::Null;
        results["run"]["duration_ms"] = Value::Null;
        results["run"]["command"] = Value::Null;
        results["targets"] = Value::Null;
        documents.push(results);
    }
    assert_eq!(documents[0], documents[1]);
}

#[test]
fn a_failure_is_told_with_title_clause_diff_and_the_command_to_rerun_it() {
    let (folder, peer) = (Folder::new(), Peer::answering(hello()));
    folder.write("pages.yaml", ONE.replace("body: hello", "body: hallo"));
    let ran = folder.wirecase(&["run", "pages.yaml", "-t", &peer.url()]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let out = ran.stdout();
    let rerun = format!("wirecase run -t {} pages.yaml pages/first", peer.url());
    for want in
        ["FAIL", "第一页在那里", "RFC 9110 15.3.1", "pages.yaml:3", "hallo", "hello", &rerun]
    {
        assert!(out.contains(want), "{want} is missing\n{}", ran.all());
    }
}

#[test]
fn check_tells_every_error_of_every_file_at_once() {
    let folder = Folder::new();
    folder.write(
        "a.yaml",
        "cases:\n  - id: a\n    titel: x\n    request: \"GET\"\n    expect: { status: 1000 }\n",
    );
    folder.write(
        "b.yaml",
        "cases:\n  - id: B b\n    title: x\n    send: \"\\\\q\"\n    expect: { status: 200 }\n",
    );
    let ran = folder.wirecase(&["check", "a.yaml", "b.yaml"]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    let err = ran.stderr();
    for want in ["a.yaml:3:5", "did you mean `title`", "a.yaml:5:", "b.yaml:2:", "b.yaml:4:", "^"] {
        assert!(err.contains(want), "{want} is missing\n{}", ran.all());
    }
}

#[test]
fn check_warns_of_a_length_that_is_not_the_bodys() {
    let folder = Folder::new();
    folder.write(
        "form.yaml",
        "cases:\n  - id: form\n    title: Form\n    request: |\n      POST / HTTP/1.1\n      Host: a\n      Content-Length: 64\n\n      name=Joe%20User&request=Send%20me%20one%20of%20your%20catalogue\n    expect: { status: 200 }\n",
    );
    let ran = folder.wirecase(&["check", "form.yaml"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(ran.stderr().contains("warning") && ran.stderr().contains("63"), "{}", ran.all());
    assert_eq!(folder.wirecase(&["check", "--strict", "form.yaml"]).code(), 2);
}

#[test]
fn check_dumps_the_exact_bytes() {
    let folder = Folder::new();
    folder.write("pages.yaml", ONE);
    let ran = folder.wirecase(&["check", "pages.yaml", "--dump", "pages/second"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(ran.stdout().contains("47 45 54 20 2f 73"), "{}", ran.all());
    assert!(ran.stdout().contains("GET /second HTTP/1.1"), "{}", ran.all());
}

#[test]
fn the_bundled_suite_checks_without_a_warning() {
    let ran = Folder::new().wirecase(&["check", "--strict"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
}

#[test]
fn list_and_show_tell_what_there_is() {
    let folder = Folder::new();
    folder.write("pages.yaml", ONE);
    let ran = folder.wirecase(&["list", "pages.yaml"]);
    assert!(ran.stdout().contains("pages/first") && ran.stdout().contains("第一页在那里"));
    let ran = folder.wirecase(&["list", "pages.yaml", "--format", "json"]);
    let list: Value = serde_json::from_str(&ran.stdout()).unwrap();
    assert_eq!(list["cases"][0]["id"], "pages/first", "{list}");
    let ran = folder.wirecase(&["show", "pages/first", "pages.yaml"]);
    let out = ran.stdout();
    for want in [
        "The first page is there.",
        "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.3.1",
        "GET / HTTP/1.1",
        "status 200",
    ] {
        assert!(out.contains(want), "{want} is missing\n{}", ran.all());
    }
}

#[test]
fn schemas_are_json_and_the_other_texts_are_not_empty() {
    let folder = Folder::new();
    for words in [&["schema"][..], &["schema", "--results"]] {
        let ran = folder.wirecase(words);
        let schema: Value = serde_json::from_str(&ran.stdout()).unwrap();
        assert!(schema["$schema"].as_str().unwrap().contains("2020-12"), "{words:?}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = folder.wirecase(&["completions", shell]);
        assert!(ran.code() == 0 && ran.stdout().contains("wirecase"), "{shell}");
    }
    let ran = folder.wirecase(&["man"]);
    assert!(ran.stdout().contains(".TH") && ran.stdout().contains("read\\-timeout"));
}

#[test]
fn results_fit_the_schema_that_is_printed() {
    let folder = Folder::new();
    let schema: Value =
        serde_json::from_str(&folder.wirecase(&["schema", "--results"]).stdout()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let fault = "status-line-no-reason-space";
    let ran = folder.wirecase(&["demo", "--fault", fault, "session", "sse", "rfc6455/5"]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let results = ran.json("reports/results.json");
    let errors: Vec<String> = validator.iter_errors(&results).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{:#?}", &errors[..errors.len().min(5)]);
}

#[test]
fn init_writes_what_checks_and_never_overwrites() {
    let folder = Folder::new();
    let ran = folder.wirecase(&["init"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let ran = folder.wirecase(&["check", "--strict"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(ran.stdout().starts_with("2 cases in 1 file"), "{}", ran.all());
    let ran = folder.wirecase(&["list", "bundled"]);
    assert!(ran.stdout().contains("session/request/get"), "{}", ran.all());
    assert_eq!(folder.wirecase(&["init"]).code(), 2);
    // The target that the configuration names is known, and nobody listens there by chance.
    let ran = folder.wirecase(&["run", "-t", "locl"]);
    assert!(ran.stderr().contains("local"), "{}", ran.all());
}

#[test]
fn serve_says_where_it_listens_and_answers_there() {
    let served = Served::start(&[]);
    let address = served.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", String::from_utf8_lossy(&answer));

    let ran = Folder::new().wirecase(&["serve", "--list-faults"]);
    assert!(ran.stdout().lines().count() > 50, "{}", ran.all());
}

#[test]
fn run_replays_the_suite_against_a_server_of_which_only_the_address_is_known() {
    let served = Served::start(&[]);
    let folder = Folder::new();
    let ran = folder.wirecase(&["run", "-t", &served.url, "--report-json", "r.json"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let results = ran.json("r.json");
    assert!(results["totals"]["pass"].as_u64().unwrap() > 10, "{}", ran.all());
    assert!(ran.stdout().contains("the target names no"), "{}", ran.all());
}

#[test]
fn a_bare_address_without_a_page_is_not_blamed_for_it() {
    let peer = Peer::start(|mut connection| {
        while connection.read_head() {
            let answer = if connection.has_seen(b"GET /app ") {
                &b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"[..]
            } else {
                b"HTTP/1.1 302 Found\r\nLocation: /app\r\nContent-Length: 0\r\n\r\n"
            };
            connection.write(&dated(answer));
        }
    });
    let (folder, url) = (Folder::new(), peer.url());
    let words = ["run", "-t", &url, "session/request/get", "--report-json", "r.json"];
    let ran = folder.wirecase(&words);
    assert_eq!(ran.json("r.json")["cases"][0]["verdict"], "skip", "{}", ran.all());
    assert!(ran.stderr().contains("answered with 302"), "{}", ran.all());
    let ran = folder.wirecase(&[&words[..], &["--var", "page=/app"]].concat());
    assert_eq!(ran.json("r.json")["cases"][0]["verdict"], "pass", "{}", ran.all());
}

#[test]
fn a_server_that_refuses_a_faultless_request_answers_for_it() {
    let peer = Peer::answering(dated(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
    let ran = Folder::new().wirecase(&["run", "-t", &peer.url(), "session/request/get"]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
}

#[test]
fn quiet_says_little_and_verbose_shows_the_wire() {
    let (folder, peer) = (Folder::new(), Peer::answering(hello()));
    folder.write("pages.yaml", ONE.replace("status: 404", "status: 500"));
    let url = peer.url();
    let quiet = folder.wirecase(&["run", "pages.yaml", "-t", &url, "-q"]).stdout();
    let normal = folder.wirecase(&["run", "pages.yaml", "-t", &url]).stdout();
    let wire = folder.wirecase(&["run", "pages.yaml", "-t", &url, "-v"]).stdout();
    let all = folder.wirecase(&["run", "pages.yaml", "-t", &url, "-vv"]).stdout();
    assert!(quiet.len() < normal.len() && normal.len() < wire.len() && wire.len() < all.len());
    let failing = folder.wirecase(&["run", "pages.yaml", "-t", &url, "-q", "--strict"]).stdout();
    assert!(failing.contains("WARN") && failing.contains("pages/second"), "{failing}");
}

#[cfg(unix)]
#[test]
fn a_unix_socket_is_a_target_too() {
    use std::os::unix::net::UnixListener;
    let folder = Folder::new();
    folder.write("pages.yaml", ONE);
    let path = folder.path().join("socket");
    let listener = UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut seen = Vec::new();
            let mut one = [0];
            while !seen.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut one), Ok(1)) {
                seen.push(one[0]);
            }
            let _ = stream.write_all(&hello());
        }
    });
    let target = format!("unix:{}", path.display());
    let ran = folder.wirecase(&["run", "pages.yaml", "-t", &target, "pages/first"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
}

#[test]
fn a_known_deviation_is_known_while_it_is_there_and_fixed_when_it_is_gone() {
    let (folder, peer) = (Folder::new(), Peer::answering(hello()));
    folder.write("pages.yaml", ONE.replace("body: hello", "body: hallo"));
    let known = |id: &str| {
        let entry =
            format!("known:\n  - {{ id: {id}, reason: so it is, link: 'https://a.example/1' }}\n");
        folder.write("target.yaml", format!("url: {}\n{entry}", peer.url()));
        let words = ["run", "pages.yaml", "-t", "target.yaml", "--report-json", "r.json"];
        let ran = folder.wirecase(&words);
        let verdicts = verdicts(&ran.json("r.json"));
        (verdicts.into_iter().map(|(_, verdict)| verdict).collect::<Vec<_>>(), ran)
    };
    let (words, ran) = known("pages/first");
    assert_eq!(
        (words, ran.code()),
        (vec!["known".to_owned(), "warn".to_owned()], 0),
        "{}",
        ran.all()
    );
    assert!(ran.stdout().contains("so it is"), "{}", ran.all());
    let (words, ran) = known("pages/*");
    assert_eq!(
        (words, ran.code()),
        (vec!["known".to_owned(), "known".to_owned()], 0),
        "{}",
        ran.all()
    );

    folder.write("pages.yaml", ONE);
    let (words, ran) = known("pages/first");
    assert_eq!(
        (words, ran.code()),
        (vec!["fixed".to_owned(), "warn".to_owned()], 1),
        "{}",
        ran.all()
    );
    // An entry for several cases is gone only when none of them departs any more.
    let (words, ran) = known("pages/*");
    assert_eq!(
        (words, ran.code()),
        (vec!["pass".to_owned(), "known".to_owned()], 0),
        "{}",
        ran.all()
    );
}

#[test]
fn a_lint_that_is_a_known_deviation_is_known() {
    let answer = dated(b"HTTP/1.1 200 OK\r\nContent-Length : 5\r\nConnection: close\r\n\r\nhello");
    let (folder, peer) = (Folder::new(), Peer::answering(answer));
    folder.write("pages.yaml", ONE);
    let run = |known: &str| {
        folder.write("target.yaml", format!("url: {}\n{known}", peer.url()));
        let ran = folder.wirecase(&["run", "pages.yaml", "-t", "target.yaml", "pages/first", "-v"]);
        (ran.code(), ran.all())
    };
    let (code, all) = run("");
    assert_eq!(code, 1, "{all}");
    assert!(all.contains("lint/space-before-colon"), "{all}");
    let (code, all) = run("known:\n  - { id: lint/space-before-colon, reason: an old parser }\n");
    assert_eq!(code, 0, "{all}");
    assert!(all.contains("\n  known: an old parser\n"), "{all}");
}

#[test]
fn the_bundled_suite_stands_beside_other_cases_in_any_order_and_once() {
    let folder = Folder::new();
    folder.write("extra.yaml", ONE);
    let count = |words: &[&str]| {
        let ran = folder.wirecase(&[&["list", "--format", "json"], words].concat());
        assert_eq!(ran.code(), 0, "{}", ran.all());
        ran.stdout().matches("\"id\"").count()
    };
    let bundled = count(&["bundled"]);
    assert!(bundled > 1000);
    for words in [["bundled", "extra.yaml"], ["extra.yaml", "bundled"]] {
        assert_eq!(count(&words), bundled + 2, "{words:?}");
    }
    assert_eq!(count(&["bundled", "bundled"]), bundled);
    let bundled_ids = folder.wirecase(&["list", "bundled"]).stdout();
    let taken = bundled_ids.split_whitespace().find(|word| word.starts_with("session/")).unwrap();
    folder.write("same.yaml", ONE.replace("pages/first", taken));
    let ran = folder.wirecase(&["list", "bundled", "same.yaml"]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(
        ran.stderr().contains("same.yaml:3:9") && ran.stderr().contains(taken),
        "{}",
        ran.all()
    );
}

#[test]
fn a_reader_that_leaves_changes_no_exit_code() {
    let folder = Folder::new();
    folder.write("cases.yaml", ONE);
    folder.write("bad.yaml", "cases: [{ id: 1 }]");
    let peer = Peer::answering(hello());
    let url = peer.url();
    let run = ["run", "cases.yaml", "-t", &url, "--report-json"];
    let first = folder.wirecase(&[&run[..], &["first.json", "pages/first"]].concat());
    assert_eq!(first.code(), 0, "{}", first.all());
    let other = Peer::answering(dated(b"HTTP/1.1 500 Odd\r\nContent-Length: 0\r\n\r\n"));
    let other = other.url();
    for (words, code) in [
        (&["check", "bad.yaml"][..], 2),
        (&["run", "cases.yaml", "-t", &other], 1),
        (&["run", "cases.yaml", "-t", &other, "--baseline", "first.json"], 1),
        (&["compare", "first.json", "worse.json"], 1),
        (&["compare", "first.json", "worse.json", "--format", "json"], 1),
        (&["compare", "first.json", "worse.json", "--format", "md"], 1),
        (&["replay", "first.json", "-t", &other], 1),
        (&["replay", "first.json", "-t", &other, "--format", "json"], 1),
        (&["report", "worse.json", "--exit-code"], 1),
        (&["list", "cases.yaml"], 0),
    ] {
        if words[0] == "compare" {
            let run = ["run", "cases.yaml", "-t", &other, "--report-json", "worse.json"];
            assert_eq!(folder.wirecase(&run).code(), 1);
        }
        // Its other end is closed before anything is written.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = folder.command(words);
        let status = command.stdout(writer).stderr(std::process::Stdio::piped()).output().unwrap();
        let told = String::from_utf8_lossy(&status.stderr).into_owned();
        assert_eq!(status.status.code(), Some(code), "{words:?}: {told}");
    }
}
