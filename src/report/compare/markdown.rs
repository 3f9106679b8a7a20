//! A comparison as Markdown, for a comment or a step summary. Lists, no tables: what a target said
//! stands in code spans, in which nothing is interpreted.

use std::io::{self, Write};

use super::groups::groups;
use super::{counts, findings, gravest, lists, notes, verdicts};
use crate::model::answer::AnswerChange;
use crate::model::comparison::{ComparedResult, Comparison};
use crate::model::finding::Side;
use crate::model::outcome::ResultKind;
use crate::report::layout::{cut_and_count, shown};
use crate::report::markdown::text::{code, prose};
use crate::report::words::{answer_change, finding_sentence, plural, side};

/// How many rows of a list are told, and how many changes or findings of one.
const MOST_ROWS: usize = 100;
const MOST_CHANGES: usize = 12;
/// How many cases a group names.
const NAMED_CASES: usize = 5;
/// How many columns a value may take.
const VALUE: usize = 120;

/// Writes what moved, what got worse first: a comment is read from its top.
///
/// # Errors
/// Where `out` cannot be written.
pub fn markdown(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let heading = if comparison.is_worse() { "Something got worse" } else { "Nothing got worse" };
    writeln!(out, "## {heading}\n\n{}.\n", counts(comparison).join(", "))?;
    for (which, run) in [("Old", &comparison.old), ("New", &comparison.new)] {
        let (name, started) = (code(&run.name), code(&run.started));
        writeln!(out, "- {which}: {name} of {started}, wirecase {}", code(&run.version))?;
    }
    for note in notes(comparison) {
        writeln!(out, "- {}", prose(&note))?;
    }
    if comparison.compared_in_part > 0 {
        let answers = plural(comparison.compared_in_part as u64, "answer");
        writeln!(out, "- {answers} compared only as far as the results keep them")?;
    }
    for (heading, in_full, rows) in lists(comparison).into_iter().rev() {
        if rows.is_empty() {
            continue;
        }
        writeln!(out, "\n### {}: {}\n", capital(heading), rows.len())?;
        for row in gravest(rows, MOST_ROWS) {
            self::row(comparison, row, in_full, out)?;
        }
        more(rows.len(), out)?;
    }
    let groups = groups(&comparison.answers);
    if !groups.is_empty() {
        writeln!(out, "\n### Same verdict, another answer\n")?;
    }
    for group in groups.iter().take(MOST_ROWS) {
        let title = group.title();
        let named: Vec<String> = group.cases.iter().take(NAMED_CASES).map(|id| code(id)).collect();
        let mut seen = format!("in {}", named.join(", "));
        if let Some(more @ 1..) = group.cases.len().checked_sub(NAMED_CASES) {
            seen.push_str(&format!(" and {more} more"));
        }
        let elsewhere = if group.is_uniform { "" } else { ", with other values elsewhere" };
        writeln!(out, "- {}{}, {seen}{elsewhere}", prose(&title), sides(group.change))?;
    }
    more(groups.len(), out)
}

fn row(
    comparison: &Comparison,
    row: &ComparedResult,
    in_full: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut line = format!("- **{}** {} {}", verdicts(row), code(&row.id), prose(&row.title));
    if comparison.targets.len() > 1 {
        line.push_str(&format!(", on {}", code(&row.target)));
    }
    if row.source_changed {
        line.push_str(" (the case's text changed: the case may be the cause)");
    }
    writeln!(out, "{line}")?;
    if !in_full {
        return Ok(());
    }
    if row.kind == ResultKind::Case {
        writeln!(out, "  - {}", code(&format!("{}:{}", row.file, row.line)))?;
    }
    if !row.new_reason.is_empty() {
        writeln!(out, "  - {}", code(&cut_and_count(&shown(&row.new_reason), VALUE * 2)))?;
    }
    for finding in findings(row).iter().take(MOST_CHANGES) {
        writeln!(out, "  - {}", code(&cut_and_count(&finding_sentence(finding), VALUE * 2)))?;
    }
    if !row.fires_also_in.is_empty() {
        let named: Vec<String> =
            row.fires_also_in.iter().take(NAMED_CASES).map(|id| code(id)).collect();
        let count = plural(row.fires_also_in.len() as u64, "more case");
        writeln!(out, "  - fires in {count}: {}", named.join(", "))?;
    }
    for change in row.changes.iter().take(MOST_CHANGES) {
        writeln!(out, "  - {}{}", prose(&answer_change(change)), sides(change))?;
    }
    Ok(())
}

fn sides(change: &AnswerChange) -> String {
    let value = |side_of: &Side| code(&cut_and_count(&side(side_of), VALUE));
    match (&change.old, &change.new) {
        (Side::Nothing, Side::Nothing) => String::new(),
        (Side::Nothing, new) => format!(": now {}", value(new)),
        (old, Side::Nothing) => format!(": was {}", value(old)),
        (old, new) => format!(": {} → {}", value(old), value(new)),
    }
}

fn more(all: usize, out: &mut dyn Write) -> io::Result<()> {
    match all.checked_sub(MOST_ROWS) {
        Some(more @ 1..) => writeln!(out, "- and {more} more"),
        _ => Ok(()),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
