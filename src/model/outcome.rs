//! What became of each case, and of the run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::case::Place;
use crate::model::citation::{Citation, Level};
use crate::model::finding::Finding;
use crate::model::launch::Launched;
use crate::model::shard::Shards;
use crate::model::target::Target;
use crate::model::transcript::Transcript;

/// What is said of a case on a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Verdict {
    /// Conforms.
    Pass,
    /// A SHOULD is not followed, or the outcome is marked so.
    Warn,
    /// A MUST is not kept.
    Fail,
    /// Told, held against nobody.
    Info,
    /// Not run, with the reason.
    Skip,
    /// A listed deviation, still there.
    Known,
    /// A listed deviation that is gone: fails the run until the entry is removed.
    Fixed,
    /// Two tries differed.
    Flaky,
    /// The exchange could not take place.
    Error,
}

impl Verdict {
    /// Every verdict, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::Pass,
        Self::Warn,
        Self::Fail,
        Self::Info,
        Self::Skip,
        Self::Known,
        Self::Fixed,
        Self::Flaky,
        Self::Error,
    ];

    /// The word in JSON and on the terminal.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Info => "info",
            Self::Skip => "skip",
            Self::Known => "known",
            Self::Fixed => "fixed",
            Self::Flaky => "flaky",
            Self::Error => "error",
        }
    }

    /// Whether a result of this verdict fails a run of these rules.
    #[must_use]
    pub fn fails_run(self, rules: Rules) -> bool {
        match self {
            Self::Fail | Self::Fixed | Self::Error => true,
            Self::Warn => rules.strict,
            Self::Flaky => rules.flaky_fails,
            Self::Pass | Self::Info | Self::Skip | Self::Known => false,
        }
    }

    /// Whether one try that came out so departs: what does is tried again.
    #[must_use]
    pub fn departs(self) -> bool {
        matches!(self, Self::Fail | Self::Warn | Self::Error)
    }
}

/// What fails a run beside what always does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// A SHOULD that is not followed does.
    pub strict: bool,
    /// What came out differently from one try to the next does.
    pub flaky_fails: bool,
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

/// Whether a result is that of a case, or of a lint over all responses of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResultKind {
    /// A case.
    Case,
    /// A lint that fired. What is wrong with every response is told once, not once per case.
    Lint,
}

/// One case, or one lint, on one target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseResult {
    /// Case or lint.
    pub kind: ResultKind,
    /// The case's id; `lint/NAME` for a lint.
    pub id: String,
    /// The case's title; the lint's summary.
    pub title: String,
    /// The requirement in words; empty where none is given.
    pub requirement: String,
    /// Title of the case's file.
    pub file_title: String,
    /// The file, as the user named it.
    pub file: String,
    /// Line in it, from 1; 0 for a lint.
    pub line: usize,
    /// The case's position in the suite, or the lint's in its table, from 0: results of shards
    /// are put in order by it.
    pub number: usize,
    /// The case's YAML text.
    pub source: String,
    /// The level of the case or lint.
    pub level: Level,
    /// The clauses.
    pub citations: Vec<Citation>,
    /// Requirement ids.
    pub covers: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// The target's name.
    pub target: String,
    /// What is said of it.
    pub verdict: Verdict,
    /// Why, in a sentence: which outcome fitted, why it was skipped, why a deviation is known.
    pub reason: String,
    /// What is wrong, against the nearest outcome.
    pub findings: Vec<Finding>,
    /// The outcomes that would have been right.
    pub outcomes: Vec<OutcomeMiss>,
    /// For a case, the names of lints that fired in it; for a lint, the ids of cases it fired in.
    pub see: Vec<String>,
    /// The tries, in order; none where it was skipped. Of a case that was repeated, those that
    /// depart and the first of each kind that do not.
    pub attempts: Vec<Attempt>,
}

/// How the reason begins of a case that was selected and could be run, and was not begun because the
/// run ended before.
pub const NOT_RUN: &str = "not run: ";

impl CaseResult {
    /// Whether the run ended before this case was begun: it says nothing of the target.
    #[must_use]
    pub fn is_unbegun(&self) -> bool {
        self.verdict == Verdict::Skip
            && self.attempts.is_empty()
            && self.reason.starts_with(NOT_RUN)
    }
}

