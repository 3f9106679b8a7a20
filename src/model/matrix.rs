//! Faults × cases: which broken rule of the reference server is seen by which case.

use serde::{Deserialize, Serialize};

use super::outcome::Verdict;

/// The outcome of a suite against the reference server with one rule broken at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matrix {
    /// Of this layout; 1.
    pub format: u32,
    /// The tool's version.
    pub version: String,
    /// Every fault that was tried, in the order of the reference server's table.
    pub faults: Vec<FaultRow>,
    /// Every case, what `each` makes of one counted once, in the order of the suite.
    pub cases: Vec<CaseRow>,
    /// Cases that do not pass on the server without a fault; nothing is said about them.
    pub unsound: Vec<Unsound>,
}

/// One fault, and what sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultRow {
    /// What `--fault` calls it.
    pub name: String,
    /// The clause that it breaks.
    pub spec: String,
    /// What the rule demands.
    pub rule: String,
    /// What the server does wrong.
    pub summary: String,
    /// The cases whose verdict departs: of those that `each` made of one, the first that does.
    pub cases: Vec<String>,
    /// The lints that fire.
    pub lints: Vec<LintRow>,
}

/// One lint that sees a fault.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LintRow {
    /// Its name, without `lint/`.
    pub name: String,
    /// The first case in whose answers it fires.
    pub case: String,
}

/// One case, and what fails it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// Its id, without the values of `each`.
    pub id: String,
    /// Its title; that of the first, where `each` made several.
    pub title: String,
    /// Its main clause.
    pub spec: String,
    /// The faults that fail it, the one that fails the fewest cases first.
    pub faults: Vec<String>,
}

/// A case that departs where no rule is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsound {
    /// Its id, or that of a lint.
    pub id: String,
    /// What it came to.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
}

/// An id without the values of `each`.
#[must_use]
pub fn base_id(id: &str) -> &str {
    id.split_once('[').map_or(id, |(base, _)| base)
}

impl Matrix {
    /// How many cases a fault may fail and still be about a rule of its own. One that fails more, a
    /// tenth of them and at least 13, breaks messages in general, and proves nothing about a case.
    #[must_use]
    pub fn narrow(&self) -> usize {
        (self.cases.len() / 10).max(12)
    }

    /// How many cases a fault fails; 0 for one that is not in the matrix.
    #[must_use]
    pub fn breadth(&self, fault: &str) -> usize {
        self.faults.iter().find(|row| row.name == fault).map_or(0, |row| row.cases.len())
    }

    /// Cases that no fault fails.
    #[must_use]
    pub fn unfailed(&self) -> Vec<&CaseRow> {
        self.cases.iter().filter(|case| case.faults.is_empty()).collect()
    }

    /// Cases that are failed, but only by faults that fail more than [`Matrix::narrow`] cases.
    #[must_use]
    pub fn failed_broadly(&self) -> Vec<&CaseRow> {
        let narrowest = |case: &CaseRow| case.faults.first().map(|fault| self.breadth(fault));
        self.cases
            .iter()
            .filter(|case| narrowest(case).is_some_and(|n| n > self.narrow()))
            .collect()
    }

    /// Faults that neither a case nor a lint sees.
    #[must_use]
    pub fn unseen(&self) -> Vec<&FaultRow> {
        self.faults.iter().filter(|row| row.cases.is_empty() && row.lints.is_empty()).collect()
    }
}
