//! `wirecase replay`: what was recorded is sent again, byte for byte, and a departure of the answer
//! is named.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::support::command::{Folder, Ran};
use crate::support::peer::Peer;
use crate::support::server::Served;

mod trouble;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: 2\r\n\r\nok";

/// Cases of two connections, of a half-close, and of pipelining.
const CASES: &str = r#"
title: Kinds of exchange
cases:
  - id: plain
    title: One request
    send: "GET / HTTP/1.1\\r\\nHost: {{host}}\\r\\n\\r\\n"
    expect: { status: 200 }
  - id: half-close
    title: The answer comes after our FIN
    steps:
      - send: "GET /half HTTP/1.1\\r\\nHost: {{host}}\\r\\n\\r\\n"
      - close: write
      - expect: { status: 200, connection: closed }
  - id: pipelined
    title: Two requests in two writes with a pause in the first
    steps:
      - send: ["GET /a HT", { pause: 30ms }, "TP/1.1\\r\\nHost: {{host}}\\r\\n\\r\\n"]
      - send: "GET /b HTTP/1.1\\r\\nHost: {{host}}\\r\\n\\r\\n"
      - expect: { status: 200 }
      - expect: { status: 200, connection: open }
  - id: two-connections
    title: Requests in turns
    steps:
      - on: one
        send: "GET /one HTTP/1.1\\r\\nHo"
      - on: two
        send: "GET /two HTTP/1.1\\r\\nHost: {{host}}\\r\\n\\r\\n"
      - on: two
        expect: { status: 200 }
      - on: one
        send: "st: {{host}}\\r\\n\\r\\n"
      - on: one
        expect: { status: 200 }
  - id: needs/form
    title: Not run where there is no form
    needs: [form]
    send: "GET / HTTP/1.1\\r\\nHost: {{host}}\\r\\n\\r\\n"
    expect: { status: 200 }
"#;

/// Answers each request on a connection, and closes where no more comes.
fn answering(answer: &'static [u8]) -> Peer {
    Peer::start(move |mut connection| while connection.read_head() && connection.write(answer) {})
}

