//! Every exit code of the design, one by one, from the binary.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;

use crate::support::command::{Folder, verdicts};
use crate::support::peer::{Peer, dated};

fn ok() -> Vec<u8> {
    dated(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

const CASE: &str = "
title: One
cases:
  - id: one
    title: The page is there
    level: LEVEL
    request: |
      GET / HTTP/1.1
      Host: {{host}}
    expect: { status: STATUS }
";

fn case(level: &str, status: &str) -> String {
    CASE.replace("LEVEL", level).replace("STATUS", status)
}

#[test]
fn zero_when_all_is_as_expected() {
    let (folder, peer) = (Folder::new(), Peer::answering(ok()));
    folder.write("one.yaml", case("must", "200"));
    let ran = folder.wirecase(&["run", "one.yaml", "-t", &peer.url()]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
}

#[test]
fn one_when_a_must_is_not_kept() {
    let (folder, peer) = (Folder::new(), Peer::answering(ok()));
    folder.write("one.yaml", case("must", "404"));
    let ran = folder.wirecase(&["run", "one.yaml", "-t", &peer.url()]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
}

#[test]
fn a_should_that_is_not_followed_fails_only_a_strict_run() {
    let (folder, peer) = (Folder::new(), Peer::answering(ok()));
    folder.write("one.yaml", case("should", "404"));
    let ran = folder.wirecase(&["run", "one.yaml", "-t", &peer.url()]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let ran = folder.wirecase(&["run", "one.yaml", "-t", &peer.url(), "--strict"]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
}

#[test]
fn two_when_usage_or_a_file_is_wrong_and_nothing_was_sent() {
    let (folder, peer) = (Folder::new(), Peer::answering(ok()));
    folder.write("one.yaml", case("must", "200"));
    folder.write("bad.yaml", case("must", "200").replace("request:", "reqest:"));
    let url = peer.url();
    let rows: &[&[&str]] = &[
        &["run"],
        &["run", "one.yaml"],
        &["run", "bad.yaml", "-t", &url],
        &["run", "gone.yaml", "-t", &url],
        &["run", "-t", "ftp://127.0.0.1"],
        &["run", "-t", &url, "--no-such-flag"],
        &["run", "-t", &url, "--jobs", "0"],
        &["run", "-t", &url, "--read-timeout", "soon"],
        &["run", "-t", &url, "--level", "perhaps"],
        &["run", "-t", &url, "--spec", "9112"],
        &["check", "bad.yaml"],
        &["demo", "--fault", "no-such-fault"],
    ];
    for words in rows {
        let ran = folder.wirecase(words);
        assert_eq!(ran.code(), 2, "{words:?}\n{}", ran.all());
    }
    assert_eq!(peer.connections(), 0);
}

#[test]
fn three_when_nobody_listens() {
    let folder = Folder::new();
    folder.write("one.yaml", case("must", "200"));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ran = folder.wirecase(&["run", "one.yaml", "-t", &format!("http://{closed}")]);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    assert!(ran.stderr().contains("cannot reach"), "{}", ran.all());
}

#[test]
fn three_when_a_report_cannot_be_written_and_the_summary_is_still_shown() {
    let (folder, peer) = (Folder::new(), Peer::answering(ok()));
    folder.write("one.yaml", case("must", "200"));
    folder.write("file", "not a folder");
    let ran =
        folder.wirecase(&["run", "one.yaml", "-t", &peer.url(), "--report-json", "file/r.json"]);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    assert!(ran.stderr().contains("cannot write"), "{}", ran.all());
    assert!(ran.stdout().contains("1 pass"), "{}", ran.all());
}

#[test]
fn four_when_no_case_is_selected() {
    let (folder, peer) = (Folder::new(), Peer::answering(ok()));
    folder.write("one.yaml", case("must", "200"));
    for words in [&["nothing/like-it"][..], &["--tag", "none"], &["--level", "may"]] {
        let url = peer.url();
        let mut all = vec!["run", "one.yaml", "-t", &url];
        all.extend(words);
        let ran = folder.wirecase(&all);
        assert_eq!(ran.code(), 4, "{}", ran.all());
    }
    assert_eq!(peer.connections(), 0);
}

const THREE: &str = "
cases:
  - { id: a, title: A, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
  - { id: b, title: B, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 404 } }
  - { id: c, title: C, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
";

#[test]
fn three_when_the_target_dies_and_the_case_after_which_it_died_is_named() {
    let folder = Folder::new();
    folder.write("three.yaml", THREE);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        // The first look whether somebody is there, the first case, and then nobody.
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            let mut seen = Vec::new();
            let mut one = [0];
            while !seen.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut one), Ok(1)) {
                seen.push(one[0]);
            }
            let _ = stream.write_all(&ok());
        }
    });
    let ran =
        folder.wirecase(&["run", "three.yaml", "-t", &url, "-j", "1", "--report-json", "r.json"]);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    let results = ran.json("r.json");
    let words: Vec<String> = verdicts(&results).into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(words, ["pass", "error", "error"], "{}", ran.all());
    assert_eq!(results["run"]["troubles"][0]["after"], "a", "{}", ran.all());
    assert!(ran.stdout().contains("(seen after a)"), "{}", ran.all());
}

#[test]
fn the_first_failure_ends_a_run_that_is_to_fail_fast() {
    let (folder, peer) = (Folder::new(), Peer::answering(ok()));
    folder.write("three.yaml", THREE);
    let url = peer.url();
    let words =
        ["run", "three.yaml", "-t", &url, "-j", "1", "--fail-fast", "--report-json", "r.json"];
    let ran = folder.wirecase(&words);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let results: Vec<String> =
        verdicts(&ran.json("r.json")).into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(results, ["pass", "fail", "skip"], "{}", ran.all());
    assert!(ran.stdout().contains("--fail-fast"), "{}", ran.all());

    // A deviation that is known fails nothing, and so it ends nothing.
    folder.write("known.yaml", "resources: { page: / }\nknown: [{ id: b, reason: by decision }]\n");
    let ran = folder.wirecase(&[&words[..], &["--target-file", "known.yaml"]].concat());
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let results = verdicts(&ran.json("r.json"));
    let results: Vec<&str> = results.iter().map(|(_, verdict)| verdict.as_str()).collect();
    assert_eq!(results, ["pass", "known", "pass"], "{}", ran.all());

    // In a strict run a warning fails.
    folder.write("three.yaml", THREE.replace("id: b,", "id: b, level: should,"));
    let ran = folder.wirecase(&[&words[..], &["--strict"]].concat());
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let results = verdicts(&ran.json("r.json"));
    let results: Vec<&str> = results.iter().map(|(_, verdict)| verdict.as_str()).collect();
    assert_eq!(results, ["pass", "warn", "skip"], "{}", ran.all());
}

#[cfg(unix)]
#[test]
fn a_hundred_and_thirty_when_interrupted_and_what_was_done_is_reported() {
    // By Ctrl-C, and as a runner of CI cancels a job.
    ["-INT", "-TERM"].into_iter().for_each(interrupted_by);
}

/// Answers the first request; `begun` is told of the second, which is never answered.
#[cfg(unix)]
fn answers_once(begun: mpsc::Sender<()>) -> Peer {
    let answered = std::sync::atomic::AtomicBool::new(false);
    Peer::start(move |mut connection| {
        if connection.read_head() {
            if answered.swap(true, std::sync::atomic::Ordering::SeqCst) {
                begun.send(()).unwrap();
                connection.drain();
            } else {
                connection.write(&ok());
            }
        }
    })
}

#[cfg(unix)]
fn send_signal(signal: &str, process: u32) {
    let status = std::process::Command::new("kill").args([signal, &process.to_string()]).status();
    assert!(status.unwrap().success());
}

/// The first try has told what it told, listed deviations among it, when the second is given up.
#[cfg(unix)]
#[test]
fn what_was_being_confirmed_when_a_run_is_interrupted_is_told_by_its_first_try() {
    let folder = Folder::new();
    folder.write("one.yaml", case("must", "404"));
    let (begun, begins) = mpsc::channel();
    let peer = answers_once(begun);
    let known = "known: [{ id: one, reason: there is a page }]";
    folder.write("target.yaml", format!("name: t\nurl: {}\n{known}\n", peer.url()));
    let words =
        ["run", "one.yaml", "-t", "target.yaml", "--report-json", "r.json", "--report-ndjson", "e"];
    let ran = folder.wirecase_while(&words, |id| {
        begins.recv().unwrap();
        send_signal("-INT", id);
    });
    assert_eq!(ran.code(), 130, "{}", ran.all());
    let results = ran.json("r.json");
    let of_case = verdicts(&results).into_iter().find(|(id, _)| id == "one").unwrap();
    assert_eq!(of_case.1, "known", "{}", ran.all());
    let events = std::fs::read_to_string(folder.path().join("e")).unwrap();
    assert_eq!(events.matches("\"case-finished\"").count(), 1, "{events}");
    assert!(!events.contains("verdict-changed"), "{events}");
}

#[cfg(unix)]
fn interrupted_by(signal: &str) {
    let folder = Folder::new();
    folder.write("three.yaml", THREE);
    let (begun, begins) = mpsc::channel();
    let peer = answers_once(begun);
    let url = peer.url();
    let words = ["run", "three.yaml", "-t", &url, "-j", "1", "--report-json", "r.json"];
    let ran = folder.wirecase_while(&words, |id| {
        begins.recv().unwrap();
        send_signal(signal, id);
    });
    assert_eq!(ran.code(), 130, "{}", ran.all());
    let results = ran.json("r.json");
    assert_eq!(results["run"]["interrupted"], true);
    let words: Vec<String> = verdicts(&results).into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(words, ["pass", "skip", "skip"], "{}", ran.all());
}
