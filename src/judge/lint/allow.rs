//! Allow (RFC 9110 10.2.1 and 15.5.6).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

/// An empty Allow is legal: no method is allowed for now.
pub(super) const METHOD_NOT_ALLOWED_WITHOUT_ALLOW: Lint = Lint {
    name: "method-not-allowed-without-allow",
    summary: "a 405 has no Allow",
    level: Level::Must,
    rfc: 9110,
    section: "15.5.6",
    also: &[(9110, "10.2.1")],
    covers: &["9110-15.5.6-01", "9110-10.2.1-01"],
    check: Check::Rule(without_allow),
    fires: &[(GET, b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")],
    quiet: &[
        (GET, b"HTTP/1.1 405 Method Not Allowed\r\nAllow:\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n"),
    ],
};

fn without_allow(subject: &Subject) -> Option<Hit> {
    (subject.status() == 405 && !subject.has("Allow"))
        .then(|| Hit::missing(subject, "Allow", "the methods of the resource"))
}

/// Methods are tokens, with commas between them.
pub(super) const ALLOW_INVALID: Lint = Lint {
    name: "allow-invalid",
    summary: "a member of Allow is no method",
    level: Level::Must,
    rfc: 9110,
    section: "10.2.1",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[(GET, b"HTTP/1.1 405 Method Not Allowed\r\nAllow: GET HEAD\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nAllow: GET,M-SEARCH , x\r\n\r\n")],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Allow", "methods", grammar::is_token)
}
