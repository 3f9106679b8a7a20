//! Needless refusals of what a client prefers, remembers or proves: negotiation fields, cookies,
//! credentials and the last event of a stream.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::grammar;
use crate::reference::request::head::Head;
use crate::reference::request::rule::{Rule, rule};

const NEGOTIATION: [&str; 4] = ["Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language"];

/// What is odd in these fields and no reason to refuse, or none for a server error.
pub(crate) const NEEDLESS: &[Rule<Head>] = &[
    rule(
        "quality-malformed-server-error",
        "RFC 9110 12.4.2",
        500,
        "a weight that breaks the grammar is no failure of the server",
        "answers 500 to a weight that breaks the grammar",
        |head| {
            let members = NEGOTIATION.iter().flat_map(|name| head.list(name));
            members.into_iter().any(has_malformed_weight)
        },
    ),
    rule(
        "accept-charset-refused",
        "RFC 9110 12.5.2",
        406,
        "a charset that is acceptable is no reason for a refusal",
        "answers 406 to every Accept-Charset",
        |head| head.value("Accept-Charset").is_some(),
    ),
    rule(
        "cookie-quotes-refused",
        "RFC 6265 4.2.1",
        400,
        "a cookie value may stand in quotes",
        "answers 400 to a cookie in quotes",
        |head| pairs(head).any(|(_, value)| value.contains(&b'"')),
    ),
    rule(
        "cookie-long-refused",
        "RFC 6265 6.1",
        431,
        "a cookie that every client keeps is not too long",
        "answers 431 to a cookie of more than 2000 octets",
        |head| pairs(head).any(|(_, value)| value.len() > 2000),
    ),
    rule(
        "cookie-malformed-server-error",
        "RFC 6265 4.2.1",
        500,
        "a Cookie field that breaks the grammar is no failure of the server",
        "answers 500 to a Cookie field that breaks the grammar",
        |head| pairs(head).any(|(name, _)| !grammar::is_token(name)),
    ),
    rule(
        "cookies-required",
        "RFC 6265 6.1",
        500,
        "a client that returns no cookies is served all the same",
        "answers 500 at /cookies to a request without cookies",
        |head| head.line.target() == b"/cookies" && head.value("Cookie").is_none(),
    ),
    rule(
        "credentials-malformed-server-error",
        "RFC 9110 11.4",
        500,
        "credentials that cannot be decoded are no failure of the server",
        "answers 500 to credentials that are not Base64",
        |head| {
            head.value("Authorization").is_some_and(|value| {
                let at = value.iter().position(|octet| *octet == b' ').unwrap_or(value.len());
                let (_, rest) = value.split_at(at);
                rest.is_empty() || STANDARD.decode(rest.trim_ascii_start()).is_err()
            })
        },
    ),
    rule(
        "last-event-id-server-error",
        "SSE 9.2.4",
        500,
        "an id that a stream does not know is no failure of the server",
        "answers 500 to a Last-Event-ID that is no number",
        |head| head.value("Last-Event-ID").is_some_and(|id| grammar::decimal(id).is_none()),
    ),
];

fn has_malformed_weight(member: &[u8]) -> bool {
    grammar::split_outside_quotes(member, b';').iter().skip(1).any(|parameter| {
        let value = parameter.strip_prefix(b"q=").or_else(|| parameter.strip_prefix(b"Q="));
        value.is_some_and(|value| !is_qvalue(value))
    })
}

/// `qvalue` (RFC 9110 12.4.2).
fn is_qvalue(value: &[u8]) -> bool {
    let (whole, fraction) = match value {
        [whole] => (*whole, &b""[..]),
        [whole, b'.', fraction @ ..] => (*whole, fraction),
        _ => return false,
    };
    let digits = |most: u8| fraction.iter().all(|octet| (b'0'..=most).contains(octet));
    fraction.len() <= 3 && (whole == b'0' && digits(b'9') || whole == b'1' && digits(b'0'))
}

/// Names and values of cookies, white space around them taken away.
fn pairs(head: &Head) -> impl Iterator<Item = (&[u8], &[u8])> {
    let pieces = head.values("Cookie").flat_map(|value| value.split(|octet| *octet == b';'));
    pieces.map(|piece| {
        let piece = grammar::trim_ows(piece);
        let at = piece.iter().position(|octet| *octet == b'=').unwrap_or(0);
        let (name, value) = piece.split_at(at);
        (name, value.strip_prefix(b"=").unwrap_or(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qvalue_has_up_to_three_digits_and_is_at_most_one() {
        for right in ["0", "0.", "0.5", "0.999", "1", "1.", "1.000"] {
            assert!(is_qvalue(right.as_bytes()), "{right}");
        }
        for wrong in ["", "2", "-1", ".5", "0.1234", "1.001", "a", "\"1\"", "0,5"] {
            assert!(!is_qvalue(wrong.as_bytes()), "{wrong}");
        }
    }
}
