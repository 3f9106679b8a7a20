//! How a text is matched: `reason`, `version`, a frame's payload, an event's fields, and what is
//! `not` to be.

use crate::model::expectation::TextMatch;

use super::decoder::Decoder;
use super::keys;
use super::node::{Node, Value};

/// How deep `not` may be nested.
const MOST_NOTS: usize = 4;

impl Decoder<'_> {
    /// A text (equal), a list (one of), or a map with one way of matching.
    pub(super) fn text_match(&mut self, node: &Node, what: &str) -> Option<TextMatch> {
        self.text_match_within(node, what, 0)
    }

    fn text_match_within(&mut self, node: &Node, what: &str, depth: usize) -> Option<TextMatch> {
        match &node.value {
            Value::Scalar(_) => self.template(node, what).map(TextMatch::Equals),
            Value::List(_) => Some(TextMatch::OneOf(self.templates(node, what))),
            Value::Map(_) => {
                let entries = self.entries(node, &keys::TEXT_MATCH)?;
                let kind = self.one_of(&entries, keys::TEXT_MATCH.keys)?;
                let value = entries.value(kind)?;
                match kind {
                    "equals" => self.template(value, what).map(TextMatch::Equals),
                    "matches" => self.regex(value, what).map(TextMatch::Matches),
                    "one-of" => Some(TextMatch::OneOf(self.templates(value, what))),
                    "contains" => self.template(value, what).map(TextMatch::Contains),
                    _ if depth >= MOST_NOTS => {
                        self.error(value, "`not` is nested too deep");
                        None
                    }
                    _ => self
                        .text_match_within(value, what, depth + 1)
                        .map(|inner| TextMatch::Not(Box::new(inner))),
                }
            }
        }
    }

    /// One text or several.
    pub(super) fn templates(
        &mut self,
        node: &Node,
        what: &str,
    ) -> Vec<crate::model::template::Template> {
        self.each(node, |decoder, member| decoder.template(member, what))
    }
}
