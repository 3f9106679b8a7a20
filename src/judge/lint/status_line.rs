//! The status line and what may come before it (RFC 9112 2.1, 2.3 and 4; RFC 9110 15).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, HEAD, Lint, always};
use crate::model::citation::Level;
use crate::model::observation::{Deviation, DeviationKind};

/// A message begins with its start line. A request line without a version asks in HTTP/0.9, whose
/// answers have no head: no current document forbids to give one. A connection that begins with PRI
/// is one of HTTP/2, and so is what comes on it (RFC 9113 3.4).
pub(super) const GARBAGE_BEFORE_STATUS_LINE: Lint = Lint {
    name: "garbage-before-status-line",
    summary: "octets that are no HTTP message come where a status line is due",
    level: Level::Must,
    rfc: 9112,
    section: "2.1",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(
        DeviationKind::GarbageBeforeStatusLine,
        "a status line",
        asked_with_version,
    ),
    fires: &[
        (GET, b"<html>no status line</html>"),
        (GET, b"warning: disk is full\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (b"GET /\r\n", b"<html>no status line</html>"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\0\0\0\x04\0\0\0\0\0"),
    ],
};

fn asked_with_version(subject: &Subject, _: &Deviation) -> bool {
    let index = subject.response.request.unwrap_or_default();
    let request = subject.connection.requests.get(index);
    request.is_none_or(|r| match &*r.method {
        b"GET" => !r.version.is_empty(),
        b"PRI" => false,
        _ => true,
    })
}

/// The licence to skip an empty line is a server's, for requests (RFC 9112 2.2).
pub(super) const EMPTY_LINE_BEFORE_STATUS_LINE: Lint = Lint {
    name: "empty-line-before-status-line",
    summary: "an empty line comes before the status line",
    level: Level::Must,
    rfc: 9112,
    section: "2.1",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::EmptyLineBeforeStatusLine, "a status line", always),
    fires: &[(GET, b"\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\r\n")],
};

/// The name is `HTTP` in upper case, the version two digits with a point between them. A version in
/// that form which cannot be is another fault.
pub(super) const BAD_VERSION: Lint = Lint {
    name: "bad-version",
    summary: "the protocol version is not `HTTP/`, a digit, a point and a digit",
    level: Level::Must,
    rfc: 9112,
    section: "2.3",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::BadVersion, "HTTP/1.1", is_no_version),
    fires: &[
        (GET, b"HTTP/1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ],
};

fn is_no_version(subject: &Subject, _: &Deviation) -> bool {
    subject.version().is_none()
}

/// A version in good form that no server that sends a status line can conform to: HTTP/2 and later
/// have none, and nobody has defined HTTP/1.2.
pub(super) const UNKNOWN_VERSION: Lint = Lint {
    name: "unknown-version",
    summary: "the protocol version is one that no status line can have",
    level: Level::Must,
    rfc: 9110,
    section: "6.2",
    also: &[],
    covers: &["9110-6.2-02"],
    check: Check::Rule(unknown_version),
    fires: &[
        (GET, b"HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/3.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ],
};

fn unknown_version(subject: &Subject) -> Option<Hit> {
    let version = subject.version()?;
    (version != (1, 0) && version != (1, 1)).then(|| Hit {
        span: subject.response.status_line.version,
        ..Hit::status_line(subject, "HTTP/1.1")
    })
}

/// A server that has shown that it speaks HTTP/1.1 answers an HTTP/1.1 request in it. One that
/// speaks HTTP/1.0 alone is right to say so, and so is silent here. Downgrades for clients known to
/// be in error are allowed: ours is not one of them.
pub(super) const VERSION_DOWNGRADED: Lint = Lint {
    name: "version-downgraded",
    summary: "a server that speaks HTTP/1.1 answers an HTTP/1.1 request in HTTP/1.0",
    level: Level::Should,
    rfc: 9112,
    section: "2.3",
    also: &[(9110, "6.2")],
    covers: &["9112-2.3-03", "9110-6.2-01"],
    check: Check::Rule(version_downgraded),
    fires: &[(
        b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\nGET /b HTTP/1.1\r\nHost: a.example\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
    )],
    quiet: &[
        (GET, b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\nGET /b HTTP/1.0\r\nHost: a.example\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        ),
    ],
};

fn version_downgraded(subject: &Subject) -> Option<Hit> {
    let downgraded = subject.exchange.speaks_http_1_1
        && subject.asked_in_http_1_1()
        && subject.version() == Some((1, 0));
    downgraded.then(|| Hit::status_line(subject, "HTTP/1.1"))
}

/// Three digits and nothing else.
pub(super) const BAD_STATUS_CODE: Lint = Lint {
    name: "bad-status-code",
    summary: "the status code is not three digits",
    level: Level::Must,
    rfc: 9112,
    section: "4",
    also: ABNF,
    covers: &["9112-4-01", "9110-2.2-01"],
    check: Check::Deviation(DeviationKind::BadStatusCode, "three digits", always),
    fires: &[
        (GET, b"HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n")],
};

/// Codes of 600 and more, and below 100, keep the grammar of three digits. The text calls them
/// invalid without a requirement word, so this is told and not held against the server.
pub(super) const STATUS_CODE_OUT_OF_RANGE: Lint = Lint {
    name: "status-code-out-of-range",
    summary: "the status code is outside of 100 to 599",
    level: Level::Info,
    rfc: 9110,
    section: "15",
    also: &[],
    covers: &[],
    check: Check::Rule(status_code_out_of_range),
    fires: &[
        (GET, b"HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 599 High\r\nContent-Length: 0\r\n\r\n")],
};

fn status_code_out_of_range(subject: &Subject) -> Option<Hit> {
    let status = subject.response.status()?;
    (!(100..=599).contains(&status))
        .then(|| Hit::at(subject, subject.response.status_line.code, "100 to 599"))
}

/// A recipient may take any run of white space as the separator; a sender writes one space.
pub(super) const STATUS_LINE_SPACE: Lint = Lint {
    name: "status-line-space",
    summary: "something other than one space stands between version and status code",
    level: Level::Must,
    rfc: 9112,
    section: "4",
    also: ABNF,
    covers: &["9112-4-01", "9110-2.2-01"],
    check: Check::Deviation(DeviationKind::BadStatusLineSpace, "one space", always),
    fires: &[
        (GET, b"HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1\t200 OK\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200  OK \r\nContent-Length: 0\r\n\r\n")],
};

/// The space is due even where no reason phrase follows.
pub(super) const MISSING_REASON_SPACE: Lint = Lint {
    name: "missing-reason-space",
    summary: "no space follows the status code",
    level: Level::Must,
    rfc: 9112,
    section: "4",
    also: &[],
    covers: &["9112-4-01"],
    check: Check::Deviation(DeviationKind::MissingReasonSpace, "a space", always),
    fires: &[(HEAD, b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n")],
    quiet: &[(HEAD, b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n")],
};

/// HTAB, SP, visible characters and octets above 0x7F are all that a reason phrase may have.
pub(super) const REASON_OCTET: Lint = Lint {
    name: "reason-octet",
    summary: "the reason phrase has a control octet",
    level: Level::Must,
    rfc: 9112,
    section: "4",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::BadReasonOctet, "visible text", always),
    fires: &[(GET, b"HTTP/1.1 200 O\x00K\r\nContent-Length: 0\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 Tr\xe8s\tbien\r\nContent-Length: 0\r\n\r\n")],
};
