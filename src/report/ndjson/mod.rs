//! Results as lines of JSON, each written as soon as it is known.
//!
//! Each case on each target is told once, by `case-finished`, in the order in which they end. What
//! is known only when all have run comes at the end: cases that were not begun, verdicts that do not
//! stand any more, lints, totals. A reader that lets later lines win has the verdicts of the results.

mod event;
mod fleet;

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::model::outcome::{CaseResult, ResultKind, RunReport, Verdict};
use crate::report::{Reporter, RunStart, json_text};
use event::Event;

/// The version of the events that this build writes.
const FORMAT: u32 = 1;

/// Writes an event on each line, in one write, and flushes it.
pub struct Ndjson {
    out: Box<dyn Write + Send>,
    started: bool,
    /// What was told, by target and id: the verdict and its reason.
    told: BTreeMap<(String, String), (Verdict, String)>,
    done: usize,
}

impl std::fmt::Debug for Ndjson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ndjson").field("done", &self.done).finish_non_exhaustive()
    }
}

impl Ndjson {
    /// A reporter that writes to `out`. Each line is one write.
    #[must_use]
    pub fn new(out: Box<dyn Write + Send>) -> Self {
        Self { out, started: false, told: BTreeMap::new(), done: 0 }
    }

    fn line(&mut self, event: &Event<'_>) -> io::Result<()> {
        let mut line = Vec::new();
        json_text::to_writer(&mut line, event)?;
        line.push(b'\n');
        self.out.write_all(&line)?;
        self.out.flush()
    }

    fn tell(&mut self, result: &CaseResult, of: usize) -> io::Result<()> {
        self.done += 1;
        let said = (result.verdict, result.reason.clone());
        self.told.insert((result.target.clone(), result.id.clone()), said);
        let event = Event::case_finished(result, self.done, of);
        self.line(&event)
    }
}

impl Reporter for Ndjson {
    fn start(&mut self, facts: &RunStart) -> io::Result<()> {
        self.started = true;
        self.line(&Event::RunStarted {
            format: FORMAT,
            version: &facts.version,
            command: &facts.command,
            started: &facts.started,
            targets: &facts.targets,
            cases: facts.cases,
            deselected: facts.deselected,
            shards: facts.shards.as_ref(),
            jobs: Some(facts.jobs),
            repeat: facts.repeat,
            seed: facts.seed,
        })
    }

    fn case_finished(&mut self, result: &CaseResult, _done: usize, of: usize) -> io::Result<()> {
        // What is confirmed later is done before it is told: the count here is of what was told.
        self.tell(result, of)
    }

    fn finish(&mut self, report: &RunReport) -> io::Result<()> {
        let run = &report.run;
        let of_kind = |kind| report.cases.iter().filter(move |result| result.kind == kind);
        let of = of_kind(ResultKind::Case).count();
        if !self.started {
            self.line(&Event::RunStarted {
                format: FORMAT,
                version: &run.version,
                command: &run.command,
                started: &run.started,
                targets: &report.targets,
                cases: of,
                deselected: run.deselected,
                shards: run.shards.as_ref(),
                jobs: None,
                repeat: run.repeat,
                seed: run.seed,
            })?;
        }
        self.put_right(report, of)?;
        self.line(&Event::RunFinished {
            totals: &report.totals,
            totals_by_level: &report.totals_by_level,
            duration_ms: run.duration_ms,
            responses_linted: run.responses_linted,
            interrupted: run.interrupted,
            strict: run.strict,
            flaky_fails: run.flaky_fails,
            overran_ms: run.overran_ms,
            troubles: &run.troubles,
        })
    }
}

impl Ndjson {
    /// What is known only when all have run: cases that were not begun, verdicts that do not stand
    /// any more, lints.
    fn put_right(&mut self, report: &RunReport, of: usize) -> io::Result<()> {
        let of_kind = |kind| report.cases.iter().filter(move |result| result.kind == kind);
        let told = self.told.clone();
        let said = |result: &CaseResult| told.get(&(result.target.clone(), result.id.clone()));
        for result in of_kind(ResultKind::Case).filter(|result| said(result).is_none()) {
            self.tell(result, of)?;
        }
        for result in of_kind(ResultKind::Case) {
            if let Some((verdict, reason)) = said(result)
                && (*verdict != result.verdict || *reason != result.reason)
            {
                self.line(&Event::verdict_changed(result, *verdict))?;
            }
        }
        for result in of_kind(ResultKind::Lint) {
            self.line(&Event::lint(result))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
