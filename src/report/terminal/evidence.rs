//! The line that came where a finding is, with a caret under the octets in question.

use std::io;
use std::ops::Range;

use anstyle::Style;

use crate::model::finding::{Evidence, Finding, FindingKind, Side};
use crate::model::outcome::{CaseResult, ResultKind, RunReport};
use crate::model::transcript::Transcript;
use crate::report::ink::{BAD, FAINT};
use crate::report::layout::shown;
use crate::report::page::Page;
use crate::report::terminal::bytes_line::bytes_line;
use crate::report::terminal::diff::INDENT;

/// Whether the place in the octets says more than the two sides do.
pub(super) fn tells_more(finding: &Finding) -> bool {
    finding.diff.is_none()
        && matches!(
            finding.kind,
            FindingKind::Lint { .. }
                | FindingKind::NotHttp
                | FindingKind::Incomplete { .. }
                | FindingKind::Responses
                | FindingKind::Silence
        )
}

/// Writes where the evidence is and its line; nothing where it is outside of what came.
pub(super) fn write(
    page: &mut Page<'_>,
    transcript: &Transcript,
    evidence: &Evidence,
) -> io::Result<()> {
    let received = transcript.received(evidence.connection, usize::MAX);
    let Some((line, marked)) = line_around(&received, evidence) else { return Ok(()) };
    let mut heading = format!("at byte {} of what came", evidence.span.start);
    if let Some(name) = transcript.connections.get(evidence.connection)
        && transcript.connections.len() > 1
    {
        heading.push_str(&format!(" on {}", shown(name)));
    }
    if let Some(response @ 1..) = evidence.response {
        heading.push_str(&format!(", in response {}", response.saturating_add(1)));
    }
    page.text(INDENT, FAINT, &heading)?;
    let octets = received.get(line).unwrap_or_default();
    let shown = bytes_line(octets, &[marked], Style::new(), page.ink, page.room(INDENT + 2));
    page.line(INDENT + 2, &shown.painted)?;
    page.line(INDENT + 2, &page.ink.paint(BAD, &shown.carets))
}

/// The line that holds the first octet of the evidence, with its line end, and where in that line
/// the evidence is.
fn line_around(received: &[u8], evidence: &Evidence) -> Option<(Range<usize>, Range<usize>)> {
    let span = evidence.span;
    if span.end < span.start || span.end > received.len() {
        return None;
    }
    let before = received.get(..span.start)?;
    let start = before.iter().rposition(|&octet| octet == b'\n').map_or(0, |at| at + 1);
    let after = received.get(span.start..)?;
    let end = after
        .iter()
        .position(|&octet| octet == b'\n')
        .map_or(received.len(), |at| span.start + at + 1);
    Some((start..end, span.start - start..span.end.min(end) - start))
}

/// The transcript in which a lint's finding was made: that of the first case it fired in whose
/// octets at that place are those of the finding.
pub(super) fn transcript_of_lint<'a>(
    report: &'a RunReport,
    lint: &'a CaseResult,
    finding: &Finding,
) -> Option<&'a Transcript> {
    if let Some(attempt) = lint.attempts.first() {
        return Some(&attempt.transcript);
    }
    let (Some(evidence), Side::Bytes(bytes)) = (&finding.evidence, &finding.actual) else {
        return None;
    };
    lint.see
        .iter()
        .filter_map(|id| {
            report.cases.iter().find(|case| {
                case.kind == ResultKind::Case && case.id == *id && case.target == lint.target
            })
        })
        .flat_map(|case| case.attempts.iter().rev())
        .map(|attempt| &attempt.transcript)
        .find(|transcript| {
            let received = transcript.received(evidence.connection, usize::MAX);
            !bytes.is_empty() && evidence.span.of(&received) == &bytes[..]
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bytes::Span;

    #[test]
    fn the_line_is_that_of_the_first_octet_and_nothing_outside_is_shown() {
        let received = b"one\r\ntwo\r\nrest";
        let rows = [
            // Within a line, at its end, over several lines, between two octets, at the very end.
            ((6, 7), Some((5..10, 1..2))),
            ((8, 10), Some((5..10, 3..5))),
            ((1, 12), Some((0..5, 1..5))),
            ((5, 5), Some((5..10, 0..0))),
            ((14, 14), Some((10..14, 4..4))),
            ((14, 15), None),
            ((3, 2), None),
            ((usize::MAX, usize::MAX), None),
        ];
        for ((start, end), want) in rows {
            let evidence = Evidence { connection: 0, response: None, span: Span::new(start, end) };
            assert_eq!(line_around(received, &evidence), want, "{start}..{end}");
        }
    }

    #[test]
    fn a_lint_is_shown_in_the_first_case_that_has_its_octets() {
        let report = crate::report::fixture::report();
        let lint = report.cases.iter().find(|case| case.kind == ResultKind::Lint).unwrap();
        let mut finding = lint.findings[0].clone();
        let found = transcript_of_lint(&report, lint, &finding).unwrap();
        assert!(std::ptr::eq(found, &report.cases[0].attempts[0].transcript));
        // No case has these octets there: better to show none than those of another response.
        finding.actual = Side::Bytes(b"!".as_slice().into());
        assert_eq!(transcript_of_lint(&report, lint, &finding), None);
    }
}
