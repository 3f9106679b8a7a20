//! Fields that a trailer section must not have (RFC 9110 section 6.5.1).

use crate::model::observation::{Deviation, DeviationKind, Field};

use super::note::note;

/// Fields whose definition does not let them stand in a trailer section, by why they cannot.
///
/// A field that is not listed may be one whose definition allows it, so nothing is said of it.
const FORBIDDEN: [(&str, &[&str]); 6] = [
    ("framing", &["content-length", "transfer-encoding", "trailer", "te"]),
    ("routing", &["host", "connection", "upgrade", "keep-alive", "max-forwards"]),
    (
        "request modifiers",
        &[
            "cache-control",
            "expect",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "pragma",
            "range",
        ],
    ),
    (
        "authentication",
        &[
            "authorization",
            "cookie",
            "proxy-authenticate",
            "proxy-authorization",
            "set-cookie",
            "www-authenticate",
        ],
    ),
    ("response controls", &["age", "expires", "location", "retry-after", "vary"]),
    ("content format", &["content-encoding", "content-range", "content-type"]),
];

/// Notes each line of the trailer section whose field must not be there.
pub(super) fn note_forbidden(trailers: &[Field], deviations: &mut Vec<Deviation>) {
    for field in trailers {
        if FORBIDDEN.iter().any(|(_, names)| names.iter().any(|name| field.is(name))) {
            note(deviations, DeviationKind::ForbiddenTrailer, field.line);
        }
    }
}
