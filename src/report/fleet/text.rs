//! The lines for people: one for each target as it ends, then what departs on most of them.

use std::io::{self, Write};

use anstyle::Style;

use super::{Fate, Tally, fate};
use crate::model::outcome::{RunFacts, RunReport, Verdict};
use crate::report::ink::{BAD, FAINT, GOOD, Ink, STRONG, WARNING, of_verdict};
use crate::report::layout::{cut, shown, width};
use crate::report::page::Page;
use crate::report::terminal::{TerminalOptions, Verbosity};
use crate::report::weight::{GRAVEST_FIRST, needs_attention};
use crate::report::words::{self, duration, plural};

/// How many of the most frequent departures are told.
const MOST_DEPARTURES: usize = 20;

/// Writes to people what becomes of a fleet.
pub struct Text {
    out: Box<dyn Write + Send>,
    options: TerminalOptions,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Text {
    /// Lines to `out`; of the options, `progress` is of no use here.
    #[must_use]
    pub fn new(out: Box<dyn Write + Send>, options: TerminalOptions) -> Self {
        Self { out, options }
    }

    fn page(&mut self) -> Page<'_> {
        let ink = Ink::new(self.options.color);
        Page::new(&mut *self.out, ink, self.options.width.max(60))
    }

    fn is_quiet(&self) -> bool {
        self.options.verbosity == Verbosity::Quiet
    }

    /// The head: how many cases, on the targets of `from`, so many at a time.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn start(
        &mut self,
        facts: &RunFacts,
        cases: usize,
        from: &str,
        at_once: usize,
    ) -> io::Result<()> {
        if self.is_quiet() {
            return Ok(());
        }
        let mut text = format!(
            "{} on each target of {}, {} at a time",
            plural(cases as u64, "case"),
            shown(from),
            plural(at_once as u64, "target")
        );
        if facts.deselected > 0 {
            text.push_str(&format!(" ({} not selected)", facts.deselected));
        }
        if let Some(shards) = &facts.shards {
            text.push_str(&format!(", {}", words::shards(shards)));
        }
        let mut page = self.page();
        let head = page.ink.paint(STRONG, &format!("wirecase {}", facts.version));
        page.line(0, &head)?;
        page.text(0, FAINT, &text)?;
        page.blank()?;
        self.out.flush()
    }

    /// One target.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn target(&mut self, report: &RunReport) -> io::Result<()> {
        let fate = fate(report);
        if self.is_quiet() && fate == Fate::Clean {
            return Ok(());
        }
        let (word, style) = match fate {
            Fate::Clean => ("pass", GOOD),
            Fate::Failing => ("fail", BAD),
            Fate::Trouble | Fate::Unreachable => ("error", BAD),
        };
        let trouble = report.run.troubles.first();
        let name = report.targets.first().map(|target| &target.name);
        let name = shown(name.or(trouble.map(|trouble| &trouble.target)).map_or("", |name| name));
        let mut page = self.page();
        let before = 7 + width(&name) + 2;
        let mut rest = counts(report);
        if let Some(trouble) = trouble {
            let after = if rest.is_empty() { "" } else { "; " };
            rest.push_str(&format!("{after}{}", shown(&trouble.message)));
        } else if report.run.overran_ms.is_some() {
            let after = if rest.is_empty() { "" } else { "; " };
            rest.push_str(&format!("{after}the time of the whole was up"));
        } else if let Some(ids) = ids(report, page.room(before).saturating_sub(width(&rest) + 2)) {
            rest.push_str(&format!(": {ids}"));
        }
        let rest = cut(&rest, page.room(before).max(40));
        let line =
            format!("{}{}{name}  {rest}", page.ink.paint(style, word), " ".repeat(7 - word.len()));
        page.line(0, &line)?;
        self.out.flush()
    }

    /// What departs on most targets, and the totals.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn finish(&mut self, facts: &RunFacts, tally: &Tally) -> io::Result<()> {
        let is_quiet = self.is_quiet();
        let mut page = self.page();
        page.blank()?;
        let departures = tally.most_frequent();
        if !is_quiet && !departures.is_empty() {
            let count = departures.first().map_or(0, |(.., count)| *count);
            let digits = count.to_string().len().max("targets".len());
            page.line(0, &page.ink.paint(FAINT, &format!("{:>digits$}  departure", "targets")))?;
            for (id, verdict, count) in departures.iter().take(MOST_DEPARTURES) {
                let word = page.ink.paint(of_verdict(*verdict), &format!("{verdict:<5}"));
                let id = cut(&shown(id), page.room(digits + 8).max(40));
                page.line(0, &format!("{count:>digits$}  {word} {id}"))?;
            }
            if let Some(more @ 1..) = departures.len().checked_sub(MOST_DEPARTURES) {
                page.text(digits + 2, FAINT, &format!("and {more} more"))?;
            }
            page.blank()?;
        }
        if facts.interrupted {
            page.text(0, WARNING, "interrupted: these are the results of what was done")?;
        }
        if let Some(limit) = facts.overran_ms {
            page.text(0, BAD, &words::overran(limit))?;
        }
        let fates = [
            (tally.unreachable, "not reached"),
            (tally.trouble, "in trouble"),
            (tally.failing, "failing"),
            (tally.clean, "clean"),
        ];
        let told: Vec<String> = fates
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let targets = plural(tally.targets(), "target");
        let text =
            if told.is_empty() { targets } else { format!("{targets}: {}", told.join(", ")) };
        let style = if tally.clean == tally.targets() { GOOD } else { BAD };
        page.text(0, style.bold(), &text)?;
        let time = facts.duration_ms;
        let mut text =
            format!("{} in {}", plural(tally.sent, "case"), duration(time.saturating_mul(1000)));
        if let Some(rate) = tally.sent.saturating_mul(1000).checked_div(time) {
            text.push_str(&format!(" ({rate} per second)"));
        }
        page.text(0, FAINT, &text)?;
        self.out.flush()
    }

    /// A line of its own: a file that was written.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn note(&mut self, text: &str) -> io::Result<()> {
        self.page().text(0, Style::new(), text)?;
        self.out.flush()
    }
}

