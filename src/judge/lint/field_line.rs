//! Field lines as lines: name, colon, value (RFC 9112 5; RFC 9110 5.1, 5.5 and 5.6.3).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint, always};
use crate::model::bytes::Span;
use crate::model::citation::Level;
use crate::model::observation::{DeviationKind, Field};

/// The colon follows the name at once. Proxies that strip the space do not make it right.
pub(super) const SPACE_BEFORE_COLON: Lint = Lint {
    name: "space-before-colon",
    summary: "white space stands between a field name and its colon",
    level: Level::Must,
    rfc: 9112,
    section: "5.1",
    also: ABNF,
    covers: &["9110-5.6.3-05"],
    check: Check::Deviation(DeviationKind::SpaceBeforeColon, "the colon", always),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nX-A: b : c\r\nContent-Length: 0\r\n\r\n")],
};

/// Folding is left to messages that are packed as `message/http`; an answer on the wire is not.
pub(super) const OBS_FOLD: Lint = Lint {
    name: "obs-fold",
    summary: "a field line is folded over several lines",
    level: Level::Must,
    rfc: 9112,
    section: "5.2",
    also: &[],
    covers: &["9112-5.2-01"],
    check: Check::Deviation(DeviationKind::ObsFold, "the field on one line", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nX-A: a\r\n b\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nX-A:\r\n\tb\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nX-A: a   b\r\nContent-Length: 0\r\n\r\n")],
};

/// As when the empty line before the body is forgotten.
pub(super) const LINE_WITHOUT_COLON: Lint = Lint {
    name: "line-without-colon",
    summary: "a line of a header or trailer section has no colon",
    level: Level::Must,
    rfc: 9112,
    section: "5",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::NoColon, "a field line", always),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n<!DOCTYPE html>\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nX-A:\r\nContent-Length: 0\r\n\r\n")],
};

/// A field name is a token, and a token has at least one character.
pub(super) const EMPTY_FIELD_NAME: Lint = Lint {
    name: "empty-field-name",
    summary: "a field line begins with its colon",
    level: Level::Must,
    rfc: 9110,
    section: "5.1",
    also: ABNF,
    covers: &["9110-2.2-01", "9110-5.6.2-01"],
    check: Check::Deviation(DeviationKind::EmptyFieldName, "a field name", always),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 0\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\n!: a\r\nContent-Length: 0\r\n\r\n")],
};

/// A field name is a token.
pub(super) const FIELD_NAME_OCTET: Lint = Lint {
    name: "field-name-octet",
    summary: "a field name has an octet that no token has",
    level: Level::Must,
    rfc: 9110,
    section: "5.1",
    also: &[(9110, "5.6.2"), (9110, "2.2")],
    covers: &["9110-5.6.2-01", "9110-2.2-01"],
    check: Check::Deviation(DeviationKind::BadNameOctet, "a token", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nX(A): a\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nX\xc3\xa9: a\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nx_a.b~c'd: a\r\nContent-Length: 0\r\n\r\n")],
};

/// HTAB is the one control octet that a value may have; octets above 0x7F are allowed.
pub(super) const FIELD_VALUE_OCTET: Lint = Lint {
    name: "field-value-octet",
    summary: "a field value has a control octet",
    level: Level::Must,
    rfc: 9110,
    section: "5.5",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::BadValueOctet, "visible text, spaces and tabs", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nX-A: a\x00b\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nX-A: \x1b[2J\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nX-A: a\tb \xc3\xa9\r\nContent-Length: 0\r\n\r\n")],
};

/// One space is the preferred form of the optional white space before a value. An empty value has
/// no place between the white space before it and that after it, and is left alone; so is a folded
/// line, which has its own lint.
pub(super) const COLON_SPACE: Lint = Lint {
    name: "colon-space",
    summary: "something other than one space stands between the colon and the value",
    level: Level::Should,
    rfc: 9110,
    section: "5.6.3",
    also: &[(9112, "5.1")],
    covers: &["9110-5.6.3-01"],
    check: Check::Rule(colon_space),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nX-A:b\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nX-A: \tb\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nX-A:\r\nX-B:  \r\nContent-Length: 0\r\n\r\n"),
    ],
};

fn colon_space(subject: &Subject) -> Option<Hit> {
    in_lines(subject, |field| {
        let between = Span::new(field.name_span.end, field.value_span.start);
        let octets = subject.octets(between);
        let colon = octets.iter().position(|octet| *octet == b':')?;
        let space = octets.get(colon + 1..)?;
        let span = Span::new(between.end.saturating_sub(space.len()), between.end);
        (space != b" ").then(|| Hit::at(subject, span, "one space"))
    })
}

/// White space after a value is allowed and has no purpose but to overwrite unwanted octets in
/// place, which cannot be seen from outside and which no server is known to do in its answers.
pub(super) const SPACE_AFTER_VALUE: Lint = Lint {
    name: "space-after-value",
    summary: "white space follows a field value",
    level: Level::Should,
    rfc: 9110,
    section: "5.6.3",
    also: &[],
    covers: &["9110-5.6.3-02"],
    check: Check::Rule(space_after_value),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nX-A: b \r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nX-A: b\t\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nX-A: \r\nX-B: b\r\nContent-Length: 0\r\n\r\n")],
};

fn space_after_value(subject: &Subject) -> Option<Hit> {
    in_lines(subject, |field| {
        let span = Span::new(field.value_span.end, field.line.end);
        let octets = subject.octets(span);
        let is_space = !octets.is_empty() && octets.iter().all(|o| matches!(o, b' ' | b'\t'));
        is_space.then(|| Hit::at(subject, span, "the end of the line"))
    })
}

/// The first hit among the unfolded lines with a value.
fn in_lines(subject: &Subject, look: impl Fn(&Field) -> Option<Hit>) -> Option<Hit> {
    let response = subject.response;
    let lines = response.fields.iter().chain(&response.trailers).filter(|field| {
        !field.name_span.is_empty()
            && !field.value_span.is_empty()
            && !subject.octets(field.line).iter().any(|o| matches!(o, b'\r' | b'\n'))
    });
    lines
        .into_iter()
        .find_map(|field| Some(look(field)?.about(&String::from_utf8_lossy(&field.name))))
}
