//! Octets and what is expected of them as wire text, in lines for block scalars and on one line.

use crate::model::bytes::escape;
use crate::model::expectation::Hole;
use crate::model::template::{Piece, Template};

use super::style::scalar;
use super::words::is_yaml_character;

/// What a line break of the file becomes, which says how octets are broken into lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaks {
    /// CRLF: the head of a request, and `send`.
    Crlf,
    /// LF: a body.
    Lf,
    /// LF, and `[[…]]` has a meaning: what is expected.
    Answer,
}

/// How a written line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// By a line break that is sent.
    Break,
    /// By `\`: the line break of the file is not sent.
    Join,
}

/// Wire text under way, line by line.
pub(super) struct WireText {
    breaks: Breaks,
    lines: Vec<(String, End)>,
    line: String,
}

impl WireText {
    pub(super) fn new(breaks: Breaks) -> Self {
        Self { breaks, lines: Vec::new(), line: String::new() }
    }

    /// Adds a template.
    pub(super) fn template(&mut self, template: &Template) {
        self.template_before(template, false);
    }

    fn template_before(&mut self, template: &Template, hole_follows: bool) {
        for (at, piece) in template.0.iter().enumerate() {
            match piece {
                Piece::Octets(octets) => {
                    let next = template.0.get(at + 1);
                    let is_variable = matches!(next, Some(Piece::Variable(_)));
                    let is_hole = next.is_none() && hole_follows;
                    self.octets(octets, is_variable, is_hole);
                }
                Piece::Variable(name) => {
                    self.line.push_str("{{");
                    self.line.push_str(name);
                    self.line.push_str("}}");
                }
            }
        }
    }

    /// Adds what is expected.
    pub(super) fn holes(&mut self, holes: &[Hole]) {
        for (at, hole) in holes.iter().enumerate() {
            match hole {
                Hole::Octets(template) => {
                    let next = holes.get(at + 1);
                    let hole_follows = next.is_some_and(|hole| !matches!(hole, Hole::Octets(_)));
                    self.template_before(template, hole_follows);
                }
                hole => self.line.push_str(&hole.to_string()),
            }
        }
    }

    /// Ends the line by a break that is sent.
    pub(super) fn line_break(&mut self) {
        self.end(End::Break);
    }

    fn end(&mut self, end: End) {
        self.lines.push((std::mem::take(&mut self.line), end));
    }

    fn octets(&mut self, octets: &[u8], before_variable: bool, before_hole: bool) {
        let mut rest = octets;
        while let [first, after @ ..] = rest {
            rest = after;
            match (*first, after) {
                (b'\r', [b'\n', more @ ..]) => {
                    rest = more;
                    if self.breaks == Breaks::Crlf {
                        self.end(End::Break);
                    } else {
                        self.line.push_str("\\r\\n");
                        self.end(End::Join);
                    }
                }
                (b'\n', _) if self.breaks != Breaks::Crlf => self.end(End::Break),
                (b'\r', _) => self.line.push_str("\\r"),
                (b'\n', _) => self.line.push_str("\\n"),
                (b'\t', _) => self.line.push_str("\\t"),
                (0, _) => self.line.push_str("\\0"),
                (b'\\', _) => self.line.push_str("\\\\"),
                (b'{', [b'{', more @ ..]) => {
                    rest = more;
                    self.line.push_str("\\{{");
                }
                (b'{', []) if before_variable => self.line.push_str("\\x7b"),
                (b'[', [b'[', more @ ..]) if self.breaks == Breaks::Answer => {
                    rest = more;
                    self.line.push_str("\\[[");
                }
                (b'[', []) if before_hole => self.line.push_str("\\x5b"),
                (octet @ b' '..=b'~', _) => self.line.push(char::from(octet)),
                (octet, _) => match character(octet, after) {
                    Some((c, length)) if self.shows(c) => {
                        self.line.push(c);
                        rest = after.get(length..).unwrap_or_default();
                    }
                    _ => self.line.push_str(&format!("\\x{octet:02x}")),
                },
            }
        }
    }

    /// Whether a character stands for its UTF-8 without doubt: in a head, one below U+0100 is more
    /// likely meant as one octet, and the loader says so.
    fn shows(&self, c: char) -> bool {
        is_yaml_character(c) && (self.breaks != Breaks::Crlf || u32::from(c) > 0xff)
    }

