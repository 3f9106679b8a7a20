//! How long a request's content is (RFC 9112 section 6.3), and the rules for the two fields that
//! say so.

use crate::model::grammar;
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::head::Head;
use crate::reference::request::rule::{Rule, rule};

/// How a request's content is delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// Neither field is there: no content (RFC 9112 6.3, item 7).
    Absent,
    /// So many octets.
    Length(u64),
    /// The chunked transfer coding.
    Chunked,
}

/// Faults in the choice between the two fields.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "content-length-preferred",
        "RFC 9112 6.3",
        "Transfer-Encoding overrides Content-Length",
        "goes by Content-Length where Transfer-Encoding is there too",
    ),
    fault(
        "transfer-encoding-ignored",
        "RFC 9112 6.1",
        "a recipient is able to read the chunked transfer coding",
        "ignores Transfer-Encoding and takes the chunks for the next request",
    ),
    fault(
        "folded-field-passed-over",
        "RFC 9112 5.2",
        "a folded field line is refused, or the fold becomes spaces before the value is used",
        "passes over field lines that are folded",
    ),
    fault(
        "fold-cut-off",
        "RFC 9112 5.2",
        "a folded field line is refused, or the fold becomes spaces before the value is used",
        "goes by the first line of a folded field alone",
    ),
    fault(
        "underscore-taken-for-hyphen",
        "RFC 9110 5.1",
        "fields of different names are different fields",
        "takes Transfer_Encoding for Transfer-Encoding, and goes by it alone",
    ),
];

/// Takes out of a head what a fault makes the server blind to.
pub(crate) fn blind(head: &mut Head, faults: &Faults) {
    let both = head.value("Content-Length").is_some();
    if faults.has("transfer-encoding-ignored") || both && faults.has("content-length-preferred") {
        head.remove("Transfer-Encoding");
    }
    if faults.has("folded-field-passed-over") {
        head.drop_folded();
    }
    if faults.has("fold-cut-off") {
        head.cut_folds();
    }
    if faults.has("underscore-taken-for-hyphen") && head.value("Transfer_Encoding").is_some() {
        head.remove("Content-Length");
        head.remove("Transfer_Encoding");
        head.read_fields(b"Transfer-Encoding: chunked\r\n\r\n");
    }
}

/// The framing of a request whose head was let pass.
pub(crate) fn of(head: &Head) -> Framing {
    if codings(head).iter().any(|coding| is_chunked(coding)) {
        return Framing::Chunked;
    }
    match head.value("Content-Length") {
        Some(value) => Framing::Length(leading_number(value)),
        None => Framing::Absent,
    }
}

