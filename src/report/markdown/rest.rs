//! What does not fail the run: departures and known deviations in tables, skipped cases by reason.

use std::collections::BTreeMap;

use crate::model::outcome::{CaseResult, RunReport, Verdict};
use crate::report::layout::cut;
use crate::report::markdown::Sheet;
use crate::report::markdown::head::level_word;
use crate::report::markdown::result::on_target;
use crate::report::markdown::text::{code, prose};
use crate::report::weight::{Weight, weight};
use crate::report::words::{finding_sentence, plural};

/// Columns of a cell.
const MOST_COLUMNS: usize = 200;

pub(super) fn write(sheet: &mut Sheet, report: &RunReport) {
    for (heading, wanted) in [
        ("What departs, and does not fail the run", Weight::Departs),
        ("Known and told", Weight::Told),
    ] {
        let results: Vec<&CaseResult> = report
            .cases
            .iter()
            .filter(|result| weight(result.verdict, report.run.strict) == wanted)
            .collect();
        let head =
            format!("\n### {heading}\n\n| verdict | level | case | what |\n|---|---|---|---|\n");
        rows(sheet, &head, &results, |result| row(report, result));
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for result in report.cases.iter().filter(|result| result.verdict == Verdict::Skip) {
        *reasons.entry(&result.reason).or_default() += 1;
    }
    let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let head = "\n### Skipped\n\n| cases | reason |\n|--:|---|\n";
    rows(sheet, head, &reasons, |(reason, count)| {
        let reason = if reason.is_empty() { "no reason given" } else { reason };
        format!("| {count} | {} |\n", prose(&cut(reason, MOST_COLUMNS)))
    });
}

/// As many rows of a table as fit, and how many do not.
fn rows<T>(sheet: &mut Sheet, head: &str, items: &[T], row: impl Fn(&T) -> String) {
    if items.is_empty() {
        return;
    }
    let mut written = 0;
    if sheet.add(head) {
        written = items.iter().take_while(|item| sheet.add(&row(item))).count();
    }
    if let Some(more @ 1..) = items.len().checked_sub(written) {
        sheet.note(&format!("{}: see the report.", plural(more as u64, "more row")));
    }
}

fn row(report: &RunReport, result: &CaseResult) -> String {
    let id = code(&cut(&result.id, MOST_COLUMNS));
    let on = on_target(report, result, code);
    let what = match result.findings.first() {
        // Why a deviation is known, or what two tries gave, says more than what was found in one.
        _ if !result.reason.is_empty() && result.verdict != Verdict::Warn => result.reason.clone(),
        Some(finding) => finding_sentence(finding),
        None if result.reason.is_empty() => result.title.clone(),
        None => result.reason.clone(),
    };
    let what = prose(&cut(&what, MOST_COLUMNS));
    format!("| {} | {} | {id}{on} | {what} |\n", result.verdict, level_word(result.level))
}
