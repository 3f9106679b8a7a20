//! 206 responses (RFC 9110 14.2, 15.3.7).

use super::content_range::{ByteRange, byte_range};
use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::finding::Side;
use crate::model::grammar;

const RANGE: &[u8] = b"GET / HTTP/1.1\r\nHost: a.example\r\nRange: bytes=0-1\r\n\r\n";

/// Whether it is a 206, and its content multipart.
pub(super) fn is_multipart(subject: &Subject) -> Option<bool> {
    let media_type = subject.field("Content-Type").and_then(|f| grammar::media_type(&f.value));
    (subject.status() == 206).then(|| media_type.as_deref() == Some("multipart/byteranges"))
}

/// One part is told by the header, several by the content type.
pub(super) const PARTIAL_WITHOUT_CONTENT_RANGE: Lint = Lint {
    name: "partial-without-content-range",
    summary: "a 206 has neither Content-Range nor multipart content",
    level: Level::Must,
    rfc: 9110,
    section: "15.3.7.1",
    also: &[(9110, "15.3.7.2")],
    covers: &["9110-15.3.7.1-01", "9110-15.3.7.2-01"],
    check: Check::Rule(without_content_range),
    fires: &[(RANGE, b"HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nok")],
    quiet: &[
        (RANGE, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok"),
        (
            RANGE,
            b"HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=a\r\n\r\n",
        ),
    ],
};

fn without_content_range(subject: &Subject) -> Option<Hit> {
    (!is_multipart(subject)? && !subject.has("Content-Range"))
        .then(|| Hit::missing(subject, "Content-Range", "the range of the content"))
}

/// Each part has its own; one in the head would be taken for a single part's.
pub(super) const MULTIPART_WITH_CONTENT_RANGE: Lint = Lint {
    name: "multipart-with-content-range",
    summary: "a multipart 206 has a Content-Range in its head",
    level: Level::Must,
    rfc: 9110,
    section: "15.3.7.2",
    also: &[],
    covers: &["9110-15.3.7.2-02"],
    check: Check::Rule(multipart_with_content_range),
    fires: &[(
        RANGE,
        b"HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=a\r\n\
          Content-Range: bytes 0-1/9\r\n\r\n",
    )],
    quiet: &[(
        RANGE,
        b"HTTP/1.1 206 Partial Content\r\nContent-Type: text/plain\r\n\
          Content-Range: bytes 0-1/9\r\n\r\n",
    )],
};

fn multipart_with_content_range(subject: &Subject) -> Option<Hit> {
    let field = subject.field("Content-Range")?;
    is_multipart(subject)?.then(|| Hit::field(field, "a Content-Range in each part alone"))
}

/// A client that asks for one range may be unable to read several.
pub(super) const MULTIPART_FOR_ONE_RANGE: Lint = Lint {
    name: "multipart-for-one-range",
    summary: "a request for one range is answered with multipart content",
    level: Level::Must,
    rfc: 9110,
    section: "15.3.7.2",
    also: &[],
    covers: &["9110-15.3.7.2-06"],
    check: Check::Rule(multipart_for_one_range),
    fires: &[(
        RANGE,
        b"HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=a\r\n\r\n",
    )],
    quiet: &[(
        b"GET / HTTP/1.1\r\nHost: a.example\r\nRange: bytes=0-1,4-5\r\n\r\n",
        b"HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=a\r\n\r\n",
    )],
};

fn multipart_for_one_range(subject: &Subject) -> Option<Hit> {
    let ranges = subject.request()?.field("Range")?;
    let field = subject.field("Content-Type")?;
    (is_multipart(subject)? && grammar::list_members(&ranges).len() == 1)
        .then(|| Hit::field(field, "the range as a single part"))
}

/// The content of a single part is the range. Asked where all of the content came; an answer to
/// HEAD has none.
pub(super) const PARTIAL_LENGTH_WRONG: Lint = Lint {
    name: "partial-length-wrong",
    summary: "the content of a 206 is not as long as its Content-Range",
    level: Level::Must,
    rfc: 9110,
    section: "15.3.7.1",
    also: &[(9110, "14.4")],
    covers: &["9110-15.3.7.1-01"],
    check: Check::Rule(length_wrong),
    fires: &[(RANGE, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 3\r\n\r\nabc")],
    quiet: &[
        (RANGE, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok"),
        (
            b"HEAD / HTTP/1.1\r\nHost: a.example\r\nRange: bytes=0-1\r\n\r\n",
            b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\n",
        ),
    ],
};

fn length_wrong(subject: &Subject) -> Option<Hit> {
    let field = subject.field("Content-Range")?;
    let length = u64::try_from(subject.whole_content()?.len()).ok()?;
    let ByteRange::Satisfied(first, last, _) = byte_range(&field.value)? else { return None };
    let want = last.checked_sub(first)?.checked_add(1)?;
    let has_body = subject.response.framing != crate::model::expectation::FramingKind::None;
    let wrong = subject.status() == 206 && has_body && want != length;
    wrong.then(|| Hit::field(field, "").sides(Side::Number(want), Side::Number(length)))
}

/// RFC 9110 defines ranges for GET and tells servers to ignore Range with any method for which no
/// range handling is defined. Methods of other documents may define it, and are left alone.
pub(super) const PARTIAL_TO_OTHER_METHOD: Lint = Lint {
    name: "partial-to-other-method",
    summary: "a 206 answers a method that has no range handling",
    level: Level::Must,
    rfc: 9110,
    section: "14.2",
    also: &[],
    covers: &["9110-14.2-03"],
    check: Check::Rule(to_other_method),
    fires: &[(
        b"HEAD / HTTP/1.1\r\nHost: a.example\r\nRange: bytes=0-1\r\n\r\n",
        b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\n",
    )],
    quiet: &[
        (RANGE, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok"),
        (
            b"HEAD / HTTP/1.1\r\nHost: a.example\r\nRange: bytes=0-1\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        ),
    ],
};

fn to_other_method(subject: &Subject) -> Option<Hit> {
    let has_no_ranges = [&b"HEAD"[..], b"POST", b"PUT", b"DELETE", b"OPTIONS", b"TRACE"]
        .contains(&subject.method());
    (subject.status() == 206 && has_no_ranges && subject.request()?.field("Range").is_some())
        .then(|| Hit::status_line(subject, "an answer that ignores Range"))
}

/// What a 206 means is that a range request succeeds; no sentence forbids it otherwise.
pub(super) const PARTIAL_UNASKED: Lint = Lint {
    name: "partial-unasked",
    summary: "a 206 answers a request without Range",
    level: Level::Info,
    rfc: 9110,
    section: "15.3.7",
    also: &[],
    covers: &[],
    check: Check::Rule(unasked),
    fires: &[(GET, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok")],
    quiet: &[(RANGE, b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok")],
};

fn unasked(subject: &Subject) -> Option<Hit> {
    (subject.status() == 206 && subject.request()?.field("Range").is_none())
        .then(|| Hit::status_line(subject, "the whole"))
}
