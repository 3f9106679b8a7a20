//! The close option (RFC 9112 9.6).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;

/// How soon after a response its close was intended when it was sent, in microseconds. An idle
/// connection may be closed at any time without a word (RFC 9112 9.5).
const AT_ONCE_US: u64 = 200_000;

/// Asked of the last response on a connection that the server closed at once and on its own, where
/// both sides speak HTTP/1.1: before that, closing is the default. After a 101 or in a tunnel the
/// connection is no longer HTTP's.
pub(super) const CLOSE_NOT_ANNOUNCED: Lint = Lint {
    name: "close-not-announced",
    summary: "the server closes after a response that does not say so",
    level: Level::Should,
    rfc: 9112,
    section: "9.6",
    also: &[],
    covers: &["9112-9.6-01", "9112-9.6-03"],
    check: Check::Rule(not_announced),
    fires: &[
        (GET, b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n",
        ),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: x, Close\r\n\r\n"),
        (b"GET / HTTP/1.0\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (
            b"GET / HTTP/1.0\r\nno colon here\r\n\r\n",
            b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        ),
        (
            b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n\r\n",
        ),
    ],
};

fn not_announced(subject: &Subject) -> Option<Hit> {
    let closed_us = subject.facts.server_closed_us?;
    let is_last = subject.index + 1 == subject.connection.responses.len();
    if !is_last || !subject.response.is_complete() || subject.lists("Connection", "close") {
        return None;
    }
    let at_once = closed_us.saturating_sub(subject.connection.last_received_us) <= AT_ONCE_US;
    let of_http_1_1 = subject.version()? >= (1, 1) && subject.lenient_request_version()? >= (1, 1);
    let is_tunnel = (200..300).contains(&subject.status())
        && subject.connection.requests.iter().any(|request| &*request.method == b"CONNECT");
    let is_http = subject.status() >= 200 && !is_tunnel;
    (at_once && of_http_1_1 && is_http).then(|| Hit::missing(subject, "Connection", "close"))
}

/// After a response with the close option no further request on that connection is processed. An
/// answer that belongs to no request of ours is no proof of that.
pub(super) const RESPONSE_AFTER_CLOSE: Lint = Lint {
    name: "response-after-close",
    summary: "a request is answered on a connection that the server had said it closes",
    level: Level::Must,
    rfc: 9112,
    section: "9.6",
    also: &[],
    covers: &["9112-9.6-06"],
    check: Check::Rule(after_close),
    fires: &[(
        b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\nGET /b HTTP/1.1\r\nHost: a.example\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n\
          HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    )],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\nGET /b HTTP/1.1\r\nHost: a.example\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\
              HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ),
    ],
};

fn after_close(subject: &Subject) -> Option<Hit> {
    subject.response.request?;
    (subject.facts.first_close? < subject.index)
        .then(|| Hit::status_line(subject, "the end of the connection"))
}
