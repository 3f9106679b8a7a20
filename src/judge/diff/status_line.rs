//! Status lines by element: version, code, reason (RFC 9112 4).

use crate::model::bytes::Bytes;
use crate::model::finding::{Diff, ElementChange, Side};
use crate::model::observation::StatusLine;

/// The elements of a status line, of which the one of this name departs from `expected`.
pub(in crate::judge) fn diff(
    line: &StatusLine,
    received: &[u8],
    element: &str,
    expected: Side,
) -> Diff {
    let parts = [("version", line.version), ("code", line.code), ("reason", line.reason)];
    let row = |(name, span): (&str, crate::model::bytes::Span)| {
        let departs = name == element;
        let octets = span.of(received);
        // A status line has no bound of its own.
        let octets = octets.get(..1024).unwrap_or(octets);
        ElementChange {
            element: name.to_owned(),
            departs,
            expected: if departs { expected.clone() } else { Side::Nothing },
            actual: if span.is_empty() { Side::Nothing } else { Side::Bytes(Bytes::from(octets)) },
        }
    };
    Diff::StatusLine(parts.map(row).to_vec())
}
