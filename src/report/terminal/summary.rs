//! The end of a run: troubles, what was skipped and why, a table of verdicts, and one line that
//! says it all.

use std::collections::BTreeMap;
use std::io;

use anstyle::Style;

use crate::model::citation::Level;
use crate::model::launch::Launched;
use crate::model::outcome::{CaseResult, ResultKind, RunReport, Verdict};
use crate::report::ink::{BAD, FAINT, GOOD, STRONG, WARNING, of_verdict};
use crate::report::layout::{cut, cut_and_count, fold, join_in_lines, pad, shown, width};
use crate::report::page::Page;
use crate::report::terminal::Verbosity;
use crate::report::weight::{GRAVEST_FIRST, Weight, is_unsent, weight};
use crate::report::words::{self, duration, plural};

/// Lines of a server's output that are shown.
const OUTPUT_LINES: usize = 20;

pub(super) fn write(
    page: &mut Page<'_>,
    report: &RunReport,
    verbosity: Verbosity,
) -> io::Result<()> {
    if verbosity > Verbosity::Quiet {
        reasons(page, "skipped", report, |result| result.verdict == Verdict::Skip)?;
        reasons(page, "not tried", report, is_unsent)?;
        table(page, report)?;
    }
    // Among the last lines, where a log is read first.
    troubles(page, report, verbosity)?;
    last_lines(page, report)
}

fn troubles(page: &mut Page<'_>, report: &RunReport, verbosity: Verbosity) -> io::Result<()> {
    for trouble in &report.run.troubles {
        page.text(0, BAD, &words::trouble(trouble))?;
    }
    let mut told = !report.run.troubles.is_empty();
    for server in &report.run.launched {
        told |= of_server(page, report, server, verbosity)?;
    }
    if let Some(limit) = report.run.overran_ms {
        page.text(0, BAD, &words::overran(limit))?;
        told = true;
    }
    if report.run.interrupted {
        page.text(0, WARNING, "interrupted: these are the results of what was done")?;
    }
    if report.run.interrupted || told {
        page.blank()?;
    }
    Ok(())
}

/// How a server that we started came to its end, and what it wrote last where that is worth reading.
/// Whether anything was told.
fn of_server(
    page: &mut Page<'_>,
    report: &RunReport,
    server: &Launched,
    verbosity: Verbosity,
) -> io::Result<bool> {
    let is_bad = words::is_launch_trouble(report, server);
    let end = words::launched_end(report, server);
    // A death is among the troubles already, with the case that it was seen after.
    let end = end.filter(|_| server.outlived || server.died.is_none() || !is_bad);
    if let Some(end) = &end {
        page.text(0, if is_bad { WARNING } else { FAINT }, end)?;
    }
    let is_read = is_bad || verbosity >= Verbosity::WireOfFailures;
    if !is_read {
        return Ok(end.is_some());
    }
    let lines = words::launched_output(server, OUTPUT_LINES);
    if lines.is_empty() {
        page.text(2, FAINT, &format!("{} wrote nothing", shown(&server.target)))?;
    } else {
        page.text(2, FAINT, &format!("what {} wrote last:", shown(&server.target)))?;
    }
    for line in lines {
        let bar = page.ink.paint(FAINT, "|");
        // What went wrong often stands at the end of a line.
        for piece in fold(&cut_and_count(&line, page.room(4).saturating_mul(5)), page.room(4)) {
            page.line(2, &format!("{bar} {piece}"))?;
        }
    }
    Ok(true)
}

/// The reasons why cases were not run, the most frequent first.
fn reasons(
    page: &mut Page<'_>,
    heading: &str,
    report: &RunReport,
    wanted: fn(&CaseResult) -> bool,
) -> io::Result<()> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for result in report.cases.iter().filter(|result| wanted(result)) {
        *reasons.entry(&result.reason).or_default() += 1;
    }
    let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let Some((_, most)) = reasons.first() else { return Ok(()) };
    let digits = most.to_string().len();
    page.line(0, &page.ink.paint(STRONG, heading))?;
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
    rows.retain(|(_, results)| !results.is_empty());
    let all: Vec<&CaseResult> = report.cases.iter().collect();
    rows.push(("total".to_owned(), all));
    if report.targets.len() > 1 {
        let mut of_target: BTreeMap<&str, Vec<&CaseResult>> = BTreeMap::new();
        for result in &report.cases {
            of_target.entry(&result.target).or_default().push(result);
        }
        for target in &report.targets {
            let results = of_target.remove(target.name.as_str()).unwrap_or_default();
            rows.push((shown(&target.name), results));
        }
    }
    let each = if page.width < 70 { 6 } else { 7 };
    let widest = page.width.saturating_sub(columns.len() * each).max(6);
    let name_columns = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let name_columns = name_columns.clamp(5, widest);
    let head: String = columns.iter().map(|v| format!("{:>each$}", v.word())).collect();
    page.line(0, &page.ink.paint(FAINT, &format!("{}{head}", " ".repeat(name_columns))))?;
    for (name, results) in &rows {
        let count = |verdict| results.iter().filter(|r| r.verdict == verdict).count() as u64;
        let style = if name == "total" { STRONG } else { Style::new() };
        let name = pad(&cut(name, name_columns), name_columns);
        let mut line = page.ink.paint(style, &name);
        for &verdict in &columns {
            line.push_str(&match count(verdict) {
                0 => page.ink.paint(FAINT, &format!("{:>each$}", "·")),
                count => page.ink.paint(of_verdict(verdict), &format!("{count:>each$}")),
            });
        }
        page.line(0, &line)?;
    }
    page.blank()
}

/// `2 failed, 1 warning, 40 passed`, then `57 cases in 1.20 s (47 per second)`.
fn last_lines(page: &mut Page<'_>, report: &RunReport) -> io::Result<()> {
    let counted = |verdict: Verdict| {
        let count = report.total(verdict);
        let text = match verdict {
            Verdict::Fail => format!("{count} failed"),
            Verdict::Error => plural(count, "error"),
            Verdict::Warn => plural(count, "warning"),
            Verdict::Pass => format!("{count} passed"),
            Verdict::Skip => format!("{count} skipped"),
            Verdict::Fixed | Verdict::Flaky | Verdict::Known | Verdict::Info => {
                format!("{count} {verdict}")
            }
        };
        (count > 0).then_some(text)
    };
    let counts: Vec<String> = GRAVEST_FIRST.into_iter().filter_map(counted).collect();
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
    let any = |wanted| {
        let counts = |v: &Verdict| weight(*v, report.run.rules()) == wanted && report.total(*v) > 0;
        Verdict::ALL.iter().any(counts)
    };
    let style = if any(Weight::Fails) {
        BAD
    } else if any(Weight::Departs) {
        WARNING
    } else {
        GOOD
    };
    if counts.is_empty() {
        page.text(0, style.bold(), "nothing ran")?;
    }
    for line in join_in_lines(&counts, page.room(0)) {
        page.line(0, &page.ink.paint(style.bold(), &line))?;
    }
    page.text(0, FAINT, &text)
}
