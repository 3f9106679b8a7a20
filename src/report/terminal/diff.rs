//! Diffs on a terminal: `-` is what was expected, `+` what came.

use std::io;

use anstyle::Style;

use crate::model::bytes::Bytes;
use crate::model::finding::{
    Diff, DiffLine, ElementChange, FieldChange, FieldDeparture, JsonChange, LineDiff, Run, Side,
};
use crate::report::ink::{BAD, FAINT, GOOD};
use crate::report::layout::{cut_and_count, pad, shown};
use crate::report::page::Page;
use crate::report::terminal::bytes_line::bytes_line;
use crate::report::terminal::hex;
use crate::report::words::{departure, plural, side};

/// Columns before a diff.
pub(super) const INDENT: usize = 6;
/// How many lines of one diff are shown.
const MOST_LINES: usize = 60;

pub(super) fn write(page: &mut Page<'_>, diff: &Diff) -> io::Result<()> {
    match diff {
        Diff::Lines(lines) => line_diff(page, lines),
        Diff::Json(changes) => json(page, changes),
        Diff::Hex(window) => hex::window(page, window),
        Diff::Fields(changes) => fields(page, changes),
        Diff::StatusLine(elements) => status_line(page, elements),
    }
}

/// Which side a line is of.
#[derive(Clone, Copy)]
enum Sign {
    Both,
    Expected,
    Came,
}

impl Sign {
    fn style(self) -> (&'static str, Style) {
        match self {
            Self::Both => ("  ", FAINT),
            Self::Expected => ("- ", GOOD),
            Self::Came => ("+ ", BAD),
        }
    }
}

/// A line of ours: the sign, and text that is already escaped.
fn signed(page: &mut Page<'_>, sign: Sign, text: &str) -> io::Result<()> {
    let (mark, style) = sign.style();
    let text = cut_and_count(text, page.room(INDENT + 2));
    page.line(INDENT, &page.ink.paint(style, &format!("{mark}{text}")))
}

/// A line of octets, in runs.
fn octets_line(page: &mut Page<'_>, sign: Sign, runs: &[Run]) -> io::Result<()> {
    let (mark, style) = sign.style();
    let mut line = Vec::new();
    let mut marked = Vec::new();
    for run in runs {
        let start = line.len();
        line.extend_from_slice(&run.bytes);
        if run.changed {
            marked.push(start..line.len());
        }
    }
    // A line that is new as a whole needs no marks within it.
    if runs.iter().all(|run| run.changed) {
        marked.clear();
    }
    let shown = bytes_line(&line, &marked, style, page.ink, page.room(INDENT + 2));
    page.line(INDENT, &format!("{}{}", page.ink.paint(style, mark), shown.painted))?;
    if shown.carets.is_empty() || page.ink.is_color() {
        return Ok(());
    }
    page.line(INDENT + 2, &shown.carets)
}

fn line_diff(page: &mut Page<'_>, diff: &LineDiff) -> io::Result<()> {
    for line in diff.lines.iter().take(MOST_LINES) {
        match line {
            DiffLine::Same(octets) => {
                // Its end is the same on both sides: nothing to see.
                let kept = octets.strip_suffix(b"\n").unwrap_or(octets);
                let kept = kept.strip_suffix(b"\r").unwrap_or(kept);
                let run = Run { changed: false, bytes: Bytes::from(kept) };
                octets_line(page, Sign::Both, &[run])?;
            }
            DiffLine::Expected(runs) => octets_line(page, Sign::Expected, runs)?,
            DiffLine::Actual(runs) => octets_line(page, Sign::Came, runs)?,
            DiffLine::Elided(count) => {
                signed(page, Sign::Both, &format!("… {}", plural(*count as u64, "equal line")))?;
            }
        }
    }
    more(page, diff.lines.len().saturating_sub(MOST_LINES), "line")?;
    let at = diff.first_difference;
    let cut_short = if diff.cut_short { "; not all was compared" } else { "" };
    page.text(INDENT, FAINT, &format!("first difference at byte {at}{cut_short}"))
}

