//! The text of one file: what YAML cannot hold is refused with its place, line ends become LF, and
//! an offset in a scalar leads back to the line and column where it was written.

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::case::Place;
use crate::model::diagnostic::{Diagnostic, Severity};

use super::node::{Node, Style, Value};

/// The longest case, target or configuration file, in octets.
pub(super) const MOST_OCTETS: u64 = 8 << 20;

/// The text of one file.
#[derive(Debug)]
pub(super) struct Source {
    /// As the user named it.
    pub(super) file: Arc<str>,
    /// The folder that `file:` parts are relative to; `None` where there are no files to read.
    pub(super) folder: Option<PathBuf>,
    /// Without byte order mark, line ends as LF, ended by one.
    pub(super) text: String,
    lines: Vec<std::ops::Range<usize>>,
}

impl Source {
    /// Takes the octets of a file.
    ///
    /// # Errors
    /// The first octet or character that cannot stand in a YAML file (YAML 1.2.2, 5.1).
    pub(super) fn new(
        file: &str,
        octets: &[u8],
        folder: Option<PathBuf>,
    ) -> Result<Self, Box<Diagnostic>> {
        let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
        let (valid, invalid) = match std::str::from_utf8(octets) {
            Ok(text) => (text, None),
            Err(error) => {
                let (valid, rest) = octets.split_at(error.valid_up_to());
                (std::str::from_utf8(valid).unwrap_or_default(), rest.first().copied())
            }
        };
        let mut text = valid.replace("\r\n", "\n");
        let refused = text.char_indices().find(|&(_, c)| !is_yaml_character(c));
        if !text.ends_with('\n') && invalid.is_none() {
            text.push('\n');
        }
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            lines.push(start..start + line.trim_end_matches('\n').len());
            start += line.len();
        }
        let source = Self { file: file.into(), folder, text, lines };
        let (offset, message, help) = match (refused, invalid) {
            (Some((offset, c)), _) => (
                offset,
                format!("U+{:04X} cannot stand in a YAML file", u32::from(c)),
                match c {
                    '\r' => "in wire text a CR is written `\\r`".to_owned(),
                    '\0' => "in wire text a NUL is written `\\0`".to_owned(),
                    c => {
                        let octets: String =
                            c.to_string().bytes().map(|b| format!("\\x{b:02x}")).collect();
                        format!("in wire text it is written `{octets}`")
                    }
                },
            ),
            (None, Some(octet)) => (
                source.text.len(),
                format!("the octet {octet:02X} is not UTF-8"),
                format!(
                    "save the file as UTF-8; in wire text this octet is written `\\x{octet:02x}`"
                ),
            ),
            (None, None) => return Ok(source),
        };
        let line = source.text.get(..offset).unwrap_or_default().matches('\n').count() + 1;
        let begin =
            source.text.get(..offset).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
        let column = source.text.get(begin..offset).unwrap_or_default().chars().count() + 1;
        Err(Box::new(source.diagnostic(Severity::Error, (line, column), 1, message, Some(help))))
    }

    /// A line by its number from 1, without its line end.
    pub(super) fn line(&self, number: usize) -> Option<&str> {
        let range = self.lines.get(number.checked_sub(1)?)?;
        self.text.get(range.clone())
    }

    /// A place in this file.
    pub(super) fn place(&self, line: usize, column: usize) -> Place {
        Place { file: Arc::clone(&self.file), line, column }
    }

    /// A diagnostic at a line and column of this file.
    pub(super) fn diagnostic(
        &self,
        severity: Severity,
        (line, column): (usize, usize),
        width: usize,
        message: String,
        help: Option<String>,
    ) -> Diagnostic {
        // A line may be megabytes long; what stands around the place is all that is of use.
        let shown = self.line(line).filter(|line| line.len() <= 1000).map(str::to_owned);
        Diagnostic { severity, place: self.place(line, column), width, line: shown, message, help }
    }

    /// Where the character at `offset` (in octets) of a scalar's text was written: line and column.
    ///
    /// YAML's folding, indentation and chomping change white space alone, so the place is found by
    /// counting the characters before it that are not white space; in double quotes an escape
    /// counts as the character that it stands for.
    pub(super) fn locate(&self, node: &Node, offset: usize) -> (usize, usize) {
        let Value::Scalar(scalar) = &node.value else { return (node.line, node.column) };
        let before = scalar.text.get(..offset).unwrap_or_default();
        let mut wanted = before.chars().filter(|c| !c.is_whitespace()).count();
        let (mut line, mut skip) = (node.line, node.column.saturating_sub(1));
        let quoted = matches!(scalar.style, Style::Double | Style::Single);
        if quoted {
            let properties = self.line(line).unwrap_or_default().chars().skip(skip);
            skip += properties.take_while(|c| !matches!(c, '"' | '\'')).count() + 1;
        }
        while let Some(text) = self.line(line) {
            let mut chars = text.chars().enumerate().skip(skip);
            skip = 0;
            while let Some((index, c)) = chars.next() {
                if c.is_whitespace() {
                    continue;
                }
                let mut written = c;
                if scalar.style == Style::Single && c == '\'' {
                    chars.next();
                } else if scalar.style == Style::Double && c == '\\' {
                    let Some((_, escape)) = chars.next() else { break };
                    let digits = match escape {
                        'x' => 2,
                        'u' => 4,
                        'U' => 8,
                        _ => 0,
                    };
                    for _ in 0..digits {
                        chars.next();
                    }
                    if matches!(
                        escape,
                        ' ' | '\t' | 't' | 'n' | 'r' | 'v' | 'f' | 'N' | '_' | 'L' | 'P'
                    ) {
                        written = ' ';
                    }
                }
                if written.is_whitespace() {
                    continue;
                }
                if wanted == 0 {
                    return (line, index + 1);
                }
                wanted -= 1;
            }
            line += 1;
        }
        (node.line, node.column)
    }

    /// The lines from `first` up to, and without, `end`, without their common indentation of
    /// `indent` characters and without empty lines and comments at the end; at most 16 KiB.
    pub(super) fn excerpt(&self, first: usize, end: usize, indent: usize) -> String {
        const MOST: usize = 16 << 10;
        let mut out = String::new();
        let mut kept = 0;
        for number in first..end.max(first + 1) {
            let Some(line) = self.line(number) else { break };
            let blank = line.chars().take(indent).all(char::is_whitespace);
            let cut = line.char_indices().nth(indent).map_or(line.len(), |(at, _)| at);
            let rest =
                if number == first || blank { line.get(cut..).unwrap_or_default() } else { line };
            if out.len() + rest.len() > MOST {
                out.truncate(kept);
                out.push_str("…\n");
                return out;
            }
            out.push_str(rest);
            out.push('\n');
            let outside = number != first && !blank;
            let is_after = outside && rest.trim_start().starts_with('#');
            if !rest.trim().is_empty() && !is_after {
                kept = out.len();
            }
        }
        out.truncate(kept);
        out
    }
}

/// `c-printable` (YAML 1.2.2, 5.1), without NEL and the separators that YAML 1.1 takes for line
/// breaks and YAML 1.2 does not, and without a byte order mark within the text.
fn is_yaml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
        && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_yaml_cannot_hold_is_refused_at_its_place() {
        let rows: [(&[u8], &str, usize, usize); 6] = [
            (b"a: b\nc: \0", "U+0000 cannot", 2, 4),
            (b"a: \xc3\xa9 \xff", "the octet FF is not UTF-8", 1, 6),
            (b"\xef\xbb\xbfa\r\nb\rc", "U+000D cannot", 2, 2),
            (b"a\x1b[1m", "U+001B cannot", 1, 2),
            ("a\u{2028}".as_bytes(), "U+2028 cannot", 1, 2),
            ("\na\u{feff}".as_bytes(), "U+FEFF cannot", 2, 2),
        ];
        for (octets, message, line, column) in rows {
            let error = Source::new("a.yaml", octets, None).unwrap_err();
            assert!(error.message.starts_with(message), "{error}");
            assert_eq!((error.place.line, error.place.column), (line, column), "{error}");
        }
    }
}
