//! JSON that does nothing to whoever looks at it: what would move a cursor, change direction or hide
//! itself is written as `\uXXXX` inside of strings, which reads back the same.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::model::bytes::is_unsafe_to_show;

/// Writes a value on one line, without a line break after it.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn to_writer(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    to_writer_escaping(out, value, is_unsafe_to_show)
}

/// The same, where the characters that `is_escaped` tells are escaped inside of strings.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn to_writer_escaping(
    out: &mut dyn Write,
    value: &impl Serialize,
    is_escaped: fn(char) -> bool,
) -> io::Result<()> {
    let formatter = Escaping { is_escaped };
    let mut serializer = serde_json::Serializer::with_formatter(out, formatter);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

/// Writes a value on indented lines, with a line break after the last.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn to_writer_pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    // Such characters stand nowhere but in strings, and line breaks nowhere in those.
    write_escaped(out, &text, |c| c != '\n' && is_unsafe_to_show(c))?;
    out.write_all(b"\n")
}

/// serde_json escapes what JSON asks for, the control characters below U+0020, and hands the rest
/// over in fragments.
struct Escaping {
    is_escaped: fn(char) -> bool,
}

impl Formatter for Escaping {
    fn write_string_fragment<W>(&mut self, out: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        write_escaped(out, fragment, self.is_escaped)
    }
}

fn write_escaped<W>(out: &mut W, text: &str, is_escaped: fn(char) -> bool) -> io::Result<()>
where
    W: ?Sized + Write,
{
    let mut written = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| is_escaped(*c)) {
        out.write_all(text.get(written..at).unwrap_or_default().as_bytes())?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        written = at + c.len_utf8();
    }
    out.write_all(text.get(written..).unwrap_or_default().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_escaped_and_reads_back_the_same() {
        let rows = [
            ("a\r\n\x1b[2J", r#""a\r\n\u001b[2J""#),
            ("\u{7f}\u{9b}31m", r#""\u007f\u009b31m""#),
            ("b\u{202e}c\u{2028}", r#""b\u202ec\u2028""#),
            ("\u{e0041}x", r#""\udb40\udc41x""#),
            ("\"\\é 中😀", r#""\"\\é 中😀""#),
        ];
        for (text, want) in rows {
            let mut out = Vec::new();
            to_writer(&mut out, &text).unwrap();
            assert_eq!(String::from_utf8(out.clone()).unwrap(), want);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }

    #[test]
    fn indented_lines_stay_lines_and_nothing_in_them_acts_on_a_terminal() {
        let mut out = Vec::new();
        to_writer_pretty(&mut out, &["a\n\u{9b}2J", "\u{202e}"]).unwrap();
        let want = "[\n  \"a\\n\\u009b2J\",\n  \"\\u202e\"\n]\n";
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }
}
