//! What differs, ready to be shown: made once here, drawn by each reporter in its own way. All of
//! it is bounded in time and size, whatever the two sides are.

pub(super) mod fields;
mod hex;
pub(super) mod json;
mod lines;
pub(super) mod status_line;
mod words;

use crate::model::finding::Diff;

/// How large two JSON texts may be to be compared by path.
const MOST_JSON: usize = 1 << 20;

/// What differs between two bodies; `None` where they are equal. `text` tells that the case wrote
/// its side as text. Two JSON texts are compared by path, texts by line, anything else by octet.
pub(super) fn octets(expected: &[u8], actual: &[u8], text: bool) -> Option<Diff> {
    if expected == actual {
        return None;
    }
    if !text || !is_text(expected) || !is_text(actual) {
        return hex::diff(expected, actual).map(Diff::Hex);
    }
    if let Some(changes) = both_json(expected, actual) {
        return Some(Diff::Json(changes));
    }
    Some(Diff::Lines(lines::diff(expected, actual)))
}

/// Whether octets are worth showing by line: UTF-8 without NUL.
fn is_text(octets: &[u8]) -> bool {
    !octets.contains(&0) && std::str::from_utf8(octets).is_ok()
}

/// The changes by path, where both are JSON objects or arrays with other values: a change of white
/// space alone, or of the order of members, shows only by line.
fn both_json(expected: &[u8], actual: &[u8]) -> Option<Vec<crate::model::finding::JsonChange>> {
    let value = |octets: &[u8]| {
        let opens = matches!(octets.trim_ascii_start().first(), Some(b'{' | b'['));
        if !opens || octets.len() > MOST_JSON {
            return None;
        }
        serde_json::from_slice::<serde_json::Value>(octets).ok()
    };
    let changes = json::diff(&value(expected)?, &value(actual)?);
    (!changes.is_empty()).then_some(changes)
}
