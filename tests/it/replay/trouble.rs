//! Replays that cannot be done: the server is gone, somebody ends them, the document is damaged.

use std::sync::mpsc;

use serde_json::{Value, json};

use super::{OK, answering, recorded, summary};
use crate::support::command::Folder;
use crate::support::peer::{Peer, nobody};

#[test]
fn a_server_that_is_gone_or_goes_is_trouble() {
    let folder = Folder::new();
    recorded(&folder, &answering(OK));
    let (_kept, url) = nobody();
    let ran = folder.wirecase(&["replay", "old.json", "-t", &url]);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    assert!(ran.stdout().contains(&format!("to {url}; recorded at")), "{}", ran.all());
    assert!(ran.stderr().contains(&format!("cannot reach {url}")), "{}", ran.all());

    // One that accepts two connections, the look whether it is there and the first case's.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        drop(listener.accept());
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(OK);
        let _ = stream.read(&mut [0; 4096]);
    });
    let ran = folder.wirecase(&["replay", "old.json", "-t", &url]);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    let text = ran.stdout();
    assert!(text.contains(&format!("{url} stopped accepting connections")), "{text}");
    assert_eq!(summary(&ran), "1 same, 4 not reached");
}

#[cfg(unix)]
#[test]
fn an_interrupted_replay_tells_what_was_done_and_json_goes_to_standard_output_alone() {
    let folder = Folder::new();
    recorded(&folder, &answering(OK));
    let (begun, begins) = mpsc::channel();
    let stuck = Peer::start(move |mut connection| {
        if connection.read_head() && connection.write(OK) {
            if connection.has_seen(b"/half") {
                begun.send(()).unwrap();
                // No close: the replay waits for it.
                return connection.wait_for_ever();
            }
            connection.drain();
        }
    });
    let words =
        ["replay", "old.json", "plain", "half", "-t", &stuck.url(), "--format", "json", "-q"];
    let ran = folder.wirecase_while(&words, |id| {
        begins.recv().unwrap();
        let status = std::process::Command::new("kill").args(["-INT", &id.to_string()]).status();
        assert!(status.unwrap().success());
    });
    assert_eq!(ran.code(), 130, "{}", ran.all());
    let document: Value = serde_json::from_str(&ran.stdout()).unwrap();
    assert_eq!(document["interrupted"], true);
    assert_eq!(document["cases"].as_array().unwrap().len(), 1);
    assert_eq!(document["totals"]["same"], 1);
    assert!(ran.stderr().contains("1 same, 1 not reached"), "{}", ran.all());
}

/// Documents that no run wrote: nothing is sent for what is damaged, nothing panics, and nothing of
/// it reaches the terminal as it is.
#[test]
fn a_damaged_document_is_refused_case_by_case() {
    let folder = Folder::new();
    let peer = answering(OK);
    let results = recorded(&folder, &peer);
    let events = "/cases/0/attempts/0/transcript/events";
    let rows = [
        (format!("{events}/1/connection"), json!(7), "there is no such connection"),
        (format!("{events}/0/connection"), json!(u64::MAX), "there is no such connection"),
        (format!("{events}/1/omitted"), json!(u64::MAX), "are not in the results"),
        (
            format!("{events}/1"),
            json!({"at_us": u64::MAX, "connection": 0, "step": u64::MAX, "event": "paused", "us": u64::MAX}),
            "and a case may take 30.00 s",
        ),
        ("/cases/0/attempts/0/transcript/connections".to_owned(), json!([]), "no such connection"),
        (events.to_owned(), json!([]), "no connection could be made then"),
    ];
    for (pointer, value, want) in rows {
        let mut results = results.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match results.pointer_mut(parent).unwrap() {
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
            Value::Object(members) => drop(members.insert(key.to_owned(), value)),
            other => panic!("{pointer} leads into {other}"),
        }
        results["cases"][0]["id"] = json!("plain\u{1b}[2J\u{202e}");
        folder.write("new.json", results.to_string());
        let ran = folder.wirecase(&["replay", "new.json", "plain"]);
        assert_eq!(ran.code(), 4, "{pointer}\n{}", ran.all());
        assert!(ran.stdout().contains(r"NOT REPLAYED plain\x1b[2J\xe2\x80\xae"), "{}", ran.all());
        assert!(ran.stdout().contains(want), "{pointer}\n{}", ran.all());
        assert!(!ran.all().contains('\u{1b}'), "{}", ran.all());
    }
    let mut nowhere = results.clone();
    nowhere["targets"] = json!([]);
    folder.write("nowhere.json", nowhere.to_string());
    let ran = folder.wirecase(&["replay", "nowhere.json"]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("which is none of their targets"), "{}", ran.all());
}
