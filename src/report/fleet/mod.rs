//! What is told of a run against more targets than fit in memory: a line for each as it ends, and
//! totals over all of them.

mod spool;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::outcome::{ResultKind, RunReport, Verdict};

pub use spool::Spool;
pub use text::Text;

/// What became of one target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing on it fails the run.
    Clean,
    /// Something does.
    Failing,
    /// It died, or a case could not take place, or the time was up before all had.
    Trouble,
    /// It could not be connected to, or no line names it rightly.
    Unreachable,
}

/// The fate of the one target that a report is of.
#[must_use]
pub fn fate(report: &RunReport) -> Fate {
    let fails =
        |verdict: &Verdict| report.total(*verdict) > 0 && verdict.fails_run(report.run.rules());
    if report.cases.is_empty() && !report.run.troubles.is_empty() {
        Fate::Unreachable
    } else if !report.run.troubles.is_empty()
        || report.run.overran_ms.is_some()
        || report.total(Verdict::Error) > 0
    {
        Fate::Trouble
    } else if Verdict::ALL.iter().any(fails) {
        Fate::Failing
    } else {
        Fate::Clean
    }
}

/// What is counted over all targets. Its size hangs on the suite, not on the number of targets.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Targets by their fate.
    pub clean: u64,
    /// See [`Fate::Failing`].
    pub failing: u64,
    /// See [`Fate::Trouble`].
    pub trouble: u64,
    /// See [`Fate::Unreachable`].
    pub unreachable: u64,
    /// How many results of cases there are.
    pub results: u64,
    /// How many cases were sent.
    pub sent: u64,
    /// How many responses the lints looked at.
    pub linted: usize,
    /// The totals of the results document.
    pub totals: BTreeMap<String, u64>,
    /// The same for each level.
    pub totals_by_level: BTreeMap<String, BTreeMap<String, u64>>,
    /// Cases and lints that departed, with how many targets gave which verdict.
    departures: BTreeMap<(String, Verdict), u64>,
    /// Cases that any target was asked.
    ids: BTreeSet<String>,
}

impl Tally {
    /// Counts the report of one target.
    pub fn add(&mut self, report: &RunReport) {
        *match fate(report) {
            Fate::Clean => &mut self.clean,
            Fate::Failing => &mut self.failing,
            Fate::Trouble => &mut self.trouble,
            Fate::Unreachable => &mut self.unreachable,
        } += 1;
        self.linted = self.linted.saturating_add(report.run.responses_linted);
        let add = |to: &mut BTreeMap<String, u64>, from: &BTreeMap<String, u64>| {
            for (verdict, count) in from {
                *to.entry(verdict.clone()).or_default() += count;
            }
        };
        add(&mut self.totals, &report.totals);
        for (level, totals) in &report.totals_by_level {
            add(self.totals_by_level.entry(level.clone()).or_default(), totals);
        }
        for row in &report.cases {
            if row.kind == ResultKind::Case {
                self.results += 1;
                self.sent += u64::from(!row.attempts.is_empty());
                if !self.ids.contains(&row.id) {
                    self.ids.insert(row.id.clone());
                }
            }
            if super::weight::needs_attention(row.verdict) {
                *self.departures.entry((row.id.clone(), row.verdict)).or_default() += 1;
            }
        }
    }

    /// How many targets were counted.
    #[must_use]
    pub fn targets(&self) -> u64 {
        self.clean + self.failing + self.trouble + self.unreachable
    }

    /// How many different cases any target was asked.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.ids.len()
    }

    /// What departs on most targets, the most frequent first.
    fn most_frequent(&self) -> Vec<(&str, Verdict, u64)> {
        let mut all: Vec<(&str, Verdict, u64)> = self
            .departures
            .iter()
            .map(|((id, verdict), count)| (id.as_str(), *verdict, *count))
            .collect();
        all.sort_by_key(|&(id, verdict, count)| (std::cmp::Reverse(count), id, verdict));
        all
    }
}
