//! Retry-After (RFC 9110 10.2.3).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::http_date;

/// Seconds or a date. Any number of digits is in the grammar.
pub(super) const RETRY_AFTER_INVALID: Lint = Lint {
    name: "retry-after-invalid",
    summary: "Retry-After is neither a number of seconds nor an HTTP-date",
    level: Level::Must,
    rfc: 9110,
    section: "10.2.3",
    also: ABNF,
    covers: &["9110-10.2.3-01", "9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2 minutes\r\n\r\n"),
        (GET, b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0.5\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 120\r\n\r\n"),
        (
            GET,
            b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
        ),
    ],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Retry-After", "seconds or an HTTP-date", |value| {
        (!value.is_empty() && value.iter().all(u8::is_ascii_digit))
            || http_date::parse(value, 0).is_some()
    })
}
