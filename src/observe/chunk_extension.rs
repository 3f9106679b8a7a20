//! The grammar of chunk extensions (RFC 9112 section 7.1.1).

use crate::model::bytes::Span;
use crate::model::grammar::{is_field_octet, is_tchar};
use crate::model::observation::{Deviation, DeviationKind};

use super::note::note;

/// Notes what is wrong with what stands between a chunk's size and the end of its line:
/// `*( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )`.
///
/// BWS is in the grammar for what a recipient has to take; no sender may generate it
/// (RFC 9110 5.6.3).
pub(super) fn check(received: &[u8], span: Span, deviations: &mut Vec<Deviation>) {
    let text = span.of(received);
    let mut at = space(text, 0, span, deviations);
    while at < text.len() {
        let start = at;
        let Some(after) = extension(text, at, span, deviations) else {
            let place = Span::new(span.start + start, span.end);
            note(deviations, DeviationKind::BadChunkExtension, place);
            return;
        };
        at = space(text, after, span, deviations);
    }
}

/// One extension from its `;` on; the offset after it, `None` where it breaks the grammar.
fn extension(
    text: &[u8],
    start: usize,
    span: Span,
    deviations: &mut Vec<Deviation>,
) -> Option<usize> {
    if text.get(start) != Some(&b';') {
        return None;
    }
    let name = space(text, start + 1, span, deviations);
    let name_end = token(text, name)?;
    let equals = name_end + text.iter().skip(name_end).take_while(|&&o| is_bws(o)).count();
    if text.get(equals) != Some(&b'=') {
        return Some(name_end);
    }
    space(text, name_end, span, deviations);
    let value = space(text, equals + 1, span, deviations);
    if text.get(value) == Some(&b'"') { quoted(text, value) } else { token(text, value) }
}

fn is_bws(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t')
}

/// Skips white space and notes it.
fn space(text: &[u8], start: usize, span: Span, deviations: &mut Vec<Deviation>) -> usize {
    let end = start + text.iter().skip(start).take_while(|&&octet| is_bws(octet)).count();
    if end > start {
        let place = Span::new(span.start + start, span.start + end);
        note(deviations, DeviationKind::ChunkWhitespace, place);
    }
    end
}

fn token(text: &[u8], start: usize) -> Option<usize> {
    let length = text.iter().skip(start).take_while(|&&octet| is_tchar(octet)).count();
    (length > 0).then_some(start + length)
}

/// The offset after the `quoted-string` that starts here (RFC 9110 5.6.4).
fn quoted(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match *text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' if text.get(at + 1).copied().is_some_and(is_field_octet) => at += 2,
            b'\\' => return None,
            octet if is_field_octet(octet) => at += 1,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeviationKind as D;

    #[test]
    fn extensions_within_the_grammar_are_quiet_and_others_are_noted_at_their_place() {
        let rows: [(&str, &[(D, &str)]); 18] = [
            ("", &[]),
            (";a", &[]),
            (";a=b;c;d=\"e;\\\"f\\\\\";g=\"\"", &[]),
            (" ", &[(D::ChunkWhitespace, " ")]),
            (" ;a", &[(D::ChunkWhitespace, " ")]),
            ("; a", &[(D::ChunkWhitespace, " ")]),
            (
                ";a =\tb ",
                &[(D::ChunkWhitespace, " "), (D::ChunkWhitespace, "\t"), (D::ChunkWhitespace, " ")],
            ),
            (";a ;b", &[(D::ChunkWhitespace, " ")]),
            (";", &[(D::BadChunkExtension, ";")]),
            (";a;", &[(D::BadChunkExtension, ";")]),
            (";=b", &[(D::BadChunkExtension, ";=b")]),
            (";a=", &[(D::BadChunkExtension, ";a=")]),
            (";a=\"b", &[(D::BadChunkExtension, ";a=\"b")]),
            (";a=\"b\\", &[(D::BadChunkExtension, ";a=\"b\\")]),
            (";a=\"b\"c", &[(D::BadChunkExtension, "c")]),
            (";a\r", &[(D::BadChunkExtension, "\r")]),
            (" x", &[(D::ChunkWhitespace, " "), (D::BadChunkExtension, "x")]),
            (";a=b c", &[(D::ChunkWhitespace, " "), (D::BadChunkExtension, "c")]),
        ];
        for (text, want) in rows {
            let mut deviations = Vec::new();
            check(text.as_bytes(), Span::new(0, text.len()), &mut deviations);
            let found: Vec<_> =
                deviations.iter().map(|d| (d.kind, &text[d.span.start..d.span.end])).collect();
            assert_eq!(found, want, "{text:?}");
        }
    }
}
