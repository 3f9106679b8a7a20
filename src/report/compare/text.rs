//! A comparison for people: what changed in answers first, what got worse last.

use std::io::{self, Write};

use anstyle::{Effects, Style};

use super::groups::{Group, groups};
use super::{counts, lists, notes, verdicts};
use crate::model::answer::{AnswerChange, AnswerElement};
use crate::model::case::MAIN_CONNECTION;
use crate::model::citation::Level;
use crate::model::comparison::{ComparedResult, ComparedRun, Comparison};
use crate::model::finding::Side;
use crate::model::outcome::ResultKind;
use crate::report::TextOptions;
use crate::report::ink::{BAD, FAINT, GOOD, STRONG, WARNING, of_verdict};
use crate::report::layout::{cut_and_count, join_in_lines, shown};
use crate::report::page::Page;
use crate::report::words::{answer_change, answer_element, finding_sentence, plural, side};

/// How many rows of a list are told; the rest is counted.
const MOST_ROWS: usize = 60;
/// How many rows are told with their evidence.
const MOST_BLOCKS: usize = 30;
/// How many changes or findings of one row are told.
const MOST_CHANGES: usize = 12;
/// How many cases a group names.
const NAMED_CASES: usize = 3;

/// How much of a comparison is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// What follows a run's own report: what moved, without the head and without answers that
    /// changed while their verdict stayed.
    AfterRun,
    /// Only what got worse, and one line of summary.
    Worse,
}

/// Writes what moved.
///
/// # Errors
/// Where `out` cannot be written.
pub fn text(
    comparison: &Comparison,
    part: Part,
    options: TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let page = &mut Page::of(out, options);
    match part {
        Part::Whole => {
            let head = page.ink.paint(STRONG, &format!("wirecase {}", env!("CARGO_PKG_VERSION")));
            page.line(0, &head)?;
            run(page, "old", &comparison.old)?;
            run(page, "new", &comparison.new)?;
        }
        Part::AfterRun | Part::Worse => {
            page.blank()?;
            let name = shown(&comparison.old.name);
            page.text(0, STRONG, &format!("against the baseline {name}"))?;
            page.text(2, FAINT, &shown(&comparison.old.started))?;
        }
    }
    for note in notes(comparison) {
        page.text(2, WARNING, &note)?;
    }
    page.blank()?;
    if part == Part::Whole {
        answers(page, comparison)?;
    }
    for (heading, in_full, rows) in lists(comparison) {
        let is_told = part != Part::Worse || heading == "worse";
        if is_told && !rows.is_empty() {
            list(page, comparison, heading, in_full, rows)?;
        }
    }
    summary(page, comparison)
}

fn run(page: &mut Page<'_>, which: &str, run: &ComparedRun) -> io::Result<()> {
    page.labelled(which, Style::new(), &shown(&run.name))?;
    let text = format!("{} · {}", shown(&run.started), shown(&run.command));
    page.labelled("", FAINT, &text)
}

/// Answers that changed while the verdict stayed, by what changed.
fn answers(page: &mut Page<'_>, comparison: &Comparison) -> io::Result<()> {
    let groups = groups(&comparison.answers);
    if groups.is_empty() {
        return Ok(());
    }
    page.line(0, &page.ink.paint(STRONG, "same verdict, another answer"))?;
    for group in groups.iter().take(MOST_ROWS) {
        self::group(page, comparison, group)?;
    }
    more(page, groups.len(), MOST_ROWS)?;
    page.blank()
}

fn group(page: &mut Page<'_>, comparison: &Comparison, group: &Group<'_>) -> io::Result<()> {
    let [first, ..] = group.cases.as_slice() else { return Ok(()) };
    let count = group.cases.len();
    let title = if count == 1 {
        answer_change(group.change)
    } else {
        answer_element(&group.change.element)
    };
    let cases = if count == 1 { String::new() } else { plural(count as u64, "case") };
    page.both_ends(2, (Style::new(), &title), (FAINT, &cases))?;
    sides(page, 4, group.change)?;
    let mut seen: Vec<String> = group.cases.iter().take(NAMED_CASES).map(|id| shown(id)).collect();
    if count > NAMED_CASES {
        seen.push(format!("and {} more", count - NAMED_CASES));
    }
    let mut text = format!("in {}", seen.join(", "));
    if comparison.targets.len() > 1 {
        text.push_str(&format!(", on {}", shown(group.target)));
    }
    page.text(4, FAINT, &text)?;
    if !group.is_uniform {
        page.text(
            4,
            FAINT,
            &format!("with other values elsewhere; these are of {}", shown(first)),
        )?;
    }
    if group.source_changed {
        page.text(4, WARNING, "the text of some of these cases changed as well")?;
    }
    Ok(())
}

fn list(
    page: &mut Page<'_>,
    comparison: &Comparison,
    heading: &str,
    in_full: bool,
    rows: &[ComparedResult],
) -> io::Result<()> {
    page.line(0, &page.ink.paint(STRONG, heading))?;
    for (index, row) in rows.iter().take(MOST_ROWS).enumerate() {
        heading_of(page, comparison, row)?;
        if row.source_changed {
            page.text(4, WARNING, "the case's text changed: the case may be the cause")?;
        }
        if in_full && index < MOST_BLOCKS {
            evidence(page, row)?;
        }
    }
    more(page, rows.len(), MOST_ROWS)?;
    page.blank()
}

