//! Data for a page: JSON in which nothing can end a script element, open a tag or hide itself, and
//! octets that keep every bit.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};

use crate::model::bytes::is_unsafe_to_show;
use crate::report::json_text;

/// Writes JSON for a `<script type="application/json">`: `<`, without which nothing in there can end
/// the element or begin a comment, and whatever moves, turns or hides text stand as `\uXXXX`, so that
/// the file is plain text in every viewer.
pub(super) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    json_text::to_writer_escaping(out, value, |c| c == '<' || is_unsafe_to_show(c))
}

/// Octets as a page reads them: a string where they are UTF-8, of which the octets can be made
/// again; else their base64 in an array.
pub(super) struct Octets<'a>(pub(super) &'a [u8]);

impl Serialize for Octets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => serializer.collect_seq([STANDARD.encode(self.0)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_markup_and_no_control_stands_in_the_data_and_every_octet_comes_back() {
        let rows: [(&[u8], &str); 5] = [
            (b"</script><!--&", r#""\u003c/script>\u003c!--&""#),
            (b"a\0\x1b\x7f\"\\", r#""a\u0000\u001b\u007f\"\\""#),
            ("\u{202e}\u{2028}\u{feff}é".as_bytes(), r#""\u202e\u2028\ufeffé""#),
            ("\u{e0041}".as_bytes(), r#""\udb40\udc41""#),
            (b"\xed\xa0\x80<", r#"["7aCAPA=="]"#),
        ];
        for (octets, want) in rows {
            let mut out = Vec::new();
            write(&Octets(octets), &mut out).unwrap();
            let json = String::from_utf8(out).unwrap();
            assert_eq!(json, want);
            if let Ok(text) = serde_json::from_str::<String>(&json) {
                assert_eq!(text.as_bytes(), octets);
            }
        }
    }
}
