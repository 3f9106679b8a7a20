//! Events of a run: lines that come while it goes on, and what they add up to.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{ChildStdout, Stdio};
use std::sync::{Mutex, mpsc};

use serde_json::Value;

use crate::support::command::{Folder, verdicts};
use crate::support::peer::{Peer, dated};

/// Two pass, one fails twice, one fails and then passes, one lacks what it needs.
const CASES: &str = "
title: Pages
cases:
  - { id: pages/a, title: 第一页在那里, request: \"GET /a HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
  - { id: pages/b, title: B, request: \"GET /b HTTP/1.1\\r\\nHost: a\", expect: { status: 404 } }
  - { id: pages/c, title: C, request: \"GET /c HTTP/1.1\\r\\nHost: a\", expect: { status: 204 } }
  - { id: pages/d, title: D, needs: [form], request: \"GET /d HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
  - { id: pages/e, title: E, request: \"GET /e HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
";

/// Answers `/c` with 500 once and then with 204, all else with 200. Each answer has a field that a
/// lint speaks of.
fn pages() -> Peer {
    let asked = Mutex::new(false);
    Peer::start(move |mut connection| {
        if connection.read_head() {
            let again =
                connection.has_seen(b"/c ") && std::mem::replace(&mut *asked.lock().unwrap(), true);
            let line: &[u8] = match (connection.has_seen(b"/c "), again) {
                (true, false) => b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n",
                (true, true) => b"HTTP/1.1 204 No Content\r\n",
                (false, _) => b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
            };
            let rest: &[u8] = b"Connection: close\r\nX-Odd : \x1b[2J\r\n\r\n";
            connection.write(&dated(&[line, rest].concat()));
        }
    })
}

fn events(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The verdicts that a reader is left with who lets later lines win.
fn replayed(text: &str) -> BTreeMap<String, String> {
    let word = |event: &Value, key: &str| event[key].as_str().unwrap().to_owned();
    events(text)
        .iter()
        .filter(|event| event["verdict"].is_string())
        .map(|event| (word(event, "id"), word(event, "verdict")))
        .collect()
}

#[test]
fn the_lines_of_a_run_add_up_to_its_results_and_fit_their_schema() {
    let (folder, peer) = (Folder::new(), pages());
    folder.write("pages.yaml", CASES);
    let known = "known:\n  - { id: pages/b, reason: old }\n  - { id: pages/a, reason: older }\n";
    folder.write("target.yaml", format!("url: {}\nname: 店\n{known}", peer.url()));
    let words = ["run", "pages.yaml", "-t", "target.yaml"];
    let reports = ["--report-ndjson", "-", "--report-json", "r.json"];
    let ran = folder.wirecase(&[&words[..], &reports].concat());
    assert_eq!(ran.code(), 1, "{}", ran.all());
    // The report for people is beside it.
    assert!(ran.stderr().contains("FIXED"), "{}", ran.all());

    let schema = folder.wirecase(&["schema", "--events"]).stdout();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = ran.stdout();
    for event in events(&text) {
        let errors: Vec<String> = validator.iter_errors(&event).map(|e| e.to_string()).collect();
        assert_eq!(errors, [""; 0], "{event}");
    }
    assert!(!text.chars().any(|c| c != '\n' && c.is_control()), "{text:?}");

    let results = ran.json("r.json");
    let of_results: BTreeMap<String, String> = verdicts(&results).into_iter().collect();
    assert_eq!(replayed(&text), of_results, "{}", ran.all());
    let words: Vec<&str> = of_results.values().map(String::as_str).collect();
    assert_eq!(
        words[words.len() - 5..],
        ["fixed", "known", "flaky", "skip", "pass"],
        "{of_results:?}"
    );
    // What lints fired in is told with the case, not only at the end.
    for event in events(&text).iter().filter(|event| event["event"] == "case-finished") {
        assert_eq!(event["see"] == Value::Array(Vec::new()), event["verdict"] == "skip", "{event}");
        let case = results["cases"].as_array().unwrap().iter().find(|c| c["id"] == event["id"]);
        for member in ["see", "findings", "citations", "number", "line"] {
            assert_eq!(event[member], case.unwrap()[member], "{member} of {event}");
        }
    }
    let first = &events(&text)[0];
    assert_eq!((&first["event"], &first["cases"]), (&"run-started".into(), &5.into()));
    let last = events(&text).pop().unwrap();
    assert_eq!(last["totals"], results["totals"]);

    // The same lines come of the results that were kept, but for the order and the corrections.
    let kept = folder.wirecase(&["report", "r.json", "--ndjson", "-"]);
    assert_eq!(replayed(&kept.stdout()), of_results, "{}", kept.all());
    let order: Vec<String> = events(&kept.stdout())
        .iter()
        .filter_map(|event| Some(event["id"].as_str()?.to_owned()))
        .collect();
    let want: Vec<String> = verdicts(&results).into_iter().map(|(id, _)| id).collect();
    assert_eq!(order, want);
}

/// A run of the case `first` and of `pages/e` against a peer that answers the second only when it is let go. `meanwhile`
/// reads what comes on standard output.
fn two_with_a_gate(
    first: &str,
    words: &[&str],
    meanwhile: impl FnOnce(BufReader<ChildStdout>, &mpsc::Sender<()>, u32),
) -> (Folder, i32, String) {
    let folder = Folder::new();
    folder.write("pages.yaml", CASES);
    let (let_go, gate) = mpsc::channel::<()>();
    let gate = Mutex::new(gate);
    let peer = Peer::start(move |mut connection| {
        if connection.read_head() {
            if connection.has_seen(b"/e ") {
                // Where nobody lets it go any more, the run is over.
                let _ = gate.lock().unwrap().recv();
            }
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            connection.write(&dated(answer));
        }
    });
    let url = peer.url();
    let run = ["run", "pages.yaml", first, "pages/e", "-t", &url, "-j", "1"];
    let mut command = folder.command(&[&run[..], words].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    meanwhile(BufReader::new(child.stdout.take().unwrap()), &let_go, child.id());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let code = child.wait().unwrap().code().unwrap();
    (folder, code, said)
}

#[test]
fn a_line_is_there_before_the_next_case_has_its_answer() {
    let (_, code, said) =
        two_with_a_gate("pages/a", &["--report-ndjson", "-"], |lines, let_go, _| {
            let mut lines = lines.lines().map(|line| line.unwrap());
            assert!(lines.next().unwrap().contains("run-started"));
            let first: Value = serde_json::from_str(&lines.next().unwrap()).unwrap();
            assert_eq!((&first["id"], &first["done"]), (&"pages/a".into(), &1.into()));
            let_go.send(()).unwrap();
            let rest: Vec<String> = lines.collect();
            assert!(rest[0].contains("pages/e"), "{rest:?}");
            assert!(rest.last().unwrap().contains("run-finished"), "{rest:?}");
        });
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_reader_that_leaves_ends_neither_the_run_nor_its_other_reports() {
    for flag in ["--report-ndjson", "--report-json", "--report-html", "--report-tap"] {
        let reports = [flag, "-", "--report-junit", "r.xml", "--report-md", "r.md"];
        let (folder, code, said) = two_with_a_gate("pages/b", &reports, |mut lines, let_go, _| {
            if flag == "--report-ndjson" {
                let mut first = String::new();
                lines.read_line(&mut first).unwrap();
            }
            drop(lines);
            let_go.send(()).unwrap();
        });
        // The first case fails, and that is what the exit code speaks of.
        assert_eq!(code, 1, "{flag}\n{said}");
        assert!(!said.contains("panicked") && !said.contains("error"), "{flag}\n{said}");
        assert!(said.contains("1 pass") && said.contains("wrote r.md"), "{flag}\n{said}");
        for name in ["r.xml", "r.md"] {
            assert!(folder.path().join(name).metadata().unwrap().len() > 0, "{flag}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_tells_what_was_not_begun_and_ends_its_lines() {
    let (_, code, said) = two_with_a_gate("pages/a", &["--report-ndjson", "-"], |lines, _, id| {
        let mut lines = lines.lines().map(|line| line.unwrap());
        let told = lines.by_ref().take(2).last().unwrap();
        assert!(told.contains("pages/a"), "{told}");
        let status = std::process::Command::new("kill").args(["-INT", &id.to_string()]).status();
        assert!(status.unwrap().success());
        let rest: Vec<Value> = lines.map(|line| serde_json::from_str(&line).unwrap()).collect();
        assert_eq!(
            (&rest[0]["id"], &rest[0]["verdict"], &rest[0]["done"]),
            (&"pages/e".into(), &"skip".into(), &2.into()),
            "{rest:?}"
        );
        let last = rest.last().unwrap();
        assert_eq!((&last["event"], &last["interrupted"]), (&"run-finished".into(), &true.into()));
    });
    assert_eq!(code, 130, "{said}");
}
