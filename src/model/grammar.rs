//! The small grammar that many rules share: tokens, field values, quoted strings, lists, parameters
//! (RFC 9110 section 5.6). Every function is total and takes octets.

/// `tchar` (RFC 9110 5.6.2).
#[must_use]
pub fn is_tchar(octet: u8) -> bool {
    matches!(
        octet,
        b'!' | b'#'
            | b'$'
            | b'%'
            | b'&'
            | b'\''
            | b'*'
            | b'+'
            | b'-'
            | b'.'
            | b'^'
            | b'_'
            | b'`'
            | b'|'
            | b'~'
    ) || octet.is_ascii_alphanumeric()
}

/// `token` (RFC 9110 5.6.2): at least one `tchar` and nothing else.
#[must_use]
pub fn is_token(octets: &[u8]) -> bool {
    !octets.is_empty() && octets.iter().copied().all(is_tchar)
}

/// A request target in origin-form (RFC 9112 3.2.1) as far as it can be told apart from other text: it
/// begins with `/`, and holds neither blanks nor a fragment.
#[must_use]
pub fn is_origin_form(text: &str) -> bool {
    text.starts_with('/') && text.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'#')
}

/// An octet that may stand in a field value or a reason phrase: HTAB, SP, VCHAR or obs-text
/// (RFC 9110 5.5, RFC 9112 4).
#[must_use]
pub fn is_field_octet(octet: u8) -> bool {
    octet == b'\t' || (octet >= 0x20 && octet != 0x7f)
}

/// The octets without SP and HTAB around them (OWS, RFC 9110 5.6.3).
#[must_use]
pub fn trim_ows(mut octets: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = octets {
        octets = rest;
    }
    while let [rest @ .., b' ' | b'\t'] = octets {
        octets = rest;
    }
    octets
}

/// The members of a comma-separated list, trimmed, empty members left out (RFC 9110 5.6.1.2).
/// Commas within quoted strings do not separate. Those within comments do, so that this is not for
/// Via, the list whose members have comments (RFC 9110 7.6.3).
#[must_use]
pub fn list_members(value: &[u8]) -> Vec<&[u8]> {
    split_outside_quotes(value, b',').into_iter().filter(|member| !member.is_empty()).collect()
}

