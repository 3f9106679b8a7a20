//! Target files, and the targets of a configuration, which have the same keys.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::case::Place;
use crate::model::grammar::is_origin_form;
use crate::model::launch::Launch;
use crate::model::target::{Address, KnownDeviation, Target};
use crate::model::tls::Tls;

use super::decoder::Decoder;
use super::discover;
use super::keys::{self, Keys};
use super::node::{Node, Value};
use super::source::Source;
use super::yaml;

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
    /// How TLS is spoken with it.
    pub tls: Tls,
    /// How it is started.
    pub launch: Option<Launch>,
    /// Where a configuration names it; `None` for a target file.
    pub place: Option<Place>,
}

impl TargetFile {
    /// The target at `address`, else at the file's own, else, where it is started, at a free port of
    /// 127.0.0.1; `None` where there is none of these.
    #[must_use]
    pub fn target(&self, address: Option<Address>) -> Option<Target> {
        let free = || self.launch.is_some().then(Address::free);
        let mut target = Target::bare(address.or_else(|| self.address.clone()).or_else(free)?);
        if let Some(name) = &self.name {
            target.name.clone_from(name);
        }
        target.resources.extend(self.resources.clone());
        target.abilities.clone_from(&self.abilities);
        target.variables.clone_from(&self.variables);
        target.known.clone_from(&self.known);
        target.tls.clone_from(&self.tls);
        Some(target)
    }

    /// Whether it says where the target is, how it is started and how it is spoken with, and
    /// nothing of what the target has.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.resources.is_empty()
            && self.abilities.is_empty()
            && self.variables.is_empty()
            && self.known.is_empty()
    }

    /// Takes from `other` what is not said here; what is said in both is as here, lists are joined.
    fn complete_from(&mut self, other: Self) {
        fn fill(into: &mut BTreeMap<String, String>, from: BTreeMap<String, String>) {
            for (key, value) in from {
                into.entry(key).or_insert(value);
            }
        }
        self.name = self.name.take().or(other.name);
        self.address = self.address.take().or(other.address);
        fill(&mut self.resources, other.resources);
        fill(&mut self.variables, other.variables);
        for ability in other.abilities {
            if !self.abilities.contains(&ability) {
                self.abilities.push(ability);
            }
        }
        for known in other.known {
            if !self.known.iter().any(|own| own.id == known.id) {
                self.known.push(known);
            }
        }
        let (own, beneath) = (&mut self.tls, other.tls);
        own.insecure |= beneath.insecure;
        own.cacert = own.cacert.take().or(beneath.cacert);
        // A key belongs to its certificate.
        if own.cert.is_none() {
            own.cert = beneath.cert;
            own.key = own.key.take().or(beneath.key);
        }
        own.sni = own.sni.take().or(beneath.sni);
        if own.alpn.is_empty() {
            own.alpn = beneath.alpn;
        }
        own.min = own.min.or(beneath.min);
        own.max = own.max.or(beneath.max);
        self.launch = self.launch.take().or(other.launch);
    }
}

/// Reads a target file.
///
/// # Errors
/// [`Error::Read`] where it cannot be read, [`Error::Files`] with everything that is wrong in it.
pub fn load_target(path: &Path) -> Result<TargetFile> {
    whole(path, |decoder, node| decoder.target(node, &keys::TARGET))
}

/// Reads a whole file that is no case file.
pub(super) fn whole<T: Default>(
    path: &Path,
    read: impl FnOnce(&mut Decoder<'_>, &Node) -> Option<T>,
) -> Result<T> {
    let octets = discover::read(path)?;
    let folder = path.parent().map(Path::to_owned);
    let source = Source::new(&path.display().to_string(), &octets, folder)
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
    /// A target of a configuration: an address, or the keys of a target file.
    pub(super) fn named_target(&mut self, node: &Node) -> Option<TargetFile> {
        match &node.value {
            Value::Scalar(_) => {
                let address = Some(self.address(node, false)?);
                Some(TargetFile { address, ..TargetFile::default() })
            }
            _ => self.target(node, &keys::NAMED_TARGET),
        }
    }

    fn target(&mut self, node: &Node, keys: &Keys) -> Option<TargetFile> {
        let entries = self.entries(node, keys)?;
        let mut target = TargetFile::default();
        let beneath = entries.value("file").and_then(|value| self.target_beneath(value));
        let launched =
            entries.has("launch") || beneath.as_ref().is_some_and(|file| file.launch.is_some());
        for (name, _, value) in entries.iter() {
            match name {
                "name" => target.name = self.line(value, "`name`").map(str::to_owned),
                "url" => target.address = self.address(value, launched),
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
                "tls" => target.tls = self.tls(value).unwrap_or_default(),
                "launch" => target.launch = self.launch(value),
                "known" => {
                    target.known = self.each(value, |decoder, member| decoder.known(member));
                }
                _ => {}
            }
        }
        if let Some(beneath) = beneath {
            target.complete_from(beneath);
        }
        Some(target)
    }

    /// The target file that a target of a configuration is read from.
    fn target_beneath(&mut self, node: &Node) -> Option<TargetFile> {
        let path = self.path(node, "`file`")?;
        match load_target(&path) {
            Ok(file) => return Some(file),
            // Told with the places that they have in that file.
            Err(Error::Files(problems)) => self.problems.extend(problems),
            Err(error) => self.error(node, error.to_string()),
        }
        None
    }

    fn address(&mut self, node: &Node, launched: bool) -> Option<Address> {
        let text = self.line(node, "`url`")?;
        let address = if launched { Address::of_launched(text) } else { text.parse() };
        match address {
            Ok(address) => return Some(address),
            Err(message) if text.contains("{{port}}") && !launched => {
                let help = "a free port is for a server that `launch` starts";
                self.error_help(node, message, help);
            }
            Err(message) => self.error(node, message),
        }
        None
    }

    /// A path, which is relative to the folder of the file that it is written in.
    pub(super) fn beside(&self, path: &str) -> PathBuf {
        self.source.folder.as_deref().unwrap_or(Path::new("")).join(path)
    }

    /// The path that a line is, beside the file.
    pub(super) fn path(&mut self, node: &Node, what: &str) -> Option<PathBuf> {
        let line = self.line(node, what)?;
        Some(self.beside(line))
    }

    /// A request target in origin-form (RFC 9112 3.2.1).
    pub(super) fn origin_form<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = self.line(node, "a path")?;
        if is_origin_form(text) {
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
