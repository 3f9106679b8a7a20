//! A header or trailer section: field lines by element, every departure from RFC 9112 section 5 noted.

use crate::model::bytes::{Bytes, Span};
use crate::model::grammar::{is_field_octet, is_tchar, trim_ows};
use crate::model::observation::{Deviation, DeviationKind, Field};

use super::lines::{Line, Lines};
use super::note::{note, note_once, note_runs};

/// How many field lines of one section are kept. No server sends so many; a hostile one could
/// make each octet cost a hundred.
pub(super) const MOST_FIELDS: usize = 16_384;

/// Which section it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The header section.
    Header,
    /// The trailer section of a chunked body.
    Trailer,
}

/// Reads a section line by line.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldSection {
    lines: Lines,
    place: Place,
    previous: Previous,
    /// Folds since the last octet of the value, each of which becomes a space before the next.
    folds: usize,
}

/// What a line that begins with white space continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Previous {
    /// The start line, or the last chunk.
    Nothing,
    /// The last field that was kept.
    Field,
    /// A line that is no field, or is not kept.
    NoField,
}

impl FieldSection {
    /// The section whose first line starts at this offset.
    pub(super) fn at(start: usize, place: Place) -> Self {
        Self { lines: Lines::at(start), place, previous: Previous::Nothing, folds: 0 }
    }

    /// Reads the lines that are complete. Gives the offset after the empty line once it is there.
    pub(super) fn read(
        &mut self,
        received: &[u8],
        fields: &mut Vec<Field>,
        deviations: &mut Vec<Deviation>,
    ) -> Option<usize> {
        while let Some(line) = self.lines.next(received) {
            let text = line.text.of(received);
            // Only CRs before the line end: an empty line to a recipient that ignores them.
            let is_empty = text.iter().all(|&octet| octet == b'\r');
            if line.ends_in_bare_lf() {
                // The licence to take LF for a line end is for fields; what ends the chunked
                // coding is part of the coding (RFC 9112 7.1).
                if is_empty && self.place == Place::Trailer {
                    note_once(deviations, DeviationKind::ChunkBareLf, line.end);
                } else {
                    note(deviations, DeviationKind::BareLf, line.end);
                }
            }
            note_runs(deviations, DeviationKind::BareCr, received, line.text, |o| o == b'\r');
            if is_empty {
                return Some(line.end.end);
            }
            let continues = matches!(text.first(), Some(b' ' | b'\t'));
            match self.previous {
                // RFC 9112 2.2: such lines are not to be processed at all.
                Previous::Nothing if continues && self.place == Place::Header => {
                    let space = text.len() - trim_start(text).len();
                    let space = Span::new(line.text.start, line.text.start + space);
                    note(deviations, DeviationKind::SpaceBeforeFirstField, space);
                }
                Previous::Field if continues => self.fold(received, &line, fields, deviations),
                Previous::NoField if continues => {
                    note(deviations, DeviationKind::ObsFold, line.text);
                }
                _ => {
                    self.folds = 0;
                    self.previous = match field_line(received, &line, deviations) {
                        Some(field) if fields.len() < MOST_FIELDS => {
                            fields.push(field);
                            Previous::Field
                        }
                        _ => Previous::NoField,
                    };
                }
            }
        }
        None
    }

    /// Adds a continuation line to the last field's value (RFC 9112 5.2).
    fn fold(
        &mut self,
        received: &[u8],
        line: &Line,
        fields: &mut [Field],
        deviations: &mut Vec<Deviation>,
    ) {
        note(deviations, DeviationKind::ObsFold, line.text);
        let Some(field) = fields.last_mut() else { return };
        field.line.end = line.text.end;
        let value_span = trimmed(received, line.text);
        note_value(deviations, received, value_span);
        if field.value.is_empty() {
            field.value_span = value_span;
        } else {
            self.folds = self.folds.saturating_add(1);
        }
        if !value_span.is_empty() {
            let value = &mut field.value.0;
            value.resize(value.len() + self.folds, b' ');
            value.extend_from_slice(value_span.of(received));
            field.value_span.end = value_span.end;
            self.folds = 0;
        }
    }
}

