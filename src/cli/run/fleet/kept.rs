//! What is left of the targets of a fleet that are done with.

use std::collections::BTreeMap;
use std::io;

use crate::cli::{exit, stdout_error};
use crate::error::Error;
use crate::model::outcome::{RunFacts, RunReport, TargetTrouble};
use crate::report::fleet::{Spool, Tally};

/// What is kept of targets that are done with.
pub(super) struct Kept {
    pub(super) tally: Tally,
    pub(super) spool: Option<Spool>,
    /// What could not be written, of each kind the first.
    pub(super) trouble: Vec<Error>,
}

impl Kept {
    pub(super) fn take(&mut self, place: u64, report: RunReport) {
        self.tally.add(&report);
        let Some(spool) = &mut self.spool else { return };
        if let Err(source) = spool.add(place, report) {
            // Results that lack targets must not be taken for those of all.
            self.spool = None;
            let doing = "cannot keep the results until the end, so none are written".to_owned();
            self.trouble.push(Error::Io { doing, source });
        }
    }

    /// Notes that nothing can be told any more; a reader that has had enough is no trouble.
    pub(super) fn said(&mut self, written: io::Result<()>) {
        if let Err(source) = written
            && source.kind() != io::ErrorKind::BrokenPipe
            && self.trouble.is_empty()
        {
            self.trouble.push(stdout_error(source));
        }
    }

    /// The code of the run: as that of a run of all cases on all targets.
    pub(super) fn code(&self, facts: &RunFacts) -> u8 {
        let mut run = facts.clone();
        if self.tally.trouble + self.tally.unreachable > 0 {
            let target = "some".to_owned();
            run.troubles.push(TargetTrouble { target, message: String::new(), after: None });
        }
        exit::of_run(&RunReport {
            format: RunReport::FORMAT,
            run,
            targets: Vec::new(),
            totals: self.tally.totals.clone(),
            totals_by_level: BTreeMap::new(),
            cases: Vec::new(),
        })
    }
}
