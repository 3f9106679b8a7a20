//! The suites that results were selected from, and how much of each was asked: a results document
//! holds what was selected and a count of the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::Named;
use super::rows::is_case;

/// A suite of cases. Two documents have the same one where both are of the same size and give no
/// position to different cases.
#[derive(Default)]
pub(super) struct Suite<'a> {
    size: usize,
    /// The cases that are known, by their position.
    ids: BTreeMap<usize, &'a str>,
    /// For each target, by name, what it was asked.
    asked: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// The suites of these documents.
pub(super) fn of(documents: &[Named]) -> Vec<Suite<'_>> {
    let mut suites: Vec<Suite<'_>> = Vec::new();
    for (_, report) in documents {
        let mut one = Suite::default();
        for row in report.cases.iter().filter(|row| is_case(row)) {
            one.ids.insert(row.number, &row.id);
            one.asked.entry(&row.target).or_default().insert(&row.id);
        }
        one.size = one.known().len().saturating_add(report.run.deselected);
        match suites.iter_mut().find(|suite| suite.is_same(&one)) {
            Some(suite) => suite.join(one),
            None => suites.push(one),
        }
    }
    suites
}

impl<'a> Suite<'a> {
    /// How many of its cases no target was asked.
    pub(super) fn deselected(&self) -> usize {
        self.size.saturating_sub(self.known().len())
    }

    /// Whether this target was asked all of it, or none.
    pub(super) fn is_whole(&self, target: &str) -> bool {
        self.asked.get(target).is_none_or(|ids| ids.len() == self.size)
    }

    fn known(&self) -> BTreeSet<&'a str> {
        self.asked.values().flatten().copied().collect()
    }

    fn is_same(&self, other: &Suite<'_>) -> bool {
        self.size == other.size
            && other.ids.iter().all(|(number, id)| self.ids.get(number).is_none_or(|own| own == id))
    }

    fn join(&mut self, other: Self) {
        self.ids.extend(other.ids);
        for (target, ids) in other.asked {
            self.asked.entry(target).or_default().extend(ids);
        }
    }
}
