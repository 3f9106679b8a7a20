//! Shards cut out of one run, put together again; and what is refused.

use std::collections::BTreeSet;

use super::*;
use crate::model::finding::Side;
use crate::model::launch::Launched;
use crate::model::outcome::{CaseResult, NOT_RUN, TargetTrouble, Verdict};
use crate::model::target::{Address, KnownDeviation, Target};
use crate::run::known::tell_fixed;

/// The run of the reporters' golden, on two targets.
fn whole() -> RunReport {
    let golden = include_str!("../report/goldens/results.json");
    let mut report: RunReport = serde_json::from_str(golden).unwrap();
    let (mut cases, mut lints): (Vec<_>, Vec<_>) =
        report.cases.into_iter().partition(rows::is_case);
    for (number, case) in cases.iter_mut().enumerate() {
        case.number = 2 * number;
        if case.see.is_empty() && !case.attempts.is_empty() {
            case.see.push("lint/odd".to_owned());
        }
    }
    // Every case that was sent fired this one, and it has evidence of its own in each shard.
    lints[0].see = sent(&cases);
    lints[0].number = 7;
    let other = |row: &CaseResult| CaseResult { target: "other".to_owned(), ..row.clone() };
    report.cases = cases.iter().flat_map(|case| [case.clone(), other(case)]).collect();
    report.cases.extend(lints.iter().cloned());
    report.cases.extend(lints.iter().map(other));
    let address = Address::Unix("/run/http.sock".to_owned());
    report.targets.push(Target { name: "other".to_owned(), ..Target::bare(address) });
    let rerun = "wirecase run -t unix:/run/http.sock".to_owned();
    report.run.rerun.insert("other".to_owned(), rerun);
    report.run.selected = 2 * cases.len();
    report.run.responses_linted = 21;
    report.count();
    report
}

fn sent(cases: &[CaseResult]) -> Vec<String> {
    let sent = cases.iter().filter(|case| !case.attempts.is_empty());
    sent.map(|case| case.id.clone()).collect()
}

/// What a run of these rows alone would have left.
fn part(whole: &RunReport, name: &str, takes: impl Fn(&CaseResult) -> bool) -> Named {
    let mut part = whole.clone();
    part.cases.retain(|row| !rows::is_case(row) || takes(row));
    let asked: Vec<(String, String)> = part
        .cases
        .iter()
        .filter(|row| rows::is_case(row))
        .map(|row| (row.target.clone(), row.id.clone()))
        .collect();
    part.targets.retain(|target| asked.iter().any(|(name, _)| *name == target.name));
    for row in part.cases.iter_mut().filter(|row| !rows::is_case(row)) {
        let first = row.see.first().cloned();
        row.see.retain(|id| asked.contains(&(row.target.clone(), id.clone())));
        if row.see.first() != first.as_ref() {
            row.findings[0].actual = Side::Text(format!("as {name} saw it"));
        }
    }
    part.cases.retain(|row| rows::is_case(row) || !row.see.is_empty());
    let ids = |report: &RunReport| {
        let ids = report.cases.iter().filter(|row| rows::is_case(row)).map(|row| row.id.clone());
        ids.collect::<BTreeSet<_>>().len()
    };
    part.run.selected = asked.len();
    part.run.deselected = whole.run.deselected + ids(whole) - ids(&part);
    part.run.rerun.retain(|target, _| part.targets.iter().any(|known| known.name == *target));
    part.run.responses_linted = 7;
    part.count();
    (name.to_owned(), part)
}

fn shards(whole: &RunReport) -> [Named; 3] {
    [0, 1, 2].map(|third| part(whole, &format!("{third}.json"), |row| row.number / 2 % 3 == third))
}

fn merged(documents: &[Named]) -> Merged {
    merge(documents.to_vec()).unwrap()
}

fn refused(documents: &[Named]) -> String {
    merge(documents.to_vec()).unwrap_err().to_string()
}

#[test]
fn shards_in_any_order_make_the_whole_again() {
    let whole = whole();
    let shards = shards(&whole);
    assert_eq!(shards.each_ref().map(|(_, part)| part.run.deselected), [3 + 9, 3 + 9, 3 + 10]);
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let Merged { report, warnings } = merged(&order.map(|index| shards[index].clone()));
        assert_eq!(warnings, [""; 0]);
        assert_eq!(report, whole, "{order:?}");
    }
    // Two at a time is the same.
    let two = merged(&shards[..2]).report;
    assert_eq!(merged(&[("two.json".to_owned(), two), shards[2].clone()]).report, whole);
}

