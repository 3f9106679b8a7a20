//! `wirecase replay`: recorded bytes that were sent again, and whether the answers are the same, for
//! people.

mod json;
mod words;

#[cfg(test)]
mod tests;

pub use json::write as json;

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{Effects, Style};

use crate::model::answer::AnswerChange;
use crate::model::case::MAIN_CONNECTION;
use crate::model::replay::{NotReplayed, ReplayOutcome, ReplayReport, ReplayTarget, Replayed};
use crate::report::ink::{BAD, FAINT, GOOD, STRONG, WARNING};
use crate::report::layout::{join_in_lines, shown, width};
use crate::report::page::Page;
use crate::report::terminal::progress::Shown;
use crate::report::terminal::{TerminalOptions, Verbosity, diff};
use crate::report::words::{answer_element, duration, plural};

/// How many changes of one case are shown.
const SHOWN: usize = 12;

/// Tells of a replay: what will be sent where, progress, and at the end what came.
pub struct Replaying {
    out: Box<dyn Write + Send>,
    options: TerminalOptions,
    progress: Shown,
    cases: usize,
    targets: usize,
    differ: usize,
}

impl std::fmt::Debug for Replaying {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replaying").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Replaying {
    /// A teller that writes to `out`, and its progress to standard error.
    #[must_use]
    pub fn new(out: Box<dyn Write + Send>, options: TerminalOptions) -> Self {
        let progress = Shown::new(options.progress, options.color, Box::new(io::stderr()));
        Self { out, options, progress, cases: 0, targets: 0, differ: 0 }
    }

    fn page(&mut self) -> Page<'_> {
        let ink = crate::report::ink::Ink::new(self.options.color);
        Page::new(&mut *self.out, ink, self.options.width.max(60))
    }

    /// Tells, before anything is sent, how much goes where.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn start(&mut self, cases: usize, targets: &[ReplayTarget]) -> io::Result<()> {
        (self.cases, self.targets) = (cases, targets.len());
        let quiet = self.options.verbosity == Verbosity::Quiet;
        let mut page = self.page();
        if !quiet {
            let head = format!("wirecase {}", env!("CARGO_PKG_VERSION"));
            page.line(0, &page.ink.paint(STRONG, &head))?;
            page.text(0, FAINT, &format!("{} to be sent again", plural(cases as u64, "case")))?;
        }
        // An address is told even where little else is: it may come from a file.
        let mut addresses: Vec<_> = targets.iter().map(|t| (&t.recorded, &t.address)).collect();
        addresses.dedup();
        for (recorded, now) in addresses {
            let text = if recorded == now {
                format!("to {}, where they were recorded", shown(&now.to_string()))
            } else {
                format!(
                    "to {}; recorded at {}, which Host and the like still name",
                    shown(&now.to_string()),
                    shown(&recorded.to_string())
                )
            };
            page.text(0, FAINT, &text)?;
        }
        self.out.flush()?;
        self.progress.start(cases)
    }

    /// Tells that one more is done.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn told(&mut self, replayed: &Replayed, done: usize) -> io::Result<()> {
        self.differ += usize::from(matches!(replayed.outcome, ReplayOutcome::Differs(_)));
        let differ = match self.differ {
            0 => String::new(),
            1 => "1 differs".to_owned(),
            more => format!("{more} differ"),
        };
        self.progress.advance(&replayed.id, &differ, done, self.cases)
    }

    /// Tells what became of each case: what differs stands last, next to the summary.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn finish(&mut self, report: &ReplayReport) -> io::Result<()> {
        self.progress.finish();
        let (quiet, targets) = (self.options.verbosity == Verbosity::Quiet, self.targets);
        let cases = self.cases;
        let page = &mut self.page();
        let of = |wanted: fn(&ReplayOutcome) -> bool| {
            report.cases.iter().filter(move |case| wanted(&case.outcome))
        };
        if !quiet {
            page.blank()?;
            for case in of(|o| *o == ReplayOutcome::Same) {
                page.line(0, &heading(page, case, targets))?;
            }
            not_run(page, report)?;
            for case in of(|o| matches!(o, ReplayOutcome::NotReplayed(why) if !is_not_run(why))) {
                page.line(0, &heading(page, case, targets))?;
                if let ReplayOutcome::NotReplayed(why) = &case.outcome {
                    page.text(2, FAINT, &words::not_replayed(why))?;
                }
            }
            for case in of(|o| matches!(o, ReplayOutcome::Unsteady(_))) {
                differing(page, case, targets)?;
            }
        }
        for case in of(|o| matches!(o, ReplayOutcome::Differs(_))) {
            differing(page, case, targets)?;
        }
        page.blank()?;
        summary(page, report, cases)?;
        self.out.flush()
    }
}

fn is_not_run(why: &NotReplayed) -> bool {
    matches!(why, NotReplayed::NotRun(_))
}

