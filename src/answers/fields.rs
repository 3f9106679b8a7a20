//! Field lines of two answers: missing, extra, changed, repeated, reordered, or other in letter case
//! or white space alone.

use crate::answers::body::excerpt;
use crate::answers::vary::{Moment, same};
use crate::model::answer::AnswerElement;
use crate::model::bytes::{Bytes, escape};
use crate::model::finding::{FieldDeparture, Side};

/// How many lines of a section are compared: a flood of them shows nothing new, and takes time that
/// grows with its square.
const MOST_LINES: usize = 1000;
/// How many changes of one field section are told.
const MOST_CHANGES: usize = 100;
/// How much of a name is told.
const MOST_NAME: usize = 100;

/// A field line: name and value.
type Line = (Bytes, Bytes);

/// What differs between two field sections, for one element.
pub(super) struct FieldsChange {
    pub(super) element: AnswerElement,
    pub(super) old: Side,
    pub(super) new: Side,
}

/// Tells what differs: old names in their order, then new ones, then the order of the names.
pub(super) fn changes(
    old: &[Line],
    new: &[Line],
    was: &Moment<'_>,
    is: &Moment<'_>,
    tell: &mut dyn FnMut(FieldsChange),
) {
    let old = old.get(..MOST_LINES).unwrap_or(old);
    let new = new.get(..MOST_LINES).unwrap_or(new);
    let mut told = 0;
    let mut tell = |element, old, new| {
        told += 1;
        if told <= MOST_CHANGES {
            tell(FieldsChange { element, old, new });
        }
    };
    let mut names: Vec<&Bytes> = Vec::new();
    for (name, _) in old.iter().chain(new) {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
    for name in names {
        let of = |lines: &'_ [Line]| -> Vec<Line> {
            lines.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).cloned().collect()
        };
        let (before, after) = (of(old), of(new));
        if let (Some((a, _)), Some((b, _))) = (before.first(), after.first())
            && a != b
        {
            let side = |name: &Bytes| Side::Bytes(excerpt(name));
            tell(AnswerElement::HeaderName, side(a), side(b));
        }
        let shown = excerpt(name);
        let shown = shown.get(..MOST_NAME).unwrap_or(&shown);
        of_one_name(name, &before, &after, was, is, &mut |departure, old, new| {
            let side = |value: Option<&Bytes>| match value {
                Some(value) => Side::Bytes(value.get(..1024).unwrap_or(value).into()),
                None => Side::Nothing,
            };
            let name = escape(shown);
            tell(AnswerElement::Header { name, departure }, side(old), side(new));
        });
    }
    order(old, new, &mut tell);
}

fn of_one_name(
    name: &[u8],
    before: &[Line],
    after: &[Line],
    was: &Moment<'_>,
    is: &Moment<'_>,
    tell: &mut dyn FnMut(FieldDeparture, Option<&Bytes>, Option<&Bytes>),
) {
    let equal = |a: &Bytes, b: &Bytes| same(name, (a, was), (b, is));
    if before.len() == after.len() && before.iter().zip(after).all(|((_, a), (_, b))| equal(a, b)) {
        return;
    }
    // Equal values are paired first, then what is left in order.
    let mut unpaired: Vec<&Bytes> = after.iter().map(|(_, value)| value).collect();
    let mut left: Vec<&Bytes> = Vec::new();
    for (_, value) in before {
        match unpaired.iter().position(|other| equal(value, other)) {
            Some(at) => drop(unpaired.remove(at)),
            None => left.push(value),
        }
    }
    if left.is_empty() && unpaired.is_empty() {
        let joined = |lines: &[Line]| {
            let values: Vec<&[u8]> = lines.iter().map(|(_, value)| &**value).collect();
            Bytes::from(values.join(&b", "[..]))
        };
        tell(FieldDeparture::Reordered, Some(&joined(before)), Some(&joined(after)));
        return;
    }
    let (mut left, mut unpaired) = (left.into_iter(), unpaired.into_iter());
    loop {
        match (left.next(), unpaired.next()) {
            (Some(a), Some(b)) => tell(how(a, b), Some(a), Some(b)),
            (Some(a), None) if after.is_empty() => tell(FieldDeparture::Missing, Some(a), None),
            (None, Some(b)) if before.is_empty() => tell(FieldDeparture::Extra, None, Some(b)),
            (Some(a), None) => tell(FieldDeparture::Repeated, Some(a), None),
            (None, Some(b)) => tell(FieldDeparture::Repeated, None, Some(b)),
            (None, None) => return,
        }
    }
}

fn how(old: &[u8], new: &[u8]) -> FieldDeparture {
    let dense = |value: &[u8]| -> Vec<u8> {
        value.iter().copied().filter(|octet| !matches!(octet, b' ' | b'\t')).collect()
    };
    if old.eq_ignore_ascii_case(new) {
        FieldDeparture::Case
    } else if dense(old) == dense(new) {
        FieldDeparture::Space
    } else {
        FieldDeparture::Changed
    }
}

/// The order of the names that both have equally often.
fn order(old: &[Line], new: &[Line], tell: &mut dyn FnMut(AnswerElement, Side, Side)) {
    let count = |lines: &[Line], name: &[u8]| {
        lines.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).count()
    };
    let names = |lines: &[Line]| -> Vec<Vec<u8>> {
        let names = lines.iter().map(|(name, _)| name);
        let in_both = names.filter(|name| count(old, name) == count(new, name));
        in_both.map(|name| name.to_ascii_lowercase()).collect()
    };
    let (before, after) = (names(old), names(new));
    if before != after {
        let side = |names: Vec<Vec<u8>>| {
            let joined = names.join(&b", "[..]);
            Side::Bytes(joined.get(..1024).unwrap_or(&joined).into())
        };
        tell(AnswerElement::HeaderOrder, side(before), side(after));
    }
}
