//! What the page shows when a case is opened: a block of data for each row of the matrix.

use serde::Serialize;

use crate::model::outcome::{Attempt, CaseResult, ResultKind, RunReport, Verdict};
use crate::report::html::difference::FindingView;
use crate::report::html::evidence::{Evidence, Most, WireView};
use crate::report::html::index::Row;
use crate::report::words;

/// A row.
#[derive(Serialize)]
pub(super) struct Detail<'a> {
    kind: &'static str,
    file: &'a str,
    line: usize,
    file_title: &'a str,
    source: &'a str,
    covers: &'a [String],
    clauses: Vec<(String, String)>,
    /// By target; null where the case was not run.
    results: Vec<Option<ResultView<'a>>>,
}

#[derive(Serialize)]
struct ResultView<'a> {
    rerun: Option<String>,
    findings: Vec<FindingView<'a>>,
    /// In words, line, whether it is the nearest, and how many checks did not hold.
    outcomes: Vec<(&'a str, usize, bool, usize)>,
    see: &'a [String],
    attempts: Vec<AttemptView<'a>>,
}

#[derive(Serialize)]
struct AttemptView<'a> {
    verdict: &'static str,
    us: u64,
    /// Null where they are those of the result.
    findings: Option<Vec<FindingView<'a>>>,
    /// Null where the page has no room for it.
    wire: Option<WireView<'a>>,
}

impl<'a> Detail<'a> {
    pub(super) fn new(report: &'a RunReport, row: &'a Row<'a>, evidence: &Evidence<'_>) -> Self {
        let first = row.first;
        let result = |result: &'a CaseResult| ResultView::new(report, result, evidence.of(result));
        Self {
            kind: match first.kind {
                ResultKind::Case => "case",
                ResultKind::Lint => "lint",
            },
            file: &first.file,
            line: first.line,
            file_title: &first.file_title,
            source: &first.source,
            covers: &first.covers,
            clauses: first.citations.iter().map(|c| (c.to_string(), c.url())).collect(),
            results: row.results.iter().map(|cell| cell.map(result)).collect(),
        }
    }
}

impl<'a> ResultView<'a> {
    fn new(report: &'a RunReport, result: &'a CaseResult, most: Most) -> Self {
        Self {
            // Of what was skipped nothing is worth running again.
            rerun: words::rerun(report, result).filter(|_| result.verdict != Verdict::Skip),
            findings: result.findings.iter().map(FindingView::new).collect(),
            outcomes: result
                .outcomes
                .iter()
                .map(|o| (o.summary.as_str(), o.place.line, o.nearest, o.misses))
                .collect(),
            see: &result.see,
            attempts: result
                .attempts
                .iter()
                .map(|attempt| AttemptView::new(result, attempt, most))
                .collect(),
        }
    }
}

impl<'a> AttemptView<'a> {
    fn new(result: &'a CaseResult, attempt: &'a Attempt, most: Most) -> Self {
        let same = attempt.findings == result.findings;
        Self {
            verdict: attempt.verdict.word(),
            us: attempt.duration_us,
            findings: (!same).then(|| attempt.findings.iter().map(FindingView::new).collect()),
            wire: most.map(|most| WireView::new(&attempt.transcript, most)),
        }
    }
}