/// Splits at a delimiter, but not within quoted strings; each piece is trimmed, empty ones kept.
#[must_use]
pub fn split_outside_quotes(value: &[u8], delimiter: u8) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let (mut start, mut at, mut quoted) = (0, 0, false);
    while at < value.len() {
        match value[at] {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            octet if octet == delimiter && !quoted => {
                pieces.push(trim_ows(&value[start..at]));
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    pieces.push(trim_ows(&value[start..]));
    pieces
}

/// Whether a list field's value has this member, without regard to case and without parameters.
#[must_use]
pub fn list_has(value: &[u8], member: &str) -> bool {
    list_members(value).iter().any(|m| {
        let name = split_outside_quotes(m, b';').first().copied().unwrap_or_default();
        name.eq_ignore_ascii_case(member.as_bytes())
    })
}

/// The octets of a `quoted-string` with quotes and quoted-pairs undone; `None` where it is none
/// (RFC 9110 5.6.4).
#[must_use]
pub fn unquote(octets: &[u8]) -> Option<Vec<u8>> {
    let inner = octets.strip_prefix(b"\"")?;
    let mut out = Vec::with_capacity(inner.len());
    let mut at = 0;
    loop {
        match *inner.get(at)? {
            b'"' => return (at + 1 == inner.len()).then_some(out),
            b'\\' => {
                let escaped = *inner.get(at + 1)?;
                if !is_field_octet(escaped) {
                    return None;
                }
                out.push(escaped);
                at += 2;
            }
            octet if is_field_octet(octet) => {
                out.push(octet);
                at += 1;
            }
            _ => return None,
        }
    }
}

/// `1*DIGIT` as a number; `None` where another octet is there, or the number passes 64 bits.
#[must_use]
pub fn decimal(octets: &[u8]) -> Option<u64> {
    if octets.is_empty() || !octets.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(octets).ok()?.parse().ok()
}

/// An `entity-tag` (RFC 9110 8.8.3): whether it is weak, and its opaque tag with the quotes.
#[must_use]
pub fn entity_tag(octets: &[u8]) -> Option<(bool, &[u8])> {
    let (weak, opaque) = match octets.strip_prefix(b"W/") {
        Some(rest) => (true, rest),
        None => (false, octets),
    };
    let inner = opaque.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let etagc = |o: &u8| *o == 0x21 || (0x23..=0x7e).contains(o) || *o >= 0x80;
    inner.iter().all(etagc).then_some((weak, opaque))
}

/// Parameters after the first `;`: names as written, values with quotes undone. `None` where one
/// breaks the grammar of RFC 9110 5.6.6 (empty ones are part of that grammar, and left out).
#[must_use]
pub fn parameters(value: &[u8]) -> Option<Vec<(&[u8], Vec<u8>)>> {
    let mut found = Vec::new();
    for piece in split_outside_quotes(value, b';').into_iter().skip(1).filter(|p| !p.is_empty()) {
        let equals = piece.iter().position(|&o| o == b'=')?;
        let (name, value) = (&piece[..equals], &piece[equals + 1..]);
        let value = if is_token(value) { value.to_vec() } else { unquote(value)? };
        if !is_token(name) {
            return None;
        }
        found.push((name, value));
    }
    Some(found)
}

/// A `media-type` (RFC 9110 8.3.1): type and subtype in lower case, joined by `/`; `None` where
/// the grammar is broken, parameters included.
#[must_use]
pub fn media_type(value: &[u8]) -> Option<String> {
    let essence = split_outside_quotes(value, b';').first().copied().unwrap_or_default();
    let slash = essence.iter().position(|&o| o == b'/')?;
    if !is_token(&essence[..slash])
        || !is_token(&essence[slash + 1..])
        || parameters(value).is_none()
    {
        return None;
    }
    Some(String::from_utf8_lossy(essence).to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_ignore_empty_members_and_keep_quoted_commas() {
        let rows: [(&[u8], &[&[u8]]); 5] = [
            (b"a, b,,\tc ,", &[b"a", b"b", b"c"]),
            (b"\"x,y\", W/\"z\"", &[b"\"x,y\"", b"W/\"z\""]),
            (b"\"a\\\",b\",c", &[b"\"a\\\",b\"", b"c"]),
            (b"", &[]),
            (b"\"unclosed, b", &[b"\"unclosed, b"]),
        ];
        for (value, want) in rows {
            assert_eq!(list_members(value), want, "{}", String::from_utf8_lossy(value));
        }
        assert!(list_has(b"keep-alive, Close", "close"));
        assert!(list_has(b"chunked;q=1", "chunked"));
        assert!(!list_has(b"closed", "close"));
    }

    #[test]
    fn entity_tags_are_quoted_and_weak_only_with_an_upper_case_w() {
        assert_eq!(entity_tag(b"\"a\""), Some((false, &b"\"a\""[..])));
        assert_eq!(entity_tag(b"W/\"\""), Some((true, &b"\"\""[..])));
        for bad in [&b"a"[..], b"w/\"a\"", b"\"a", b"\"a b\"", b"\"a\"b\"", b"\""] {
            assert_eq!(entity_tag(bad), None, "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn media_types_and_their_parameters_keep_the_grammar() {
        assert_eq!(media_type(b"Text/HTML; charset=\"utf-8\";;").unwrap(), "text/html");
        for bad in [
            &b"text"[..],
            b"text/",
            b"/html",
            b"text/html; charset = utf-8",
            b"text/html; x=\"",
            b"te xt/html",
        ] {
            assert_eq!(media_type(bad), None, "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn decimals_have_neither_sign_nor_space_nor_more_than_64_bits() {
        assert_eq!(decimal(b"007"), Some(7));
        for bad in [&b""[..], b"+1", b"-1", b"1 ", b"0x1", b"18446744073709551616"] {
            assert_eq!(decimal(bad), None);
        }
    }
}
