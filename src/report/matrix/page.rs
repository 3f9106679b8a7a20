//! The matrix as one page: by case, what fails it; by fault, what sees it.

use std::io::{self, Write};

use askama::Template;

use crate::model::citation::Citation;
use crate::model::matrix::{CaseRow, FaultRow, Matrix, base_id};

/// How many cases are named for one fault.
const MOST_CASES: usize = 40;

#[derive(Template)]
#[template(path = "matrix/page.html")]
struct MatrixPage<'a> {
    matrix: &'a Matrix,
    style: &'static str,
    script: &'static str,
}

impl MatrixPage<'_> {
    /// Where a clause can be read; empty where it is in no document that has an address.
    fn url(&self, spec: &str) -> String {
        spec.parse::<Citation>().map(|citation| citation.url()).unwrap_or_default()
    }

    /// The faults that fail this case and few others.
    fn narrow(&self, case: &CaseRow) -> Vec<&FaultRow> {
        let row = |name: &String| self.matrix.faults.iter().find(|row| row.name == *name);
        case.faults
            .iter()
            .filter_map(row)
            .filter(|row| row.cases.len() <= self.matrix.narrow())
            .collect()
    }

    fn most_cases(&self) -> usize {
        MOST_CASES
    }

    fn base(&self, id: &str) -> String {
        base_id(id).to_owned()
    }
}

/// Writes the page: one file, no network.
///
/// # Errors
/// Where `out` cannot be written.
pub fn html(matrix: &Matrix, out: &mut dyn Write) -> io::Result<()> {
    let style = include_str!("page.css");
    let script = include_str!("page.js");
    let page = MatrixPage { matrix, style, script };
    page.write_into(out).map_err(io::Error::other)
}
