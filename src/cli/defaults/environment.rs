//! The layer of the environment: `WIRECASE_<FLAG>` for every flag of `run`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::Write as _;

use clap::ArgAction;

use crate::cli::github::for_stderr;
use crate::error::Result;
use crate::model::bytes::shown;

use super::Origin;
use super::flags::{Flags, words};
use super::layers::{Said, Voice};

/// What the names of our variables begin with.
const PREFIX: &str = "WIRECASE_";
/// What the name of a variable begins with that is one of cases: `WIRECASE_VAR_user=joe`.
const VARIABLE: &str = "WIRECASE_VAR_";
/// Secrets have variables of their own.
const NOT_HERE: &str = "secrets-file";

/// The variables of the environment that are ours, and not empty.
pub(in crate::cli) struct Environment(BTreeMap<String, OsString>);

impl Environment {
    /// That of the process.
    pub(in crate::cli) fn of_process() -> Self {
        Self::of(std::env::vars_os())
    }

    /// These variables. An empty value is none: CI engines set variables to nothing.
    pub(in crate::cli) fn of(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let ours = variables.into_iter().filter_map(|(name, value)| {
            let name = name.into_string().ok().filter(|name| name.starts_with(PREFIX))?;
            (!value.is_empty()).then_some((name, value))
        });
        Self(ours.collect())
    }

    /// The value of a variable.
    pub(in crate::cli) fn get(&self, name: &str) -> Option<&OsStr> {
        self.0.get(name).map(OsString::as_os_str)
    }
}

/// The name of a flag's variable.
pub(in crate::cli) fn name(flag: &str) -> String {
    format!("{PREFIX}{}", flag.replace('-', "_").to_uppercase())
}

/// Variables that are no flag's: of secrets, of shards, of a server that was launched, of the
/// installer.
const OTHERS: [&str; 4] =
    ["WIRECASE_SECRET_", "WIRECASE_SHARDS", "WIRECASE_PORT", "WIRECASE_RELEASES"];

impl Flags {
    /// Says of variables that are nearly a flag's that they are none: a value that does not hold
    /// would not be missed.
    fn tell_misspelt(&self, environment: &Environment) {
        for (variable, meant) in self.misspelt(environment) {
            let text = format!("warning: {variable} is no flag's variable; did you mean {meant}?");
            let _ = writeln!(anstream::stderr(), "{}", for_stderr(&shown(&text)));
        }
    }

    /// Variables that differ from a flag's by a letter or two, with the one that is meant.
    pub(super) fn misspelt(&self, environment: &Environment) -> Vec<(String, String)> {
        let names: Vec<String> =
            self.flags.iter().filter_map(|arg| Some(name(arg.get_long()?))).collect();
        let is_other = |variable: &str| {
            variable.starts_with(VARIABLE) || OTHERS.iter().any(|other| variable.starts_with(other))
        };
        let unknown = environment.0.keys().filter(|v| !names.contains(v) && !is_other(v));
        let nearly = |variable: &String| {
            let near = names.iter().find(|n| strsim::damerau_levenshtein(n, variable) <= 2)?;
            Some((variable.clone(), near.clone()))
        };
        unknown.filter_map(nearly).collect()
    }

    /// What the environment says.
    ///
    /// # Errors
    /// [`crate::error::Error::Usage`] for a value that its flag does not take.
    pub(super) fn in_environment(&self, environment: &Environment) -> Result<Vec<Said>> {
        self.tell_misspelt(environment);
        let mut layer = Vec::new();
        for arg in &self.flags {
            let long = arg.get_long().unwrap_or_default();
            let name = name(long);
            if long == NOT_HERE {
                continue;
            }
            let mut values: Vec<OsString> = Vec::new();
            if let Some(value) = environment.get(&name) {
                match (arg.get_action(), value.to_str()) {
                    (ArgAction::Append, Some(list)) => values.extend(
                        list.split(',')
                            .map(str::trim)
                            .filter(|v| !v.is_empty())
                            .map(OsString::from),
                    ),
                    _ => values.push(value.to_owned()),
                }
            }
            if long == "var" {
                values.extend(environment.0.iter().filter_map(|(name, value)| {
                    let key = name.strip_prefix(VARIABLE).filter(|key| !key.is_empty())?;
                    let mut pair = OsString::from(key);
                    pair.push("=");
                    pair.push(value);
                    Some(pair)
                }));
            }
            if values.is_empty() {
                continue;
            }
            let voice = Voice::Variable(name.clone());
            let words =
                words(arg, &values).map_err(|(at, why)| voice.wrong(at, why.message, why.help))?;
            layer.push(Said {
                id: arg.get_id().as_str().to_owned(),
                words,
                origin: Origin::Environment(name),
                voice,
            });
        }
        Ok(layer)
    }
}
