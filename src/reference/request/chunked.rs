//! The chunked transfer coding (RFC 9112 section 7.1), read strictly.

use crate::model::grammar;
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::content::{Reader, Trouble};
use crate::reference::request::fields;
use crate::reference::request::head::Head;
use crate::reference::request::rule::{Refusal, check};

/// Faults in the reading of chunks.
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
        "chunk-data-end-unchecked",
        "RFC 9112 7.1",
        "the data of a chunk is followed by CRLF",
        "skips two octets after the data of a chunk, whatever they are",
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
        "chunk-extension-unlimited",
        "RFC 9112 7.1.1",
        "the length of chunk extensions is limited",
        "reads chunk extensions of any length",
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
        "trailers-merged",
        "RFC 9112 7.1.2",
        "trailer fields are kept apart from header fields",
        "adds trailer fields to the header fields",
    ),
    fault(
        "trailers-refused",
        "RFC 9110 5.1",
        "trailer fields that are not known are ignored",
        "refuses trailer fields",
    ),
    fault(
        "trailer-unchecked",
        "RFC 9112 7.1.2",
        "a trailer section has the grammar of a header section",
        "takes any lines in a trailer section",
    ),
    fault(
        "trailers-left-unread",
        "RFC 9112 7.1.2",
        "a chunked message ends after its trailer section",
        "takes a trailer section for the next request",
    ),
];

/// The longest chunk size line, with its extensions, in octets.
const SIZE_LINE: usize = 4096;
/// All extensions of one message together, in octets.
const EXTENSIONS: usize = 16 * 1024;
/// A trailer section, in octets.
const TRAILERS: usize = 16 * 1024;

fn wrong(reason: &'static str) -> Trouble {
    Trouble::Refused(Refusal::new(400, reason, "RFC 9112 7.1"))
}

/// Reads content and trailer section of a chunked request.
pub(super) async fn read(reader: &mut Reader<'_>) -> Result<(Vec<u8>, Head), Trouble> {
    let faults = reader.faults;
    let mut content = Vec::new();
    let mut extensions = 0usize;
    loop {
        let unlimited = faults.has("chunk-extension-unlimited");
        let longest = if unlimited { 64 * SIZE_LINE } else { SIZE_LINE };
        let line = reader.line(longest, "the line of a chunk size is too long").await?;
        let size = size_of(&line, faults)?;
        extensions = extensions.saturating_add(line.len());
        if extensions > EXTENSIONS.saturating_add(content.len()) && !unlimited {
            return Err(wrong("there are too many chunk extensions"));
        }
        if size == 0 {
            break;
        }
        reader.exact(size, &mut content).await?;
        let mut end = Vec::new();
        reader.exact(2, &mut end).await?;
        if end != b"\r\n" && !faults.has("chunk-data-end-unchecked") {
            return Err(wrong("the data of a chunk is followed by CRLF"));
        }
    }
    if faults.has("trailers-left-unread") {
        return Ok((content, Head::default()));
    }
    let trailers = trailers(reader).await?;
    Ok((content, trailers))
}

async fn trailers(reader: &mut Reader<'_>) -> Result<Head, Trouble> {
    let mut section = Vec::new();
    loop {
        let line = reader.line(TRAILERS, "the trailer section is too large").await?;
        section.extend_from_slice(&line);
        if section.len() > TRAILERS {
            let reason = "the trailer section is too large";
            return Err(Trouble::Refused(Refusal::new(431, reason, "RFC 9110 5.4")));
        }
        if matches!(&line[..], b"\r\n" | b"\n") {
            break;
        }
    }
    let mut head = Head::default();
    head.read_fields(&section);
    let unchecked = reader.faults.has("trailer-unchecked");
    if !unchecked && section.windows(2).any(|pair| pair != b"\r\n" && pair.starts_with(b"\r")) {
        return Err(wrong("CR stands before LF only"));
    }
    if !unchecked {
        check(&[fields::RULES], &head, reader.faults).map_err(Trouble::Refused)?;
    }
    if reader.faults.has("trailers-refused") && !head.fields().is_empty() {
        return Err(wrong("no trailers"));
    }
    Ok(head)
}

/// The size in a chunk size line, line end included.
fn size_of(line: &[u8], faults: &Faults) -> Result<u64, Trouble> {
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
    let mut number = 0u64;
    for digit in size {
        let value = u64::from(char::from(*digit).to_digit(16).unwrap_or_default());
        let shifted = match number.checked_mul(16) {
            Some(shifted) => shifted,
            None if faults.has("chunk-size-overflow-accepted") => number.wrapping_mul(16),
            None => {
                let reason = "a chunk of this size is too large";
                return Err(Trouble::Refused(Refusal::new(413, reason, "RFC 9112 7.1")));
            }
        };
        number = shifted | value;
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
