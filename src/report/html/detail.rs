//! What the page shows when a case is opened: a block of data for each row of the matrix.

use serde::Serialize;

use crate::model::outcome::{Attempt, CaseResult, ResultKind};
use crate::report::html::difference::FindingView;
use crate::report::html::evidence::{Evidence, Most, WireView};
use crate::report::html::index::Row;

/// A row.
#[derive(Serialize)]
pub(super) struct Detail<'a> {
    kind: &'static str,
    file: &'a str,
    line: usize,
    file_title: &'a str,
    source: &'a str,
    covers: &'a [String],
    /// By target; null where the case was not run.
    results: Vec<Option<ResultView<'a>>>,
}

#[derive(Serialize)]
struct ResultView<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FindingView<'a>>,
    /// In words, line, whether it is the nearest, and how many checks did not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outcomes: Vec<(&'a str, usize, bool, usize)>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    see: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attempts: Vec<AttemptView<'a>>,
}

#[derive(Serialize)]
struct AttemptView<'a> {
    verdict: &'static str,
    us: u64,
    /// Null where they are those of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<FindingView<'a>>>,
    /// Null where the page has no room for it.
    wire: Option<WireView<'a>>,
}

impl<'a> Detail<'a> {
    pub(super) fn new(row: &'a Row<'a>, evidence: &Evidence<'_>) -> Self {
        let first = row.first;
        let result = |result: &'a CaseResult| ResultView::new(result, evidence);
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
            results: row.results.iter().map(|cell| cell.map(result)).collect(),
        }
    }
}

impl<'a> ResultView<'a> {
    fn new(result: &'a CaseResult, evidence: &Evidence<'_>) -> Self {
        Self {
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
                .map(|attempt| AttemptView::new(result, attempt, evidence.of(result, attempt)))
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
