//! One result: what it is, what was sent, what was expected, what came, and how to run it again.

use std::io;

use anstyle::{Effects, Style};

use crate::model::citation::Level;
use crate::model::outcome::{Attempt, CaseResult, ResultKind, RunReport, Verdict};
use crate::report::ink::{BAD, FAINT, STRONG, of_verdict};
use crate::report::layout::shown;
use crate::report::page::Page;
use crate::report::terminal::{Verbosity, evidence, exchange, finding, wire};
use crate::report::words::{duration, plural, rerun};

/// How many cases a lint names.
const NAMED_CASES: usize = 4;

pub(super) fn write(
    page: &mut Page<'_>,
    report: &RunReport,
    result: &CaseResult,
    verbosity: Verbosity,
) -> io::Result<()> {
    if is_brief(result) {
        return brief(page, report, result, verbosity);
    }
    heading(page, report, result)?;
    page.text(2, Style::new(), &shown(&result.title))?;
    if verbosity > Verbosity::Quiet && !result.requirement.is_empty() {
        page.text(2, FAINT, &shown(&result.requirement))?;
    }
    clauses(page, result)?;
    if result.kind == ResultKind::Case {
        page.text(2, FAINT, &format!("{}:{}", shown(&result.file), result.line))?;
    }
    if !result.reason.is_empty() {
        page.text(2, of_verdict(result.verdict), &shown(&result.reason))?;
    }
    body(page, report, result)?;
    if verbosity >= Verbosity::WireOfFailures {
        wire::write(page, result)?;
    }
    last_lines(page, report, result)
}

/// How many tries are shown before the last one, of a case of which the tries differ.
const FIRST_TRIES: usize = 3;

/// Whether a result is told in two lines: nothing about it has to be done.
pub(super) fn is_brief(result: &CaseResult) -> bool {
    matches!(result.verdict, Verdict::Pass | Verdict::Skip | Verdict::Known)
        || (result.verdict == Verdict::Info && result.findings.is_empty())
}

fn brief(
    page: &mut Page<'_>,
    report: &RunReport,
    result: &CaseResult,
    verbosity: Verbosity,
) -> io::Result<()> {
    heading(page, report, result)?;
    let text = if result.reason.is_empty() { &result.title } else { &result.reason };
    page.text(2, Style::new(), &shown(text))?;
    if verbosity == Verbosity::WireOfAll && !result.attempts.is_empty() {
        wire::write(page, result)?;
    }
    Ok(())
}

fn heading(page: &mut Page<'_>, report: &RunReport, result: &CaseResult) -> io::Result<()> {
    let word = result.verdict.word().to_uppercase();
    let level = match result.level {
        // Nothing binds there; the word would only repeat the verdict's.
        Level::Info => String::new(),
        level => level.word().to_uppercase(),
    };
    let mut id = format!("{word} {}", shown(&result.id));
    if report.targets.len() > 1 {
        id.push_str(&format!(" on {}", shown(&result.target)));
    }
    let style = of_verdict(result.verdict).effects(Effects::BOLD);
    page.both_ends(0, (style, &id), (STRONG, &level))
}

fn clauses(page: &mut Page<'_>, result: &CaseResult) -> io::Result<()> {
    for citation in &result.citations {
        page.text(
            2,
            FAINT,
            &format!("{} · {}", shown(&citation.to_string()), shown(&citation.url())),
        )?;
    }
    Ok(())
}

/// Everything between the heading and the command.
fn body(page: &mut Page<'_>, report: &RunReport, result: &CaseResult) -> io::Result<()> {
    if result.verdict == Verdict::Flaky && result.attempts.len() > 1 {
        return attempts(page, report, result);
    }
    story(page, result)?;
    findings(page, report, result)
}

/// What was sent, what was expected and what came; of a lint, in which cases it fired.
pub(super) fn story(page: &mut Page<'_>, result: &CaseResult) -> io::Result<()> {
    if result.kind == ResultKind::Lint {
        return fired_in(page, result);
    }
    let judged = judged_attempt(result);
    if judged.is_some() || !result.outcomes.is_empty() {
        page.blank()?;
    }
    if let Some(attempt) = judged {
        exchange::sent(page, &attempt.transcript)?;
    }
    expected(page, result)?;
    match judged {
        Some(attempt) => exchange::came(page, &attempt.transcript),
        None => Ok(()),
    }
}

