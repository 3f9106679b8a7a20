//! `--targets-from`: many targets, some of them down, mute or dying, and each of them told.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::command::Folder;
use crate::support::peer::{Connection, Peer, dated, nobody};
use crate::support::server::Served;

/// One case that a server passes by answering 200.
const CASE: &str = "\
cases:
  - id: one
    title: An answer
    spec: RFC 9110 9.3.1
    level: must
    request: |
      GET / HTTP/1.1
      Host: {{host}}
    expect: {status: 200}
  - id: two
    title: The same
    spec: RFC 9110 9.3.1
    level: must
    request: |
      GET / HTTP/1.1
      Host: {{host}}
    expect: {status: 200}
";

fn fine() -> Vec<u8> {
    dated(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn rows<'a>(results: &'a Value, target: &'a str) -> impl Iterator<Item = &'a Value> {
    results["cases"].as_array().unwrap().iter().filter(move |row| row["target"] == target)
}

#[test]
fn of_two_hundred_targets_one_that_hangs_one_that_refuses_and_one_that_dies_spoil_no_other() {
    let folder = Folder::new();
    folder.write("c.yaml", CASE);
    let good = Peer::answering(fine());
    let bad = Peer::answering(dated(
        b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ));
    let mute = Peer::start(Connection::wait_for_ever);
    let resets = Peer::start(|mut connection| {
        connection.read_head();
        connection.reset();
    });
    let (_held, refuses) = nobody();
    let mut list = String::from("# a fleet\n\n");
    for number in 0..200 {
        let url = match number {
            10 => mute.url(),
            20 => refuses.clone(),
            30 => resets.url(),
            40 => bad.url(),
            _ => good.url(),
        };
        list.push_str(&format!("t{number}={url}\n"));
    }
    folder.write("fleet.txt", &list);
    let words = ["run", "c.yaml", "--targets-from", "fleet.txt", "--read-timeout", "1s"];
    let outputs = ["--report-json", "r.json", "--report-ndjson", "e.ndjson"];
    let ran = folder.wirecase(&[&words[..], &outputs].concat());
    assert_eq!(ran.code(), 3, "{}", ran.all());

    let results = ran.json("r.json");
    let schema: Value = serde_json::from_str(wirecase::report::RESULTS_SCHEMA).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&results));
    let names: Vec<String> = results["targets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|target| target["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, (0..200).map(|number| format!("t{number}")).collect::<Vec<_>>());
    for name in &names {
        let given: BTreeSet<&str> =
            rows(&results, name).map(|row| row["verdict"].as_str().unwrap()).collect();
        assert!(rows(&results, name).all(|row| row["kind"] == "case"), "{name}");
        let want: &[&str] = match name.as_str() {
            "t20" => &[],
            "t10" | "t30" | "t40" => &["fail"],
            _ => &["pass"],
        };
        assert_eq!(given.iter().copied().collect::<Vec<_>>(), want, "{name}");
    }
    let troubles = results["run"]["troubles"].as_array().unwrap();
    assert_eq!((troubles.len(), &troubles[0]["target"]), (1, &json!("t20")), "{troubles:?}");
    assert_eq!(results["totals"]["pass"], 196 * 2);
    assert_eq!(results["run"]["selected"], 199 * 2);
    assert_eq!(results["run"]["deselected"], 0);
    // What passed has no wire where there are many; what failed has.
    let wire = |name: &str| {
        let row = rows(&results, name).next().unwrap();
        row["attempts"][0]["transcript"]["events"].as_array().unwrap().len()
    };
    assert_eq!(wire("t0"), 0);
    assert!(wire("t40") > 2);

    let told = ran.stdout();
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    for line in ["pass   t0  2 pass", "fail   t40  2 fail: one, two"] {
        assert!(told.lines().any(|told| told == line), "{line}\n{told}");
    }
    assert!(told.contains("error  t20  cannot") || told.contains("error  t20  "), "{told}");
    assert!(told.contains("\n200 targets: 1 not reached, 3 failing, 196 clean\n"), "{told}");
    assert!(told.contains("      3  fail  one\n"), "{told}");
    let quiet = folder.wirecase(&[&words[..], &["-q"]].concat());
    assert_eq!(quiet.stdout().lines().filter(|line| line.starts_with("pass")).count(), 0);
    assert!(quiet.stdout().contains("fail   t40"), "{}", quiet.stdout());

    // The stream: one start, one end, an end for each target, and every line as the schema says.
    let schema: Value = serde_json::from_str(wirecase::report::EVENTS_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let events = std::fs::read_to_string(folder.path().join("e.ndjson")).unwrap();
    let events: Vec<Value> =
        events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for event in &events {
        assert!(validator.is_valid(event), "{event}");
    }
    let count = |kind: &str| events.iter().filter(|event| event["event"] == kind).count();
    assert_eq!((count("run-started"), count("run-finished")), (1, 1));
    assert_eq!((count("target-finished"), count("case-finished")), (200, 199 * 2));
    let last = events.iter().rposition(|e| e["target"] == "t40").unwrap();
    assert_eq!(events[last]["event"], "target-finished");
    let last = events.last().unwrap();
    assert_eq!((&last["event"], &last["totals"]), (&json!("run-finished"), &results["totals"]));

    // The document is one like any other.
    let report = folder.wirecase(&["report", "r.json", "--junit", "j.xml", "--exit-code"]);
    assert_eq!(report.code(), 3, "{}", report.all());
}

#[test]
fn a_file_with_a_bad_line_is_refused_before_anything_is_sent_and_a_stream_is_not() {
    let folder = Folder::new();
    folder.write("c.yaml", CASE);
    let peer = Peer::answering(fine());
    let list = format!("{0}\n\nnonsense\n{0}\nb={0}\n\\\u{1b}[2J http://x\n", peer.url());
    folder.write("fleet.txt", &list);
    let ran = folder.wirecase(&["run", "c.yaml", "--targets-from", "fleet.txt"]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    let told = ran.stderr();
    for want in ["fleet.txt:3: -t nonsense", "fleet.txt:4: an earlier line is", "fleet.txt:6: "] {
        assert!(told.contains(want), "{want}\n{told}");
    }
    assert!(!told.contains('\u{1b}') && peer.connections() == 0, "{told}");

    let words = ["run", "c.yaml", "--targets-from", "-", "--report-json", "r.json"];
    let mut command = folder.command(&words);
    command.stdin(std::fs::File::open(folder.path().join("fleet.txt")).unwrap());
    let output = command.output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("error  standard input:3  -t nonsense"), "{told}");
    assert!(told.contains("\n5 targets: 3 not reached, 2 clean\n"), "{told}");
    assert!(!told.contains('\u{1b}'), "{told}");
    let results = folder.json("r.json");
    assert_eq!(rows(&results, "b").count(), 2);
    assert_eq!(results["run"]["troubles"].as_array().unwrap().len(), 3);
}

#[test]
fn pages_are_made_of_a_small_fleet_and_refused_of_a_large_one() {
    let folder = Folder::new();
    folder.write("c.yaml", CASE);
    let peer = Peer::answering(fine());
    let list = |count: usize| -> String {
        (0..count).map(|number| format!("t{number} = {}\n", peer.url())).collect()
    };
    folder.write("small.txt", list(3));
    folder.write("large.txt", list(65));
    folder.write("none.txt", "# nobody\n");
    let run = |list: &str, flag: &str| {
        folder.wirecase(&["run", "c.yaml", "--targets-from", list, flag, "out"])
    };
    let large = run("large.txt", "--reports");
    assert_eq!((large.code(), peer.connections()), (2, 0), "{}", large.all());
    assert!(large.stderr().contains("65 targets are more than 64"), "{}", large.stderr());
    assert_eq!(run("none.txt", "--reports").code(), 2);
    let small = run("small.txt", "--reports");
    assert_eq!(small.code(), 0, "{}", small.all());
    for name in ["results.json", "report.html", "junit.xml", "report.md", "report.tap"] {
        let text = std::fs::read_to_string(folder.path().join("out").join(name)).unwrap();
        assert!(text.contains("t2"), "{name}");
    }
    let results = small.json("out/results.json");
    assert_eq!(rows(&results, "t1").count(), 2);
    let events =
        rows(&results, "t1").next().unwrap()["attempts"][0]["transcript"]["events"].clone();
    assert!(events.as_array().unwrap().len() > 2, "a small fleet keeps the wire");
}

#[test]
fn a_shard_of_a_fleet_leaves_alone_what_falls_to_others_and_they_merge() {
    let folder = Folder::new();
    folder.write("c.yaml", CASE.split("  - id: two").next().unwrap());
    let served = Served::start(&["--fault", "date-missing"]);
    let list: String = (0..40).map(|number| format!("t{number}={}\n", served.url)).collect();
    folder.write("fleet.txt", list);
    let words = ["run", "c.yaml", "--targets-from", "fleet.txt"];
    let run = |more: &[&str]| {
        let ran = folder.wirecase(&[&words[..], more].concat());
        assert_eq!(ran.code(), 0, "{}", ran.all());
    };
    run(&["--report-json", "whole.json"]);
    run(&["--shard", "1/2", "--report-json", "1.json"]);
    run(&["--shard", "2/2", "--report-json", "2.json"]);
    let targets = |name: &str| folder.json(name)["targets"].as_array().unwrap().len();
    assert_eq!(targets("1.json") + targets("2.json"), 40);
    assert!(targets("1.json") > 10 && targets("2.json") > 10);
    let merged = folder.wirecase(&["report", "1.json", "2.json", "--json", "merged.json"]);
    assert_eq!((merged.code(), merged.stderr()), (0, String::new()));
    let told = |name: &str| -> BTreeSet<String> {
        let results = folder.json(name);
        let rows = results["cases"].as_array().unwrap().iter();
        rows.map(|row| format!("{} {} {}", row["id"], row["target"], row["verdict"])).collect()
    };
    assert_eq!(told("merged.json"), told("whole.json"));
    assert_eq!(told("whole.json").len(), 80, "a case and a lint on each");
    let (merged, whole) = (folder.json("merged.json"), folder.json("whole.json"));
    assert_eq!(merged["totals"], whole["totals"]);
    assert_eq!(merged["run"]["deselected"], whole["run"]["deselected"]);
}

#[cfg(unix)]
#[test]
fn an_interrupted_fleet_writes_what_was_done() {
    let folder = Folder::new();
    folder.write("c.yaml", CASE);
    let good = Peer::answering(fine());
    let (reached, waits) = std::sync::mpsc::channel();
    let reached = std::sync::Mutex::new(reached);
    let mute = Peer::start(move |mut connection| {
        if connection.read_head() {
            let _ = reached.lock().unwrap().send(());
        }
        connection.wait_for_ever();
    });
    folder.write("fleet.txt", format!("a={}\nb={}\nc={}\n", good.url(), mute.url(), good.url()));
    let words = ["run", "c.yaml", "--targets-from", "fleet.txt", "--target-jobs", "1"];
    let more = ["--read-timeout", "60s", "--report-json", "r.json"];
    let ran = folder.wirecase_while(&[&words[..], &more].concat(), |process| {
        waits.recv().unwrap();
        let process = process.to_string();
        std::process::Command::new("kill").args(["-INT", &process]).status().unwrap();
    });
    assert_eq!(ran.code(), 130, "{}", ran.all());
    let results = ran.json("r.json");
    assert_eq!(results["run"]["interrupted"], true);
    assert_eq!(rows(&results, "a").filter(|row| row["verdict"] == "pass").count(), 2);
    assert_eq!(rows(&results, "c").count(), 0);
    assert!(ran.stdout().contains("interrupted"), "{}", ran.all());
}

#[test]
fn without_a_case_a_fleet_is_what_no_tests_says_and_asks_nobody() {
    let folder = Folder::new();
    folder.write("c.yaml", CASE);
    let (_held, refuses) = nobody();
    folder.write("fleet.txt", format!("a={refuses}\n"));
    let words = ["run", "c.yaml", "--targets-from", "fleet.txt", "--level", "should"];
    assert_eq!(folder.wirecase(&words).code(), 4);
    let more = ["--no-tests", "warn", "--report-json", "r.json"];
    let ran = folder.wirecase(&[&words[..], &more].concat());
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(ran.stderr().contains("warning: no case selected"), "{}", ran.all());
    assert_eq!(ran.json("r.json")["cases"], json!([]));
}

#[test]
fn a_target_that_was_never_run_tells_no_secret_either() {
    let folder = Folder::new();
    folder.write("c.yaml", CASE);
    let (_held, refuses) = nobody();
    folder.write(
        "t.yaml",
        format!(
            "name: t\nurl: {refuses}\nresources: {{page: /hunter22}}\nvariables: {{k: hunter22}}\n"
        ),
    );
    let secret = ["--secret", "token=hunter22", "--reports", "out"];
    let words = ["run", "c.yaml", "--targets-from", "fleet.txt"];
    folder.write("fleet.txt", "t.yaml\n");
    let ran = folder.wirecase(&[&words[..], &secret].concat());
    assert_eq!(ran.code(), 3, "{}", ran.all());
    let mut told = ran.all();
    for file in std::fs::read_dir(folder.path().join("out")).unwrap() {
        told.push_str(&std::fs::read_to_string(file.unwrap().path()).unwrap());
    }
    assert!(told.contains("********") && !told.contains("hunter22"), "{told}");

    // What cannot be masked is refused before a name is looked up.
    for line in ["x=http://hunter22", &format!("hunter22={refuses}"), "ftp://hunter22"] {
        folder.write("fleet.txt", line);
        let ran = folder.wirecase(&[&words[..], &secret].concat());
        assert_eq!(ran.code(), 2, "{}", ran.all());
        assert!(!ran.all().contains("hunter22"), "{}", ran.all());
        assert!(ran.all().contains("fleet.txt:1: "), "{}", ran.all());
    }
}

#[test]
fn a_fleet_for_which_the_time_is_up_says_so_and_calls_no_target_clean_that_was_cut_short() {
    let folder = Folder::new();
    folder.write("c.yaml", CASE);
    let mute = Peer::start(Connection::wait_for_ever);
    folder.write("fleet.txt", format!("a={}\n", mute.url()));
    let words = ["run", "c.yaml", "--targets-from", "fleet.txt", "--global-timeout", "100ms", "-q"];
    let ran = folder.wirecase(&words);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    assert!(ran.stdout().contains("longer than --global-timeout 100ms"), "{}", ran.all());
    assert!(!ran.stdout().contains("clean"), "{}", ran.all());
}

#[test]
fn pages_of_a_fleet_need_no_folder_of_temporary_files() {
    let folder = Folder::new();
    folder.write("c.yaml", CASE);
    let good = Peer::answering(fine());
    folder.write("fleet.txt", format!("a={}\n", good.url()));
    let words = ["run", "c.yaml", "--targets-from", "fleet.txt", "--report-html", "page.html"];
    let ran = folder.wirecase_in(&[("TMPDIR", "/no/such/folder")], &words);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(folder.path().join("page.html").exists());
}
