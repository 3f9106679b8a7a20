//! One page: the matrix of cases and targets, and of each case what was sent, what came and what is wrong.

use std::io::{self, Write};

use crate::model::outcome::RunReport;

/// Writes the whole report.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(report: &RunReport, out: &mut dyn Write) -> io::Result<()> {
    let _ = report;
    writeln!(out, "not written yet")
}
