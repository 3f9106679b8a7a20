//! Text by line, with words inside the lines that changed. Lines keep their ends, so that CR LF
//! beside LF shows.
//!
//! The time is bounded whatever the two texts are. Lines that both begin and end with are set
//! aside first. What is left goes through Myers' algorithm where its cost, lines times
//! differences, can be borne; else only a window around the first difference is compared, and the
//! diff says that it was cut short.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::words;
use crate::model::bytes::Bytes;
use crate::model::finding::{DiffLine, LineDiff, Run};

/// Equal lines shown on each side of a change, and how long a run of them is shown whole.
const CONTEXT: usize = 3;
const LONGEST_WHOLE: usize = 6;
/// Lines on each side in a window around the first difference.
const WINDOW: usize = 200;
/// Lines times the least number of differences that are borne: a few tenths of a second.
const MOST_WORK: usize = 20_000_000;
/// A last bound for texts that the estimate is wrong about.
const DEADLINE: Duration = Duration::from_millis(300);
/// Lines of output.
const MOST_LINES: usize = 1_000;
/// Pairs of lines that are compared by word.
const MOST_PAIRS: usize = 200;

/// How two texts differ.
pub(super) fn diff(expected: &[u8], actual: &[u8]) -> LineDiff {
    let first_difference = common_prefix(expected, actual);
    let (old, new) = (split(expected), split(actual));
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (left, right) =
        (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let left = left.get(..left.len() - end).unwrap_or_default();
    let right = right.get(..right.len() - end).unwrap_or_default();
    let mut out = Output::default();
    out.same(old.get(..start).unwrap_or_default(), Edge::Start);
    match operations(left, right) {
        Some(operations) => {
            out.changes(left, right, &operations);
            out.same(old.get(old.len() - end..).unwrap_or_default(), Edge::End);
        }
        None => {
            out.cut_short = true;
            let window = |lines: &[&'_ [u8]]| lines.len().min(WINDOW);
            let left = left.get(..window(left)).unwrap_or_default();
            let right = right.get(..window(right)).unwrap_or_default();
            let deadline = Some(Instant::now() + DEADLINE);
            let operations = capture_diff_slices_deadline(Algorithm::Myers, left, right, deadline);
            out.changes(left, right, &operations);
        }
    }
    if out.lines.len() > MOST_LINES {
        out.lines.truncate(MOST_LINES);
        out.cut_short = true;
    }
    LineDiff { lines: out.lines, first_difference, cut_short: out.cut_short }
}

/// How many octets two texts begin with alike.
pub(super) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Lines with their ends: LF, CRLF, or CR alone.
fn split(text: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = match rest.iter().position(|&octet| octet == b'\n' || octet == b'\r') {
            Some(at) if rest.get(at..at + 2) == Some(b"\r\n") => at + 2,
            Some(at) => at + 1,
            None => rest.len(),
        };
        let (line, after) = rest.split_at(end);
        lines.push(line);
        rest = after;
    }
    lines
}

/// The steps from one to the other; `None` where finding them would take too long.
fn operations(old: &[&[u8]], new: &[&[u8]]) -> Option<Vec<DiffOp>> {
    // Lines that the other side lacks are differences, whatever the algorithm finds.
    let mut counts = HashMap::<&[u8], isize>::new();
    for line in old {
        *counts.entry(line).or_default() += 1;
    }
    for line in new {
        *counts.entry(line).or_default() -= 1;
    }
    let differences: usize = counts.values().map(|count| count.unsigned_abs()).sum();
    if (old.len() + new.len()).saturating_mul(differences) > MOST_WORK {
        return None;
    }
    let deadline = Instant::now() + DEADLINE;
    let operations = capture_diff_slices_deadline(Algorithm::Myers, old, new, Some(deadline));
    (Instant::now() < deadline).then_some(operations)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    Middle,
    End,
}

#[derive(Default)]
struct Output {
    lines: Vec<DiffLine>,
    cut_short: bool,
    pairs: usize,
}

impl Output {
    fn changes(&mut self, old: &[&[u8]], new: &[&[u8]], operations: &[DiffOp]) {
        for operation in operations {
            if self.lines.len() > MOST_LINES {
                return;
            }
            let old = old.get(operation.old_range()).unwrap_or_default();
            let new = new.get(operation.new_range()).unwrap_or_default();
            match operation {
                DiffOp::Equal { .. } => self.same(old, Edge::Middle),
                _ => self.replaced(old, new),
            }
        }
    }

    /// A run of equal lines, of which those far from a change are left out.
    fn same(&mut self, lines: &[&[u8]], edge: Edge) {
        let show = |lines: &[&[u8]]| -> Vec<DiffLine> {
            lines.iter().map(|line| self::same_line(line)).collect()
        };
        if lines.len() <= LONGEST_WHOLE {
            self.lines.extend(show(lines));
            self.cut_short |= lines.iter().any(|line| line.len() > words::MOST_SHOWN);
            return;
        }
        let before = if edge == Edge::Start { 0 } else { CONTEXT };
        let after = if edge == Edge::End { 0 } else { CONTEXT };
        self.lines.extend(show(lines.get(..before).unwrap_or_default()));
        self.lines.push(DiffLine::Elided(lines.len() - before - after));
        self.lines.extend(show(lines.get(lines.len() - after..).unwrap_or_default()));
    }

    /// Lines in the place of others: the first beside the first, as far as there are pairs.
    fn replaced(&mut self, old: &[&[u8]], new: &[&[u8]]) {
        let room = MOST_LINES.saturating_sub(self.lines.len()) + 1;
        self.cut_short |= old.len() > room || new.len() > room;
        let (old, new) = (old.get(..room).unwrap_or(old), new.get(..room).unwrap_or(new));
        let mut expected = Vec::new();
        let mut actual = Vec::new();
        for at in 0..old.len().max(new.len()) {
            let pair = match (old.get(at), new.get(at)) {
                (Some(old), Some(new)) if self.pairs < MOST_PAIRS => {
                    self.pairs += 1;
                    words::diff(old, new)
                }
                (old, new) => words::unpaired(old.copied(), new.copied()),
            };
            self.cut_short |= pair.cut_short;
            let is_there = |runs: &Vec<Run>| !runs.is_empty();
            expected.extend(Some(pair.expected).filter(is_there).map(DiffLine::Expected));
            actual.extend(Some(pair.actual).filter(is_there).map(DiffLine::Actual));
        }
        self.lines.append(&mut expected);
        self.lines.append(&mut actual);
    }
}

fn same_line(line: &[u8]) -> DiffLine {
    DiffLine::Same(Bytes::from(words::cut_end(line)))
}

#[cfg(test)]
mod tests;
