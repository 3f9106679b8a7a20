//! `response:`, the whole answer as it should look, with placeholders for what varies. Field lines
//! of names that are not written are free, unless `headers: exact`; those of one name keep their
//! order and number.

use regex::bytes::Regex;

use super::same_as::{by_name, depart};
use super::{Departure, text};
use crate::judge::diff::{self, fields, status_line};
use crate::judge::scene::Scene;
use crate::model::bytes::Span;
use crate::model::expectation::{Hole, ResponseTemplate};
use crate::model::finding::{BodyDeparture, FieldChange, FindingKind, Side};
use crate::model::http_date;
use crate::model::observation::{Response, StatusLine};
use crate::model::template::Template;

/// What `[[any]]` may be in a line and in a body.
const ANY_IN_LINE: &str = r"[^\r\n]*?";
const ANY_IN_BODY: &str = r"(?s:.*?)";

pub(super) fn check(
    asked: &ResponseTemplate,
    (index, response): (usize, &Response),
    whole: bool,
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let mut departures = status(asked, (index, response), scene);
    let changes = header_section(asked, response, scene);
    departures.extend(
        by_name(&changes).into_iter().filter_map(|rows| depart(rows, index, response, scene)),
    );
    departures.truncate(super::MOST_DEPARTURES);
    if let Some(holes) = &asked.body
        && whole
    {
        let octets = response.body.plain();
        if !matches(holes, octets, ANY_IN_BODY, scene) {
            let explained = scene.explains.get().then(|| {
                let expected = filled_as_far_as_it_fits(holes, octets, ANY_IN_BODY, scene);
                (diff::octets(&expected, octets, true), super::shown(&expected))
            });
            let (diff, expected) = explained.unwrap_or((None, Side::Nothing));
            departures.push(Departure {
                kind: FindingKind::Body { departure: BodyDeparture::Changed },
                diff,
                expected,
                actual: super::shown(octets),
                evidence: scene.evidence(index, response.body.span),
            });
        }
    }
    departures
}

/// The status line, whole first; where it departs, by element.
fn status(
    asked: &ResponseTemplate,
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let received = &scene.connection.received;
    let line = &response.status_line;
    let octets = line.line.of(received);
    if asked.status_line.is_empty() || matches(&asked.status_line, octets, ANY_IN_LINE, scene) {
        return Vec::new();
    }
    let wanted = filled_as_far_as_it_fits(&asked.status_line, octets, ANY_IN_LINE, scene);
    let elements = elements(&asked.status_line);
    let departing = elements
        .iter()
        .zip(ELEMENTS)
        .find(|(holes, (_, span, _))| !matches(holes, span(line).of(received), ANY_IN_LINE, scene));
    let (kind, expected, actual, element) = match departing {
        Some((holes, (name, span, kind))) => {
            let octets = span(line).of(received);
            let wanted = filled_as_far_as_it_fits(holes, octets, ANY_IN_LINE, scene);
            (kind, super::shown(&wanted), super::shown(octets), name)
        }
        // Each element is right and the spaces between them are not.
        None => (FindingKind::Status, super::shown(&wanted), super::shown(octets), "code"),
    };
    vec![Departure {
        kind,
        diff: Some(status_line::diff(line, received, element, expected.clone())),
        expected,
        actual,
        evidence: scene.evidence(index, line.line),
    }]
}

