//! Proactive negotiation by quality values (RFC 9110 sections 12.4 and 12.5).

use crate::model::grammar;
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::Request;

/// Faults in negotiation.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "accept-language-ignored",
        "RFC 9110 12.5.4",
        "the language that is preferred is sent where it is there",
        "ignores Accept-Language",
    ),
    fault(
        "accept-ignored",
        "RFC 9110 12.5.1",
        "the media type that is preferred is sent where it is there",
        "ignores Accept",
    ),
    fault(
        "accept-encoding-ignored",
        "RFC 9110 12.5.3",
        "a content coding that is not acceptable is not used",
        "sends gzip whatever Accept-Encoding says",
    ),
    fault(
        "quality-ignored",
        "RFC 9110 12.4.2",
        "a higher quality value is a stronger preference",
        "takes every quality value for 1",
    ),
    fault(
        "quality-zero-acceptable",
        "RFC 9110 12.4.2",
        "a quality of 0 means not acceptable",
        "takes a quality of 0 for the smallest one that is not 0",
    ),
    fault(
        "quality-rounded",
        "RFC 9110 12.4.2",
        "a quality value has up to three digits after the point",
        "goes by the first digit of a quality value alone",
    ),
    fault(
        "quality-default-low",
        "RFC 9110 12.4.2",
        "a preference without a weight has the weight 1",
        "takes a preference without a weight for one of 0.5",
    ),
    fault(
        "weight-blank-refused",
        "RFC 9110 12.4.2",
        "white space may stand around the semicolon before a weight",
        "overlooks a weight with white space before it",
    ),
    fault(
        "weight-last-only",
        "RFC 9110 12.5.1",
        "a parameter q is the weight wherever it stands",
        "knows the weight as the last parameter alone",
    ),
    fault(
        "preference-quotes-ignored",
        "RFC 9110 5.6.4",
        "a comma within a quoted string does not separate",
        "splits preferences at commas in quoted strings",
    ),
    fault(
        "language-prefix-matched",
        "RFC 9110 12.5.4",
        "a language range matches whole subtags",
        "takes a language for another one that begins alike",
    ),
    fault(
        "language-fallback-missing",
        "RFC 9110 12.5.4",
        "a language is sent to who asks for it as spoken in some region",
        "knows a language by its whole tag alone",
    ),
    fault(
        "coding-not-listed-sent",
        "RFC 9110 12.5.3",
        "a coding that Accept-Encoding does not list is not used",
        "sends gzip to a client whose Accept-Encoding does not speak of it",
    ),
    fault(
        "coding-unasked",
        "RFC 9110 12.5.3",
        "a client that says nothing of codings had better get none",
        "sends gzip to a client that sends no Accept-Encoding",
    ),
    fault(
        "vary-on-default-missing",
        "RFC 9110 12.5.5",
        "a negotiated answer has Vary also where nothing was preferred",
        "sends no Vary to a request without preferences",
    ),
    fault(
        "weight-name-case-sensitive",
        "RFC 9110 5.6.6",
        "names of parameters are the same in any case",
        "knows the weight q in lower case only",
    ),
    fault(
        "wildcard-ignored",
        "RFC 9110 12.5.1",
        "wildcards match what is not named",
        "ignores wildcards in preferences",
    ),
    fault(
        "specific-range-ignored",
        "RFC 9110 12.5.1",
        "the most specific range decides",
        "goes by the highest quality of all ranges that match",
    ),
    fault(
        "preference-case-sensitive",
        "RFC 9110 12.5.4",
        "language tags, media types and codings are the same in any case",
        "knows preferences in lower case only",
    ),
    fault(
        "x-gzip-unknown",
        "RFC 9110 8.4.1.3",
        "x-gzip is another name of gzip",
        "does not know x-gzip",
    ),
];

/// A quality in thousandths.
type Quality = u32;

/// How well a range names a thing: 0 for a wildcard, more for more specific ones; `None` for not at
/// all. Both are in lower case.
type Match = fn(range: &str, offered: &str) -> Option<u32>;

/// The quality that a request gives to something it could be offered; `None` where no range speaks
/// of it.
pub(crate) fn quality(
    request: &Request,
    field: &str,
    offered: &str,
    matches: Match,
    faults: &Faults,
) -> Option<Quality> {
    let mut best: Option<(u32, Quality)> = None;
    let members = match faults.has("preference-quotes-ignored") {
        true => request.head.values(field).flat_map(|value| value.split(|o| *o == b',')).collect(),
        false => request.head.list(field),
    };
    for member in members.into_iter().map(grammar::trim_ows) {
        let range = grammar::split_outside_quotes(member, b';').first().copied()?;
        let mut range = String::from_utf8_lossy(range).into_owned();
        if !faults.has("preference-case-sensitive") {
            range.make_ascii_lowercase();
        }
        let Some(specific) = matches(&range, offered) else { continue };
        if range.contains('*') && faults.has("wildcard-ignored") {
            continue;
        }
        let quality = weight(member, faults);
        let candidate = match faults.has("specific-range-ignored") {
            true => (quality, quality),
            false => (specific, quality),
        };
        best = best.max(Some(candidate));
    }
    best.map(|(_, quality)| quality)
}

