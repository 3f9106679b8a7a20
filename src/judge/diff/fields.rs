//! Field lines by name: missing, extra, changed, repeated, reordered, or other in letter case or
//! white space alone. The order of different names says nothing; that of lines of one name does
//! (RFC 9110 5.3).

use std::collections::HashMap;

use crate::model::bytes::{Bytes, escape};
use crate::model::finding::{FieldChange, FieldDeparture};

/// How many rows there may be; a header section has no bound of its own.
const MOST_ROWS: usize = 500;

/// A field line: name and value.
type Line = (Vec<u8>, Vec<u8>);
/// A name, the values expected of it and those that came.
type OfOneName<'a> = (&'a [u8], Vec<&'a [u8]>, Vec<&'a [u8]>);

/// All rows, those that are the same included: the expected names in their order, then those that
/// only came.
pub(in crate::judge) fn diff(expected: &[Line], actual: &[Line]) -> Vec<FieldChange> {
    let mut order = Vec::<OfOneName<'_>>::new();
    let mut places = HashMap::<Vec<u8>, usize>::new();
    for (lines, is_expected) in [(expected, true), (actual, false)] {
        for (name, value) in lines {
            let place = *places.entry(name.to_ascii_lowercase()).or_insert_with(|| {
                order.push((name, Vec::new(), Vec::new()));
                order.len() - 1
            });
            if let Some((_, wanted, came)) = order.get_mut(place) {
                if is_expected { wanted.push(value) } else { came.push(value) }
            }
        }
    }
    let mut rows = Vec::new();
    for (name, wanted, came) in order {
        let mut of_name = of_one_name(&escape(name), &wanted, &came);
        // The bound falls on what is the same first: it must not hide that something departs.
        if rows.len() + of_name.len() > MOST_ROWS {
            rows.retain(|row: &FieldChange| row.departure.is_some());
            of_name.retain(|row| row.departure.is_some());
        }
        of_name.truncate(MOST_ROWS - rows.len());
        rows.extend(of_name);
    }
    rows
}

/// The departure that tells most of these rows; `None` where they are all the same.
pub(in crate::judge) fn gravest(rows: &[FieldChange]) -> Option<FieldDeparture> {
    use FieldDeparture::{Case, Changed, Extra, Missing, Reordered, Repeated, Space};
    let order = [Missing, Extra, Repeated, Changed, Reordered, Space, Case];
    order.into_iter().find(|d| rows.iter().any(|row| row.departure == Some(*d)))
}

fn of_one_name(name: &str, wanted: &[&[u8]], came: &[&[u8]]) -> Vec<FieldChange> {
    let row = |departure, expected: Option<&[u8]>, actual: Option<&[u8]>| FieldChange {
        name: name.to_owned(),
        departure,
        expected: expected.map(Bytes::from),
        actual: actual.map(Bytes::from),
    };
    if wanted.len() == came.len() {
        let reordered = wanted != came && is_reordered(wanted, came);
        return wanted
            .iter()
            .zip(came)
            .map(|(wanted, came)| {
                let departure = match how(wanted, came) {
                    Some(_) if reordered => Some(FieldDeparture::Reordered),
                    how => how,
                };
                row(departure, Some(wanted), Some(came))
            })
            .collect();
    }
    if came.is_empty() {
        let missing = |value: &&[u8]| row(Some(FieldDeparture::Missing), Some(value), None);
        return wanted.iter().map(missing).collect();
    }
    if wanted.is_empty() {
        let extra = |value: &&[u8]| row(Some(FieldDeparture::Extra), None, Some(value));
        return came.iter().map(extra).collect();
    }
    unequal_numbers(wanted, came, row)
}

