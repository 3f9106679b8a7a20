//! One result as the terminal tells it, for a report that has a place for text.

use std::io::{self, Write};

use crate::model::outcome::{CaseResult, RunReport};
use crate::report::TextOptions;
use crate::report::page::Page;
use crate::report::terminal::{Verbosity, block, wire};

/// Wide enough for a header field, narrow enough for the column of a CI page.
const PAGE: TextOptions = TextOptions { color: false, width: 100 };

/// All that is told of a result but its wire, as text without colour, 100 columns wide.
#[must_use]
pub fn result_as_text(report: &RunReport, result: &CaseResult) -> String {
    let mut text = Vec::new();
    // Memory takes whatever is written to it.
    let _ = plain_block(report, result, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// Writes all that is told of a result but its wire, without colour.
pub(in crate::report) fn plain_block(
    report: &RunReport,
    result: &CaseResult,
    out: &mut dyn Write,
) -> io::Result<()> {
    block::write(&mut Page::of(out, PAGE), report, result, Verbosity::Normal)
}

/// Writes what happened on the wire in each try of a result; nothing where there was none.
pub(in crate::report) fn plain_wire(result: &CaseResult, out: &mut dyn Write) -> io::Result<()> {
    wire::write(&mut Page::of(out, PAGE), result)
}