#[test]
fn runs_against_several_targets_stand_side_by_side() {
    let mut whole = whole();
    let one = |name: &str| part(&whole, name, |row| (row.target == "other") == (name == "other"));
    let (mut a, b) = (one("first"), one("other"));
    a.1.run.responses_linted = 14;
    assert_eq!(merged(&[a.clone(), b.clone()]).report, whole);
    // The order of the files is the order of the targets.
    whole.targets.reverse();
    let ids: Vec<(String, String)> = merged(&[b, a])
        .report
        .cases
        .iter()
        .map(|row| (row.id.clone(), row.target.clone()))
        .collect();
    for (id, pair) in whole.cases.iter().step_by(2).zip(ids.chunks(2)).take(14) {
        let target = |index: usize| whole.targets[index].name.clone();
        assert_eq!(pair, [(id.id.clone(), target(0)), (id.id.clone(), target(1))]);
    }
}

#[test]
fn one_document_is_itself_and_the_same_outcome_counts_once() {
    let whole = whole();
    let named = |name: &str| (name.to_owned(), whole.clone());
    assert_eq!(merged(&[named("a")]).report, whole);
    assert_eq!(merged(&[named("a"), named("b"), named("a")]).report, whole);
    // A later run of some of the cases with the same outcomes, in other words and at another time.
    let mut again = part(&whole, "again", |row| row.number < 6);
    again.1.run.started = "2026-11-21T08:00:00Z".to_owned();
    again.1.cases.iter_mut().for_each(|row| row.reason.push_str(" again"));
    let both = merged(&[named("a"), again]).report;
    assert_eq!(both.cases, whole.cases);
    assert_eq!(
        (both.run.selected, both.run.deselected, &both.totals),
        (whole.run.selected, whole.run.deselected, &whole.totals)
    );
    assert_eq!(both.run.responses_linted, 21 + 7);
}

#[test]
fn different_outcomes_of_one_case_are_refused_by_name_all_at_once() {
    let whole = whole();
    let named = |name: &str, report: &RunReport| (name.to_owned(), report.clone());
    let a = named("a.json", &whole);
    let mut other = whole.clone();
    other.cases[0].verdict = Verdict::Fail;
    other.cases[2].findings.pop();
    assert_eq!(
        refused(&[a.clone(), named("b.json", &other)]),
        "2 cases have different outcomes on one target; `wirecase compare` tells two runs apart, \
         and only shards of one run or runs against different targets are made one:\
         \n  session/get on http://127.0.0.1:8080: pass in a.json, fail in b.json\
         \n  framing/te-and-cl-closes on http://127.0.0.1:8080: fail in a.json and in b.json, with \
         different findings"
    );
    other = whole.clone();
    other.cases[0].id = "a\x1b[2J".to_owned();
    let mut twice = other.clone();
    for case in &mut twice.cases {
        case.verdict = if case.verdict == Verdict::Pass { Verdict::Fail } else { Verdict::Pass };
    }
    let text = refused(&[named("a.json", &other), named("b\n.json", &twice)]);
    assert!(text.starts_with("28 cases have"), "{text}");
    assert!(text.ends_with("\n  and 18 more"), "{text}");
    assert!(text.contains(r"a\x1b[2J on") && text.contains("b .json"), "{text}");
    assert_eq!(text.lines().count(), 12, "{text}");
}

