//! A replay as one JSON document, each case on a line of its own.

use std::io::{self, Write};

use serde::Serialize;

use super::words;
use crate::model::replay::{NotReplayed, ReplayOutcome, ReplayReport, ReplayTarget, Replayed};
use crate::report::json_text;

/// The version of the document; another one where a reader of this would misread it.
const FORMAT: u32 = 1;

/// A case: what it is, and `reason` in words where nothing was sent.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    case: &'a Replayed,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Writes `format`, `targets`, `totals`, `duration_ms`, `interrupted`, `gone` and `cases`.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(
    report: &ReplayReport,
    targets: &[ReplayTarget],
    out: &mut dyn Write,
) -> io::Result<()> {
    // Taken apart, so that a member added to the report is not forgotten here.
    let ReplayReport { cases, duration_ms, interrupted, gone } = report;
    let count = |wanted: fn(&ReplayOutcome) -> bool| {
        cases.iter().filter(|case| wanted(&case.outcome)).count()
    };
    let totals = serde_json::json!({
        "same": count(|o| *o == ReplayOutcome::Same),
        "differs": count(|o| matches!(o, ReplayOutcome::Differs(_))),
        "unsteady": count(|o| matches!(o, ReplayOutcome::Unsteady(_))),
        "not-replayed": count(|o| matches!(o, ReplayOutcome::NotReplayed(_))),
    });
    let gone = gone
        .as_ref()
        .map(|(address, message)| serde_json::json!({ "address": address, "message": message }));
    write!(out, "{{\n\"format\": {FORMAT},\n\"targets\": ")?;
    json_text::to_writer(out, &targets)?;
    write!(out, ",\n\"totals\": {totals},\n\"duration_ms\": {duration_ms}")?;
    write!(out, ",\n\"interrupted\": {interrupted},\n\"gone\": ")?;
    json_text::to_writer(out, &gone)?;
    out.write_all(b",\n\"cases\": [")?;
    for (index, case) in cases.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        json_text::to_writer(out, &Row { case, reason: reason(case) })?;
    }
    out.write_all(b"\n]\n}\n")?;
    out.flush()
}

fn reason(case: &Replayed) -> Option<String> {
    match &case.outcome {
        // Its reason is the run's.
        ReplayOutcome::NotReplayed(NotReplayed::NotRun(_)) => None,
        ReplayOutcome::NotReplayed(why) => Some(words::not_replayed(why)),
        _ => None,
    }
}
