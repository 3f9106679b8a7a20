//! Vary (RFC 9110 12.5.5).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

/// `*` is a token as well; that it stands beside names is in the grammar and not forbidden.
pub(super) const VARY_INVALID: Lint = Lint {
    name: "vary-invalid",
    summary: "a member of Vary is no field name",
    level: Level::Must,
    rfc: 9110,
    section: "12.5.5",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nVary: Accept Encoding\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nVary: Accept; Cookie\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nVary: *, X_y\r\n\r\n")],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Vary", "field names, or *", grammar::is_token)
}
