//! Suite and wishes → [`Plan`]: which cases, on which targets, with which variables and limits.
//! Pure: nothing is read, nothing is sent.

mod select;
mod shard;
mod skip;

pub use skip::needs_tls;

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
    let mut taken = 0;
    for (number, case) in &selected {
        let before = entries.len();
        for (index, target) in targets.iter().enumerate() {
            if !selection.failed.as_ref().is_none_or(|failed| failed.on(&target.name, &case.id)) {
                continue;
            }
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
        taken += usize::from(entries.len() > before);
    }
    match selection.failed.as_ref().filter(|_| taken == 0) {
        Some(failed) => Err(Error::NoCases { message: select::nothing_failed(failed) }),
        None => {
            let deselected = suite.cases.len() - taken;
            Ok(Plan { targets, entries, deselected, shards: None, secrets: Arc::default() })
        }
    }
}

/// The cases that a selection takes, in the suite's order.
///
/// # Errors
/// As [`plan`].
pub fn select(suite: &Suite, selection: &Selection) -> Result<Vec<Arc<Case>>> {
    Ok(numbered(suite, selection)?.into_iter().map(|(_, case)| case).collect())
}

/// Whether [`plan`] finds no case as there is none, and not as one word of several is wrong: that is
/// a mistake even where the other words take some.
#[must_use]
pub fn takes_none(suite: &Suite, selection: &Selection) -> bool {
    // What is selected and yet not planned failed on none of the targets.
    let is_right = numbered(suite, selection).is_ok();
    is_right || !suite.cases.iter().any(|case| select::selects(selection, case))
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
