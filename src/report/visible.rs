//! Octets in a diff: white space and control octets as signs that take one column each, so that
//! two lines can be compared by eye.

/// A run of text, and whether it is a sign that stands for octets rather than the octets themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) is_sign: bool,
}

/// The octets made visible: CR `␍`, LF `␊`, tab `→`, NUL `␀` and the other control octets by their
/// control pictures, a backslash as `\\`, what is no safe UTF-8 as `\xNN`. Where `ends_line` is
/// set, each space before the end is `·`. What literally is one of these signs is written as
/// `\xNN`, so that no two texts look alike.
pub(super) fn visible(octets: &[u8], ends_line: bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |text: &str, is_sign: bool| match pieces.last_mut() {
        Some(last) if last.is_sign == is_sign => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), is_sign }),
    };
    let trailing = if ends_line { trailing_space(octets) } else { octets.len()..octets.len() };
    let mut at = 0;
    for chunk in octets.utf8_chunks() {
        for c in chunk.valid().chars() {
            let mut buffer = [0; 4];
            let encoded = c.encode_utf8(&mut buffer);
            match c {
                ' ' if trailing.contains(&at) => push("·", true),
                '\t' => push("→", true),
                '\0'..='\x1f' => {
                    let picture = char::from_u32(0x2400 + u32::from(c)).unwrap_or(c);
                    push(picture.encode_utf8(&mut [0; 4]), true);
                }
                '\x7f' => push("␡", true),
                '\\' => push("\\\\", false),
                '\u{2400}'..='\u{243f}' | '→' | '·' => push(&hex(encoded.as_bytes()), true),
                c if crate::model::bytes::is_unsafe_to_show(c) => {
                    push(&hex(encoded.as_bytes()), true);
                }
                _ => push(encoded, false),
            }
            at += c.len_utf8();
        }
        if !chunk.invalid().is_empty() {
            push(&hex(chunk.invalid()), true);
            at += chunk.invalid().len();
        }
    }
    pieces
}

/// The same as plain text.
pub(super) fn visible_text(octets: &[u8], ends_line: bool) -> String {
    visible(octets, ends_line).into_iter().map(|piece| piece.text).collect()
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
