//! Content that a status should or must not have (RFC 9110 15.3.6, 15.5, 15.6).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, HEAD, Lint};
use crate::model::citation::Level;

/// A 205 ends with its head in effect: Content-Length of 0, or chunked with nothing in it.
pub(super) const RESET_CONTENT_WITH_CONTENT: Lint = Lint {
    name: "reset-content-with-content",
    summary: "a 205 has content",
    level: Level::Must,
    rfc: 9110,
    section: "15.3.6",
    also: &[],
    covers: &["9110-15.3.6-01"],
    check: Check::Rule(reset_with_content),
    fires: &[(GET, b"HTTP/1.1 205 Reset Content\r\nContent-Length: 2\r\n\r\nok")],
    quiet: &[
        (GET, b"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 205 Reset Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ],
};

fn reset_with_content(subject: &Subject) -> Option<Hit> {
    let body = &subject.response.body;
    (subject.status() == 205 && !body.content.is_empty())
        .then(|| Hit::at(subject, body.span, "no content"))
}

/// Asked of whole answers to requests whose method is known not to be HEAD.
pub(super) const ERROR_WITHOUT_CONTENT: Lint = Lint {
    name: "error-without-content",
    summary: "a 4xx or 5xx explains nothing: it has no content",
    level: Level::Should,
    rfc: 9110,
    section: "15.5",
    also: &[(9110, "15.6")],
    covers: &["9110-15.5-01", "9110-15.6-01"],
    check: Check::Rule(error_without_content),
    fires: &[
        (GET, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ],
    quiet: &[
        (HEAD, b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n"),
        (GET, b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"),
        (GET, b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
    ],
};

fn error_without_content(subject: &Subject) -> Option<Hit> {
    let empty = subject.whole_content()?.is_empty();
    let method = subject.method();
    let asks_for_content = !method.is_empty() && method != b"HEAD";
    (empty && asks_for_content && (400..600).contains(&subject.status()))
        .then(|| Hit::missing(subject, "content", "an explanation"))
}
