//! Progress on standard error while cases run.

use std::io::{self, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::model::outcome::{CaseResult, Rules};
use crate::report::layout::{cut, shown};
use crate::report::terminal::Progress;

/// What is shown, and what has been counted for it.
pub(in crate::report) struct Shown {
    kind: Progress,
    color: bool,
    out: Box<dyn Write + Send>,
    bar: Option<ProgressBar>,
    failed: usize,
    /// How many tenths of the cases the last line told of.
    tenths: usize,
    /// The last line that the counter wrote.
    told: String,
    /// A line that the counter has not written yet: failures are confirmed after the last tenth.
    untold: Option<String>,
}

impl Shown {
    pub(in crate::report) fn new(kind: Progress, color: bool, out: Box<dyn Write + Send>) -> Self {
        Self {
            kind,
            color,
            out,
            bar: None,
            failed: 0,
            tenths: 0,
            told: String::new(),
            untold: None,
        }
    }

    pub(in crate::report) fn start(&mut self, cases: usize) -> io::Result<()> {
        if self.kind == Progress::Bar {
            let bar = ProgressBar::with_draw_target(
                Some(cases as u64),
                ProgressDrawTarget::stderr_with_hz(15),
            );
            let filled = if self.color { "{bar:24.green/dim}" } else { "{bar:24}" };
            let template = format!("{filled} {{pos}}/{{len}} {{elapsed}} {{wide_msg}}");
            if let Ok(style) = ProgressStyle::with_template(&template) {
                bar.set_style(style.progress_chars("━╸─"));
            }
            // A case that waits for its time-out must not look like a tool that hangs.
            bar.enable_steady_tick(std::time::Duration::from_millis(250));
            self.bar = Some(bar);
        }
        Ok(())
    }

    pub(super) fn step(&mut self, result: &CaseResult, done: usize, of: usize) -> io::Result<()> {
        if result.verdict.fails_run(Rules::default()) {
            self.failed += 1;
        }
        let failed = match self.failed {
            0 => String::new(),
            failed => format!("{failed} failed"),
        };
        self.advance(&result.id, &failed, done, of)
    }

    /// Tells that one more is done; `failed` is what is wrong so far, in words, or empty.
    pub(in crate::report) fn advance(
        &mut self,
        id: &str,
        failed: &str,
        done: usize,
        of: usize,
    ) -> io::Result<()> {
        if let Some(bar) = &self.bar {
            let between = if failed.is_empty() { "" } else { " · " };
            bar.set_length(of as u64);
            bar.set_position(done as u64);
            bar.set_message(format!("{failed}{between}{}", cut(&shown(id), 60)));
        }
        if self.kind == Progress::Counter {
            let tenths = done.saturating_mul(10).checked_div(of).unwrap_or(10);
            let comma = if failed.is_empty() { "" } else { ", " };
            let line = format!("{done}/{of} cases{comma}{failed}");
            if tenths > self.tenths {
                self.tenths = tenths;
                writeln!(self.out, "{line}")?;
                self.out.flush()?;
                self.told = line;
                self.untold = None;
            } else if done == of && line != self.told {
                self.untold = Some(line);
            }
        }
        Ok(())
    }

    pub(in crate::report) fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        if let Some(line) = self.untold.take() {
            let _ = writeln!(self.out, "{line}").and_then(|()| self.out.flush());
        }
    }
}

impl Drop for Shown {
    /// An interrupted run leaves no bar behind.
    fn drop(&mut self) {
        self.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::Verdict;
    use crate::report::fixture::{Sink, report};

    #[test]
    fn a_counter_writes_a_line_for_each_tenth_of_the_cases() {
        let sink = Sink::default();
        let mut shown = Shown::new(Progress::Counter, false, Box::new(sink.clone()));
        let report = report();
        let passed = report.cases.iter().find(|c| c.verdict == Verdict::Pass).unwrap();
        let failed = report.cases.iter().find(|c| c.verdict == Verdict::Fail).unwrap();
        shown.start(40).unwrap();
        for done in 1..=40 {
            let result = if done == 6 { failed } else { passed };
            shown.step(result, done, 40).unwrap();
        }
        let text = sink.text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 10, "{text}");
        assert_eq!((lines[0], lines[1]), ("4/40 cases", "8/40 cases, 1 failed"));
        assert_eq!(lines[9], "40/40 cases, 1 failed");
        // Failures that are confirmed after all others are told with the last word.
        shown.step(failed, 40, 40).unwrap();
        shown.step(failed, 40, 40).unwrap();
        assert_eq!(sink.text().lines().count(), 10);
        shown.finish();
        assert!(sink.text().ends_with("40/40 cases, 1 failed\n40/40 cases, 3 failed\n"));
    }
}
