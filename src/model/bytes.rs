//! Octets as they were on the wire, how they are shown, and how they are written to JSON.

use std::fmt;
use std::ops::Deref;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Octets that were, or are to be, on the wire.
///
/// In JSON they are `{"text": …, "base64": …}`: `base64` always, `text` only where the octets are
/// UTF-8 without control characters other than CR, LF and tab.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bytes(pub Vec<u8>);

impl Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<&str> for Bytes {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", escape(&self.0))
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    base64: String,
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { text: printable(&self.0).map(str::to_owned), base64: STANDARD.encode(&self.0) }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        STANDARD.decode(written.base64).map(Self).map_err(de::Error::custom)
    }
}

/// The octets as text, where they are UTF-8 that shows as itself: no control character but CR, LF
/// and tab, and no bidirectional control.
#[must_use]
pub fn printable(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.chars().all(|c| matches!(c, '\r' | '\n' | '\t') || !is_unsafe_to_show(c)).then_some(text)
}

/// Whether a character would move the cursor, change direction or hide itself rather than be seen.
#[must_use]
pub fn is_unsafe_to_show(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Octets in the case format's own notation, on one line: `\r \n \t \0 \\`, `\xNN` for every other
/// octet that is not part of visible UTF-8. [`crate::model::template::unescape`] reads it back.
#[must_use]
pub fn escape(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\r' => out.push_str("\\r"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\0' => out.push_str("\\0"),
                '\\' => out.push_str("\\\\"),
                c if is_unsafe_to_show(c) => {
                    let mut octets = [0; 4];
                    for b in c.encode_utf8(&mut octets).bytes() {
                        push_hex(&mut out, b);
                    }
                }
                c => out.push(c),
            }
        }
        for &b in chunk.invalid() {
            push_hex(&mut out, b);
        }
    }
    out
}

/// Text of a case file, a target or the system on one line: what would move the cursor, change
/// direction or hide itself is written as `\xNN`. A backslash stays one, as ids hold them.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\n' | '\t') {
            out.push(' ');
        } else if is_unsafe_to_show(c) {
            out.push_str(&escape(c.encode_utf8(&mut [0; 4]).as_bytes()));
        } else {
            out.push(c);
        }
    }
    out
}

fn push_hex(out: &mut String, octet: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push_str("\\x");
    out.push(char::from(DIGITS[usize::from(octet >> 4)]));
    out.push(char::from(DIGITS[usize::from(octet & 15)]));
}

/// A half-open range of octets in what one connection received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first octet.
    pub start: usize,
    /// Offset after the last octet.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, and without, `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// How many octets it covers.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The octets it covers; empty where it reaches outside of `bytes`.
    #[must_use]
    pub fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_octets_and_invalid_utf8_are_escaped_and_text_is_kept() {
        let rows: [(&[u8], &str); 6] = [
            (b"GET / HTTP/1.1\r\n", "GET / HTTP/1.1\\r\\n"),
            (b"a\\b\0\x1b[31m", "a\\\\b\\0\\x1b[31m"),
            (b"\xff\xfe", "\\xff\\xfe"),
            ("é 中".as_bytes(), "é 中"),
            ("a\u{202e}b".as_bytes(), "a\\xe2\\x80\\xaeb"),
            (b"", ""),
        ];
        for (bytes, want) in rows {
            assert_eq!(escape(bytes), want);
        }
    }

    #[test]
    fn json_carries_the_exact_octets_and_text_only_where_it_is_safe() {
        let rows: [(&[u8], &str); 3] = [
            (b"ok\r\n", r#"{"text":"ok\r\n","base64":"b2sNCg=="}"#),
            (b"\x1b[2J", r#"{"base64":"G1sySg=="}"#),
            (b"\xff", r#"{"base64":"/w=="}"#),
        ];
        for (bytes, want) in rows {
            let json = serde_json::to_string(&Bytes::from(bytes)).unwrap();
            assert_eq!(json, want);
            assert_eq!(serde_json::from_str::<Bytes>(&json).unwrap(), Bytes::from(bytes));
        }
    }
}
