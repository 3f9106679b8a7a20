//! Suite and wishes → [`Plan`]: which cases, on which targets, with which variables and limits.
//! Pure: nothing is read, nothing is sent.

mod select;
mod shard;
mod skip;

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::case::{Case, Suite};
use crate::model::plan::{Limits, Plan, PlanEntry, Selection};
use crate::model::shard::fnv_1a;
use crate::model::target::Target;
use crate::model::template::Variables;
pub use shard::keep;

/// Makes the plan: every selected case on every target, case by case, in the suite's order.
///
/// A case that the target lacks something for is planned all the same, with the reason why it is
/// skipped: a report that leaves cases out in silence cannot be trusted.
///
/// # Errors
/// [`Error::NoCases`] where nothing is selected; a word of the selection that selects nothing by
/// itself is named.
pub fn plan(
    suite: &Suite,
    targets: Vec<Target>,
    selection: &Selection,
    variables: &Variables,
    limits: &Limits,
) -> Result<Plan> {
    let selected = numbered(suite, selection)?;
    let targets: Vec<Arc<Target>> = targets.into_iter().map(Arc::new).collect();
    let mut entries = Vec::with_capacity(selected.len() * targets.len());
    for (number, case) in &selected {
        for (index, target) in targets.iter().enumerate() {
            let variables = known_before_sending(case, target, variables);
            entries.push(PlanEntry {
                case: Arc::clone(case),
                number: *number,
                target: index,
                skip: skip::reason(case, target, &variables),
                variables,
                limits: with_changes(limits, case),
            });
        }
    }
    Ok(Plan { targets, entries, deselected: suite.cases.len() - selected.len(), shards: None })
}

/// The cases that a selection takes, in the suite's order.
///
/// # Errors
/// As [`plan`].
pub fn select(suite: &Suite, selection: &Selection) -> Result<Vec<Arc<Case>>> {
    Ok(numbered(suite, selection)?.into_iter().map(|(_, case)| case).collect())
}

fn numbered(suite: &Suite, selection: &Selection) -> Result<Vec<(usize, Arc<Case>)>> {
    let all = suite.cases.iter().enumerate();
    let selected: Vec<_> = all
        .filter(|(_, case)| select::selects(selection, case))
        .map(|(number, case)| (number, Arc::clone(case)))
        .collect();
    match select::complaint(selection, suite, selected.len()) {
        Some(message) => Err(Error::NoCases { message }),
        None => Ok(selected),
    }
}

/// Every variable that has a value before the first byte is sent. What `each` gave comes before what
/// the user gave, that before what the target's file gives, and that before what the case says.
fn known_before_sending(case: &Case, target: &Target, given: &Variables) -> Variables {
    let mut all = case.variables.clone();
    all.extend(target.resources.iter().map(|(k, v)| (k.clone(), v.as_str().into())));
    all.insert("host".to_owned(), target.host_field().as_str().into());
    let (name, port) = target.address.authority().unwrap_or_else(|| ("localhost".to_owned(), 80));
    all.insert("port".to_owned(), port.to_string().as_str().into());
    all.insert("authority".to_owned(), format!("{name}:{port}").as_str().into());
    all.insert("unique".to_owned(), unique(&case.id).as_str().into());
    all.extend(target.variables.iter().map(|(k, v)| (k.clone(), v.as_str().into())));
    all.extend(given.clone());
    all.extend(case.bound.clone());
    all
}

/// A word that no other case of a run has, and that is the same in every run: FNV-1a of the id.
fn unique(id: &str) -> String {
    format!("{:016x}", fnv_1a(id.bytes()))
}

fn with_changes(limits: &Limits, case: &Case) -> Limits {
    Limits {
        read_timeout: case.limits.read_timeout.unwrap_or(limits.read_timeout),
        case_timeout: case.limits.case_timeout.unwrap_or(limits.case_timeout),
        max_bytes: case.limits.max_bytes.unwrap_or(limits.max_bytes),
        ..*limits
    }
}

#[cfg(test)]
mod tests;
