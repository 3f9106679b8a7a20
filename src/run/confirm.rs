//! A failure is confirmed before it is reported: run once more, alone, after the others.
//!
//! A malformed request can spoil a server's answers on other connections, and a server that refuses
//! and then resets can beat the reader; neither is a departure of the case that saw it.

use std::time::Duration;

use super::case::Done;
use crate::model::outcome::{CaseResult, Verdict};

/// Whether a result is of the kind that is run again.
pub(super) fn is_worth_it(result: &CaseResult) -> bool {
    !result.attempts.is_empty()
        && matches!(result.verdict, Verdict::Fail | Verdict::Warn | Verdict::Error)
}

/// Joins the second try to the first. The first one's verdict stands where both agree; where they
/// differ the verdict is `flaky`, and both transcripts are kept.
pub(super) fn settle(first: &mut Done, again: Done) {
    if again.result.verdict != first.result.verdict {
        first.result.reason = format!(
            "{} at first ({}); {} when run again alone ({})",
            first.result.verdict, first.result.reason, again.result.verdict, again.result.reason
        );
        first.result.verdict = Verdict::Flaky;
    }
    first.result.attempts.extend(again.result.attempts);
}

/// How long confirming may take. A target that answers nothing must not cost a second time-out for
/// each case: once the first few failures are confirmed as they were, the rest of the same kind is
/// believed when the time that the whole run took is used up again.
pub(super) struct Budget {
    left: Duration,
    confirmed: u32,
    differed: bool,
}

impl Budget {
    pub(super) fn new(run: Duration) -> Self {
        Self { left: run.max(Duration::from_secs(10)), confirmed: 0, differed: false }
    }

    pub(super) fn allows(&self) -> bool {
        !self.left.is_zero() || self.confirmed < 3 || self.differed
    }

    pub(super) fn spent(&mut self, first: &CaseResult, again: &CaseResult) {
        let took: u64 = again.attempts.iter().map(|attempt| attempt.duration_us).sum();
        self.left = self.left.saturating_sub(Duration::from_micros(took));
        if first.verdict == again.verdict {
            self.confirmed += 1;
        } else {
            self.differed = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::citation::Level;
    use crate::model::outcome::{Attempt, ResultKind};
    use crate::model::transcript::Transcript;

    fn tried(verdict: Verdict, reason: &str, took: Duration) -> Done {
        let attempt = Attempt {
            verdict,
            duration_us: u64::try_from(took.as_micros()).unwrap(),
            findings: Vec::new(),
            transcript: Transcript::default(),
        };
        let result = CaseResult {
            kind: ResultKind::Case,
            number: 0,
            id: "a".to_owned(),
            title: String::new(),
            requirement: String::new(),
            file_title: String::new(),
            file: String::new(),
            line: 1,
            source: String::new(),
            level: Level::Must,
            citations: Vec::new(),
            covers: Vec::new(),
            tags: Vec::new(),
            target: "t".to_owned(),
            verdict,
            reason: reason.to_owned(),
            findings: Vec::new(),
            outcomes: Vec::new(),
            see: Vec::new(),
            attempts: vec![attempt],
        };
        Done { result, lints: Vec::new(), linted: 0, refused: false, cut_off: false }
    }

    #[test]
    fn two_tries_that_agree_keep_the_verdict_and_two_that_differ_are_flaky() {
        let mut first = tried(Verdict::Fail, "stayed open", Duration::ZERO);
        settle(&mut first, tried(Verdict::Fail, "stayed open", Duration::ZERO));
        assert_eq!((first.result.verdict, first.result.attempts.len()), (Verdict::Fail, 2));

        let mut first = tried(Verdict::Fail, "reset", Duration::ZERO);
        settle(&mut first, tried(Verdict::Pass, "status 400", Duration::ZERO));
        assert_eq!(first.result.verdict, Verdict::Flaky);
        assert_eq!(
            first.result.reason,
            "fail at first (reset); pass when run again alone (status 400)"
        );
    }

    #[test]
    fn a_silent_target_costs_few_second_time_outs_but_a_flaky_one_is_asked_to_the_end() {
        let slow = || tried(Verdict::Fail, "", Duration::from_secs(6)).result;
        let mut budget = Budget::new(Duration::from_secs(5));
        for _ in 0..3 {
            assert!(budget.allows());
            budget.spent(&slow(), &slow());
        }
        assert!(!budget.allows());
        budget.spent(&slow(), &tried(Verdict::Pass, "", Duration::ZERO).result);
        assert!(budget.allows());
    }
}
