//! Markdown, for a step summary or a comment: counts first, then what fails the run, then the rest.

mod head;
mod rest;
mod result;
pub(in crate::report) mod text;

use std::io::{self, Write};

use crate::model::outcome::{CaseResult, RunReport};
use crate::report::weight::{Weight, is_unsent, weight};
use crate::report::words::plural;

/// Writes the whole report.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(report: &RunReport, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(bounded(report, usize::MAX).as_bytes())
}

/// The report in at most `most_bytes` bytes. The counts and the names of what fails the run come
/// first; what does not fit is left out from the end, and how much that is, is said. Empty where
/// not even the first line fits.
#[must_use]
pub fn bounded(report: &RunReport, most_bytes: usize) -> String {
    let mut sheet = Sheet::new(most_bytes);
    if !sheet.add(&head::write(report)) {
        // The counts tell whatever else is missing.
        let line = format!("{}\n{SEE}\n", head::first_line(report));
        return if line.len() <= most_bytes { line } else { String::new() };
    }
    failures(&mut sheet, report);
    rest::write(&mut sheet, report);
    sheet.text
}

/// Where what is left out can be seen.
const SEE: &str = "The rest did not fit here: see the report.";

/// Text up to a bound.
struct Sheet {
    text: String,
    /// Bytes left, without those kept for notes.
    room: usize,
}

impl Sheet {
    /// Kept for notes on what was left out: there are at most seven, each shorter than 120 bytes.
    const NOTES: usize = 840;

    fn new(most_bytes: usize) -> Self {
        Self { text: String::new(), room: most_bytes.saturating_sub(Self::NOTES) }
    }

    /// Adds the piece where it fits.
    fn add(&mut self, piece: &str) -> bool {
        let Some(room) = self.room.checked_sub(piece.len()) else { return false };
        self.room = room;
        self.text.push_str(piece);
        true
    }

    /// Adds a note on what was left out, from the bytes kept for it.
    fn note(&mut self, note: &str) {
        self.text.push_str(&format!("\n{note}\n"));
    }
}

/// What fails the run: as many names as fit, and from the first on as many with their details.
fn failures(sheet: &mut Sheet, report: &RunReport) {
    let failing: Vec<&CaseResult> = report
        .cases
        .iter()
        .filter(|result| weight(result.verdict, report.run.rules()) == Weight::Fails)
        // What was not sent to a target that had died is one trouble, told above and counted below.
        .filter(|result| !is_unsent(result))
        .collect();
    if failing.is_empty() {
        return;
    }
    let mut named = 0;
    let mut room = sheet.room;
    let mut lines = Vec::new();
    if sheet.add("\n### What fails the run\n\n") {
        room = sheet.room;
        for failure in &failing {
            let line = result::line(report, failure);
            let Some(left) = room.checked_sub(line.len()) else { break };
            (room, named) = (left, named + 1);
            lines.push(line);
        }
    }
    let mut detailed = 0;
    for (failure, line) in failing.iter().zip(&lines) {
        let details = result::details(report, failure);
        // The line's own bytes are free again.
        let Some(left) = (room + line.len()).checked_sub(details.len()) else { break };
        (room, detailed) = (left, detailed + 1);
        sheet.text.push_str(&details);
    }
    lines.drain(..detailed).for_each(drop);
    lines.iter().for_each(|line| sheet.text.push_str(line));
    sheet.room = room;
    if detailed < named {
        let count = (named - detailed) as u64;
        sheet.note(&format!(
            "The details of {} are left out: see the report.",
            plural(count, "failure")
        ));
    }
    if let Some(more @ 1..) = failing.len().checked_sub(named) {
        sheet.note(&format!("{}: see the report.", plural(more as u64, "more failure")));
    }
}

#[cfg(test)]
mod tests;
