//! The matrix faults × cases: for a terminal, for programs, and as a page.

use std::io::{self, Write};

use crate::model::matrix::{CaseRow, Matrix};
use crate::report::TextOptions;
use crate::report::ink::{BAD, FAINT, GOOD, STRONG};
use crate::report::layout::shown;
use crate::report::page::Page;

mod page;

pub use page::html;

/// How many faults are named for one case.
const MOST_NAMED: usize = 6;

/// Writes the matrix as JSON, readable by eyes and by programs.
///
/// # Errors
/// Where `out` cannot be written.
pub fn json(matrix: &Matrix, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, matrix).map_err(io::Error::other)?;
    out.write_all(b"\n")
}

/// Writes case by case what fails it, then what is not as it should be, then the sum. `whole` tells
/// that all cases and faults were taken, so that a fault that nothing sees is one.
///
/// # Errors
/// Where `out` cannot be written.
pub fn text(
    matrix: &Matrix,
    whole: bool,
    options: TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let page = &mut Page::of(out, options);
    for case in &matrix.cases {
        let id = page.ink.paint(if case.faults.is_empty() { BAD } else { STRONG }, &case.id);
        page.line(0, &id)?;
        page.text(4, FAINT, &named(matrix, case))?;
    }
    for one in &matrix.unsound {
        page.blank()?;
        page.line(0, &page.ink.paint(BAD, &format!("not sound: {}", shown(&one.id))))?;
        page.text(4, FAINT, &format!("{:?} without a fault: {}", one.verdict, shown(&one.reason)))?;
    }
    for case in matrix.failed_broadly() {
        let text = format!("only broad faults: {}", case.id);
        page.line(0, &page.ink.paint(BAD, &text))?;
    }
    for case in matrix.unfailed() {
        page.line(0, &page.ink.paint(BAD, &format!("cannot fail: {}", case.id)))?;
    }
    if whole {
        for fault in matrix.unseen() {
            let text = format!("seen by nothing: {} ({})", fault.name, fault.summary);
            page.line(0, &page.ink.paint(BAD, &text))?;
        }
    }
    page.blank()?;
    let unseen = if whole { matrix.unseen().len() } else { 0 };
    let sum = format!(
        "{} faults, {} cases: {} not sound, {} that no fault fails, {} that only faults failing more than {} cases fail{}",
        matrix.faults.len(),
        matrix.cases.len(),
        matrix.unsound.len(),
        matrix.unfailed().len(),
        matrix.failed_broadly().len(),
        matrix.narrow(),
        if whole { format!("; {unseen} faults that nothing sees") } else { String::new() },
    );
    page.text(0, GOOD, &sum)
}

fn named(matrix: &Matrix, case: &CaseRow) -> String {
    if case.faults.is_empty() {
        return "no fault fails it".to_owned();
    }
    let mut names: Vec<String> = case
        .faults
        .iter()
        .take(MOST_NAMED)
        .map(|fault| match matrix.breadth(fault) {
            0 | 1 => fault.clone(),
            breadth => format!("{fault} ({breadth})"),
        })
        .collect();
    if case.faults.len() > MOST_NAMED {
        names.push(format!("{} more", case.faults.len() - MOST_NAMED));
    }
    names.join(", ")
}