/// `12 pass, 2 fail`, what weighs most first.
fn counts(report: &RunReport) -> String {
    let counts: Vec<String> = GRAVEST_FIRST
        .into_iter()
        .filter(|verdict| report.total(*verdict) > 0)
        .map(|verdict| format!("{} {verdict}", report.total(verdict)))
        .collect();
    counts.join(", ")
}

/// What departs, the gravest first: as many ids as have room, one at least, and how many more.
fn ids(report: &RunReport, room: usize) -> Option<String> {
    let of = |verdict: Verdict| {
        report.cases.iter().filter(move |row| row.verdict == verdict).map(|row| shown(&row.id))
    };
    let mut ids = GRAVEST_FIRST.into_iter().filter(|v| needs_attention(*v)).flat_map(of);
    let mut text = ids.next()?;
    let rest: Vec<String> = ids.collect();
    for (index, id) in rest.iter().enumerate() {
        if width(&text) + width(id) + 8 > room {
            text.push_str(&format!(", +{}", rest.len() - index));
            break;
        }
        text.push_str(&format!(", {id}"));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::TargetTrouble;
    use crate::report::fixture::{Sink, report};

    fn told(verbosity: Verbosity, reports: &[RunReport]) -> String {
        let sink = Sink::default();
        let options = TerminalOptions { verbosity, ..TerminalOptions::default() };
        let mut text = Text::new(Box::new(sink.clone()), options);
        let mut tally = Tally::default();
        let facts = RunFacts {
            deselected: 3,
            duration_ms: 500,
            version: "1".to_owned(),
            ..RunFacts::default()
        };
        text.start(&facts, 2, "fleet\u{1b}.txt", 16).unwrap();
        for report in reports {
            tally.add(report);
            text.target(report).unwrap();
        }
        text.finish(&facts, &tally).unwrap();
        sink.text()
    }

    fn named(name: &str, change: impl FnOnce(&mut RunReport)) -> RunReport {
        let mut report = report();
        report.run.troubles.clear();
        report.targets[0].name = name.to_owned();
        report.cases.retain(|row| row.id == "session/get");
        change(&mut report);
        report.count();
        report
    }

    #[test]
    fn a_line_for_each_target_and_the_totals_of_all() {
        let trouble = |message: &str| TargetTrouble {
            target: "down".to_owned(),
            message: message.to_owned(),
            after: None,
        };
        let reports = [
            named("a\u{202e}", |_| ()),
            named("b", |r| r.cases[0].verdict = Verdict::Fail),
            named("c", |r| r.cases[0].verdict = Verdict::Fail),
            named("down", |r| {
                r.cases.clear();
                r.run.troubles.push(trouble("refused\r\n::error::"));
            }),
        ];
        let want = "\
wirecase 1
2 cases on each target of fleet\\x1b.txt, 16 targets at a time (3 not selected)

pass   a\\xe2\\x80\\xae  1 pass
fail   b  1 fail: session/get
fail   c  1 fail: session/get
error  down  refused\\r ::error::

targets  departure
      2  fail  session/get

4 targets: 1 not reached, 2 failing, 1 clean
3 cases in 500 ms (6 per second)
";
        assert_eq!(told(Verbosity::Normal, &reports), want);
        let quiet = told(Verbosity::Quiet, &reports);
        assert!(!quiet.contains("pass   a") && quiet.starts_with("fail   b"), "{quiet}");
        assert!(quiet.contains("\n4 targets: 1 not"), "{quiet}");
    }
}
