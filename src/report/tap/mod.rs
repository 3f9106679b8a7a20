//! TAP 14, for what consumes the Test Anything Protocol.

use std::io::{self, Write};

use crate::model::finding::Side;
use crate::model::outcome::{CaseResult, ResultKind, RunReport, Verdict};
use crate::report::test_point::{
    Outcome, bounded, carried, duration_us, message, name, outcome, side,
};
use crate::report::words;

/// How many findings of a result are told.
const MOST_FINDINGS: usize = 12;

/// Writes the whole report: a plan, then one test point for each case and each lint that fired, on
/// each target, in the report's order.
///
/// What departs is told in a YAML block below its point. An interrupted run bails out at its end:
/// what it did not do is skipped, and a document of skipped points would count as a success.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(report: &RunReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "TAP version 14")?;
    match report.cases.len() {
        // A plan of none has to say why.
        0 => writeln!(out, "1..0 # SKIP no case was run")?,
        many => writeln!(out, "1..{many}")?,
    }
    writeln!(out, "# {} {}", carried(&report.run.tool), carried(&report.run.version))?;
    for (index, result) in report.cases.iter().enumerate() {
        point(report, result, index.saturating_add(1), out)?;
    }
    for trouble in &report.run.troubles {
        writeln!(out, "# {}", carried(&words::trouble(trouble)))?;
    }
    if let Some(limit) = report.run.overran_ms {
        writeln!(out, "Bail out! {}", words::overran(limit))?;
    } else if report.run.interrupted {
        writeln!(out, "Bail out! the run was interrupted")?;
    }
    Ok(())
}

fn point(
    report: &RunReport,
    result: &CaseResult,
    number: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let outcome = outcome(result.verdict, report.run.rules());
    let ok = match outcome {
        Outcome::Passed | Outcome::Skipped => "ok",
        Outcome::Failed | Outcome::Error | Outcome::Expected => "not ok",
    };
    let mut description = name(result);
    if report.targets.len() > 1 {
        description.push_str(&format!(" ({})", carried(&result.target)));
    }
    let directive = match outcome {
        Outcome::Skipped => format!(" # SKIP {}", message(result)),
        Outcome::Expected => format!(" # TODO known: {}", message(result)),
        _ => String::new(),
    };
    let line = format!("{ok} {number} - {}{directive}", escaped(&description));
    writeln!(out, "{}", line.trim_end())?;
    match result.verdict {
        Verdict::Pass | Verdict::Skip => Ok(()),
        _ => diagnostics(report, result, out),
    }
}

/// In a description `#` begins a directive and `\` escapes; both are escaped by `\`.
fn escaped(description: &str) -> String {
    description.replace('\\', r"\\").replace('#', r"\#")
}

/// The YAML block: every text is a double-quoted scalar, which JSON's strings are too.
fn diagnostics(report: &RunReport, result: &CaseResult, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  ---")?;
    text(out, "  message", &message(result))?;
    text(out, "  severity", result.verdict.word())?;
    text(out, "  level", result.level.word())?;
    let spec: Vec<String> = result.citations.iter().map(|c| carried(&c.to_string())).collect();
    writeln!(out, "  spec: {}", serde_json::to_string(&spec)?)?;
    text(out, "  target", &carried(&result.target))?;
    if result.kind == ResultKind::Case && result.line > 0 {
        writeln!(out, "  at:")?;
        text(out, "    file", &carried(&result.file))?;
        writeln!(out, "    line: {}", result.line)?;
    }
    let us = duration_us(result);
    writeln!(out, "  duration_ms: {}.{:03}", us / 1000, us % 1000)?;
    if !result.requirement.is_empty() {
        text(out, "  requirement", &carried(&result.requirement))?;
    }
    findings(result, out)?;
    let legal: Vec<String> = result.outcomes.iter().map(|o| bounded(&o.summary)).collect();
    list(out, "  legal", &legal)?;
    let see: Vec<String> = result.see.iter().map(|id| carried(id)).collect();
    list(out, if result.kind == ResultKind::Lint { "  fired_in" } else { "  lints" }, &see)?;
    if let Some(command) = words::rerun(report, result) {
        text(out, "  rerun", &carried(&command))?;
    }
    writeln!(out, "  ...")
}

fn findings(result: &CaseResult, out: &mut dyn Write) -> io::Result<()> {
    if result.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "  findings:")?;
    for finding in result.findings.iter().take(MOST_FINDINGS) {
        text(out, "    - what", &bounded(&words::finding_title(finding)))?;
        for (key, told) in
            [("      expected", &finding.expected), ("      actual", &finding.actual)]
        {
            if *told != Side::Nothing {
                text(out, key, &side(told))?;
            }
        }
        if finding.place.line > 0 {
            writeln!(out, "      line: {}", finding.place.line)?;
        }
    }
    match result.findings.len().saturating_sub(MOST_FINDINGS) {
        0 => Ok(()),
        more => writeln!(out, "  findings_not_shown: {more}"),
    }
}

fn text(out: &mut dyn Write, key: &str, value: &str) -> io::Result<()> {
    writeln!(out, "{key}: {}", serde_json::to_string(value)?)
}

fn list(out: &mut dyn Write, key: &str, values: &[String]) -> io::Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    writeln!(out, "{key}: {}", serde_json::to_string(values)?)
}

#[cfg(test)]
mod tests;
