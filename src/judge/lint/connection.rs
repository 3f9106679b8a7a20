//! Connection (RFC 9110 7.6.1).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

/// Each option is a token; any token is.
pub(super) const CONNECTION_INVALID: Lint = Lint {
    name: "connection-invalid",
    summary: "a member of Connection is no token",
    level: Level::Must,
    rfc: 9110,
    section: "7.6.1",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nConnection: keep alive\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nConnection: Keep-Alive, x-y\r\n\r\n")],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Connection", "connection options", grammar::is_token)
}

/// Fields whose definitions are for all recipients of the response.
const END_TO_END: [&str; 26] = [
    "Accept-Ranges",
    "Age",
    "Allow",
    "Authentication-Info",
    "Cache-Control",
    "Content-Encoding",
    "Content-Language",
    "Content-Length",
    "Content-Location",
    "Content-Range",
    "Content-Type",
    "Date",
    "ETag",
    "Expires",
    "Host",
    "Last-Modified",
    "Link",
    "Location",
    "Retry-After",
    "Server",
    "Set-Cookie",
    "Strict-Transport-Security",
    "Vary",
    "Via",
    "WWW-Authenticate",
    "Content-Disposition",
];

/// An intermediary removes each field that Connection names, and so would remove what all
/// recipients need.
pub(super) const CONNECTION_NAMES_END_TO_END_FIELD: Lint = Lint {
    name: "connection-names-end-to-end-field",
    summary: "Connection names a field that is meant for all recipients",
    level: Level::Must,
    rfc: 9110,
    section: "7.6.1",
    also: &[],
    covers: &["9110-7.6.1-04"],
    check: Check::Rule(names_end_to_end_field),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nConnection: close, cache-control\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nConnection: keep-alive, upgrade, x-hop\r\n\r\n")],
};

fn names_end_to_end_field(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Connection", "options of this connection only", |option| {
        !END_TO_END.iter().any(|name| option.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// Keep-Alive speaks of this connection alone.
pub(super) const KEEP_ALIVE_NOT_LISTED: Lint = Lint {
    name: "keep-alive-not-listed",
    summary: "Keep-Alive is sent and Connection does not name it",
    level: Level::Must,
    rfc: 9110,
    section: "7.6.1",
    also: &[],
    covers: &["9110-7.6.1-01"],
    check: Check::Rule(keep_alive_not_listed),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nConnection: close\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nConnection: keep-alive\r\n\r\n")],
};

fn keep_alive_not_listed(subject: &Subject) -> Option<Hit> {
    let field = subject.field("Keep-Alive")?;
    (!subject.lists("Connection", "keep-alive"))
        .then(|| Hit::field(field, "Keep-Alive in Connection"))
}

/// Upgrade is for the next hop, and Connection tells intermediaries so: in every response, 101 and
/// 426 among them.
pub(super) const UPGRADE_NOT_LISTED: Lint = Lint {
    name: "upgrade-not-listed",
    summary: "Upgrade is sent and Connection does not name it",
    level: Level::Must,
    rfc: 9110,
    section: "7.8",
    also: &[(9110, "7.6.1")],
    covers: &["9110-7.8-09", "9110-7.6.1-01"],
    check: Check::Rule(upgrade_not_listed),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 426 Upgrade Required\r\nUpgrade: HTTP/3.0\r\nConnection: close\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\n\r\n")],
};

fn upgrade_not_listed(subject: &Subject) -> Option<Hit> {
    let field = subject.field("Upgrade")?;
    (!subject.lists("Connection", "upgrade")).then(|| Hit::field(field, "Upgrade in Connection"))
}
