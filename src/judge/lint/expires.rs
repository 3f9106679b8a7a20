//! Expires (RFC 9111 5.3).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::http_date;

/// `0` and `-1` are common. That caches take them for a time in the past is a rule for caches; for
/// the sender the grammar is an HTTP-date, and one in the past says the same.
pub(super) const EXPIRES_INVALID: Lint = Lint {
    name: "expires-invalid",
    summary: "Expires is no HTTP-date",
    level: Level::Must,
    rfc: 9111,
    section: "5.3",
    also: &[(9110, "5.6.7"), (9110, "2.2")],
    covers: &["9110-5.6.7-02", "9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nExpires: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nExpires: Thu, 01-Jan-1970 00:00:00 GMT\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nExpires: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n")],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Expires", "an HTTP-date", |value| http_date::parse(value, 0).is_some())
}
