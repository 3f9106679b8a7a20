//! What several tries of one case say together.
//!
//! *Tried again.* A failure is confirmed before it is reported: run once more, alone, after the other
//! cases of its target. A malformed request can spoil a server's answers on other connections, and a
//! server that refuses and then resets can beat the reader; neither is a departure of the case that
//! saw it. Cases tagged `timing` are tried twice more, and all as often as `--retries` says; the first
//! try that does not depart is the last one.
//!
//! *Repeated.* With `--repeat` each case is run so many times whatever comes, and nothing again.
//!
//! In both, what all tries agree on is the verdict. Where they differ it is `flaky`, and the reason
//! counts them; but where each of them alone fails the run, it is the first one's: a case that never
//! came out well must not pass for being wrong in two ways.

use std::time::Duration;

use super::case::Done;
use crate::model::outcome::{Attempt, CaseResult, Rules, Verdict};
use crate::model::plan::PlanEntry;

/// How often a case is tried again that is sensitive to time, where the user does not say.
const OF_TIMING: u32 = 2;
const TIMING: &str = "timing";

/// Of how many tries of one case all is kept that happened, but for the first of each verdict: a
/// thousand failures show no more than these, and each may hold as much as a target likes to send.
const KEPT: usize = 32;

/// How often this case is tried again where it departs.
pub(super) fn again(entry: &PlanEntry, retries: Option<u32>) -> u32 {
    let is_timing = entry.case.tags.iter().any(|tag| tag == TIMING);
    retries.unwrap_or(if is_timing { OF_TIMING } else { 1 })
}

/// Whether a result is of the kind that is tried again.
pub(super) fn is_worth_it(result: &CaseResult) -> bool {
    !result.attempts.is_empty() && result.verdict.departs()
}

/// The tries of one case, in order.
pub(super) struct Tries {
    first: Done,
    said: Vec<(Verdict, String)>,
}

impl Tries {
    pub(super) fn new(first: Done) -> Self {
        let said = vec![(first.result.verdict, first.result.reason.clone())];
        Self { first, said }
    }

    /// Adds a try. Of those that do not depart the first of each verdict is kept, and of the others
    /// the first [`KEPT`]: a thousand that are alike show nothing new.
    pub(super) fn add(&mut self, again: Done) {
        let departs = again.result.verdict.departs() && self.first.result.attempts.len() < KEPT;
        if departs || !self.said.iter().any(|(verdict, _)| *verdict == again.result.verdict) {
            self.first.result.attempts.extend(again.result.attempts);
        }
        self.said.push((again.result.verdict, again.result.reason));
    }

    pub(super) fn count(&self) -> usize {
        self.said.len()
    }

    /// The result of a case that was tried until it did not depart.
    pub(super) fn of_retries(mut self, rules: Rules) -> Done {
        if self.settle(rules) {
            self.first.result.reason = match self.said.as_slice() {
                [(first, why), (again, other)] => {
                    format!("{first} at first ({why}); {again} when run again alone ({other})")
                }
                said => runs(said),
            };
        }
        self.first
    }

    /// The result of a case that was to be run `planned` times.
    pub(super) fn of_repeats(mut self, planned: u32, rules: Rules) -> Done {
        let done = self.count();
        let mut parts = Vec::new();
        if self.settle(rules) {
            parts.push(counts(&self.said));
        } else if !self.first.result.reason.is_empty() {
            parts.push(self.first.result.reason.clone());
        }
        if u32::try_from(done).is_ok_and(|done| done < planned) {
            parts.push(format!("run {done} of {planned} times, as the run ended"));
        }
        self.first.result.reason = parts.join("; ");
        self.first
    }

    /// Gives the verdict; whether the tries differ.
    fn settle(&mut self, rules: Rules) -> bool {
        let first = self.first.result.verdict;
        let differ = self.said.iter().any(|(verdict, _)| *verdict != first);
        if differ && !self.said.iter().all(|(verdict, _)| verdict.fails_run(rules)) {
            self.first.result.verdict = Verdict::Flaky;
        }
        differ
    }
}

/// `tries 1 and 2: fail (reset); try 3, alone: pass (status 400)`: tries that said the same together.
fn runs(said: &[(Verdict, String)]) -> String {
    let mut parts = Vec::new();
    let mut from = 0;
    for run in said.chunk_by(|one, other| one == other) {
        let until = from + run.len();
        let which = match run.len() {
            1 => format!("try {until}"),
            _ => format!("tries {} to {until}", from + 1),
        };
        from = until;
        if let Some((verdict, reason)) = run.first() {
            parts.push(format!("{which}: {verdict}{}", in_brackets(reason)));
        }
    }
    parts.join("; ")
}

/// `3 of 5 passed; 2 fail (reset)`, each verdict with the reason that it was first given for.
fn counts(said: &[(Verdict, String)]) -> String {
    let count = |wanted| said.iter().filter(|(verdict, _)| *verdict == wanted).count();
    let mut parts = vec![format!("{} of {} passed", count(Verdict::Pass), said.len())];
    for verdict in Verdict::ALL.into_iter().filter(|verdict| *verdict != Verdict::Pass) {
        if let Some((_, reason)) = said.iter().find(|(other, _)| *other == verdict) {
            parts.push(format!("{} {verdict}{}", count(verdict), in_brackets(reason)));
        }
    }
    parts.join("; ")
}

