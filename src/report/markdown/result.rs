//! One failure: a line, or the line with everything that is known folded under it.

use crate::model::citation::Level;
use crate::model::finding::{Diff, Finding};
use crate::model::outcome::{CaseResult, ResultKind, RunReport};
use crate::report::layout::cut;
use crate::report::markdown::head::level_word;
use crate::report::markdown::text::{code, fenced, html_code, html_prose, prose};
use crate::report::terminal::exchange_and_findings;
use crate::report::words::rerun;

/// Columns of an id or a title, and of a requirement or a reason.
const MOST_COLUMNS: usize = 300;
const MOST_COLUMNS_OF_TEXT: usize = 2_000;
/// The line above diffs on a terminal.
const LEGEND: &str = "  - expected  + came";
/// Bytes of a command to be copied.
const MOST_OF_COMMAND: usize = 4_000;
/// Columns of a block of fixed width: what a page of GitHub shows without scrolling.
const BLOCK: usize = 100;

/// Verdict, id, title and level, as an item of a list.
pub(super) fn line(report: &RunReport, result: &CaseResult) -> String {
    let id = code(&cut(&result.id, MOST_COLUMNS));
    let on = on_target(report, result, code);
    let title = prose(&cut(&result.title, MOST_COLUMNS));
    format!("- **{}** {id}{on} {title}{}\n", verdict(result), level(result))
}

/// The same line, folded over all that is known.
pub(super) fn details(report: &RunReport, result: &CaseResult) -> String {
    let id = html_code(&cut(&result.id, MOST_COLUMNS));
    let on = on_target(report, result, html_code);
    let title = html_prose(&cut(&result.title, MOST_COLUMNS));
    let mut out = format!(
        "<details>\n<summary><b>{}</b> {id}{on} {title}{}</summary>\n\n",
        verdict(result),
        level(result)
    );
    let requirement = prose(&cut(&result.requirement, MOST_COLUMNS_OF_TEXT));
    if !requirement.is_empty() {
        out.push_str(&format!("{requirement}\n\n"));
    }
    let mut facts: Vec<String> = result
        .citations
        .iter()
        .map(|citation| format!("[{citation}]({})", citation.url()))
        .collect();
    if result.kind == ResultKind::Case {
        facts.push(code(&cut(&format!("{}:{}", result.file, result.line), MOST_COLUMNS)));
    }
    if !facts.is_empty() {
        out.push_str(&format!("{}\n\n", facts.join(" · ")));
    }
    let reason = prose(&cut(&result.reason, MOST_COLUMNS_OF_TEXT));
    if !reason.is_empty() {
        out.push_str(&format!("Reason: {reason}\n\n"));
    }
    let [exchange, findings] = exchange_and_findings(report, result, BLOCK);
    // The legend as a diff has it, so that its own line has no colour of one side.
    let findings = findings.trim_start_matches('\n');
    let findings = match findings.strip_prefix(LEGEND) {
        Some(rest) => format!("--- expected\n+++ came{rest}"),
        None => findings.to_owned(),
    };
    // The rows of a hex window hang out by two columns, and stay in line with what is under them.
    let is_hex = |finding: &Finding| matches!(finding.diff, Some(Diff::Hex(_)));
    let indent = if result.findings.iter().any(is_hex) { 4 } else { 6 };
    for (language, text, indent) in [("text", exchange, 2), ("diff", findings, indent)] {
        if !text.trim().is_empty() {
            out.push_str(&format!("{}\n", fenced(language, &outdented(&text, indent))));
        }
    }
    // A command that was cut could not be copied.
    if let Some(command) = rerun(report, result).filter(|it| it.len() <= MOST_OF_COMMAND) {
        out.push_str(&format!("{}\n", fenced("sh", &command)));
    }
    out.push_str("</details>\n\n");
    out
}

/// ` on TARGET`, where there are several.
pub(super) fn on_target(
    report: &RunReport,
    result: &CaseResult,
    written: fn(&str) -> String,
) -> String {
    if report.targets.len() > 1 {
        format!(" on {}", written(&cut(&result.target, MOST_COLUMNS)))
    } else {
        String::new()
    }
}

fn verdict(result: &CaseResult) -> String {
    result.verdict.word().to_uppercase()
}

fn level(result: &CaseResult) -> String {
    match result.level {
        Level::Info => String::new(),
        level => format!(" · {}", level_word(level)),
    }
}

/// Each line without up to so many spaces at its start, so that the signs of a diff stand in the
/// first column, where GitHub colours them.
fn outdented(text: &str, most: usize) -> String {
    let lines = text.trim_matches('\n').lines().map(|line| {
        let spaces = line.bytes().take(most).take_while(|octet| *octet == b' ').count();
        line.get(spaces..).unwrap_or_default()
    });
    lines.collect::<Vec<_>>().join("\n")
}