fn json(page: &mut Page<'_>, changes: &[JsonChange]) -> io::Result<()> {
    for change in changes.iter().take(MOST_LINES / 3) {
        let path = if change.path.is_empty() { "(the whole value)" } else { &change.path };
        page.text(INDENT, Style::new(), &shown(path))?;
        let value = |value: &Option<serde_json::Value>, absent: &str| match value {
            Some(value) => shown(&value.to_string()),
            None => absent.to_owned(),
        };
        signed(page, Sign::Expected, &value(&change.expected, "(not asked for)"))?;
        signed(page, Sign::Came, &value(&change.actual, "(missing)"))?;
    }
    more(page, changes.len().saturating_sub(MOST_LINES / 3), "value")
}

fn fields(page: &mut Page<'_>, changes: &[FieldChange]) -> io::Result<()> {
    for change in changes.iter().take(MOST_LINES) {
        let line = |value: &Bytes| {
            let mut line = format!("{}: ", change.name).into_bytes();
            line.extend_from_slice(value);
            [Run { changed: false, bytes: Bytes(line) }]
        };
        let Some(how) = change.departure else {
            if let Some(value) = change.actual.as_ref().or(change.expected.as_ref()) {
                octets_line(page, Sign::Both, &line(value))?;
            }
            continue;
        };
        if let Some(value) = &change.expected {
            octets_line(page, Sign::Expected, &line(value))?;
        }
        if let Some(value) = &change.actual {
            octets_line(page, Sign::Came, &line(value))?;
        }
        let plain = change.expected.is_some() && change.actual.is_some();
        match how {
            // Both lines are there to be seen; the words would say no more.
            FieldDeparture::Changed if plain => {}
            how => {
                let text = format!("{} {}", shown(&change.name), departure(how));
                page.text(INDENT + 2, FAINT, &format!("({text})"))?;
            }
        }
    }
    more(page, changes.len().saturating_sub(MOST_LINES), "line")
}

fn status_line(page: &mut Page<'_>, elements: &[ElementChange]) -> io::Result<()> {
    for element in elements {
        let name = pad(&shown(&element.element), 8);
        if element.departs {
            signed(page, Sign::Expected, &format!("{name} {}", side(&element.expected)))?;
            signed(page, Sign::Came, &format!("{name} {}", side(&element.actual)))?;
        } else {
            signed(page, Sign::Both, &format!("{name} {}", side(&element.actual)))?;
        }
    }
    Ok(())
}

/// The two sides of a finding that has no diff and whose sentence is too long for a line.
pub(in crate::report) fn sides(
    page: &mut Page<'_>,
    expected: &Side,
    came: &Side,
) -> io::Result<()> {
    one_side(page, Sign::Expected, expected)?;
    one_side(page, Sign::Came, came)
}

fn one_side(page: &mut Page<'_>, sign: Sign, side_of: &Side) -> io::Result<()> {
    match side_of {
        Side::Nothing => Ok(()),
        Side::Bytes(bytes) => {
            let runs = [Run { changed: false, bytes: bytes.clone() }];
            octets_line(page, sign, &runs)
        }
        Side::Fields(fields) => {
            for (name, value) in fields.iter().take(MOST_LINES) {
                let line = [&name[..], b": ", &value[..]].concat();
                octets_line(page, sign, &[Run { changed: false, bytes: Bytes(line) }])?;
            }
            more(page, fields.len().saturating_sub(MOST_LINES), "field")
        }
        Side::Text(_) | Side::Number(_) => signed(page, sign, &side(side_of)),
    }
}

fn more(page: &mut Page<'_>, count: usize, noun: &str) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    page.text(INDENT, FAINT, &format!("… and {} more", plural(count as u64, noun)))
}
