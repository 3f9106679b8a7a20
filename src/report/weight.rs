//! Which verdicts fail a run, which deserve a look, and which are only told.

use crate::model::outcome::{CaseResult, ResultKind, Rules, Verdict};

/// Every verdict, what weighs most first.
pub(super) const GRAVEST_FIRST: [Verdict; 9] = [
    Verdict::Fail,
    Verdict::Fixed,
    Verdict::Error,
    Verdict::Flaky,
    Verdict::Warn,
    Verdict::Known,
    Verdict::Info,
    Verdict::Pass,
    Verdict::Skip,
];

/// What a verdict means for the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// The run fails.
    Fails,
    /// It departs, and the run passes.
    Departs,
    /// Worth a word, and nothing has to be done.
    Told,
    /// Only counted.
    Counted,
}

/// The weight of a verdict in a run of these rules.
pub(super) fn weight(verdict: Verdict, rules: Rules) -> Weight {
    match verdict {
        _ if verdict.fails_run(rules) => Weight::Fails,
        Verdict::Known | Verdict::Info => Weight::Told,
        Verdict::Pass | Verdict::Skip => Weight::Counted,
        _ => Weight::Departs,
    }
}

/// Whether this is a case that was not tried, as the target was in trouble by then.
pub(in crate::report) fn is_unsent(result: &CaseResult) -> bool {
    result.kind == ResultKind::Case
        && result.verdict == Verdict::Error
        && result.attempts.is_empty()
}

/// Whether someone has to look at a result: what fails a run, and what may.
pub(super) fn needs_attention(verdict: Verdict) -> bool {
    matches!(
        weight(verdict, Rules { strict: true, flaky_fails: true }),
        Weight::Fails | Weight::Departs
    )
}
