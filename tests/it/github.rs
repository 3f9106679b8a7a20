//! The binary under GitHub Actions: a runner is played that carries out what the real one would.

use crate::support::command::{Folder, Ran};
use crate::support::peer::Peer;

mod runner;

use runner::{carried_out, play};

const HOSTILE: &str = r###"
title: "::error::title of the file"
cases:
  - id: hostile/fail
    title: "::set-env name=PATH::x"
    requirement: |
      ##[error]requirement
      ::add-path::/tmp
    spec: RFC 9112 2
    request: |
      GET / HTTP/1.1
      Host: {{host}}
    expect:
      status: 200
      headers: { X-One: "::error::wanted" }
      body: "##[add-mask]wanted"
  - id: hostile/warn
    title: "##[group]closed for ever"
    level: should
    request: |
      GET / HTTP/1.1
      Host: {{host}}
    expect: { status: 404 }
  - id: hostile/skipped
    title: "%0A::error::skipped"
    needs: [redirect]
    request: |
      GET {{redirect}} HTTP/1.1
      Host: {{host}}
    expect: { status: 301 }
"###;

fn hostile_answer() -> Vec<u8> {
    b"HTTP/1.1 200 ::error::reason ##[error]\r\nX-One: ::set-output name=a::b\r\nX-Two: ##[add-path]/tmp\r\n\
      ::error::no colon\r\nContent-Length: 76\r\nConnection: close\r\n\r\n\
      a\n::error::body\n\n  ::stop-commands::mine\n::mine::\n##[warning]body\n::debug::x"
        .to_vec()
}

/// A folder with a hostile file, and what came of a run of it against a hostile peer.
fn hostile_run(environment: &[(&str, &str)], words: &[&str]) -> (Folder, Ran) {
    let (folder, peer) = (Folder::new(), Peer::answering(hostile_answer()));
    folder.write("##[error]/cases.yaml", HOSTILE);
    let url = peer.url();
    let mut all = vec!["run", "##[error]", "-t", &url];
    all.extend(words);
    let ran = folder.wirecase_in(environment, &all);
    (folder, ran)
}

const ACTIONS: (&str, &str) = ("GITHUB_ACTIONS", "true");

/// What was carried out, each without its message.
fn heads(done: &[String]) -> Vec<&str> {
    done.iter()
        .map(|line| match line.find("(MUST)::").or(line.find("(SHOULD)::")) {
            Some(at) => &line[..at + line[at..].find("::").unwrap()],
            None => line,
        })
        .collect()
}

const ANNOTATIONS: [&str; 3] = [
    "::error file=##[error]/cases.yaml,line=15,col=18,title=FAIL hostile/fail (MUST)",
    "::error title=FAIL lint/empty-field-name (MUST)",
    "::warning file=##[error]/cases.yaml,line=23,col=15,title=WARN hostile/warn (SHOULD)",
];

#[test]
fn each_command_that_is_carried_out_is_our_own_whatever_case_and_target_say() {
    let departures = ["::group::Departures and other results (3)", "::endgroup::"];
    let failures = ["::group::Failures (2)", "::endgroup::"];
    for verbosity in [&[][..], &["-v"], &["-q"]] {
        let (_, ran) = hostile_run(&[ACTIONS], verbosity);
        assert_eq!(ran.code(), 1, "{}", ran.all());
        let out = ran.stdout();
        assert!(out.contains("\n  ::set-env name=PATH::x\n"), "{}", ran.all());
        let done = carried_out(&out);
        let of_departures = if verbosity == ["-q"] { &[][..] } else { &departures };
        let want = [of_departures, &failures, &ANNOTATIONS].concat();
        assert_eq!(heads(&done), want, "{verbosity:?}\n{}", ran.all());
        assert_eq!(carried_out(&ran.stderr()), [""; 0], "{}", ran.all());
        // The counts and the summary are seen without unfolding anything.
        let after = out.rsplit("::endgroup::").next().unwrap();
        assert!(after.contains("2 failed, 1 warning"), "{}", ran.all());
    }
}

