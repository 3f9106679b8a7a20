//! Results for a person at a terminal or in the log of a CI job.
//!
//! Progress goes to standard error while cases run; everything else goes to `out` when all is
//! known, in the plan's order and never between two steps of a bar.

mod block;
mod bytes_line;
pub(super) mod diff;
mod evidence;
mod exchange;
mod finding;
mod hex;
mod plain;
pub(super) mod progress;
mod summary;
mod wire;

use std::io::{self, Write};

use crate::model::outcome::{CaseResult, ResultKind, RunReport};
use crate::report::github::{Command, Guard};
use crate::report::ink::{FAINT, Ink, STRONG};
use crate::report::layout::shown;
use crate::report::page::Page;
use crate::report::weight::{Weight, is_unsent, weight};
use crate::report::words::{self, plural};
use crate::report::{Reporter, RunStart};

pub use plain::result_as_text;
pub(in crate::report) use plain::{plain_block, plain_wire};

/// How much is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// What fails the run, and the last lines of the summary.
    Quiet,
    /// All that departs, what was skipped, and the summary.
    #[default]
    Normal,
    /// The wire of what departs as well (`-v`).
    WireOfFailures,
    /// The wire of every case (`-vv`).
    WireOfAll,
}

/// How progress is shown while cases run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// A bar that is drawn over, on a terminal.
    Bar,
    /// A line for each tenth of the cases, for a log.
    Counter,
    /// Nothing.
    #[default]
    None,
}

/// What the terminal's reporter has to know.
#[derive(Clone, Debug)]
pub struct TerminalOptions {
    /// Whether escape sequences for colour are written.
    pub color: bool,
    /// Columns of the terminal; less than 60 counts as 60.
    pub width: usize,
    /// How much is told.
    pub verbosity: Verbosity,
    /// How progress is shown, on standard error.
    pub progress: Progress,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { color: false, width: 80, verbosity: Verbosity::Normal, progress: Progress::None }
    }
}

/// Writes results for people.
pub struct Terminal {
    out: Box<dyn Write + Send>,
    options: TerminalOptions,
    progress: progress::Shown,
    is_github: bool,
    /// Whether something stands above, from which an empty line sets off what follows.
    has_begun: bool,
}

impl std::fmt::Debug for Terminal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Terminal").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Terminal {
    /// A reporter that writes its results to `out` and its progress to standard error.
    #[must_use]
    pub fn new(out: Box<dyn Write + Send>, options: TerminalOptions) -> Self {
        let progress =
            progress::Shown::new(options.progress, options.color, Box::new(io::stderr()));
        Self { out, options, progress, is_github: false, has_begun: false }
    }

    /// For the log of GitHub Actions: details are folded, and no word of a case or a target is a
    /// command to the runner.
    #[must_use]
    pub fn in_github_log(mut self) -> Self {
        self.is_github = true;
        self
    }

    fn page(&mut self) -> Page<'_> {
        let ink = Ink::new(self.options.color);
        Page::new(&mut *self.out, ink, self.options.width.max(60))
    }
}

impl Reporter for Terminal {
    fn start(&mut self, facts: &RunStart) -> io::Result<()> {
        if self.options.verbosity > Verbosity::Quiet {
            let names: Vec<String> = facts.targets.iter().map(|t| shown(&t.name)).collect();
            let mut text =
                format!("{} against {}", plural(facts.cases as u64, "case"), names.join(", "));
            if facts.jobs > 1 {
                let each = if facts.targets.len() > 1 { " on each" } else { "" };
                text.push_str(&format!(", {} at a time{each}", facts.jobs));
            }
            for part in words::unusual(facts.repeat, facts.seed) {
                text.push_str(&format!(", {part}"));
            }
            if facts.deselected > 0 {
                text.push_str(&format!(" ({} not selected)", facts.deselected));
            }
            if let Some(shards) = &facts.shards {
                text.push_str(&format!(", {}", words::shards(shards)));
            }
            let version = format!("wirecase {}", facts.version);
            let guard = self.guard()?;
            let mut page = self.page();
            let head = page.ink.paint(STRONG, &version);
            page.line(0, &head)?;
            page.text(0, FAINT, &text)?;
            self.end(guard)?;
            self.out.flush()?;
            self.has_begun = true;
        }
        self.progress.start(facts.cases)
    }

    fn case_finished(&mut self, result: &CaseResult, done: usize, of: usize) -> io::Result<()> {
        self.progress.step(result, done, of)
    }

