//! The configuration file `wirecase.yaml`: targets, suites, and the values of flags that nobody
//! types.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::case::Place;
use crate::model::diagnostic::{Diagnostic, Severity};

use super::decoder::Decoder;
use super::keys;
use super::node::{Node, Value};
use super::target::{TargetFile, whole};

/// The names of a configuration file; never taken for a case file.
pub(super) const CONFIG_NAMES: [&str; 2] = ["wirecase.yaml", "wirecase.yml"];

/// The word that stands for the suite that is compiled in, wherever case files are named.
pub const BUNDLED: &str = "bundled";

/// What a configuration file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// Targets by the name that `-t` takes.
    pub targets: BTreeMap<String, TargetFile>,
    /// Case files and folders to be run where the command line names none, relative to the
    /// working folder as the configuration file's folder makes them; [`BUNDLED`] as it is.
    pub cases: Vec<PathBuf>,
    /// By name, what stands for it on the command line: paths relative to the file's folder, ids.
    pub suites: BTreeMap<String, Vec<Written>>,
    /// The values of flags, where nothing else gives one.
    pub defaults: Vec<Setting>,
    /// By name, values of flags that come before the defaults where the profile is chosen.
    pub profiles: BTreeMap<String, Vec<Setting>>,
}

impl Config {
    /// The folder that relative paths in it start from; empty for the working folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

/// A text of a configuration file, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// A diagnostic of its place that says nothing yet.
    at: Diagnostic,
}

impl Written {
    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.at.place
    }

    /// The diagnostic that it is wrong.
    #[must_use]
    pub fn wrong(&self, message: String, help: Option<String>) -> Diagnostic {
        Diagnostic { message, help, ..self.at.clone() }
    }
}

/// The value of a flag, as it is written. Which flags there are is not known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The flag's long name.
    pub flag: Written,
    /// One value, or those of a list; `K=V` for each entry of a map; none where nothing is written.
    pub values: Vec<Written>,
}

/// The configuration file of the folder `from`, or of the nearest folder above it that has one.
///
/// # Errors
/// As [`load_config`].
pub fn find_config(from: &Path) -> Result<Option<Config>> {
    config_path(from)?.map(|path| load_config(&path)).transpose()
}

/// Where that file is.
///
/// # Errors
/// [`Error::Read`] where the system does not tell what the working folder is.
pub fn config_path(from: &Path) -> Result<Option<PathBuf>> {
    let start = std::path::absolute(from)
        .map_err(|source| Error::Read { path: from.to_owned(), source })?;
    for (above, folder) in start.ancestors().enumerate() {
        for name in CONFIG_NAMES {
            if folder.join(name).is_file() {
                // Named as seen from `from`, so that messages stay short.
                let path = match above {
                    0 if from == Path::new(".") => PathBuf::from(name),
                    0 => from.join(name),
                    _ => folder.join(name),
                };
                return Ok(Some(path));
            }
        }
    }
    Ok(None)
}

/// Reads a configuration file.
///
/// # Errors
/// [`Error::Read`] where it cannot be read, [`Error::Files`] with everything that is wrong in it.
pub fn load_config(path: &Path) -> Result<Config> {
    let mut config = whole(path, |decoder, node| decoder.config(node))?;
    path.clone_into(&mut config.path);
    Ok(config)
}

impl Decoder<'_> {
    fn config(&mut self, node: &Node) -> Option<Config> {
        let entries = self.entries(node, &keys::CONFIG)?;
        let mut config = Config::default();
        for (name, _, value) in entries.iter() {
            match name {
                "targets" => {
                    for (key, value) in self.map(value, "`targets`").unwrap_or_default() {
                        let Some(name) = self.name(key, "a target") else { continue };
                        let place = self.place(key);
                        let Some(mut target) = self.named_target(value) else { continue };
                        target.name.get_or_insert_with(|| name.to_owned());
                        target.place = Some(place);
                        config.targets.insert(name.to_owned(), target);
                    }
                }
                "cases" => {
                    config.cases = self.each(value, |decoder, member| {
                        let line = decoder.line(member, "`cases`")?;
                        Some(if line == BUNDLED { line.into() } else { decoder.beside(line) })
                    });
                }
                "suites" => {
                    for (key, value) in self.map(value, "`suites`").unwrap_or_default() {
                        let Some(name) = self.name(key, "a suite") else { continue };
                        if name == BUNDLED {
                            self.error(key, "`bundled` is the suite that is compiled in");
                        }
                        let members = self.each(value, |decoder, member| {
                            decoder.line(member, "a suite's member")?;
                            decoder.written(member)
                        });
                        config.suites.insert(name.to_owned(), members);
                    }
                }
                "defaults" => config.defaults = self.settings(value, "`defaults`"),
                _ => {
                    for (key, value) in self.map(value, "`profiles`").unwrap_or_default() {
                        let Some(name) = self.name(key, "a profile") else { continue };
                        // A profile that is named and says nothing is one all the same.
                        let settings = if value.is_null() {
                            Vec::new()
                        } else {
                            self.settings(value, "a profile")
                        };
                        config.profiles.insert(name.to_owned(), settings);
                    }
                }
            }
        }
        Some(config)
    }

    fn settings(&mut self, node: &Node, what: &str) -> Vec<Setting> {
        let mut settings = Vec::new();
        for (key, value) in self.map(node, what).unwrap_or_default() {
            let Some(flag) = self.written(key) else {
                self.error(key, "the long name of a flag is missing");
                continue;
            };
            let values = match &value.value {
                Value::Scalar(_) if value.is_null() => Vec::new(),
                Value::Scalar(_) => self.written(value).into_iter().collect(),
                Value::List(members) => {
                    members.iter().filter_map(|member| self.flag_value(member)).collect()
                }
                Value::Map(entries) => entries
                    .iter()
                    .filter_map(|(key, value)| {
                        let mut value = self.flag_value(value)?;
                        value.text = format!("{}={}", key.text().unwrap_or_default(), value.text);
                        Some(value)
                    })
                    .collect(),
            };
            settings.push(Setting { flag, values });
        }
        settings
    }

    fn flag_value(&mut self, node: &Node) -> Option<Written> {
        let written = self.written(node);
        if written.is_none() {
            self.error(node, format!("the value of a flag is a text, found {}", node.described()));
        }
        written
    }

    /// A scalar and its place.
    fn written(&self, node: &Node) -> Option<Written> {
        let text = node.scalar()?.without_final_break().to_owned();
        let at = (node.line, node.column);
        let at = self.source.diagnostic(Severity::Error, at, node.width, String::new(), None);
        Some(Written { text, at })
    }
}
