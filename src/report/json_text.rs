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
    value
        .serialize(&mut serde_json::Serializer::with_formatter(out, Shown))
        .map_err(io::Error::from)
}

/// serde_json escapes what JSON asks for, the control characters below U+0020, and hands the rest
/// over in fragments.
struct Shown;

impl Formatter for Shown {
    fn write_string_fragment<W>(&mut self, out: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        let mut written = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| is_unsafe_to_show(*c)) {
            out.write_all(fragment.get(written..at).unwrap_or_default().as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + c.len_utf8();
        }
        out.write_all(fragment.get(written..).unwrap_or_default().as_bytes())
    }
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
}