fn in_brackets(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(" ({reason})") }
}

/// How long confirming may take on a target. One that answers nothing must not cost a second
/// time-out for each case: once the first few failures are confirmed as they were, the rest of the
/// same kind is believed when the time that its cases took is used up again.
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

    /// Says how long the tries took that were made again of a case that was `first` found to be so.
    pub(super) fn spent(&mut self, first: Verdict, again: Verdict, tries: &[Attempt]) {
        let took: u64 = tries.iter().map(|attempt| attempt.duration_us).sum();
        self.left = self.left.saturating_sub(Duration::from_micros(took));
        if first == again {
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
    use crate::model::outcome::ResultKind;
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

    fn said(verdict: Verdict, reason: &str) -> Done {
        tried(verdict, reason, Duration::ZERO)
    }

    fn tries(said_in_order: &[(Verdict, &str)]) -> Tries {
        let mut all = said_in_order.iter().map(|(verdict, reason)| said(*verdict, reason));
        let mut tries = Tries::new(all.next().unwrap());
        all.for_each(|again| tries.add(again));
        tries
    }

    fn retried(said_in_order: &[(Verdict, &str)]) -> CaseResult {
        tries(said_in_order).of_retries(Rules::default()).result
    }

    #[test]
    fn two_tries_that_agree_keep_the_verdict_and_two_that_differ_are_flaky() {
        let result = retried(&[(Verdict::Fail, "stayed open"), (Verdict::Fail, "stayed open")]);
        assert_eq!((result.verdict, result.attempts.len()), (Verdict::Fail, 2));
        assert_eq!(result.reason, "stayed open");

        let result = retried(&[(Verdict::Fail, "reset"), (Verdict::Pass, "status 400")]);
        assert_eq!((result.verdict, result.attempts.len()), (Verdict::Flaky, 2));
        assert_eq!(result.reason, "fail at first (reset); pass when run again alone (status 400)");
    }

    #[test]
    fn of_many_tries_the_reason_says_which_passed_and_what_the_others_were() {
        let fail = (Verdict::Fail, "reset");
        let result = retried(&[fail, fail, (Verdict::Warn, "late"), (Verdict::Pass, "")]);
        assert_eq!((result.verdict, result.attempts.len()), (Verdict::Flaky, 4));
        assert_eq!(result.reason, "tries 1 to 2: fail (reset); try 3: warn (late); try 4: pass");
    }

    #[test]
    fn what_never_came_out_well_does_not_pass_for_being_wrong_in_two_ways() {
        let wrong = [(Verdict::Error, "reset"), (Verdict::Fail, "status 200")];
        let result = retried(&wrong);
        assert_eq!(result.verdict, Verdict::Error);
        assert!(result.reason.contains("fail when run again alone (status 200)"), "{result:?}");
        let half = [(Verdict::Fail, ""), (Verdict::Warn, "")];
        assert_eq!(retried(&half).verdict, Verdict::Flaky);
        let strict = Rules { strict: true, flaky_fails: false };
        assert_eq!(tries(&half).of_retries(strict).result.verdict, Verdict::Fail);
    }

    #[test]
    fn repeats_are_counted_and_of_those_that_pass_one_is_kept() {
        let (pass, fail) = ((Verdict::Pass, ""), (Verdict::Fail, "reset"));
        let repeated = |said: &[(Verdict, &str)], planned| {
            let result = tries(said).of_repeats(planned, Rules::default()).result;
            let kept: Vec<Verdict> = result.attempts.iter().map(|try_| try_.verdict).collect();
            (result.verdict, result.reason, kept)
        };
        let same = repeated(&[pass, pass, pass], 3);
        assert_eq!(same, (Verdict::Pass, String::new(), vec![Verdict::Pass]));
        let mixed = repeated(&[pass, fail, pass, fail, pass], 5);
        let kept = vec![Verdict::Pass, Verdict::Fail, Verdict::Fail];
        assert_eq!(mixed, (Verdict::Flaky, "3 of 5 passed; 2 fail (reset)".to_owned(), kept));
        let cut = repeated(&[fail, fail], 9);
        let why = "reset; run 2 of 9 times, as the run ended".to_owned();
        assert_eq!(cut, (Verdict::Fail, why, vec![Verdict::Fail; 2]));
    }

    #[test]
    fn of_a_thousand_failures_the_first_are_kept_and_all_are_counted() {
        let mut all = vec![(Verdict::Fail, "reset"); 1000];
        all.extend([(Verdict::Warn, "late"), (Verdict::Pass, "")]);
        let result = tries(&all).of_repeats(1002, Rules::default()).result;
        assert_eq!(result.attempts.len(), KEPT + 2);
        assert_eq!(result.reason, "1 of 1002 passed; 1 warn (late); 1000 fail (reset)");
    }

    #[test]
    fn a_silent_target_costs_few_second_time_outs_but_a_flaky_one_is_asked_to_the_end() {
        let slow = tried(Verdict::Fail, "", Duration::from_secs(6)).result.attempts;
        let mut budget = Budget::new(Duration::from_secs(5));
        for _ in 0..3 {
            assert!(budget.allows());
            budget.spent(Verdict::Fail, Verdict::Fail, &slow);
        }
        assert!(!budget.allows());
        budget.spent(Verdict::Fail, Verdict::Flaky, &[]);
        assert!(budget.allows());
    }
}
