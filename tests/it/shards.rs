//! A run in parts, each in a process of its own: merged, the parts are the run, and a part that is
//! lost is told.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::command::{Folder, verdicts};
use crate::support::server::Served;

/// Cases of several levels, many of them made by `each`.
const FILES: [&str; 4] = [
    "rfc9112/03.2-request-target-and-host.yaml",
    "rfc9112/03.2-target-syntax.yaml",
    "rfc9112/03.2.2-absolute-form.yaml",
    "session/02-request.yaml",
];

fn files() -> Vec<String> {
    FILES.iter().map(|file| format!("{}/cases/{file}", env!("CARGO_MANIFEST_DIR"))).collect()
}

/// A target that breaks rules, lists some of them, and one that it keeps.
fn target(name: &str, url: &str) -> String {
    format!(
        "name: {name}\nurl: {url}\nknown:\n  - {{id: rfc9112/3.2/host-repeated, reason: a proxy}}\n  \
         - {{id: session/request/*, reason: never}}\n  - {{id: rfc9112/3.2/host-empty, reason: gone}}\n"
    )
}

/// What two documents of the same run have in common: all but times and the wire.
fn essence(document: &Value) -> Value {
    let row = |row: &Value| {
        let mut row = row.clone();
        let tries = row["attempts"].as_array().unwrap().len();
        row["attempts"] = json!(tries);
        // The evidence of a lint may be of another second.
        let findings = row["findings"].as_array().unwrap().iter();
        row["findings"] = findings.map(|finding| finding["kind"].clone()).collect();
        row
    };
    let facts = ["rerun", "selected", "deselected", "responses_linted", "troubles", "shards"];
    json!({
        "cases": document["cases"].as_array().unwrap().iter().map(row).collect::<Value>(),
        "targets": document["targets"],
        "totals": document["totals"],
        "totals_by_level": document["totals_by_level"],
        "run": facts.map(|fact| document["run"][fact].clone()),
    })
}

