//! The matrix faults × cases: for a terminal, for programs, and as a page.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::model::matrix::{CaseRow, Matrix};
use crate::report::TextOptions;
use crate::report::ink::{BAD, FAINT, GOOD, STRONG};
use crate::report::json_text;
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
    json_text::to_writer_pretty(out, matrix)
}

/// What was taken of all there is. Of a part of the faults nothing follows for a case that none of
/// them fails, and of a part of the cases nothing for a fault that none of them sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Every fault of the reference server.
    pub all_faults: bool,
    /// Every case of the files.
    pub all_cases: bool,
}

/// Writes case by case what fails it, then what is not as it should be, then the sum.
///
/// # Errors
/// Where `out` cannot be written.
pub fn text(
    matrix: &Matrix,
    extent: Extent,
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
    if extent.all_faults {
        for case in matrix.failed_broadly() {
            let text = format!("only broad faults: {}", case.id);
            page.line(0, &page.ink.paint(BAD, &text))?;
        }
        for case in matrix.unfailed() {
            page.line(0, &page.ink.paint(BAD, &format!("cannot fail: {}", case.id)))?;
        }
    }
    if extent.all_faults && extent.all_cases {
        for fault in matrix.unseen() {
            let text = format!("seen by nothing: {} ({})", fault.name, fault.summary);
            page.line(0, &page.ink.paint(BAD, &text))?;
        }
    }
    page.blank()?;
    let mut sum = format!(
        "{} faults, {} cases: {} not sound",
        matrix.faults.len(),
        matrix.cases.len(),
        matrix.unsound.len(),
    );
    if extent.all_faults {
        let (none, broad) = (matrix.unfailed().len(), matrix.failed_broadly().len());
        let narrow = matrix.narrow();
        let _ = write!(
            sum,
            ", {none} that no fault fails, {broad} that only faults failing more than {narrow} cases fail"
        );
    }
    if extent.all_faults && extent.all_cases {
        let _ = write!(sum, "; {} faults that nothing sees", matrix.unseen().len());
    }
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
