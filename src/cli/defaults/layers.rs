//! Layers of values, from the strongest to the weakest: what is said once is not said again.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::error::{Error, Result};
use crate::load::Setting;

use super::flags::{Flags, Refused};
use super::{Origin, negation};

/// What a layer says of one flag.
pub(super) struct Said {
    pub(super) id: String,
    /// The words for clap; none where the flag is to have no value.
    pub(super) words: Vec<OsString>,
    pub(super) origin: Origin,
    pub(super) voice: Voice,
}

/// Who says it, for errors.
pub(super) enum Voice {
    /// A variable of the environment, by its name.
    Variable(String),
    /// A key of the file.
    Key(Setting),
}

impl Voice {
    /// The error that what is said is wrong: the value of this number, or all of it.
    pub(super) fn wrong(&self, at: Option<usize>, message: String, help: Option<String>) -> Error {
        match self {
            Self::Variable(name) => {
                let help = help.map(|help| format!(" ({help})")).unwrap_or_default();
                Error::Usage { message: format!("{name}: {message}{help}") }
            }
            Self::Key(Setting { flag, values }) => {
                // A number of switches is one value that makes several words.
                let value = at.and_then(|at| values.get(at).or(values.first()));
                Error::Files(vec![value.unwrap_or(flag).wrong(message, help)])
            }
        }
    }
}

/// What is said so far, from the strongest layer to the weakest.
pub(super) struct Layers<'f> {
    pub(super) flags: &'f Flags,
    /// The flags of which something is said, be it that they are not given.
    pub(super) held: BTreeMap<String, Origin>,
    /// Those of them that are given.
    pub(super) on: Vec<String>,
    pub(super) words: Vec<OsString>,
}

impl Layers<'_> {
    pub(super) fn typed(&mut self, given: &ArgMatches) {
        for arg in &self.flags.flags {
            let id = arg.get_id().as_str();
            let is_typed = |id: &str| {
                given.try_contains_id(id).is_ok()
                    && given.value_source(id) == Some(ValueSource::CommandLine)
            };
            if is_typed(id) || is_typed(&negation(id)) {
                self.held.insert(id.to_owned(), Origin::Typed);
            }
            if is_typed(id) {
                self.on.push(id.to_owned());
            }
        }
    }

    /// Takes what a weaker layer says of flags of which nothing is said yet, and which exclude
    /// nothing that is. Variables add up, by their names.
    pub(super) fn take(&mut self, layer: Vec<Said>) -> Result<()> {
        let stronger = self.on.clone();
        let settled: Vec<String> = self.held.keys().cloned().collect();
        for said in layer {
            for (index, word) in said.words.iter().enumerate() {
                if let Some(Refused { message, help }) = self.flags.refused(word) {
                    return Err(said.voice.wrong(Some(index), message, help));
                }
            }
            let id = said.id;
            let adds_up = id == "var" && stronger.contains(&id);
            if settled.contains(&id) && !adds_up {
                continue;
            }
            if !said.words.is_empty() {
                let excludes = |other: &&String| self.flags.exclude(&id, other);
                if stronger.iter().any(|other| excludes(&other)) {
                    continue;
                }
                if let Some(other) = self.on.iter().find(excludes) {
                    let message = format!(
                        "`{}` cannot stand beside `{}`",
                        id.replace('_', "-"),
                        other.replace('_', "-")
                    );
                    return Err(said.voice.wrong(None, message, None));
                }
                self.on.push(id.clone());
            }
            self.held.entry(id).or_insert(said.origin);
            // Weaker ones stand first: of two values of a variable the later holds.
            self.words.splice(0..0, said.words);
        }
        Ok(())
    }
}
