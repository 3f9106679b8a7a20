//! Lines on a terminal: indents, labels in a column, wrapping, colour.

use std::io::{self, Write};

use anstyle::Style;

use crate::report::TextOptions;
use crate::report::ink::{FAINT, Ink};
use crate::report::layout::{cut, pad, width, wrap};

/// Columns before what a label names.
const LABEL: usize = 10;

/// Lines that one text may take; the longest requirement is well below.
const MOST_LINES: usize = 24;

/// Where lines are written to. What is given to it is already escaped.
pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    pub(super) ink: Ink,
    pub(super) width: usize,
}

impl<'a> Page<'a> {
    pub(super) fn new(out: &'a mut dyn Write, ink: Ink, width: usize) -> Self {
        Self { out, ink, width }
    }

    /// A page as its reader wants it; less than 60 columns count as 60.
    pub(super) fn of(out: &'a mut dyn Write, options: TextOptions) -> Self {
        Self::new(out, Ink::new(options.color), options.width.max(60))
    }

    /// How many columns are left after an indent; never less than 20.
    pub(super) fn room(&self, indent: usize) -> usize {
        self.width.saturating_sub(indent).max(20)
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// One line, painted by the caller.
    pub(super) fn line(&mut self, indent: usize, painted: &str) -> io::Result<()> {
        writeln!(self.out, "{:indent$}{painted}", "")
    }

    /// Text in as many lines as it needs.
    pub(super) fn text(&mut self, indent: usize, style: Style, text: &str) -> io::Result<()> {
        for line in bounded(text, self.room(indent)) {
            self.line(indent, &self.ink.paint(style, &line))?;
        }
        Ok(())
    }

    /// Text after a faint label, in as many lines as it needs, its lines under each other.
    pub(super) fn labelled(&mut self, label: &str, style: Style, text: &str) -> io::Result<()> {
        let mut label = self.label(label);
        for line in bounded(text, self.room(2 + LABEL)) {
            self.line(2, &format!("{label}{}", self.ink.paint(style, &line)))?;
            label = " ".repeat(LABEL);
        }
        Ok(())
    }

    /// Text after a faint label that is never broken nor cut.
    pub(super) fn labelled_whole(&mut self, label: &str, text: &str) -> io::Result<()> {
        self.line(2, &format!("{}{text}", self.label(label)))
    }

    /// What fits one line after a faint label, and a note after it, which is never cut.
    pub(super) fn labelled_line(&mut self, label: &str, text: &str, note: &str) -> io::Result<()> {
        let note = if note.is_empty() { String::new() } else { format!(" {note}") };
        let room = self.room(2 + LABEL).saturating_sub(width(&note));
        let note = self.ink.paint(FAINT, &note);
        self.line(2, &format!("{}{}{note}", self.label(label), cut(text, room)))
    }

    /// Text at the left, in as many lines as it needs beside a note at the right end of the first.
    /// Where the note leaves too little room, it has a line of its own.
    pub(super) fn both_ends(
        &mut self,
        indent: usize,
        left: (Style, &str),
        right: (Style, &str),
    ) -> io::Result<()> {
        let room = self.room(indent);
        let taken = if right.1.is_empty() { 0 } else { width(right.1) + 2 };
        let beside = room.saturating_sub(taken);
        let fits = beside.saturating_mul(2) >= room;
        let mut note = if fits { self.ink.paint(right.0, right.1) } else { String::new() };
        for line in bounded(left.1, if fits { beside } else { room }) {
            let used = width(&line) + width(right.1);
            // Without a width there is no right end; the note follows.
            let gap = match room.saturating_sub(used) {
                _ if note.is_empty() => 0,
                gap if gap > usize::from(u8::MAX) => 2,
                gap => gap,
            };
            let text = self.ink.paint(left.0, &line);
            self.line(indent, &format!("{text}{:gap$}{note}", ""))?;
            note.clear();
        }
        if fits { Ok(()) } else { self.text(indent, right.0, right.1) }
    }

    fn label(&self, label: &str) -> String {
        let label_columns = pad(label, LABEL);
        if label.is_empty() { label_columns } else { self.ink.paint(FAINT, &label_columns) }
    }
}

/// The text in lines, but not in more than a page of them: it may hold words of the target.
fn bounded(text: &str, columns: usize) -> Vec<String> {
    let most = columns.saturating_mul(MOST_LINES);
    let Some((end, _)) = text.char_indices().nth(most) else { return wrap(text, columns) };
    let (head, tail) = text.split_at(end);
    wrap(&format!("{head} … (+{} characters)", tail.chars().count()), columns)
}
