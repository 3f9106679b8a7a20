//! Flags that nobody typed: their values come from the environment, else from the profile that was
//! chosen, else from the defaults of `wirecase.yaml`.
//!
//! The command line is parsed twice. The first time says what was typed; what the other layers say of
//! the rest is then written as `--flag=value` before it, so that clap alone knows what a value may
//! be. Each such word is tried by itself first, so that an error is told where it was written.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory as _, FromArgMatches as _};

use crate::error::{Error, Result};
use crate::load::{Config, Setting};
use crate::model::case::Place;

use super::args::Cli;

pub(super) mod environment;
mod file;

pub(super) use environment::Environment;

/// The verbs that take the flags of `run` from the file, too.
const CONFIGURED: [&str; 3] = ["run", "watch", "config"];
/// The verbs that take them from the environment. `demo` does not read the file: what it shows is
/// the same in every folder.
const FROM_ENVIRONMENT: [&str; 4] = ["run", "watch", "config", "demo"];
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

/// What a layer says of one flag.
struct Said {
    id: String,
    /// The words for clap; none where the flag is to have no value.
    words: Vec<OsString>,
    origin: Origin,
    voice: Voice,
}

/// Why a flag does not take a value, and what is meant or may be done.
struct Refused {
    message: String,
    help: Option<String>,
}

impl From<String> for Refused {
    fn from(message: String) -> Self {
        Self { message, help: None }
    }
}

/// Who says it, for errors.
enum Voice {
    /// A variable of the environment, by its name.
    Variable(String),
    /// A key of the file.
    Key(Setting),
}

