//! Content-Encoding (RFC 9110 8.4 and 12.5.3).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;
use crate::model::observation::CodingTrouble;

/// Each coding is a token; codings that nobody has registered are legal.
pub(super) const CONTENT_ENCODING_INVALID: Lint = Lint {
    name: "content-encoding-invalid",
    summary: "a member of Content-Encoding is no token",
    level: Level::Must,
    rfc: 9110,
    section: "8.4",
    also: &[(9110, "8.4.1"), (9110, "2.2")],
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip;q=1\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Encoding: x-gzip, my-coding\r\n\r\n")],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Content-Encoding", "content codings", grammar::is_token)
}

/// The name is kept for Accept-Encoding.
pub(super) const CONTENT_ENCODING_IDENTITY: Lint = Lint {
    name: "content-encoding-identity",
    summary: "Content-Encoding lists `identity`",
    level: Level::Should,
    rfc: 9110,
    section: "8.4",
    also: &[],
    covers: &["9110-8.4-02"],
    check: Check::Rule(identity),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")],
};

fn identity(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Content-Encoding", "no `identity`", |coding| {
        !coding.eq_ignore_ascii_case(b"identity")
    })
}

/// The field lists the codings that were applied, in that order; what came was made by none such.
/// A part of coded content (206) cannot be decoded by itself, nor can what did not come whole.
pub(super) const CONTENT_NOT_SO_CODED: Lint = Lint {
    name: "content-not-so-coded",
    summary: "the content is not coded as Content-Encoding says",
    level: Level::Must,
    rfc: 9110,
    section: "8.4",
    also: &[(9110, "8.4.1")],
    covers: &["9110-8.4-01"],
    check: Check::Rule(not_so_coded),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok")],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Encoding: my-coding\r\nContent-Length: 2\r\n\r\nok"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nRange: bytes=4-5\r\n\r\n",
            b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 4-5/9\r\n\
              Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok",
        ),
    ],
};

fn not_so_coded(subject: &Subject) -> Option<Hit> {
    let content = subject.whole_content()?;
    let corrupt = matches!(subject.response.body.decoded, Some(Err(CodingTrouble::Corrupt(..))));
    let field = subject.field("Content-Encoding")?;
    (corrupt && !content.is_empty() && subject.status() != 206)
        .then(|| Hit::field(field, "the codings of the content"))
}

/// Where Accept-Encoding is there and not empty and does not take the coding, the answer should be
/// without one, unless that is refused as well.
pub(super) const CONTENT_CODING_NOT_ACCEPTABLE: Lint = Lint {
    name: "content-coding-not-acceptable",
    summary: "the content has a coding that Accept-Encoding does not take",
    level: Level::Should,
    rfc: 9110,
    section: "12.5.3",
    also: &[],
    covers: &["9110-12.5.3-02"],
    check: Check::Rule(not_acceptable),
    fires: &[
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nAccept-Encoding: br\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nok",
        ),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nAccept-Encoding: gzip;q=0, *\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nok",
        ),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nok"),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nAccept-Encoding: br, x-gzip;q=0.5\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nok",
        ),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nAccept-Encoding: br, *;q=0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nok",
        ),
    ],
};

fn not_acceptable(subject: &Subject) -> Option<Hit> {
    let accepted = subject.request()?.field("Accept-Encoding")?;
    let members = grammar::list_members(&accepted);
    if members.is_empty() || is_accepted(&members, b"identity") == Some(false) {
        return None;
    }
    subject.reject_member("Content-Encoding", "no coding, or one that is accepted", |coding| {
        coding.eq_ignore_ascii_case(b"identity") || is_accepted(&members, coding) == Some(true)
    })
}

/// Whether a coding is taken by name or by `*`; `None` where neither is there.
fn is_accepted(members: &[&[u8]], coding: &[u8]) -> Option<bool> {
    // Recipients take x-gzip and x-compress for their equals (RFC 9110 8.4.1.1, 8.4.1.3).
    let plain = |name: &[u8]| {
        let name = name.to_ascii_lowercase();
        name.strip_prefix(b"x-").map_or(name.clone(), <[u8]>::to_vec)
    };
    let weight = |wanted: &[u8]| {
        members.iter().find_map(|member| {
            let pieces = grammar::split_outside_quotes(member, b';');
            let (name, parameters) = pieces.split_first()?;
            let zero = parameters.iter().any(|p| {
                matches!(p, [b'q' | b'Q', b'=', value @ ..]
                    if !value.is_empty() && value.iter().all(|o| matches!(o, b'0' | b'.')))
            });
            (plain(name) == plain(wanted)).then_some(!zero)
        })
    };
    weight(coding).or_else(|| weight(b"*"))
}