#[test]
fn one_name_for_two_servers_is_refused_with_what_differs() {
    let whole = whole();
    type Change = fn(&mut Target);
    let changes: [(&str, Change); 5] = [
        ("address http://127.0.0.1:8080 and unix:/tmp/a", |target| {
            target.address = Address::Unix("/tmp/a".to_owned());
        }),
        (r#"resources {"page":"/"} and {"page":"/app"}"#, |target| {
            target.resources.insert("page".to_owned(), "/app".to_owned());
        }),
        (r#"abilities ["keep-alive"] and []"#, |target| target.abilities.clear()),
        (r#"variables {"user":"joe"} and {}"#, |target| target.variables.clear()),
        ("known deviations [{", |target| target.known.clear()),
    ];
    let shards = shards(&whole);
    for (want, change) in changes {
        let mut other = shards[1].clone();
        change(&mut other.1.targets[0]);
        let text = refused(&[shards[0].clone(), other]);
        let head = "\n  http://127.0.0.1:8080, in 0.json and in 1.json: ";
        assert!(text.contains(&format!("{head}{want}")), "{want}\n{text}");
        assert_eq!(text.lines().count(), 2, "{text}");
    }
}

#[test]
fn a_bare_target_may_know_more_in_one_shard_than_in_another() {
    let whole = whole();
    let [mut a, mut b, _] = shards(&whole);
    for (_, report) in [&mut a, &mut b] {
        report.targets[1].name = report.targets[1].address.to_string();
    }
    b.1.targets[1].abilities.push("keep-alive".to_owned());
    b.1.targets[1].resources.clear();
    let learned = b.1.targets[1].clone();
    for documents in [[a.clone(), b.clone()], [b.clone(), a.clone()]] {
        assert_eq!(merged(&documents).report.targets[1], learned);
    }
    let mut elsewhere = b.clone();
    elsewhere.1.targets[1].resources.insert("page".to_owned(), "/app".to_owned());
    assert!(refused(&[a.clone(), elsewhere]).contains("/app"));
    a.1.targets[1].variables.insert("user".to_owned(), "joe".to_owned());
    assert!(refused(&[a, b]).contains("variables"));
}

#[test]
fn the_time_is_that_in_which_any_shard_ran_and_what_happened_is_joined() {
    let whole = whole();
    let [mut a, mut b, _] = shards(&whole);
    a.1.run.started = "2026-11-21T10:00:05Z".to_owned();
    a.1.run.duration_ms = 1_000;
    b.1.run.started = "2026-11-21T11:00:01+01:00".to_owned();
    b.1.run.duration_ms = 4_500;
    b.1.run.command = "wirecase run b".to_owned();
    b.1.run.strict = true;
    (a.1.run.overran_ms, a.1.run.flaky_fails) = (Some(9), true);
    (a.1.run.repeat, b.1.run.repeat) = (Some(3), Some(3));
    (a.1.run.seed, b.1.run.seed) = (Some(1), None);
    a.1.run.interrupted = true;
    b.1.run.version = "0.2.0".to_owned();
    b.1.run.rerun.insert("other".to_owned(), "wirecase run b".to_owned());
    let trouble = |message: &str| TargetTrouble {
        target: "other".to_owned(),
        message: message.to_owned(),
        after: None,
    };
    b.1.run.troubles.push(trouble("gone"));
    let server = |output: &str| Launched {
        target: "other".to_owned(),
        output: output.to_owned(),
        ..Launched::default()
    };
    a.1.run.launched.push(server("a"));
    b.1.run.launched.extend([server("a"), server("b")]);
    let Merged { report: RunReport { run, .. }, warnings } = merged(&[a.clone(), b.clone()]);
    assert_eq!((run.started.as_str(), run.duration_ms), ("2026-11-21T11:00:01+01:00", 5_000));
    let mut later = a.clone();
    later.1.run.started = "2026-11-22T10:00:05Z".to_owned();
    for order in [[later.clone(), b.clone()], [b.clone(), later]] {
        assert_eq!(merged(&order).report.run.duration_ms, 5_500, "the night between is none");
    }
    assert_eq!(run.command, "wirecase run -t http://127.0.0.1:8080\nwirecase run b");
    assert_eq!((run.strict, run.interrupted, run.version.as_str()), (true, true, "0.1.0, 0.2.0"));
    assert_eq!((run.overran_ms, run.flaky_fails), (Some(9), true));
    assert_eq!((run.repeat, run.seed), (Some(3), None), "only what holds for both");
    assert_eq!(run.troubles, [whole.run.troubles[0].clone(), trouble("gone")]);
    assert_eq!(run.launched, [server("a"), server("b")]);
    assert_eq!(run.rerun.keys().collect::<Vec<_>>(), ["http://127.0.0.1:8080"]);
    assert!(warnings[0].contains("0.1.0, 0.2.0") && warnings[1].contains("other"), "{warnings:?}");

    b.1.run.started = "soon\x1b".to_owned();
    let text = refused(&[a, b]);
    assert!(text.contains("1.json") && text.contains(r"`soon\x1b`"), "{text}");
}

/// Each shard starts the server at the port that is free at the time, and may know more or less of it.
#[test]
fn a_server_that_each_shard_starts_is_one_target_at_whatever_port() {
    let whole = whole();
    let on = |port: u16, shard: usize| {
        let name = format!("{shard}.json");
        let mut part =
            part(&whole, &name, |row| row.target == "other" && row.number / 2 % 2 == shard);
        let host = "127.0.0.1".to_owned();
        part.1.targets[0].address = Address::Tcp { host, port };
        part.1.run.launched.push(Launched { target: "other".to_owned(), ..Launched::default() });
        part
    };
    let (first, mut second) = (on(1, 0), on(2, 1));
    second.1.targets[0].abilities.push("keep-alive".to_owned());
    let both = merged(&[first.clone(), second.clone()]).report;
    assert_eq!(both.targets[0].address, first.1.targets[0].address);
    assert_eq!(both.targets[0].abilities, ["keep-alive"]);
    second.1.run.launched.clear();
    assert!(refused(&[first, second]).contains("address"));
}

#[test]
fn a_listed_deviation_of_several_cases_is_gone_when_no_shard_of_the_whole_has_it() {
    let mut whole = whole();
    whole.run.deselected = 0;
    let entry = KnownDeviation { id: "session/*".to_owned(), reason: String::new(), link: None };
    whole.targets[0].known = vec![entry];
    for row in whole.cases.iter_mut().filter(|row| row.id.starts_with("session/")) {
        row.verdict = Verdict::Pass;
        row.findings.clear();
    }
    let shards = shards(&whole);
    tell_fixed(&whole.targets[0], true, &mut whole.cases);
    whole.count();
    assert_eq!(whole.total(Verdict::Fixed), 2 + 3);
    assert_eq!(merged(&shards).report, whole);
    // Without the last shard nobody knows.
    assert_eq!(merged(&shards[..2]).report.total(Verdict::Fixed), 0);
}

#[test]
fn a_listed_deviation_of_several_cases_is_not_gone_while_one_of_them_was_not_judged() {
    let mut all = whole();
    let entry = KnownDeviation { id: "session/*".to_owned(), reason: String::new(), link: None };
    all.targets[0].known = vec![entry];
    let name = all.targets[0].name.clone();
    let covered = |row: &&mut CaseResult| row.target == name && row.id.starts_with("session/");
    for row in all.cases.iter_mut().filter(covered) {
        row.verdict = Verdict::Pass;
    }
    let unbegun = format!("{NOT_RUN}the run was interrupted");
    let rows = [
        (Verdict::Skip, unbegun.as_str(), 0),
        (Verdict::Error, "not sent: the target had died", 0),
        (Verdict::Flaky, "fail at first", 0),
        // What the target has no ability for is nothing that departs.
        (Verdict::Skip, "needs cookies", 2),
    ];
    for (verdict, reason, want) in rows {
        let mut all = all.clone();
        let row = all.cases.iter_mut().find(covered).unwrap();
        (row.verdict, row.reason, row.attempts) = (verdict, reason.to_owned(), Vec::new());
        tell_fixed(&all.targets[0], true, &mut all.cases);
        let fixed = all.cases.iter_mut().filter(covered);
        let fixed = fixed.filter(|row| row.verdict == Verdict::Fixed).count();
        assert_eq!(fixed, want, "{verdict}: {reason}");
    }
}

#[test]
fn what_is_missing_of_a_run_in_parts_is_told_and_parts_of_two_runs_make_none() {
    use crate::model::shard::{Shards, part_of};

    let whole = whole();
    let part = |name: &str, number: u32| {
        let takes = |row: &CaseResult| part_of(&row.id, &row.target, 3) == number;
        let (name, mut part) = part(&whole, name, takes);
        part.targets.clone_from(&whole.targets);
        part.run.rerun.clone_from(&whole.run.rerun);
        part.run.shards = Some(Shards::one(number, 3));
        (name, part)
    };
    let parts = [part("1.json", 1), part("2.json", 2), part("3.json", 3)];
    let all = merged(&parts);
    assert_eq!((all.report.cases.clone(), all.warnings), (whole.cases.clone(), vec![]));
    assert_eq!(all.report.run.shards, None);

    let two = merged(&[parts[2].clone(), parts[0].clone()]);
    let told = ["of 3 shards 2 is missing: what fell to it is not in these results"];
    assert_eq!(two.warnings, told);
    assert_eq!(two.report.run.shards, Some(Shards { parts: vec![1, 3], of: 3 }));
    let late = merged(&[("two.json".to_owned(), two.report), parts[1].clone()]);
    assert_eq!((late.report.run.shards, late.warnings), (None, vec![]));

    // Some parts of a run against one target, the others of a run against another.
    let of_target = |(name, mut part): Named, target: usize| {
        let target = whole.targets[target].clone();
        part.cases.retain(|row| row.target == target.name);
        part.targets = vec![target];
        (name, part)
    };
    let [a, b, c] = parts;
    let mixed = merged(&[of_target(a, 0), of_target(b, 0), of_target(c.clone(), 1)]);
    assert!(
        mixed.warnings.iter().any(|w| w.contains("other lacks shards 1, 2")),
        "{:?}",
        mixed.warnings
    );

    // What no run ever wrote neither hangs nor hides anything.
    let (name, mut wild) = c;
    wild.run.shards = Some(Shards { parts: vec![0, u32::MAX], of: 4_000_000_000 });
    let warnings = merged(&[(name, wild), ("w".to_owned(), whole.clone())]).warnings;
    assert!(warnings[0].contains("10 and 3999999990 more are missing"), "{warnings:?}");
}