impl Voice {
    /// The error that what is said is wrong: the value of this number, or all of it.
    fn wrong(&self, at: Option<usize>, message: String, help: Option<String>) -> Error {
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
    for verb in FROM_ENVIRONMENT {
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

/// The flags of a verb that other layers than the command line may say.
struct Flags {
    verb: Command,
    flags: Vec<Arg>,
}

impl Flags {
    fn of(command: &Command, verb: &str) -> Self {
        let of_run = command.find_subcommand("run");
        let of_verb = command.find_subcommand(verb);
        let mut verb = of_verb.cloned().unwrap_or_default();
        verb.build();
        let known = |arg: &&Arg| {
            let long = arg.get_long().unwrap_or_default();
            let in_run =
                of_run.is_some_and(|run| run.get_arguments().any(|a| a.get_id() == arg.get_id()));
            !long.is_empty() && in_run && !arg.is_hide_set() && !TYPED_ALONE.contains(&long)
        };
        let flags = verb.get_arguments().filter(known).cloned().collect();
        Self { verb, flags }
    }

    fn by_name(&self, long: &str) -> Option<&Arg> {
        self.flags.iter().find(|arg| arg.get_long() == Some(long))
    }

    fn by_id(&self, id: &str) -> Option<&Arg> {
        self.flags.iter().find(|arg| arg.get_id() == id)
    }

    /// Why clap does not take this word, and what it would rather have.
    fn refused(&self, word: &OsString) -> Option<Refused> {
        let verb = OsString::from(self.verb.get_name());
        let error = self.verb.clone().try_get_matches_from([&verb, word]).err()?;
        let text = error.to_string();
        let first: Vec<&str> =
            text.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
        let message = first.join(" ");
        let help = text.lines().find_map(|line| line.trim().strip_prefix("tip: "));
        let message = message.strip_prefix("error: ").unwrap_or(&message).to_owned();
        Some(Refused { message, help: help.map(str::to_owned) })
    }

    /// Whether two flags exclude each other, whichever of them says so.
    fn exclude(&self, one: &str, other: &str) -> bool {
        let says = |one: &str, other: &str| {
            self.by_id(one).is_some_and(|arg| {
                self.verb.get_arg_conflicts_with(arg).iter().any(|arg| arg.get_id() == other)
            })
        };
        says(one, other) || says(other, one)
    }

    /// Every flag with the value that holds.
    fn held(&self, given: &ArgMatches, held: &BTreeMap<String, Origin>) -> Vec<Held> {
        let mut flags = Vec::new();
        for arg in self.verb.get_arguments() {
            let (id, long) = (arg.get_id().as_str(), arg.get_long().unwrap_or_default());
            if long.is_empty() || arg.is_hide_set() || matches!(long, "help" | "version" | "format")
            {
                continue;
            }
            let origin = match held.get(id) {
                Some(origin) => origin.clone(),
                None if given.value_source(id) == Some(ValueSource::CommandLine) => Origin::Typed,
                None => Origin::Default,
            };
            let raw = given.get_raw(id).into_iter().flatten();
            let values = raw.map(|value| {
                let value = value.to_string_lossy();
                match value.split_once('=') {
                    Some((name, _)) if long == "secret" => format!("{name}=…"),
                    _ => value.into_owned(),
                }
            });
            flags.push(Held { flag: long.to_owned(), values: values.collect(), origin });
        }
        flags
    }
}

/// What is said so far, from the strongest layer to the weakest.
struct Layers<'f> {
    flags: &'f Flags,
    /// The flags of which something is said, be it that they are not given.
    held: BTreeMap<String, Origin>,
    /// Those of them that are given.
    on: Vec<String>,
    words: Vec<OsString>,
}

impl Layers<'_> {
    fn typed(&mut self, given: &ArgMatches) {
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
    fn take(&mut self, layer: Vec<Said>) -> Result<()> {
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

/// The words by which clap is told this value of a flag, one for each text; none where it says that
/// the flag is not given.
///
/// # Errors
/// What the flag takes instead; with the number of the text, where it is one.
fn words(
    arg: &Arg,
    values: &[OsString],
) -> std::result::Result<Vec<OsString>, (Option<usize>, Refused)> {
    let long = arg.get_long().unwrap_or_default();
    let bare = OsString::from(format!("--{long}"));
    let one = |values: &[OsString]| match values {
        [value] => Ok(value.to_string_lossy().to_lowercase()),
        _ => Err((None, format!("`{long}` takes one value").into())),
    };
    if values.is_empty() {
        return Ok(Vec::new());
    }
    match arg.get_action() {
        ArgAction::SetTrue => match one(values)?.as_str() {
            "true" | "yes" | "on" | "1" => Ok(vec![bare]),
            "false" | "no" | "off" | "0" => Ok(Vec::new()),
            _ => Err((Some(0), format!("`{long}` is true or false").into())),
        },
        ArgAction::Count => match one(values)?.as_str() {
            "true" => Ok(vec![bare]),
            "false" => Ok(Vec::new()),
            number => match number.parse::<u8>() {
                Ok(number) if number <= 9 => Ok(vec![bare; usize::from(number)]),
                _ => Err((Some(0), format!("`{long}` is a number from 0 to 9").into())),
            },
        },
        action => {
            if !matches!(action, ArgAction::Append) {
                // A flag that may stand without a value, such as --shuffle.
                match (one(values)?.as_str(), arg.is_require_equals_set()) {
                    ("true", true) => return Ok(vec![bare]),
                    ("false", true) => return Ok(Vec::new()),
                    _ => {}
                }
            }
            let word = |value: &OsString| {
                let mut word = bare.clone();
                word.push("=");
                word.push(value);
                word
            };
            Ok(values.iter().map(word).collect())
        }
    }
}

/// Whether the value of a flag is the path of a file or folder.
fn is_path(arg: &Arg) -> bool {
    let parser: &ValueParser = arg.get_value_parser();
    parser.type_id() == TypeId::of::<PathBuf>()
}

/// The flags of `run` that `defaults` may hold, for the test that compares the schema with them.
#[cfg(test)]
fn of_the_file() -> Vec<Arg> {
    Flags::of(&command(), "run").flags
}

#[cfg(test)]
mod tests;
