//! The library's face: a suite of cases, run against an address from a Rust test, results as values.
//!
//! A target is reached, and asked what it can do, once; a suite is a list of cases of which some are
//! selected. Everything else is the pipeline's.

mod case;
mod results;
mod target;

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::load::{self, Loaded};
use crate::model;
use crate::model::citation::Level;
use crate::model::diagnostic::Severity;
use crate::model::plan::Selection;

pub use case::Case;
pub use results::{Outcome, Results};
pub use target::Target;

/// Cases, in their order.
#[derive(Clone, Debug)]
pub struct Suite {
    /// As loaded: a case's position in it is part of its results.
    all: Arc<model::case::Suite>,
    /// Positions of those that are selected.
    selected: Vec<usize>,
}

impl Suite {
    /// The suite that comes with wirecase.
    #[must_use]
    pub fn bundled() -> Self {
        Self::of(load::load_bundled().suite)
    }

    /// The cases of a file, or of every YAML file below a folder.
    ///
    /// # Errors
    /// [`Error::Read`] where it cannot be read, [`Error::Files`] with everything that is wrong, each
    /// with file, line and column.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        Self::checked(load::load(&[path.as_ref().to_owned()])?)
    }

    /// The cases of a text in the format of case files; `name` stands for the file in messages.
    ///
    /// # Errors
    /// [`Error::Files`] with everything that is wrong, each with line and column.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        Self::checked(load::load_text(name, text))
    }

    fn checked(loaded: Loaded) -> Result<Self> {
        if loaded.diagnostics.iter().any(|d| d.severity == Severity::Error) {
            return Err(Error::Files(loaded.diagnostics));
        }
        Ok(Self::of(loaded.suite))
    }

    fn of(all: model::case::Suite) -> Self {
        let selected = (0..all.cases.len()).collect();
        Self { all: Arc::new(all), selected }
    }

    /// Those of the selected cases whose id begins so.
    ///
    /// # Errors
    /// [`Error::NoCases`] where there is none: a test without cases would pass for nothing.
    pub fn only(self, prefix: &str) -> Result<Self> {
        let selection = Selection { ids: vec![prefix.to_owned()], ..Selection::default() };
        // Told with the nearest id, as the command line tells it.
        crate::plan::select(&self.all, &selection)?;
        let none = || format!("`{prefix}` names no case that was not left out before");
        self.kept(|case| case.id.starts_with(prefix), none)
    }

    /// Those of the selected cases that are of this level.
    ///
    /// # Errors
    /// [`Error::NoCases`] where there is none.
    pub fn level(self, level: Level) -> Result<Self> {
        let none = || format!("no case of the level {level} is left");
        self.kept(|case| case.level == level, none)
    }

    /// The selected cases but for those whose id begins so. Naming one that is not there is no error.
    #[must_use]
    pub fn without(mut self, prefix: &str) -> Self {
        let all = Arc::clone(&self.all);
        self.selected.retain(|&number| !all.cases[number].id.starts_with(prefix));
        self
    }

    fn kept(
        mut self,
        keep: impl Fn(&model::case::Case) -> bool,
        none: impl FnOnce() -> String,
    ) -> Result<Self> {
        let all = Arc::clone(&self.all);
        self.selected.retain(|&number| keep(&all.cases[number]));
        if self.selected.is_empty() {
            return Err(Error::NoCases { message: none() });
        }
        Ok(self)
    }

    /// The selected cases, in the suite's order.
    pub fn cases(&self) -> impl ExactSizeIterator<Item = Case> + '_ {
        self.selected.iter().map(|&number| Case::new(&self.all, number))
    }

    /// Runs the selected cases against a target, several at a time. What departs is run once more,
    /// alone, before it stands.
    ///
    /// # Errors
    /// [`Error::Unreachable`] where the target does not accept connections; nothing is sent then.
    ///
    /// # Panics
    /// Outside of a tokio runtime that has its I/O and time drivers enabled, as `#[tokio::test]` has.
    pub async fn run(&self, target: &Target) -> Result<Results> {
        target::run(&self.all, &self.selected, target).await
    }

    /// As [`run`](Self::run), on a runtime of its own.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`Error::Io`] where the system gives no runtime.
    ///
    /// # Panics
    /// Within an asynchronous context.
    pub fn run_blocking(&self, target: &Target) -> Result<Results> {
        target::runtime()?.block_on(self.run(target))
    }
}
