//! Which requirements of the catalogue have a case or a lint, and which have none.

use std::collections::BTreeMap;

use crate::judge::lint::LINTS;
use crate::load::catalogue;
use crate::model::case::Suite;
use crate::model::matrix::base_id;
use crate::model::requirement::{Count, Coverage};

/// Counts what these cases, and the lints, cover of the catalogue.
#[must_use]
pub fn coverage(suite: &Suite) -> Coverage {
    let mut covering = covering(suite);
    let mut coverage = Coverage {
        format: 1,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..Coverage::default()
    };
    for requirement in catalogue::requirements() {
        let by = covering.remove(requirement.id.as_str());
        let groups = [
            coverage.specification.entry(requirement.specification.clone()).or_default(),
            coverage.level.entry(requirement.level.clone()).or_default(),
            coverage.role.entry(requirement.role.clone()).or_default(),
            coverage.observability.entry(requirement.observability.clone()).or_default(),
            &mut coverage.total,
        ];
        for count in groups {
            add(count, requirement.is_observable(), by.is_some());
        }
        match by {
            Some(by) => {
                coverage.covered_by.insert(requirement.id, by);
            }
            None if requirement.is_observable() => coverage.uncovered.push(requirement),
            None => {}
        }
    }
    coverage
}

fn add(count: &mut Count, observable: bool, covered: bool) {
    count.requirements += 1;
    count.observable += usize::from(observable);
    count.covered += usize::from(observable && covered);
}

/// Requirement → the cases and lints that name it.
fn covering(suite: &Suite) -> BTreeMap<&str, Vec<String>> {
    let mut covering: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in &suite.cases {
        let base = base_id(&case.id);
        for id in &case.covers {
            let by = covering.entry(id).or_default();
            if by.last().is_none_or(|last| last != base) {
                by.push(base.to_owned());
            }
        }
    }
    for lint in LINTS {
        for id in lint.covers {
            covering.entry(id).or_default().push(format!("lint/{}", lint.name));
        }
    }
    covering
}
