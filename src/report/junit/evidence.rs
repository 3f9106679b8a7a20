//! What is shown of a failure: the text that the terminal has, and the wire.

use std::io;

use quick_junit::{TestCase, TestCaseStatus};

use crate::model::outcome::{CaseResult, RunReport};
use crate::report::junit::limit::{Limits, Text};
use crate::report::terminal::{plain_block, plain_wire};

/// More than the octets of the tags around a text and of the line that says what was cut.
const AROUND: usize = 256;

/// Whether a test case has evidence: it failed, or a try of it did.
pub(super) fn is_due(case: &TestCase) -> bool {
    match &case.status {
        TestCaseStatus::Success { flaky_runs } => !flaky_runs.is_empty(),
        TestCaseStatus::NonSuccess { .. } => true,
        TestCaseStatus::Skipped { .. } => false,
    }
}

/// Adds the evidence of each failing result, in a document of which `rows` octets are written.
///
/// The texts come first: where there is not room for all, they are worth more than the wire.
///
/// # Errors
/// Does not fail: what is written to is memory.
pub(super) fn add(
    report: &RunReport,
    mut failing: Vec<(&CaseResult, &mut TestCase)>,
    limits: &Limits,
    rows: usize,
) -> io::Result<()> {
    let around = failing.len().saturating_mul(2 * AROUND);
    let mut left = limits.document.saturating_sub(rows).saturating_sub(around);
    for (result, case) in &mut failing {
        let mut text = Text::new(limits.text.min(left));
        plain_block(report, result, &mut text)?;
        let (text, weight) = text.finish();
        left = left.saturating_sub(weight);
        match &mut case.status {
            // `<stackTrace>` is where the schema has the text of a try.
            TestCaseStatus::Success { flaky_runs } => {
                if let Some(first) = flaky_runs.first_mut() {
                    first.set_stack_trace(text);
                }
            }
            status => drop(status.set_description(text)),
        }
    }
    for (result, case) in &mut failing {
        let mut wire = Text::new(limits.wire.min(left));
        plain_wire(result, &mut wire)?;
        let (wire, weight) = wire.finish();
        left = left.saturating_sub(weight);
        if !wire.is_empty() {
            case.set_system_out(wire);
        }
    }
    Ok(())
}