/// The number that a careless reader sees: the digits at the start, modulo 2 to the 64th. Where no
/// rule was switched off there is nothing but digits, and no more than fit.
fn leading_number(value: &[u8]) -> u64 {
    let value = value.strip_prefix(b"+").or_else(|| value.strip_prefix(b"-")).unwrap_or(value);
    value
        .iter()
        .take_while(|octet| octet.is_ascii_digit())
        .fold(0u64, |number, digit| number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')))
}

fn codings(head: &Head) -> Vec<&[u8]> {
    head.list("Transfer-Encoding")
}

fn is_chunked(coding: &[u8]) -> bool {
    grammar::list_has(coding, "chunked")
}

fn lengths(head: &Head) -> Vec<&[u8]> {
    head.values("Content-Length")
        .flat_map(|value| grammar::split_outside_quotes(value, b','))
        .collect()
}

fn is_digits(octets: &[u8]) -> bool {
    !octets.is_empty() && octets.iter().all(u8::is_ascii_digit)
}

fn differ(lengths: &[&[u8]]) -> bool {
    lengths.windows(2).any(|pair| matches!(pair, [a, b] if a != b))
}

/// What Content-Length and Transfer-Encoding have to be.
pub(crate) const RULES: &[Rule<Head>] = &[
    rule(
        "content-length-beside-transfer-encoding-accepted",
        "RFC 9112 6.1",
        400,
        "a request with both Content-Length and Transfer-Encoding ends in a closed connection",
        "goes by Transfer-Encoding beside Content-Length, and keeps the connection open",
        |head| head.value("Content-Length").is_some() && head.value("Transfer-Encoding").is_some(),
    ),
    rule(
        "transfer-encoding-http10-accepted",
        "RFC 9112 6.1",
        400,
        "Transfer-Encoding in a request of HTTP/1.0 is faulty framing",
        "reads chunks in a request of HTTP/1.0 and keeps the connection open",
        |head| head.line.is_http10() && head.value("Transfer-Encoding").is_some(),
    ),
    rule(
        "transfer-encoding-not-chunked-last-accepted",
        "RFC 9112 6.3",
        400,
        "the last transfer coding of a request is chunked",
        "takes a request whose last transfer coding is not chunked",
        |head| {
            head.value("Transfer-Encoding").is_some()
                && !codings(head).last().is_some_and(|last| is_chunked(last))
        },
    ),
    rule(
        "transfer-encoding-chunked-twice-accepted",
        "RFC 9112 6.1",
        400,
        "chunked is applied once",
        "takes a request that lists chunked twice",
        |head| codings(head).iter().filter(|coding| is_chunked(coding)).count() > 1,
    ),
    rule(
        "transfer-coding-parameter-accepted",
        "RFC 9112 7.1",
        400,
        "the chunked coding has no parameters",
        "takes chunked with parameters",
        |head| codings(head).iter().any(|coding| is_chunked(coding) && coding.contains(&b';')),
    ),
    rule(
        "transfer-coding-unknown-accepted",
        "RFC 9112 6.1",
        501,
        "a transfer coding that is not implemented is refused; chunked is",
        "ignores transfer codings that it does not know",
        |head| {
            codings(head).last().is_some_and(|last| is_chunked(last))
                && codings(head).iter().any(|coding| !is_chunked(coding))
        },
    ),
    rule(
        "content-length-invalid-accepted",
        "RFC 9112 6.3",
        400,
        "the value of Content-Length is decimal digits",
        "goes by the digits at the start of Content-Length",
        |head| lengths(head).iter().any(|length| !is_digits(length)),
    ),
    rule(
        "content-length-differing-accepted",
        "RFC 9112 6.3",
        400,
        "Content-Length has one value",
        "goes by the first of several values of Content-Length",
        |head| differ(&lengths(head)),
    ),
    rule(
        "content-length-repeated-accepted",
        "RFC 9112 6.3",
        400,
        "Content-Length stands once; this server does not collapse equal values",
        "goes by the one value of a repeated Content-Length",
        |head| lengths(head).len() > 1 && !differ(&lengths(head)),
    ),
    rule(
        "content-length-overflow-accepted",
        "RFC 9110 8.6",
        400,
        "a Content-Length of many digits does not overflow",
        "reads Content-Length modulo 2 to the 64th",
        |head| lengths(head).iter().any(|l| is_digits(l) && grammar::decimal(l).is_none()),
    ),
];

/// Framing that is right and is refused all the same.
pub(crate) const NEEDLESS: &[Rule<Head>] = &[
    rule(
        "chunked-refused",
        "RFC 9112 6.1",
        411,
        "a recipient is able to read the chunked transfer coding",
        "demands Content-Length instead of chunks",
        |head| head.value("Transfer-Encoding").is_some(),
    ),
    rule(
        "transfer-coding-case-sensitive",
        "RFC 9112 7",
        501,
        "names of transfer codings are the same in any case",
        "knows chunked in lower case only",
        |head| codings(head).iter().any(|coding| is_chunked(coding) && *coding != b"chunked"),
    ),
    rule(
        "transfer-encoding-empty-element-refused",
        "RFC 9110 5.6.1.2",
        400,
        "a reasonable number of empty list elements is ignored",
        "refuses a Transfer-Encoding with empty elements",
        |head| {
            head.values("Transfer-Encoding")
                .flat_map(|value| grammar::split_outside_quotes(value, b','))
                .any(<[u8]>::is_empty)
        },
    ),
    rule(
        "content-length-leading-zero-refused",
        "RFC 9110 8.6",
        400,
        "Content-Length may have leading zeros",
        "refuses a Content-Length with leading zeros",
        |head| lengths(head).iter().any(|length| length.len() > 1 && length.starts_with(b"0")),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::request::rule::check;

    #[test]
    fn each_framing_is_found_and_each_doubt_about_it_is_refused() {
        let rows = [
            ("1.1", "", Ok(Framing::Absent)),
            ("1.1", "Content-Length: 005\r\n", Ok(Framing::Length(5))),
            ("1.1", "Transfer-Encoding: ,Chunked\r\n", Ok(Framing::Chunked)),
            ("1.1", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", Err(400)),
            ("1.0", "Transfer-Encoding: chunked\r\n", Err(400)),
            ("1.1", "Transfer-Encoding:\r\n", Err(400)),
            ("1.1", "Transfer-Encoding: identity\r\n", Err(400)),
            ("1.1", "Transfer-Encoding: chunked, gzip\r\n", Err(400)),
            ("1.1", "Transfer-Encoding: chunked, chunked\r\n", Err(400)),
            ("1.1", "Transfer-Encoding: chunked;q=1\r\n", Err(400)),
            ("1.1", "Transfer-Encoding: gzip, chunked\r\n", Err(501)),
            ("1.1", "Transfer-Encoding: xchunked\r\n", Err(400)),
            ("1.1", "Transfer-Encoding: \"chunked\"\r\n", Err(400)),
            ("1.1", "Content-Length:\r\n", Err(400)),
            ("1.1", "Content-Length: -1\r\n", Err(400)),
            ("1.1", "Content-Length: +5\r\n", Err(400)),
            ("1.1", "Content-Length: 5 5\r\n", Err(400)),
            ("1.1", "Content-Length: 0x5\r\n", Err(400)),
            ("1.1", "Content-Length: 5,\r\n", Err(400)),
            ("1.1", "Content-Length: 5\r\nContent-Length: 6\r\n", Err(400)),
            ("1.1", "Content-Length: 5, 5\r\n", Err(400)),
            ("1.1", "Content-Length: 18446744073709551621\r\n", Err(400)),
        ];
        for (version, fields, want) in rows {
            let raw = format!("POST / HTTP/{version}\r\n{fields}\r\n");
            let head = Head::read(raw.as_bytes(), &Faults::none());
            let got = check(&[RULES], &head, &Faults::none());
            assert_eq!(got.map(|()| of(&head)).map_err(|r| r.status), want, "{fields}");
        }
    }
}
