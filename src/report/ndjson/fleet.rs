//! The events of a run against any number of targets: one stream for all, in which each target ends
//! with an event of its own, so that nothing of it has to be remembered.

use std::io;

use super::Ndjson;
use super::event::Event;
use crate::model::outcome::{CaseResult, ResultKind, RunFacts, RunReport};
use crate::report::RunStart;
use crate::report::fleet::Tally;

impl Ndjson {
    /// The first line. How many cases there will be is not known yet, nor are the targets.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn fleet_started(&mut self, facts: &RunFacts, jobs: usize) -> io::Result<()> {
        let start = RunStart {
            version: facts.version.clone(),
            command: facts.command.clone(),
            started: facts.started.clone(),
            deselected: facts.deselected,
            shards: facts.shards.clone(),
            jobs,
            ..RunStart::default()
        };
        crate::report::Reporter::start(self, &start)
    }

    /// A case of any target; `of` is how many that target will have.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn fleet_case(&mut self, result: &CaseResult, of: usize) -> io::Result<()> {
        self.done = self.told_of(&result.target);
        self.tell(result, of)
    }

    /// The end of a target, with all that this changes.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn fleet_target(&mut self, report: &RunReport) -> io::Result<()> {
        let run = &report.run;
        let server = report.targets.first();
        let trouble = run.troubles.first().map(|trouble| trouble.target.as_str());
        let name = server.map(|target| target.name.as_str()).or(trouble).unwrap_or_default();
        self.done = self.told_of(name);
        let of = report.cases.iter().filter(|row| row.kind == ResultKind::Case).count();
        self.put_right(report, of)?;
        self.told.retain(|(target, _), _| target != name);
        self.line(&Event::TargetFinished {
            target: name,
            server,
            totals: &report.totals,
            duration_ms: run.duration_ms,
            responses_linted: run.responses_linted,
            troubles: &run.troubles,
        })
    }

    /// The last line. The troubles were told with their targets.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn fleet_finished(&mut self, facts: &RunFacts, tally: &Tally) -> io::Result<()> {
        self.line(&Event::RunFinished {
            totals: &tally.totals,
            totals_by_level: &tally.totals_by_level,
            duration_ms: facts.duration_ms,
            responses_linted: facts.responses_linted,
            interrupted: facts.interrupted,
            strict: facts.strict,
            flaky_fails: facts.flaky_fails,
            overran_ms: facts.overran_ms,
            troubles: &[],
        })
    }

    fn told_of(&self, target: &str) -> usize {
        let from = (target.to_owned(), String::new());
        self.told.range(from..).take_while(|((of, _), _)| of == target).count()
    }
}
