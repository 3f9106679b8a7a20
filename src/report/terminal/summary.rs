//! The end of a run: troubles, what was skipped and why, a table of verdicts, and one line that
//! says it all.

use std::collections::BTreeMap;
use std::io;

use anstyle::Style;

use crate::model::citation::Level;
use crate::model::outcome::{CaseResult, ResultKind, RunReport, Verdict};
use crate::report::ink::{BAD, FAINT, GOOD, STRONG, WARNING, of_verdict};
use crate::report::layout::{cut, pad, shown, width};
use crate::report::terminal::Verbosity;
use crate::report::terminal::page::Page;
use crate::report::words::{duration, plural};

pub(super) fn write(
    page: &mut Page<'_>,
    report: &RunReport,
    verbosity: Verbosity,
) -> io::Result<()> {
    page.blank()?;
    troubles(page, report)?;
    if verbosity > Verbosity::Quiet {
        skipped(page, report)?;
        table(page, report)?;
    }
    last_line(page, report)
}

fn troubles(page: &mut Page<'_>, report: &RunReport) -> io::Result<()> {
    for trouble in &report.run.troubles {
        let mut text = format!("{}: {}", shown(&trouble.target), shown(&trouble.message));
        if let Some(after) = &trouble.after {
            text.push_str(&format!(" (seen after {})", shown(after)));
        }
        page.text(0, BAD, &text)?;
    }
    if report.run.interrupted {
        page.text(0, WARNING, "interrupted: these are the results of what was done")?;
    }
    if report.run.interrupted || !report.run.troubles.is_empty() {
        page.blank()?;
    }
    Ok(())
}

/// The reasons for which cases were skipped, the most frequent first.
fn skipped(page: &mut Page<'_>, report: &RunReport) -> io::Result<()> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for result in report.cases.iter().filter(|result| result.verdict == Verdict::Skip) {
        *reasons.entry(&result.reason).or_default() += 1;
    }
    let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let Some((_, most)) = reasons.first() else { return Ok(()) };
    let digits = most.to_string().len();
    page.line(0, &page.ink.paint(STRONG, "skipped"))?;
    for (reason, count) in &reasons {
        let reason = if reason.is_empty() { "no reason given" } else { reason };
        let text = cut(&shown(reason), page.room(2 + digits + 2));
        page.line(2, &format!("{count:>digits$}  {}", page.ink.paint(FAINT, &text)))?;
    }
    page.blank()
}

/// The verdicts that get a column: those that were given, and the three that everyone looks for.
fn columns(report: &RunReport) -> Vec<Verdict> {
    let always = [Verdict::Pass, Verdict::Warn, Verdict::Fail];
    Verdict::ALL
        .into_iter()
        .filter(|verdict| always.contains(verdict) || report.total(*verdict) > 0)
        .collect()
}

fn table(page: &mut Page<'_>, report: &RunReport) -> io::Result<()> {
    let columns = columns(report);
    let mut rows: Vec<(String, Vec<&CaseResult>)> = Vec::new();
    let cases = || report.cases.iter().filter(|result| result.kind == ResultKind::Case);
    for level in Level::ALL {
        let word = match level {
            Level::Must | Level::Should | Level::May => level.word().to_uppercase(),
            Level::Info => "info".to_owned(),
        };
        rows.push((word, cases().filter(|result| result.level == level).collect()));
    }
    let lints = report.cases.iter().filter(|result| result.kind == ResultKind::Lint);
    rows.push(("lints".to_owned(), lints.collect()));
    if report.targets.len() > 1 {
        for target in &report.targets {
            let of_target = report.cases.iter().filter(|result| result.target == target.name);
            rows.push((shown(&target.name), of_target.collect()));
        }
    }
    rows.retain(|(_, results)| !results.is_empty());
    // Room for nine columns of seven, less for fewer.
    let widest = page.width.saturating_sub(columns.len() * 7).max(6);
    let name_columns = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let name_columns = name_columns.clamp(5, widest);
    let head: String = columns.iter().map(|v| format!("{:>7}", v.word())).collect();
    page.line(0, &page.ink.paint(FAINT, &format!("{}{head}", " ".repeat(name_columns))))?;
    for (name, results) in &rows {
        let count = |verdict| results.iter().filter(|r| r.verdict == verdict).count() as u64;
        row(page, &cut(name, name_columns), name_columns, &columns, count, Style::new())?;
    }
    row(page, "total", name_columns, &columns, |verdict| report.total(verdict), STRONG)?;
    page.blank()
}

fn row(
    page: &mut Page<'_>,
    name: &str,
    name_columns: usize,
    columns: &[Verdict],
    count: impl Fn(Verdict) -> u64,
    style: Style,
) -> io::Result<()> {
    let mut line = page.ink.paint(style, &pad(name, name_columns));
    for &verdict in columns {
        match count(verdict) {
            0 => line.push_str(&page.ink.paint(FAINT, "      ·")),
            count => line.push_str(&page.ink.paint(of_verdict(verdict), &format!("{count:>7}"))),
        }
    }
    page.line(0, &line)
}

/// `2 failed, 1 error, 40 passed · 57 cases in 1.20 s (47 per second)`.
fn last_line(page: &mut Page<'_>, report: &RunReport) -> io::Result<()> {
    let said = [
        (Verdict::Fail, "failed"),
        (Verdict::Fixed, "fixed"),
        (Verdict::Error, "in error"),
        (Verdict::Flaky, "flaky"),
        (Verdict::Warn, "warned"),
        (Verdict::Known, "known"),
        (Verdict::Info, "told"),
        (Verdict::Pass, "passed"),
        (Verdict::Skip, "skipped"),
    ];
    let counts: Vec<String> = said
        .into_iter()
        .filter(|(verdict, _)| report.total(*verdict) > 0)
        .map(|(verdict, word)| format!("{} {word}", report.total(verdict)))
        .collect();
    let ran = |result: &&CaseResult| !result.attempts.is_empty() && result.kind == ResultKind::Case;
    let ran = report.cases.iter().filter(ran).count() as u64;
    let time = report.run.duration_ms;
    let mut text = format!("{} in {}", plural(ran, "case"), duration(time.saturating_mul(1000)));
    if let Some(rate) = ran.saturating_mul(1000).checked_div(time) {
        text.push_str(&format!(" ({rate} per second)"));
    }
    if report.run.responses_linted > 0 {
        let responses = plural(report.run.responses_linted as u64, "response");
        text.push_str(&format!(" · {responses} linted"));
    }
    let total = |verdict| report.total(verdict);
    let style = if total(Verdict::Fail) + total(Verdict::Fixed) + total(Verdict::Error) > 0 {
        BAD
    } else if total(Verdict::Warn) + total(Verdict::Flaky) > 0 {
        WARNING
    } else {
        GOOD
    };
    let counts = if counts.is_empty() { "nothing ran".to_owned() } else { counts.join(", ") };
    page.text(0, style.bold(), &counts)?;
    page.text(0, FAINT, &text)
}
