//! The flags of a verb that more than the command line may say, and the words by which clap is told
//! their values.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Held, Origin, TYPED_ALONE};

/// Why a flag does not take a value, and what is meant or may be done.
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl From<String> for Refused {
    fn from(message: String) -> Self {
        Self { message, help: None }
    }
}

/// The flags of a verb that other layers than the command line may say.
pub(super) struct Flags {
    verb: Command,
    pub(super) flags: Vec<Arg>,
}

impl Flags {
    pub(super) fn of(command: &Command, verb: &str) -> Self {
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

    pub(super) fn by_name(&self, long: &str) -> Option<&Arg> {
        self.flags.iter().find(|arg| arg.get_long() == Some(long))
    }

    fn by_id(&self, id: &str) -> Option<&Arg> {
        self.flags.iter().find(|arg| arg.get_id() == id)
    }

    /// Why clap does not take this word, and what it would rather have.
    pub(super) fn refused(&self, word: &OsString) -> Option<Refused> {
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
    pub(super) fn exclude(&self, one: &str, other: &str) -> bool {
        let says = |one: &str, other: &str| {
            self.by_id(one).is_some_and(|arg| {
                self.verb.get_arg_conflicts_with(arg).iter().any(|arg| arg.get_id() == other)
            })
        };
        says(one, other) || says(other, one)
    }

    /// Every flag with the value that holds.
    pub(super) fn held(&self, given: &ArgMatches, held: &BTreeMap<String, Origin>) -> Vec<Held> {
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

/// The words by which clap is told this value of a flag, one for each text; none where it says that
/// the flag is not given.
///
/// # Errors
/// What the flag takes instead; with the number of the text, where it is one.
pub(super) fn words(
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
pub(super) fn is_path(arg: &Arg) -> bool {
    let parser: &ValueParser = arg.get_value_parser();
    parser.type_id() == TypeId::of::<PathBuf>()
}