#[test]
fn results_of_anyone_are_told_without_a_command_of_theirs() {
    let (folder, ran) = hostile_run(&[], &["--report-json", "r.json"]);
    // Without a guard the runner would be theirs.
    let (theirs, stopped_by) = play(&ran.stdout());
    assert!(theirs.iter().any(|line| line == "::set-env name=PATH::x"), "{}", ran.all());
    assert!(stopped_by.is_some(), "{}", ran.all());
    let text = std::fs::read_to_string(folder.path().join("r.json")).unwrap();
    // What a case file cannot say, a results document can.
    let text = text
        .replace("\"::set-env name=PATH::x\"", r#""a\n::error::b\r::error::c\u2028::error::d""#)
        .replace("\"reason\":\"", r#""reason":"x\n::add-mask::"#);
    assert!(text.contains("::error::c") && text.contains("x\\n::add-mask"), "{text}");
    folder.write("r.json", text);
    let ran = folder.wirecase_in(&[ACTIONS], &["report", "r.json"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let done = carried_out(&ran.stdout());
    assert_eq!(heads(&done)[4..], ANNOTATIONS, "{}", ran.all());
    // Other reports of results that were told before annotate nothing again.
    let ran = folder.wirecase_in(&[ACTIONS], &["report", "r.json", "--md", "r.md"]);
    assert_eq!(ran.stdout(), "wrote r.md\n", "{}", ran.all());
    let ran = folder.wirecase_in(&[ACTIONS], &["report", "r.json", "--no-github"]);
    assert_eq!(carried_out(&ran.stdout()), [""; 0], "{}", ran.all());
}

#[test]
fn whatever_else_tells_of_cases_or_results_commands_nothing_either() {
    let (folder, _) = hostile_run(&[], &["--report-json", "new.json"]);
    let old = std::fs::read_to_string(folder.path().join("new.json")).unwrap();
    folder.write("old.json", old.replace("\"verdict\":\"fail\"", "\"verdict\":\"pass\""));
    let rows: [&[&str]; 5] = [
        &["list", "##[error]"],
        &["show", "hostile/fail", "##[error]"],
        &["check", "##[error]", "--dump", "hostile/fail"],
        &["compare", "old.json", "new.json"],
        &["replay", "new.json", "-q"],
    ];
    for words in rows {
        let ran = folder.wirecase_in(&[ACTIONS], words);
        assert!(!ran.stdout().is_empty(), "{words:?}\n{}", ran.all());
        assert_eq!(carried_out(&ran.all()), [""; 0], "{words:?}\n{}", ran.all());
    }
}

#[test]
fn where_it_is_not_wanted_nothing_is_added_and_still_nothing_is_carried_out() {
    let summary = ("GITHUB_STEP_SUMMARY", "summary.md");
    let (folder, ran) = hostile_run(&[ACTIONS, summary], &["--no-github"]);
    let out = ran.stdout();
    assert!(out.contains("\n  :\\x3aset-env name=PATH::x\n"), "{}", ran.all());
    assert!(!out.contains("stop-commands::wirecase"), "{}", ran.all());
    assert_eq!(carried_out(&out), [""; 0], "{}", ran.all());
    assert!(!folder.path().join("summary.md").exists());
    // Elsewhere than on GitHub the output is what it ever was.
    let (folder, ran) = hostile_run(&[("GITHUB_ACTIONS", "false"), summary], &[]);
    assert!(ran.stdout().contains("\n  ::set-env name=PATH::x\n"), "{}", ran.all());
    assert!(!ran.stdout().contains("stop-commands::wirecase"), "{}", ran.all());
    assert!(!folder.path().join("summary.md").exists());
}

#[test]
fn a_report_on_standard_output_is_left_alone_and_people_are_told_beside_it() {
    let (_, ran) = hostile_run(&[ACTIONS], &["--report-ndjson", "-", "-q"]);
    for line in ran.stdout().lines() {
        assert!(line.starts_with('{'), "{line}\n{}", ran.all());
    }
    let done = carried_out(&ran.stderr());
    assert_eq!(heads(&done)[2..], ANNOTATIONS, "{}", ran.all());
}

#[test]
fn errors_and_warnings_of_files_command_nothing() {
    let folder = Folder::new();
    let bad = HOSTILE.replace("request: |", "reqest: \"##[add-path]/x\"\n    request: |");
    folder.write("##[warning]bad.yaml", bad);
    for words in [
        &["check", "##[warning]bad.yaml"][..],
        &["run", "##[warning]bad.yaml", "-t", "http://127.0.0.1:1"],
        &["run", "::error::.yaml", "-t", "http://127.0.0.1:1"],
        &["run", "##[error]gone.yaml", "-t", "http://127.0.0.1:1"],
        &["report", "##[error]gone.json"],
    ] {
        let ran = folder.wirecase_in(&[ACTIONS], words);
        assert_eq!(ran.code(), 2, "{}", ran.all());
        assert!(ran.stderr().contains(':'), "{}", ran.all());
        assert_eq!(carried_out(&ran.stderr()), [""; 0], "{}", ran.all());
        assert_eq!(carried_out(&ran.stdout()), [""; 0], "{}", ran.all());
    }
}

#[test]
fn files_are_named_from_the_root_of_the_repository() {
    let (folder, peer) = (Folder::new(), Peer::answering(hostile_answer()));
    let absolute = folder.write("http/cases.yaml", HOSTILE);
    let root = folder.path().parent().unwrap().to_str().unwrap().to_owned();
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    let url = peer.url();
    for path in ["http/cases.yaml", "./http", absolute.to_str().unwrap()] {
        let workspace = ("GITHUB_WORKSPACE", root.as_str());
        let ran = folder.wirecase_in(&[ACTIONS, workspace], &["run", path, "-t", &url]);
        let want = format!("\n::error file={name}/http/cases.yaml,line=15,col=18,title=");
        assert!(ran.stdout().contains(&want), "{want}\n{}", ran.all());
    }
    let workspace = ("GITHUB_WORKSPACE", "/nowhere");
    let ran = folder.wirecase_in(&[ACTIONS, workspace], &["run", "http", "-t", &url]);
    assert!(ran.stdout().contains("\n::error title=FAIL hostile/fail"), "{}", ran.all());
    assert!(ran.stdout().contains("%0Ahttp/cases.yaml:15\n"), "{}", ran.all());
}

#[test]
fn the_step_summary_is_added_to_within_its_bound() {
    let summary = ("GITHUB_STEP_SUMMARY", "summary.md");
    let (folder, peer) = (Folder::new(), Peer::answering(hostile_answer()));
    folder.write("cases.yaml", HOSTILE);
    let url = peer.url();
    let run = || folder.wirecase_in(&[ACTIONS, summary], &["run", "cases.yaml", "-t", &url]);
    let read = || std::fs::read_to_string(folder.path().join("summary.md")).unwrap();
    let ran = run();
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let alone = read();
    assert!(alone.starts_with("## wirecase: 2 fail, 1 warn, 2 info, 1 skip\n"), "{alone}");
    assert!(alone.contains("<summary><b>FAIL</b> <code>hostile/fail</code>"), "{alone}");

    folder.write("summary.md", "of another program");
    run();
    assert!(read().starts_with("of another program\n\n## wirecase: 2 fail,"), "{}", read());

    // Nearly full: the counts still fit, and with less room nothing does.
    let bound = 900 * 1024;
    folder.write("summary.md", vec![b'x'; bound - 300]);
    let ran = run();
    let text = read();
    assert!(text.len() <= bound && text.contains("x\n\n## wirecase: 2 fail,"), "{}", text.len());
    folder.write("summary.md", vec![b'x'; bound - 10]);
    let full = run();
    assert_eq!(read().len(), bound - 10);
    assert!(
        full.stderr().contains("warning: no room is left in the step summary"),
        "{}",
        full.all()
    );
    assert_eq!((ran.code(), full.code()), (1, 1));
}

#[test]
fn a_step_summary_that_cannot_be_written_is_a_warning_and_the_run_stands() {
    for path in [".", "no/such/folder/summary.md"] {
        let summary = ("GITHUB_STEP_SUMMARY", path);
        let (folder, ran) = hostile_run(&[ACTIONS, summary], &["--report-json", "r.json"]);
        assert_eq!(ran.code(), 1, "{}", ran.all());
        assert!(ran.stderr().contains("warning: no step summary: cannot write"), "{}", ran.all());
        assert_eq!(heads(&carried_out(&ran.stdout()))[4..], ANNOTATIONS, "{}", ran.all());
        assert_eq!(folder.json("r.json")["totals"]["fail"], 2);
    }
}

#[test]
fn a_demo_is_annotated_too() {
    let folder = Folder::new();
    let words = ["demo", "--fault", "host-missing-accepted", "rfc9112/3.2/host-missing"];
    let summary = ("GITHUB_STEP_SUMMARY", "summary.md");
    let ran = folder.wirecase_in(&[ACTIONS, summary], &words);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let done = carried_out(&ran.stdout());
    let want = [
        "::group::Failures (1)",
        "::endgroup::",
        "::error title=FAIL rfc9112/3.2/host-missing (MUST)",
    ];
    assert_eq!(heads(&done), want, "{}", ran.all());
    assert!(
        done[2].contains("%0Abundled:rfc9112/03.2-request-target-and-host.yaml:"),
        "{}",
        done[2]
    );
    assert!(folder.path().join("summary.md").exists());
}
