//! Secrets from the command line, a file and the environment, and keeping them out of what this
//! folder prints by itself: the command line, errors, warnings.

mod given;
mod mask;
#[cfg(test)]
mod tests;
mod words;

pub(super) use given::read;
pub(super) use mask::{Masking, masked, masked_diagnostic};
pub(super) use words::{command_line, rerun_words};

use std::fmt;

/// What the names of environment variables that give a secret begin with.
const PREFIX: &str = "WIRECASE_SECRET_";
/// What stands in a command line in the place of a value.
const HIDDEN: &str = "***";

/// What was written after `--secret`, not looked at yet: clap would quote what it refuses.
#[derive(Clone)]
pub(super) struct Given(String);

impl Given {
    /// For clap: takes anything.
    ///
    /// # Errors
    /// None.
    pub(super) fn parse(text: &str) -> std::result::Result<Self, std::convert::Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}
