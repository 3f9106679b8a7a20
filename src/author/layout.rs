//! Where lines begin: indentation by depth, one blank after dashes and colons, no blanks at line
//! ends, and blank lines where they part something.

mod lines;

use crate::load::outline::{Outline, Part, PartKind, Writing};

use super::edit::{Change, apply};

/// Columns by which what is below stands further in.
const STEP: usize = 2;

/// The text laid out; `None` where it cannot be.
pub(super) fn laid_out(outline: &Outline) -> Option<String> {
    let mut layout = Layout::new(outline);
    layout.block(&outline.root, 0);
    layout.comments();
    layout.blank_lines();
    layout.line_ends();
    let mut text = apply(&outline.text, layout.changes)?;
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    Some(text)
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Blank, a comment, or something that is no value, such as `---`.
    Free,
    /// A key, a dash or a value begins in it; the column where it did and where it is to.
    Begins(usize, usize),
    /// It goes on with a value of a line before.
    Within,
}

struct Layout<'a> {
    outline: &'a Outline,
    text: &'a str,
    /// Offset of each line.
    starts: Vec<usize>,
    roles: Vec<Role>,
    /// Whether blanks at a line's end may go.
    ends: Vec<bool>,
    changes: Vec<Change>,
}

impl<'a> Layout<'a> {
    fn new(outline: &'a Outline) -> Self {
        let text = outline.text.as_str();
        let mut starts = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            starts.push(at);
            at += line.len();
        }
        let (roles, ends) = (vec![Role::Free; starts.len()], vec![true; starts.len()]);
        Self { outline, text, starts, roles, ends, changes: Vec::new() }
    }

    /// The number of the line that holds an offset, from 0.
    fn line_at(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at).saturating_sub(1)
    }

    /// A line without its line end.
    fn line(&self, number: usize) -> &'a str {
        let start = self.starts.get(number).copied().unwrap_or(self.text.len());
        self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }

    fn change(&mut self, from: usize, to: usize, with: &str) {
        if self.text.get(from..to).is_some_and(|old| old != with) {
            self.changes.push(Change { span: from..to, with: with.to_owned() });
        }
    }

    /// What begins at `at` begins in this column, where it is the first of its line.
    fn place(&mut self, at: usize, column: usize) {
        if !self.outline.is_first_in_line(at) {
            return;
        }
        let line = self.line_at(at);
        let start = self.starts.get(line).copied().unwrap_or(at);
        if let Some(role) = self.roles.get_mut(line) {
            *role = Role::Begins(at - start, column);
        }
        self.change(start, at, &" ".repeat(column));
    }

    /// A list or a map in block style, whose dashes or keys are to stand in this column.
    fn block(&mut self, part: &Part, column: usize) {
        match &part.kind {
            PartKind::Map { flow: false, entries } => {
                for (key, value) in entries {
                    self.place(key.span.start, column);
                    let old = self.outline.column(key.span.start);
                    let rest = self.text.get(key.span.end..).unwrap_or_default();
                    let after = key.span.end + rest.find(':').map_or(0, |colon| colon + 1);
                    self.value(value, after, (old, column));
                }
            }
            PartKind::List { flow: false, members } => {
                for (dash, member) in members {
                    self.place(*dash, column);
                    self.value(member, dash + 1, (self.outline.column(*dash), column));
                }
            }
            _ => self.rest_of(part, (0, 0)),
        }
    }

    /// What stands after a dash or a colon; `old` and `new` are the columns of the dash or the key.
    fn value(&mut self, value: &Part, after: usize, (old, new): (usize, usize)) {
        if value.span.is_empty() {
            return;
        }
        let gap = self.text.get(after..value.span.start).unwrap_or_default();
        if gap.chars().all(|c| matches!(c, ' ' | '\t')) {
            self.change(after, value.span.start, " ");
        } else if !value.is_block() || self.starts_with_anchor(value) {
            self.place(value.span.start, new + STEP);
        }
        if value.is_block() {
            self.block(value, new + STEP);
        } else {
            self.rest_of(value, (old, new));
        }
    }

    fn starts_with_anchor(&self, part: &Part) -> bool {
        self.text.get(part.span.clone()).is_some_and(|written| written.starts_with('&'))
    }

    /// The lines of a value after its first one.
    fn rest_of(&mut self, part: &Part, (old, new): (usize, usize)) {
        let (first, last) = (self.line_at(part.span.start), self.line_at(part.span.end));
        if last <= first {
            return;
        }
        let is_block = matches!(part.kind, PartKind::Scalar(_, Writing::Block));
        for number in first + 1..=last {
            if let Some(role) = self.roles.get_mut(number) {
                *role = Role::Within;
            }
        }
        for number in first..last {
            // The header of a block is followed by nothing that counts.
            let counts = !(is_block && number == first);
            if let Some(end) = self.ends.get_mut(number).filter(|_| counts) {
                *end = false;
            }
        }
        if let Some(end) = self.ends.get_mut(last) {
            *end = !is_block;
        }
        if is_block {
            self.text_of_block(part, (first + 1, last), (old, new));
        } else {
            // A value that begins a line takes its other lines along.
            let (old, new) = match self.roles.get(first) {
                Some(Role::Begins(was, is)) if self.outline.is_first_in_line(part.span.start) => {
                    (*was, *is)
                }
                _ => (old, new),
            };
            for number in first + 1..=last {
                let lead =
                    self.line(number).len() - self.line(number).trim_start_matches(' ').len();
                if self.line(number).len() > lead {
                    self.indent(number, lead, (lead + new).saturating_sub(old).max(1));
                }
            }
        }
    }

    /// The text of a block scalar: where its header gives no number, it stands one step further in
    /// than its key, and what is further in by itself stays so.
    fn text_of_block(
        &mut self,
        part: &Part,
        (first, last): (usize, usize),
        (old, new): (usize, usize),
    ) {
        let written = self.text.get(part.span.clone()).unwrap_or_default();
        let header = written.lines().next().unwrap_or_default();
        let header = header.split('#').next().unwrap_or_default();
        let indicators = header.rsplit(['|', '>']).next().unwrap_or_default();
        let number = indicators.chars().find_map(|c| c.to_digit(10));
        let lead = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let (was, is) = match number {
            Some(number) => (old + number as usize, new + number as usize),
            None => {
                let mut lines = (first..=last).map(|number| self.line(number));
                let Some(line) = lines.find(|line| !line.trim_matches(' ').is_empty()) else {
                    return;
                };
                (lead(line), new + STEP)
            }
        };
        for number in first..=last {
            let line = self.line(number);
            if line.len() > lead(line) || lead(line) > was {
                self.indent(number, was, is);
            } else {
                self.indent(number, line.len(), 0);
            }
        }
    }

    /// Takes the first `old` blanks of a line for `new` ones.
    fn indent(&mut self, number: usize, old: usize, new: usize) {
        let start = self.starts.get(number).copied().unwrap_or_default();
        let end = (start + old).min(start + self.line(number).len());
        if self.text.get(start..end).is_some_and(|blanks| blanks.chars().all(|c| c == ' ')) {
            self.change(start, end, &" ".repeat(new));
        }
    }
}
