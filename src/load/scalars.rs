//! Scalars by their type: texts, numbers, durations, ranges, words, octets in hex or base64,
//! regular expressions. Each says what was found and what is allowed.

use std::time::Duration;

use base64::Engine as _;

use crate::model::expectation::CountRange;

use super::decoder::Decoder;
use super::names;
use super::node::{Node, Style};

/// The longest pause or time-out.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// How large a compiled regular expression may be, in octets.
const REGEX_SIZE: usize = 1 << 20;

impl Decoder<'_> {
    /// A text, without the final line break of a block scalar.
    pub(super) fn text<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        match node.scalar() {
            Some(scalar) => Some(scalar.without_final_break()),
            None => {
                let found = node.described();
                self.error(node, format!("{what} is a text, found {found}"));
                None
            }
        }
    }

    /// A text on one line that is not empty.
    pub(super) fn line<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        let text = self.text(node, what)?;
        if text.trim().is_empty() || text.contains(['\n', '\r']) {
            self.error(node, format!("{what} is one line of text, and not empty"));
            return None;
        }
        Some(text)
    }

    /// A name: letters, digits, `.`, `_` and `-`.
    pub(super) fn name<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        let text = self.text(node, what)?;
        if names::is_name(text) {
            return Some(text);
        }
        let message = format!("{} is no name for {what}", node.described());
        self.error_help(node, message, "letters, digits, `.`, `_` and `-`, at most 100");
        None
    }

    /// One text or a list of texts, each read by `read`.
    pub(super) fn each<'n, T>(
        &mut self,
        node: &'n Node,
        mut read: impl FnMut(&mut Self, &'n Node) -> Option<T>,
    ) -> Vec<T> {
        if node.members().is_empty() {
            self.error(node, "the list is empty");
        }
        node.members().iter().filter_map(|member| read(self, member)).collect()
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, node: &Node, what: &str) -> Option<bool> {
        let plain = node.scalar().filter(|scalar| scalar.style == Style::Plain);
        match plain.map(|scalar| scalar.text.as_str()) {
            Some("true") => return Some(true),
            Some("false") => return Some(false),
            _ => {}
        }
        self.error(node, format!("{what} is true or false, found {}", node.described()));
        None
    }

    /// A key whose only value is `true`, such as `absent: true`.
    pub(super) fn only_true(&mut self, node: &Node, what: &str) -> bool {
        if node.scalar().is_some_and(|s| s.style == Style::Plain && s.text == "true") {
            return true;
        }
        self.error(node, format!("{what} takes `true` alone, found {}", node.described()));
        false
    }

    /// A whole number from `least` to `most`.
    pub(super) fn number(
        &mut self,
        node: &Node,
        what: &str,
        (least, most): (u64, u64),
    ) -> Option<u64> {
        let read = node.text().and_then(decimal).filter(|n| (least..=most).contains(n));
        if read.is_none() {
            let range = if most == u64::MAX {
                format!("from {least}")
            } else {
                format!("from {least} to {most}")
            };
            let found = node.described();
            self.error(node, format!("{what} is a whole number {range}, found {found}"));
        }
        read
    }

    /// `3`, `1..9`, `1..` or `..9`; both ends are in it.
    pub(super) fn range(&mut self, node: &Node, what: &str) -> Option<CountRange> {
        let read = node.text().and_then(|text| {
            let Some((least, most)) = text.split_once("..") else {
                return decimal(text).map(|n| CountRange { least: n, most: Some(n) });
            };
            let least = if least.is_empty() { 0 } else { decimal(least)? };
            let most = if most.is_empty() { None } else { Some(decimal(most)?) };
            (text != ".." && most.is_none_or(|most| least <= most))
                .then_some(CountRange { least, most })
        });
        if read.is_none() {
            let found = node.described();
            let message = format!("{what} is a number or a range, found {found}");
            self.error_help(
                node,
                message,
                "write `3`, `1..9`, `1..` or `..9`; both ends are in it",
            );
        }
        read
    }

    /// `500ms`, `2s`, `1m 30s`.
    pub(super) fn duration(&mut self, node: &Node, what: &str) -> Option<Duration> {
        let text = node.text().unwrap_or_default().trim();
        let message = match humantime::parse_duration(text) {
            Ok(duration) if duration <= LONGEST => return Some(duration),
            Ok(_) => format!("{what} is at most 24h, found {}", node.described()),
            Err(_) => format!("{what} is a duration, found {}", node.described()),
        };
        self.error_help(node, message, "write `500ms`, `2s` or `1m`");
        None
    }

    /// One of some words.
    pub(super) fn word<T: Clone>(
        &mut self,
        node: &Node,
        what: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let text = node.text();
        if let Some((_, value)) = words.iter().find(|(word, _)| Some(*word) == text) {
            return Some(value.clone());
        }
        let all: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let message = format!("{what} is one of {}, found {}", all.join(", "), node.described());
        match text.and_then(|text| names::nearest(text, words.iter().map(|(word, _)| *word))) {
            Some(near) => self.error_help(node, message, format!("did you mean `{near}`?")),
            None => self.error(node, message),
        }
        None
    }

    /// Octets as hex digits, white space between them or not.
    pub(super) fn hex(&mut self, node: &Node, what: &str) -> Option<Vec<u8>> {
        let text = self.text(node, what)?;
        let mut octets = Vec::with_capacity(text.len() / 2);
        let mut high = None;
        for (offset, c) in text.char_indices() {
            if c.is_whitespace() {
                continue;
            }
            let Some(digit) = c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
                self.error_within(node, (offset, 1), format!("`{c}` is no hex digit"), None);
                return None;
            };
            match high.take() {
                None => high = Some(digit),
                Some(high) => octets.push(high << 4 | digit),
            }
        }
        if high.is_some() {
            self.error(node, "a hex digit is missing: two make an octet");
            return None;
        }
        Some(octets)
    }

    /// Octets in base64 (RFC 4648 4), white space between them or not.
    pub(super) fn base64(&mut self, node: &Node, what: &str) -> Option<Vec<u8>> {
        let text = self.text(node, what)?;
        let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        match base64::engine::general_purpose::STANDARD.decode(dense) {
            Ok(octets) => Some(octets),
            Err(error) => {
                let message = format!(
                    "{what} is no base64: {}",
                    error.to_string().to_lowercase().trim_end_matches('.')
                );
                self.error(node, message);
                None
            }
        }
    }

    /// A regular expression in the syntax of the `regex` crate, over octets.
    pub(super) fn regex(&mut self, node: &Node, what: &str) -> Option<String> {
        let text = self.text(node, what)?;
        match check_regex(text) {
            Ok(()) => Some(text.to_owned()),
            Err(message) => {
                let help = "the syntax is that of https://docs.rs/regex; patterns are over octets, `(?u)` turns Unicode on";
                self.error_help(node, message, help);
                None
            }
        }
    }
}

/// Whether a regular expression can be compiled within bounds; why not, on one line.
pub(super) fn check_regex(text: &str) -> Result<(), String> {
    let built = regex::bytes::RegexBuilder::new(text)
        .unicode(false)
        .size_limit(REGEX_SIZE)
        .nest_limit(100)
        .build();
    match built {
        Ok(_) => Ok(()),
        Err(regex::Error::CompiledTooBig(_)) => {
            Err("the regular expression is too large when compiled".to_owned())
        }
        Err(error) => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default().trim();
            Err(format!("no regular expression: {}", last.trim_start_matches("error: ")))
        }
    }
}

fn decimal(text: &str) -> Option<u64> {
    crate::model::grammar::decimal(text.as_bytes())
}
