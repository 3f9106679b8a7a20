//! What does not fail the run: departures and known deviations in tables, skipped cases by reason.

use std::collections::BTreeMap;

use crate::model::outcome::{CaseResult, RunReport, Verdict};
use crate::report::layout::{cut, cut_and_count};
use crate::report::markdown::Sheet;
use crate::report::markdown::head::level_word;
use crate::report::markdown::result::on_target;
use crate::report::markdown::text::{code, fenced, html_prose, prose};
use crate::report::weight::{Weight, is_unsent, weight};
use crate::report::words::{self, finding_sentence, plural};

/// Columns of a cell.
const MOST_COLUMNS: usize = 200;
/// Lines of a server's output.
const MOST_LINES: usize = 100;
/// Rows that are shown unfolded.
const MOST_UNFOLDED: usize = 20;

pub(super) fn write(sheet: &mut Sheet, report: &RunReport) {
    for (heading, wanted) in [
        ("What departs, and does not fail the run", Weight::Departs),
        ("Known and told", Weight::Told),
    ] {
        let results: Vec<&CaseResult> = report
            .cases
            .iter()
            .filter(|result| weight(result.verdict, report.run.rules()) == wanted)
            .collect();
        let columns = "| verdict | level | case | what |\n|---|---|---|---|\n";
        rows(sheet, heading, columns, &results, |result| row(report, result));
    }
    servers(sheet, report);
    reasons(sheet, "Not tried", report, is_unsent);
    reasons(sheet, "Skipped", report, |result| result.verdict == Verdict::Skip);
}

/// What each server that we started wrote last, folded.
fn servers(sheet: &mut Sheet, report: &RunReport) {
    let mut is_whole = true;
    for server in &report.run.launched {
        let end = words::launched_end(report, server).unwrap_or_else(|| server.target.clone());
        let lines = words::launched_output(server, MOST_LINES).into_iter();
        let lines: Vec<String> = lines.map(|line| cut_and_count(&line, MOST_COLUMNS)).collect();
        let output = if lines.is_empty() {
            "It wrote nothing.\n".to_owned()
        } else {
            fenced("text", &lines.join("\n"))
        };
        let summary = html_prose(&cut(&end, MOST_COLUMNS));
        is_whole &= sheet.add(&format!(
            "\n<details>\n<summary>Server output: {summary}</summary>\n\n{output}\n</details>\n"
        ));
    }
    if !is_whole {
        sheet.note("Output of servers is left out: see the report.");
    }
}

/// Why cases were not run, the most frequent reason first.
fn reasons(sheet: &mut Sheet, heading: &str, report: &RunReport, wanted: fn(&CaseResult) -> bool) {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for result in report.cases.iter().filter(|result| wanted(result)) {
        *reasons.entry(&result.reason).or_default() += 1;
    }
    let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    rows(sheet, heading, "| cases | reason |\n|--:|---|\n", &reasons, |(reason, count)| {
        let reason = if reason.is_empty() { "no reason given" } else { reason };
        format!("| {count} | {} |\n", prose(&cut(reason, MOST_COLUMNS)))
    });
}

/// A heading, and under it as many rows of a table as fit, and how many do not. A table that is
/// longer than a screen is folded.
fn rows<T>(
    sheet: &mut Sheet,
    heading: &str,
    columns: &str,
    items: &[T],
    row: impl Fn(&T) -> String,
) {
    if items.is_empty() {
        return;
    }
    let [open, close] = if items.len() > MOST_UNFOLDED {
        let summary = plural(items.len() as u64, "row");
        [format!("<details>\n<summary>{summary}</summary>\n\n"), "\n</details>\n".to_owned()]
    } else {
        [String::new(), String::new()]
    };
    let mut written = 0;
    if sheet.add(&format!("\n### {heading}\n\n{open}{columns}{close}")) {
        // What closes the fold has its room already, and is put after the rows.
        sheet.text.truncate(sheet.text.len() - close.len());
        written = items.iter().take_while(|item| sheet.add(&row(item))).count();
        sheet.text.push_str(&close);
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
