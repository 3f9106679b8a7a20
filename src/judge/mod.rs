//! Observation and case to judgement: which response belongs to which step, whether one of the
//! step's outcomes fits, and, where none does, what is wrong against the nearest.
//!
//! Everything here is a plain function of its arguments. [`judge`] looks at a finished exchange;
//! [`wants`] and [`captures`] look at one under way, for the read loop. All three walk the steps in
//! the same way: `allocation` says which response is whose, `expect/` has one file for each
//! kind of check, `diff/` makes what differs ready to be shown, [`lint`] has the rules that any
//! response has to obey.
//!
//! A response that does not come, a connection that is reset or stays silent are answers, not
//! errors: the cases decide what they mean. Only a connection that could not be made and a
//! variable without a value are [`Verdict::Error`](crate::model::outcome::Verdict).

mod allocation;
mod diff;
mod expect;
pub mod lint;
mod prospect;
mod scene;
mod summary;
#[cfg(test)]
mod tests;
mod verdict;

use crate::model::case::{Action, Case};
use crate::model::expectation::{Capture, Check, Expect};
use crate::model::observation::{Connection, Ending, Observation};
use crate::model::outcome::Judgement;
use crate::model::plan::Limits;
use crate::model::template::Variables;
use crate::model::transcript::{EventKind, Transcript, Want};
use allocation::Walk;
use scene::Scene;

/// Whole judgement of one attempt.
///
/// `variables` are all that have a value, those captured on the way among them. The verdict is the
/// worst of the steps'; judging stops at the first step of which no outcome fits, because the later
/// ones depend on it.
#[must_use]
pub fn judge(
    case: &Case,
    variables: &Variables,
    transcript: &Transcript,
    observation: &Observation,
) -> Judgement {
    let (lints, linted) = lint::run(observation, transcript);
    let nowhere = not_connected();
    let mut walk =
        Walk::new(case, variables, observation, &nowhere, Some(transcript.started_unix_ms));
    let trouble = trouble(transcript);
    let mut worst: Option<verdict::StepVerdict> = None;
    for (index, step) in case.steps.iter().enumerate() {
        if let Some((_, reason)) = trouble.as_ref().filter(|(at, _)| *at == index) {
            worst = Some(verdict::StepVerdict::error(reason.clone()));
            break;
        }
        let Action::Expect(expect) = &step.action else {
            walk.pass(index);
            continue;
        };
        let scene = walk.scene(index);
        let mut of_step = verdict::of_step(case, expect, &scene);
        of_step.tell_step(index, case);
        let fitted = of_step.fitted;
        if worst.as_ref().is_none_or(|worst| of_step.outweighs(worst)) {
            worst = Some(of_step);
        }
        let Some(outcome) = fitted.and_then(|at| expect.outcomes.get(at)) else { break };
        walk.settle(expect, outcome, &scene);
        if outcome.ends {
            break;
        }
    }
    let worst = worst.unwrap_or_else(verdict::StepVerdict::of_nothing);
    Judgement {
        verdict: worst.verdict,
        reason: worst.reason,
        findings: worst.findings,
        outcomes: worst.outcomes,
        lints,
        linted,
    }
}

/// What step `step` (an expect) still needs, after what was observed so far. Called after every
/// event while the exchange runs.
///
/// The first outcome, in their order, that can still come true decides. [`Want::Done`] once the
/// connection has ended or the wait for it ran out, once no outcome can fit any more, or where an
/// earlier step has failed already. A step that is no expect wants nothing.
#[must_use]
pub fn wants(
    case: &Case,
    step: usize,
    variables: &Variables,
    observation: &Observation,
    limits: &Limits,
) -> Want {
    let nowhere = not_connected();
    let mut walk = Walk::new(case, variables, observation, &nowhere, None);
    let Some(expect) = expect_of(case, step) else { return Want::Done };
    if !go_to(&mut walk, case, step, false) {
        return Want::Done;
    }
    let scene = walk.scene(step);
    let is_over = match scene.until.ending {
        None => false,
        // An earlier step's wait that ran out is no end of this one's.
        Some(Ending::TimedOut) => walk.ending_before(step) != Some(Ending::TimedOut),
        Some(_) => true,
    };
    if is_over {
        return Want::Done;
    }
    let want = prospect::want(expect, &scene, limits);
    // Before anything came for this step, and only then, it is worth the time to look whether it
    // will be judged at all.
    if want != Want::Done && scene.from.octet >= scene.until.received {
        let mut strict = Walk::new(case, variables, observation, &nowhere, None);
        if !go_to(&mut strict, case, step, true) {
            return Want::Done;
        }
    }
    want
}

