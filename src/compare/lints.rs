//! Lints have a row only where they fired: what the lack of one means depends on what ran.

use std::collections::HashSet;

use super::OfTarget;
use crate::model::outcome::{CaseResult, ResultKind};

/// Whether the lack of this lint on the other side says that it did not fire there: a case in which
/// it fired ran there too.
pub(super) fn could_have_fired(result: &CaseResult, other: &OfTarget<'_>) -> bool {
    result.kind == ResultKind::Lint && result.see.iter().any(|id| other.ran.contains(id.as_str()))
}

/// The cases in which a lint fires now and did not before, though they ran.
pub(super) fn fires_also_in(
    before: &CaseResult,
    after: &CaseResult,
    old: &OfTarget<'_>,
) -> Vec<String> {
    let known: HashSet<&String> = before.see.iter().collect();
    let more = after.see.iter().filter(|id| !known.contains(id));
    more.filter(|id| old.ran.contains(id.as_str())).cloned().collect()
}
