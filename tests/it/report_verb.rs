//! `wirecase report`: results read back, several made one, and what is refused.

use serde_json::Value;

use crate::support::command::{Folder, Ran, verdicts};
use crate::support::peer::{Peer, dated};

const CASES: &str = "
title: Pages
cases:
  - { id: get/a, title: A, request: \"GET /a HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
  - { id: head/a, title: A, request: \"GET /odd HTTP/1.1\\r\\nHost: a\", expect: { status: 200, body: a } }
  - { id: post/a, title: A, needs: [form], request: \"GET /b HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
  - { id: get/b, title: B, request: \"GET /odd HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
  - { id: head/b, title: B, request: \"GET /e HTTP/1.1\\r\\nHost: a\", expect: { status: 404 } }
  - { id: post/b, title: B, level: should, request: \"GET /odd HTTP/1.1\\r\\nHost: a\", expect: { status: 204 } }
  - { id: info/b, title: B, needs: [keep-alive], request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
";

/// Answers all with 200; `/odd` in a way that a lint speaks of, by another field each time.
fn pages() -> Peer {
    Peer::start(|mut connection| {
        while connection.read_head() {
            let odd: &[u8] = if connection.has_seen(b"/odd ") { b"X-Odd : 1\r\n" } else { b"" };
            let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n";
            connection.write(&dated(&[head, odd, b"\r\n"].concat()));
        }
    })
}

fn run(folder: &Folder, peer: &Peer, name: &str, words: &[&str]) -> Ran {
    let url = peer.url();
    let run = ["run", "cases.yaml", "-t", &url, "--report-json", name];
    folder.wirecase(&[&run[..], words].concat())
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("cases.yaml", CASES);
    folder
}

/// Results without what no two runs have in common: times, ports, and the command lines.
fn without_times(mut results: Value) -> Value {
    for case in results["cases"].as_array_mut().unwrap() {
        for attempt in case["attempts"].as_array_mut().unwrap() {
            attempt["duration_us"] = Value::Null;
            attempt["transcript"] = Value::Null;
        }
    }
    for fact in ["started", "duration_ms", "command"] {
        results["run"][fact] = Value::Null;
    }
    results
}

#[test]
fn the_shards_of_a_run_are_made_the_run() {
    let (folder, peer) = (folder(), pages());
    let whole = run(&folder, &peer, "whole.json", &[]);
    assert_eq!(whole.code(), 1, "{}", whole.all());
    let whole = whole.json("whole.json");
    let words: Vec<String> = verdicts(&whole).into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(words[..7], ["pass", "fail", "skip", "pass", "fail", "warn", "pass"], "{whole}");
    assert!(words.len() > 7, "no lint fired: {words:?}");
    // `post` needs nothing that the target is asked for, so that shard knows less of it.
    let names = ["get.json", "head.json", "post.json"];
    let shards: [&[&str]; 3] = [&["get/", "info/"], &["head/"], &["post/"]];
    for (name, ids) in names.into_iter().zip(shards) {
        let ran = run(&folder, &peer, name, ids);
        let shard = ran.json(name);
        assert_eq!(shard["run"]["deselected"], 7 - shard["run"]["selected"].as_u64().unwrap());
        // Selected by name, its rows are those of the whole.
        assert!(matches!(ran.code(), 0 | 1), "{}", ran.all());
    }
    for order in [[0, 1, 2], [2, 1, 0]] {
        let [a, b, c] = order.map(|index| names[index]);
        let ran = folder.wirecase(&["report", a, b, c, "--json", "all.json", "--exit-code"]);
        assert_eq!((ran.code(), ran.stderr()), (1, String::new()), "{}", ran.all());
        let merged = ran.json("all.json");
        assert_eq!(without_times(merged.clone()), without_times(whole.clone()), "{order:?}");
        assert_eq!(merged["run"]["command"].as_str().unwrap().lines().count(), 3);
    }
    // Without a file they are told as the run told them.
    let ran = folder.wirecase(&["report", names[0], names[1], names[2]]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    for want in ["get/b", "head/b", "FAIL", "post/b", "lint/space-before-colon"] {
        assert!(ran.stdout().contains(want), "{want}\n{}", ran.all());
    }
}

#[test]
fn two_servers_stand_side_by_side_and_the_exit_code_is_that_of_the_worse() {
    let (folder, good, bad) = (folder(), pages(), pages());
    assert_eq!(run(&folder, &good, "good.json", &["get/"]).code(), 1);
    assert_eq!(run(&folder, &bad, "bad.json", &["head/b"]).code(), 1);
    let words = ["report", "good.json", "bad.json", "--json", "both.json"];
    let ran = folder.wirecase(&words);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert_eq!(folder.wirecase(&[&words[..], &["--exit-code"]].concat()).code(), 1);
    let both = ran.json("both.json");
    let targets: Vec<&Value> =
        both["targets"].as_array().unwrap().iter().map(|t| &t["name"]).collect();
    assert_eq!(targets, [&good.url(), &bad.url()]);
    assert_eq!(both["run"]["selected"], 3);
    assert_eq!(both["run"]["deselected"], 4);
    // Nothing but passes: the exit code follows the results, not the verb.
    run(&folder, &good, "one.json", &["get/a"]);
    assert_eq!(folder.wirecase(&["report", "one.json", "--exit-code"]).code(), 0);
}

#[test]
fn different_outcomes_and_different_servers_of_one_name_are_refused() {
    let (folder, peer) = (folder(), pages());
    run(&folder, &peer, "a.json", &["get/a"]);
    let a = std::fs::read_to_string(folder.path().join("a.json")).unwrap();
    let url = peer.url();
    let rows = [
        (
            a.replace(r#""verdict":"pass","reason""#, r#""verdict":"info","reason""#),
            format!("get/a on {url}: pass in a.json, info in b.json"),
        ),
        (a.replace(r#""page":"/""#, r#""page":"/b""#), "resources {\"page\":\"/\"}".to_owned()),
        (
            a.replace("\"format\": 1", "\"format\": 2"),
            "b.json: the results are in format 2".to_owned(),
        ),
    ];
    for (b, want) in rows {
        assert_ne!(a, b);
        folder.write("b.json", b);
        let ran = folder.wirecase(&["report", "a.json", "b.json", "--json", "all.json"]);
        assert_eq!(ran.code(), 2, "{}", ran.all());
        assert!(ran.stderr().contains(&want), "{want}\n{}", ran.all());
        assert!(!folder.path().join("all.json").exists());
    }
}

#[test]
fn results_of_different_versions_are_made_one_with_a_warning() {
    let (folder, peer) = (folder(), pages());
    run(&folder, &peer, "a.json", &["get/a"]);
    run(&folder, &peer, "b.json", &["get/b"]);
    let b = std::fs::read_to_string(folder.path().join("b.json")).unwrap();
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    folder.write("b.json", b.replace(&version, "\"version\":\"9.9.9\""));
    let words = ["report", "a.json", "b.json", "--json", "all.json"];
    let ran = folder.wirecase(&words);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(
        ran.stderr().starts_with("warning: ") && ran.stderr().contains("9.9.9"),
        "{}",
        ran.all()
    );
    assert_eq!(
        ran.json("all.json")["run"]["version"],
        format!("{}, 9.9.9", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(folder.wirecase(&[&words[..], &["-q"]].concat()).stderr(), "");
}

#[test]
fn what_is_no_results_document_is_refused_in_one_line_that_names_it() {
    let (folder, peer) = (folder(), pages());
    run(&folder, &peer, "r.json", &["get/a"]);
    let whole = std::fs::read(folder.path().join("r.json")).unwrap();
    folder.write("cut.json", &whole[..whole.len() / 2]);
    folder.write("empty.json", "");
    folder.write("text.json", "<html>");
    folder.write("octets.json", b"{\"format\": \"\xff\x1b[2J\"}");
    folder.write("word.json", "{\"format\": \"\\u001b[2J\"}");
    folder.write("deep.json", format!("{{\"format\": {}", "[".repeat(100_000)));
    std::fs::create_dir(folder.path().join("folder.json")).unwrap();
    for (name, start) in [("sparse.json", ""), ("brace.json", "{")] {
        let path = folder.write(name, start);
        std::fs::File::options().write(true).open(path).unwrap().set_len(2 << 30).unwrap();
    }
    let rows = [
        ("gone.json", "cannot read gone.json: "),
        ("folder.json", "cannot read folder.json: "),
        ("cut.json", "cut.json: this is no results document of wirecase: EOF"),
        ("empty.json", "empty.json: this is no results document"),
        ("text.json", "text.json: this is no results document"),
        ("octets.json", "octets.json: this is no results document"),
        ("word.json", "word.json: this is no results document"),
        ("deep.json", "deep.json: this is no results document"),
        ("sparse.json", "sparse.json: this is no results document"),
        ("brace.json", "brace.json: this is no results document"),
    ];
    for (name, want) in rows {
        let ran = folder.wirecase(&["report", "r.json", name, "--json", "all.json"]);
        assert_eq!(ran.code(), 2, "{name}\n{}", ran.all());
        let said = ran.stderr();
        assert!(said.starts_with(&format!("error: {want}")), "{name}\n{}", ran.all());
        assert_eq!(said.lines().count(), 1, "{name}\n{}", ran.all());
        assert!(!said.contains('\x1b') && ran.stdout().is_empty(), "{name}\n{}", ran.all());
        assert!(!folder.path().join("all.json").exists(), "{name}");
    }
}

#[test]
fn a_report_is_not_written_over_the_results_it_is_made_from() {
    let (folder, peer) = (folder(), pages());
    run(&folder, &peer, "r.json", &["--report-ndjson", "events.ndjson"]);
    let before = std::fs::read(folder.path().join("r.json")).unwrap();
    for flag in ["--md", "--html", "--junit", "--tap", "--ndjson"] {
        let ran = folder.wirecase(&["report", "r.json", flag, "./r.json"]);
        assert_eq!(ran.code(), 2, "{}", ran.all());
        assert!(ran.stderr().contains("./r.json holds the results"), "{}", ran.all());
    }
    assert_eq!(std::fs::read(folder.path().join("r.json")).unwrap(), before);
    let ran = folder.wirecase(&["report", "r.json", "--json", "r.json"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());

    let ran = folder.wirecase(&["report", "events.ndjson"]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("a stream of events"), "{}", ran.all());
}
