//! Age (RFC 9111 5.1).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;

/// Digits; how many is not limited.
pub(super) const AGE_INVALID: Lint = Lint {
    name: "age-invalid",
    summary: "Age is no number of seconds",
    level: Level::Must,
    rfc: 9111,
    section: "5.1",
    also: &[(9111, "1.2.2"), (9110, "2.2")],
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nAge: -5\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nAge: 1.5\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nAge: 99999999999999999999\r\n\r\n")],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject
        .reject("Age", "digits", |value| !value.is_empty() && value.iter().all(u8::is_ascii_digit))
}
