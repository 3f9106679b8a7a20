//! `headers:` and `trailers:`: what is asked of each field.

use std::collections::BTreeSet;

use crate::model::expectation::{Check, CountRange, FieldAsk, FieldMatch, TextMatch};
use crate::model::grammar::is_token;

use super::decoder::{Decoder, Entries};
use super::keys;
use super::node::{Node, Value};

/// Keys of `headers` that are no field names.
const SAME_AS: &str = "same-as";
const EXCEPT: &str = "except";

impl Decoder<'_> {
    /// The checks of `headers:`, each with the node of its key.
    pub(super) fn header_checks<'n>(&mut self, node: &'n Node) -> Vec<(&'n Node, Check)> {
        if node.text() == Some("exact") {
            self.error(node, "`headers: exact` stands beside `response` alone");
            return Vec::new();
        }
        let mut checks = Vec::new();
        let rest = self.fields(node, "`headers`", true);
        let except = node.get(EXCEPT);
        if let Value::Map(entries) = &node.value {
            for (key, value) in entries {
                if key.text() == Some(SAME_AS) {
                    let Some(name) = self.exchange(value) else { continue };
                    let except = except.map(|except| self.field_names(except)).unwrap_or_default();
                    checks.push((key, Check::HeadersSameAs { name, except }));
                } else if key.text() == Some(EXCEPT) && node.get(SAME_AS).is_none() {
                    self.error(key, "`except` stands beside `same-as` alone");
                }
            }
        }
        checks.extend(rest.into_iter().map(|(key, field)| (key, Check::Header(field))));
        checks
    }

    /// The checks of `trailers:`, each with the node of its key.
    pub(super) fn trailer_checks<'n>(&mut self, node: &'n Node) -> Vec<(&'n Node, Check)> {
        let fields = self.fields(node, "`trailers`", false);
        fields.into_iter().map(|(key, field)| (key, Check::Trailer(field))).collect()
    }

    fn fields<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        reserved: bool,
    ) -> Vec<(&'n Node, FieldMatch)> {
        let Some(entries) = self.map(node, what) else { return Vec::new() };
        if entries.is_empty() {
            self.error(node, format!("{what} asks for nothing"));
        }
        let mut names = BTreeSet::new();
        let mut fields = Vec::new();
        for (key, value) in entries {
            let Some(name) = self.text(key, "a field name") else { continue };
            if reserved && matches!(name, SAME_AS | EXCEPT) {
                continue;
            }
            if !is_token(name.as_bytes()) {
                let message = format!("`{name}` is no field name (RFC 9110 5.1)");
                self.error(key, message);
                continue;
            }
            if !names.insert(name.to_ascii_lowercase()) {
                let help = "a field has one entry; the values of its lines may be a list";
                self.error_help(key, format!("`{name}` is asked for twice"), help);
                continue;
            }
            fields.extend(self.field(name, value).map(|field| (key, field)));
        }
        fields
    }

    fn field(&mut self, name: &str, node: &Node) -> Option<FieldMatch> {
        let mut field = FieldMatch { name: name.to_owned(), asked: Vec::new(), capture: None };
        match &node.value {
            Value::Scalar(_) if node.is_null() => {
                let help = "write `{present: true}`, `{absent: true}` or `''`";
                self.error_help(node, format!("nothing is asked of `{name}`"), help);
                return None;
            }
            Value::Scalar(_) => {
                let value = self.template(node, "a field value")?;
                field.asked.push(FieldAsk::Value(TextMatch::Equals(value)));
            }
            Value::List(_) => {
                let lines = self.templates(node, "a field line's value");
                field.asked.push(FieldAsk::Lines(lines));
            }
            Value::Map(_) => {
                let errors = self.errors;
                let entries = self.entries(node, &keys::FIELD_MATCH)?;
                for (key, key_node, value) in entries.iter() {
                    match self.field_ask(&entries, key, key_node, value) {
                        Some(ask) => field.asked.push(ask),
                        None if key == "capture" => field.capture = self.capture(value),
                        None => {}
                    }
                }
                if field.asked.is_empty() && field.capture.is_none() && self.errors == errors {
                    self.error(node, format!("nothing is asked of `{name}`"));
                }
            }
        }
        Some(field)
    }

    fn field_ask(
        &mut self,
        entries: &Entries<'_>,
        key: &str,
        key_node: &Node,
        value: &Node,
    ) -> Option<FieldAsk> {
        const WHAT: &str = "a field value";
        let text = match key {
            "equals" => TextMatch::Equals(self.template(value, WHAT)?),
            "matches" => TextMatch::Matches(self.regex(value, WHAT)?),
            "one-of" => TextMatch::OneOf(self.templates(value, WHAT)),
            "not" => TextMatch::Not(Box::new(self.text_match(value, WHAT)?)),
            "absent" => {
                if entries.iter().any(|(other, _, _)| other != "absent") {
                    self.error(key_node, "`absent` stands alone");
                }
                return self.only_true(value, "`absent`").then_some(FieldAsk::Absent);
            }
            "present" => return self.only_true(value, "`present`").then_some(FieldAsk::Present),
            "contains" => {
                return Some(FieldAsk::ListContains(self.templates(value, "a list member")));
            }
            "lacks" => return Some(FieldAsk::ListLacks(self.templates(value, "a list member"))),
            "count" => return self.range(value, "`count`").map(FieldAsk::Count),
            "http-date" => {
                let within = entries.value("within");
                let within = within.and_then(|within| self.duration(within, "`within`"));
                return self
                    .only_true(value, "`http-date`")
                    .then_some(FieldAsk::HttpDate { within });
            }
            "within" => {
                if !entries.has("http-date") {
                    self.error(key_node, "`within` stands beside `http-date: true` alone");
                }
                return None;
            }
            "integer" if value.text() == Some("true") => {
                return Some(FieldAsk::Integer(CountRange { least: 0, most: None }));
            }
            "integer" => return self.range(value, "`integer`").map(FieldAsk::Integer),
            "same-as" => return self.exchange(value).map(FieldAsk::SameAs),
            "differs-from" => return self.exchange(value).map(FieldAsk::DiffersFrom),
            _ => return None,
        };
        Some(FieldAsk::Value(text))
    }

    fn field_names(&mut self, node: &Node) -> Vec<String> {
        self.each(node, |decoder, member| {
            let name = decoder.text(member, "a field name")?;
            if !is_token(name.as_bytes()) {
                decoder.error(member, format!("`{name}` is no field name (RFC 9110 5.1)"));
                return None;
            }
            Some(name.to_ascii_lowercase())
        })
    }

    /// The name that a captured value gets; later steps know it.
    pub(super) fn capture(&mut self, node: &Node) -> Option<String> {
        let name = self.variable_name(node)?.to_owned();
        self.scope.captured.push(name.clone());
        Some(name)
    }

    /// A name that `as:` gave to an exchange.
    pub(super) fn exchange(&mut self, node: &Node) -> Option<String> {
        let name = self.name(node, "an exchange")?;
        if self.scope.exchanges.contains(name) {
            return Some(name.to_owned());
        }
        let known: Vec<String> = self.scope.exchanges.iter().cloned().collect();
        let help = if known.is_empty() {
            "name the earlier request with `as`".to_owned()
        } else {
            super::names::meant(name, known.iter().map(String::as_str))
        };
        self.error_help(node, format!("no exchange is named `{name}` before this step"), help);
        None
    }
}
