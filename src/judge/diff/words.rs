//! Words inside a pair of lines, and lines too long to be shown whole.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::lines::common_prefix;
use crate::model::bytes::Bytes;
use crate::model::finding::Run;

/// How many octets of a line are shown.
pub(super) const MOST_SHOWN: usize = 2_000;
/// How many octets are shown before the first difference of a long line, and after it.
const BEFORE: usize = 120;
const AFTER: usize = 600;
/// How many words two lines may have to be compared by word: their product bounds the time.
const MOST_WORDS: usize = 600;

/// The two lines of a pair, in runs; a side without octets has none.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Pair {
    pub(super) expected: Vec<Run>,
    pub(super) actual: Vec<Run>,
    /// Whether octets were left out.
    pub(super) cut_short: bool,
}

/// Lines of which one has no partner, or that are not to be compared: all of them changed.
pub(super) fn unpaired(old: Option<&[u8]>, new: Option<&[u8]>) -> Pair {
    let whole = |line: Option<&[u8]>| match line {
        Some(line) => runs([(true, cut_end(line))]),
        None => Vec::new(),
    };
    let is_cut = |line: Option<&[u8]>| line.is_some_and(|line| line.len() > MOST_SHOWN);
    Pair { expected: whole(old), actual: whole(new), cut_short: is_cut(old) || is_cut(new) }
}

/// Two lines compared by word.
pub(super) fn diff(old: &[u8], new: &[u8]) -> Pair {
    if old.len() > MOST_SHOWN || new.len() > MOST_SHOWN {
        return around_first_difference(old, new);
    }
    let (old_words, new_words) = (split(old), split(new));
    if old_words.len() > MOST_WORDS || new_words.len() > MOST_WORDS {
        return around_first_difference(old, new);
    }
    let mut pair = Pair::default();
    let mut kept = 0;
    for operation in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
        let changed = !matches!(operation, DiffOp::Equal { .. });
        let old = old_words.get(operation.old_range()).unwrap_or_default().concat();
        let new = new_words.get(operation.new_range()).unwrap_or_default().concat();
        if !changed {
            kept += old.iter().filter(|octet| !octet.is_ascii_whitespace()).count();
        }
        pair.expected.extend(runs([(changed, old.as_slice())]));
        pair.actual.extend(runs([(changed, new.as_slice())]));
    }
    // Lines that share next to nothing read better whole.
    if kept * 4 < old.len().max(new.len()) { unpaired(Some(old), Some(new)) } else { pair }
}

/// Where a word ends: letters, digits and octets above ASCII stay together, and so does space;
/// every other octet stands alone.
fn split(line: &[u8]) -> Vec<&[u8]> {
    let class = |octet: &u8| match octet {
        b' ' | b'\t' => 1,
        octet if octet.is_ascii_alphanumeric() || *octet == b'_' || *octet >= 0x80 => 2,
        _ => 0,
    };
    line.chunk_by(|a, b| class(a) == class(b) && class(a) != 0).collect()
}

/// A window of both lines from a little before the first octet that differs.
fn around_first_difference(old: &[u8], new: &[u8]) -> Pair {
    let first = character_start(old, common_prefix(old, new));
    let (left, right) =
        (old.get(first..).unwrap_or_default(), new.get(first..).unwrap_or_default());
    let same_end = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let start = character_start(old, first.saturating_sub(BEFORE));
    let mut cut_short = start > 0;
    let mut side = |line: &[u8]| {
        let end_of_change = character_end(line, line.len() - same_end);
        let shown_change = character_start(line, end_of_change.min(first + AFTER)).max(first);
        let shown_end = if shown_change < end_of_change {
            shown_change
        } else {
            character_start(line, line.len().min(end_of_change + BEFORE))
        };
        cut_short |= shown_end < line.len();
        runs([
            (false, line.get(start..first).unwrap_or_default()),
            (true, line.get(first..shown_change).unwrap_or_default()),
            (false, line.get(shown_change..shown_end).unwrap_or_default()),
        ])
    };
    let (expected, actual) = (side(old), side(new));
    Pair { expected, actual, cut_short }
}

/// The start of the UTF-8 character that `at` is in, where it is in one.
fn character_start(octets: &[u8], at: usize) -> usize {
    let is_within = |at: &usize| octets.get(*at).is_some_and(|octet| octet & 0xc0 == 0x80);
    (at.saturating_sub(3)..=at).rev().find(|at| !is_within(at)).unwrap_or(at)
}

/// The end of the UTF-8 character that `at` is in, where it is in one.
fn character_end(octets: &[u8], at: usize) -> usize {
    let is_within = |at: &usize| octets.get(*at).is_some_and(|octet| octet & 0xc0 == 0x80);
    (at..=at.saturating_add(3)).find(|at| !is_within(at)).unwrap_or(at)
}

/// A line without its end where it is too long.
pub(super) fn cut_end(line: &[u8]) -> &[u8] {
    if line.len() <= MOST_SHOWN {
        return line;
    }
    line.get(..character_start(line, AFTER)).unwrap_or(line)
}

fn runs<const N: usize>(runs: [(bool, &[u8]); N]) -> Vec<Run> {
    let run = |(changed, bytes): (bool, &[u8])| {
        (!bytes.is_empty()).then(|| Run { changed, bytes: Bytes::from(bytes) })
    };
    runs.into_iter().filter_map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bytes::escape;

    /// Runs with those that changed in brackets.
    fn marked(runs: &[Run]) -> String {
        let mark = |run: &Run| {
            let text = escape(&run.bytes);
            if run.changed { format!("[{text}]") } else { text }
        };
        runs.iter().map(mark).collect()
    }

    #[test]
    fn words_that_changed_are_marked_and_line_ends_count() {
        let rows = [
            ("one two three\n", "one 2 three\n", "one [two] three\\n", "one [2] three\\n"),
            ("a line\r\n", "a line\n", "a line[\\r]\\n", "a line\\n"),
            ("x=1;\ty=2", "x=1; y=2", "x=1;[\\t]y=2", "x=1;[ ]y=2"),
            ("el niño\n", "el nino\n", "[el niño\\n]", "[el nino\\n]"),
            ("trailing\n", "trailing \n", "trailing\\n", "trailing[ ]\\n"),
            ("abc\n", "xyz\n", "[abc\\n]", "[xyz\\n]"),
        ];
        for (old, new, expected, actual) in rows {
            let pair = diff(old.as_bytes(), new.as_bytes());
            assert_eq!(
                (marked(&pair.expected), marked(&pair.actual)),
                (expected.into(), actual.into())
            );
            assert!(!pair.cut_short);
        }
    }

    #[test]
    fn a_long_line_is_shown_around_its_first_difference_and_no_character_is_split() {
        let same = "é".repeat(5000);
        let old = format!("{same}中{same}");
        let new = format!("{same}丮{same}");
        let pair = diff(old.as_bytes(), new.as_bytes());
        assert!(pair.cut_short);
        for (runs, want) in [(&pair.expected, "[中]"), (&pair.actual, "[丮]")] {
            let marked = marked(runs);
            assert!(marked.contains(want) && !marked.contains("\\x"), "{marked}");
            assert!(marked.len() < 1000, "{}", marked.len());
        }
    }
}
