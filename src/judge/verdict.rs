//! The verdict of one step: the first outcome that fits, or the findings against the nearest.

use super::expect::{self, Departure, Missed};
use super::scene::Scene;
use super::summary;
use crate::model::case::{Action, Case, Place};
use crate::model::citation::Level;
use crate::model::expectation::{Expect, ExpectedOutcome, OutcomeVerdict};
use crate::model::finding::{Finding, FindingKind, Side};
use crate::model::outcome::{OutcomeMiss, Verdict};

/// What is said of one step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StepVerdict {
    pub(super) verdict: Verdict,
    pub(super) reason: String,
    pub(super) findings: Vec<Finding>,
    pub(super) outcomes: Vec<OutcomeMiss>,
    /// The outcome that fitted.
    pub(super) fitted: Option<usize>,
    /// Whether there was a choice of outcomes: the reason then tells something.
    chosen: bool,
}

impl StepVerdict {
    /// The exchange could not take place.
    pub(super) fn error(reason: String) -> Self {
        Self {
            verdict: Verdict::Error,
            reason,
            findings: Vec::new(),
            outcomes: Vec::new(),
            fitted: None,
            chosen: false,
        }
    }

    /// A case without an expectation.
    pub(super) fn of_nothing() -> Self {
        Self { verdict: Verdict::Pass, ..Self::error("nothing was expected".to_owned()) }
    }

    /// Whether this step's verdict is to be the case's rather than that of an earlier step.
    pub(super) fn outweighs(&self, earlier: &Self) -> bool {
        let (own, other) = (weight(self.verdict), weight(earlier.verdict));
        own > other || (own == other && self.chosen && !earlier.chosen)
    }

    /// Names the step in the reason, where the case has several that expect something.
    pub(super) fn tell_step(&mut self, index: usize, case: &Case) {
        let expects = |step: &&crate::model::case::Step| matches!(step.action, Action::Expect(_));
        if case.steps.iter().filter(expects).count() > 1 {
            self.reason = format!("step {} of {}: {}", index + 1, case.steps.len(), self.reason);
        }
    }
}

fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Error => 4,
        Verdict::Fail => 3,
        Verdict::Warn => 2,
        Verdict::Info => 1,
        _ => 0,
    }
}

/// The first outcome that fits.
pub(super) fn fitting(expect: &Expect, scene: &Scene<'_>) -> Option<usize> {
    expect.outcomes.iter().position(|outcome| expect::missed(outcome, scene).is_empty())
}

/// What is said of a step.
pub(super) fn of_step(case: &Case, expect: &Expect, scene: &Scene<'_>) -> StepVerdict {
    let mut missed = Vec::new();
    for (at, outcome) in expect.outcomes.iter().enumerate() {
        let misses = expect::missed(outcome, scene);
        if misses.is_empty() {
            return fits(case, expect, at, &missed, scene);
        }
        missed.push(misses);
    }
    if let Some(trouble) = scene.trouble.borrow().clone() {
        return StepVerdict::error(trouble);
    }
    let verdict = match case.level {
        Level::Must => Verdict::Fail,
        Level::Should => Verdict::Warn,
        Level::May | Level::Info => Verdict::Info,
    };
    let Some(nearest) = nearest(&missed) else {
        return StepVerdict::error("the step has no outcome".to_owned());
    };
    let explained = explained(&expect.outcomes, nearest, scene);
    let lacks = lacks(&explained);
    let reason = match (expect.outcomes.as_slice(), lacks) {
        ([only], lacks) => format!("expected {}: lacks {lacks}", summary::asked(only)),
        (many, lacks) => {
            format!("none of {} legal outcomes came: nearest lacks {lacks}", many.len())
        }
    };
    StepVerdict {
        verdict,
        reason,
        findings: findings(case, case.level, &explained),
        outcomes: misses(&expect.outcomes, &missed, nearest),
        fitted: None,
        chosen: true,
    }
}

