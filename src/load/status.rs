//! `status:` and `interim:`: sets of status codes.

use crate::model::expectation::{InterimMatch, Statuses};

use super::decoder::Decoder;
use super::keys;
use super::node::{Node, Value};

const FORMS: &str = "write `200`, `2xx`, `400..499`, `[400, 431]` or `{not: 2xx}`";

impl Decoder<'_> {
    /// `200`, `2xx`, `400..499`, a list of these, or `{not: …}`.
    pub(super) fn statuses(&mut self, node: &Node) -> Option<Statuses> {
        let (node, negated) = match &node.value {
            Value::Map(_) => {
                let entries = self.entries(node, &keys::STATUS)?;
                let Some(value) = entries.value("not") else {
                    self.error_help(node, "`status` asks for nothing", FORMS);
                    return None;
                };
                (value, true)
            }
            _ => (node, false),
        };
        let ranges = self.each(node, |decoder, member| {
            let range = member.text().and_then(status_range);
            if range.is_none() {
                let message = format!("{} is no status code", member.described());
                decoder.error_help(member, message, FORMS);
            }
            range
        });
        (!ranges.is_empty()).then_some(Statuses { ranges, negated })
    }

    /// `none`, a 1xx status, or a list of them in their order.
    pub(super) fn interim(&mut self, node: &Node) -> Option<InterimMatch> {
        if node.text() == Some("none") {
            return Some(InterimMatch::None);
        }
        let statuses = self.each(node, |decoder, member| {
            let status = member.text().and_then(status_code).filter(|s| (100..200).contains(s));
            if status.is_none() {
                let message = format!("{} is no interim status", member.described());
                decoder.error_help(member, message, "write `none`, `100` or `[100, 103]`");
            }
            status
        });
        (!statuses.is_empty()).then_some(InterimMatch::Seen(statuses))
    }
}

fn status_range(text: &str) -> Option<(u16, u16)> {
    if let Some(class) = text.strip_suffix("xx") {
        let class: u16 = class.parse().ok().filter(|class| (1..=9).contains(class))?;
        return Some((class * 100, class * 100 + 99));
    }
    match text.split_once("..") {
        Some((low, high)) => {
            let (low, high) = (status_code(low)?, status_code(high)?);
            (low <= high).then_some((low, high))
        }
        None => status_code(text).map(|code| (code, code)),
    }
}

/// Three digits (RFC 9112 4).
fn status_code(text: &str) -> Option<u16> {
    if text.len() != 3 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_sets_are_read_in_each_form() {
        let rows = [
            ("200", Some((200, 200))),
            ("4xx", Some((400, 499))),
            ("400..431", Some((400, 431))),
            ("431..400", None),
            ("2XX", None),
            ("xx", None),
            ("20", None),
            ("2000", None),
            ("+20", None),
            ("0xx", None),
        ];
        for (text, want) in rows {
            assert_eq!(status_range(text), want, "{text}");
        }
    }
}
