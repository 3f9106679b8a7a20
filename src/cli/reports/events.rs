//! Files of events, written while the cases run: trouble with one of them is kept until the end and
//! ends neither the run nor the other reports.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::model::outcome::{CaseResult, RunFacts, RunReport};
use crate::report::fleet::Tally;
use crate::report::ndjson::Ndjson;
use crate::report::{self, Reporter, RunStart};

/// The files of events of a run, in the order in which they were asked for.
pub(in crate::cli) struct Events(Vec<File>);

/// One file, or standard output. The reporter of it and the verb share it.
#[derive(Clone)]
struct File(Arc<Mutex<State>>);

enum State {
    Open(PathBuf, Ndjson),
    /// Nothing more is written: half of a line would make the next one unreadable too.
    Failed(Option<Error>),
    /// The reader of standard output has had enough.
    Closed,
}

impl Events {
    pub(super) fn open(paths: &[PathBuf]) -> Self {
        let open = |path: &PathBuf| -> Result<State> {
            let out: Box<dyn Write + Send> = if super::is_stdout(path) {
                Box::new(io::stdout())
            } else {
                Box::new(report::create(path)?)
            };
            Ok(State::Open(path.clone(), Ndjson::new(out)))
        };
        let state = |path| open(path).unwrap_or_else(|error| State::Failed(Some(error)));
        Self(paths.iter().map(|path| File(Arc::new(Mutex::new(state(path))))).collect())
    }

    /// A reporter for each file. None of them ever fails; see [`Events::failures`].
    pub(in crate::cli) fn reporters(&self) -> Vec<Box<dyn Reporter + Send>> {
        self.0.iter().map(|file| Box::new(file.clone()) as Box<dyn Reporter + Send>).collect()
    }

    /// The first line of a run against any number of targets.
    pub(in crate::cli) fn fleet_started(&self, facts: &RunFacts, jobs: usize) {
        self.each(|events| events.fleet_started(facts, jobs));
    }

    /// A reporter for the cases of one of many targets. Its end is told by [`Events::fleet_target`].
    pub(in crate::cli) fn of_target(&self) -> Vec<Box<dyn Reporter + Send>> {
        let of_target = |file: &File| Box::new(OfTarget(file.clone())) as Box<dyn Reporter + Send>;
        self.0.iter().map(of_target).collect()
    }

    /// The end of one of many targets.
    pub(in crate::cli) fn fleet_target(&self, report: &RunReport) {
        self.each(|events| events.fleet_target(report));
    }

    /// The last line of a run against any number of targets.
    pub(in crate::cli) fn fleet_finished(&self, facts: &RunFacts, tally: &Tally) {
        self.each(|events| events.fleet_finished(facts, tally));
    }

    fn each(&self, tell: impl Fn(&mut Ndjson) -> io::Result<()>) {
        self.0.iter().for_each(|file| file.write(&tell));
    }

    /// For each file what went wrong, once.
    pub(super) fn failures(&self) -> impl Iterator<Item = Option<Error>> {
        self.0.iter().map(|file| match &mut *file.state() {
            State::Failed(error) => error.take(),
            State::Open(..) | State::Closed => None,
        })
    }
}

impl File {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, tell: impl FnOnce(&mut Ndjson) -> io::Result<()>) {
        let mut state = self.state();
        let State::Open(path, events) = &mut *state else { return };
        let Err(source) = tell(events) else { return };
        *state = if !super::is_stdout(path) {
            State::Failed(Some(Error::Write { path: path.clone(), source }))
        } else if source.kind() == io::ErrorKind::BrokenPipe {
            State::Closed
        } else {
            State::Failed(Some(crate::cli::stdout_error(source)))
        };
    }
}

impl Reporter for File {
    fn start(&mut self, facts: &RunStart) -> io::Result<()> {
        self.write(|events| events.start(facts));
        Ok(())
    }

    fn case_finished(&mut self, result: &CaseResult, done: usize, of: usize) -> io::Result<()> {
        self.write(|events| events.case_finished(result, done, of));
        Ok(())
    }

    fn finish(&mut self, report: &RunReport) -> io::Result<()> {
        self.write(|events| events.finish(report));
        Ok(())
    }
}

/// One of many targets whose cases are told in the same file.
struct OfTarget(File);

impl Reporter for OfTarget {
    fn case_finished(&mut self, result: &CaseResult, _done: usize, of: usize) -> io::Result<()> {
        self.0.write(|events| events.fleet_case(result, of));
        Ok(())
    }

    fn finish(&mut self, _report: &RunReport) -> io::Result<()> {
        Ok(())
    }
}
