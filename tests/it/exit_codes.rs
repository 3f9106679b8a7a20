//! Every exit code of the design, one by one, from the binary.

use std::net::TcpListener;

use crate::support::command::Folder;
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