/// Reads `field-line = field-name ":" OWS field-value OWS`; `None` where there is no colon.
fn field_line(received: &[u8], line: &Line, deviations: &mut Vec<Deviation>) -> Option<Field> {
    let text = line.text.of(received);
    let Some(colon) = text.iter().position(|&octet| octet == b':') else {
        note(deviations, DeviationKind::NoColon, line.text);
        return None;
    };
    let colon = line.text.start + colon;
    let before = Span::new(line.text.start, colon).of(received);
    let name_span = Span::new(line.text.start, line.text.start + trim_end(before).len());
    if name_span.end < colon {
        note(deviations, DeviationKind::SpaceBeforeColon, Span::new(name_span.end, colon));
    }
    if name_span.is_empty() {
        note(deviations, DeviationKind::EmptyFieldName, Span::new(colon, colon + 1));
    }
    note_runs(deviations, DeviationKind::BadNameOctet, received, name_span, |octet| {
        !is_tchar(octet) && octet != b'\r'
    });
    let value_span = trimmed(received, Span::new(colon + 1, line.text.end));
    note_value(deviations, received, value_span);
    Some(Field {
        name: Bytes::from(name_span.of(received)),
        value: Bytes::from(value_span.of(received)),
        line: line.text,
        name_span,
        value_span,
    })
}

fn note_value(deviations: &mut Vec<Deviation>, received: &[u8], span: Span) {
    note_runs(deviations, DeviationKind::BadValueOctet, received, span, |octet| {
        !is_field_octet(octet) && octet != b'\r'
    });
}

/// The span without SP and HTAB around it.
fn trimmed(received: &[u8], span: Span) -> Span {
    let octets = span.of(received);
    let start = span.start + (octets.len() - trim_start(octets).len());
    Span::new(start, start + trim_ows(octets).len())
}

fn trim_start(mut octets: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = octets {
        octets = rest;
    }
    octets
}

