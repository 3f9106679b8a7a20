//! Byte ranges: which octets Range asks for (RFC 9110 section 14.1).

use crate::model::grammar;
use crate::reference::fault::{Fault, Faults, fault};

/// Faults in the reading of Range.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "range-ignored",
        "RFC 9110 14.2",
        "a range that can be satisfied is answered 206",
        "ignores Range",
    ),
    fault(
        "range-off-by-one",
        "RFC 9110 14.1.2",
        "the last position of a range belongs to it",
        "leaves out the last octet of a range",
    ),
    fault(
        "range-suffix-from-start",
        "RFC 9110 14.1.2",
        "a suffix range is the last octets",
        "takes bytes=-5 for the first octets",
    ),
    fault(
        "range-open-refused",
        "RFC 9110 14.1.2",
        "a range without a last position goes to the end",
        "answers 416 to a range without a last position",
    ),
    fault(
        "range-not-clamped",
        "RFC 9110 14.1.2",
        "a last position past the end means the end",
        "answers 416 to a range that goes past the end",
    ),
    fault(
        "range-overflow",
        "RFC 9110 14.1.2",
        "numbers of many digits in a range do not overflow",
        "reads positions modulo 2 to the 64th",
    ),
    fault(
        "range-unsatisfiable-ignored",
        "RFC 9110 14.2",
        "a range that cannot be satisfied is answered 416",
        "ignores a range that cannot be satisfied",
    ),
    fault(
        "range-unknown-unit-honoured",
        "RFC 9110 14.2",
        "a range unit that is not known is ignored",
        "takes any range unit for bytes",
    ),
    fault(
        "range-invalid-honoured",
        "RFC 9110 14.1.1",
        "a range whose last position is before its first is invalid",
        "swaps the positions of a range that is the wrong way round",
    ),
    fault(
        "ranges-unlimited",
        "RFC 9110 14.2",
        "many or overlapping ranges are not all sent",
        "sends every range, however many and overlapping",
    ),
    fault(
        "ranges-first-only",
        "RFC 9110 15.3.7.2",
        "several ranges are sent as several parts",
        "sends the first of several ranges only",
    ),
    fault(
        "ranges-sorted",
        "RFC 9110 15.3.7.2",
        "parts are in the order that was asked for",
        "sorts the parts by position",
    ),
    fault(
        "range-one-octet-refused",
        "RFC 9110 14.1.2",
        "a range may be one octet",
        "answers 416 to a range of one octet",
    ),
    fault(
        "range-suffix-too-long-refused",
        "RFC 9110 14.1.2",
        "a suffix longer than the representation is all of it",
        "answers 416 to a suffix that is longer than the representation",
    ),
    fault(
        "range-unit-case-sensitive",
        "RFC 9110 14.1",
        "range units are the same in any case",
        "knows the unit bytes in lower case only",
    ),
    fault(
        "range-signs-accepted",
        "RFC 9110 14.1.1",
        "positions are decimal digits",
        "takes a plus sign before a position",
    ),
    fault(
        "range-empty-element-refused",
        "RFC 9110 5.6.1.2",
        "empty elements of a list are ignored",
        "ignores a set of ranges with empty elements",
    ),
    fault(
        "range-leading-zeros-refused",
        "RFC 9110 14.1.2",
        "positions may have leading zeros",
        "ignores a range with leading zeros",
    ),
    fault(
        "ranges-all-or-nothing",
        "RFC 9110 14.1.1",
        "a set of ranges can be satisfied where one of them can",
        "answers 416 where one of several ranges cannot be satisfied",
    ),
];

/// The most ranges of one request that are sent.
const MOST: usize = 16;
/// The most that the fault sends.
const MOST_UNLIMITED: usize = 2048;

/// First and last position, both included.
pub(crate) type Positions = (usize, usize);

/// What Range asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Selection {
    /// Range is to be ignored.
    Whole,
    /// At least one range, in the order of the request.
    Parts(Vec<Positions>),
    /// No range can be satisfied.
    Unsatisfiable,
}

/// Reads Range for a representation of so many octets.
pub(crate) fn select(value: &[u8], length: usize, faults: &Faults) -> Selection {
    let equals = value.iter().position(|octet| *octet == b'=');
    let Some((unit, set)) = equals.and_then(|at| value.split_at_checked(at)) else {
        return Selection::Whole;
    };
    let is_known = match faults.has("range-unit-case-sensitive") {
        true => unit == b"bytes",
        false => unit.eq_ignore_ascii_case(b"bytes"),
    };
    if !is_known && !faults.has("range-unknown-unit-honoured") || faults.has("range-ignored") {
        return Selection::Whole;
    }
    let set = set.get(1..).unwrap_or_default();
    let has_empty = || set.split(|octet| *octet == b',').any(<[u8]>::is_empty);
    if faults.has("range-empty-element-refused") && has_empty() {
        return Selection::Whole;
    }
    let members = grammar::list_members(set);
    let mut parts = Vec::new();
    for member in &members {
        match read(member, length, faults) {
            Some(Some(part)) => parts.push(part),
            Some(None) if faults.has("ranges-all-or-nothing") => return Selection::Unsatisfiable,
            Some(None) => {}
            None => return Selection::Whole,
        }
    }
    if members.is_empty() {
        return Selection::Whole;
    }
    if parts.is_empty() {
        let ignored = faults.has("range-unsatisfiable-ignored");
        return if ignored { Selection::Whole } else { Selection::Unsatisfiable };
    }
    if faults.has("ranges-unlimited") {
        parts.truncate(MOST_UNLIMITED);
    } else if members.len() > MOST || overlaps(&parts) > 2 {
        return Selection::Whole;
    }
    if faults.has("ranges-first-only") {
        parts.truncate(1);
    }
    if faults.has("ranges-sorted") {
        parts.sort_unstable();
    }
    Selection::Parts(parts)
}