/// A legal outcome that did not fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutcomeMiss {
    /// In words: `status 400, connection closed`.
    pub summary: String,
    /// Where it is written.
    pub place: Place,
    /// Whether the findings are against this one.
    pub nearest: bool,
    /// How many of its checks did not hold.
    pub misses: usize,
}

/// One try.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// What this try alone would have been judged as.
    pub verdict: Verdict,
    /// How long it took, in microseconds.
    pub duration_us: u64,
    /// What was wrong in it.
    pub findings: Vec<Finding>,
    /// What happened.
    pub transcript: Transcript,
}

/// What `judge` says of one exchange.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// `Pass`, `Warn`, `Fail`, `Info` or `Error`.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub reason: String,
    /// What is wrong, against the nearest outcome.
    pub findings: Vec<Finding>,
    /// The outcomes of the step that did not fit; empty where all steps did.
    pub outcomes: Vec<OutcomeMiss>,
    /// The lints that fired, each finding of kind [`crate::model::finding::FindingKind::Lint`].
    pub lints: Vec<Finding>,
    /// How many responses the lints looked at.
    pub linted: usize,
}

/// A whole run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// The version of this format; [`RunReport::FORMAT`].
    pub format: u32,
    /// The run.
    pub run: RunFacts,
    /// The targets.
    pub targets: Vec<Target>,
    /// How many results have each verdict; every verdict is a key.
    pub totals: BTreeMap<String, u64>,
    /// The same for each level: `must`, `should`, `may`, `info`.
    pub totals_by_level: BTreeMap<String, BTreeMap<String, u64>>,
    /// The results: cases in the plan's order, then lints that fired.
    pub cases: Vec<CaseResult>,
}

/// The facts of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// `wirecase`.
    pub tool: String,
    /// The tool's version.
    pub version: String,
    /// The command line, shell-quoted; those of several runs that were merged, a line each.
    pub command: String,
    /// For each target, by name, the command that reruns a case, but for the case's id.
    pub rerun: BTreeMap<String, String>,
    /// When it began, RFC 3339 in UTC.
    pub started: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// How many cases were selected and how many of the suite were not.
    pub selected: usize,
    /// How many cases the selection, and the choice of shards, left out.
    pub deselected: usize,
    /// Which parts of a run these are the results of; `None` where of all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shards: Option<Shards>,
    /// How many responses the lints looked at.
    pub responses_linted: usize,
    /// Whether it was interrupted: what is here is what was done.
    pub interrupted: bool,
    /// Whether warnings fail the run.
    pub strict: bool,
    /// Whether what is flaky fails the run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flaky_fails: bool,
    /// How often each case was run, where that is more than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<u32>,
    /// The seed of the order in which the cases began, where it was not that of the suite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The time for the whole run, in milliseconds, where it was over before the run was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overran_ms: Option<u64>,
    /// What happened to the targets: unreachable, died after a case.
    pub troubles: Vec<TargetTrouble>,
    /// The servers that were started for the run, and what became of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub launched: Vec<Launched>,
}

impl RunFacts {
    /// What fails the run beside what always does.
    #[must_use]
    pub fn rules(&self) -> Rules {
        Rules { strict: self.strict, flaky_fails: self.flaky_fails }
    }
}

/// A target that could not be reached or stopped answering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetTrouble {
    /// The target's name.
    pub target: String,
    /// What happened, in a sentence.
    pub message: String,
    /// The case after which it was seen; `None` where it never answered.
    pub after: Option<String>,
}

impl RunReport {
    /// The version of the results document that this build writes and reads.
    pub const FORMAT: u32 = 1;

    /// Counts the verdicts of `cases` into the two tables of totals.
    pub fn count(&mut self) {
        let row =
            || Verdict::ALL.iter().map(|v| (v.word().to_owned(), 0)).collect::<BTreeMap<_, _>>();
        self.totals = row();
        self.totals_by_level =
            Level::ALL.iter().map(|level| (level.word().to_owned(), row())).collect();
        for case in &self.cases {
            *self.totals.entry(case.verdict.word().to_owned()).or_default() += 1;
            if let Some(row) = self.totals_by_level.get_mut(case.level.word()) {
                *row.entry(case.verdict.word().to_owned()).or_default() += 1;
            }
        }
    }

    /// How many results have this verdict.
    #[must_use]
    pub fn total(&self, verdict: Verdict) -> u64 {
        self.totals.get(verdict.word()).copied().unwrap_or_default()
    }
}
