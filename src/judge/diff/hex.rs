//! Octets around the first difference.

use crate::model::bytes::Bytes;
use crate::model::finding::HexWindow;

/// Octets in a row of a dump.
const ROW: usize = 16;
/// Rows shown before the row of the first difference, and in all.
const ROWS_BEFORE: usize = 2;
const ROWS: usize = 8;

/// The window around the first octet that differs; `None` where all are equal.
pub(super) fn diff(expected: &[u8], actual: &[u8]) -> Option<HexWindow> {
    let first = super::lines::common_prefix(expected, actual);
    if first == expected.len() && first == actual.len() {
        return None;
    }
    let start = (first / ROW).saturating_sub(ROWS_BEFORE) * ROW;
    let window = |octets: &[u8]| {
        let end = octets.len().min(start.saturating_add(ROWS * ROW));
        Bytes::from(octets.get(start..end).unwrap_or_default())
    };
    Some(HexWindow {
        first_difference: first,
        start,
        expected: window(expected),
        actual: window(actual),
        expected_length: expected.len(),
        actual_length: actual.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_begins_two_rows_before_the_first_difference() {
        let mut expected: Vec<u8> = (0..=255).collect();
        expected.extend(0..=255);
        let mut actual = expected.clone();
        actual[0x85] = 0;
        actual.truncate(0x90);
        let window = diff(&expected, &actual).unwrap();
        assert_eq!((window.first_difference, window.start), (0x85, 0x60));
        assert_eq!(&*window.expected, &expected[0x60..0xe0]);
        assert_eq!(&*window.actual, &actual[0x60..0x90]);
        assert_eq!((window.expected_length, window.actual_length), (512, 0x90));
    }

    #[test]
    fn a_side_that_is_a_prefix_of_the_other_differs_at_its_end() {
        for (name, expected, actual, first) in
            [("shorter", &b"abc"[..], &b"ab"[..], 2), ("empty", b"", b"x", 0)]
        {
            assert_eq!(diff(expected, actual).unwrap().first_difference, first, "{name}");
        }
        assert_eq!(diff(b"ab", b"ab"), None);
    }
}
