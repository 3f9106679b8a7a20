//! A case: what it is called, what it stands on, what it needs, and its steps.

use std::sync::Arc;

use super::catalogue::missing_section;
use crate::model::bytes::Bytes;
use crate::model::case::{Case, LimitChanges};
use crate::model::citation::{Citation, Level};
use crate::model::template::Variables;

use super::decoder::{Decoder, Entries, Scope};
use super::keys;
use super::names::{self, BODY_LENGTH, STANDARD_RESOURCES};
use super::node::{Node, Value};

/// What a file says of all of its cases.
#[derive(Debug, Default)]
pub(super) struct OfFile<'n> {
    /// `title`
    pub(super) title: String,
    /// `spec`
    pub(super) citations: Vec<Citation>,
    /// `level`
    pub(super) level: Option<Level>,
    /// `tags`
    pub(super) tags: Vec<String>,
    /// `variables`
    pub(super) variables: Variables,
    /// `defaults`
    pub(super) defaults: Option<Entries<'n>>,
}

/// The longest id, before `each` adds to it.
const LONGEST_ID: usize = 200;

impl Decoder<'_> {
    /// A case before `each` is expanded, and its entries; what has errors is left empty.
    pub(super) fn case<'n>(
        &mut self,
        node: &'n Node,
        file: &OfFile<'n>,
    ) -> Option<(Case, Entries<'n>)> {
        let mut entries = self.entries(node, &keys::CASE)?;
        if let Some(defaults) = &file.defaults {
            let own = entries.clone();
            entries.fill_from(defaults, |key| is_free(&own, key));
        }
        self.scope = Scope::default();
        let default = file.defaults.as_ref();
        let id = self.id(&entries);
        let title = match entries.value("title") {
            Some(value) => self.line(value, "`title`"),
            None => {
                if !entries.misspells(&["title"]) {
                    self.error(node, "`title` is missing in this case");
                }
                None
            }
        };
        let requirement = entries.value("requirement").and_then(|v| self.text(v, "`requirement`"));
        let mut citations = match entries.value("spec") {
            Some(value) => self.citations(value),
            None => Vec::new(),
        };
        if citations.is_empty() {
            citations.clone_from(&file.citations);
        }
        let level = match entries.value("level") {
            Some(value) => self.level(value),
            None => file.level,
        };
        let mut tags = file.tags.clone();
        let mut needs = Vec::new();
        let mut variables = file.variables.clone();
        for layer in default.into_iter().chain([&entries]) {
            if let Some(value) = layer.value("tags") {
                add(&mut tags, self.names(value, "a tag"));
            }
            if let Some(value) = layer.value("needs") {
                add(&mut needs, self.names(value, "a resource or an ability"));
            }
            if let Some(value) = layer.value("variables") {
                variables.extend(self.variables(value));
            }
        }
        if let Some(value) = entries.value("intended") {
            self.intended(value);
        }
        let covers = entries.value("covers").map(|value| self.names(value, "a requirement's id"));
        let limits = self.limits(&entries);
        self.scope.variables.extend(variables.keys().cloned());
        self.scope.variables.extend(self.each_names(entries.value("each")));
        self.scope.needs.extend(needs.iter().cloned());
        let steps = match entries.get("steps") {
            Some((_, value)) => {
                let sugar = ["request", "send", "body", "expect", "response", "headers"];
                for name in entries.present(&sugar) {
                    if let Some((key, _)) = entries.get(name) {
                        self.error(key, format!("`{name}` has no meaning beside `steps`"));
                    }
                }
                let steps = self.steps(value);
                self.check_that_it_can_fail(value, &steps);
                steps
            }
            None => self.steps_of_case(&entries),
        };
        self.warn_of_steps(&steps, &variables);
        add(&mut needs, std::mem::take(&mut self.scope.inferred));
        let source = self.source.excerpt(node.line, node.end_line, node.column.saturating_sub(1));
        let case = Case {
            id: id.unwrap_or_default(),
            title: title.unwrap_or_default().to_owned(),
            requirement: requirement.unwrap_or_default().to_owned(),
            file_title: file.title.clone(),
            place: self.place(node),
            source: Arc::from(source),
            citations,
            covers: covers.unwrap_or_default(),
            level: level.unwrap_or(Level::Must),
            tags,
            needs,
            variables,
            bound: Variables::new(),
            steps: steps.into_iter().map(|written| written.step).collect(),
            limits,
        };
        Some((case, entries))
    }

    fn check_that_it_can_fail(&mut self, node: &Node, steps: &[super::step::WrittenStep<'_>]) {
        use crate::model::case::Action;
        let members = node.members().len();
        let expects =
            |step: &super::step::WrittenStep<'_>| matches!(step.step.action, Action::Expect(_));
        if steps.len() == members && !steps.iter().any(expects) {
            let help = "add an `expect` step: a case without one cannot fail";
            self.error_help(node, "the case expects nothing", help);
        }
    }

    fn id(&mut self, entries: &Entries<'_>) -> Option<String> {
        let Some(value) = entries.value("id") else {
            if !entries.misspells(&["id"]) {
                self.error(entries.owner, "`id` is missing in this case");
            }
            return None;
        };
        let text = self.text(value, "`id`")?;
        let legal = |b: u8| {
            b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'/' | b'.' | b'_' | b'-')
        };
        if let Some(at) = text.bytes().position(|b| !legal(b)) {
            let c = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
            let help = "lower-case letters, digits, `/`, `.`, `_` and `-`".to_owned();
            self.error_within(
                value,
                (at, 1),
                format!("`{}` in an id", c.escape_default()),
                Some(help),
            );
            return None;
        }
        if text.is_empty() || text.len() > LONGEST_ID {
            self.error(value, format!("an id has 1 to {LONGEST_ID} characters"));
            return None;
        }
        Some(text.to_owned())
    }

    /// One clause or several.
    pub(super) fn citations(&mut self, node: &Node) -> Vec<Citation> {
        self.each(node, |decoder, member| {
            let text = decoder.line(member, "`spec`")?;
            match text.parse() {
                Ok(citation) => {
                    if let Some((message, help)) = missing_section(&citation) {
                        decoder.error_help(member, message, help);
                    }
                    Some(citation)
                }
                Err(message) => {
                    decoder.error(member, message);
                    None
                }
            }
        })
    }

    /// A level.
    pub(super) fn level(&mut self, node: &Node) -> Option<Level> {
        self.word(node, "`level`", &Level::ALL.map(|level| (level.word(), level)))
    }

    /// One name or several, without repetition.
    pub(super) fn names(&mut self, node: &Node, what: &str) -> Vec<String> {
        let mut names = Vec::new();
        if matches!(&node.value, Value::List(members) if members.is_empty()) {
            return names;
        }
        let read = self.each(node, |decoder, member| decoder.name(member, what));
        add(&mut names, read.into_iter().map(str::to_owned).collect());
        names
    }

    /// `variables:`, names with wire text as values.
    pub(super) fn variables(&mut self, node: &Node) -> Variables {
        let mut variables = Variables::new();
        for (key, value) in self.map(node, "`variables`").unwrap_or_default() {
            let name = self.variable_name(key);
            let octets = if value.is_null() {
                Some(Bytes::default())
            } else {
                self.octets(value, "a variable's value")
            };
            if let (Some(name), Some(octets)) = (name, octets) {
                variables.insert(name.to_owned(), octets);
            }
        }
        variables
    }

    /// A name for a variable, which is not one that the target gives.
    pub(super) fn variable_name<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let name = self.name(node, "a variable")?;
        let taken = ["host", "port", "authority", "unique", BODY_LENGTH];
        if taken.contains(&name) || STANDARD_RESOURCES.contains(&name) {
            let message = format!("`{name}` is a name that the target gives a value to");
            self.error_help(node, message, "choose another name");
            return None;
        }
        Some(name)
    }

    fn limits(&mut self, entries: &Entries<'_>) -> LimitChanges {
        let mut duration = |key: &str| {
            entries.value(key).and_then(|value| self.duration(value, &format!("`{key}`")))
        };
        let (read_timeout, case_timeout) = (duration("read-timeout"), duration("case-timeout"));
        let max_bytes = entries
            .value("max-bytes")
            .and_then(|value| self.number(value, "`max-bytes` (octets)", (1, 1 << 32)));
        LimitChanges { read_timeout, case_timeout, max_bytes }
    }
}

/// Whether a default for `key` has a meaning beside what the case has of its own.
fn is_free(own: &Entries<'_>, key: &str) -> bool {
    let any = |keys: &[&'static str]| !own.present(keys).is_empty();
    match key {
        // These add up, and are taken in layer by layer.
        "tags" | "needs" | "variables" => false,
        "request" => !any(&["send", "steps"]),
        "send" => !any(&["request", "steps", "body"]),
        "body" => !any(&["request", "send", "steps"]),
        "expect" | "response" | "headers" => !any(&["expect", "response", "steps"]),
        _ => true,
    }
}

fn add(to: &mut Vec<String>, names: Vec<String>) {
    for name in names {
        if !to.contains(&name) {
            to.push(name);
        }
    }
}

/// The places where `each` names stand in a title or a requirement.
pub(super) fn fill_title(title: &str, values: &[(String, String)]) -> String {
    let mut out = title.to_owned();
    for (name, label) in values {
        out = out.replace(&format!("{{{{{name}}}}}"), label);
    }
    debug_assert!(values.iter().all(|(name, _)| names::is_name(name)));
    out
}
