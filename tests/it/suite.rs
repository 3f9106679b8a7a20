//! The bundled suite against the reference server, in both directions: without a fault every case
//! passes, each case is failed by a fault, and each fault is seen by a case or a lint.
//!
//! The whole matrix takes minutes; `wirecase faults bundled` writes it into `reports/faults.json`.
//! Here that record is held against the suite and the faults as they are, and what it says of each
//! case and each fault is tried again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use wirecase::compare::compare;
use wirecase::load;
use wirecase::matrix::{departs, judged};
use wirecase::model::case::Suite;
use wirecase::model::matrix::{Matrix, base_id};
use wirecase::model::outcome::Verdict;
use wirecase::reference::{FAULTS, Faults};

const STALE: &str = "write reports/faults.json anew, as cases/README.md says";

/// Cases whose own rule is so general that breaking it fails many others: the case, and the fault
/// that is about its rule.
const GENERAL: &[(&str, &str)] = &[
    ("session/request/get", "get-refused"),
    // Two rules are broken at once, so that no single one accepts it.
    ("session/malformed/garbled-request", "refusal-unanswered"),
];

/// How many of the cases that see a fault are tried again, beside those that need it.
const TRIED_AGAIN: usize = 2;

fn recorded() -> Matrix {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/faults.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bundled_case_passes_where_no_rule_is_broken_and_has_the_same_answers_again() {
    let suite = load::load_bundled().suite;
    let sound = judged(&suite, Faults::none()).await.unwrap();
    let wrong: Vec<_> = sound
        .cases
        .iter()
        .filter(|case| case.verdict != Verdict::Pass)
        .map(|case| format!("{} {}: {}", case.verdict, case.id, case.reason))
        .collect();
    assert!(wrong.is_empty(), "without a fault:\n{}", wrong.join("\n"));

    // What such a server answers again is the same, but for what varies by nature.
    // On a busy machine one end of a connection may overtake the other: then once more.
    let mut told = Vec::new();
    for _ in 0..2 {
        let again = judged(&suite, Faults::none()).await.unwrap();
        let comparison = compare(("once", &sound), ("again", &again));
        if (comparison.unchanged, comparison.compared) == (suite.cases.len(), suite.cases.len()) {
            return;
        }
        wirecase::report::compare::markdown(&comparison, &mut told).unwrap();
    }
    panic!("{}", String::from_utf8_lossy(&told));
}

#[test]
fn the_record_has_every_case_and_every_fault_and_each_sees_or_is_seen() {
    let matrix = recorded();
    let suite = load::load_bundled().suite;
    let ids: BTreeSet<&str> = suite.cases.iter().map(|case| base_id(&case.id)).collect();
    let recorded: BTreeSet<&str> = matrix.cases.iter().map(|case| case.id.as_str()).collect();
    let differ: Vec<_> = ids.symmetric_difference(&recorded).collect();
    assert!(differ.is_empty(), "{STALE}: cases {differ:?}");

    let faults: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.name).collect();
    let recorded: BTreeSet<&str> = matrix.faults.iter().map(|row| row.name.as_str()).collect();
    let differ: Vec<_> = faults.symmetric_difference(&recorded).collect();
    assert!(differ.is_empty(), "{STALE}: faults {differ:?}");

    assert!(matrix.unsound.is_empty(), "{:#?}", matrix.unsound);
    assert!(matrix.unfailed().is_empty(), "cases that no fault fails: {:#?}", matrix.unfailed());
    assert!(matrix.unseen().is_empty(), "faults that nothing sees: {:#?}", matrix.unseen());
    // A fault that breaks every answer proves nothing about a case: it must be seen by one that is
    // about its own rule.
    let broadly: Vec<&str> = matrix
        .failed_broadly()
        .iter()
        .map(|case| case.id.as_str())
        .filter(|id| !GENERAL.iter().any(|(general, _)| general == id))
        .collect();
    assert!(broadly.is_empty(), "cases that no narrow fault fails: {broadly:#?}");
    for (id, fault) in GENERAL {
        let row = matrix.cases.iter().find(|case| case.id == *id);
        assert!(row.is_some_and(|case| case.faults.iter().any(|f| f == fault)), "{id}: {fault}");
    }
}

