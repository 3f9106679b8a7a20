//! Content-Language (RFC 9110 8.5).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;

/// The shape of a language tag: subtags of one to eight letters or digits, the first of letters.
/// Whether a language of that name exists is not asked.
pub(super) const CONTENT_LANGUAGE_INVALID: Lint = Lint {
    name: "content-language-invalid",
    summary: "a member of Content-Language is no language tag",
    level: Level::Must,
    rfc: 9110,
    section: "8.5",
    also: &[(9110, "8.5.1"), (9110, "2.2")],
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Language: en_US\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Language: *\r\n\r\n"),
    ],
    quiet: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nContent-Language: mi, de-CH-1996, x-pig-latin, i-klingon\r\n\r\n",
    )],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Content-Language", "language tags", is_language_tag)
}

fn is_language_tag(tag: &[u8]) -> bool {
    tag.split(|octet| *octet == b'-').enumerate().all(|(i, subtag)| {
        (1..=8).contains(&subtag.len())
            && subtag.iter().all(|o| o.is_ascii_alphabetic() || (i > 0 && o.is_ascii_digit()))
    })
}
