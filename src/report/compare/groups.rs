//! Changed answers by what changed: a field that has another value in each answer has one cause, and
//! is told once with the cases it was seen in.

use std::collections::HashMap;

use crate::model::answer::{AnswerChange, AnswerElement};
use crate::model::comparison::ComparedResult;

/// One change and where it was seen.
pub(super) struct Group<'a> {
    /// The first of its kind.
    pub(super) change: &'a AnswerChange,
    /// Whether the sides are the same wherever it was seen.
    pub(super) is_uniform: bool,
    /// The target.
    pub(super) target: &'a str,
    /// The cases, in their order, each once.
    pub(super) cases: Vec<&'a str>,
    /// Whether the text of one of the cases is another one.
    pub(super) source_changed: bool,
}

/// The groups in the order in which their changes were first seen.
pub(super) fn groups(rows: &[ComparedResult]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places: HashMap<(&str, String), usize> = HashMap::new();
    for row in rows {
        for change in &row.changes {
            let key = (row.target.as_str(), key(change));
            let place = *places.entry(key).or_insert_with(|| {
                groups.push(Group {
                    change,
                    is_uniform: true,
                    target: &row.target,
                    cases: Vec::new(),
                    source_changed: false,
                });
                groups.len() - 1
            });
            let Some(group) = groups.get_mut(place) else { continue };
            let same = group.change.old == change.old && group.change.new == change.new;
            group.is_uniform &= same;
            group.source_changed |= row.source_changed;
            if group.cases.last() != Some(&row.id.as_str()) {
                group.cases.push(&row.id);
            }
        }
    }
    groups
}

/// What makes two changes one of a kind: the element, but not where it is nor how large it is. A
/// status code and what came of a connection are told apart by their values.
fn key(change: &AnswerChange) -> String {
    match &change.element {
        AnswerElement::Body { .. } => "body".to_owned(),
        AnswerElement::Frame { .. } => "frame".to_owned(),
        AnswerElement::Header { name, departure } => {
            format!("header {} {departure:?}", name.to_ascii_lowercase())
        }
        AnswerElement::Trailer { name, departure } => {
            format!("trailer {} {departure:?}", name.to_ascii_lowercase())
        }
        AnswerElement::Stray => "stray".to_owned(),
        AnswerElement::HeaderOrder => "order".to_owned(),
        other => format!("{other:?} {:?} {:?}", change.old, change.new),
    }
}