fn weight(member: &[u8], faults: &Faults) -> Quality {
    let mut parameters = grammar::parameters(member).unwrap_or_default();
    if faults.has("weight-last-only") {
        parameters.drain(..parameters.len().saturating_sub(1));
    }
    let is_blank = |pair: &[u8]| matches!(pair, [b';', b' ' | b'\t'] | [b' ' | b'\t', b';']);
    if faults.has("weight-blank-refused") && member.windows(2).any(is_blank) {
        return 1000;
    }
    let exact = faults.has("weight-name-case-sensitive");
    let is_weight = |name: &[u8]| name == b"q" || !exact && name == b"Q";
    let q = parameters.iter().find(|(name, _)| is_weight(name));
    let default = if faults.has("quality-default-low") { 500 } else { 1000 };
    let quality = q.map_or(default, |(_, value)| thousandths(value));
    match quality {
        0 if faults.has("quality-zero-acceptable") => 1,
        0 => 0,
        _ if faults.has("quality-ignored") => 1000,
        _ if faults.has("quality-rounded") => (quality / 100 * 100).max(1),
        quality => quality,
    }
}

/// A qvalue in thousandths; one that breaks the grammar counts as 1.
fn thousandths(value: &[u8]) -> Quality {
    let (whole, fraction) = match value {
        [whole @ (b'0' | b'1')] => (*whole, &b""[..]),
        [whole @ (b'0' | b'1'), b'.', fraction @ ..] if fraction.len() <= 3 => (*whole, fraction),
        _ => return 1000,
    };
    if !fraction.iter().all(u8::is_ascii_digit) || whole == b'1' {
        return 1000;
    }
    let digits = fraction.iter().chain(b"000").take(3);
    digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}

/// Matches of language ranges: the tag itself, or a longer range that falls back to it
/// (RFC 4647 3.4).
pub(crate) fn language(range: &str, tag: &str) -> Option<u32> {
    if range == "*" {
        return Some(0);
    }
    let rest = range.strip_prefix(tag)?;
    if rest.is_empty() { Some(2) } else { rest.starts_with('-').then_some(1) }
}

/// Matches of language ranges by their first letters, whatever the subtags are.
pub(crate) fn language_by_prefix(range: &str, tag: &str) -> Option<u32> {
    if range == "*" { Some(0) } else { range.starts_with(tag).then_some(1) }
}

/// Matches of language ranges without any fallback.
pub(crate) fn language_exactly(range: &str, tag: &str) -> Option<u32> {
    if range == "*" { Some(0) } else { (range == tag).then_some(1) }
}

/// The value of Vary for a resource that is negotiated by this field.
pub(crate) fn vary(
    request: &Request,
    field: &'static str,
    faults: &Faults,
) -> Option<&'static str> {
    let defaulted = request.head.value(field).is_none();
    (!defaulted || !faults.has("vary-on-default-missing")).then_some(field)
}

/// Matches of media ranges.
pub(crate) fn media_type(range: &str, media_type: &str) -> Option<u32> {
    if range == "*/*" {
        return Some(0);
    }
    if range == media_type {
        return Some(2);
    }
    let top = range.strip_suffix("/*")?;
    media_type.strip_prefix(top).filter(|rest| rest.starts_with('/')).map(|_| 1)
}

/// Matches of content codings, with the old names (RFC 9110 8.4.1.3).
pub(crate) fn coding(range: &str, coding: &str) -> Option<u32> {
    match range {
        "*" => Some(0),
        "x-gzip" => (coding == "gzip").then_some(1),
        _ => (range == coding).then_some(1),
    }
}

/// Matches of content codings without the old names.
pub(crate) fn coding_by_its_name(range: &str, offered: &str) -> Option<u32> {
    if range == "x-gzip" { None } else { coding(range, offered) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qvalues_are_thousandths_and_what_is_none_counts_as_one() {
        let rows: [(&[u8], Quality); 9] = [
            (b"0", 0),
            (b"0.5", 500),
            (b"0.007", 7),
            (b"0.", 0),
            (b"1", 1000),
            (b"1.000", 1000),
            (b"0.0001", 1000),
            (b"2", 1000),
            (b"x", 1000),
        ];
        for (value, want) in rows {
            assert_eq!(thousandths(value), want, "{}", String::from_utf8_lossy(value));
        }
    }

    #[test]
    fn ranges_match_what_they_name_and_more_specific_ones_more() {
        assert_eq!(language("fr-ca", "fr"), Some(1));
        assert_eq!(language("fra", "fr"), None);
        assert_eq!(media_type("text/*", "text/html"), Some(1));
        assert_eq!(media_type("text/*", "textual/html"), None);
        assert_eq!(coding("x-gzip", "gzip"), Some(1));
    }
}
