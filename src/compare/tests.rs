//! Movements of results: `pass a`, one result a line, compared with other lines.

use super::*;
use crate::model::citation::Level;
use crate::model::finding::{FindingKind, Side};
use crate::model::outcome::{Attempt, RunFacts};
use crate::model::target::{Address, Target};
use crate::model::transcript::{Event, EventKind, Transcript};

/// Results of lines `VERDICT ID [STATUS [SOURCE]]`: the answer has this status. A line `lint NAME IDS…` is a
/// lint that fired in these cases.
fn results(target: &str, lines: &str) -> RunReport {
    let cases: Vec<CaseResult> = lines.lines().map(|line| result(target, line.trim())).collect();
    let address = Address::Tcp { host: "127.0.0.1".to_owned(), port: 80 };
    RunReport {
        format: RunReport::FORMAT,
        run: RunFacts { version: "1".to_owned(), ..RunFacts::default() },
        targets: vec![Target { name: target.to_owned(), ..Target::bare(address) }],
        totals: std::collections::BTreeMap::new(),
        totals_by_level: std::collections::BTreeMap::new(),
        cases,
    }
}

fn result(target: &str, line: &str) -> CaseResult {
    let mut words = line.split(' ');
    let verdict = words.next().unwrap();
    let kind = if verdict == "lint" { ResultKind::Lint } else { ResultKind::Case };
    let verdict = Verdict::ALL.into_iter().find(|v| v.word() == verdict).unwrap_or(Verdict::Fail);
    let id = words.next().unwrap().to_owned();
    let rest: Vec<String> = words.map(str::to_owned).collect();
    let mut result = CaseResult {
        kind,
        title: format!("About {id}"),
        id,
        requirement: String::new(),
        file_title: String::new(),
        file: "a.yaml".to_owned(),
        line: 1,
        number: 0,
        source: rest.get(1).cloned().unwrap_or_default(),
        level: Level::Must,
        citations: Vec::new(),
        covers: Vec::new(),
        tags: Vec::new(),
        target: target.to_owned(),
        verdict,
        reason: String::new(),
        findings: Vec::new(),
        outcomes: Vec::new(),
        see: Vec::new(),
        attempts: Vec::new(),
    };
    if kind == ResultKind::Lint {
        result.see = rest;
    } else if verdict != Verdict::Skip {
        let status = rest.first().map_or("200", String::as_str);
        result.reason = format!("came {status}");
        result.findings = vec![finding(status)];
        result.attempts = vec![attempt(verdict, status)];
    }
    result
}

fn finding(status: &str) -> Finding {
    Finding {
        kind: FindingKind::Status,
        severity: Level::Must,
        citations: Vec::new(),
        expected: Side::Nothing,
        actual: Side::Text(status.to_owned()),
        diff: None,
        place: crate::model::case::Place::default(),
        evidence: None,
    }
}

fn attempt(verdict: Verdict, status: &str) -> Attempt {
    let event = |kind| Event { at_us: 0, connection: 0, step: 0, omitted: 0, kind };
    let answer = format!("HTTP/1.1 {status} Word\r\nContent-Length: 0\r\n\r\n");
    let transcript = Transcript {
        connections: vec!["main".to_owned()],
        events: vec![
            event(EventKind::Sent { bytes: "GET / HTTP/1.1\r\n\r\n".into(), request: true }),
            event(EventKind::Received { bytes: answer.as_str().into() }),
            event(EventKind::Fin),
        ],
        ..Transcript::default()
    };
    Attempt { verdict, duration_us: 1, findings: Vec::new(), transcript }
}

fn compared(old: &RunReport, new: &RunReport) -> Comparison {
    compare(("old", old), ("new", new))
}

/// Each list that is not empty, by name, with its ids.
fn lists(comparison: &Comparison) -> Vec<String> {
    [
        ("worse", &comparison.worse),
        ("otherwise", &comparison.otherwise),
        ("untested", &comparison.untested),
        ("better", &comparison.better),
        ("changed", &comparison.changed),
        ("tested", &comparison.tested),
        ("appeared", &comparison.appeared),
        ("gone", &comparison.gone),
        ("answers", &comparison.answers),
    ]
    .into_iter()
    .filter(|(_, rows)| !rows.is_empty())
    .map(|(name, rows)| {
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        format!("{name}: {}", ids.join(" "))
    })
    .collect()
}

fn moved(old: &str, new: &str) -> Vec<String> {
    lists(&compared(&results("t", old), &results("t", new)))
}