    /// The lines for a block scalar of which the last line break is not sent (`|` in a body, `|-` in
    /// `send`).
    pub(super) fn block(mut self) -> Vec<String> {
        let escape = if self.breaks == Breaks::Crlf { "\\r\\n" } else { "\\n" };
        // What ends in a line break says so at the end of its last line.
        if self.line.is_empty()
            && let Some((mut line, end)) = self.lines.pop()
        {
            if end == End::Break {
                line.push_str(escape);
            }
            self.line = line;
        }
        self.end(End::Break);
        self.finished(escape)
    }

    /// The lines for a block scalar all of whose line breaks are sent (`|+` in `send`), or of a
    /// head, whose last line has one.
    pub(super) fn whole_lines(mut self) -> Vec<String> {
        if !self.line.is_empty() {
            self.end(End::Break);
        }
        self.finished("\\r\\n")
    }

    /// Whether it ends in a line break, and is more than that: a block needs a line with something
    /// in it.
    pub(super) fn ends_in_break(&self) -> bool {
        let is_bare = matches!(self.lines.as_slice(), [(line, _)] if line.is_empty());
        let ends = self.line.is_empty() && matches!(self.lines.last(), Some((_, End::Break)));
        ends && !is_bare
    }

    fn finished(mut self, escape: &str) -> Vec<String> {
        // A block's indentation is that of its first line that is not empty, which therefore is its
        // first line, and begins with no space.
        if let Some((line, end)) = self.lines.first_mut() {
            if line.is_empty() && *end == End::Break {
                escape.clone_into(line);
                *end = End::Join;
            }
            if line.starts_with(' ') {
                line.replace_range(..1, "\\x20");
            }
        }
        let last = self.lines.len().saturating_sub(1);
        let mut out = Vec::with_capacity(self.lines.len());
        for (at, (mut line, end)) in self.lines.into_iter().enumerate() {
            if line.ends_with(' ') {
                // Editors take it away.
                line.pop();
                line.push_str("\\x20");
            }
            if end == End::Join && at < last {
                line.push('\\');
            }
            out.push(line);
        }
        out
    }
}

/// The character that begins with `first`, which is no ASCII, and how many of `after` are part of it.
fn character(first: u8, after: &[u8]) -> Option<(char, usize)> {
    let length = match first {
        0xc2..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf4 => 3,
        _ => return None,
    };
    let mut octets = vec![first];
    octets.extend_from_slice(after.get(..length)?);
    let c = std::str::from_utf8(&octets).ok()?.chars().next()?;
    Some((c, length))
}

/// Octets as wire text on one line, for a flow scalar.
pub(super) fn wire_line(octets: &[u8]) -> String {
    let mut text = WireText::new(Breaks::Crlf);
    text.octets(octets, false, false);
    let lines = text.lines.iter().map(|(line, _)| format!("{line}\\r\\n"));
    let text: String = lines.chain([text.line.clone()]).collect();
    scalar(&text, true)
}

/// Octets as wire text of one line. In a `response`, `[[` is escaped as well.
pub(super) fn wire_text(octets: &[u8], holes: bool) -> String {
    let text = escape(octets).replace("{{", "\\{{");
    let text = if holes { text.replace("[[", "\\[[") } else { text };
    // Blanks at an end would be taken for white space around the value.
    match text.strip_suffix(' ') {
        Some(text) => format!("{text}\\x20"),
        None => text,
    }
}

/// Octets as wire text with its line breaks; a last one is written as an escape, because the one
/// that a block ends with is no part of it.
pub(super) fn wire_lines(octets: &[u8], holes: bool) -> String {
    let (body, last) = match octets.strip_suffix(b"\n") {
        Some(body) => (body, true),
        None => (octets, false),
    };
    let lines: Vec<String> =
        body.split(|&octet| octet == b'\n').map(|line| wire_text(line, holes)).collect();
    let text = lines.join("\n");
    let text = if last { format!("{text}\\n") } else { text };
    match text.strip_prefix(' ') {
        Some(text) => format!("\\x20{text}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_written_in_lines_whose_last_break_is_an_escape() {
        assert_eq!(wire_lines(b"a\nb\n", false), "a\nb\\n");
        assert_eq!(wire_lines(b" a\r\nb [[c]]", false), "\\x20a\\r\nb [[c]]");
        assert_eq!(wire_lines(b"a \nb", true), "a\\x20\nb");
    }
}