/// How many ranges overlap another one.
fn overlaps(parts: &[Positions]) -> usize {
    let mut sorted = parts.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).filter(|pair| matches!(pair, [a, b] if b.0 <= a.1)).count()
}

/// One range: `None` where it breaks the grammar, `Some(None)` where it cannot be satisfied.
fn read(range: &[u8], length: usize, faults: &Faults) -> Option<Option<Positions>> {
    let dash = range.iter().position(|octet| *octet == b'-')?;
    let (first, last) = (range.get(..dash)?, range.get(dash + 1..)?);
    if first.is_empty() {
        let count = number(last, faults)?;
        if count == 0 || length == 0 {
            return Some(None);
        }
        if count > length && faults.has("range-suffix-too-long-refused") {
            return Some(None);
        }
        let end = length - 1;
        if faults.has("range-suffix-from-start") {
            return Some(Some((0, count.min(length) - 1)));
        }
        return Some(Some((length.saturating_sub(count), end)));
    }
    let first = number(first, faults)?;
    let last = match last {
        b"" if faults.has("range-open-refused") => return Some(None),
        b"" => usize::MAX,
        digits => number(digits, faults)?,
    };
    let (first, last) = match last < first {
        true if faults.has("range-invalid-honoured") => (last, first),
        true => return None,
        false => (first, last),
    };
    if first >= length || last >= length && last < usize::MAX && faults.has("range-not-clamped") {
        return Some(None);
    }
    if first == last && faults.has("range-one-octet-refused") {
        return Some(None);
    }
    let mut last = last.min(length - 1);
    if faults.has("range-off-by-one") && last > first {
        last -= 1;
    }
    Some(Some((first, last)))
}

/// A position; numbers past what can be counted to are as good as the largest.
fn number(digits: &[u8], faults: &Faults) -> Option<usize> {
    let signed = faults.has("range-signs-accepted");
    let digits = digits.strip_prefix(b"+").filter(|_| signed).unwrap_or(digits);
    if digits.starts_with(b"00") && faults.has("range-leading-zeros-refused") {
        return None;
    }
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let wraps = faults.has("range-overflow");
    Some(digits.iter().fold(0usize, |number, digit| {
        let value = usize::from(digit - b'0');
        match wraps {
            true => number.wrapping_mul(10).wrapping_add(value),
            false => number.saturating_mul(10).saturating_add(value),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Selection::{Unsatisfiable, Whole};

    fn parts(parts: &[Positions]) -> Selection {
        Selection::Parts(parts.to_vec())
    }

    #[test]
    fn ranges_of_ten_octets_are_read_to_the_letter() {
        let many = format!("bytes={}", vec!["0-0"; 17].join(","));
        let rows = [
            ("bytes=0-0", parts(&[(0, 0)])),
            ("Bytes=5-", parts(&[(5, 9)])),
            ("bytes=-3", parts(&[(7, 9)])),
            ("bytes=-99", parts(&[(0, 9)])),
            ("bytes=8-99999999999999999999999", parts(&[(8, 9)])),
            ("bytes=4-5, 0-1", parts(&[(4, 5), (0, 1)])),
            ("bytes=0-1,20-30", parts(&[(0, 1)])),
            ("bytes=10-", Unsatisfiable),
            ("bytes=-0", Unsatisfiable),
            ("bytes=99999999999999999999-", Unsatisfiable),
            ("bytes=5-1", Whole),
            ("bytes=", Whole),
            ("bytes=a-b", Whole),
            ("bytes=-", Whole),
            ("bytes 0-1", Whole),
            ("lines=0-1", Whole),
            ("bytes=0-1,x", Whole),
            ("bytes=0-5,1-6,2-7,3-8", Whole),
            (&many, Whole),
        ];
        for (value, want) in rows {
            assert_eq!(select(value.as_bytes(), 10, &Faults::none()), want, "{value}");
        }
        assert_eq!(select(b"bytes=0-", 0, &Faults::none()), Unsatisfiable);
        assert_eq!(select(b"bytes=-1", 0, &Faults::none()), Unsatisfiable);
    }
}
