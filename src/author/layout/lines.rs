//! Lines in which no value begins: comments, blank lines, and blanks at line ends.

use crate::author::edit::Change;
use crate::load::outline::{Part, PartKind, Writing};

use super::{Layout, Role};

impl Layout<'_> {
    /// Comments on lines of their own stand where the line stands that they are about: the one below
    /// in the same column, else one above, else the one below.
    pub(super) fn comments(&mut self) {
        for number in 0..self.roles.len() {
            let line = self.line(number);
            let lead = line.len() - line.trim_start().len();
            if self.roles.get(number) != Some(&Role::Free) || !line.trim_start().starts_with('#') {
                continue;
            }
            let begins = |role: &Role| match role {
                Role::Begins(old, new) => Some((*old, *new)),
                _ => None,
            };
            let below = self.roles.iter().skip(number + 1).find_map(begins);
            let above = || {
                let above = self.roles.iter().take(number).rev().filter_map(begins);
                // Beyond a line that stands further out begins something else.
                let mut above = above.take_while(|(old, _)| *old >= lead);
                above.find(|(old, _)| *old == lead).map(|(_, new)| new)
            };
            let column = match below {
                Some((old, new)) if old == lead => new,
                Some((_, new)) => above().unwrap_or(new),
                None => above().unwrap_or(0),
            };
            let start = self.starts.get(number).copied().unwrap_or_default();
            self.change(start, start + lead, &" ".repeat(column));
        }
    }

    fn is_blank(&self, number: usize) -> bool {
        self.roles.get(number) == Some(&Role::Free) && self.line(number).trim().is_empty()
    }

    pub(super) fn blank_lines(&mut self) {
        let count = self.starts.len();
        let mut kept_one = true;
        let mut last_blank = None;
        for number in 0..count {
            if !self.is_blank(number) {
                (kept_one, last_blank) = (false, None);
            } else if kept_one {
                self.remove_line(number);
            } else {
                (kept_one, last_blank) = (true, Some(number));
            }
        }
        // None at the end of the file.
        if let Some(number) = last_blank {
            self.remove_line(number);
        }
        let Some(PartKind::List { flow: false, members }) =
            self.outline.root.get("cases").map(|cases| &cases.kind)
        else {
            return;
        };
        for (at, two) in members.windows(2).enumerate() {
            let [(_, before), (dash, case)] = two else { continue };
            let is_case = matches!(case.kind, PartKind::Map { flow: false, .. });
            if is_case && at + 1 < members.len() && !keeps_breaks(before, self.text) {
                self.part_from(before, *dash);
            }
        }
    }

    /// Makes sure that a blank line stands between a case and the dash of the next one.
    fn part_from(&mut self, before: &Part, dash: usize) {
        let (from, to) = (self.line_at(before.span.end) + 1, self.line_at(dash));
        if (from..to).any(|number| self.is_blank(number)) {
            return;
        }
        let column = self.outline.column(dash);
        let is_about_next = |number: &usize| {
            let line = self.line(*number);
            line.len() - line.trim_start().len() <= column
        };
        let line = (from..to).find(is_about_next).unwrap_or(to);
        let start = self.starts.get(line).copied().unwrap_or_default();
        // Before the blanks that the line may get at the same place.
        self.changes.insert(0, Change { span: start..start, with: "\n".to_owned() });
    }

    fn remove_line(&mut self, number: usize) {
        let start = self.starts.get(number).copied().unwrap_or_default();
        let end = self.starts.get(number + 1).copied().unwrap_or(self.text.len());
        // What else was to be done in it is done.
        self.changes.retain(|change| change.span.start < start || change.span.start >= end);
        if let Some(ends) = self.ends.get_mut(number) {
            *ends = false;
        }
        self.changes.push(Change { span: start..end, with: String::new() });
    }

    pub(super) fn line_ends(&mut self) {
        for number in 0..self.starts.len() {
            let line = self.line(number);
            let kept = line.trim_end_matches([' ', '\t']).len();
            if kept < line.len() && self.ends.get(number) == Some(&true) {
                let start = self.starts.get(number).copied().unwrap_or_default();
                self.change(start + kept, start + line.len(), "");
            }
        }
    }
}

/// Whether the last value in it keeps the line breaks that follow: a blank line there has a meaning.
fn keeps_breaks(part: &Part, text: &str) -> bool {
    match &part.kind {
        PartKind::Scalar(_, Writing::Block) => {
            let header = text.get(part.span.clone()).and_then(|written| written.lines().next());
            header.is_some_and(|header| header.contains('+'))
        }
        PartKind::Scalar(..) | PartKind::Alias => false,
        PartKind::List { members, .. } => {
            members.last().is_some_and(|(_, member)| keeps_breaks(member, text))
        }
        PartKind::Map { entries, .. } => {
            entries.last().is_some_and(|(_, value)| keeps_breaks(value, text))
        }
    }
}
