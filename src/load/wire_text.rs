//! Wire text: the notation in which octets are written in a case. Text as it is, `\r \n \t \0 \\`
//! and `\xNN` for octets, `\` at a line's end to join lines, `{{name}}` for a variable, and in a
//! whole answer `[[…]]` for what varies.

use crate::model::expectation::Hole;
use crate::model::template::unescape_one;

use super::names;
use super::scalars::check_regex;

/// How many faults of one text are told.
const MOST_FAULTS: usize = 20;

/// A piece of wire text and where it starts, in octets of the scalar's text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// Offset.
    pub(super) at: usize,
    /// What it is.
    pub(super) kind: TokenKind,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// Octets as they are.
    Octets(Vec<u8>),
    /// A line break of the file, or one that YAML's double quotes made.
    Break,
    /// `{{name}}`
    Variable(String),
    /// `[[…]]`, where holes are allowed.
    Hole(Hole),
}

/// Something that is not wire text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    /// Offset, in octets.
    pub(super) at: usize,
    /// Width, in characters.
    pub(super) width: usize,
    /// What is wrong.
    pub(super) message: String,
    /// What to write.
    pub(super) help: Option<String>,
}

/// Reads wire text; what is wrong is left out of the tokens.
pub(super) fn scan(text: &str, holes: bool) -> (Vec<Token>, Vec<Fault>) {
    let mut scanner = Scanner { tokens: Vec::new(), faults: Vec::new() };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if scanner.faults.len() >= MOST_FAULTS {
            break;
        }
        at += scanner.one(rest, at, holes).max(1);
    }
    (scanner.tokens, scanner.faults)
}

struct Scanner {
    tokens: Vec<Token>,
    faults: Vec<Fault>,
}

impl Scanner {
    /// Reads what `rest` starts with; returns how many octets of the text it takes.
    fn one(&mut self, rest: &str, at: usize, holes: bool) -> usize {
        if rest.starts_with("\\{{") {
            self.octets(at, b"{{");
            return 3;
        }
        if holes && rest.starts_with("\\[[") {
            self.octets(at, b"[[");
            return 3;
        }
        if let Some(after) = rest.strip_prefix('\\') {
            return self.escape(rest, after, at);
        }
        if let Some(inner) = rest.strip_prefix("{{") {
            return self.variable(inner, at);
        }
        if let Some(inner) = rest.strip_prefix("[[").filter(|_| holes) {
            return self.hole(inner, at);
        }
        for line_break in ["\r\n", "\n"] {
            if rest.starts_with(line_break) {
                self.tokens.push(Token { at, kind: TokenKind::Break });
                return line_break.len();
            }
        }
        let length = rest
            .bytes()
            .skip(1)
            .position(|b| matches!(b, b'\\' | b'{' | b'[' | b'\r' | b'\n'))
            .map_or(rest.len(), |position| position + 1);
        self.octets(at, rest.as_bytes().get(..length).unwrap_or_default());
        length
    }

    fn escape(&mut self, rest: &str, after: &str, at: usize) -> usize {
        for line_break in ["\r\n", "\n"] {
            if after.starts_with(line_break) {
                return 1 + line_break.len();
            }
        }
        if let Some((octet, length)) = unescape_one(rest.as_bytes()) {
            self.octets(at, &[octet]);
            return length;
        }
        let Some(c) = after.chars().next() else {
            self.fault(
                at,
                1,
                "`\\` at the end of the text".to_owned(),
                "for the character itself write `\\\\`",
            );
            return 1;
        };
        if c == 'x' {
            let written: String = rest.chars().take(4).take_while(|c| !c.is_whitespace()).collect();
            let message = format!("`{written}` is no octet");
            self.fault(
                at,
                written.chars().count(),
                message,
                "two hex digits follow `\\x`, as in `\\x0b`",
            );
            return 2;
        }
        let help = if c.is_whitespace() {
            "to join two lines, `\\` is the last character of the first; for the character itself write `\\\\`"
        } else {
            "the escapes are `\\r`, `\\n`, `\\t`, `\\0`, `\\\\`, `\\xNN` and `\\{{`"
        };
        self.fault(at, 2, format!("`\\{c}` is no escape"), help);
        1 + c.len_utf8()
    }

    fn variable(&mut self, inner: &str, at: usize) -> usize {
        let Some((name, _)) = first_line(inner, 200).split_once("}}") else {
            let help =
                "close it with `}}` on the same line; for the characters themselves write `\\{{`";
            self.fault(at, 2, "`{{` without its `}}`".to_owned(), help);
            return 2;
        };
        let trimmed = name.trim_matches(' ');
        let length = name.len() + 4;
        if names::is_name(trimmed) {
            self.tokens.push(Token { at, kind: TokenKind::Variable(trimmed.to_owned()) });
        } else {
            let help = "a name has letters, digits, `.`, `_` and `-`; for the characters themselves write `\\{{`";
            let message = format!("`{{{{{name}}}}}` does not name a variable");
            self.fault(at, name.chars().count() + 4, message, help);
        }
        length
    }

