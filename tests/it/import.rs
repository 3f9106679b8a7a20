//! `wirecase import`: what other tools keep becomes cases, which the loader takes, and which send what
//! the tool would have sent.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::support::command::{Folder, Ran, verdicts};
use crate::support::peer::Peer;
use crate::support::server::Served;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/import")
}

/// Where `WIRECASE_BLESS` is set, the golden file is written anew instead.
fn assert_golden(name: &str, got: &str) {
    let path = samples().join(name);
    if std::env::var_os("WIRECASE_BLESS").is_some() {
        std::fs::write(&path, got).unwrap();
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(got == want, "{name} differs; it is now\n{got}");
}

fn imported(format: &str, sample: &str) -> Ran {
    let folder = Folder::new();
    for entry in std::fs::read_dir(samples()).unwrap() {
        let path = entry.unwrap().path();
        folder.write(path.file_name().unwrap().to_str().unwrap(), std::fs::read(&path).unwrap());
    }
    let ran = folder.wirecase(&["import", format, sample, "-o", "cases.yaml"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let checked = folder.wirecase(&["check", "--strict", "cases.yaml"]);
    assert_eq!(checked.code(), 0, "{}", checked.all());
    assert_golden(
        &format!("{sample}.expected"),
        &format!(
            "{}\n{}",
            ran.stderr(),
            std::fs::read_to_string(folder.path().join("cases.yaml")).unwrap()
        ),
    );
    ran
}

#[test]
fn each_format_becomes_the_cases_that_are_kept_beside_it_and_what_is_lost_is_told() {
    imported("http", "requests.http");
    imported("curl", "commands.sh");
    imported("har", "browser.har");
    imported("ftw", "920100.yaml");
}

#[test]
fn what_a_har_holds_of_secrets_is_in_no_case() {
    let all = imported("har", "browser.har").all();
    assert!(!all.contains("topsecret"), "{all}");
    let folder = Folder::new();
    let har = std::fs::read(samples().join("browser.har")).unwrap();
    folder.write("a.har", har);
    let ran = folder.wirecase(&["import", "har", "a.har"]);
    assert!(
        ran.stdout().contains("{{cookie}}") && !ran.all().contains("topsecret"),
        "{}",
        ran.all()
    );
}

/// A peer that answers, and gives what came on each connection on which something came.
fn listening() -> (Peer, Receiver<String>) {
    let (ears, heard) = channel();
    let peer = Peer::start(move |mut connection| {
        if connection.read_head() {
            connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            connection.drain_into_seen();
            let _ = ears.send(String::from_utf8_lossy(&connection.take()).into_owned());
        }
    });
    (peer, heard)
}

/// What came on the next connection, with `HOST` for the peer's address.
fn next(peer: &Peer, heard: &Receiver<String>) -> String {
    let octets = heard.recv_timeout(Duration::from_secs(60)).unwrap();
    octets.replace(&format!("127.0.0.1:{}", peer.port), "HOST")
}

/// What the imported case sends.
fn sent_by(words: &[&str]) -> String {
    let folder = Folder::new();
    let ran = folder.wirecase(words);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    folder.write("cases.yaml", ran.stdout());
    let (peer, heard) = listening();
    let run = folder.wirecase(&["run", "-t", &peer.url(), "cases.yaml"]);
    assert_eq!(run.code(), 0, "{}", run.all());
    next(&peer, &heard)
}

#[test]
fn a_curl_command_sends_what_curl_sends() {
    let words =
        ["import", "curl", "--", "curl", "-d", "a=b", "-H", "X-A:b", "http://a.test:81/x?y"];
    let want = "POST /x?y HTTP/1.1\r\nHost: HOST\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\nX-A:b\r\n\
                Content-Length: 3\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=b";
    assert_eq!(sent_by(&words), want);
}

#[test]
#[ignore = "needs curl"]
fn the_octets_are_those_of_the_curl_that_is_installed() {
    let commands: [&[&str]; 12] = [
        &[
            "-b",
            "a=1",
            "-b",
            "c=d",
            "-u",
            "u:p",
            "-e",
            "http://r/",
            "--compressed",
            "-d",
            "a=b",
            "URL/a/../b?x#f",
        ],
        &["-H", "X:y", "-H", "E;", "-H", "Accept:", "-H", "Host: other", "URL"],
        &["--json", "{\"a\":1}", "URL/"],
        &["--json", "[1]", "-H", "Content-Type: text/x", "URL/"],
        &["-H", "Transfer-Encoding: chunked", "-d", "hello", "URL/"],
        &["-G", "--data-urlencode", "q=a b&c", "-d", "x=y", "URL/u"],
        &[
            "--data-urlencode",
            "a b=c",
            "--data-urlencode",
            "=é",
            "--data-urlencode",
            "plain text",
            "URL",
        ],
        &["-r", "0-3", "-A", "me", "URL?q"],
        &["-X", "PUT", "--data-binary", "a\r\nb", "-H", "content-type:", "URL/p"],
        &["--data-raw", "@no-file", "--data-ascii", "x", "URL"],
        &["-0", "-A", "", "URL/old"],
        &["-H", "User-Agent: mine", "-H", "Referer: there", "-sSf", "URL/%7e/.."],
    ];
    for command in commands {
        let (peer, heard) = listening();
        let words: Vec<String> = command.iter().map(|w| w.replace("URL", &peer.url())).collect();
        let mut curl = std::process::Command::new("curl");
        let status = curl.arg("-s").args(&words).stdout(Stdio::null()).status();
        assert!(status.unwrap().success(), "{words:?}");
        let theirs = next(&peer, &heard);
        let version = theirs.split("curl/").nth(1).and_then(|v| v.split('\r').next());
        let theirs = match version {
            Some(version) => theirs.replace(&format!("curl/{version}"), "curl/8.5.0"),
            None => theirs,
        };
        let all = ["import", "curl", "--", "curl"].into_iter();
        let all = all.chain(words.iter().map(String::as_str));
        assert_eq!(sent_by(&all.collect::<Vec<_>>()), theirs, "{words:?}");
    }
}

#[test]
fn imported_cases_run_on_a_server() {
    let server = Served::start(&["--addr", "127.0.0.1:0"]);
    let folder = Folder::new();
    folder.write(
        "a.http",
        "### page\nGET {{base}}/\n\n### missing\nGET http://x.test/nothing-here\n",
    );
    let ran = folder.wirecase(&["import", "http", "a.http", "-o", "a.yaml", "--id", "shop/"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let run = folder.wirecase(&["run", "-t", &server.url, "a.yaml", "--report-json", "r.json"]);
    assert_eq!(run.code(), 1, "{}", run.all());
    let results: Vec<(String, String)> = verdicts(&run.json("r.json"))
        .into_iter()
        .filter(|(id, _)| !id.starts_with("lint/"))
        .collect();
    let want = [("shop/page", "pass"), ("shop/missing", "fail")];
    assert_eq!(results, want.map(|(id, verdict)| (id.to_owned(), verdict.to_owned())));
}

#[test]
fn a_raw_request_is_taken_octet_for_octet() {
    let folder = Folder::new();
    folder.write("r", b"PUT /\xff HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\n\0\n");
    let ran = folder.wirecase(&["import", "http", "r"]);
    let want = "    request: |\n      PUT /\\xff HTTP/1.1\n      Host: {{host}}\n      Content-Length: 2\n\n      \\0\\n\n";
    assert!(ran.stdout().contains(want), "{}", ran.all());
}

#[test]
fn cases_are_added_to_a_file_that_is_there_without_touching_what_it_holds() {
    let folder = Folder::new();
    // The last case ends in a text whose empty lines are sent.
    let old = "# mine\ncases:\n- id: page\n  title: x # y\n  expect: { status: 200 }\n  send: |+\n    GET / HTTP/1.1\n\n";
    folder.write("a.yaml", old);
    for _ in 0..2 {
        let ran = folder.wirecase(&[
            "import",
            "curl",
            "-o",
            "a.yaml",
            "--",
            "curl",
            "http://a.test/page",
        ]);
        assert_eq!(ran.code(), 0, "{}", ran.all());
    }
    let new = std::fs::read_to_string(folder.path().join("a.yaml")).unwrap();
    assert!(new.starts_with(old), "{new}");
    let ran = folder.wirecase(&["list", "a.yaml", "--format", "json"]);
    for id in ["\"page\"", "\"get/page\"", "\"get/page-2\""] {
        assert!(ran.stdout().contains(id), "{new}\n{}", ran.all());
    }
    folder.write("b.yaml", "cases:\n  - id: a\n    title: a\n    send: a\n    expect: { silence: true }\ntitle: last\n");
    let before = std::fs::read(folder.path().join("b.yaml")).unwrap();
    let ran =
        folder.wirecase(&["import", "curl", "-o", "b.yaml", "--", "curl", "http://a.test/page"]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("no place for a case at the end"), "{}", ran.all());
    assert_eq!(std::fs::read(folder.path().join("b.yaml")).unwrap(), before);
}

#[test]
fn what_cannot_be_imported_is_an_error_that_says_why() {
    let deep = format!("{{\"log\":{}", "[".repeat(100_000));
    let rows: [(&str, &[u8], &str); 13] = [
        ("http", b"", "no request"),
        ("http", b"\xff\xfe", "UTF-8"),
        ("http", b"\0\0\0", "no request"),
        ("curl", b"wget http://x", "no curl command line"),
        ("curl", b"curl --frobnicate http://x", "--frobnicate: this option"),
        ("curl", b"curl -d", "-d: its value is missing"),
        ("curl", b"curl -d @missing.txt http://x", "missing.txt"),
        ("curl", b"curl 'http://x", "is not closed"),
        ("har", b"{\"log\":{}}", "no HTTP archive"),
        (
            "har",
            b"{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"data:,\"}}]}}",
            "left out",
        ),
        ("ftw", b"tests: 1", "no file of go-ftw tests"),
        ("ftw", b"a: [\0", "no file of go-ftw tests"),
        ("ftw", &[b'['; 100_000], "no file of go-ftw tests"),
    ];
    for (format, octets, why) in
        rows.into_iter().chain([("har", deep.as_bytes(), "no HTTP archive")])
    {
        let folder = Folder::new();
        folder.write("in", octets);
        let ran = folder.wirecase(&["import", format, "in", "-o", "out.yaml"]);
        assert_eq!(ran.code(), 2, "{format}: {}", ran.all());
        assert!(ran.stderr().contains(why), "{format}: {}", ran.all());
        assert!(!folder.path().join("out.yaml").exists(), "{format}");
    }
}

#[test]
fn hostile_words_stay_words() {
    let folder = Folder::new();
    let har = r#"{"log":{"entries":[{"startedDateTime":"x","request":{"method":"GET",
        "url":"http://a.test/\u001b[31m{{x}}'\"\n","headers":[{"name":"A\r\nB","value":"c"}]},
        "response":{"status":200,"content":{"text":"[[any]] {{page}} \\ \u0000\u2028"}}},
        {"request":{"method":"GET","url":"http://a.test/ok{{x}}","headers":[{"name":"X","value":"{{x}}\\x41"}]},
        "response":{"status":200,"headers":[{"name":"Content-Type","value":"[[any]]"}],
        "content":{"text":"[[any]] {{page}} \\ \u0000\u2028\u001b[2J"}}}]}}"#;
    folder.write("a.har", har);
    let ran = folder.wirecase(&["import", "har", "a.har", "-o", "a.yaml"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(!ran.all().contains('\u{1b}'), "{}", ran.all());
    let text = std::fs::read_to_string(folder.path().join("a.yaml")).unwrap();
    for want in [
        "GET /ok\\{{x}} HTTP/1.1",
        "X: \\{{x}}\\\\x41",
        "Content-Type: \\[[any]]",
        "\\[[any]] \\{{page}} \\\\ \\0\\xe2\\x80\\xa8\\x1b[2J",
    ] {
        assert!(text.contains(want), "{text}");
    }
}
