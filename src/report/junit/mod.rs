//! JUnit XML, as Jenkins, GitLab and others read it.
//!
//! A row for each case and target, then the evidence of what failed, as much of it as the limits of
//! those who read the document allow.

mod case;
mod evidence;
mod limit;

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{Report, TestSuite};

use crate::model::launch::Launched;
use crate::model::outcome::{CaseResult, RunReport};
use crate::report::test_point::{carried, duration_us, no_nonchars};
use crate::report::words;
use limit::Limits;

/// Writes the whole report: a suite for each target, and in it a test case for each case and each
/// lint that fired.
///
/// The document stays below 28 MiB, as GitLab takes no file above 30 MB, unless the rows alone are
/// more (about 40 000 of them): then it holds the rows.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(report: &RunReport, out: &mut dyn Write) -> io::Result<()> {
    write_within(report, &Limits::default(), out)
}

fn write_within(report: &RunReport, limits: &Limits, out: &mut dyn Write) -> io::Result<()> {
    let suites = by_target(report);
    let mut document = Report::new(carried(&report.run.tool));
    document.set_time(Duration::from_millis(report.run.duration_ms));
    document.add_test_suites(
        suites.iter().map(|(target, results)| suite(report, target, results, limits)),
    );
    let rows = serialized(&document)?.len();
    let results = suites.iter().flat_map(|(_, results)| results.iter().copied());
    let cases = document.test_suites.iter_mut().flat_map(|suite| &mut suite.test_cases);
    let failing: Vec<_> = results.zip(cases).filter(|(_, case)| evidence::is_due(case)).collect();
    evidence::add(report, failing, limits, rows)?;
    out.write_all(&serialized(&document)?)
}

fn serialized(document: &Report) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    document.serialize(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

/// The results of each target: the run's targets in their order, then others that results name.
fn by_target(report: &RunReport) -> Vec<(&str, Vec<&CaseResult>)> {
    let mut suites: Vec<(&str, Vec<&CaseResult>)> =
        report.targets.iter().map(|target| (target.name.as_str(), Vec::new())).collect();
    for result in &report.cases {
        match suites.iter_mut().find(|(target, _)| *target == result.target) {
            Some((_, results)) => results.push(result),
            None => suites.push((&result.target, vec![result])),
        }
    }
    suites
}

fn suite(report: &RunReport, target: &str, results: &[&CaseResult], limits: &Limits) -> TestSuite {
    let mut suite = TestSuite::new(carried(target));
    let run = &report.run;
    // The run's own date is RFC 3339 already, so that no second crate for dates is needed.
    if run.started.parse::<jiff::Timestamp>().is_ok() {
        suite.extra.insert("timestamp".into(), carried(&run.started).into());
    }
    let sum = results.iter().fold(0, |sum: u64, r| sum.saturating_add(duration_us(r)));
    suite.set_time(Duration::from_micros(sum));
    suite.add_property(("version", carried(&run.version).as_str()));
    suite.add_property(("command", carried(&run.command).as_str()));
    suite.add_property(("strict", if run.strict { "true" } else { "false" }));
    suite.add_property(("interrupted", if run.interrupted { "true" } else { "false" }));
    suite.add_test_cases(case::cases(report, results));
    let of_run = run.overran_ms.map(words::overran);
    let of_target = run
        .troubles
        .iter()
        .filter(|trouble| trouble.target == target)
        .map(|trouble| carried(&words::trouble(trouble)));
    let troubles: Vec<String> = of_run.into_iter().chain(of_target).collect();
    if !troubles.is_empty() {
        suite.set_system_err(troubles.join("\n"));
    }
    if let Some(server) = run.launched.iter().find(|server| server.target == target) {
        suite.set_system_out(written_by(report, server, limits));
    }
    suite
}

/// What became of a server that was started, and the last lines that it wrote, as many as the limit of
/// a failure's text has room for.
fn written_by(report: &RunReport, server: &Launched, limits: &Limits) -> String {
    let mut head = vec![format!("$ {}", carried(&server.command))];
    head.extend(words::launched_end(report, server).as_deref().map(carried));
    let lines = words::launched_output(server, usize::MAX);
    let mut room = limits.text;
    let fits = |line: &&String| {
        let left = room.checked_sub(limit::weight(line) + 1);
        room = left.unwrap_or_default();
        left.is_some()
    };
    let kept = lines.iter().rev().take_while(fits).count();
    let cut = lines.len() - kept;
    if cut > 0 {
        head.push(format!("… ({} before this)", words::plural(cut as u64, "line")));
    }
    head.extend(lines.iter().skip(cut).map(|line| no_nonchars(line)));
    head.join("\n")
}

#[cfg(test)]
mod tests;
