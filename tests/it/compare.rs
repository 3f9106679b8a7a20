//! `compare` and `--baseline`, as a user calls them, on results of the reference server with and
//! without its faults, and of scripted peers.

use serde_json::Value;

use crate::support::command::{Folder, Ran};
use crate::support::peer::{Peer, dated, nobody};

/// A run of the cases of connections into this file, with faults.
fn demo(folder: &Folder, file: &str, faults: &[&str]) {
    let mut words = vec!["demo", "session/connection", "--report-json", file];
    faults.iter().for_each(|fault| words.extend(["--fault", fault]));
    let ran = folder.wirecase(&words);
    assert!(matches!(ran.code(), 0 | 1), "{}", ran.all());
}

fn compared(folder: &Folder, old: &str, new: &str) -> (Ran, Value) {
    let text = folder.wirecase(&["compare", old, new]);
    let json = folder.wirecase(&["compare", old, new, "--format", "json"]);
    assert_eq!(text.code(), json.code(), "{}", text.all());
    let value = serde_json::from_str(&json.stdout()).unwrap();
    (text, value)
}

/// The ids in a list of a comparison.
fn ids<'a>(comparison: &'a Value, list: &str) -> Vec<&'a str> {
    comparison[list].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

const LISTS: [&str; 9] = [
    "worse",
    "otherwise",
    "untested",
    "better",
    "changed",
    "tested",
    "appeared",
    "gone",
    "answers",
];

/// The whole suite is compared with itself in `suite.rs`.
#[test]
fn two_runs_of_one_server_differ_in_nothing_though_time_and_port_do() {
    let folder = Folder::new();
    // In another order, as far as cases run side by side.
    for words in [
        ["demo", "session", "-j", "4", "--report-json", "old.json"],
        ["demo", "session", "-j", "40", "--report-json", "new.json"],
    ] {
        assert_eq!(folder.wirecase(&words).code(), 0);
    }
    let (ran, comparison) = compared(&folder, "old.json", "new.json");
    assert_eq!(ran.code(), 0, "{}", ran.all());
    for list in LISTS {
        assert_eq!(ids(&comparison, list), [""; 0], "{list}\n{}", ran.all());
    }
    assert_eq!(comparison["unchanged"], comparison["compared"]);
    assert!(comparison["compared"].as_u64().unwrap() > 50);
    // What was compared is no empty answer: the same octets with another port differ as text.
    let port = |name: &str| folder.json(name)["targets"][0]["address"]["tcp"]["port"].clone();
    assert_ne!(port("old.json"), port("new.json"));
}

#[test]
fn a_fault_is_what_got_worse_and_its_repair_what_got_better() {
    let folder = Folder::new();
    demo(&folder, "sound.json", &[]);
    demo(&folder, "broken.json", &["close-without-close-option"]);
    let (ran, worse) = compared(&folder, "sound.json", "broken.json");
    assert_eq!(ran.code(), 1, "{}", ran.all());
    assert_eq!(
        ids(&worse, "worse"),
        ["session/connection/close-is-announced", "lint/close-not-announced"]
    );
    for told in ["header field Connection is gone", "silent → warn  lint/close-not-announced"] {
        assert!(ran.stdout().contains(told), "{told}\n{}", ran.all());
    }
    let (ran, better) = compared(&folder, "broken.json", "sound.json");
    assert_eq!((ran.code(), ids(&better, "worse")), (0, vec![]), "{}", ran.all());
    assert_eq!(ids(&better, "better"), ids(&worse, "worse"));
    // The same fault on both sides is no news.
    demo(&folder, "again.json", &["close-without-close-option"]);
    let (ran, same) = compared(&folder, "broken.json", "again.json");
    assert_eq!(ran.code(), 0);
    assert_eq!(same["unchanged"], same["compared"], "{}", ran.all());
}

#[test]
fn an_answer_that_changes_under_the_same_verdict_is_told_field_by_field() {
    let folder = Folder::new();
    folder.write("a.yaml", ONE);
    for (file, server) in [("old.json", "toy/1"), ("new.json", "toy/2")] {
        let peer = answering("200 OK", server);
        let ran = folder.wirecase(&["run", "a.yaml", "-t", &peer.url(), "--report-json", file]);
        assert_eq!(ran.code(), 0, "{}", ran.all());
    }
    let (ran, comparison) = compared(&folder, "old.json", "new.json");
    assert_eq!((ran.code(), ids(&comparison, "answers")), (0, vec!["page/there"]), "{}", ran.all());
    for told in [
        "the target has another name",
        "header field Server has another value",
        "- \"toy/1\"\n",
        "+ \"toy/2\"\n",
    ] {
        assert!(ran.stdout().contains(told), "{told}\n{}", ran.all());
    }
    assert_eq!(comparison["answers"][0]["changes"].as_array().unwrap().len(), 1);
    let md = folder.wirecase(&["compare", "old.json", "new.json", "--format", "md"]);
    assert!(md.stdout().starts_with("## Nothing got worse\n"), "{}", md.all());
    // With another text the case may be the cause.
    folder.write("a.yaml", ONE.replace("title: A page", "title: The page"));
    let peer = answering("500 Oh", "toy/2");
    folder.wirecase(&["run", "a.yaml", "-t", &peer.url(), "--report-json", "other.json"]);
    let (ran, _) = compared(&folder, "old.json", "other.json");
    assert!(ran.stdout().contains("the case's text changed"), "{}", ran.all());
}

