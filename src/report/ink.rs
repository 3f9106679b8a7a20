//! Colour, which only ever underlines what the words already say.

use anstyle::{AnsiColor, Effects, Style};

use crate::model::outcome::Verdict;

/// What failed, and what came in the place of what was expected.
pub(super) const BAD: Style = AnsiColor::Red.on_default();
/// What is right, and what was expected.
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
/// What deserves a look.
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default();
/// What is told, held against nobody.
pub(super) const TOLD: Style = AnsiColor::Cyan.on_default();
/// What has a heading's weight.
pub(super) const STRONG: Style = Style::new().effects(Effects::BOLD);
/// What is there for whoever looks for it.
pub(super) const FAINT: Style = Style::new().effects(Effects::DIMMED);
/// Added to a side's colour: the part of a line that changed.
pub(super) const CHANGED: Effects = Effects::BOLD.insert(Effects::UNDERLINE);

/// Paints text, or leaves it as it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    color: bool,
}

impl Ink {
    pub(super) fn new(color: bool) -> Self {
        Self { color }
    }

    /// Whether there is colour; without it, what it would have shown needs a mark of its own.
    pub(super) fn is_color(self) -> bool {
        self.color
    }

    pub(super) fn paint(self, style: Style, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("{}{text}{}", style.render(), style.render_reset())
        } else {
            text.to_owned()
        }
    }
}

/// The colour of a verdict.
pub(super) fn of_verdict(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => GOOD,
        Verdict::Warn | Verdict::Flaky => WARNING,
        Verdict::Fail | Verdict::Fixed | Verdict::Error => BAD,
        Verdict::Info | Verdict::Known => TOLD,
        Verdict::Skip => FAINT,
    }
}
