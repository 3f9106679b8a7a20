//! Known deviations: still run; `known` while they are there, `fixed` when they are gone.

use crate::model::outcome::{CaseResult, ResultKind, Verdict};
use crate::model::target::Target;

/// Gives the results of one target the verdicts of its known deviations.
///
/// An entry that names several cases is gone only when none of them departs any more, which can be
/// said only where the selection left nothing out (`whole`).
pub(super) fn apply(target: &Target, whole: bool, results: &mut [CaseResult]) {
    for known in &target.known {
        let covered = |r: &&mut CaseResult| r.target == target.name && known.covers(&r.id);
        let why = match &known.link {
            Some(link) => format!("known: {} ({link})", known.reason),
            None => format!("known: {}", known.reason),
        };
        let mut still_there = false;
        for result in results.iter_mut().filter(covered) {
            if matches!(result.verdict, Verdict::Fail | Verdict::Warn | Verdict::Known) {
                still_there = true;
                result.verdict = Verdict::Known;
                result.reason = format!("{why}; {}", result.reason);
            }
        }
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
                    "listed as {why}, and it conforms now: remove the entry `{}`",
                    known.id
                );
            }
        }
    }
}
