//! `wirecase accept`: after it, a run with the file that it wrote has no failure.

use crate::support::command::{Folder, Ran};
use crate::support::server::Served;

/// Outside of CI, wherever these tests run.
pub(crate) const OUTSIDE: [(&str, &str); 13] = [
    ("CI", ""),
    ("CONTINUOUS_INTEGRATION", ""),
    ("GITHUB_ACTIONS", ""),
    ("GITLAB_CI", ""),
    ("BUILDKITE", ""),
    ("CIRCLECI", ""),
    ("TRAVIS", ""),
    ("TF_BUILD", ""),
    ("JENKINS_URL", ""),
    ("TEAMCITY_VERSION", ""),
    ("DRONE", ""),
    ("APPVEYOR", ""),
    ("BITBUCKET_BUILD_NUMBER", ""),
];

const CASES: &str = "\
cases:
  - id: te/both
    title: Both
    request: |
      GET {{page}} HTTP/1.1
      Host: {{host}}
    expect: { status: 299 }

  - id: te/each
    title: Each
    each: { v: [a, b] }
    request: |
      GET {{page}}?{{v}} HTTP/1.1
      Host: {{host}}
    expect: { status: 299 }

  - id: te/good
    title: Good
    request: |
      GET {{page}} HTTP/1.1
      Host: {{host}}
    expect: { status: 200 }
";

fn accept(folder: &Folder, words: &[&str]) -> Ran {
    folder.wirecase_in(&OUTSIDE, &[&["accept"], words].concat())
}

#[test]
fn after_it_a_run_with_the_file_has_no_failure() {
    let served = Served::start(&[]);
    let folder = Folder::new();
    folder.write("cases.yaml", CASES);
    let run = |target: &str| {
        folder.wirecase(&["run", "cases.yaml", "-t", target, "-q", "--report-json", "r.json"])
    };
    let ran = run(&served.url);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let ran = accept(&folder, &["r.json", "--into", "t.yaml", "--dry-run"]);
    assert!(ran.stdout().contains("would be written; nothing was"), "{}", ran.all());
    assert!(!folder.path().join("t.yaml").exists());

    let ran = accept(&folder, &["r.json", "te/both", "--into", "t.yaml", "--reason", "x: y"]);
    assert!(ran.stdout().contains("+  - id: te/both\n+    reason: 'x: y'\n"), "{}", ran.all());
    let first = std::fs::read_to_string(folder.path().join("t.yaml")).unwrap();
    let ran = accept(&folder, &["r.json", "--into", "t.yaml", "--link", "https://example.test/1"]);
    assert!(ran.stderr().contains("1 is listed in t.yaml already"), "{}", ran.all());
    let second = std::fs::read_to_string(folder.path().join("t.yaml")).unwrap();
    assert!(second.starts_with(&first), "{second}");
    // One entry for the two cases that `each` made.
    assert!(second.contains("  - id: te/each\n"), "{second}");
    assert!(second.contains("    link: https://example.test/1\n"), "{second}");

    let ran = run("t.yaml");
    assert_eq!(ran.code(), 0, "{second}\n{}", ran.all());
    let ran = accept(&folder, &["r.json", "--into", "t.yaml"]);
    assert_eq!(ran.stdout(), "nothing to accept: nothing fails\n");
}

#[test]
fn a_fault_of_a_server_is_accepted_and_told_when_it_is_gone() {
    let broken = Served::start(&["--fault", "host-missing-accepted"]);
    let folder = Folder::new();
    let run = |target: &str, results: &str| {
        let words = ["run", "rfc9112/3.2/host", "-t", target, "-q", "--report-json", results];
        folder.wirecase(&words)
    };
    assert_eq!(run(&broken.url, "r.json").code(), 1);
    let ran = accept(&folder, &["r.json", "--into", "t.yaml"]);
    assert!(ran.stdout().contains("+  - id: rfc9112/3.2/host-missing\n"), "{}", ran.all());
    // What the run had learned of the server is kept, so that the same cases run.
    assert!(ran.stdout().contains("+abilities: [keep-alive"), "{}", ran.all());
    let ran = run("t.yaml", "known.json");
    assert_eq!(ran.code(), 0, "{}", ran.all());

    let mended = Served::start(&[]);
    let file = folder.path().join("t.yaml");
    let text = std::fs::read_to_string(&file).unwrap().replace(&broken.url, &mended.url);
    std::fs::write(&file, &text).unwrap();
    assert_eq!(run("t.yaml", "fixed.json").code(), 1);
    let ran = accept(&folder, &["fixed.json", "--into", "t.yaml"]);
    let told = "fixed: rfc9112/3.2/host-missing conforms now: remove its entry\n";
    assert_eq!(ran.stderr(), told, "{}", ran.all());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn entries_go_under_a_target_of_the_configuration_with_its_comments() {
    let served = Served::start(&[]);
    let folder = Folder::new();
    folder.write("cases.yaml", CASES);
    let config = format!("# mine\ncases: [cases.yaml]\ntargets:\n  local: {} # here\n", served.url);
    folder.write("wirecase.yaml", config);
    let run = || folder.wirecase(&["run", "-t", "local", "-q", "--report-json", "r.json"]);
    assert_eq!(run().code(), 1);
    let ran = accept(&folder, &["r.json", "--into", "wirecase.yaml"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let text = std::fs::read_to_string(folder.path().join("wirecase.yaml")).unwrap();
    assert!(
        text.starts_with("# mine\ncases: [cases.yaml]\ntargets:\n  local: # here\n    url:"),
        "{text}"
    );
    assert!(text.contains("      - id: te/both\n"), "{text}");
    let ran = run();
    assert_eq!(ran.code(), 0, "{}", ran.all());
}

#[test]
fn it_is_refused_in_ci_and_where_an_id_is_not_there() {
    let served = Served::start(&[]);
    let folder = Folder::new();
    folder.write("cases.yaml", CASES);
    folder.wirecase(&["run", "cases.yaml", "-t", &served.url, "-q", "--report-json", "r.json"]);
    let words = ["accept", "r.json", "--into", "t.yaml"];
    let ran = folder.wirecase_in(&[("CI", "true")], &words);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("CI") && ran.stderr().contains("--force"), "{}", ran.all());
    assert!(!folder.path().join("t.yaml").exists());
    let forced = [&words[..], &["--force"]].concat();
    assert_eq!(folder.wirecase_in(&[("CI", "true")], &forced).code(), 0);
    let ran = accept(&folder, &["r.json", "te/bot2", "--into", "t.yaml"]);
    assert_eq!(ran.code(), 4, "{}", ran.all());
    let ran = accept(&folder, &["r.json", "te/good", "--into", "u.yaml"]);
    assert_eq!((ran.code(), ran.stdout().as_str()), (0, "nothing to accept: nothing fails\n"));
    folder.write("bad.yaml", "url: [\n");
    assert_eq!(accept(&folder, &["r.json", "--into", "bad.yaml"]).code(), 2);
}
