//! `body:` of an outcome: what is asked of the answer's body.

use crate::model::expectation::{BodyAsk, BodyMatch, TextMatch};
use crate::model::template::Template;

use super::decoder::{Decoder, Entries};
use super::keys;
use super::node::{Node, Value};

impl Decoder<'_> {
    /// A text (equal), `none`, or a map; all of its entries must hold.
    pub(super) fn body_match(&mut self, node: &Node) -> Option<BodyMatch> {
        let mut body = BodyMatch { decoded: true, asked: Vec::new(), capture: None };
        match &node.value {
            Value::Scalar(scalar)
                if scalar.style == super::node::Style::Plain && scalar.text == "none" =>
            {
                body.asked.push(BodyAsk::None);
            }
            Value::Map(_) => {
                let errors = self.errors;
                let entries = self.entries(node, &keys::BODY_MATCH)?;
                for (key, key_node, value) in entries.iter() {
                    match key {
                        "encoded" => {
                            let words = [("as-sent", false), ("decoded", true)];
                            body.decoded = self.word(value, "`encoded`", &words).unwrap_or(true);
                        }
                        "capture" => {
                            if !entries.has("matches") {
                                let help = "its first group is what is captured";
                                self.error_help(
                                    key_node,
                                    "`capture` needs `matches` beside it",
                                    help,
                                );
                            }
                            body.capture = self.capture(value);
                        }
                        "first" | "last" if !entries.has("slice-of") => {
                            let message = format!("`{key}` stands beside `slice-of` alone");
                            self.error(key_node, message);
                        }
                        "first" | "last" => {}
                        _ => {
                            let asked = self.body_asks(&entries, key, value);
                            body.asked.extend(asked);
                        }
                    }
                }
                if body.asked.is_empty() && self.errors == errors {
                    self.error(node, "nothing is asked of the body");
                }
            }
            _ => {
                let octets = self.template(node, "`body`")?;
                body.asked.push(BodyAsk::Equals { octets, text: true });
            }
        }
        Some(body)
    }

    fn body_asks(&mut self, entries: &Entries<'_>, key: &str, value: &Node) -> Vec<BodyAsk> {
        let equals = |octets: Option<Template>, text| {
            octets.map(|octets| BodyAsk::Equals { octets, text }).into_iter().collect()
        };
        let one = |ask: Option<BodyAsk>| ask.into_iter().collect();
        match key {
            "text" => equals(self.template(value, "`text`"), true),
            "bytes" => equals(self.template(value, "`bytes`"), false),
            "hex" => equals(self.hex(value, "`hex`").map(Template::octets), false),
            "json" => one(self.json_to_expect(value).map(BodyAsk::Json)),
            "matches" => self.each(value, |decoder, member| {
                decoder.regex(member, "`matches`").map(TextMatch::Matches).map(BodyAsk::Text)
            }),
            "contains" => {
                let texts = self.templates(value, "`contains`").into_iter();
                texts.map(TextMatch::Contains).map(BodyAsk::Text).collect()
            }
            "not-contains" => {
                let texts = self.templates(value, "`not-contains`").into_iter();
                let texts = texts.map(TextMatch::Contains);
                texts.map(|text| BodyAsk::Text(TextMatch::Not(Box::new(text)))).collect()
            }
            "length" => one(self.range(value, "`length`").map(BodyAsk::Length)),
            "sha256" => one(self.sha256(value).map(BodyAsk::Sha256)),
            "none" => one(self.only_true(value, "`none`").then_some(BodyAsk::None)),
            "same-as" => one(self.exchange(value).map(BodyAsk::SameAs)),
            _ => one(self.slice_of(entries, value)),
        }
    }

    fn sha256(&mut self, node: &Node) -> Option<String> {
        let text = node.text().unwrap_or_default();
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Some(text.to_ascii_lowercase());
        }
        self.error(node, format!("`sha256` is 64 hex digits, found {}", node.described()));
        None
    }

    fn slice_of(&mut self, entries: &Entries<'_>, value: &Node) -> Option<BodyAsk> {
        let name = self.exchange(value)?;
        let mut bound = |key: &str| match entries.value(key) {
            Some(node) => self.number(node, &format!("`{key}`"), (0, u64::MAX)).map(Some),
            None => Some(None),
        };
        let (first, last) = (bound("first")?.unwrap_or(0), bound("last")?);
        if last.is_some_and(|last| last < first) {
            self.error(entries.owner, "`last` is less than `first`: both octets are in the range");
            return None;
        }
        Some(BodyAsk::SliceOf { name, first, last })
    }
}
