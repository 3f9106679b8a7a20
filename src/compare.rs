//! Two results compared: what got worse, what got better, what is new or gone, and what changed in an
//! answer whose verdict stayed.
//!
//! Results are paired by target and id. Targets pair by name; where each document has but one, they
//! pair whatever they are called, as the same server is often at another address.

mod lints;
pub mod movement;

use std::collections::{HashMap, HashSet};

use crate::answers::{answers, changes};
use crate::model::answer::{Answer, AnswerChange};
use crate::model::comparison::{ComparedResult, ComparedRun, Comparison, Movement, TargetPair};
use crate::model::finding::Finding;
use crate::model::outcome::{CaseResult, ResultKind, Rules, RunReport, Verdict};
use movement::movement;

/// Compares two results, each with what the user calls it.
#[must_use]
pub fn compare(old: (&str, &RunReport), new: (&str, &RunReport)) -> Comparison {
    let ((old_name, old), (new_name, new)) = (old, new);
    let targets = pairs(old, new);
    let lacks = |name: &str, side: fn(&TargetPair) -> &str| targets.iter().all(|p| side(p) != name);
    let only = |report: &RunReport, side| -> Vec<String> {
        let names = report.targets.iter().map(|target| target.name.clone());
        names.filter(|name| lacks(name, side)).collect()
    };
    let mut comparison = Comparison {
        format: Comparison::FORMAT,
        old: facts(old_name, old),
        new: facts(new_name, new),
        targets_gone: only(old, |pair| &pair.old),
        targets_new: only(new, |pair| &pair.new),
        targets: targets.clone(),
        compared: 0,
        unchanged: 0,
        compared_in_part: 0,
        worse: Vec::new(),
        otherwise: Vec::new(),
        untested: Vec::new(),
        better: Vec::new(),
        changed: Vec::new(),
        tested: Vec::new(),
        appeared: Vec::new(),
        gone: Vec::new(),
        answers: Vec::new(),
    };
    for pair in &targets {
        let sides = Sides {
            old: OfTarget::new(old, &pair.old),
            new: OfTarget::new(new, &pair.new),
            rules: new.run.rules(),
            same_version: old.run.version == new.run.version,
        };
        sides.compare(&mut comparison);
    }
    comparison
}

fn facts(name: &str, report: &RunReport) -> ComparedRun {
    ComparedRun {
        name: name.to_owned(),
        version: report.run.version.clone(),
        command: report.run.command.clone(),
        started: report.run.started.clone(),
        interrupted: report.run.interrupted || report.run.overran_ms.is_some(),
        strict: report.run.strict,
        deselected: report.run.deselected,
        in_trouble: !report.run.troubles.is_empty(),
    }
}

fn pairs(old: &RunReport, new: &RunReport) -> Vec<TargetPair> {
    if let ([old], [new]) = (old.targets.as_slice(), new.targets.as_slice()) {
        return vec![TargetPair { old: old.name.clone(), new: new.name.clone() }];
    }
    let in_both =
        new.targets.iter().filter(|target| old.targets.iter().any(|t| t.name == target.name));
    in_both.map(|t| TargetPair { old: t.name.clone(), new: t.name.clone() }).collect()
}

/// The results of one target, by id.
struct OfTarget<'a> {
    in_order: Vec<&'a CaseResult>,
    by_id: HashMap<&'a str, &'a CaseResult>,
    /// The cases in which something was sent.
    ran: HashSet<&'a str>,
}

impl<'a> OfTarget<'a> {
    fn new(report: &'a RunReport, target: &str) -> Self {
        let of_target = report.cases.iter().filter(|result| result.target == target);
        let in_order: Vec<&CaseResult> = of_target.collect();
        let by_id = in_order.iter().map(|result| (result.id.as_str(), *result)).collect();
        let ran = in_order
            .iter()
            .filter(|result| result.kind == ResultKind::Case && !result.attempts.is_empty())
            .map(|result| result.id.as_str())
            .collect();
        Self { in_order, by_id, ran }
    }
}

/// The two sides of one target.
struct Sides<'a> {
    old: OfTarget<'a>,
    new: OfTarget<'a>,
    rules: Rules,
    same_version: bool,
}