fn heading_of(
    page: &mut Page<'_>,
    comparison: &Comparison,
    row: &ComparedResult,
) -> io::Result<()> {
    let mut text = format!("{}  {}", verdicts(row), shown(&row.id));
    if comparison.targets.len() > 1 {
        text.push_str(&format!(" on {}", shown(&row.target)));
    }
    let level = match row.level {
        Level::Info => String::new(),
        level => level.word().to_uppercase(),
    };
    let style = row.new.or(row.old).map(of_verdict).unwrap_or_default();
    page.both_ends(2, (style, &text), (STRONG, &level))
}

/// Why a row is where it is: the case, what is wrong, what the answer changed.
fn evidence(page: &mut Page<'_>, row: &ComparedResult) -> io::Result<()> {
    page.text(4, Style::new(), &shown(&row.title))?;
    let mut clauses: Vec<String> = row.citations.iter().map(|c| shown(&c.to_string())).collect();
    if row.kind == ResultKind::Case {
        clauses.push(format!("{}:{}", shown(&row.file), row.line));
    }
    page.text(4, FAINT, &clauses.join(" · "))?;
    if !row.new_reason.is_empty() {
        page.text(4, Style::new(), &shown(&row.new_reason))?;
    }
    if !row.fires_also_in.is_empty() {
        let named: Vec<String> =
            row.fires_also_in.iter().take(NAMED_CASES).map(|id| shown(id)).collect();
        let mut text = format!("fires now in {}", named.join(", "));
        if let Some(more @ 1..) = row.fires_also_in.len().checked_sub(named.len()) {
            text.push_str(&format!(" and {more} more"));
        }
        page.text(4, BAD, &text)?;
    } else {
        for finding in row.new_findings.iter().take(MOST_CHANGES) {
            let text = cut_and_count(&finding_sentence(finding), page.room(6).saturating_mul(3));
            page.text(4, BAD, &format!("× {text}"))?;
        }
        more_of(page, row.new_findings.len(), "finding")?;
    }
    let code = |change: &&AnswerChange| {
        matches!(change.element, AnswerElement::Code) && change.connection == MAIN_CONNECTION
    };
    // With another status it is another answer: that its elements differ as well tells nothing.
    if let Some(change) = row.changes.iter().find(code) {
        let (old, new) = (words(&change.old), words(&change.new));
        let count = plural(row.changes.len() as u64, "element");
        let title = answer_change(change);
        return page.text(4, FAINT, &format!("{title}: {old} before, {new} now; {count} changed"));
    }
    if !row.changes.is_empty() {
        let legend = [page.ink.paint(FAINT, "- before"), page.ink.paint(FAINT, "+ now")];
        page.line(4, &legend.join("  "))?;
    }
    for change in row.changes.iter().take(MOST_CHANGES) {
        page.text(4, Style::new(), &answer_change(change))?;
        sides(page, 6, change)?;
    }
    more_of(page, row.changes.len(), "change")
}

/// What was and what is, one under the other.
fn sides(page: &mut Page<'_>, indent: usize, change: &AnswerChange) -> io::Result<()> {
    for (mark, style, side) in [("-", BAD, &change.old), ("+", GOOD, &change.new)] {
        if *side != Side::Nothing {
            let text = cut_and_count(&words(side), page.room(indent + 2));
            page.line(indent, &page.ink.paint(style, &format!("{mark} {text}")))?;
        }
    }
    Ok(())
}

fn words(of: &Side) -> String {
    match of {
        // A frame: its head and its payload.
        Side::Fields(frame) => frame
            .iter()
            .map(|(head, payload)| {
                let payload = side(&Side::Bytes(payload.clone()));
                format!("{} {payload}", crate::model::bytes::escape(head))
            })
            .collect(),
        other => side(other),
    }
}

fn more(page: &mut Page<'_>, all: usize, told: usize) -> io::Result<()> {
    match all.checked_sub(told) {
        Some(more @ 1..) => {
            page.text(2, FAINT, &format!("… and {more} more; --format json has all"))
        }
        _ => Ok(()),
    }
}

fn more_of(page: &mut Page<'_>, all: usize, noun: &str) -> io::Result<()> {
    match all.checked_sub(MOST_CHANGES) {
        Some(more @ 1..) => page.text(4, FAINT, &format!("… and {}", plural(more as u64, noun))),
        _ => Ok(()),
    }
}

fn summary(page: &mut Page<'_>, comparison: &Comparison) -> io::Result<()> {
    let style = if comparison.is_worse() {
        BAD
    } else if comparison.unchanged == comparison.compared {
        GOOD
    } else {
        WARNING
    };
    let style = style.effects(Effects::BOLD);
    let counts = counts(comparison);
    if counts.is_empty() {
        page.text(0, style, "nothing to compare")?;
    }
    for line in join_in_lines(&counts, page.room(0)) {
        page.line(0, &page.ink.paint(style, &line))?;
    }
    let mut text = format!("{} compared", plural(comparison.compared as u64, "result"));
    if comparison.compared_in_part > 0 {
        let answers = plural(comparison.compared_in_part as u64, "answer");
        text.push_str(&format!(" · {answers} only as far as the results keep them"));
    }
    page.text(0, FAINT, &text)
}
