//! Content-Type (RFC 9110 8.3).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, HEAD, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

/// Type, subtype, and parameters without white space around `=`; an empty parameter is legal.
pub(super) const CONTENT_TYPE_INVALID: Lint = Lint {
    name: "content-type-invalid",
    summary: "Content-Type is no media type",
    level: Level::Must,
    rfc: 9110,
    section: "8.3",
    also: &[(9110, "8.3.1"), (9110, "5.6.6"), (9110, "2.2")],
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Type: html\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset = utf-8\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Type: text/html; utf-8\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Type: text/html, text/plain\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML;Charset=\"utf-8\";\r\n\r\n"),
        (
            GET,
            b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.a+json ; x=\"a, b; c=\\\"\"\r\n\r\n",
        ),
    ],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Content-Type", "a media type", |value| grammar::media_type(value).is_some())
}

/// A SHOULD, but not where the sender does not know the type, which cannot be seen from outside;
/// hence told only, and of content that is there.
pub(super) const CONTENT_TYPE_MISSING: Lint = Lint {
    name: "content-type-missing",
    summary: "a response with content has no Content-Type",
    level: Level::Info,
    rfc: 9110,
    section: "8.3",
    also: &[],
    covers: &["9110-8.3-01"],
    check: Check::Rule(missing),
    fires: &[(GET, b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno")],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\nok"),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\nIf-Range: \"a\"\r\n\r\n",
            b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok",
        ),
    ],
};

fn missing(subject: &Subject) -> Option<Hit> {
    let has_content = !subject.response.body.content.is_empty() && subject.status() >= 200;
    // 206 to If-Range leaves out what the client has (RFC 9110 15.3.7).
    let had = subject.status() == 206
        && subject.request().is_some_and(|request| request.field("If-Range").is_some());
    (has_content && !had && !subject.has("Content-Type"))
        .then(|| Hit::missing(subject, "Content-Type", "the type of the content"))
}