impl Sides<'_> {
    fn compare(&self, into: &mut Comparison) {
        for after in &self.new.in_order {
            match self.old.by_id.get(after.id.as_str()) {
                Some(before) => self.both(before, after, into),
                // A lint has a row only where it fired.
                None if lints::could_have_fired(after, &self.old) => {
                    let mut row = row(None, Some(after));
                    row.old = Some(Verdict::Pass);
                    row.fires_also_in = lints::fires_also_in(&[], after, &self.old);
                    into.compared += 1;
                    self.moved(row, into);
                }
                None => into.appeared.push(row(None, Some(after))),
            }
        }
        for before in &self.old.in_order {
            if self.new.by_id.contains_key(before.id.as_str()) {
                continue;
            }
            let mut row = row(Some(before), None);
            row.target = self.new.in_order.first().map_or(row.target, |other| other.target.clone());
            if lints::could_have_fired(before, &self.new) {
                row.new = Some(Verdict::Pass);
                into.compared += 1;
                self.moved(row, into);
            } else {
                into.gone.push(row);
            }
        }
    }

    fn both(&self, before: &CaseResult, after: &CaseResult, into: &mut Comparison) {
        into.compared += 1;
        let mut row = row(Some(before), Some(after));
        if before.kind == ResultKind::Lint {
            row.fires_also_in = lints::fires_also_in(&before.see, after, &self.old);
        } else {
            let least = least_changes(before, after);
            into.compared_in_part += usize::from(least.in_part);
            row.changes = least.changes;
        }
        if before.verdict != after.verdict {
            self.moved(row, into);
        } else if self.fails_otherwise(before, after, &row) {
            into.otherwise.push(row);
        } else if !row.changes.is_empty() {
            into.answers.push(row);
        } else {
            into.unchanged += 1;
        }
    }

    fn moved(&self, row: ComparedResult, into: &mut Comparison) {
        let (Some(old), Some(new)) = (row.old, row.new) else { return };
        match movement(old, new, self.rules) {
            Movement::Same => into.unchanged += 1,
            Movement::Better => into.better.push(row),
            Movement::Worse => into.worse.push(row),
            Movement::Changed => into.changed.push(row),
            Movement::Untested => into.untested.push(row),
            Movement::Tested => into.tested.push(row),
        }
    }

    /// Whether the same verdict, not a good one, has another cause. Where the case, the tool and the
    /// answer are the same, findings differ only in what varies by nature.
    fn fails_otherwise(
        &self,
        before: &CaseResult,
        after: &CaseResult,
        row: &ComparedResult,
    ) -> bool {
        let departs = matches!(
            after.verdict,
            Verdict::Fail | Verdict::Warn | Verdict::Error | Verdict::Fixed | Verdict::Known
        );
        if after.kind == ResultKind::Lint {
            return departs && !row.fires_also_in.is_empty();
        }
        let could = row.source_changed || !self.same_version || !row.changes.is_empty();
        // An exchange that did not take place has no answer to compare.
        let is_error = after.verdict == Verdict::Error;
        departs
            && (could || is_error)
            && (before.reason != after.reason || !same_findings(&before.findings, &after.findings))
    }
}

fn same_findings(old: &[Finding], new: &[Finding]) -> bool {
    let essence = |f: &Finding| (f.kind.clone(), f.expected.clone(), f.actual.clone());
    old.len() == new.len() && old.iter().zip(new).all(|(a, b)| essence(a) == essence(b))
}

/// What changed between two answers, and whether not all of them could be compared.
#[derive(Default)]
struct Least {
    changes: Vec<AnswerChange>,
    in_part: bool,
}

/// What changed between the two tries that differ least: what differs between the tries of one run
/// cannot be told from what changed between the runs.
fn least_changes(before: &CaseResult, after: &CaseResult) -> Least {
    if before.verdict == Verdict::Flaky || after.verdict == Verdict::Flaky {
        return Least::default();
    }
    let of = |result: &CaseResult| -> Vec<Vec<Answer>> {
        result.attempts.iter().map(|attempt| answers(&attempt.transcript)).collect()
    };
    let (old, new) = (of(before), of(after));
    let in_part = |answers: &[Vec<Answer>]| answers.iter().flatten().any(|answer| answer.cut);
    let in_part = in_part(&old) || in_part(&new);
    let mut least: Option<Vec<AnswerChange>> = None;
    for (old, new) in old.iter().flat_map(|old| new.iter().map(move |new| (old, new))) {
        let changes = changes(old, new);
        if least.as_ref().is_none_or(|least| changes.len() < least.len()) {
            least = Some(changes);
        }
    }
    Least { changes: least.unwrap_or_default(), in_part }
}

/// A row of a result that is in one or both; told by the new one where there is one.
fn row(before: Option<&CaseResult>, after: Option<&CaseResult>) -> ComparedResult {
    let source = |result: Option<&CaseResult>| result.map(|result| result.source.clone());
    let reason = |result: Option<&CaseResult>| result.map(|r| r.reason.clone()).unwrap_or_default();
    let findings =
        |result: Option<&CaseResult>| result.map(|r| r.findings.clone()).unwrap_or_default();
    let mut row = ComparedResult {
        kind: ResultKind::Case,
        id: String::new(),
        title: String::new(),
        target: String::new(),
        level: crate::model::citation::Level::Info,
        citations: Vec::new(),
        file: String::new(),
        line: 0,
        old: before.map(|result| result.verdict),
        new: after.map(|result| result.verdict),
        old_reason: reason(before),
        new_reason: reason(after),
        old_findings: findings(before),
        new_findings: findings(after),
        changes: Vec::new(),
        source_changed: before.is_some() && after.is_some() && source(before) != source(after),
        fires_also_in: Vec::new(),
    };
    if let Some(result) = after.or(before) {
        row.kind = result.kind;
        row.id.clone_from(&result.id);
        row.title.clone_from(&result.title);
        row.target.clone_from(&result.target);
        row.level = result.level;
        row.citations.clone_from(&result.citations);
        row.file.clone_from(&result.file);
        row.line = result.line;
    }
    row
}

#[cfg(test)]
mod tests;