/// An outcome fits. Where it is a wrong or a lesser answer, the findings say how it departs from
/// the nearest of those before it, which would have been better.
fn fits(
    case: &Case,
    expect: &Expect,
    at: usize,
    missed: &[Vec<Missed>],
    scene: &Scene<'_>,
) -> StepVerdict {
    let Some(outcome) = expect.outcomes.get(at) else { return StepVerdict::of_nothing() };
    let words = summary::asked(outcome);
    let mut reason = match expect.outcomes.len() {
        1 => words,
        many => format!("outcome {} of {many}: {words}", at + 1),
    };
    if !outcome.note.is_empty() {
        reason.push_str(&format!(" ({})", outcome.note));
    }
    let verdict = match outcome.verdict {
        OutcomeVerdict::Pass => Verdict::Pass,
        OutcomeVerdict::Warn => Verdict::Warn,
        OutcomeVerdict::Info => Verdict::Info,
        OutcomeVerdict::Fail => Verdict::Fail,
    };
    let severity = match outcome.verdict {
        OutcomeVerdict::Fail => Level::Must,
        OutcomeVerdict::Warn => Level::Should,
        OutcomeVerdict::Info | OutcomeVerdict::Pass => Level::Info,
    };
    let better = match outcome.verdict {
        OutcomeVerdict::Fail | OutcomeVerdict::Warn => nearest(missed),
        OutcomeVerdict::Info | OutcomeVerdict::Pass => None,
    };
    StepVerdict {
        verdict,
        reason,
        findings: better.map_or(Vec::new(), |nearest| {
            findings(case, severity, &explained(&expect.outcomes, nearest, scene))
        }),
        outcomes: better.map_or(Vec::new(), |nearest| misses(&expect.outcomes, missed, nearest)),
        fitted: Some(at),
        chosen: expect.outcomes.len() > 1,
    }
}

/// How the nearest outcome departs, with all that differs worked out.
fn explained(outcomes: &[ExpectedOutcome], nearest: usize, scene: &Scene<'_>) -> Vec<Missed> {
    scene.explains.set(true);
    let missed = outcomes.get(nearest).map(|outcome| expect::missed(outcome, scene));
    scene.explains.set(false);
    missed.unwrap_or_default()
}

/// The outcome that departs least; of equals, the earlier.
fn nearest(missed: &[Vec<Missed>]) -> Option<usize> {
    let cost = |missed: &Vec<Missed>| -> usize {
        missed.iter().map(|missed| 1 + missed.departures.iter().map(gravity).sum::<usize>()).sum()
    };
    missed.iter().enumerate().min_by_key(|(_, missed)| cost(missed)).map(|(at, _)| at)
}

/// How far one departure takes an answer from an outcome.
fn gravity(departure: &Departure) -> usize {
    match departure.kind {
        // Where there is an answer, a wrong one, no answer at all is not what should have come.
        FindingKind::Responses if departure.expected == Side::Text("0".to_owned()) => 12,
        FindingKind::Status | FindingKind::NotHttp => 10,
        FindingKind::NoResponse { .. } | FindingKind::Connection | FindingKind::Responses => 6,
        FindingKind::Incomplete { .. } | FindingKind::Interim | FindingKind::Silence => 5,
        _ => 2,
    }
}

fn findings(case: &Case, severity: Level, missed: &[Missed]) -> Vec<Finding> {
    let finding = |departure: &Departure, place: &Place| Finding {
        kind: departure.kind.clone(),
        severity,
        citations: case.citations.clone(),
        expected: departure.expected.clone(),
        actual: departure.actual.clone(),
        diff: departure.diff.clone(),
        place: place.clone(),
        evidence: departure.evidence.clone(),
    };
    let of_check = |missed: &Missed| -> Vec<Finding> {
        missed.departures.iter().map(|departure| finding(departure, &missed.place)).collect()
    };
    missed.iter().flat_map(of_check).collect()
}

fn misses(
    outcomes: &[ExpectedOutcome],
    missed: &[Vec<Missed>],
    nearest: usize,
) -> Vec<OutcomeMiss> {
    let miss = |(at, (outcome, missed)): (usize, (&ExpectedOutcome, &Vec<Missed>))| OutcomeMiss {
        summary: summary::asked(outcome),
        place: outcome.place.clone(),
        nearest: at == nearest,
        misses: missed.len(),
    };
    outcomes.iter().zip(missed).enumerate().map(miss).collect()
}

/// What was missed, with what was there in its place: `connection closed (stayed open)`.
fn lacks(missed: &[Missed]) -> String {
    const MOST_TOLD: usize = 3;
    let told = missed.iter().filter(|missed| !missed.departures.is_empty()).map(|missed| {
        let gate = missed.departures.iter().find_map(|departure| match departure.kind {
            FindingKind::NoResponse { ending } => Some(format!(
                "{} (no response: {})",
                summary::side(&departure.expected),
                summary::ending(ending)
            )),
            FindingKind::Incomplete { .. } | FindingKind::NotHttp => Some(format!(
                "{} ({})",
                summary::side(&departure.expected),
                summary::side(&departure.actual)
            )),
            _ => None,
        });
        gate.unwrap_or_else(|| {
            let actual = missed.departures.first().map(|first| summary::side(&first.actual));
            format!("{} ({})", missed.summary, actual.unwrap_or_default())
        })
    });
    let mut told: Vec<String> = told.collect();
    let more = told.len().saturating_sub(MOST_TOLD);
    told.truncate(MOST_TOLD);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    format!("{}{more}", told.join(", "))
}
