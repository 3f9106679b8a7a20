//! Line ends and the first line of the header section (RFC 9112 2.1 and 2.2).

use super::{Check, GET, Lint, always};
use crate::model::citation::Level;
use crate::model::observation::DeviationKind;

/// Recipients may take a lone LF as a line end; a sender writes CRLF.
pub(super) const BARE_LF: Lint = Lint {
    name: "bare-lf",
    summary: "a line ends in LF without CR",
    level: Level::Must,
    rfc: 9112,
    section: "2.2",
    also: &[(9112, "2.1"), (9110, "2.2")],
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::BareLf, "CRLF", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na\n")],
};

/// Outside of the content no CR stands without its LF.
pub(super) const BARE_CR: Lint = Lint {
    name: "bare-cr",
    summary: "a CR without LF stands in a protocol element",
    level: Level::Must,
    rfc: 9112,
    section: "2.2",
    also: &[],
    covers: &["9112-2.2-03"],
    check: Check::Deviation(DeviationKind::BareCr, "no CR, or CRLF", always),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nX-A: a\rb\r\nContent-Length: 0\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\rb")],
};

/// The line after the status line begins a field or is empty.
pub(super) const SPACE_BEFORE_FIRST_FIELD: Lint = Lint {
    name: "space-before-first-field",
    summary: "white space stands between the status line and the first field line",
    level: Level::Must,
    rfc: 9112,
    section: "2.2",
    also: &[],
    covers: &["9112-2.2-07"],
    check: Check::Deviation(DeviationKind::SpaceBeforeFirstField, "a field line", always),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\n X-A: b\r\nContent-Length: 0\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nX-A:  b\r\nContent-Length: 0\r\n\r\n")],
};
