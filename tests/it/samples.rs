//! The samples in `reports/sample/`: one of each kind of report, from a run against a faulty
//! reference server. They are what the tool writes now, or a test says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wirecase::compare::compare;
use wirecase::model::outcome::RunReport;
use wirecase::report::json;

const FOLDER: &str = "reports/sample";
/// What the sampled server does wrong.
const FAULTS: &[&str] = &[
    "close-ignored",
    "content-encoding-wrong",
    "date-wrong-weekday",
    "head-content-length-differs",
    "not-modified-vary-missing",
    "range-off-by-one",
];
const CASES: &[&str] =
    &["session/connection", "session/conditional", "session/head", "session/range", "rfc9110/8.4"];
/// The run before the faults, for the comparison, and the run with them.
const RESULTS: [&str; 2] = ["before.json", "results.json"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sample(name: &str) -> PathBuf {
    root().join(FOLDER).join(name)
}

/// Runs the binary at the root of the project, as whoever reads the commands in the samples would.
fn wirecase(words: &[&str], environment: &[(&str, &str)]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirecase"));
    command.current_dir(root()).args(words).env("COLUMNS", "80").env_remove("GITHUB_STEP_SUMMARY");
    command.env_remove("GITHUB_ACTIONS").env_remove("GITHUB_WORKSPACE");
    let ran = command.envs(environment.iter().copied()).output().unwrap();
    let code = ran.status.code().unwrap();
    assert!(matches!(code, 0 | 1), "{words:?}: {code}\n{}", String::from_utf8_lossy(&ran.stderr));
    ran.stdout
}

/// The words of a run; its results go to `path`.
fn run<'a>(name: &str, path: &'a str) -> Vec<&'a str> {
    let mut words = vec!["demo"];
    if name == "results.json" {
        words.extend(FAULTS.iter().flat_map(|fault| ["--fault", fault]));
    }
    words.extend(["--read-timeout", "1s", "--report-json", path, "--progress", "none", "-q"]);
    words.extend(CASES);
    words
}

fn read(path: &Path) -> RunReport {
    json::read(&fs::read(path).unwrap()).unwrap()
}

fn update() -> bool {
    std::env::var_os("UPDATE_GOLDENS").is_some()
}

/// Every report of the samples but the results, by its file name, as it is written now.
fn rendered() -> Vec<(&'static str, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let results = format!("{FOLDER}/results.json");
    let reports = folder.path().to_str().unwrap();
    wirecase(&["report", &results, "--reports", reports], &[]);
    let mut all: Vec<(&str, Vec<u8>)> =
        ["report.html", "junit.xml", "report.md", "report.tap", "events.ndjson"]
            .into_iter()
            .map(|name| (name, fs::read(folder.path().join(name)).unwrap()))
            .collect();
    all.push(("terminal.txt", wirecase(&["report", &results], &[])));
    let before = format!("{FOLDER}/before.json");
    for (name, format) in [("compare.txt", "text"), ("compare.json", "json"), ("compare.md", "md")]
    {
        let words = ["compare", before.as_str(), results.as_str(), "--format", format];
        all.push((name, wirecase(&words, &[])));
    }
    all.push(("annotations.txt", annotations(&results)));
    all
}

/// The commands to a runner of GitHub Actions; the guards around the log hold a token that is
/// another one each time.
fn annotations(results: &str) -> Vec<u8> {
    let log = wirecase(&["report", results], &[("GITHUB_ACTIONS", "true")]);
    let log = String::from_utf8(log).unwrap();
    let is_annotation = |line: &&str| line.starts_with("::error") || line.starts_with("::warning");
    log.lines().filter(is_annotation).flat_map(|line| [line, "\n"]).collect::<String>().into()
}

#[test]
fn a_run_gives_the_results_of_the_samples_but_for_times_and_ports() {
    let folder = tempfile::tempdir().unwrap();
    for name in RESULTS {
        if update() {
            wirecase(&run(name, &format!("{FOLDER}/{name}")), &[]);
        }
        let path = folder.path().join(name);
        wirecase(&run(name, path.to_str().unwrap()), &[]);
        let (old, new) = (read(&sample(name)), read(&path));
        let comparison = compare(("the sample", &old), ("a run now", &new));
        let mut told = Vec::new();
        wirecase::report::compare::markdown(&comparison, &mut told).unwrap();
        assert_eq!(
            (comparison.unchanged, old.cases.len()),
            (new.cases.len(), new.cases.len()),
            "{name} is not what a run gives (UPDATE_GOLDENS=1 writes it anew)\n{}",
            String::from_utf8_lossy(&told)
        );
    }
}

#[test]
fn each_kind_of_report_is_what_the_results_of_the_samples_give() {
    let mut stale = Vec::new();
    for (name, now) in rendered() {
        if update() {
            fs::write(sample(name), &now).unwrap();
        } else if fs::read(sample(name)).unwrap_or_default() != now {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "stale in {FOLDER}, UPDATE_GOLDENS=1 writes them anew: {stale:?}");
}
