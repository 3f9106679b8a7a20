//! A part of a plan: what falls to one of several machines that share a run.

use std::collections::BTreeSet;

use crate::model::plan::Plan;
use crate::model::shard::Shards;

/// Takes out of the plan what falls to other shards. A case that falls to them on every target is
/// counted with those that the selection left out.
pub fn keep(plan: &mut Plan, shards: &Shards) {
    let cases = |plan: &Plan| plan.entries.iter().map(|e| e.number).collect::<BTreeSet<_>>().len();
    let before = cases(plan);
    let targets = &plan.targets;
    plan.entries.retain(|entry| shards.take(&entry.case.id, &targets[entry.target].name));
    plan.deselected += before - cases(plan);
    plan.shards = Some(shards.clone());
}
