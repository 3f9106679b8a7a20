//! Octets in a diff: white space and control octets as signs that take one column each, so that
//! two lines can be compared by eye.

use std::ops::Range;

/// One character or octet as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) text: String,
    /// Whether the text is a sign that stands for octets rather than the octets themselves.
    pub(super) is_sign: bool,
    /// Which octets it shows.
    pub(super) octets: Range<usize>,
}

/// The octets from `from` on made visible, one character after the other: CR `␍`, LF `␊`, tab `→`,
/// NUL `␀` and the other control octets by their control pictures, a backslash as `\\`, what is no
/// safe UTF-8 as `\xNN`. Where `ends_line` is set, each space before the end is `·`. What literally
/// is one of these signs is written as `\xNN`, so that no two texts look alike.
pub(super) fn visible(
    octets: &[u8],
    from: usize,
    ends_line: bool,
) -> impl Iterator<Item = Shown> + '_ {
    let trailing = if ends_line { trailing_space(octets) } else { 0..0 };
    let mut at = from;
    octets
        .get(from..)
        .unwrap_or_default()
        .utf8_chunks()
        .flat_map(|chunk| {
            let invalid = chunk.invalid().iter().map(|&octet| Err(octet));
            chunk.valid().chars().map(Ok).chain(invalid)
        })
        .map(move |read| {
            let start = at;
            at += read.map_or(1, char::len_utf8);
            let (text, is_sign) = match read {
                Ok(' ') if trailing.contains(&start) => ("·".to_owned(), true),
                Ok(c) => character(c),
                Err(octet) => (hex(&[octet]), true),
            };
            Shown { text, is_sign, octets: start..at }
        })
}

fn character(c: char) -> (String, bool) {
    match c {
        '\t' => ("→".to_owned(), true),
        '\0'..='\x1f' => {
            (char::from_u32(0x2400 + u32::from(c)).map(String::from).unwrap_or_default(), true)
        }
        '\x7f' => ("␡".to_owned(), true),
        '\\' => ("\\\\".to_owned(), false),
        '\u{2400}'..='\u{243f}' | '→' | '·' => {
            (hex(c.encode_utf8(&mut [0; 4]).as_bytes()), true)
        }
        c if crate::model::bytes::is_unsafe_to_show(c) => {
            (hex(c.encode_utf8(&mut [0; 4]).as_bytes()), true)
        }
        c => (c.to_string(), false),
    }
}

/// Where the spaces (and tabs among them) before the line end are.
fn trailing_space(octets: &[u8]) -> std::ops::Range<usize> {
    let body = octets.strip_suffix(b"\n").unwrap_or(octets);
    let body = body.strip_suffix(b"\r").unwrap_or(body);
    let kept = body.iter().rposition(|o| !matches!(o, b' ' | b'\t')).map_or(0, |at| at + 1);
    kept..body.len()
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("\\x{octet:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visible_text(octets: &[u8], ends_line: bool) -> String {
        visible(octets, 0, ends_line).map(|shown| shown.text).collect()
    }

    #[test]
    fn white_space_and_control_octets_are_seen() {
        let rows: [(&[u8], bool, &str); 9] = [
            (b"a b \r\n", true, "a b·␍␊"),
            (b"a b ", false, "a b "),
            (b"a \t \n", true, "a·→·␊"),
            (b"\0\x1b[31m\x7f", true, "␀␛[31m␡"),
            (b"\xff\xc3", true, "\\xff\\xc3"),
            (b"a\\x00", true, "a\\\\x00"),
            ("␍·→".as_bytes(), true, "\\xe2\\x90\\x8d\\xc2\\xb7\\xe2\\x86\\x92"),
            ("é 中\u{202e}".as_bytes(), true, "é 中\\xe2\\x80\\xae"),
            (b"", true, ""),
        ];
        for (octets, ends_line, want) in rows {
            assert_eq!(visible_text(octets, ends_line), want);
        }
    }

    #[test]
    fn no_two_octets_look_alike() {
        let mut seen = std::collections::BTreeMap::new();
        for octet in 0..=255_u8 {
            if let Some(other) = seen.insert(visible_text(&[octet], true), octet) {
                unreachable!("{octet:#x} looks like {other:#x}");
            }
        }
    }
}
