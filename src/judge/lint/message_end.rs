//! Where a response ends, and what comes after it (RFC 9112 6.3, 8; RFC 9110 9.3.2).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, HEAD, Lint};
use crate::model::bytes::Span;
use crate::model::citation::Level;
use crate::model::expectation::FramingKind;
use crate::model::observation::{Deviation, DeviationKind, Ending};

/// Octets that begin no message. A whole response that nobody seems to have asked for is not a
/// fault: a 408 on an idle connection is legal, and octets that we sent after a request may have
/// read as another one.
pub(super) const OCTETS_AFTER_END: Lint = Lint {
    name: "octets-after-end",
    summary: "octets that are no HTTP message follow the end of a response",
    level: Level::Must,
    rfc: 9112,
    section: "2.1",
    also: &[(9112, "6.3"), (9110, "2.2")],
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::OctetsAfterEnd, "a status line, or nothing", is_no_response),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more")],
    quiet: &[
        (
            GET,
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
        ),
        (
            GET,
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        ),
    ],
};

fn is_no_response(subject: &Subject, deviation: &Deviation) -> bool {
    deviation.span.start != subject.response.span.start
}

/// For HEAD the text has a MUST NOT of its own; after 204 and 304 the octets are where the next
/// status line is due.
pub(super) const BODY_FORBIDDEN: Lint = Lint {
    name: "body-forbidden",
    summary: "a response that ends with its head is followed by a body",
    level: Level::Must,
    rfc: 9112,
    section: "6.3",
    also: &[(9110, "9.3.2"), (9110, "6.4.1"), (9110, "2.2")],
    covers: &["9110-9.3.2-02", "9112-6.3-13", "9110-15.3.5-01", "9110-15.4.5-09"],
    check: Check::Deviation(DeviationKind::BodyForbidden, "nothing", has_no_body),
    fires: &[
        (HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        (GET, b"HTTP/1.1 204 No Content\r\n\r\nok"),
    ],
    quiet: &[
        (HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    ],
};

fn has_no_body(subject: &Subject, _: &Deviation) -> bool {
    matches!(subject.status(), 204 | 304) || subject.method() == b"HEAD"
}

/// The recipient has to take the message for incomplete; to close is the one way that a server has
/// to say that it cannot go on, so no sentence forbids it. A reset may have cost us octets that were
/// sent, and where we stopped reading the rest may have been on its way: neither counts.
pub(super) const TRUNCATED: Lint = Lint {
    name: "truncated",
    summary: "the server closes before the body is whole",
    level: Level::Info,
    rfc: 9112,
    section: "8",
    also: &[(9112, "6.3")],
    covers: &[],
    check: Check::Deviation(DeviationKind::Truncated, "the rest of the body", server_closed),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"),
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")],
};

fn server_closed(subject: &Subject, _: &Deviation) -> bool {
    subject.connection.ending == Some(Ending::Fin)
}

/// To a request of HTTP/1.1 the chunked coding is always possible. A server that speaks HTTP/1.0
/// has no other way, and is silent here.
pub(super) const CLOSE_DELIMITED: Lint = Lint {
    name: "close-delimited",
    summary: "only the close of the connection tells where the body ends",
    level: Level::Should,
    rfc: 9112,
    section: "6.3",
    also: &[],
    covers: &["9112-6.3-11"],
    check: Check::Rule(close_delimited),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok")],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"),
        (GET, b"HTTP/1.0 200 OK\r\n\r\nok"),
        (b"GET / HTTP/1.0\r\n\r\n", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok"),
        (HEAD, b"HTTP/1.1 200 OK\r\n\r\n"),
    ],
};

fn close_delimited(subject: &Subject) -> Option<Hit> {
    let possible = subject.asked_in_http_1_1() && subject.version()? >= (1, 1);
    // A coding that only the close delimits is Transfer-Encoding's affair (RFC 9112 6.1).
    let unframed = subject.response.framing == FramingKind::Close
        && !subject.has("Transfer-Encoding")
        && !subject.has("Content-Length");
    let head = subject.response.head;
    let empty_line = Span::new(head.end.saturating_sub(2), head.end);
    (possible && unframed).then(|| {
        Hit::at(subject, empty_line, "Content-Length or the chunked coding").about("framing")
    })
}
