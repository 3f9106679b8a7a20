//! One case of a suite, for a harness that makes a test of each.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model;
use crate::model::citation::Level;

use super::results::Outcome;
use super::target::{self, Target};

/// A case. Cheap to clone.
#[derive(Clone)]
pub struct Case {
    suite: Arc<model::case::Suite>,
    number: usize,
}

impl Case {
    pub(super) fn new(suite: &Arc<model::case::Suite>, number: usize) -> Self {
        Self { suite: Arc::clone(suite), number }
    }

    fn data(&self) -> &model::case::Case {
        &self.suite.cases[self.number]
    }

    /// Its id, of which there is one in a suite: `rfc9112/3.2/host-missing`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.data().id
    }

    /// Its title, a line.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.data().title
    }

    /// How strictly the specification binds.
    #[must_use]
    pub fn level(&self) -> Level {
        self.data().level
    }

    /// The clauses it stands on: `RFC 9112 3.2`.
    pub fn clauses(&self) -> impl Iterator<Item = String> + '_ {
        self.data().citations.iter().map(ToString::to_string)
    }

    /// Its tags.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.data().tags.iter().map(String::as_str)
    }

    /// Runs it against a target.
    ///
    /// # Errors
    /// [`Error::Unreachable`] where the target does not accept connections; nothing is sent then.
    ///
    /// # Panics
    /// Outside of a tokio runtime that has its I/O and time drivers enabled.
    pub async fn run(&self, target: &Target) -> Result<Outcome> {
        let results = target::run(&self.suite, &[self.number], target).await?;
        let message = "the run was interrupted".to_owned();
        results.into_first().ok_or(Error::NoCases { message })
    }

    /// As [`run`](Self::run), on a runtime of its own.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`Error::Io`] where the system gives no runtime.
    ///
    /// # Panics
    /// Within an asynchronous context.
    pub fn run_blocking(&self, target: &Target) -> Result<Outcome> {
        target::runtime()?.block_on(self.run(target))
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Case").field(&self.id()).finish()
    }
}
