//! Interim responses, switching protocols and Upgrade (RFC 9110 7.8, 15.2 and 15.5.22).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

/// HTTP/1.0 has no 1xx, 101 among them. The request's version is asked only where it is plain.
pub(super) const INTERIM_TO_HTTP_1_0: Lint = Lint {
    name: "interim-to-http-1.0",
    summary: "a 1xx response is sent to a client of HTTP/1.0",
    level: Level::Must,
    rfc: 9110,
    section: "15.2",
    also: &[(9110, "10.1.1"), (9110, "7.8")],
    covers: &["9110-15.2-01", "9110-10.1.1-02", "9110-7.8-10"],
    check: Check::Rule(interim_to_http_1_0),
    fires: &[(
        b"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    )],
    quiet: &[(
        b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    )],
};

fn interim_to_http_1_0(subject: &Subject) -> Option<Hit> {
    let to_1_0 = subject.request_version()? < (1, 1);
    (to_1_0 && (100..200).contains(&subject.status()))
        .then(|| Hit::status_line(subject, "a final response"))
}

/// The field tells which protocol the next octets are in.
pub(super) const SWITCHING_PROTOCOLS_WITHOUT_UPGRADE: Lint = Lint {
    name: "switching-protocols-without-upgrade",
    summary: "a 101 has no Upgrade",
    level: Level::Must,
    rfc: 9110,
    section: "7.8",
    also: &[(9110, "15.2.2")],
    covers: &["9110-7.8-03", "9110-15.2.2-01"],
    check: Check::Rule(switching_without_upgrade),
    fires: &[(GET, b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n")],
    quiet: &[(
        GET,
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    )],
};

fn switching_without_upgrade(subject: &Subject) -> Option<Hit> {
    without_upgrade(subject, 101)
}

fn without_upgrade(subject: &Subject, status: u16) -> Option<Hit> {
    let named = subject.fields("Upgrade").any(|f| !grammar::list_members(&f.value).is_empty());
    (subject.status() == status && !named)
        .then(|| Hit::missing(subject, "Upgrade", "the protocols"))
}

/// Compared by name, without case and version.
pub(super) const SWITCHING_PROTOCOLS_UNASKED: Lint = Lint {
    name: "switching-protocols-unasked",
    summary: "a 101 switches to a protocol that the request did not name",
    level: Level::Must,
    rfc: 9110,
    section: "7.8",
    also: &[],
    covers: &["9110-7.8-04"],
    check: Check::Rule(switching_unasked),
    fires: &[
        (GET, b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: a\r\n\r\n"),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: foo/2\r\n\r\n",
            b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        ),
    ],
    quiet: &[(
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: foo/2, WebSocket\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    )],
};

fn switching_unasked(subject: &Subject) -> Option<Hit> {
    let asked = subject.request()?.field("Upgrade").unwrap_or_default();
    let name = |protocol: &[u8]| {
        protocol.split(|o| *o == b'/').next().unwrap_or_default().to_ascii_lowercase()
    };
    let asked: Vec<Vec<u8>> = grammar::list_members(&asked).into_iter().map(name).collect();
    if subject.status() != 101 {
        return None;
    }
    if asked.is_empty() {
        return Some(Hit::status_line(subject, "no 101"));
    }
    subject.reject_member("Upgrade", "a protocol of the request", |p| asked.contains(&name(p)))
}

/// The field tells what the client could upgrade to.
pub(super) const UPGRADE_REQUIRED_WITHOUT_UPGRADE: Lint = Lint {
    name: "upgrade-required-without-upgrade",
    summary: "a 426 has no Upgrade",
    level: Level::Must,
    rfc: 9110,
    section: "15.5.22",
    also: &[(9110, "7.8")],
    covers: &["9110-15.5.22-01", "9110-7.8-06"],
    check: Check::Rule(required_without_upgrade),
    fires: &[(GET, b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n")],
    quiet: &[(
        GET,
        b"HTTP/1.1 426 Upgrade Required\r\nUpgrade: HTTP/3.0\r\nConnection: Upgrade\r\n\r\n",
    )],
};

fn required_without_upgrade(subject: &Subject) -> Option<Hit> {
    without_upgrade(subject, 426)
}

/// A name, or a name and a version.
pub(super) const UPGRADE_INVALID: Lint = Lint {
    name: "upgrade-invalid",
    summary: "a member of Upgrade is no protocol",
    level: Level::Must,
    rfc: 9110,
    section: "7.8",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Rule(upgrade_invalid),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nUpgrade: web socket\r\nConnection: Upgrade\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nUpgrade: h2c, IRC/6.9\r\nConnection: Upgrade\r\n\r\n")],
};

fn upgrade_invalid(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Upgrade", "name, or name/version", |protocol| {
        protocol.splitn(2, |octet| *octet == b'/').all(grammar::is_token)
    })
}
