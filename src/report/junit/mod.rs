//! JUnit XML, as Jenkins, GitLab and others read it.

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
