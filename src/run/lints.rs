//! Lints are told once per run, not once per case: what is wrong with every answer has one cause,
//! and a case's verdict speaks of its own requirement alone.

use std::collections::BTreeMap;

use super::case::Done;
use super::known;
use crate::judge::lint::LINTS;
use crate::model::citation::Level;
use crate::model::finding::{Finding, FindingKind};
use crate::model::outcome::{Attempt, CaseResult, ResultKind, Verdict};
use crate::model::plan::Plan;

/// One row for each lint that fired on a target, in the order of the lints' table, with the first
/// evidence in plan order and the ids of all cases.
pub(super) fn rows(plan: &Plan, results: &mut [Done]) -> Vec<CaseResult> {
    // By target and lint: the first evidence, and the cases.
    let mut fired: BTreeMap<(usize, usize), (Attempt, Vec<String>)> = BTreeMap::new();
    for (entry, one) in plan.entries.iter().zip(results.iter_mut()) {
        for finding in std::mem::take(&mut one.lints) {
            let Some(lint) = number(&finding) else { continue };
            let id = &one.result.id;
            match fired.get_mut(&(entry.target, lint)) {
                Some((_, cases)) if cases.last() != Some(id) => cases.push(id.clone()),
                Some(_) => {}
                None => {
                    // The first attempt is the one whose judgement the lints came from.
                    let Some(first) = one.result.attempts.first() else { continue };
                    let attempt = Attempt {
                        verdict: by_level(LINTS[lint].level),
                        findings: vec![finding],
                        ..first.clone()
                    };
                    fired.insert((entry.target, lint), (attempt, vec![id.clone()]));
                }
            }
        }
    }
    fired
        .into_iter()
        .map(|((target, number), (attempt, cases))| {
            let (lint, target) = (&LINTS[number], &plan.targets[target]);
            let mut row = CaseResult {
                kind: ResultKind::Lint,
                number,
                id: format!("lint/{}", lint.name),
                title: lint.summary.to_owned(),
                requirement: String::new(),
                file_title: "Lints: what any response has to obey".to_owned(),
                file: String::new(),
                line: 0,
                source: String::new(),
                level: lint.level,
                citations: lint.citations(),
                covers: lint.covers.iter().map(|id| (*id).to_owned()).collect(),
                tags: Vec::new(),
                target: target.name.clone(),
                verdict: attempt.verdict,
                reason: String::new(),
                findings: attempt.findings.clone(),
                outcomes: Vec::new(),
                see: cases,
                attempts: vec![attempt],
            };
            known::accept(target, &mut row);
            row
        })
        .collect()
}

/// The rows that these findings of one case will be in, each once.
pub(super) fn labels(findings: &[Finding]) -> Vec<String> {
    let mut labels = Vec::new();
    for lint in findings.iter().filter_map(number) {
        let label = format!("lint/{}", LINTS[lint].name);
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

/// The lint's place in the table.
fn number(finding: &Finding) -> Option<usize> {
    match &finding.kind {
        FindingKind::Lint { lint, .. } => LINTS.iter().position(|l| l.name == *lint),
        _ => None,
    }
}

fn by_level(level: Level) -> Verdict {
    match level {
        Level::Must => Verdict::Fail,
        Level::Should => Verdict::Warn,
        Level::May | Level::Info => Verdict::Info,
    }
}