#[test]
fn the_page_says_what_each_resource_and_ability_is_that_a_case_needs() {
    let page = include_str!("../../cases/README.md");
    let rows: String = page.lines().filter(|line| line.starts_with("| `")).collect();
    let needed: BTreeSet<String> =
        load::load_bundled().suite.cases.iter().flat_map(|case| case.needs.clone()).collect();
    let missing: Vec<_> =
        needed.iter().filter(|name| !rows.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "cases/README.md, targets: {missing:?}");
}

/// Fault → the cases to be tried with it, and whether a lint has to fire.
fn to_be_tried(matrix: &Matrix) -> BTreeMap<String, BTreeSet<String>> {
    let mut tried: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &matrix.faults {
        let cases = tried.entry(row.name.clone()).or_default();
        cases.extend(row.cases.iter().take(TRIED_AGAIN).cloned());
        if row.cases.is_empty() {
            cases.extend(row.lints.first().map(|lint| lint.case.clone()));
        }
    }
    for case in &matrix.cases {
        let Some(fault) = case.faults.first() else { continue };
        let row = matrix.faults.iter().find(|row| row.name == *fault);
        let variant = row.and_then(|row| row.cases.iter().find(|id| base_id(id) == case.id));
        tried.entry(fault.clone()).or_default().extend(variant.cloned());
    }
    tried
}

/// What of this the server with the fault no longer shows.
async fn lost(suite: &Suite, matrix: &Matrix, fault: &str, ids: &BTreeSet<String>) -> Vec<String> {
    let cases: Vec<_> = suite.cases.iter().filter(|case| ids.contains(&case.id)).cloned().collect();
    let known = FAULTS.iter().any(|known| known.name == fault);
    if cases.is_empty() || !known {
        return ids.iter().cloned().collect();
    }
    let faults = Faults::named(&[fault.to_owned()]).unwrap();
    let report = judged(&Suite { cases }, faults).await.unwrap();
    let departed = |id: &str| report.cases.iter().any(|r| r.id == id && departs(r.verdict));
    let row = matrix.faults.iter().find(|row| row.name == fault).unwrap();
    if !row.cases.is_empty() {
        return ids.iter().filter(|id| !departed(id)).cloned().collect();
    }
    let fires = row.lints.iter().any(|lint| departed(&format!("lint/{}", lint.name)));
    if fires { Vec::new() } else { vec!["any lint".to_owned()] }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_case_is_still_failed_by_its_fault_and_each_fault_is_still_seen() {
    let suite = Arc::new(load::load_bundled().suite);
    let matrix = Arc::new(recorded());
    let mut waiting = to_be_tried(&matrix).into_iter();
    let mut running = tokio::task::JoinSet::new();
    let mut again = Vec::new();
    loop {
        while running.len() < 8 {
            let Some((fault, ids)) = waiting.find(|(_, ids)| !ids.is_empty()) else { break };
            let (suite, matrix) = (Arc::clone(&suite), Arc::clone(&matrix));
            running.spawn(async move {
                let first = lost(&suite, &matrix, &fault, &ids).await;
                (fault, ids, first)
            });
        }
        let Some(one) = running.join_next().await else { break };
        let (fault, ids, first) = one.unwrap();
        if !first.is_empty() {
            again.push((fault, ids));
        }
    }
    // On a busy machine a reset can overtake the octets that show a fault, and a second request come
    // too late to be answered first: twice more, alone.
    let mut unseen = Vec::new();
    for (fault, ids) in again {
        let mut left = lost(&suite, &matrix, &fault, &ids).await;
        if !left.is_empty() {
            left = lost(&suite, &matrix, &fault, &ids).await;
        }
        unseen.extend(left.iter().map(|id| format!("{fault}: {id}")));
    }
    assert!(unseen.is_empty(), "{STALE}; no longer seen:\n{}", unseen.join("\n"));
}
