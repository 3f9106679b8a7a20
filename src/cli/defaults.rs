//! Flags that nobody typed: their values come from the environment, else from the profile that was
//! chosen, else from the defaults of `wirecase.yaml`.
//!
//! The command line is parsed twice. The first time says what was typed; what the other layers say of
//! the rest is then written as `--flag=value` before it, so that clap alone knows what a value may
//! be. Each such word is tried by itself first, so that an error is told where it was written.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{Arg, ArgAction, Command, CommandFactory as _, FromArgMatches as _};

use crate::error::{Error, Result};
use crate::load::Config;
use crate::model::case::Place;

use super::args::Cli;

pub(super) mod environment;
mod file;
mod flags;
mod layers;

pub(super) use environment::Environment;
use flags::Flags;
use layers::Layers;

/// The verbs that take the flags of `run` from the file, too.
const CONFIGURED: [&str; 2] = ["run", "config"];
/// The verbs that take them from the environment. `demo` does not read the file: what it shows is
/// the same in every folder.
const FROM_ENVIRONMENT: [&str; 3] = ["run", "config", "demo"];
/// The verbs with a `--no-FLAG` for what these may say. What `watch` runs reads them itself, anew
/// each time.
const TAKE_BACK: [&str; 4] = ["run", "watch", "config", "demo"];
/// Flags of `run` whose values are typed and nothing else.
const TYPED_ALONE: [&str; 5] = ["config", "profile", "secret", "help", "version"];

/// The command line, and where the values of its flags come from.
pub(super) struct Parsed {
    /// What the stages take.
    pub(super) cli: Cli,
    /// Every flag of the verb, in the order of its help; none for a verb that takes no defaults.
    pub(super) flags: Vec<Held>,
}

/// The value that holds for a flag.
pub(super) struct Held {
    /// Its long name.
    pub(super) flag: String,
    /// Its values as text; none where it has none. Of secrets, their names.
    pub(super) values: Vec<String>,
    /// Where they come from.
    pub(super) origin: Origin,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It was typed.
    Typed,
    /// A variable of the environment.
    Environment(String),
    /// The configuration file, with the profile where it is one that says it.
    File(Place, Option<String>),
    /// Nothing says it.
    Default,
}

/// Why there is nothing to carry out.
pub(super) enum Trouble {
    /// clap's own: an error, or a help that was asked for.
    Clap(clap::Error),
    /// What another layer than the command line says is wrong.
    Ours(Error),
}

impl From<clap::Error> for Trouble {
    fn from(error: clap::Error) -> Self {
        Self::Clap(error)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

/// Reads the command line. `configuration` finds the file: the one that is named, else the nearest.
///
/// # Errors
/// clap's, and what is wrong in the environment or the file.
pub(super) fn parse<'c>(
    words: Vec<OsString>,
    environment: &Environment,
    configuration: impl FnOnce(Option<PathBuf>) -> Result<Option<&'c Config>>,
) -> std::result::Result<Parsed, Trouble> {
    let command = command();
    let typed = command.clone().try_get_matches_from(&words)?;
    let Some((verb, given)) =
        typed.subcommand().filter(|(verb, _)| FROM_ENVIRONMENT.contains(verb))
    else {
        return Ok(Parsed { cli: Cli::from_arg_matches(&typed)?, flags: Vec::new() });
    };
    let flags = Flags::of(&command, verb);
    let mut layers =
        Layers { flags: &flags, held: BTreeMap::new(), on: Vec::new(), words: Vec::new() };
    layers.typed(given);
    let mut ours = Vec::new();
    layers.take(flags.in_environment(environment)?)?;
    if CONFIGURED.contains(&verb) {
        let mut chosen = |flag: &str| {
            if let Some(mut values) = given.get_raw(flag) {
                return values.next_back().map(OsStr::to_owned);
            }
            let name = environment::name(flag);
            let value = environment.get(&name)?.to_owned();
            let mut word = OsString::from(format!("--{flag}="));
            word.push(&value);
            ours.push((flag.to_owned(), word, Origin::Environment(name)));
            Some(value)
        };
        let config = configuration(chosen("config").map(PathBuf::from))?;
        let profile = chosen("profile").map(|name| name.to_string_lossy().into_owned());
        let settings = file::profile(config, profile.as_deref())?;
        if let Some(config) = config {
            // What the chosen profile does not need is held to the same rules.
            for (name, other) in &config.profiles {
                flags.in_file(other, config, Some(name))?;
            }
            layers.take(flags.in_file(settings, config, profile.as_deref())?)?;
            layers.take(flags.in_file(&config.defaults, config, None)?)?;
        }
    }
    let Layers { mut held, words: said, .. } = layers;
    let mut all = words.clone();
    // Behind the verb, which nothing but flags without values stands before: not behind a `--`.
    let at = all.iter().position(|word| word == verb).map_or(all.len(), |at| at + 1);
    for (flag, word, origin) in ours {
        all.insert(at, word);
        held.insert(flag, origin);
    }
    all.splice(at..at, said);
    let matches = command.clone().try_get_matches_from(all)?;
    let flags = match matches.subcommand() {
        Some((_, given)) => flags.held(given, &held),
        None => Vec::new(),
    };
    Ok(Parsed { cli: Cli::from_arg_matches(&matches)?, flags })
}

/// The command line as clap reads it: with a hidden `--no-FLAG` for each flag that another layer may
/// say and that has no default, which takes back what it says (`--github` for `--no-github`).
pub(super) fn command() -> Command {
    let mut command = Cli::command();
    for verb in TAKE_BACK {
        command = command.mut_subcommand(verb, |mut verb| {
            let flags: Vec<String> = takes_back(&verb);
            // Not `mut_arg`, which moves a flag to the end of the help.
            verb = verb.mut_args(|arg| {
                let id = arg.get_id().as_str().to_owned();
                if flags.contains(&id) { arg.overrides_with(negation(&id)) } else { arg }
            });
            for id in flags {
                let no = negation(&id);
                let arg = Arg::new(no.clone()).long(no).hide(true).action(ArgAction::SetTrue);
                verb = verb.arg(arg.overrides_with(id));
            }
            verb
        });
    }
    command
}

/// The ids of the flags of a verb that can be without a value. One that has a default is given that
/// instead; `--no-color` would be taken for `--color never`.
fn takes_back(verb: &Command) -> Vec<String> {
    let run = Cli::command();
    let of_run = run.find_subcommand("run");
    verb.get_arguments()
        .filter(|arg| {
            of_run.is_some_and(|run| run.get_arguments().any(|a| a.get_id() == arg.get_id()))
        })
        .filter(|arg| {
            let long = arg.get_long().unwrap_or_default();
            !long.is_empty() && !TYPED_ALONE.contains(&long) && arg.get_default_values().is_empty()
        })
        .map(|arg| arg.get_id().as_str().to_owned())
        .collect()
}

/// The long name that takes back the flag with this id.
fn negation(id: &str) -> String {
    let long = id.replace('_', "-");
    match long.strip_prefix("no-") {
        Some(rest) => rest.to_owned(),
        None => format!("no-{long}"),
    }
}

/// The flags of `run` that `defaults` may hold, for the test that compares the schema with them.
#[cfg(test)]
fn of_the_file() -> Vec<Arg> {
    Flags::of(&command(), "run").flags
}

#[cfg(test)]
mod tests;
