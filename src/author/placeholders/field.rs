//! The value of a field as an expectation.

use crate::answers::nature::Nature;
use crate::model::expectation::Hole;
use crate::model::http_date;
use crate::model::template::Template;

use super::{SAME_MOMENT, Varying, merged};

/// The value of a field with placeholders, by what its name says and by what two answers show.
pub(in crate::author) fn field(name: &str, value: Varying<'_>, made_now: bool) -> Vec<Hole> {
    let text = value.first;
    let imf = http_date::parse_imf(text);
    let differs = value.again.is_some_and(|again| again != text);
    let is_later = imf.is_some_and(|time| time >= value.now.saturating_sub(SAME_MOMENT));
    match Nature::of(name.as_bytes()) {
        Some(Nature::Date) if imf.is_some() => vec![Hole::HttpDate],
        Some(Nature::Date) => vec![Hole::Any],
        Some(Nature::Age) if text.iter().all(u8::is_ascii_digit) && !text.is_empty() => {
            vec![Hole::Number]
        }
        Some(Nature::Lifetime) if is_later => vec![Hole::HttpDate],
        Some(Nature::Modified) if imf.is_some() && (made_now || differs) => vec![Hole::HttpDate],
        Some(Nature::Tag) if differs || made_now => entity_tag(text),
        Some(Nature::Id | Nature::Measured) if !text.is_empty() => vec![Hole::Any],
        Some(Nature::Cookie) => cookie(value),
        // What is random in these shows where it was asked for twice; the key of a recorded request
        // is the same each time.
        _ => value.holes().unwrap_or_else(|| vec![Hole::Any]),
    }
}

fn octets(octets: &[u8]) -> Hole {
    Hole::Octets(Template::octets(octets))
}

fn entity_tag(value: &[u8]) -> Vec<Hole> {
    let tag = || Hole::Matches("\"[^\"]*\"".to_owned());
    match value {
        [b'W', b'/', b'"', ..] => vec![octets(b"W/"), tag()],
        [b'"', ..] => vec![tag()],
        _ => vec![Hole::Any],
    }
}

/// `name=value; attribute=value`: a value that differs is free, and so is the time of its end.
fn cookie(value: Varying<'_>) -> Vec<Hole> {
    let split =
        |text: &[u8]| -> Vec<Vec<u8>> { text.split(|b| *b == b';').map(<[u8]>::to_vec).collect() };
    let parts = split(value.first);
    let again = value.again.map(split).filter(|again| again.len() == parts.len());
    let mut holes = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            holes.push(octets(b";"));
        }
        let equals = part.iter().position(|b| *b == b'=');
        let (name, rest) = part.split_at(equals.map_or(part.len(), |equals| equals + 1));
        let attribute = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
        let second = again.as_ref().and_then(|again| again.get(at));
        let differs = second.is_some_and(|second| second != part);
        let later = http_date::parse(rest, value.now)
            .is_some_and(|(time, _)| time >= value.now - SAME_MOMENT);
        if at > 0 && attribute == "expires=" && later {
            holes.push(octets(name));
            holes.push(if http_date::parse_imf(rest).is_some() {
                Hole::HttpDate
            } else {
                Hole::Any
            });
        } else if differs && !rest.is_empty() {
            holes.push(octets(name));
            holes.push(Hole::Matches("[^;]+".to_owned()));
        } else {
            holes.push(octets(part));
        }
    }
    merged(holes)
}