    fn finish(&mut self, report: &RunReport) -> io::Result<()> {
        self.progress.finish();
        let verbosity = self.options.verbosity;
        let results = in_order_of_weight(report, verbosity);
        // What fails the run comes last, and has a fold of its own.
        let fails = |r: &&CaseResult| weight(r.verdict, report.run.rules()) == Weight::Fails;
        let (failures, others): (Vec<_>, Vec<_>) = results.into_iter().partition(fails);
        self.fold("Departures and other results", &others, report)?;
        self.fold("Failures", &failures, report)?;
        let guard = self.guard()?;
        if self.has_begun {
            self.page().blank()?;
        }
        summary::write(&mut self.page(), report, verbosity)?;
        self.end(guard)?;
        self.out.flush()
    }
}

impl Terminal {
    /// Results one by one, in GitHub's log as a group that is folded.
    fn fold(
        &mut self,
        heading: &str,
        results: &[&CaseResult],
        report: &RunReport,
    ) -> io::Result<()> {
        if results.is_empty() {
            return Ok(());
        }
        let heading = format!("{heading} ({})", results.len());
        self.command("group", &heading)?;
        let guard = self.guard()?;
        let verbosity = self.options.verbosity;
        let mut first = !std::mem::replace(&mut self.has_begun, true);
        let mut page = self.page();
        let mut tight = false;
        for result in results {
            // Brief results stand together, without a line between them.
            if !(first || tight && block::is_brief(result)) {
                page.blank()?;
            }
            first = false;
            let has_wire = verbosity == Verbosity::WireOfAll && !result.attempts.is_empty();
            tight = block::is_brief(result) && !has_wire;
            block::write(&mut page, report, result, verbosity)?;
        }
        self.end(guard)?;
        self.command("endgroup", "")
    }

    fn command(&mut self, name: &'static str, data: &str) -> io::Result<()> {
        if !self.is_github {
            return Ok(());
        }
        writeln!(self.out, "{}", Command { name, properties: Vec::new(), data })
    }

    fn guard(&mut self) -> io::Result<Option<Guard>> {
        if self.is_github { Guard::begin(&mut *self.out).map(Some) } else { Ok(None) }
    }

    fn end(&mut self, guard: Option<Guard>) -> io::Result<()> {
        guard.map_or(Ok(()), |guard| guard.end(&mut *self.out))
    }
}

/// The two parts of a result that are text of fixed width, as they stand on a terminal without
/// colour: what happened and what else would have been right, and the findings with their diffs. For reporters that hold such text.
pub(super) fn exchange_and_findings(
    report: &RunReport,
    result: &CaseResult,
    columns: usize,
) -> [String; 2] {
    let (mut exchange, mut findings) = (Vec::new(), Vec::new());
    let mut page = Page::new(&mut exchange, Ink::new(false), columns);
    // Writing into memory does not fail.
    let _ = block::story(&mut page, result).and_then(|()| block::other_outcomes(&mut page, result));
    let mut page = Page::new(&mut findings, Ink::new(false), columns);
    let _ = block::findings(&mut page, report, result);
    [exchange, findings].map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The results that are told one by one: what weighs most comes last, next to the summary and to
/// the prompt; in each group the plan's order.
fn in_order_of_weight(report: &RunReport, verbosity: Verbosity) -> Vec<&CaseResult> {
    let groups: &[Weight] = match verbosity {
        Verbosity::Quiet => &[Weight::Fails],
        Verbosity::Normal | Verbosity::WireOfFailures => {
            &[Weight::Told, Weight::Departs, Weight::Fails]
        }
        Verbosity::WireOfAll => &[Weight::Counted, Weight::Told, Weight::Departs, Weight::Fails],
    };
    let rules = report.run.rules();
    let mut ordered = Vec::new();
    for group in groups {
        // A lint speaks of the server as a whole, a case of one thing: the case comes last.
        for kind in [ResultKind::Lint, ResultKind::Case] {
            // What was not sent to a target that had died is one trouble, and not a thousand.
            let told = |r: &&CaseResult| {
                r.kind == kind
                    && weight(r.verdict, rules) == *group
                    && (verbosity == Verbosity::WireOfAll || !is_unsent(r))
            };
            ordered.extend(report.cases.iter().filter(told));
        }
    }
    ordered
}

#[cfg(test)]
mod tests;
