//! One result as the terminal tells it, for a report that has a place for text.

use std::io::{self, Write};

use crate::model::outcome::{CaseResult, RunReport};
use crate::report::TextOptions;
use crate::report::page::Page;
use crate::report::terminal::{Verbosity, block, wire};

/// Wide enough for a header field, narrow enough for the column of a CI page.
const PAGE: TextOptions = TextOptions { color: false, width: 100 };

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
