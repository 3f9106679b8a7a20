//! The status line: read leniently, every departure from RFC 9112 section 4 noted.

use crate::model::bytes::Span;
use crate::model::grammar::is_field_octet;
use crate::model::observation::{Deviation, DeviationKind, StatusLine};

use super::note::{note_once, note_runs};

/// Reads `status-line = HTTP-version SP status-code SP [ reason-phrase ]`.
///
/// Elements are told apart at white space, as RFC 9112 4 lets a recipient do.
pub(super) fn read(received: &[u8], line: Span, deviations: &mut Vec<Deviation>) -> StatusLine {
    note_runs(deviations, DeviationKind::BareCr, received, line, |octet| octet == b'\r');

    let version = word(received, line.start, line.end);
    if !is_version(version.of(received)) {
        note_once(deviations, DeviationKind::BadVersion, version);
    }

    let space = space(received, version.end, line.end);
    if space.of(received) != b" " {
        let place = if space.is_empty() { version } else { space };
        note_once(deviations, DeviationKind::BadStatusLineSpace, place);
    }

    let mut code = word(received, space.end, line.end);
    let status = match *code.of(received) {
        // `200OK`: the space is missing, the code is not.
        [a, b, c, ref rest @ ..]
            if [a, b, c].iter().all(u8::is_ascii_digit)
                && !rest.first().is_some_and(u8::is_ascii_digit) =>
        {
            code.end = code.start + 3;
            Some([a, b, c].iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0')))
        }
        _ => None,
    };
    if status.is_none() {
        note_once(deviations, DeviationKind::BadStatusCode, code);
    }

    let has_space = code.end < line.end && received.get(code.end) == Some(&b' ');
    if !has_space && status.is_some() {
        note_once(deviations, DeviationKind::MissingReasonSpace, code);
    }
    let reason = Span::new(if has_space { code.end + 1 } else { code.end }, line.end);
    note_runs(deviations, DeviationKind::BadReasonOctet, received, reason, |octet| {
        !is_field_octet(octet) && octet != b'\r'
    });
    StatusLine { line, version, code, reason, status }
}

/// `HTTP/1.` and a digit. Another major version has another message syntax (RFC 9110 2.5).
fn is_version(version: &[u8]) -> bool {
    matches!(version, [b'H', b'T', b'T', b'P', b'/', b'1', b'.', minor] if minor.is_ascii_digit())
}

/// The white space that RFC 9112 4 lets a recipient take for a separator.
fn is_space(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t' | 0x0b | 0x0c | b'\r')
}

fn word(received: &[u8], start: usize, end: usize) -> Span {
    let rest = Span::new(start, end).of(received);
    let length = rest.iter().position(|&octet| is_space(octet)).unwrap_or(rest.len());
    Span::new(start, start + length)
}

fn space(received: &[u8], start: usize, end: usize) -> Span {
    let rest = Span::new(start, end).of(received);
    let length = rest.iter().position(|&octet| !is_space(octet)).unwrap_or(rest.len());
    Span::new(start, start + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeviationKind as D;

    #[test]
    fn a_status_line_is_told_apart_by_element_and_each_departure_is_noted_at_its_place() {
        type Row = (&'static str, [&'static str; 3], Option<u16>, &'static [(D, &'static str)]);
        let rows: [Row; 21] = [
            ("HTTP/1.1 200 OK", ["HTTP/1.1", "200", "OK"], Some(200), &[]),
            ("HTTP/1.0 404 ", ["HTTP/1.0", "404", ""], Some(404), &[]),
            ("HTTP/1.1 200  two spaces ", ["HTTP/1.1", "200", " two spaces "], Some(200), &[]),
            ("HTTP/1.1 999 \tÜ", ["HTTP/1.1", "999", "\tÜ"], Some(999), &[]),
            ("HTTP/1.1 200", ["HTTP/1.1", "200", ""], Some(200), &[(D::MissingReasonSpace, "200")]),
            (
                "HTTP/1.1 200OK",
                ["HTTP/1.1", "200", "OK"],
                Some(200),
                &[(D::MissingReasonSpace, "200")],
            ),
            (
                "HTTP/1.1 200\tOK",
                ["HTTP/1.1", "200", "\tOK"],
                Some(200),
                &[(D::MissingReasonSpace, "200")],
            ),
            (
                "HTTP/1.1  200 OK",
                ["HTTP/1.1", "200", "OK"],
                Some(200),
                &[(D::BadStatusLineSpace, "  ")],
            ),
            (
                "HTTP/1.1\t200 OK",
                ["HTTP/1.1", "200", "OK"],
                Some(200),
                &[(D::BadStatusLineSpace, "\t")],
            ),
            (
                "http/1.1 200 OK",
                ["http/1.1", "200", "OK"],
                Some(200),
                &[(D::BadVersion, "http/1.1")],
            ),
            (
                "HTTP/2.0 200 OK",
                ["HTTP/2.0", "200", "OK"],
                Some(200),
                &[(D::BadVersion, "HTTP/2.0")],
            ),
            (
                "HTTP/1.1x 200 OK",
                ["HTTP/1.1x", "200", "OK"],
                Some(200),
                &[(D::BadVersion, "HTTP/1.1x")],
            ),
            ("HTTP/11 200 OK", ["HTTP/11", "200", "OK"], Some(200), &[(D::BadVersion, "HTTP/11")]),
            ("HTTP/1.1 20 OK", ["HTTP/1.1", "20", "OK"], None, &[(D::BadStatusCode, "20")]),
            ("HTTP/1.1 2000 OK", ["HTTP/1.1", "2000", "OK"], None, &[(D::BadStatusCode, "2000")]),
            ("HTTP/1.1 0x1 OK", ["HTTP/1.1", "0x1", "OK"], None, &[(D::BadStatusCode, "0x1")]),
            ("HTTP/1.1 OK", ["HTTP/1.1", "OK", ""], None, &[(D::BadStatusCode, "OK")]),
            (
                "HTTP/1.1",
                ["HTTP/1.1", "", ""],
                None,
                &[(D::BadStatusLineSpace, "HTTP/1.1"), (D::BadStatusCode, "")],
            ),
            (
                "HTTP/1.1 200 a\0\x01b",
                ["HTTP/1.1", "200", "a\0\x01b"],
                Some(200),
                &[(D::BadReasonOctet, "\0\x01")],
            ),
            ("HTTP/1.1 200 a\rb", ["HTTP/1.1", "200", "a\rb"], Some(200), &[(D::BareCr, "\r")]),
            (
                "HTTP/1.1 200 a\x7f",
                ["HTTP/1.1", "200", "a\x7f"],
                Some(200),
                &[(D::BadReasonOctet, "\x7f")],
            ),
        ];
        for (line, elements, status, want) in rows {
            let mut deviations = Vec::new();
            let octets = line.as_bytes();
            let read = read(octets, Span::new(0, octets.len()), &mut deviations);
            let text = |span: Span| std::str::from_utf8(span.of(octets)).unwrap();
            assert_eq!([read.version, read.code, read.reason].map(text), elements, "{line:?}");
            assert_eq!(read.status, status, "{line:?}");
            let found: Vec<_> = deviations.iter().map(|d| (d.kind, text(d.span))).collect();
            assert_eq!(found, want, "{line:?}");
        }
    }
}
