//! Content-Range (RFC 9110 14.4).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

/// A Content-Range of the unit `bytes`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ByteRange {
    /// `first-last/complete`, or `*` for the complete length.
    Satisfied(u64, u64, Option<u64>),
    /// `*/complete`
    Unsatisfied(u64),
}

/// Reads a value whose unit is `bytes`; `None` where it breaks the grammar. Numbers past 64 bits
/// are read as the largest one.
pub(super) fn byte_range(value: &[u8]) -> Option<ByteRange> {
    let (unit, rest) = split(value, b' ')?;
    let (range, complete) = split(rest, b'/')?;
    if !unit.eq_ignore_ascii_case(b"bytes") {
        return None;
    }
    if range == b"*" {
        return number(complete).map(ByteRange::Unsatisfied);
    }
    let (first, last) = split(range, b'-')?;
    let complete = if complete == b"*" { None } else { Some(number(complete)?) };
    Some(ByteRange::Satisfied(number(first)?, number(last)?, complete))
}

fn split(octets: &[u8], delimiter: u8) -> Option<(&[u8], &[u8])> {
    let at = octets.iter().position(|octet| *octet == delimiter)?;
    Some((octets.get(..at)?, octets.get(at + 1..)?))
}

fn number(digits: &[u8]) -> Option<u64> {
    let all_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    all_digits.then(|| grammar::decimal(digits).unwrap_or(u64::MAX))
}

/// The grammar of ranges is asked of the unit `bytes` alone: the text's own example of another unit
/// does not keep it. Of others, only the unit and the space.
pub(super) const CONTENT_RANGE_INVALID: Lint = Lint {
    name: "content-range-invalid",
    summary: "Content-Range breaks its grammar",
    level: Level::Must,
    rfc: 9110,
    section: "14.4",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes=0-4/10\r\n\r\n"),
        (GET, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4\r\n\r\n"),
        (GET, b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */*\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/*\r\n\r\n"),
        (GET, b"HTTP/1.1 206 Partial Content\r\nContent-Range: exampleunit 1.2-4.3/25\r\n\r\n"),
        (GET, b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */0\r\n\r\n"),
    ],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Content-Range", "bytes 0-4/10 and the like", |value| {
        let other_unit = split(value, b' ').is_some_and(|(unit, rest)| {
            grammar::is_token(unit) && !unit.eq_ignore_ascii_case(b"bytes") && !rest.is_empty()
        });
        other_unit || byte_range(value).is_some()
    })
}

/// A 206 describes which range it encloses. A range that ends before it begins, or after the end of
/// the whole, describes none: the text calls it invalid.
pub(super) const CONTENT_RANGE_IMPOSSIBLE: Lint = Lint {
    name: "content-range-impossible",
    summary: "the Content-Range of a 206 is no range of the whole",
    level: Level::Must,
    rfc: 9110,
    section: "15.3.7.1",
    also: &[(9110, "14.4")],
    covers: &["9110-15.3.7.1-01"],
    check: Check::Rule(impossible),
    fires: &[
        (GET, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 4-0/10\r\n\r\n"),
        (GET, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-10/10\r\n\r\n"),
        (GET, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes */10\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-9/10\r\n\r\n")],
};

fn impossible(subject: &Subject) -> Option<Hit> {
    if subject.status() != 206 {
        return None;
    }
    subject.reject("Content-Range", "a range of the whole", |value| match byte_range(value) {
        Some(ByteRange::Satisfied(first, last, complete)) => {
            first <= last && complete.is_none_or(|complete| last < complete)
        }
        Some(ByteRange::Unsatisfied(_)) => false,
        None => true,
    })
}

/// Asked of answers to a request for byte ranges.
pub(super) const RANGE_NOT_SATISFIABLE_WITHOUT_LENGTH: Lint = Lint {
    name: "range-not-satisfiable-without-length",
    summary: "a 416 does not tell the length of the whole in Content-Range",
    level: Level::Should,
    rfc: 9110,
    section: "15.5.17",
    also: &[(9110, "14.4")],
    covers: &["9110-15.5.17-01", "9110-14.4-04"],
    check: Check::Rule(without_length),
    fires: &[
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nRange: bytes=9-\r\n\r\n",
            b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n",
        ),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nRange: bytes=9-\r\n\r\n",
            b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes 0-4/5\r\n\r\n",
        ),
    ],
    quiet: &[
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nRange: bytes=9-\r\n\r\n",
            b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */5\r\n\r\n",
        ),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nRange: lines=9-\r\n\r\n",
            b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n",
        ),
    ],
};

fn without_length(subject: &Subject) -> Option<Hit> {
    let range = subject.request()?.field("Range")?;
    let (unit, _) = split(&range, b'=')?;
    if subject.status() != 416 || !unit.eq_ignore_ascii_case(b"bytes") {
        return None;
    }
    let expected = "bytes */LENGTH";
    match subject.field("Content-Range") {
        None => Some(Hit::missing(subject, "Content-Range", expected)),
        Some(field) => {
            (!matches!(byte_range(&field.value), Some(ByteRange::Unsatisfied(_)) | None))
                .then(|| Hit::field(field, expected))
        }
    }
}