#[test]
fn each_result_is_in_the_list_that_its_movement_names() {
    let rows: [(&str, &str, &[&str]); 14] = [
        ("pass a", "pass a", &[]),
        ("pass a", "fail a 400", &["worse: a"]),
        ("fail a 400", "pass a", &["better: a"]),
        ("pass a", "skip a", &["untested: a"]),
        ("skip a", "pass a", &["tested: a"]),
        ("skip a", "fail a", &["worse: a"]),
        ("pass a", "known a 400", &["changed: a"]),
        ("pass a", "pass a 204", &["answers: a"]),
        ("fail a 400", "fail a 404", &["otherwise: a"]),
        ("fail a 400", "fail a 400", &[]),
        ("pass a\npass b", "pass b\nfail c", &["appeared: c", "gone: a"]),
        // A flaky answer is another one each time.
        ("flaky a 400", "flaky a 200", &[]),
        // Another case, the same answer: nothing moved.
        ("pass a 200 old", "pass a 200 new", &[]),
        ("error a 400", "error a 200", &["otherwise: a"]),
    ];
    for (old, new, want) in rows {
        assert_eq!(moved(old, new), want, "{old} > {new}");
    }
}

#[test]
fn a_row_carries_what_changed_in_the_answer_and_whether_the_case_did() {
    let old = results("t", "pass a 200 old\npass b 200 same");
    let new = results("t", "fail a 400 new\nfail b 400 same");
    let comparison = compared(&old, &new);
    let rows: Vec<(bool, usize)> =
        comparison.worse.iter().map(|row| (row.source_changed, row.changes.len())).collect();
    assert_eq!(rows, [(true, 1), (false, 1)]);
    assert!(comparison.is_worse());
    assert_eq!((comparison.compared, comparison.unchanged), (2, 0));
}

#[test]
fn the_tries_that_differ_least_are_compared() {
    let mut old = results("t", "fail a 400");
    old.cases[0].attempts.push(attempt(Verdict::Fail, "408"));
    let mut new = results("t", "fail a 400");
    new.cases[0].attempts[0] = attempt(Verdict::Fail, "408");
    assert_eq!(lists(&compared(&old, &new)), [""; 0]);
    new.cases[0].attempts[0] = attempt(Verdict::Fail, "500");
    assert_eq!(lists(&compared(&old, &new)), ["answers: a"]);
}

#[test]
fn an_exchange_that_did_not_take_place_has_its_reason_alone() {
    let error = |reason: &str| {
        let mut results = results("t", "error a");
        reason.clone_into(&mut results.cases[0].reason);
        results.cases[0].attempts.clear();
        results
    };
    assert_eq!(lists(&compared(&error("refused"), &error("no such host"))), ["otherwise: a"]);
    assert_eq!(lists(&compared(&error("refused"), &error("refused"))), [""; 0]);
}

#[test]
fn a_lint_without_a_row_was_silent_where_its_cases_ran() {
    let rows: [(&str, &str, &[&str]); 6] = [
        ("pass a", "pass a\nlint x a", &["worse: x"]),
        ("pass a\nlint x a", "pass a", &["better: x"]),
        ("pass a", "pass b\nlint x b", &["appeared: b x", "gone: a"]),
        ("pass a\nlint x a", "skip a", &["untested: a", "gone: x"]),
        ("pass a\npass b\nlint x a", "pass a\npass b\nlint x a b", &["otherwise: x"]),
        ("pass a\nlint x a", "pass a\npass b\nlint x a b", &["appeared: b"]),
    ];
    for (old, new, want) in rows {
        assert_eq!(moved(old, new), want, "{old} > {new}");
    }
}

#[test]
fn targets_pair_by_name_and_two_lone_ones_whatever_they_are_called() {
    let lone = compared(&results("one", "pass a"), &results("two", "fail a"));
    assert_eq!(lists(&lone), ["worse: a"]);
    assert_eq!(lone.targets, [TargetPair { old: "one".to_owned(), new: "two".to_owned() }]);
    let mut both = results("one", "pass a");
    both.targets.extend(results("two", "").targets);
    both.cases.extend(results("two", "pass a").cases);
    let some = compared(&both, &results("two", "fail a"));
    assert_eq!(lists(&some), ["worse: a"]);
    assert_eq!((some.targets_gone, some.worse[0].target.as_str()), (vec!["one".to_owned()], "two"));
    let none = compared(&both, &results("three", "fail a"));
    assert_eq!((none.compared, none.targets_new), (0, vec!["three".to_owned()]));
}

#[test]
fn warnings_are_failures_where_they_fail_the_new_run() {
    let mut new = results("t", "warn a");
    assert_eq!(lists(&compared(&results("t", "skip a"), &new)), ["tested: a"]);
    new.run.strict = true;
    assert_eq!(lists(&compared(&results("t", "skip a"), &new)), ["worse: a"]);
}