type Element = (&'static str, fn(&StatusLine) -> Span, FindingKind);

const ELEMENTS: [Element; 3] = [
    ("version", |line| line.version, FindingKind::Version),
    ("code", |line| line.code, FindingKind::Status),
    ("reason", |line| line.reason, FindingKind::Reason),
];

/// The holes of a status line by element, split at its first two literal spaces.
fn elements(holes: &[Hole]) -> Vec<Vec<Hole>> {
    use crate::model::template::Piece;
    let mut elements = vec![Vec::new()];
    let mut push = |hole: Option<Hole>, split: bool| {
        let full = elements.len() == 3;
        if split && !full {
            elements.push(Vec::new());
        }
        if let (Some(hole), Some(last)) = (hole, elements.last_mut()) {
            last.push(hole);
        }
        full
    };
    for hole in holes {
        let Hole::Octets(template) = hole else {
            push(Some(hole.clone()), false);
            continue;
        };
        for piece in &template.0 {
            let Piece::Octets(octets) = piece else {
                push(Some(Hole::Octets(Template(vec![piece.clone()]))), false);
                continue;
            };
            for (nth, word) in octets.split(|&octet| octet == b' ').enumerate() {
                let literal = |word: &[u8]| Hole::Octets(Template::octets(word));
                if nth > 0 && push(None, true) {
                    // The reason phrase has spaces of its own.
                    push(Some(literal(b" ")), false);
                }
                push(Some(literal(word)), false);
            }
        }
    }
    elements
}

/// The rows of all fields: those written beside those that came.
fn header_section(
    asked: &ResponseTemplate,
    response: &Response,
    scene: &Scene<'_>,
) -> Vec<FieldChange> {
    // A written value that matches is compared as the value that came; one that does not, as far
    // as it fits. Lines of one name are paired in order.
    let mut nth = std::collections::HashMap::<String, usize>::new();
    let mut wanted = Vec::new();
    for (name, holes) in &asked.fields {
        let at = nth.entry(name.to_ascii_lowercase()).or_default();
        let came = response.fields_named(name).nth(*at);
        *at += 1;
        let value = match came {
            Some(field) => filled_as_far_as_it_fits(holes, &field.value, ANY_IN_LINE, scene),
            None => filled_as_far_as_it_fits(holes, b"", ANY_IN_LINE, scene),
        };
        wanted.push((name.as_bytes().to_vec(), value));
    }
    let is_compared = |name: &[u8]| {
        asked.exact || nth.contains_key(&String::from_utf8_lossy(name).to_ascii_lowercase())
    };
    let came: Vec<(Vec<u8>, Vec<u8>)> = response
        .fields
        .iter()
        .filter(|field| is_compared(&field.name))
        .map(|field| (field.name.to_vec(), field.value.to_vec()))
        .collect();
    fields::diff(&wanted, &came)
}

/// Whether the octets are what the holes say, from the first to the last.
fn matches(holes: &[Hole], octets: &[u8], any: &str, scene: &Scene<'_>) -> bool {
    if let Some(literal) = literal(holes, scene) {
        return literal == octets;
    }
    compile(holes, any, true, scene).is_some_and(|regex| dates_hold(&regex, holes, octets))
}

/// The octets of holes that have no placeholder.
fn literal(holes: &[Hole], scene: &Scene<'_>) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    for hole in holes {
        let Hole::Octets(template) = hole else { return None };
        octets.extend(scene.fill(template)?);
    }
    Some(octets)
}

/// The holes as one pattern, each hole a group of its own.
fn compile(holes: &[Hole], any: &str, to_end: bool, scene: &Scene<'_>) -> Option<Regex> {
    let mut pattern = r"\A".to_owned();
    for (at, hole) in holes.iter().enumerate() {
        let inner = match hole {
            Hole::Octets(template) => {
                scene.fill(template)?.iter().map(|octet| format!("\\x{octet:02x}")).collect()
            }
            Hole::Any => any.to_owned(),
            Hole::HttpDate => "[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} \
                               [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"
                .to_owned(),
            Hole::Number => "[0-9]+".to_owned(),
            Hole::Matches(pattern) => pattern.clone(),
        };
        pattern.push_str(&format!("(?P<hole_{at}>{inner})"));
    }
    if to_end {
        pattern.push_str(r"\z");
    }
    text::pattern(&pattern, scene)
}

/// Whether the pattern matches and what stands for a date is one.
fn dates_hold(regex: &Regex, holes: &[Hole], octets: &[u8]) -> bool {
    let Some(captures) = regex.captures(octets) else { return false };
    holes.iter().enumerate().all(|(at, hole)| {
        let group = captures.name(&format!("hole_{at}"));
        *hole != Hole::HttpDate
            || group.is_some_and(|group| http_date::parse_imf(group.as_bytes()).is_some())
    })
}

/// The octets with each placeholder filled by what stands for it, as far as the holes fit; from
/// there on placeholders stay as they are written. What differs is then only what departs.
fn filled_as_far_as_it_fits(
    holes: &[Hole],
    octets: &[u8],
    any: &str,
    scene: &Scene<'_>,
) -> Vec<u8> {
    if matches(holes, octets, any, scene) {
        return octets.to_vec();
    }
    let fits = |upto: usize| {
        let regex = compile(holes.get(..upto)?, any, false, scene)?;
        dates_hold(&regex, holes.get(..upto)?, octets).then(|| regex.captures(octets))?
    };
    // If some holes fit, so do fewer: the longest run is found by halving.
    let (mut most, mut beyond) = (0, holes.len() + 1);
    while literal(holes, scene).is_none() && most + 1 < beyond {
        let middle = most + (beyond - most) / 2;
        if middle <= holes.len() && fits(middle).is_some() {
            most = middle
        } else {
            beyond = middle
        }
    }
    let captures = fits(most);
    let mut filled = Vec::new();
    for (at, hole) in holes.iter().enumerate() {
        let group = captures.as_ref().and_then(|c| c.name(&format!("hole_{at}")));
        // A last placeholder that took nothing tells nothing of what it stands for.
        match group.filter(|group| at + 1 < most || !group.is_empty()) {
            Some(group) => filled.extend_from_slice(group.as_bytes()),
            None => filled.extend(as_written(hole, scene)),
        }
    }
    filled
}

fn as_written(hole: &Hole, scene: &Scene<'_>) -> Vec<u8> {
    let filled = match hole {
        Hole::Octets(template) => scene.fill(template),
        _ => None,
    };
    filled.unwrap_or_else(|| hole.to_string().into_bytes())
}

#[cfg(test)]
mod tests;
