//! Accept-Ranges (RFC 9110 14.3).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

/// At least one unit, each a token; units that nobody has registered are legal.
pub(super) const ACCEPT_RANGES_INVALID: Lint = Lint {
    name: "accept-ranges-invalid",
    summary: "Accept-Ranges is no list of range units",
    level: Level::Must,
    rfc: 9110,
    section: "14.3",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nAccept-Ranges:\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nAccept-Ranges: bytes 0-5\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nAccept-Ranges: none\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nAccept-Ranges: bytes, lines\r\n\r\n"),
    ],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    let lines = subject.fields("Accept-Ranges");
    let all: Vec<&[u8]> = lines.flat_map(|field| grammar::list_members(&field.value)).collect();
    let good = !all.is_empty() && all.iter().all(|unit| grammar::is_token(unit));
    subject.reject("Accept-Ranges", "range units", |_| good)
}
