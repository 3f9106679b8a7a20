//! The findings of a result, each with its place in the case file and its diff.

use std::io;

use crate::model::citation::Level;
use crate::model::finding::{Finding, Side};
use crate::model::outcome::{CaseResult, ResultKind};
use crate::model::transcript::Transcript;
use crate::report::ink::{BAD, FAINT, GOOD, WARNING};
use crate::report::layout::{shown, width};
use crate::report::page::Page;
use crate::report::terminal::{diff, evidence};
use crate::report::words::{finding_sentence, finding_title, plural};

/// How many findings of one result are shown.
const SHOWN: usize = 12;

pub(super) fn write_all(
    page: &mut Page<'_>,
    result: &CaseResult,
    findings: &[Finding],
    transcript: Option<&Transcript>,
) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    page.blank()?;
    if findings.iter().take(SHOWN).any(|finding| finding.diff.is_some()) {
        let legend = [page.ink.paint(GOOD, "- expected"), page.ink.paint(BAD, "+ came")];
        page.line(2, &legend.join("  "))?;
    }
    for finding in findings.iter().take(SHOWN) {
        write(page, result, finding, transcript)?;
    }
    if let Some(more @ 1..) = findings.len().checked_sub(SHOWN) {
        page.text(2, FAINT, &format!("… and {} more", plural(more as u64, "finding")))?;
    }
    Ok(())
}

fn write(
    page: &mut Page<'_>,
    result: &CaseResult,
    finding: &Finding,
    transcript: Option<&Transcript>,
) -> io::Result<()> {
    let style = if finding.severity == Level::Must { BAD } else { WARNING };
    let place = place(result, finding);
    // A sentence that fills more than a line is better read as two sides under each other.
    let sentence =
        (finding.diff.is_none() && is_short(&finding.expected) && is_short(&finding.actual))
            .then(|| format!("× {}", finding_sentence(finding)))
            .filter(|text| width(text) + width(&place) + 2 <= page.room(2));
    let fits = sentence.is_some();
    let title = sentence.unwrap_or_else(|| format!("× {}", finding_title(finding)));
    page.both_ends(2, (style, &title), (FAINT, &place))?;
    clauses(page, result, finding)?;
    let at = transcript.zip(finding.evidence.as_ref()).filter(|_| evidence::tells_more(finding));
    match &finding.diff {
        Some(diff) => diff::write(page, diff)?,
        None if fits => {}
        // The octets that came are seen at their place.
        None if at.is_some() => diff::sides(page, &finding.expected, &Side::Nothing)?,
        None => diff::sides(page, &finding.expected, &finding.actual)?,
    }
    match at {
        Some((transcript, at)) => evidence::write(page, transcript, at),
        None => Ok(()),
    }
}

/// Whether a side can fit a line: a body of megabytes is not made into words to find out.
fn is_short(side: &Side) -> bool {
    const MOST: usize = 256;
    match side {
        Side::Bytes(bytes) => bytes.len() <= MOST,
        Side::Text(text) => text.len() <= MOST,
        Side::Fields(fields) => {
            fields.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() <= MOST
        }
        Side::Number(_) | Side::Nothing => true,
    }
}

/// The line that asked, and which of several responses is meant.
fn place(result: &CaseResult, finding: &Finding) -> String {
    let mut parts = Vec::new();
    if let Some(response @ 1..) = finding.evidence.as_ref().and_then(|at| at.response) {
        parts.push(format!("response {}", response.saturating_add(1)));
    }
    if result.kind == ResultKind::Case && finding.place.line > 0 {
        let elsewhere = *finding.place.file != *result.file;
        let file = if elsewhere { shown(&finding.place.file) } else { String::new() };
        let line = if elsewhere { String::new() } else { "line ".to_owned() };
        let colon = if elsewhere { ":" } else { "" };
        parts.push(format!("{line}{file}{colon}{}", finding.place.line));
    }
    parts.join(", ")
}

/// The clauses of the finding, where they are not those at the head of the result.
fn clauses(page: &mut Page<'_>, result: &CaseResult, finding: &Finding) -> io::Result<()> {
    let others: Vec<String> = finding
        .citations
        .iter()
        .filter(|citation| !result.citations.contains(citation))
        .map(|citation| format!("{} · {}", shown(&citation.to_string()), shown(&citation.url())))
        .collect();
    for clause in others {
        page.text(4, FAINT, &clause)?;
    }
    Ok(())
}
