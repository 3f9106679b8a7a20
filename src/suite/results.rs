//! What became of each case, as values and as the reports that the command line writes.

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::model::citation::Level;
use crate::model::outcome::{CaseResult, ResultKind, RunReport, Verdict};
use crate::report;

/// The results of a run.
#[derive(Clone, Debug)]
pub struct Results {
    report: Arc<RunReport>,
}

impl Results {
    pub(super) fn new(report: RunReport) -> Self {
        Self { report: Arc::new(report) }
    }

    pub(super) fn into_first(self) -> Option<Outcome> {
        self.outcomes().find(|outcome| !outcome.is_lint())
    }

    /// What became of each case, in the suite's order; after them the lints that fired: rules that
    /// any response has to obey, told once with the cases in which they were broken.
    pub fn outcomes(&self) -> impl Iterator<Item = Outcome> + '_ {
        (0..self.report.cases.len())
            .map(|number| Outcome { report: Arc::clone(&self.report), number })
    }

    /// Those that fail a run.
    pub fn failures(&self) -> impl Iterator<Item = Outcome> + '_ {
        self.outcomes().filter(Outcome::failed)
    }

    /// Whether anything failed, or could not be run because the target stopped answering.
    #[must_use]
    pub fn failed(&self) -> bool {
        !self.report.run.troubles.is_empty() || self.failures().next().is_some()
    }

    /// How many outcomes have this verdict.
    #[must_use]
    pub fn total(&self, verdict: Verdict) -> u64 {
        self.report.total(verdict)
    }

    /// Writes the results document, which `wirecase report`, `compare` and `replay` read.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        report::json::write(&self.report, out)
    }

    /// Writes one HTML page with matrix, diffs and wire.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_html(&self, out: &mut dyn io::Write) -> io::Result<()> {
        report::html::write(&self.report, out)
    }

    /// Writes JUnit XML.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_junit(&self, out: &mut dyn io::Write) -> io::Result<()> {
        report::junit::write(&self.report, out)
    }
}

impl fmt::Display for Results {
    /// Every failure with its diff, then the counts by verdict.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for trouble in &self.report.run.troubles {
            writeln!(f, "{}\n", report::words::trouble(trouble))?;
        }
        for outcome in self.failures() {
            writeln!(f, "{outcome}")?;
        }
        let counted = Verdict::ALL.iter().filter(|verdict| self.total(**verdict) > 0);
        let counts: Vec<String> = counted.map(|v| format!("{} {v}", self.total(*v))).collect();
        write!(f, "{}", counts.join(", "))
    }
}

/// What became of one case, or of one lint.
#[derive(Clone)]
pub struct Outcome {
    report: Arc<RunReport>,
    number: usize,
}

impl Outcome {
    fn data(&self) -> &CaseResult {
        &self.report.cases[self.number]
    }

    /// The case's id; `lint/NAME` for a lint.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.data().id
    }

    /// The case's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.data().title
    }

    /// Whether this is a lint, which stands for every response of the run.
    #[must_use]
    pub fn is_lint(&self) -> bool {
        self.data().kind == ResultKind::Lint
    }

    /// How strictly the specification binds.
    #[must_use]
    pub fn level(&self) -> Level {
        self.data().level
    }

    /// The clauses it stands on: `RFC 9112 3.2`.
    pub fn clauses(&self) -> impl Iterator<Item = String> + '_ {
        self.data().citations.iter().map(ToString::to_string)
    }

    /// What is said of it.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.data().verdict
    }

    /// Whether it fails a run: a MUST that is not kept, a known deviation that is gone, an exchange
    /// that could not take place.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.verdict().fails_run(self.report.run.rules())
    }

    /// Why, in a sentence: which outcome fitted, why it was skipped, why a deviation is known. What
    /// the server said stands in it as it came.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.data().reason
    }
}

impl fmt::Display for Outcome {
    /// As the terminal tells it, without colour: clause, diff, what was sent and what came, with
    /// everything that the server said escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&report::result_as_text(&self.report, self.data()))
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Outcome").field(&self.id()).field(&self.verdict()).finish()
    }
}