fn trim_end(mut octets: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = octets {
        octets = rest;
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeviationKind as D;

    type Row =
        (&'static str, &'static [(&'static str, &'static str)], &'static [(D, &'static str)]);

    fn read_all(place: Place, text: &str) -> (Vec<Field>, Vec<(D, String)>, Option<usize>) {
        let (mut fields, mut deviations) = (Vec::new(), Vec::new());
        let octets = text.as_bytes();
        let end = FieldSection::at(0, place).read(octets, &mut fields, &mut deviations);
        let show =
            |d: &Deviation| (d.kind, String::from_utf8_lossy(d.span.of(octets)).into_owned());
        (fields, deviations.iter().map(show).collect(), end)
    }

    #[test]
    fn field_lines_are_told_apart_by_element_and_each_departure_is_noted_at_its_place() {
        let rows: [Row; 21] = [
            (
                "A: b\r\nC:d\r\nE: \t f g \t\r\nH:\r\n\r\n",
                &[("A", "b"), ("C", "d"), ("E", "f g"), ("H", "")],
                &[],
            ),
            ("\r\n", &[], &[]),
            ("A: \u{e9}\t\u{ff}\r\n\r\n", &[("A", "\u{e9}\t\u{ff}")], &[]),
            (
                "A: b\nC: d\r\n\n",
                &[("A", "b"), ("C", "d")],
                &[(D::BareLf, "\n"), (D::BareLf, "\n")],
            ),
            ("A: b\rc\r\n\r\n", &[("A", "b\rc")], &[(D::BareCr, "\r")]),
            ("A: b\r\r\n\r\r\n", &[("A", "b\r")], &[(D::BareCr, "\r"), (D::BareCr, "\r")]),
            (
                "A : b\r\nC\t :d\r\n\r\n",
                &[("A", "b"), ("C", "d")],
                &[(D::SpaceBeforeColon, " "), (D::SpaceBeforeColon, "\t ")],
            ),
            (
                " A: b\r\n\t x\r\nC: d\r\n\r\n",
                &[("C", "d")],
                &[(D::SpaceBeforeFirstField, " "), (D::SpaceBeforeFirstField, "\t ")],
            ),
            (
                "A: b \r\n  c\r\n\td\r\nE: f\r\n\r\n",
                &[("A", "b c d"), ("E", "f")],
                &[(D::ObsFold, "  c"), (D::ObsFold, "\td")],
            ),
            ("A: b\r\n \r\n c\r\n\r\n", &[("A", "b  c")], &[(D::ObsFold, " "), (D::ObsFold, " c")]),
            (
                "A: b\r\n \r\nC: d\r\n e\r\n\r\n",
                &[("A", "b"), ("C", "d e")],
                &[(D::ObsFold, " "), (D::ObsFold, " e")],
            ),
            ("A:\r\n b\r\n\r\n", &[("A", "b")], &[(D::ObsFold, " b")]),
            ("A: b\r\n \r\n\r\n", &[("A", "b")], &[(D::ObsFold, " ")]),
            (
                "A: b\r\n<!DOCTYPE html>\r\n  <p>\r\n\r\n",
                &[("A", "b")],
                &[(D::NoColon, "<!DOCTYPE html>"), (D::ObsFold, "  <p>")],
            ),
            (": b\r\n\r\n", &[("", "b")], &[(D::EmptyFieldName, ":")]),
            (" : b\r\n\r\n", &[], &[(D::SpaceBeforeFirstField, " ")]),
            (
                "A(: b\r\nB C: d\r\nÄ: e\r\n\r\n",
                &[("A(", "b"), ("B C", "d"), ("Ä", "e")],
                &[(D::BadNameOctet, "("), (D::BadNameOctet, " "), (D::BadNameOctet, "Ä")],
            ),
            (
                "A\0: b\0\x7f c\r\n\r\n",
                &[("A\0", "b\0\x7f c")],
                &[(D::BadNameOctet, "\0"), (D::BadValueOctet, "\0\x7f")],
            ),
            (
                "A: b\r\n c\x0b\r\n\r\n",
                &[("A", "b c\x0b")],
                &[(D::ObsFold, " c\x0b"), (D::BadValueOctet, "\x0b")],
            ),
            ("A: b:c\r\n\r\n", &[("A", "b:c")], &[]),
            ("A\r: b\r\n\r\n", &[("A\r", "b")], &[(D::BareCr, "\r")]),
        ];
        for (text, want, deviations) in rows {
            let (fields, found, end) = read_all(Place::Header, text);
            let values: Vec<_> = fields.iter().map(|f| (&*f.name.0, &*f.value.0)).collect();
            let want: Vec<_> = want.iter().map(|(n, v)| (n.as_bytes(), v.as_bytes())).collect();
            assert_eq!(values, want, "{text:?}");
            let found: Vec<_> = found.iter().map(|(kind, octets)| (*kind, &**octets)).collect();
            assert_eq!(found, deviations, "{text:?}");
            assert_eq!(end, Some(text.len()), "{text:?}");
        }
    }

    #[test]
    fn the_elements_of_a_line_tile_it() {
        let text = "Name \t:  a b \t\r\n c \r\n\r\n";
        let (fields, ..) = read_all(Place::Header, text);
        let field = &fields[0];
        let part = |from: usize, to: usize| &text[from..to];
        assert_eq!(part(field.line.start, field.line.end), "Name \t:  a b \t\r\n c ");
        assert_eq!(part(field.line.start, field.name_span.end), "Name");
        assert_eq!(part(field.name_span.end, field.value_span.start), " \t:  ");
        assert_eq!(part(field.value_span.start, field.value_span.end), "a b \t\r\n c");
        assert_eq!(part(field.value_span.end, field.line.end), " ");
    }

    #[test]
    fn the_line_that_ends_a_trailer_section_belongs_to_the_chunked_coding() {
        let rows: [Row; 3] = [
            ("A: b\n\n", &[("A", "b")], &[(D::BareLf, "\n"), (D::ChunkBareLf, "\n")]),
            (" A: b\r\n\r\n", &[(" A", "b")], &[(D::BadNameOctet, " ")]),
            ("A: b\r\n c\r\n\r\n", &[("A", "b c")], &[(D::ObsFold, " c")]),
        ];
        for (text, want, deviations) in rows {
            let (fields, found, _) = read_all(Place::Trailer, text);
            let values: Vec<_> = fields.iter().map(|f| (&*f.name.0, &*f.value.0)).collect();
            let want: Vec<_> = want.iter().map(|(n, v)| (n.as_bytes(), v.as_bytes())).collect();
            assert_eq!(values, want, "{text:?}");
            let found: Vec<_> = found.iter().map(|(kind, octets)| (*kind, &**octets)).collect();
            assert_eq!(found, deviations, "{text:?}");
        }
    }
}
