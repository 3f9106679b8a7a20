//! The order of the keys of a case: what it is called, what is said of it, what is sent, what is
//! expected. Within each of these groups the author's order stays, and comments move with the key
//! below them.

use crate::load::outline::{Outline, Part, PartKind};

use super::edit::{Change, apply};

/// The group of a key, after one of the group `before`: what is `intended` may be said before what
/// is sent or after it.
fn group(key: &str, before: u8) -> u8 {
    match key {
        "intended" => before.clamp(3, 4),
        "id" => 0,
        "title" => 1,
        "requirement" => 2,
        "request" | "body" | "send" | "steps" => 4,
        "expect" | "response" | "headers" => 5,
        _ => 3,
    }
}

/// The text with the keys of its cases in order; `None` where they are, or it is no case file.
pub(super) fn ordered(outline: &Outline) -> Option<String> {
    let PartKind::List { flow: false, members } = &outline.root.get("cases")?.kind else {
        return None;
    };
    let changes: Vec<Change> =
        members.iter().filter_map(|(dash, case)| of_case(outline, *dash, case)).collect();
    if changes.is_empty() { None } else { apply(&outline.text, changes) }
}

/// What an entry takes with it: the lines of comments above it, and its own.
struct Chunk<'a> {
    above: &'a str,
    own: &'a str,
    group: u8,
}

fn of_case(outline: &Outline, dash: usize, case: &Part) -> Option<Change> {
    let PartKind::Map { flow: false, entries } = &case.kind else { return None };
    let text = &outline.text;
    let mut before = 0;
    let groups: Vec<u8> = entries
        .iter()
        .map(|(key, _)| {
            before = group(key.scalar().unwrap_or_default(), before);
            before
        })
        .collect();
    let (first, _) = entries.first()?;
    let beside = text.get(dash..first.span.start)?.trim_end_matches(' ') == "-";
    if groups.is_sorted() || !beside || !outline.is_first_in_line(dash) {
        return None;
    }
    let mut chunks = Vec::new();
    let mut from = first.span.start;
    for ((key, value), group) in entries.iter().zip(groups) {
        let start = if from == first.span.start && chunks.is_empty() {
            from
        } else {
            outline.line_start(key.span.start)
        };
        if start < from || key.span.start < start || !is_alone(outline, key, from) {
            return None;
        }
        let stop = outline.line_stop(value.span.end.max(key.span.end));
        chunks.push(Chunk {
            above: text.get(from..start)?,
            own: text.get(key.span.start..stop)?,
            group,
        });
        // The line end is between two chunks, and belongs to neither.
        from = (stop + 1).min(text.len());
    }
    let end = from.min(text.len());
    let stop = text.get(..end)?.strip_suffix('\n').map_or(end, str::len);
    chunks.sort_by_key(|chunk| chunk.group);
    let (outer, inner) = (outline.column(dash), outline.column(first.span.start));
    let mut with = String::new();
    for (at, chunk) in chunks.iter().enumerate() {
        if at == 0 {
            // Comments above the first key stand above the dash.
            for line in chunk.above.lines() {
                with.push_str(&format!("{}{}\n", " ".repeat(outer), line.trim_start()));
            }
            let blanks = " ".repeat(inner.saturating_sub(outer + 1));
            with.push_str(&format!("{}-{blanks}{}", " ".repeat(outer), chunk.own));
        } else {
            with.push_str(&format!("\n{}{}{}", chunk.above, " ".repeat(inner), chunk.own));
        }
    }
    Some(Change { span: outline.line_start(dash)..stop, with })
}

/// Whether a key is the first of the case, or begins a line.
fn is_alone(outline: &Outline, key: &Part, from: usize) -> bool {
    key.span.start == from || outline.is_first_in_line(key.span.start)
}
