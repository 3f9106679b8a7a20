//! Fields of requests in responses (RFC 9110 2.2).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;

/// Fields that clients alone generate. Accept, Accept-Encoding and Connection are defined for both
/// sides; Pragma is one that servers have always sent too, with no meaning ever given to it there.
const OF_REQUESTS: [&str; 18] = [
    "Accept-Language",
    "Authorization",
    "Cookie",
    "Expect",
    "From",
    "Host",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Max-Forwards",
    "Proxy-Authorization",
    "Range",
    "Referer",
    "Sec-WebSocket-Key",
    "TE",
    "User-Agent",
];

/// A sender generates nothing that belongs to another role.
pub(super) const REQUEST_FIELD: Lint = Lint {
    name: "request-field",
    summary: "a response has a field that only requests have",
    level: Level::Must,
    rfc: 9110,
    section: "2.2",
    also: &[],
    covers: &["9110-2.2-02"],
    check: Check::Rule(request_field),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nHost: a.example\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nif-none-match: \"a\"\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\nPragma: no-cache\r\n\r\n")],
};

fn request_field(subject: &Subject) -> Option<Hit> {
    let of_requests = OF_REQUESTS.into_iter().find_map(|name| subject.field(name))?;
    Some(Hit::field(of_requests, "no such field"))
}
