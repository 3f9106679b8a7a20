//! The results document: one line for each case, so that it can be read with `grep` and compared
//! with `diff`.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::outcome::RunReport;

/// Writes the whole report as one JSON document: each member of the top object on a line of its
/// own, each target and each case too. The order of members is fixed.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(report: &RunReport, out: &mut dyn Write) -> io::Result<()> {
    // Taken apart, so that a member added to the report is not forgotten here.
    let RunReport { format, run, targets, totals, totals_by_level, cases } = report;
    write!(out, "{{\n\"format\": {format}")?;
    member(out, "run", run)?;
    lines(out, "targets", targets)?;
    member(out, "totals", totals)?;
    member(out, "totals_by_level", totals_by_level)?;
    lines(out, "cases", cases)?;
    out.write_all(b"\n}\n")
}

fn member(out: &mut dyn Write, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, ",\n\"{name}\": ")?;
    serde_json::to_writer(&mut *out, value)?;
    Ok(())
}

fn lines<T: Serialize>(out: &mut dyn Write, name: &str, values: &[T]) -> io::Result<()> {
    write!(out, ",\n\"{name}\": [")?;
    for (index, value) in values.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, value)?;
    }
    out.write_all(b"\n]")
}

/// Reads a document that [`write()`] wrote.
///
/// # Errors
/// [`Error::Usage`] where it is no such document, or one of another format.
pub fn read(bytes: &[u8]) -> Result<RunReport> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let usage = |message: String| Error::Usage { message };
    let none = |error| usage(format!("this is no results document of wirecase: {error}"));
    let Format { format } = serde_json::from_slice(bytes).map_err(none)?;
    if format != RunReport::FORMAT {
        let ours = RunReport::FORMAT;
        return Err(usage(format!(
            "the results are in format {format} and this build reads format {ours}: run the cases again, or read them with the version that wrote them"
        )));
    }
    serde_json::from_slice(bytes).map_err(none)
}
