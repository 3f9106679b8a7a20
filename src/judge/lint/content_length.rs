//! Content-Length (RFC 9110 8.6; RFC 9112 6.2).

use super::{ABNF, Check, GET, HEAD, Lint, always};
use crate::model::citation::Level;
use crate::model::observation::DeviationKind;

/// Digits and nothing else; leading zeros are legal.
pub(super) const CONTENT_LENGTH_INVALID: Lint = Lint {
    name: "content-length-invalid",
    summary: "Content-Length is no decimal number",
    level: Level::Must,
    rfc: 9110,
    section: "8.6",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::BadContentLength, "digits", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0002\r\n\r\nok")],
};

/// Two lengths, of which one at least is wrong.
pub(super) const CONTENT_LENGTH_CONFLICT: Lint = Lint {
    name: "content-length-conflict",
    summary: "Content-Length is given with different values",
    level: Level::Must,
    rfc: 9110,
    section: "8.6",
    also: &[(9110, "5.3"), (9112, "6.3")],
    covers: &["9110-5.3-03", "9110-2.2-01"],
    check: Check::Deviation(DeviationKind::ConflictingContentLength, "one length", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nok"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")],
};

/// A recipient may collapse equal values; a sender may not repeat them.
pub(super) const CONTENT_LENGTH_REPEATED: Lint = Lint {
    name: "content-length-repeated",
    summary: "Content-Length is given more than once with the same value",
    level: Level::Must,
    rfc: 9110,
    section: "5.3",
    also: &[(9110, "8.6")],
    covers: &["9110-5.3-03"],
    check: Check::Deviation(DeviationKind::RepeatedContentLength, "one length", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")],
};

/// The length in octets and a coding that delimits itself exclude each other.
pub(super) const CONTENT_LENGTH_WITH_TRANSFER_ENCODING: Lint = Lint {
    name: "content-length-with-transfer-encoding",
    summary: "Content-Length stands beside Transfer-Encoding",
    level: Level::Must,
    rfc: 9112,
    section: "6.2",
    also: &[],
    covers: &["9112-6.2-01"],
    check: Check::Deviation(
        DeviationKind::ContentLengthWithTransferEncoding,
        "one of the two",
        always,
    ),
    fires: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    )],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")],
};

/// 1xx, 204 and a 2xx to CONNECT have none, not even `0`. HEAD, 205 and 304 may have one.
pub(super) const CONTENT_LENGTH_FORBIDDEN: Lint = Lint {
    name: "content-length-forbidden",
    summary: "a response that has no content by its nature has a Content-Length",
    level: Level::Must,
    rfc: 9110,
    section: "8.6",
    also: &[(9110, "9.3.6")],
    covers: &["9110-8.6-06", "9110-8.6-07", "9110-9.3.6-05"],
    check: Check::Deviation(DeviationKind::ContentLengthForbidden, "no Content-Length", always),
    fires: &[
        (GET, b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"),
        (
            GET,
            b"HTTP/1.1 103 Early Hints\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        ),
        (
            b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        ),
    ],
    quiet: &[
        (HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
        (GET, b"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n"),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nIf-None-Match: \"a\"\r\n\r\n",
            b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 9\r\n\r\n",
        ),
    ],
};
