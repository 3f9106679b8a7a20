//! Via (RFC 9110 7.6.3).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint, comment};
use crate::model::citation::Level;
use crate::model::grammar;

/// Protocol, then who received it, then perhaps a comment. An address in brackets is let pass: the
/// grammar has no way to write one that is a host of its own.
pub(super) const VIA_INVALID: Lint = Lint {
    name: "via-invalid",
    summary: "a member of Via is no protocol and name",
    level: Level::Must,
    rfc: 9110,
    section: "7.6.3",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nVia: proxy.example\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nVia: 1.1 a, http://b/\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nVia: 1.1 a, , 1.1 b\r\n\r\n"),
    ],
    quiet: &[
        (
            GET,
            b"HTTP/1.1 200 OK\r\nVia: 1.0 fred, HTTP/1.1 p.example.net:8080 (a, (b),, c)\r\n\r\n",
        ),
        (GET, b"HTTP/1.1 200 OK\r\nVia: 1.1 [::1]:80\r\n\r\n"),
    ],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Via", "`1.1 name`", is_list_of_hops)
}

fn is_list_of_hops(value: &[u8]) -> bool {
    let (mut start, mut at) = (0, 0);
    while at < value.len() {
        match value.get(at) {
            Some(b'(') => match comment::end(value, at) {
                Some(end) => at = end,
                None => return false,
            },
            Some(b',') => {
                if !is_hop(value.get(start..at).unwrap_or_default()) {
                    return false;
                }
                at += 1;
                start = at;
            }
            _ => at += 1,
        }
    }
    value.is_empty() || is_hop(value.get(start..).unwrap_or_default())
}

fn is_hop(member: &[u8]) -> bool {
    let member = grammar::trim_ows(member);
    let head = match member.iter().position(|octet| *octet == b'(') {
        Some(open) if comment::end(member, open) != Some(member.len()) => return false,
        Some(open) => member.get(..open).unwrap_or_default(),
        None => member,
    };
    let mut words =
        head.split(|octet| matches!(octet, b' ' | b'\t')).filter(|word| !word.is_empty());
    match (words.next(), words.next(), words.next()) {
        (Some(protocol), Some(by), None) => is_protocol(protocol) && is_received_by(by),
        _ => false,
    }
}

/// `[protocol-name "/"] protocol-version`
fn is_protocol(word: &[u8]) -> bool {
    let mut parts = word.splitn(2, |octet| *octet == b'/');
    parts.all(grammar::is_token)
}

/// `pseudonym [":" port]`
fn is_received_by(word: &[u8]) -> bool {
    if word.first() == Some(&b'[') {
        return true;
    }
    let mut parts = word.splitn(2, |octet| *octet == b':');
    let name = parts.next().unwrap_or_default();
    grammar::is_token(name) && parts.next().is_none_or(|port| port.iter().all(u8::is_ascii_digit))
}
