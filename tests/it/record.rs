//! `wirecase record`: octets are sent, and what came back becomes a case that passes on that server
//! and fails on another answer.

use std::io::Write as _;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::command::{Folder, verdicts};
use crate::support::peer::{Peer, dated, nobody};
use crate::support::server::Served;

/// Exit code, standard output and standard error of `record` with this on its standard input.
fn record(folder: &Folder, words: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut command = folder.command(&[&["record"], words].concat());
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// A server whose answer to each connection is made by `answer` of its number, from 0.
fn numbered(answer: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static) -> Peer {
    let count = AtomicUsize::new(0);
    Peer::start(move |mut connection| {
        if connection.read_head() {
            connection.write(&answer(count.fetch_add(1, Ordering::SeqCst)));
        }
    })
}

#[test]
fn a_recorded_case_passes_at_once_and_fails_on_another_answer() {
    let server = Served::start(&["--addr", "127.0.0.1:0"]);
    let folder = Folder::new();
    let host = server.url.strip_prefix("http://").unwrap();
    for request in [
        format!("GET / HTTP/1.1\nHost: {host}\n\n"),
        format!("HEAD / HTTP/1.1\nHost: {host}\n\n"),
        format!("GET /nothing HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
        format!("POST /echo HTTP/1.1\nHost: {host}\nContent-Length: 3\n\nabc"),
        format!("GET / HTTP/1.1\nHost: {host}\n\nGET / HTTP/1.1\nHost: {host}\n\n"),
        "GET / HTTP/1.1\n\n".to_owned(),
    ] {
        let words = ["-t", &server.url, "-o", "a.yaml"];
        let (code, _, told) = record(&folder, &words, request.as_bytes());
        assert_eq!(code, 0, "{request}\n{told}");
    }
    let run = folder.wirecase(&["run", "-t", &server.url, "a.yaml"]);
    assert_eq!(run.code(), 0, "{}", run.all());
    let text = std::fs::read_to_string(folder.path().join("a.yaml")).unwrap();
    let cases = text.split_once("cases:").unwrap().1;
    assert!(!cases.contains(host), "{text}");
    let other = numbered(|_| dated(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    let run = folder.wirecase(&["run", "-t", &other.url(), "a.yaml", "--report-json", "r.json"]);
    assert_eq!(run.code(), 1, "{}", run.all());
    let results = verdicts(&run.json("r.json"));
    let cases: Vec<_> = results.iter().filter(|(id, _)| !id.starts_with("lint/")).collect();
    assert!(cases.len() == 6 && cases.iter().all(|(_, v)| v == "fail"), "{cases:?}");
}

#[test]
fn what_differs_in_a_second_answer_is_a_placeholder_and_the_rest_is_asked_for() {
    let peer = numbered(|number| {
        let body = format!("visit {} of the page, token {:016x}", number + 9, number * 7 + 0xabc);
        let head = format!("HTTP/1.1 200 OK\r\nSet-Cookie: s={number}a; Path=/\r\nX-Fix: 1\r\n");
        dated(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
    });
    let folder = Folder::new();
    let (code, yaml, told) = record(&folder, &["-t", &peer.url()], b"GET /p HTTP/1.1\nHost: x\n\n");
    assert_eq!(code, 0, "{told}");
    let want = "\
    expect:
      response: |
        HTTP/1.1 200 OK
        Date: [[http-date]]
        Set-Cookie: s=[[/[^;]+/]]; Path=/
        X-Fix: 1
        Content-Length: [[number]]

        visit [[number]] of the page, token [[/[0-9A-Fa-f]{16}/]]
      connection: closed
";
    assert!(yaml.contains(want), "{yaml}\n{told}");
    assert!(told.contains("answer: HTTP/1.1 200 OK"), "{told}");
    assert!(told.contains("3 lines of the head ended in LF: sent with CRLF"), "{told}");
}

#[test]
fn an_answer_that_changes_its_status_is_told_and_fails() {
    let peer = numbered(|number| {
        let status = if number % 2 == 0 { "200 OK" } else { "503 No" };
        dated(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").as_bytes())
    });
    let folder = Folder::new();
    let (code, _, told) =
        record(&folder, &["-t", &peer.url()], b"GET /p HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(code == 1 || told.contains("another status line"), "{code} {told}");
    assert!(told.contains("the second answer had another status line"), "{told}");
}

#[test]
fn silence_closing_binary_bodies_and_interim_answers_are_recorded() {
    let folder = Folder::new();
    let get = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    let closing = numbered(|_| Vec::new());
    let (code, yaml, told) = record(&folder, &["-t", &closing.url()], get);
    assert!(code == 0 && yaml.contains("    expect:\n      connection: closed\n"), "{yaml}{told}");
    let silent = Peer::start(|mut connection| {
        if connection.read_head() {
            connection.drain();
        }
    });
    let words = ["-t", &silent.url(), "--read-timeout", "1s"];
    let (code, yaml, told) = record(&folder, &words, get);
    assert!(code == 0 && yaml.contains("    expect:\n      silence: 1s\n"), "{yaml}{told}");
    let binary = numbered(|_| {
        let mut answer = dated(b"HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n");
        answer.splice(0..0, *b"HTTP/1.1 103 Early Hints\r\n\r\n");
        answer.extend([0x80; 300]);
        answer
    });
    let (code, yaml, told) = record(&folder, &["-t", &binary.url()], get);
    let want = "      interim: 103\n      body: { length: 300, sha256: '";
    assert!(code == 0 && yaml.contains(want), "{yaml}{told}");
}

#[test]
fn raw_octets_are_sent_as_they_are_and_nothing_is_added() {
    let folder = Folder::new();
    let (ears, heard) = std::sync::mpsc::channel();
    let peer = Peer::start(move |mut connection| {
        connection.drain_into_seen();
        let _ = ears.send(connection.take());
    });
    let octets = b"GET /\xff HTTP/1.1\nA: b\r c\0";
    let words = ["-t", &peer.url(), "--raw", "--read-timeout", "200ms"];
    let (code, yaml, told) = record(&folder, &words, octets);
    assert_eq!(code, 0, "{told}");
    assert!(yaml.contains("    send: |-\n      GET /\\xff HTTP/1.1\\nA: b\\r c\\0\n"), "{yaml}");
    assert!(told.contains("no Host field, and none is added"), "{told}");
    // Connections on which nothing comes look whether somebody is there.
    let wait = std::time::Duration::from_secs(60);
    let mut came = std::iter::from_fn(|| heard.recv_timeout(wait).ok()).filter(|o| !o.is_empty());
    assert_eq!(came.next().unwrap(), octets);
    assert_eq!(came.next().unwrap(), octets);
}

#[test]
fn nothing_is_sent_where_the_id_is_taken_or_nobody_is_there() {
    let folder = Folder::new();
    let peer = numbered(|_| Vec::new());
    folder.write(
        "a.yaml",
        "cases:\n  - id: a\n    title: a\n    send: a\n    expect: { silence: true }\n",
    );
    let get = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    for (words, code, why) in [
        (vec!["-o", "a.yaml", "--id", "a"], 2, "taken by the case at a.yaml:2"),
        (vec!["--id", "A b"], 2, "lower-case letters"),
    ] {
        let url = peer.url();
        let words = [vec!["-t", url.as_str()], words].concat();
        let (got, _, told) = record(&folder, &words, get);
        assert!(got == code && told.contains(why), "{got} {told}");
    }
    assert_eq!(peer.connections(), 0);
    let (_held, url) = nobody();
    let (code, _, told) = record(&folder, &["-t", &url, "-o", "b.yaml"], get);
    assert!(code == 3 && told.contains("cannot reach"), "{told}");
    assert!(!folder.path().join("b.yaml").exists());
    let (code, _, told) = record(&folder, &["-t", &peer.url()], b"");
    assert!(code == 2 && told.contains("no octets to send"), "{told}");
}

#[test]
fn a_secret_is_written_as_its_name_and_in_another_form_as_anything() {
    let hex = "68756e74657232322d68756e7465723232";
    let peer = Peer::start(move |mut connection| {
        if connection.read_head() {
            let is_known = connection.has_seen(b"/p?k=hunter22-hunter22 ")
                && connection.has_seen(b"X-Key: a hunter22-hunter22 b\r\n");
            let body = format!("key hunter22-hunter22 is {hex}.");
            let head = if is_known { "200 OK" } else { "403 No" };
            let answer = format!(
                "HTTP/1.1 {head}\r\nX-Key: hunter22-hunter22\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            connection.write(&dated(answer.as_bytes()));
        }
    });
    let folder = Folder::new();
    let url = peer.url();
    let request =
        b"GET /p?k=hunter22-hunter22 HTTP/1.1\r\nHost: x\r\nX-Key: a hunter22-hunter22 b\r\n\r\n";
    let secret = ["--secret", "key=hunter22-hunter22"];
    let words = [&["-t", &url, "-o", "a.yaml"][..], &secret].concat();
    let (code, out, told) = record(&folder, &words, request);
    assert_eq!(code, 0, "{told}");
    let yaml = std::fs::read_to_string(folder.path().join("a.yaml")).unwrap();
    for line in [
        "      GET /p?k={{key}} HTTP/1.1\n",
        "      X-Key: a {{key}} b\n",
        "        X-Key: {{key}}\n",
        "        key {{key}} is [[any]].\n",
    ] {
        assert!(yaml.contains(line), "{line}{yaml}");
    }
    let all = format!("{yaml}{out}{told}");
    assert!(!all.contains("hunter22") && !all.contains(hex), "{all}");
    let run = [&["run", "a.yaml", "-t", &url][..], &secret].concat();
    let ran = folder.wirecase(&run);
    assert_eq!(ran.code(), 0, "{}", ran.all());

    let seen = peer.connections();
    let other_form = format!("GET /{hex} HTTP/1.1\r\nHost: x\r\n\r\n");
    let (code, _, told) = record(&folder, &words, other_form.as_bytes());
    assert!(code == 2 && told.contains("in another form than it was given in"), "{told}");
    assert_eq!(peer.connections(), seen);
}

#[test]
fn https_is_spoken_as_the_flags_say_with_a_server_that_is_started_for_it() {
    let folder = Folder::new();
    let launch =
        format!("'{}' serve --tls --addr 127.0.0.1:{{{{port}}}}", env!("CARGO_BIN_EXE_wirecase"));
    let get = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    let words = ["-t", "https://127.0.0.1:0", "--launch", &launch];
    let (code, yaml, told) = record(&folder, &[&words[..], &["-k"]].concat(), get);
    assert!(code == 0 && yaml.contains("HTTP/1.1 200 OK"), "{yaml}{told}");
    let (code, _, told) = record(&folder, &words, get);
    assert!(code == 3 && told.contains("certificate"), "{code} {told}");
}

#[test]
fn a_time_is_bounded_as_that_of_a_run_is() {
    let folder = Folder::new();
    let words = ["-t", "http://127.0.0.1:9", "--wait", "500000000000y"];
    let (code, _, told) = record(&folder, &words, b"GET / HTTP/1.1\nHost: x\n\n");
    assert!(code == 2 && told.contains("year"), "{code} {told}");
}

#[test]
fn the_flags_of_tls_hold_and_what_is_wrong_with_them_is_told_before_anything_is_sent() {
    let folder = Folder::new();
    let ca = folder.path().join("ca.pem").display().to_string();
    let server = Served::start(&["--tls", "--ca-out", &ca]);
    let request = b"GET / HTTP/1.1\nHost: a.test\n\n";
    let rows: [(i32, &[&str], &str); 4] = [
        (0, &["--cacert", &ca], "answer: HTTP/1.1 200"),
        (0, &["-k"], "answer: HTTP/1.1 200"),
        (3, &[], "--cacert FILE names one, -k believes any certificate\n"),
        (2, &["--cacert", "gone.pem"], "--cacert gone.pem: cannot read it"),
    ];
    for (code, flags, want) in rows {
        let (ended, _, told) = record(&folder, &[&["-t", &server.url], flags].concat(), request);
        assert!(ended == code && told.contains(want), "{flags:?} {ended}\n{told}");
    }
}