#[test]
fn a_run_with_a_baseline_fails_only_on_what_got_worse() {
    let folder = Folder::new();
    folder.write("a.yaml", ONE);
    let run = |peer: &Peer, more: &[&str]| {
        let url = peer.url();
        let mut words = vec!["run", "a.yaml", "-t", &url];
        words.extend(more);
        folder.wirecase(&words)
    };
    let (good, bad, other) =
        (answering("200 OK", "a"), answering("404 No", "a"), answering("500 Oh", "a"));
    assert_eq!(run(&good, &["--report-json", "good.json"]).code(), 0);
    assert_eq!(run(&bad, &["--report-json", "bad.json"]).code(), 1);
    let rows = [
        (&good, "good.json", 0, "1 unchanged"),
        (&bad, "bad.json", 0, "1 unchanged"),
        (&good, "bad.json", 0, "1 better"),
        (&bad, "good.json", 1, "1 worse"),
        (&other, "bad.json", 0, "1 the same in another way"),
    ];
    for (peer, baseline, code, told) in rows {
        let ran = run(peer, &["--baseline", baseline]);
        assert_eq!(ran.code(), code, "{baseline} {told}\n{}", ran.all());
        let after = ran.stdout();
        let after = after.split_once("against the baseline").map(|(_, after)| after.to_owned());
        assert!(after.is_some_and(|after| after.contains(told)), "{told}\n{}", ran.all());
    }
    // What goes to standard output as a report stays one.
    let ran = run(&bad, &["-q", "--baseline", "good.json", "--report-ndjson", "-"]);
    assert!(ran.stdout().lines().all(|line| line.starts_with('{')), "{}", ran.all());
    assert!(ran.stderr().contains("1 worse"), "{}", ran.all());
    // With nobody there, nothing was compared: trouble stays trouble.
    let (_kept, nobody) = nobody();
    let ran = folder.wirecase(&["run", "a.yaml", "-t", &nobody, "--baseline", "good.json"]);
    assert_eq!(ran.code(), 3, "{}", ran.all());
}

#[test]
fn a_baseline_that_cannot_be_read_is_told_before_anything_is_sent() {
    let folder = Folder::new();
    folder.write("a.yaml", ONE);
    folder.write("text.json", "hello");
    folder.write("later.json", "{\"format\": 2}");
    let peer = answering("200 OK", "a");
    for (file, told) in
        [("none.json", "cannot read"), ("text.json", "no results"), ("later.json", "format 2")]
    {
        let url = peer.url();
        let ran = folder.wirecase(&["run", "a.yaml", "-t", &url, "--baseline", file]);
        assert_eq!((ran.code(), peer.connections()), (2, 0), "{}", ran.all());
        assert!(ran.stderr().contains(told) && ran.stderr().contains(file), "{}", ran.all());
        let ran = folder.wirecase(&["demo", "--baseline", file]);
        assert_eq!(ran.code(), 2, "{}", ran.all());
        let ran = folder.wirecase(&["compare", file, file]);
        assert_eq!(ran.code(), 2, "{}", ran.all());
        assert!(ran.stderr().contains(told) && ran.stderr().contains(file), "{}", ran.all());
    }
}

#[test]
fn demo_takes_a_baseline_of_the_whole_suite_for_a_selection() {
    let folder = Folder::new();
    demo(&folder, "session.json", &[]);
    let ran = folder.wirecase(&[
        "demo",
        "session/connection/close-is-announced",
        "--baseline",
        "session.json",
    ]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(ran.stdout().contains("the other is of a selection"), "{}", ran.all());
    let broken = ["demo", "session/connection", "--fault", "close-without-close-option"];
    let ran = folder.wirecase(&[&broken[..], &["--baseline", "session.json"]].concat());
    assert_eq!(ran.code(), 1, "{}", ran.all());
}

const ONE: &str = "\
title: One page
cases:
  - id: page/there
    title: A page is there
    spec: RFC 9110 15.3.1
    request: |
      GET / HTTP/1.1
      Host: {{host}}
    expect: { status: 200 }
";

fn answering(status: &str, server: &str) -> Peer {
    let answer = format!(
        "HTTP/1.1 {status}\r\nServer: {server}\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
    );
    // The Date is made once, so that two peers may differ in it.
    Peer::answering(dated(answer.as_bytes()))
}
