//! 304 responses (RFC 9110 15.4.5).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;

const CONDITIONAL: &[u8] = b"GET / HTTP/1.1\r\nHost: a.example\r\nIf-None-Match: \"a\"\r\n\r\n";

/// What a 304 means is that a conditional GET or HEAD came. No sentence forbids it otherwise.
pub(super) const NOT_MODIFIED_UNASKED: Lint = Lint {
    name: "not-modified-unasked",
    summary: "a 304 answers a request that is no conditional GET or HEAD",
    level: Level::Info,
    rfc: 9110,
    section: "15.4.5",
    also: &[],
    covers: &[],
    check: Check::Rule(unasked),
    fires: &[
        (GET, b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"),
        (
            b"PUT / HTTP/1.1\r\nHost: a.example\r\nIf-None-Match: *\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n",
        ),
    ],
    quiet: &[
        (CONDITIONAL, b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"),
        (
            b"HEAD / HTTP/1.1\r\nHost: a\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
            b"HTTP/1.1 304 Not Modified\r\n\r\n",
        ),
    ],
};

fn unasked(subject: &Subject) -> Option<Hit> {
    let request = subject.request()?;
    let conditional =
        ["If-None-Match", "If-Modified-Since"].iter().any(|name| request.field(name).is_some());
    let asked = conditional && [&b"GET"[..], b"HEAD"].contains(&subject.method());
    (subject.status() == 304 && !asked).then(|| Hit::status_line(subject, "another status"))
}

/// Fields that describe the representation. Those that the text asks for are free, so are
/// Last-Modified, which it gives as an example of a purpose, and Content-Length (RFC 9110 8.6). That
/// the others serve a cache's update is allowed for and cannot be seen from outside.
const METADATA: [&str; 4] =
    ["Content-Encoding", "Content-Language", "Content-Range", "Content-Type"];

/// What the cache has already.
pub(super) const NOT_MODIFIED_WITH_METADATA: Lint = Lint {
    name: "not-modified-with-metadata",
    summary: "a 304 repeats what describes the representation",
    level: Level::Should,
    rfc: 9110,
    section: "15.4.5",
    also: &[],
    covers: &["9110-15.4.5-07"],
    check: Check::Rule(with_metadata),
    fires: &[(
        CONDITIONAL,
        b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Type: a/b\r\n\r\n",
    )],
    quiet: &[(
        CONDITIONAL,
        b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nVary: A\r\nContent-Location: /a.en\r\n\
          Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 9\r\n\r\n",
    )],
};

fn with_metadata(subject: &Subject) -> Option<Hit> {
    let repeated = || METADATA.into_iter().find_map(|name| subject.field(name));
    if subject.status() == 304 { Some(Hit::field(repeated()?, "no such field")) } else { None }
}
