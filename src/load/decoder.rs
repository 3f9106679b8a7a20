//! What reading one file keeps in mind: its problems, all of them, and the names that are known at
//! the place under way. Each kind of node has its own file, with its part of the implementation.

use std::collections::{BTreeSet, HashSet};

use crate::model::case::Place;
use crate::model::diagnostic::{Diagnostic, Severity};

use super::keys::Keys;
use super::names;
use super::node::{Node, Value};
use super::source::Source;

/// Reads the nodes of one file.
pub(super) struct Decoder<'a> {
    /// The file.
    pub(super) source: &'a Source,
    /// What was found wrong so far.
    pub(super) problems: Vec<Diagnostic>,
    /// The names known in the case under way.
    pub(super) scope: Scope,
    /// Octets taken from other files so far.
    pub(super) octets_read: u64,
    /// How often something was wrong, told or not.
    pub(super) errors: usize,
    told: HashSet<(usize, usize, String)>,
}

/// How many problems of one file are told.
const MOST_PROBLEMS: usize = 500;

/// The names known in a case, as its steps are read in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// Variables of the file and the case, and those captured by earlier steps.
    pub(super) variables: BTreeSet<String>,
    /// Names that the step under way captures.
    pub(super) captured: Vec<String>,
    /// Resources and abilities that the case names in `needs`.
    pub(super) needs: BTreeSet<String>,
    /// Standard resources that are used without being named there, in the order of their use.
    pub(super) inferred: Vec<String>,
    /// Names given by `as:`.
    pub(super) exchanges: BTreeSet<String>,
    /// Which warnings the author has answered.
    pub(super) intended: BTreeSet<String>,
}

/// The entries of a map whose keys are all allowed.
#[derive(Clone, Debug)]
pub(super) struct Entries<'n> {
    /// The map.
    pub(super) owner: &'n Node,
    found: Vec<(&'n str, &'n Node, &'n Node)>,
    meant: Vec<&'static str>,
}

impl<'n> Entries<'n> {
    /// The key's node and its value.
    pub(super) fn get(&self, key: &str) -> Option<(&'n Node, &'n Node)> {
        self.found.iter().find(|(name, _, _)| *name == key).map(|&(_, key, value)| (key, value))
    }

    /// The value of a key.
    pub(super) fn value(&self, key: &str) -> Option<&'n Node> {
        self.get(key).map(|(_, value)| value)
    }

    /// Whether the key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether an unknown key, already reported, was likely meant as one of `keys`.
    pub(super) fn misspells(&self, keys: &[&'static str]) -> bool {
        self.meant.iter().any(|meant| keys.contains(meant))
    }

    /// All entries, in the order of the file.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'n str, &'n Node, &'n Node)> {
        self.found.iter().copied()
    }

    /// Those of `keys` that are there.
    pub(super) fn present(&self, keys: &[&'static str]) -> Vec<&'static str> {
        keys.iter().copied().filter(|key| self.has(key)).collect()
    }

    /// Takes from `defaults` what is not written here and passes `wanted`.
    pub(super) fn fill_from(&mut self, defaults: &Self, wanted: impl Fn(&str) -> bool) {
        for &(name, key, value) in &defaults.found {
            if !self.has(name) && wanted(name) {
                self.found.push((name, key, value));
            }
        }
    }
}

impl<'a> Decoder<'a> {
    /// A decoder that has found nothing yet.
    pub(super) fn new(source: &'a Source) -> Self {
        Self {
            source,
            problems: Vec::new(),
            scope: Scope::default(),
            octets_read: 0,
            errors: 0,
            told: HashSet::new(),
        }
    }

    /// The place of a node.
    pub(super) fn place(&self, node: &Node) -> Place {
        self.source.place(node.line, node.column)
    }

    /// Reports a node as wrong.
    pub(super) fn error(&mut self, node: &Node, message: impl Into<String>) {
        self.push(Severity::Error, (node.line, node.column), node.width, message.into(), None);
    }

    /// Reports a node as wrong, with what to do.
    pub(super) fn error_help(
        &mut self,
        node: &Node,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let help = Some(help.into());
        self.push(Severity::Error, (node.line, node.column), node.width, message.into(), help);
    }

    /// Reports a place within a scalar, by its offset in octets of the scalar's text.
    pub(super) fn error_within(
        &mut self,
        node: &Node,
        (offset, width): (usize, usize),
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let at = self.source.locate(node, offset);
        self.push(Severity::Error, at, width, message.into(), help);
    }

    /// Warns of a place within a scalar.
    pub(super) fn warn_within(
        &mut self,
        node: &Node,
        (offset, width): (usize, usize),
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let at = self.source.locate(node, offset);
        self.push(Severity::Warning, at, width, message.into(), Some(help.into()));
    }

    fn push(
        &mut self,
        severity: Severity,
        at: (usize, usize),
        width: usize,
        message: String,
        help: Option<String>,
    ) {
        self.errors += usize::from(severity == Severity::Error);
        // What `defaults` has wrong is read again with each case, and told once.
        let problems = self.problems.len();
        if problems >= MOST_PROBLEMS || !self.told.insert((at.0, at.1, message.clone())) {
            return;
        }
        self.problems.push(self.source.diagnostic(severity, at, width.max(1), message, help));
    }

    /// Whether the author has said that what a warning of this name tells is meant.
    pub(super) fn is_intended(&self, warning: &str) -> bool {
        self.scope.intended.contains(warning)
    }

    /// The entries of a map, whatever its keys.
    pub(super) fn map<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [(Node, Node)]> {
        match &node.value {
            Value::Map(entries) => Some(entries),
            _ => {
                let found = node.described();
                self.error(node, format!("{what} is a map of keys, found {found}"));
                None
            }
        }
    }

    /// The members of a list.
    pub(super) fn list<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        match &node.value {
            Value::List(members) => Some(members),
            _ => {
                let found = node.described();
                self.error(node, format!("{what} is a list, found {found}"));
                None
            }
        }
    }

    /// The entries of a map; each unknown key is reported, and left out.
    pub(super) fn entries<'n>(&mut self, node: &'n Node, keys: &Keys) -> Option<Entries<'n>> {
        let mut found = Vec::new();
        let mut meant = Vec::new();
        for (key, value) in self.map(node, keys.what)? {
            let text = match &key.value {
                Value::Scalar(scalar) => scalar.text.as_str(),
                _ => "",
            };
            if keys.keys.contains(&text) {
                found.push((text, key, value));
            } else if self.problems.len() >= MOST_PROBLEMS {
                self.errors += 1;
            } else {
                meant.extend(names::nearest(text, keys.keys.iter().copied()));
                let message = format!("unknown key {} in {}", key.described(), keys.what);
                self.error_help(key, message, names::meant(text, keys.keys.iter().copied()));
            }
        }
        Some(Entries { owner: node, found, meant })
    }
}