/// The findings with their diffs; of a lint, the first one.
pub(super) fn findings(
    page: &mut Page<'_>,
    report: &RunReport,
    result: &CaseResult,
) -> io::Result<()> {
    if result.kind == ResultKind::Case {
        let transcript = judged_attempt(result).map(|attempt| &attempt.transcript);
        return finding::write_all(page, result, &result.findings, transcript);
    }
    let Some(first) = result.findings.first() else { return Ok(()) };
    let transcript = evidence::transcript_of_lint(report, result, first);
    finding::write_all(page, result, std::slice::from_ref(first), transcript)
}

/// The try that the findings are of.
fn judged_attempt(result: &CaseResult) -> Option<&Attempt> {
    let same = |attempt: &&Attempt| attempt.findings == result.findings;
    result.attempts.iter().find(same).or(result.attempts.last())
}

fn expected(page: &mut Page<'_>, result: &CaseResult) -> io::Result<()> {
    let Some(nearest) = result.outcomes.iter().find(|outcome| outcome.nearest) else {
        return Ok(());
    };
    let mut text = shown(&nearest.summary);
    if result.outcomes.len() > 1 {
        text.push_str(&format!(" (the nearest of {} legal outcomes)", result.outcomes.len()));
    }
    page.labelled("expected", Style::new(), &text)
}

fn attempts(page: &mut Page<'_>, report: &RunReport, result: &CaseResult) -> io::Result<()> {
    // Of a case that was repeated not every try is here.
    let word = if report.run.repeat.is_some() { "kept try" } else { "try" };
    let last = result.attempts.len().saturating_sub(1);
    for (index, attempt) in result.attempts.iter().enumerate() {
        if index >= FIRST_TRIES && index < last {
            if index == FIRST_TRIES {
                page.blank()?;
                let more = last - index;
                page.text(2, FAINT, &format!("{more} more, which the results have"))?;
            }
            continue;
        }
        page.blank()?;
        let text = format!(
            "{word} {} of {}: {} after {}",
            index + 1,
            result.attempts.len(),
            attempt.verdict,
            duration(attempt.duration_us)
        );
        page.text(2, of_verdict(attempt.verdict), &text)?;
        exchange::sent(page, &attempt.transcript)?;
        exchange::came(page, &attempt.transcript)?;
        finding::write_all(page, result, &attempt.findings, Some(&attempt.transcript))?;
    }
    Ok(())
}

/// In how many cases a lint fired, and the first of them.
fn fired_in(page: &mut Page<'_>, result: &CaseResult) -> io::Result<()> {
    page.blank()?;
    let mut text = plural(result.see.len() as u64, "case");
    let named: Vec<String> = result.see.iter().take(NAMED_CASES).map(|id| shown(id)).collect();
    if !named.is_empty() {
        text.push_str(&format!(": {}", named.join(", ")));
    }
    if let Some(more @ 1..) = result.see.len().checked_sub(named.len()) {
        text.push_str(&format!(" and {more} more"));
    }
    page.labelled("fired in", Style::new(), &text)
}

/// What would have been right as well.
pub(super) fn other_outcomes(page: &mut Page<'_>, result: &CaseResult) -> io::Result<()> {
    for outcome in result.outcomes.iter().filter(|outcome| !outcome.nearest) {
        page.labelled("or legal", FAINT, &shown(&outcome.summary))?;
    }
    Ok(())
}

fn last_lines(page: &mut Page<'_>, report: &RunReport, result: &CaseResult) -> io::Result<()> {
    let lints = if result.kind == ResultKind::Case { result.see.as_slice() } else { &[] };
    page.blank()?;
    other_outcomes(page, result)?;
    if !lints.is_empty() {
        page.labelled("lints", BAD, &shown(&lints.join(", ")))?;
    }
    let Some(command) = rerun(report, result) else { return Ok(()) };
    // Never wrapped: it is there to be copied.
    page.labelled_whole("rerun", &command)
}
