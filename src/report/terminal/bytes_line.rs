//! A line of octets that fits the terminal: signs painted, changes marked, and what is too long
//! cut around the first change with the number of octets that were cut.

use std::ops::Range;

use anstyle::Style;

use crate::report::ink::{CHANGED, Ink};
use crate::report::layout::{PER_COLUMN, width};
use crate::report::visible::{Shown, visible};

/// How many octets before the first change are kept where the line's head is cut.
const BEFORE: usize = 16;
/// Columns kept free for the note on what was cut.
const NOTE: usize = 18;

/// A line ready to be written.
pub(super) struct BytesLine {
    /// The painted text.
    pub(super) painted: String,
    /// Spaces and `^` under what is marked; empty where nothing is.
    pub(super) carets: String,
}

/// Makes `octets`, one line with or without its line end, fit `columns`. `marked` are the ranges
/// to be shown as changed, in order; an empty one is a caret between two octets.
pub(super) fn bytes_line(
    octets: &[u8],
    marked: &[Range<usize>],
    style: Style,
    ink: Ink,
    columns: usize,
) -> BytesLine {
    let first = marked.first().cloned().unwrap_or(0..0);
    let mut fits = Vec::new();
    let mut before = String::new();
    for from in [0, start_before(octets, first.start)] {
        before = if from > 0 { format!("({from} before) …") } else { String::new() };
        let room = columns.saturating_sub(width(&before));
        fits = fitting(octets, from, room);
        let shows_a_mark = fits.last().is_some_and(|last| last.octets.end > first.start);
        if shows_a_mark || from > 0 {
            break;
        }
    }
    let mut line = Painter { ink, painted: String::new(), carets: String::new() };
    line.push(style, false, &before);
    for shown in &fits {
        let changed = marked.iter().any(|range| {
            range.contains(&shown.octets.start)
                || (range.is_empty() && range.start == shown.octets.start)
        });
        let of_sign = if shown.is_sign { style.dimmed() } else { style };
        let of_change = of_sign.effects(of_sign.get_effects() | CHANGED);
        line.push(if changed { of_change } else { of_sign }, changed, &shown.text);
    }
    let end = fits.last().map_or(0, |last| last.octets.end);
    if end < octets.len() {
        line.push(style, false, &format!("… (+{} bytes)", octets.len() - end));
    } else if marked.iter().any(|range| range.start >= end) {
        // What is missing is after the end.
        line.carets.push('^');
    }
    BytesLine { painted: line.painted, carets: line.carets.trim_end().to_owned() }
}

/// As many octets from `from` on as fit, with room for a note where they are not all.
fn fitting(octets: &[u8], from: usize, columns: usize) -> Vec<Shown> {
    let mut fits = Vec::new();
    let mut used = 0;
    // The columns that were used when there was still room for the note.
    let mut with_note = 0;
    for shown in visible(octets, from, true).take(columns.saturating_mul(PER_COLUMN)) {
        used += width(&shown.text);
        if used > columns {
            fits.truncate(with_note);
            break;
        }
        fits.push(shown);
        if used + NOTE <= columns {
            with_note = fits.len();
        }
    }
    fits
}

/// A little before `at`, at the start of a character.
fn start_before(octets: &[u8], at: usize) -> usize {
    let mut start = at.saturating_sub(BEFORE);
    while start > 0 && octets.get(start).is_some_and(|octet| octet & 0xc0 == 0x80) {
        start -= 1;
    }
    start
}

struct Painter {
    ink: Ink,
    painted: String,
    carets: String,
}

impl Painter {
    fn push(&mut self, style: Style, marked: bool, text: &str) {
        self.painted.push_str(&self.ink.paint(style, text));
        let mark = if marked { "^" } else { " " };
        self.carets.push_str(&mark.repeat(width(text)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(octets: &[u8], marked: &[(usize, usize)], columns: usize) -> (String, String) {
        let marked: Vec<Range<usize>> = marked.iter().map(|&(start, end)| start..end).collect();
        let line = bytes_line(octets, &marked, Style::new(), Ink::new(false), columns);
        (line.painted, line.carets)
    }

    #[test]
    fn a_line_that_fits_is_whole_and_its_changes_have_carets() {
        let (text, carets) = line("Sí, 中文 \r\n".as_bytes(), &[(1, 3), (5, 8)], 40);
        assert_eq!(text, "Sí, 中文·␍␊");
        assert_eq!(carets, " ^  ^^");
        assert_eq!(line(b"Server : x", &[(6, 7)], 40).1, "      ^");
        assert_eq!(line(b"Server", &[(6, 6)], 40).1, "      ^");
        assert_eq!(line(b"", &[], 40), (String::new(), String::new()));
    }

    #[test]
    fn a_line_too_long_is_cut_around_its_first_change_and_says_by_how_much() {
        let mut octets = vec![b'a'; 500];
        octets[300] = b'X';
        let (text, carets) = line(&octets, &[(300, 301)], 60);
        assert!(text.starts_with("(284 before) …aaaa"), "{text}");
        assert!(text.ends_with("bytes)"), "{text}");
        let at = carets.find('^').unwrap();
        assert_eq!(text.chars().nth(at), Some('X'));
        for columns in 20..200 {
            for text in [line(&octets, &[(300, 301)], columns).0, line(&octets, &[], columns).0] {
                // The numbers take what they take.
                assert!(width(&text) <= columns.max(35) + 2, "{columns}: {text}");
            }
        }
    }
}