/// More or fewer lines than wanted: equal values are paired, then what is left in order.
fn unequal_numbers<'a>(
    wanted: &[&'a [u8]],
    came: &[&'a [u8]],
    row: impl Fn(Option<FieldDeparture>, Option<&[u8]>, Option<&[u8]>) -> FieldChange,
) -> Vec<FieldChange> {
    let mut unpaired = HashMap::<&[u8], usize>::new();
    for value in came {
        *unpaired.entry(value).or_default() += 1;
    }
    let mut paired = HashMap::<&[u8], usize>::new();
    let mut rows = Vec::new();
    let mut left = Vec::new();
    for value in wanted {
        match unpaired.get_mut(value).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                *paired.entry(value).or_default() += 1;
                rows.push(row(None, Some(value), Some(value)));
            }
            None => left.push(*value),
        }
    }
    let mut left = left.into_iter();
    for value in came {
        if let Some(count) = paired.get_mut(value).filter(|count| **count > 0) {
            *count -= 1;
            continue;
        }
        rows.push(match left.next() {
            Some(wanted) => {
                row(how(wanted, value).or(Some(FieldDeparture::Changed)), Some(wanted), Some(value))
            }
            None => row(Some(FieldDeparture::Repeated), None, Some(value)),
        });
    }
    rows.extend(left.map(|value| row(Some(FieldDeparture::Missing), Some(value), None)));
    rows
}

fn is_reordered(wanted: &[&[u8]], came: &[&[u8]]) -> bool {
    let sorted = |values: &[&[u8]]| {
        let mut values: Vec<Vec<u8>> = values.iter().map(|value| value.to_vec()).collect();
        values.sort_unstable();
        values
    };
    sorted(wanted) == sorted(came)
}

/// How one value departs from another; `None` where they are equal.
fn how(wanted: &[u8], came: &[u8]) -> Option<FieldDeparture> {
    let dense = |value: &[u8]| -> Vec<u8> {
        value.iter().copied().filter(|octet| !matches!(octet, b' ' | b'\t')).collect()
    };
    if wanted == came {
        None
    } else if wanted.eq_ignore_ascii_case(came) {
        Some(FieldDeparture::Case)
    } else if dense(wanted) == dense(came) {
        Some(FieldDeparture::Space)
    } else {
        Some(FieldDeparture::Changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Name: value` lines.
    fn lines(text: &str) -> Vec<Line> {
        let line = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.as_bytes().to_vec(), value.as_bytes().to_vec())
        };
        text.lines().map(line).collect()
    }

    #[test]
    fn each_way_in_which_field_lines_depart_has_its_name() {
        use FieldDeparture::{Case, Changed, Extra, Missing, Reordered, Repeated, Space};
        let rows: [(&str, &str, &str, &[Option<FieldDeparture>]); 13] = [
            ("equal", "A: 1", "a: 1", &[None]),
            ("names in another order", "A: 1\nB: 2", "B: 2\nA: 1", &[None, None]),
            ("missing", "A: 1", "B: 1", &[Some(Missing), Some(Extra)]),
            ("changed", "A: 1", "A: 2", &[Some(Changed)]),
            ("letter case", "A: Close", "A: close", &[Some(Case)]),
            ("white space", "A: a, b", "A: a,b", &[Some(Space)]),
            ("reordered", "A: 1\nA: 2", "A: 2\nA: 1", &[Some(Reordered), Some(Reordered)]),
            (
                "two of three",
                "A: 1\nA: 2\nA: 3",
                "A: 1\nA: 3\nA: 2",
                &[None, Some(Reordered), Some(Reordered)],
            ),
            ("repeated", "A: 1", "A: 1\nA: 1", &[None, Some(Repeated)]),
            ("one more", "A: 1", "A: 0\nA: 1", &[None, Some(Repeated)]),
            ("one less", "A: 1\nA: 2", "A: 2", &[None, Some(Missing)]),
            ("one changed, one more", "A: 1", "A: 2\nA: 3", &[Some(Changed), Some(Repeated)]),
            ("nothing at all", "", "", &[]),
        ];
        for (name, expected, actual, want) in rows {
            let got: Vec<_> = diff(&lines(expected), &lines(actual))
                .into_iter()
                .map(|change| change.departure)
                .collect();
            assert_eq!(got, want, "{name}");
        }
    }

    #[test]
    fn a_million_fields_give_a_bounded_number_of_rows_and_the_departure_is_among_them() {
        let many: Vec<Line> =
            (0..100_000).map(|n| (format!("x-{n}").into_bytes(), b"1".to_vec())).collect();
        let mut other = many.clone();
        other[99_999].1 = b"2".to_vec();
        let rows = diff(&many, &other);
        assert!(rows.len() <= MOST_ROWS);
        assert_eq!(gravest(&rows), Some(FieldDeparture::Changed));
    }
}