/// What step `step` captured: the captures of the outcome that fits, none where none does.
#[must_use]
pub fn captures(
    case: &Case,
    step: usize,
    variables: &Variables,
    observation: &Observation,
) -> Vec<Capture> {
    let nowhere = not_connected();
    let mut walk = Walk::new(case, variables, observation, &nowhere, None);
    let Some(expect) = expect_of(case, step) else { return Vec::new() };
    let captures_any = |check: &Check| match check {
        Check::Header(asked) | Check::Trailer(asked) => asked.capture.is_some(),
        Check::Body(asked) => asked.capture.is_some(),
        _ => false,
    };
    let mut checks = expect.outcomes.iter().flat_map(|outcome| &outcome.checks);
    if !checks.any(|placed| captures_any(&placed.check)) || !go_to(&mut walk, case, step, false) {
        return Vec::new();
    }
    let scene = walk.scene(step);
    let fitting = verdict::fitting(expect, &scene).and_then(|at| expect.outcomes.get(at));
    let (Some(outcome), Some((_, response))) = (fitting, scene.final_response()) else {
        return Vec::new();
    };
    let captured = outcome.checks.iter().filter_map(|placed| {
        let (name, value) = match &placed.check {
            Check::Header(asked) => {
                (&asked.capture, expect::field::captured(asked, &response.fields, &scene))
            }
            Check::Trailer(asked) => {
                (&asked.capture, expect::field::captured(asked, &response.trailers, &scene))
            }
            Check::Body(asked) => (&asked.capture, expect::body::captured(asked, response, &scene)),
            _ => return None,
        };
        Some(Capture { name: name.clone()?, value: value?.into() })
    });
    captured.collect()
}

/// Walks to `step`; false where an earlier step has no outcome that fits, or one that ends the case. Unless `strict`, a step
/// of which all outcomes take the same is passed without judging it.
fn go_to<'a>(walk: &mut Walk<'a>, case: &'a Case, step: usize, strict: bool) -> bool {
    for (index, earlier) in case.steps.iter().enumerate().take(step) {
        let Action::Expect(expect) = &earlier.action else {
            walk.pass(index);
            continue;
        };
        let scene = walk.scene(index);
        let outcome = match (strict, taken_alike(expect, &scene)) {
            (false, Some(outcome)) => Some(outcome),
            _ => verdict::fitting(expect, &scene),
        };
        let Some(outcome) = outcome.and_then(|at| expect.outcomes.get(at)) else { return false };
        if outcome.ends {
            return false;
        }
        walk.settle(expect, outcome, &scene);
    }
    true
}

/// The first outcome, where all take the next final response, it is there, and nothing else is
/// taken: which of them fits then makes no difference for later steps.
fn taken_alike(expect: &Expect, scene: &Scene<'_>) -> Option<usize> {
    let alike = expect.outcomes.iter().all(|outcome| {
        allocation::take(outcome) == allocation::Take::Final
            && !outcome.ends
            && !outcome.checks.iter().any(|placed| matches!(placed.check, Check::Frames(_)))
    });
    (alike && !expect.outcomes.is_empty() && scene.final_response().is_some()).then_some(0)
}

fn expect_of(case: &Case, step: usize) -> Option<&Expect> {
    match &case.steps.get(step)?.action {
        Action::Expect(expect) => Some(expect),
        _ => None,
    }
}

/// What kept the exchange from taking place, with the step under way.
fn trouble(transcript: &Transcript) -> Option<(usize, String)> {
    transcript.events.iter().find_map(|event| match &event.kind {
        EventKind::ConnectFailed { message, .. } => {
            Some((event.step, format!("could not connect: {message}")))
        }
        EventKind::NoValue { variable } => {
            Some((event.step, format!("the variable `{variable}` has no value")))
        }
        _ => None,
    })
}

/// Stands for a connection that a step names and no event opened.
fn not_connected() -> Connection {
    Connection { ending: Some(Ending::NotConnected), ..Connection::default() }
}
