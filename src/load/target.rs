//! Target files and the configuration file `wirecase.yaml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::target::{Address, KnownDeviation, Target};

use super::decoder::Decoder;
use super::discover;
use super::keys;
use super::node::{Node, Value};
use super::source::Source;
use super::yaml;

/// The names of a configuration file; never taken for a case file.
pub(super) const CONFIG_NAMES: [&str; 2] = ["wirecase.yaml", "wirecase.yml"];

/// What a target file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetFile {
    /// How reports call the target.
    pub name: Option<String>,
    /// Where it is, unless the command line says otherwise.
    pub address: Option<Address>,
    /// Resources by name, each an origin-form; a `page` at `/` where none is named.
    pub resources: BTreeMap<String, String>,
    /// Abilities.
    pub abilities: Vec<String>,
    /// Variables, as written.
    pub variables: BTreeMap<String, String>,
    /// Known deviations.
    pub known: Vec<KnownDeviation>,
}

impl TargetFile {
    /// The target at `address`, else at the file's own; `None` where neither is given.
    #[must_use]
    pub fn target(&self, address: Option<Address>) -> Option<Target> {
        let mut target = Target::bare(address.or_else(|| self.address.clone())?);
        if let Some(name) = &self.name {
            target.name.clone_from(name);
        }
        target.resources.extend(self.resources.clone());
        target.abilities.clone_from(&self.abilities);
        target.variables.clone_from(&self.variables);
        target.known.clone_from(&self.known);
        Some(target)
    }
}

/// What a configuration file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// Targets by the name that `-t` takes.
    pub targets: BTreeMap<String, TargetFile>,
    /// Case files and folders to be run where the command line names none, relative to the
    /// working folder as the configuration file's folder makes them.
    pub cases: Vec<PathBuf>,
}

/// Reads a target file.
///
/// # Errors
/// [`Error::Read`] where it cannot be read, [`Error::Files`] with everything that is wrong in it.
pub fn load_target(path: &Path) -> Result<TargetFile> {
    whole(path, |decoder, node| decoder.target(node))
}

/// The configuration file of the folder `from`, or of the nearest folder above it that has one.
///
/// # Errors
/// [`Error::Read`] where it cannot be read, [`Error::Files`] with everything that is wrong in it.
pub fn find_config(from: &Path) -> Result<Option<Config>> {
    let start = std::path::absolute(from)
        .map_err(|source| Error::Read { path: from.to_owned(), source })?;
    for (above, folder) in start.ancestors().enumerate() {
        for name in CONFIG_NAMES {
            if folder.join(name).is_file() {
                // Named as seen from `from`, so that messages stay short.
                let seen = if above == 0 { from.to_owned() } else { folder.to_owned() };
                let path = seen.join(name);
                let mut config = whole(&path, |decoder, node| decoder.config(node))?;
                config.cases = config.cases.iter().map(|case| seen.join(case)).collect();
                config.path = path;
                return Ok(Some(config));
            }
        }
    }
    Ok(None)
}

fn whole<T: Default>(
    path: &Path,
    read: impl FnOnce(&mut Decoder<'_>, &Node) -> Option<T>,
) -> Result<T> {
    let octets = discover::read(path)?;
    let source = Source::new(&path.display().to_string(), &octets, None)
        .map_err(|problem| Error::Files(vec![*problem]))?;
    let mut decoder = Decoder::new(&source);
    let node = yaml::parse(&source, &mut decoder.problems);
    let value = node.and_then(|node| read(&mut decoder, &node));
    if decoder.problems.is_empty() {
        return Ok(value.unwrap_or_default());
    }
    let mut problems = decoder.problems;
    problems.sort_by_key(|problem| (problem.place.line, problem.place.column));
    Err(Error::Files(problems))
}

impl Decoder<'_> {
    fn config(&mut self, node: &Node) -> Option<Config> {
        let entries = self.entries(node, &keys::CONFIG)?;
        let mut config = Config::default();
        if let Some(value) = entries.value("targets") {
            for (key, value) in self.map(value, "`targets`")? {
                let Some(name) = self.name(key, "a target") else { continue };
                let target = match &value.value {
                    Value::Scalar(_) => self.address(value).map(|address| TargetFile {
                        address: Some(address),
                        ..TargetFile::default()
                    }),
                    _ => self.target(value),
                };
                let Some(mut target) = target else { continue };
                target.name.get_or_insert_with(|| name.to_owned());
                config.targets.insert(name.to_owned(), target);
            }
        }
        if let Some(value) = entries.value("cases") {
            config.cases = self
                .each(value, |decoder, member| decoder.line(member, "`cases`").map(PathBuf::from));
        }
        Some(config)
    }

    fn target(&mut self, node: &Node) -> Option<TargetFile> {
        let entries = self.entries(node, &keys::TARGET)?;
        let mut target = TargetFile::default();
        for (name, _, value) in entries.iter() {
            match name {
                "name" => target.name = self.line(value, "`name`").map(str::to_owned),
                "url" => target.address = self.address(value),
                "resources" => {
                    for (key, value) in self.map(value, "`resources`").unwrap_or_default() {
                        let name = self.name(key, "a resource");
                        let path = self.origin_form(value);
                        if let (Some(name), Some(path)) = (name, path) {
                            target.resources.insert(name.to_owned(), path.to_owned());
                        }
                    }
                }
                "abilities" => target.abilities = self.names(value, "an ability"),
                "variables" => {
                    for (key, value) in self.map(value, "`variables`").unwrap_or_default() {
                        let name = self.name(key, "a variable");
                        let text = self.text(value, "a variable's value");
                        if let (Some(name), Some(text)) = (name, text) {
                            target.variables.insert(name.to_owned(), text.to_owned());
                        }
                    }
                }
                _ => target.known = self.each(value, |decoder, member| decoder.known(member)),
            }
        }
        Some(target)
    }

    fn address(&mut self, node: &Node) -> Option<Address> {
        match self.line(node, "`url`")?.parse() {
            Ok(address) => Some(address),
            Err(message) => {
                let message: String = message;
                self.error(node, message);
                None
            }
        }
    }

    /// A request target in origin-form (RFC 9112 3.2.1).
    fn origin_form<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = self.line(node, "a resource")?;
        if text.starts_with('/') && text.bytes().all(|b| b.is_ascii_graphic() && b != b'#') {
            return Some(text);
        }
        let message = format!("{} is no request target in origin-form", node.described());
        self.error_help(
            node,
            message,
            "it starts with `/`; what is no URI character is percent-encoded",
        );
        None
    }

    fn known(&mut self, node: &Node) -> Option<KnownDeviation> {
        let entries = self.entries(node, &keys::KNOWN)?;
        let mut line = |key: &str| {
            let value = entries.value(key)?;
            self.line(value, &format!("`{key}`")).map(str::to_owned)
        };
        let (id, reason, link) = (line("id"), line("reason"), line("link"));
        for (key, found) in [("id", &id), ("reason", &reason)] {
            if found.is_none() && !entries.has(key) {
                self.error(node, format!("`{key}` is missing in a known deviation"));
            }
        }
        Some(KnownDeviation { id: id?, reason: reason?, link })
    }
}
