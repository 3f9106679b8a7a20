//! The last stage: a run's results made into bytes for people and programs.
//!
//! Every word for people is made here. Nothing of the case or the target reaches an output
//! unescaped: it may hold escape sequences, control octets and bidirectional characters.

pub mod compare;
pub mod coverage;
pub mod dump;
mod file;
#[cfg(test)]
pub(crate) mod fixture;
pub mod fleet;
pub mod github;
pub mod html;
mod ink;
pub mod json;
mod json_text;
pub mod junit;
mod layout;
pub mod list;
pub mod markdown;
pub mod matrix;
pub mod ndjson;
mod page;
pub mod patch;
pub mod replay;
pub mod show;
pub mod tap;
pub mod terminal;
mod test_point;
mod visible;
mod weight;
pub mod words;

use std::io;

use crate::model::outcome::{CaseResult, RunReport};
use crate::model::shard::Shards;
use crate::model::target::Target;

pub use file::{append, create, write_whole};
pub use terminal::result_as_text;

/// The JSON Schema (2020-12) of the results document.
pub const RESULTS_SCHEMA: &str = include_str!("results.schema.json");

/// The JSON Schema (2020-12) of a line of events.
pub const EVENTS_SCHEMA: &str = include_str!("events.schema.json");

/// How text for people is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextOptions {
    /// Whether escape sequences for colour are written.
    pub color: bool,
    /// Columns; `usize::MAX` where nothing is to be wrapped or cut, as in a pipe.
    pub width: usize,
}

impl Default for TextOptions {
    /// No colour, 80 columns.
    fn default() -> Self {
        Self { color: false, width: 80 }
    }
}

/// What is known before the first case runs.
#[derive(Clone, Debug, Default)]
pub struct RunStart {
    /// The tool's version.
    pub version: String,
    /// The command line, quoted for a shell.
    pub command: String,
    /// When the run began, RFC 3339 in UTC.
    pub started: String,
    /// The targets, in the order given.
    pub targets: Vec<Target>,
    /// How many results there will be: one for each case on each target, skipped ones too.
    pub cases: usize,
    /// How many cases of the suite the selection, and the choice of shards, left out.
    pub deselected: usize,
    /// Which parts of a run this is; `None` where it is all of it.
    pub shards: Option<Shards>,
    /// How many cases run side by side on each target.
    pub jobs: usize,
    /// How often each case is run, where that is more than once.
    pub repeat: Option<u32>,
    /// The seed of the order in which the cases begin, where it is not that of the suite.
    pub seed: Option<u64>,
}

/// Receives results as they come, and the whole at the end.
pub trait Reporter {
    /// Called once, before the first case.
    ///
    /// # Errors
    /// Where the output cannot be written.
    fn start(&mut self, facts: &RunStart) -> io::Result<()> {
        let _ = facts;
        Ok(())
    }

    /// Called after each case, in the order in which they finish: `done` of `of` are finished.
    ///
    /// A case that will be tried again is told once, when its verdict stands.
    ///
    /// # Errors
    /// Where the output cannot be written.
    fn case_finished(&mut self, result: &CaseResult, done: usize, of: usize) -> io::Result<()> {
        let _ = (result, done, of);
        Ok(())
    }

    /// Called once, at the end, of an interrupted run too. All that matters is in `report`.
    ///
    /// # Errors
    /// Where the output cannot be written.
    fn finish(&mut self, report: &RunReport) -> io::Result<()>;
}
