//! ETag (RFC 9110 8.8.3).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

/// Quotes are part of the tag, the weakness mark is an upper-case `W/`, and there is one tag.
pub(super) const ETAG_INVALID: Lint = Lint {
    name: "etag-invalid",
    summary: "ETag is no entity tag",
    level: Level::Must,
    rfc: 9110,
    section: "8.8.3",
    also: ABNF,
    covers: &["9110-8.8.3-04", "9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nETag: abc\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nETag: w/\"abc\"\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nETag: \"a b\"\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nETag: \"a\", \"b\"\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nETag: \"\"\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nETag: W/\"a\\b\xe9,c\"\r\n\r\n"),
    ],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    let is_tag = |value: &[u8]| grammar::entity_tag(value).is_some();
    let trailer = || {
        let trailers = &subject.response.trailers;
        trailers.iter().find(|field| field.is("ETag") && !is_tag(&field.value))
    };
    subject
        .reject("ETag", "an entity tag", is_tag)
        .or_else(|| Some(Hit::field(trailer()?, "an entity tag")))
}
