//! Known deviations: still run; `known` while they are there, `fixed` when they are gone.

use crate::model::outcome::{CaseResult, ResultKind, Verdict};
use crate::model::target::{KnownDeviation, Target};

/// Gives a result that departs, be it in some of its tries only, the verdict `known`, where the target's
/// file lists it. Done before a
/// result is told, so that nobody counts it as a failure meanwhile.
pub(super) fn accept(target: &Target, result: &mut CaseResult) {
    if !matches!(result.verdict, Verdict::Fail | Verdict::Warn | Verdict::Flaky) {
        return;
    }
    if let Some(known) = target.known.iter().find(|known| known.covers(&result.id)) {
        result.verdict = Verdict::Known;
        let why = why(known);
        // A lint says all in its findings and has no reason of its own.
        result.reason = match result.reason.as_str() {
            "" => why,
            reason => format!("{why}; {reason}"),
        };
    }
}

/// Gives the results of one target that conform, though they are listed, the verdict `fixed`.
///
/// An entry that names several cases is gone only when none of them departs any more, which can be
/// said only where the selection left nothing out (`whole`), and where each of them that could be run
/// came out well: one that the end of the run left out, that could not take place, or that departed
/// in one of its tries, may depart still.
pub(crate) fn tell_fixed(target: &Target, whole: bool, results: &mut [CaseResult]) {
    for known in &target.known {
        let covered = |r: &&mut CaseResult| r.target == target.name && known.covers(&r.id);
        let still_there = results.iter_mut().filter(covered).any(|r| may_depart(r));
        let one_id = results.iter().any(|r| r.target == target.name && r.id == known.id);
        if still_there || !(whole || one_id) {
            continue;
        }
        for result in results.iter_mut().filter(covered) {
            if result.kind == ResultKind::Case
                && matches!(result.verdict, Verdict::Pass | Verdict::Info)
            {
                result.verdict = Verdict::Fixed;
                result.reason = format!(
                    "listed as {}, and it conforms now: remove the entry `{}`",
                    why(known),
                    known.id
                );
            }
        }
    }
}

/// Whether a result leaves it open that the case departs, or says that it does.
fn may_depart(result: &CaseResult) -> bool {
    result.is_unbegun()
        || matches!(result.verdict, Verdict::Known | Verdict::Flaky | Verdict::Error)
}

fn why(known: &KnownDeviation) -> String {
    match &known.link {
        Some(link) => format!("known: {} ({link})", known.reason),
        None => format!("known: {}", known.reason),
    }
}
