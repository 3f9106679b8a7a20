//! The line of a chunk size: digits, extensions and the line end (RFC 9112 sections 7.1 and 7.1.1).

use crate::model::grammar;
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::chunked::wrong;
use crate::reference::request::content::Trouble;
use crate::reference::request::rule::Refusal;

/// Faults in the reading of chunk sizes.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "chunk-size-invalid-accepted",
        "RFC 9112 7.1",
        "a chunk size is hexadecimal digits and nothing else",
        "takes 0x, signs and blanks around a chunk size, and none at all for zero",
    ),
    fault(
        "chunk-size-overflow-accepted",
        "RFC 9112 7.1",
        "a chunk size of many digits does not overflow",
        "reads chunk sizes modulo 2 to the 64th",
    ),
    fault(
        "chunk-bare-lf-accepted",
        "RFC 9112 7.1",
        "a chunk size line ends in CRLF",
        "takes LF alone as the end of a chunk size line",
    ),
    fault(
        "chunk-extension-refused",
        "RFC 9112 7.1.1",
        "chunk extensions that are not known are ignored",
        "refuses chunk extensions",
    ),
    fault(
        "chunk-extension-blank-refused",
        "RFC 9110 5.6.3",
        "whitespace that is only allowed for old senders is read and removed",
        "refuses whitespace around the delimiters of chunk extensions",
    ),
    fault(
        "chunk-extension-invalid-accepted",
        "RFC 9112 7.1.1",
        "chunk extensions keep their grammar",
        "takes anything after the semicolon of a chunk size line",
    ),
    fault(
        "chunk-size-upper-case-refused",
        "RFC 9112 7.1",
        "the digits of a chunk size may be in either case",
        "refuses a chunk size with upper-case digits",
    ),
    fault(
        "chunk-size-leading-zero-refused",
        "RFC 9112 7.1",
        "a chunk size may have leading zeros",
        "refuses a chunk size with leading zeros",
    ),
    fault(
        "chunk-size-decimal",
        "RFC 9112 7.1",
        "the digits of a chunk size are hexadecimal",
        "reads chunk sizes as decimal numbers",
    ),
];

/// The size in a chunk size line, line end included.
pub(super) fn size_of(line: &[u8], faults: &Faults) -> Result<u64, Trouble> {
    let text = match line.strip_suffix(b"\r\n") {
        Some(text) => text,
        None if faults.has("chunk-bare-lf-accepted") => line.strip_suffix(b"\n").unwrap_or(line),
        None => return Err(wrong("a chunk size line ends in CRLF")),
    };
    let digits = text.iter().take_while(|octet| octet.is_ascii_hexdigit()).count();
    let (mut size, mut rest) = text.split_at(digits);
    let extends = rest.iter().find(|octet| !matches!(octet, b' ' | b'\t')) == Some(&b';');
    if size.is_empty() || !rest.is_empty() && !extends {
        if !faults.has("chunk-size-invalid-accepted") {
            return Err(wrong("a chunk size is hexadecimal digits"));
        }
        let skipped = text.iter().take_while(|octet| b" \t+-".contains(octet)).count();
        let text = text.get(skipped..).unwrap_or_default();
        let text = text.strip_prefix(b"0x").or(text.strip_prefix(b"0X")).unwrap_or(text);
        size = text.split_at(text.iter().take_while(|o| o.is_ascii_hexdigit()).count()).0;
        rest = b"";
    }
    if !rest.is_empty() && faults.has("chunk-extension-refused") {
        return Err(wrong("no chunk extensions"));
    }
    if rest.contains(&b' ') && faults.has("chunk-extension-blank-refused") {
        return Err(wrong("no blanks in chunk extensions"));
    }
    if !keeps_extension_grammar(rest) && !faults.has("chunk-extension-invalid-accepted") {
        return Err(wrong("a chunk extension is a name with an optional value"));
    }
    if size.iter().any(u8::is_ascii_uppercase) && faults.has("chunk-size-upper-case-refused") {
        return Err(wrong("no upper-case digits"));
    }
    if size.len() > 1 && size.starts_with(b"0") && faults.has("chunk-size-leading-zero-refused") {
        return Err(wrong("no leading zeros"));
    }
    let base = if faults.has("chunk-size-decimal") { 10 } else { 16 };
    let mut number = 0u64;
    for digit in size {
        let value = u64::from(char::from(*digit).to_digit(base).unwrap_or_default());
        let shifted = match number.checked_mul(u64::from(base)) {
            Some(shifted) => shifted,
            None if faults.has("chunk-size-overflow-accepted") => number.wrapping_mul(16),
            None => {
                let reason = "a chunk of this size is too large";
                return Err(Trouble::Refused(Refusal::new(413, reason, "RFC 9112 7.1")));
            }
        };
        number = shifted.saturating_add(value);
    }
    Ok(number)
}

/// `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112 7.1.1).
fn keeps_extension_grammar(extensions: &[u8]) -> bool {
    if extensions.is_empty() {
        return true;
    }
    let pieces = grammar::split_outside_quotes(extensions, b';');
    let (Some(first), Some(named)) = (pieces.first(), pieces.get(1..)) else { return false };
    first.is_empty()
        && named.iter().all(|piece| {
            let equals = piece.iter().position(|octet| *octet == b'=');
            let (name, value) = piece.split_at(equals.unwrap_or(piece.len()));
            let value = value.strip_prefix(b"=").map(grammar::trim_ows);
            grammar::is_token(grammar::trim_ows(name))
                && value.is_none_or(|v| grammar::is_token(v) || grammar::unquote(v).is_some())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_size_line_is_digits_extensions_and_crlf() {
        let rows: [(&[u8], Option<u64>); 22] = [
            (b"5\r\n", Some(5)),
            (b"000A\r\n", Some(10)),
            (b"0\r\n", Some(0)),
            (b"5;a\r\n", Some(5)),
            (b"5 ; a = \"b;c\" ;d=e\r\n", Some(5)),
            (b"ffffffffffffffff\r\n", Some(u64::MAX)),
            (b"00000000000000000000000005\r\n", Some(5)),
            (b"10000000000000005\r\n", None),
            (b"5\n", None),
            (b"\r\n", None),
            (b";a\r\n", None),
            (b"0x5\r\n", None),
            (b"-5\r\n", None),
            (b"+5\r\n", None),
            (b" 5\r\n", None),
            (b"5 \r\n", None),
            (b"5g\r\n", None),
            (b"5;\r\n", None),
            (b"5;a=\r\n", None),
            (b"5;a=\"b\r\n", None),
            (b"5;a b\r\n", None),
            (b"5\r;a\r\n", None),
        ];
        for (line, want) in rows {
            let got = size_of(line, &Faults::none()).ok();
            assert_eq!(got, want, "{}", String::from_utf8_lossy(line));
        }
    }
}