fn heading(page: &Page<'_>, case: &Replayed, targets: usize) -> String {
    let (word, style) = match case.outcome {
        ReplayOutcome::Same => ("SAME", GOOD),
        ReplayOutcome::Differs(_) => ("DIFFERS", BAD.effects(Effects::BOLD)),
        ReplayOutcome::Unsteady(_) => ("UNSTEADY", WARNING.effects(Effects::BOLD)),
        ReplayOutcome::NotReplayed(_) => ("NOT REPLAYED", FAINT),
    };
    let on = if targets > 1 { format!(" on {}", shown(&case.target)) } else { String::new() };
    page.ink.paint(style, &format!("{word} {}{on}", shown(&case.id)))
}

/// What was not run when it was recorded, by reason, the most frequent first.
fn not_run(page: &mut Page<'_>, report: &ReplayReport) -> io::Result<()> {
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for case in &report.cases {
        if let ReplayOutcome::NotReplayed(NotReplayed::NotRun(reason)) = &case.outcome {
            *reasons.entry(reason).or_default() += 1;
        }
    }
    let mut reasons: Vec<(&str, u64)> = reasons.into_iter().collect();
    reasons.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    for (reason, count) in reasons {
        let head = format!("NOT REPLAYED {}", plural(count, "case"));
        page.line(0, &page.ink.paint(FAINT, &head))?;
        let why = words::not_replayed(&NotReplayed::NotRun(reason.to_owned()));
        page.text(2, FAINT, &why)?;
    }
    Ok(())
}

fn differing(page: &mut Page<'_>, case: &Replayed, targets: usize) -> io::Result<()> {
    let (ReplayOutcome::Differs(changes) | ReplayOutcome::Unsteady(changes)) = &case.outcome else {
        return Ok(());
    };
    page.blank()?;
    page.line(0, &heading(page, case, targets))?;
    page.text(2, Style::new(), &shown(&case.title))?;
    if matches!(case.outcome, ReplayOutcome::Unsteady(_)) {
        page.text(2, WARNING, "differed at first, and was the same when it was sent once more")?;
    }
    page.blank()?;
    let legend = [page.ink.paint(GOOD, "- recorded"), page.ink.paint(BAD, "+ now")];
    page.line(2, &legend.join("  "))?;
    for changed in changes.iter().take(SHOWN) {
        change(page, changed)?;
    }
    if let Some(more @ 1..) = changes.len().checked_sub(SHOWN) {
        page.text(2, FAINT, &format!("… and {} more", plural(more as u64, "difference")))?;
    }
    Ok(())
}

fn change(page: &mut Page<'_>, change: &AnswerChange) -> io::Result<()> {
    let title = format!("× {}", answer_element(&change.element));
    let mut place = Vec::new();
    if change.connection != MAIN_CONNECTION {
        place.push(format!("connection {}", shown(&change.connection)));
    }
    if let Some(response @ 1..) = change.response {
        place.push(format!("response {}", response.saturating_add(1)));
    }
    let place = place.join(", ");
    let sentence = words::sides(change)
        .map(|sides| format!("{title}: {sides}"))
        .filter(|text| width(text) + width(&place) + 2 <= page.room(2));
    let fits = sentence.is_some();
    page.both_ends(2, (BAD, &sentence.unwrap_or(title)), (FAINT, &place))?;
    if fits { Ok(()) } else { diff::sides(page, &change.old, &change.new) }
}

/// `1 differs, 12 same, 3 not replayed`, then `13 cases in 1.20 s`.
fn summary(page: &mut Page<'_>, report: &ReplayReport, cases: usize) -> io::Result<()> {
    let count = |wanted: fn(&ReplayOutcome) -> bool| {
        report.cases.iter().filter(|case| wanted(&case.outcome)).count()
    };
    let differ = count(|o| matches!(o, ReplayOutcome::Differs(_)));
    let unsteady = count(|o| matches!(o, ReplayOutcome::Unsteady(_)));
    let same = count(|o| *o == ReplayOutcome::Same);
    let not = count(|o| matches!(o, ReplayOutcome::NotReplayed(_)));
    let missing = cases.saturating_sub(report.cases.len());
    if let Some((address, message)) = &report.gone {
        let address = shown(&address.to_string());
        let text = format!("{address} stopped accepting connections: {}", shown(message));
        page.text(0, BAD, &text)?;
    }
    if report.interrupted {
        page.text(0, WARNING, "interrupted: this is what was done")?;
    }
    let differs = if differ == 1 { "differs" } else { "differ" };
    let counts: Vec<String> = [
        (differ, differs),
        (unsteady, "unsteady"),
        (same, "same"),
        (not, "not replayed"),
        (missing, "not reached"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    let style = match (differ, unsteady, same) {
        (0, 0, 1..) if report.gone.is_none() => GOOD,
        (0, _, _) if report.gone.is_none() => WARNING,
        _ => BAD,
    };
    for line in join_in_lines(&counts, page.room(0)) {
        page.line(0, &page.ink.paint(style.bold(), &line))?;
    }
    let sent = plural((differ + unsteady + same) as u64, "case");
    let time = duration(report.duration_ms.saturating_mul(1000));
    page.text(0, FAINT, &format!("{sent} in {time}"))
}
