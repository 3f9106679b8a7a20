//! Multipart content of 206 responses (RFC 9110 14.6, 15.3.7.2 and 8.3.3).

use super::hit::Hit;
use super::partial_content::is_multipart;
use super::subject::Subject;
use super::{Check, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

const RANGES: &[u8] = b"GET / HTTP/1.1\r\nHost: a.example\r\nRange: bytes=0-1,4-5\r\n\r\n";
const GOOD: &[u8] = b"HTTP/1.1 206 Partial Content\r\n\
    Content-Type: multipart/byteranges; boundary=\"a b\"\r\nConnection: close\r\n\r\n\
    \r\n--a b\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/9\r\n\r\nok\
    \r\n--a b\r\ncontent-range: bytes 4-5/9\r\n\r\n\nk\r\n--a b--\r\n";

/// The longest boundary that there is (RFC 2046 5.1.1).
const LONGEST_BOUNDARY: usize = 70;

/// Without the parameter the parts cannot be found.
pub(super) const BYTERANGES_WITHOUT_BOUNDARY: Lint = Lint {
    name: "byteranges-without-boundary",
    summary: "the type of multipart content has no boundary parameter",
    level: Level::Must,
    rfc: 9110,
    section: "15.3.7.2",
    also: &[(9110, "14.6")],
    covers: &["9110-15.3.7.2-01"],
    check: Check::Rule(without_boundary),
    fires: &[(
        RANGES,
        b"HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges\r\n\r\n",
    )],
    quiet: &[(RANGES, GOOD)],
};

fn without_boundary(subject: &Subject) -> Option<Hit> {
    let field = subject.field("Content-Type")?;
    (is_multipart(subject)? && boundary(subject).is_none_or(|boundary| boundary.is_empty()))
        .then(|| Hit::field(field, "a boundary parameter"))
}

fn boundary(subject: &Subject) -> Option<Vec<u8>> {
    let parameters = grammar::parameters(&subject.field("Content-Type")?.value)?;
    let mut boundaries =
        parameters.into_iter().filter(|(n, _)| n.eq_ignore_ascii_case(b"boundary"));
    boundaries.next().map(|(_, value)| value)
}

/// Each part tells its range. Asked where all of the content came, uncoded.
pub(super) const PART_WITHOUT_CONTENT_RANGE: Lint = Lint {
    name: "part-without-content-range",
    summary: "a part of multipart content has no Content-Range",
    level: Level::Must,
    rfc: 9110,
    section: "15.3.7.2",
    also: &[],
    covers: &["9110-15.3.7.2-03"],
    check: Check::Rule(part_without_content_range),
    fires: &[
        (
            RANGES,
            b"HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=a\r\n\r\n\
              --a\r\nContent-Range: bytes 0-1/9\r\n\r\nok\r\n--a\r\nX-A: b\r\n\r\nok\r\n--a--\r\n",
        ),
        (
            RANGES,
            b"HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=a\r\n\r\n\
              --a\r\n\r\nContent-Range: bytes 0-1/9\r\n\r\nok\r\n--a--\r\n",
        ),
    ],
    quiet: &[(RANGES, GOOD)],
};

fn part_without_content_range(subject: &Subject) -> Option<Hit> {
    let without = parts(subject)?.into_iter().any(|part| {
        let mut head =
            part.split(|o| *o == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let mut head = head.by_ref().take_while(|line| !line.is_empty());
        !head.any(|line| {
            let name = line.split(|octet| *octet == b':').next().unwrap_or_default();
            name.eq_ignore_ascii_case(b"Content-Range")
        })
    });
    without.then(|| Hit::missing(subject, "Content-Range", "a Content-Range in each part"))
}

/// The lines around the parts, not those within.
pub(super) const MULTIPART_BARE_LF: Lint = Lint {
    name: "multipart-bare-lf",
    summary: "a line break between the parts of multipart content is no CRLF",
    level: Level::Must,
    rfc: 9110,
    section: "8.3.3",
    also: &[],
    covers: &["9110-8.3.3-01"],
    check: Check::Rule(bare_lf),
    fires: &[(
        RANGES,
        b"HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=a\r\n\r\n\
          --a\nContent-Range: bytes 0-1/9\n\nok\n--a--\n",
    )],
    quiet: &[
        (RANGES, GOOD),
        (
            RANGES,
            b"HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=a\r\n\r\n\
              --a\r\nContent-Range: bytes 0-5/9\r\n\r\n\n--a--\r\n--a--\r\n",
        ),
    ],
};

fn bare_lf(subject: &Subject) -> Option<Hit> {
    let lines = delimiter_lines(subject)?;
    // What looks like a delimiter after a lone LF may be data, where the true ones have CRLF.
    let readable = lines.iter().any(|line| line.is_last && line.in_crlf);
    let meant = lines.iter().any(|line| line.is_last && !line.in_crlf);
    (meant && !readable)
        .then(|| Hit::at(subject, subject.response.body.span, "CRLF").about("content"))
}

/// A line that begins with the boundary.
struct DelimiterLine {
    start: usize,
    end: usize,
    /// Whether CRLF stands before it, and after it where it is not the last.
    in_crlf: bool,
    is_last: bool,
}

/// The lines that begin with the boundary, where the content is multipart and came whole and
/// uncoded.
fn delimiter_lines(subject: &Subject) -> Option<Vec<DelimiterLine>> {
    let boundary = boundary(subject).filter(|_| is_multipart(subject) == Some(true))?;
    let usable = (1..=LONGEST_BOUNDARY).contains(&boundary.len());
    if !usable || subject.has("Content-Encoding") {
        return None;
    }
    let delimiter = [b"--", &*boundary].concat();
    let (mut found, mut start, mut after_crlf) = (Vec::new(), 0, true);
    for line in subject.whole_content()?.split(|octet| *octet == b'\n') {
        let end = start + line.len() + 1;
        let before_crlf = line.last() == Some(&b'\r');
        if let Some(rest) = line.strip_prefix(&*delimiter) {
            let is_last = rest.starts_with(b"--");
            let in_crlf = after_crlf && (is_last || before_crlf);
            found.push(DelimiterLine { start, end, in_crlf, is_last });
        }
        (start, after_crlf) = (end, before_crlf);
    }
    Some(found)
}

/// What stands between the delimiter lines, the preamble and epilogue left out.
fn parts<'a>(subject: &Subject<'a>) -> Option<Vec<&'a [u8]>> {
    let content = subject.whole_content()?;
    let mut lines = delimiter_lines(subject)?;
    lines.retain(|line| line.in_crlf);
    let count = lines.iter().position(|line| line.is_last)?;
    let pairs = lines.iter().zip(lines.iter().skip(1)).take(count);
    Some(pairs.filter_map(|(open, close)| content.get(open.end..close.start)).collect())
}
