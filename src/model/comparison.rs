//! Two results compared: what moved, by case and target. What is said here is of the verdicts; what
//! an answer changed is beside it.

use serde::{Deserialize, Serialize};

use crate::model::answer::AnswerChange;
use crate::model::citation::{Citation, Level};
use crate::model::finding::Finding;
use crate::model::outcome::{ResultKind, Verdict};

/// How a result moved from one verdict to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Movement {
    /// The verdict is the same.
    Same,
    /// It conforms more, or no longer fails the run.
    Better,
    /// It conforms less, or fails the run now.
    Worse,
    /// Another verdict that is neither better nor worse: a deviation was listed as known, or what
    /// is only told is told in another way.
    Changed,
    /// It was tested and is skipped now.
    Untested,
    /// It was skipped, is tested now, and does not fail the run.
    Tested,
}

/// Two results compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The version of this format; [`Comparison::FORMAT`].
    pub format: u32,
    /// The results before.
    pub old: ComparedRun,
    /// The results after.
    pub new: ComparedRun,
    /// The targets that were compared.
    pub targets: Vec<TargetPair>,
    /// Targets that only the old results have.
    pub targets_gone: Vec<String>,
    /// Targets that only the new results have.
    pub targets_new: Vec<String>,
    /// How many cases and lints were compared.
    pub compared: usize,
    /// How many of them have the same verdict for the same reason and the same answer.
    pub unchanged: usize,
    /// How many answers were compared only as far as the results keep them.
    pub compared_in_part: usize,
    /// What got worse.
    pub worse: Vec<ComparedResult>,
    /// What has the same verdict, and not a good one, for another reason.
    pub otherwise: Vec<ComparedResult>,
    /// What is no longer tested.
    pub untested: Vec<ComparedResult>,
    /// What got better.
    pub better: Vec<ComparedResult>,
    /// What has another verdict that is neither better nor worse.
    pub changed: Vec<ComparedResult>,
    /// What is tested now and does not fail the run.
    pub tested: Vec<ComparedResult>,
    /// Cases and lints that only the new results have; no movement, whatever their verdict.
    pub appeared: Vec<ComparedResult>,
    /// Cases and lints that only the old results have.
    pub gone: Vec<ComparedResult>,
    /// What keeps its verdict and its reason, and has another answer.
    pub answers: Vec<ComparedResult>,
}

/// The facts of one of the two runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ComparedRun {
    /// What the user called the results: a path.
    pub name: String,
    /// The version of the tool.
    pub version: String,
    /// The command line.
    pub command: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// Whether it was interrupted.
    pub interrupted: bool,
    /// Whether warnings fail it.
    pub strict: bool,
    /// Whether a target was unreachable or died.
    pub in_trouble: bool,
}

/// A target in both results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetPair {
    /// Its name in the old results.
    pub old: String,
    /// Its name in the new ones: another one only where each has but one target.
    pub new: String,
}

/// A case or a lint on a target, in one or both results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedResult {
    /// Case or lint.
    pub kind: ResultKind,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The target, by its name in the new results where it is in them.
    pub target: String,
    /// The level.
    pub level: Level,
    /// The clauses.
    pub citations: Vec<Citation>,
    /// The case's file; empty for a lint.
    pub file: String,
    /// Line in it, from 1; 0 for a lint.
    pub line: usize,
    /// The verdict before; `None` where the results have none. A lint that did not fire is a pass.
    pub old: Option<Verdict>,
    /// The verdict after.
    pub new: Option<Verdict>,
    /// The reason before.
    pub old_reason: String,
    /// The reason after.
    pub new_reason: String,
    /// What was wrong.
    pub old_findings: Vec<Finding>,
    /// What is wrong.
    pub new_findings: Vec<Finding>,
    /// What the answer changed.
    pub changes: Vec<AnswerChange>,
    /// Whether the case's text is another one: then the case and not the target may be the cause.
    pub source_changed: bool,
    /// For a lint: the cases in which it fires now and did not before, though they ran.
    pub fires_also_in: Vec<String>,
}

impl Comparison {
    /// The version of the comparison's JSON document.
    pub const FORMAT: u32 = 1;

    /// Whether something got worse.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        !self.worse.is_empty()
    }
}