    fn hole(&mut self, inner: &str, at: usize) -> usize {
        const HELP: &str = "one of `[[any]]`, `[[http-date]]`, `[[number]]`, `[[/regex/]]`; for the characters themselves write `\\[[`";
        let line = first_line(inner, 4096);
        let end = if line.starts_with('/') { "/]]" } else { "]]" };
        let from = usize::from(line.starts_with('/'));
        let Some((name, _)) = line.get(from..).unwrap_or_default().split_once(end) else {
            self.fault(at, 2, format!("`[[` without its `{end}`"), HELP);
            return 2;
        };
        let length = 2 + from + name.len() + end.len();
        let hole = match (from, name) {
            (1, pattern) => match check_regex(pattern) {
                Ok(()) => Hole::Matches(pattern.to_owned()),
                Err(message) => {
                    self.fault(at, name.chars().count() + 6, message, HELP);
                    return length;
                }
            },
            (_, "any") => Hole::Any,
            (_, "http-date") => Hole::HttpDate,
            (_, "number") => Hole::Number,
            _ => {
                let message = format!("`[[{name}]]` is no placeholder");
                self.fault(at, name.chars().count() + 4, message, HELP);
                return length;
            }
        };
        self.tokens.push(Token { at, kind: TokenKind::Hole(hole) });
        length
    }

    fn octets(&mut self, at: usize, octets: &[u8]) {
        if let Some(Token { kind: TokenKind::Octets(last), .. }) = self.tokens.last_mut() {
            last.extend_from_slice(octets);
        } else {
            self.tokens.push(Token { at, kind: TokenKind::Octets(octets.to_vec()) });
        }
    }

    fn fault(&mut self, at: usize, width: usize, message: String, help: &str) {
        self.faults.push(Fault { at, width, message, help: Some(help.to_owned()) });
    }
}

/// The first line of a text, as far as its first `most` octets: what opens a name or a pattern may
/// be repeated without end, and each is looked at once.
fn first_line(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    let near = text.get(..end.unwrap_or_default()).unwrap_or_default();
    near.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_octets_and_joined_lines_have_no_break() {
        let rows: [(&str, &[u8]); 8] = [
            ("a\\r\\n\\t\\0\\\\b", b"a\r\n\t\0\\b"),
            ("\\x00\\xff\\xFFx", b"\x00\xff\xffx"),
            ("a\\\nb", b"ab"),
            ("a\\\r\nb", b"ab"),
            ("\\{{page}}", b"{{page}}"),
            ("a{b}c [[d]]", b"a{b}c [[d]]"),
            ("é", "é".as_bytes()),
            ("", b""),
        ];
        for (text, want) in rows {
            let (tokens, faults) = scan(text, false);
            assert_eq!(faults, [], "{text:?}");
            let octets: Vec<u8> = tokens
                .iter()
                .flat_map(|token| match &token.kind {
                    TokenKind::Octets(octets) => octets.clone(),
                    other => panic!("{text:?}: {other:?}"),
                })
                .collect();
            assert_eq!(octets, want, "{text:?}");
        }
    }

    #[test]
    fn line_breaks_variables_and_holes_are_tokens_of_their_own() {
        let (tokens, faults) = scan("{{ page }}\n[[any]][[/a]b/]]\r\n\\[[", true);
        assert_eq!(faults, []);
        let kinds: Vec<TokenKind> = tokens.into_iter().map(|token| token.kind).collect();
        let want = [
            TokenKind::Variable("page".to_owned()),
            TokenKind::Break,
            TokenKind::Hole(Hole::Any),
            TokenKind::Hole(Hole::Matches("a]b".to_owned())),
            TokenKind::Break,
            TokenKind::Octets(b"[[".to_vec()),
        ];
        assert_eq!(kinds, want);
    }

    #[test]
    fn every_fault_of_a_text_is_told_with_its_offset() {
        let (_, faults) = scan("\\q \\x4 {{a b}} {{c\n[[x]] [[/(/]] [[any \\", true);
        let told: Vec<(usize, &str)> =
            faults.iter().map(|fault| (fault.at, fault.message.as_str())).collect();
        let want = [
            (0, "`\\q` is no escape"),
            (3, "`\\x4` is no octet"),
            (7, "`{{a b}}` does not name a variable"),
            (15, "`{{` without its `}}`"),
            (19, "`[[x]]` is no placeholder"),
            (25, "no regular expression: unclosed group"),
            (33, "`[[` without its `]]`"),
            (39, "`\\` at the end of the text"),
        ];
        assert_eq!(told, want);
    }

    #[test]
    fn a_hostile_text_is_scanned_in_linear_time() {
        for unit in ["{{", "[[", "\\x", "[[/", "{{a", "{[", "\\"] {
            let began = std::time::Instant::now();
            let (_, faults) = scan(&unit.repeat(200_000), true);
            assert!(began.elapsed().as_secs() < 5, "{unit}: {} faults", faults.len());
        }
    }
}