/// Records [`CASES`] with a peer.
fn recorded(folder: &Folder, peer: &Peer) -> Value {
    let cases = folder.write("cases.yaml", CASES);
    let cases = cases.to_str().unwrap();
    let url = peer.url();
    let ran = folder.wirecase(&["run", cases, "-t", &url, "--report-json", "old.json"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    ran.json("old.json")
}

fn last_lines(ran: &Ran) -> Vec<String> {
    let text = ran.stdout();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(2)..].iter().map(|line| (*line).to_owned()).collect()
}

fn summary(ran: &Ran) -> String {
    last_lines(ran).first().cloned().unwrap_or_default()
}

/// What was sent on each connection of each case, in the order of the alphabet.
fn sent(results: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for case in results["cases"].as_array().unwrap().iter().filter(|case| case["kind"] == "case") {
        let transcript = &case["attempts"][0]["transcript"];
        for connection in 0..transcript["connections"].as_array().map_or(0, Vec::len) {
            let events = transcript["events"].as_array().unwrap().iter();
            let sent = events.filter(|e| e["event"] == "sent" && e["connection"] == connection);
            all.push(sent.map(|event| event["bytes"]["text"].as_str().unwrap()).collect());
        }
    }
    all.sort();
    all
}

#[test]
fn the_same_server_gives_the_same_answers_and_another_one_is_told_by_the_field() {
    let folder = Folder::new();
    let peer = answering(OK);
    recorded(&folder, &peer);
    let ran = folder.wirecase(&["replay", "old.json"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert_eq!(summary(&ran), "4 same, 1 not replayed");
    let text = ran.stdout();
    for line in [
        format!("to {}, where they were recorded", peer.url()).as_str(),
        "SAME plain",
        "SAME half-close",
        "SAME pipelined",
        "SAME two-connections",
        "  not run then: the target names no form",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }

    let other = answering(b"HTTP/1.1 200 OK\r\nETag: \"v2\"\r\nContent-Length: 2\r\n\r\nok");
    let ran = folder.wirecase(&["replay", "old.json", "-t", &other.url(), "plain", "needs/"]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    assert_eq!(summary(&ran), "1 differs, 1 not replayed");
    let text = ran.stdout();
    let changed = r#"  × header field ETag has another value: recorded ""v1"", now ""v2"""#;
    for line in ["DIFFERS plain", changed] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    assert!(text.contains(&format!("to {}; recorded at {}", other.url(), peer.url())), "{text}");

    let ran = folder.wirecase(&["replay", "old.json", "-t", &other.url(), "-q", "plain"]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let first: Vec<String> = ran.stdout().lines().take(4).map(String::from).collect();
    assert_eq!(first[3], "DIFFERS plain", "{first:?}");
}

#[test]
fn each_connection_carries_the_recorded_octets_to_another_server_as_well() {
    let folder = Folder::new();
    let results = recorded(&folder, &answering(OK));
    let seen = Arc::new(Mutex::new(Vec::<Vec<u8>>::new()));
    let log = Arc::clone(&seen);
    let other = Peer::start(move |mut connection| {
        let mut place = None;
        while connection.read_head() {
            let mut log = log.lock().unwrap();
            let place = *place.get_or_insert_with(|| {
                log.push(Vec::new());
                log.len() - 1
            });
            log[place].extend(connection.take());
            connection.write(OK);
        }
    });
    let ran = folder.wirecase(&["replay", "old.json", "-t", &other.url()]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let mut seen: Vec<String> =
        seen.lock().unwrap().iter().map(|o| String::from_utf8(o.clone()).unwrap()).collect();
    seen.sort();
    assert_eq!(seen, sent(&results));
}

#[test]
fn ids_select_and_what_selects_nothing_sends_nothing() {
    let folder = Folder::new();
    let peer = answering(OK);
    recorded(&folder, &peer);
    let before = peer.connections();
    for (words, code, want) in [
        (&["replay", "old.json", "strange"][..], 4, "`strange` is no id in these results"),
        (&["replay", "old.json", "needs/"], 4, "none of what was asked for was run"),
        (&["replay", "none.json"], 2, "cannot read none.json"),
        (&["replay", "cases.yaml"], 2, "no results document"),
        (&["replay", "old.json", "-t", "ftp://a"], 2, "neither http nor https"),
        (&["replay", "old.json", "-t", "https://a..b"], 2, "no name that a certificate can be for"),
    ] {
        let ran = folder.wirecase(words);
        assert_eq!(ran.code(), code, "{}", ran.all());
        assert!(ran.stderr().contains(want), "{}", ran.all());
    }
    assert_eq!(peer.connections(), before);
    let ran = folder.wirecase(&["replay", "old.json", "p"]);
    assert_eq!((ran.code(), summary(&ran).as_str()), (0, "2 same"), "{}", ran.all());
}

#[test]
fn what_does_not_come_is_waited_for_only_so_long() {
    let folder = Folder::new();
    recorded(&folder, &answering(OK));
    let silent = Peer::start(|mut connection| connection.drain());
    let words = ["replay", "old.json", "plain", "-t", &silent.url(), "--read-timeout", "200ms"];
    let ran = folder.wirecase(&words);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    assert!(
        ran.stdout().contains("× a whole response: recorded \"HTTP/1.1 200 OK\", now nothing"),
        "{}",
        ran.all()
    );
}

#[test]
fn what_differs_by_chance_is_unsteady_and_fails_nothing() {
    let folder = Folder::new();
    recorded(&folder, &answering(OK));
    let count = AtomicUsize::new(0);
    let moody = Peer::start(move |mut connection| {
        if connection.read_head() {
            let first = count.fetch_add(1, Ordering::SeqCst) == 0;
            connection.write(if first {
                b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
            } else {
                OK
            });
            connection.drain();
        }
    });
    let ran = folder.wirecase(&["replay", "old.json", "plain", "-t", &moody.url()]);
    assert_eq!((ran.code(), summary(&ran).as_str()), (0, "1 unsteady"), "{}", ran.all());
    assert!(ran.stdout().contains("status code: recorded 200, now 500"), "{}", ran.all());
}

/// Bundled cases of every kind of connection, recorded with the reference server: what it answers
/// depends on nothing but the request.
#[test]
fn bundled_cases_recorded_with_the_reference_server_are_the_same_there() {
    let folder = Folder::new();
    let served = Served::start(&[]);
    let resources = "resources: { events: /events, websocket: /websocket, echo: /echo }";
    let target = folder.write("target.yaml", format!("url: {}\n{resources}\n", served.url));
    let words = ["run", "bundled", "--target-file", target.to_str().unwrap(), "--report-json"];
    let recorded =
        folder.wirecase(&[&words[..], &["old.json", "sse/", "rfc6455/", "session/"]].concat());
    assert_eq!(recorded.code(), 0, "{}", recorded.all());
    let results = recorded.json("old.json");
    let ran_then = |prefix: &str| {
        let cases = results["cases"].as_array().unwrap().iter();
        let ran = cases.filter(|case| case["id"].as_str().unwrap().starts_with(prefix));
        ran.filter(|case| !case["attempts"].as_array().unwrap().is_empty()).count()
    };
    for prefix in ["sse/", "rfc6455/", "session/"] {
        assert!(ran_then(prefix) > 3, "{prefix}: {}", recorded.all());
    }
    let ran = folder.wirecase(&["replay", "old.json", "--progress", "none"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(!ran.stdout().contains("UNSTEADY"), "{}", ran.all());

    // A rule broken is seen by the same octets.
    let broken = Served::start(&["--fault", "websocket-accept-missing"]);
    let ran = folder.wirecase(&["replay", "old.json", "rfc6455/", "-t", &broken.url]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
}
