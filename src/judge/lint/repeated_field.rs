//! Fields that come once (RFC 9110 5.3).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::finding::Side;
use crate::model::observation::Field;

/// Fields of responses whose definitions have no list. Content-Length, Strict-Transport-Security
/// and the fields of the WebSocket handshake have lints of their own; Set-Cookie is the exception
/// that the text makes.
const SINGLETONS: [&str; 12] = [
    "Age",
    "Content-Disposition",
    "Content-Location",
    "Content-Range",
    "Content-Type",
    "Date",
    "ETag",
    "Expires",
    "Last-Modified",
    "Location",
    "Retry-After",
    "Server",
];

/// A field without a list in its definition comes once in a section, with equal values too.
pub(super) const FIELD_REPEATED: Lint = Lint {
    name: "field-repeated",
    summary: "a field that is no list comes more than once",
    level: Level::Must,
    rfc: 9110,
    section: "5.3",
    also: &[],
    covers: &["9110-5.3-03"],
    check: Check::Rule(repeated),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\ncontent-type: text/html\r\n\r\n"),
        (GET, b"HTTP/1.1 302 Found\r\nLocation: /a\r\nX-A: b\r\nLocation: /b\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nVary: A\r\nVary: B\r\nCache-Control: public\r\nCache-Control: max-age=1\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n\r\n"),
        (GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: A\r\nWWW-Authenticate: B\r\n\r\n"),
    ],
};

fn repeated(subject: &Subject) -> Option<Hit> {
    let response = subject.response;
    [&response.fields, &response.trailers]
        .into_iter()
        .find_map(|section| SINGLETONS.into_iter().find_map(|name| repeated_in(section, name)))
}

/// A hit on the second field of this name in a section.
pub(super) fn repeated_in(section: &[Field], name: &str) -> Option<Hit> {
    let mut lines = section.iter().filter(|field| field.is(name));
    let (first, second) = (lines.next()?, lines.next()?);
    let pair = [first, second].map(|field| (field.name.clone(), field.value.clone()));
    Some(
        Hit::field(second, "")
            .sides(Side::Text("one field line".to_owned()), Side::Fields(pair.to_vec())),
    )
}