/// A process of several: its environment and its value of `--shard`.
type Part = (Vec<(&'static str, String)>, String);

/// Runs four processes side by side.
fn run_in_parts(folder: &Folder, parts: &[Part], words: &[&str]) {
    let start = |(index, (environment, shard)): (usize, &Part)| {
        let report = format!("{index}.json");
        let words = [words, &["--shard", shard, "--report-json", &report]].concat();
        let mut command = folder.command(&words);
        command.envs(environment.iter().map(|(name, value)| (*name, value)));
        (index, command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap())
    };
    let children: Vec<_> = parts.iter().enumerate().map(start).collect();
    for (index, child) in children {
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{told}");
        let by_engine = parts[index].1.starts_with("auto");
        let note = format!("note: shard {} of {}", index + 1, parts.len());
        assert_eq!(told.contains(&note), by_engine, "{told}");
    }
}

#[test]
fn parts_merged_are_the_run_of_one_process() {
    let served = Served::start(&["--fault", "host-missing-accepted", "--fault", "date-missing"]);
    let other = Served::start(&["--fault", "host-repeated-accepted"]);
    let folder = Folder::new();
    folder.write("a.yaml", target("a", &served.url));
    folder.write("b.yaml", target("b", &other.url));
    let files = files();
    let mut words = vec!["run", "-t", "a.yaml", "-t", "b.yaml"];
    words.extend(files.iter().map(String::as_str));
    let whole = folder.wirecase(&[&words[..], &["--report-json", "whole.json"]].concat());
    assert_eq!(whole.code(), 1, "{}", whole.all());
    let whole = folder.json("whole.json");
    let given: Vec<String> = verdicts(&whole).into_iter().map(|(_, verdict)| verdict).collect();
    for verdict in ["pass", "fail", "skip", "known", "fixed"] {
        assert!(given.iter().any(|one| one == verdict), "{verdict}: {given:?}");
    }
    assert!(verdicts(&whole).iter().any(|(id, _)| id == "lint/date-absent"), "{given:?}");
    assert!(whole["cases"].as_array().unwrap().iter().any(|row| {
        row["id"].as_str().unwrap().starts_with("session/request/") && row["verdict"] == "fixed"
    }));

    let names = ["0.json", "1.json", "2.json", "3.json"];
    let by_flag = |m: usize| (vec![], format!("{m}/4"));
    let by_gitlab = |m: usize| {
        (vec![("CI_NODE_INDEX", m.to_string()), ("CI_NODE_TOTAL", "4".to_owned())], "auto".into())
    };
    let by_kubernetes =
        |m: usize| (vec![("JOB_COMPLETION_INDEX", (m - 1).to_string())], "auto/4".into());
    let ways: [&dyn Fn(usize) -> Part; 3] = [&by_flag, &by_gitlab, &by_kubernetes];
    for way in ways {
        let parts: Vec<_> = (1..=4).map(way).collect();
        run_in_parts(&folder, &parts, &words);
        let mut sum = 0;
        for (index, name) in names.iter().enumerate() {
            let part = folder.json(name);
            assert_eq!(part["run"]["shards"], json!({"parts": [index + 1], "of": 4}));
            let rows = part["run"]["selected"].as_u64().unwrap();
            assert!(rows > 0, "{name} is empty");
            sum += rows;
        }
        assert_eq!(sum, whole["run"]["selected"].as_u64().unwrap());
        let merged =
            folder.wirecase(&[&["report"], &names[..], &["--json", "merged.json"]].concat());
        assert_eq!((merged.code(), merged.stderr().as_str()), (0, ""), "{}", merged.all());
        assert_eq!(essence(&folder.json("merged.json")), essence(&whole));
    }

    let lacking = folder.wirecase(&["report", "0.json", "3.json", "--json", "lacking.json"]);
    let warned = lacking.stderr();
    assert!(warned.contains("of 4 shards 2 and 3 are missing"), "{warned}");
    let shards = json!({"parts": [1, 4], "of": 4});
    assert_eq!(folder.json("lacking.json")["run"]["shards"], shards);
    let schema: Value = serde_json::from_str(wirecase::report::RESULTS_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&folder.json("lacking.json")));
    let told = folder.wirecase(&["report", "lacking.json"]).stdout();
    assert!(told.contains("shards 1, 4 of 4"), "{told}");
    // A part that comes late makes it whole.
    let words = ["report", "lacking.json", "1.json", "2.json", "--json", "late.json"];
    let late = folder.wirecase(&words);
    assert_eq!(late.stderr(), "", "{}", late.all());
    assert_eq!(essence(&folder.json("late.json"))["cases"], essence(&whole)["cases"]);
}

#[test]
fn a_part_to_which_nothing_falls_asks_nobody_and_writes_an_empty_report() {
    let (_held, nobody) = crate::support::peer::nobody();
    let folder = Folder::new();
    let mut codes = Vec::new();
    for part in 1..=4 {
        let words = ["run", "-t", &nobody, "session/request/get", "--shard", &format!("{part}/4")];
        let report = format!("{part}.json");
        let ran = folder.wirecase(&[&words[..], &["--report-json", &report]].concat());
        codes.push(ran.code());
        if ran.code() == 0 {
            assert_eq!(ran.json(&report)["cases"], json!([]), "{}", ran.all());
            assert_eq!(ran.json(&report)["run"]["shards"]["parts"], json!([part]));
        }
    }
    codes.sort_unstable();
    // The case falls to one of them, which finds nobody.
    assert_eq!(codes, [0, 0, 0, 3]);
}

#[test]
fn an_environment_that_contradicts_itself_ends_the_run_before_anything_is_sent() {
    let folder = Folder::new();
    let peer = crate::support::peer::Peer::start(drop);
    let environment = [("CI_NODE_INDEX", "5"), ("CI_NODE_TOTAL", "4")];
    let ran = folder.wirecase_in(&environment, &["run", "-t", &peer.url()]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("CI_NODE_INDEX is 5"), "{}", ran.stderr());
    assert_eq!(peer.connections(), 0);
}
