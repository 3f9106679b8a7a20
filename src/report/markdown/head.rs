//! The head of the report: what ran, against what, and the tables of counts.

use crate::model::citation::Level;
use crate::model::outcome::{CaseResult, ResultKind, RunReport, Verdict};
use crate::report::layout::cut;
use crate::report::markdown::text::{code, fenced, prose};
use crate::report::weight::GRAVEST_FIRST;
use crate::report::words::{self, duration, plural};

/// Columns of a name, a message or a command; the head has to fit wherever the report does.
const MOST_COLUMNS: usize = 200;
/// Lines of a command, and how many targets and troubles are named.
const MOST_ROWS: usize = 20;

/// The heading: the counts of what was given, what weighs most first.
pub(super) fn first_line(report: &RunReport) -> String {
    let counts: Vec<String> = GRAVEST_FIRST
        .into_iter()
        .filter(|verdict| report.total(*verdict) > 0)
        .map(|verdict| format!("{} {verdict}", report.total(verdict)))
        .collect();
    let counts = if counts.is_empty() { "nothing ran".to_owned() } else { counts.join(", ") };
    format!("## wirecase: {counts}\n")
}

pub(super) fn write(report: &RunReport) -> String {
    let run = &report.run;
    let mut out = first_line(report);
    if run.interrupted {
        out.push_str("\n**Interrupted**: these are the results of what was done.\n");
    }
    if let Some(limit) = run.overran_ms {
        out.push_str(&format!("\n**Not done**: {}.\n", words::overran(limit)));
    }
    for trouble in run.troubles.iter().take(MOST_ROWS) {
        let after = match &trouble.after {
            Some(id) => format!(" (seen after {})", code(&cut(id, MOST_COLUMNS))),
            None => String::new(),
        };
        let target = code(&cut(&trouble.target, MOST_COLUMNS));
        let message = prose(&cut(&trouble.message, MOST_COLUMNS));
        out.push_str(&format!("\n**Trouble** with {target}: {message}{after}\n"));
    }
    more(&mut out, run.troubles.len(), "trouble");
    out.push_str(&format!("\n{}\n\n", facts(report)));
    let lines: Vec<String> = run
        .command
        .lines()
        .take(MOST_ROWS)
        .map(|line| cut(&crate::report::layout::shown(line), MOST_COLUMNS))
        .collect();
    out.push_str(&fenced("sh", &lines.join("\n")));
    out.push('\n');
    out.push_str(&tables(report));
    out.push_str(&legend(report));
    out
}

/// `wirecase 0.1.0 · 2026-11-21T07:29:05Z · 11 cases (3 not selected) in 1.23 s · 17 responses linted`
fn facts(report: &RunReport) -> String {
    let run = &report.run;
    let mut parts = vec![format!("wirecase {}", code(&cut(&run.version, 40)))];
    if !run.started.is_empty() {
        parts.push(code(&cut(&run.started, 40)));
    }
    let ran = |result: &&CaseResult| !result.attempts.is_empty() && result.kind == ResultKind::Case;
    let mut cases = plural(report.cases.iter().filter(ran).count() as u64, "case");
    if run.deselected > 0 {
        cases.push_str(&format!(" ({} not selected)", run.deselected));
    }
    if let Some(shards) = &run.shards {
        parts.push(words::shards(shards));
    }
    parts.push(format!("{cases} in {}", duration(run.duration_ms.saturating_mul(1000))));
    if run.responses_linted > 0 {
        parts.push(format!("{} linted", plural(run.responses_linted as u64, "response")));
    }
    if run.strict {
        parts.push("strict: a warning fails the run".to_owned());
    }
    if run.flaky_fails {
        parts.push("what is flaky fails the run".to_owned());
    }
    parts.extend(words::unusual(run.repeat, run.seed));
    parts.join(" · ")
}

/// The verdicts that get a column: those that were given, and the three that everyone looks for.
fn columns(report: &RunReport) -> Vec<Verdict> {
    let always = [Verdict::Pass, Verdict::Warn, Verdict::Fail];
    Verdict::ALL
        .into_iter()
        .filter(|verdict| always.contains(verdict) || report.total(*verdict) > 0)
        .collect()
}

fn tables(report: &RunReport) -> String {
    let of_targets = report.targets.iter().take(MOST_ROWS).map(|target| {
        let (name, address) = (cut(&target.name, MOST_COLUMNS), target.address.to_string());
        let address = cut(&address, MOST_COLUMNS);
        let name = if name == address {
            code(&name)
        } else {
            format!("{} at {}", code(&name), code(&address))
        };
        let results = report.cases.iter().filter(|result| result.target == target.name);
        (name, results.collect::<Vec<_>>())
    });
    let mut out = table(report, "target", of_targets);
    more(&mut out, report.targets.len(), "target");
    let cases = |level| {
        let of_level = |r: &&CaseResult| r.kind == ResultKind::Case && r.level == level;
        report.cases.iter().filter(of_level).collect::<Vec<_>>()
    };
    let lints = report.cases.iter().filter(|result| result.kind == ResultKind::Lint).collect();
    let of_levels = Level::ALL
        .into_iter()
        .map(|level| (level_word(level), cases(level)))
        .chain([("lints".to_owned(), lints)])
        .filter(|(_, results): &(String, Vec<&CaseResult>)| !results.is_empty());
    out.push('\n');
    out.push_str(&table(report, "level", of_levels));
    out
}

/// `MUST`, `SHOULD`, `MAY`, and `info`, which is no word of an RFC.
pub(super) fn level_word(level: Level) -> String {
    match level {
        Level::Must | Level::Should | Level::May => level.word().to_uppercase(),
        Level::Info => "info".to_owned(),
    }
}

fn table<'a>(
    report: &RunReport,
    of: &str,
    rows: impl Iterator<Item = (String, Vec<&'a CaseResult>)>,
) -> String {
    let columns = columns(report);
    let words: Vec<&str> = columns.iter().map(|verdict| verdict.word()).collect();
    let mut out =
        format!("| {of} | {} |\n|---|{}\n", words.join(" | "), "--:|".repeat(words.len()));
    for (name, results) in rows {
        out.push_str(&format!("| {name} |"));
        for &verdict in &columns {
            match results.iter().filter(|result| result.verdict == verdict).count() {
                0 => out.push_str(" · |"),
                count => out.push_str(&format!(" {count} |")),
            }
        }
        out.push('\n');
    }
    out
}

/// What the words of the tables mean.
fn legend(report: &RunReport) -> String {
    let meanings: Vec<String> = columns(report)
        .into_iter()
        .map(|verdict| format!("**{verdict}**: {}", words::verdict(verdict)))
        .collect();
    format!("\n{}\n", meanings.join(" · "))
}

fn more(out: &mut String, all: usize, noun: &str) {
    if let Some(more @ 1..) = all.checked_sub(MOST_ROWS) {
        out.push_str(&format!("\n… and {}\n", plural(more as u64, &format!("more {noun}"))));
    }
}
