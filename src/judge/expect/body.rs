//! `body:`, the content after the transfer coding is undone, and, unless it is asked for as it was
//! sent, the content codings too (RFC 9110 8.4).

use sha2::Digest as _;

use super::{Departure, text};
use crate::judge::diff;
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::bytes::Span;
use crate::model::expectation::{BodyAsk, BodyMatch, TextMatch};
use crate::model::finding::{BodyDeparture, Diff, FindingKind, Side};
use crate::model::observation::{DeviationKind, Response};

pub(super) fn check(
    asked: &BodyMatch,
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let body = &response.body;
    let span = if body.span.is_empty() { response.head } else { body.span };
    let depart = |miss: Miss| Departure {
        kind: match miss.other {
            Some(name) => FindingKind::NothingToCompare { name },
            None => FindingKind::Body { departure: miss.departure },
        },
        expected: miss.expected,
        actual: miss.actual,
        diff: miss.diff,
        evidence: scene.evidence(index, miss.span.unwrap_or(span)),
    };
    // Whether there is a body at all needs no decoding.
    let is_none = |ask: &&BodyAsk| matches!(ask, BodyAsk::None);
    let mut misses: Vec<Miss> =
        asked.asked.iter().filter(is_none).filter_map(|_| something(response, scene)).collect();
    let others: Vec<&BodyAsk> = asked.asked.iter().filter(|ask| !is_none(ask)).collect();
    match &body.decoded {
        Some(Err(trouble)) if asked.decoded && !others.is_empty() => misses.push(Miss {
            expected: Side::Text("content that can be decoded".to_owned()),
            actual: super::shown(&body.content),
            ..Miss::new(BodyDeparture::Coding(trouble.clone()))
        }),
        _ => {
            let octets = content(response, asked.decoded);
            misses.extend(others.iter().filter_map(|ask| miss(ask, octets, asked.decoded, scene)));
        }
    }
    misses.into_iter().map(depart).collect()
}

fn content(response: &Response, decoded: bool) -> &[u8] {
    if decoded { response.body.plain() } else { &response.body.content }
}

struct Miss {
    departure: BodyDeparture,
    expected: Side,
    actual: Side,
    diff: Option<Diff>,
    span: Option<Span>,
    other: Option<String>,
}

impl Miss {
    fn new(departure: BodyDeparture) -> Self {
        Self {
            departure,
            expected: Side::Nothing,
            actual: Side::Nothing,
            diff: None,
            span: None,
            other: None,
        }
    }
}

/// What there is where `body: none` asks that nothing be: content, its framing, or octets where no
/// content may follow the head (HEAD, 204, 304).
fn something(response: &Response, scene: &Scene<'_>) -> Option<Miss> {
    let forbidden =
        response.deviations.iter().find(|d| d.kind == DeviationKind::BodyForbidden).map(|d| d.span);
    let own = (!response.body.span.is_empty()).then_some(response.body.span);
    let span = forbidden.or(own)?;
    let octets = span.of(&scene.connection.received);
    Some(Miss { actual: super::shown(octets), span: Some(span), ..Miss::new(BodyDeparture::Extra) })
}

fn miss(ask: &BodyAsk, octets: &[u8], decoded: bool, scene: &Scene<'_>) -> Option<Miss> {
    match ask {
        BodyAsk::Equals { octets: template, text } => {
            let Some(wanted) = scene.fill(template) else {
                return Some(Miss {
                    expected: Side::Text(summary::asked(ask)),
                    actual: super::shown(octets),
                    ..Miss::new(BodyDeparture::Changed)
                });
            };
            same(&wanted, octets, *text, scene)
        }
        BodyAsk::Json(wanted) => json(wanted, octets),
        BodyAsk::Text(asked) => (!text::holds(asked, octets, scene)).then(|| Miss {
            expected: text::side(asked, scene),
            actual: super::shown(octets),
            diff: match asked {
                TextMatch::Equals(template) if scene.explains.get() => {
                    scene.fill(template).and_then(|wanted| diff::octets(&wanted, octets, true))
                }
                _ => None,
            },
            ..Miss::new(BodyDeparture::Pattern)
        }),
        BodyAsk::Length(range) => {
            let length = u64::try_from(octets.len()).unwrap_or(u64::MAX);
            (!range.contains(length)).then(|| Miss {
                expected: Side::Text(summary::asked(range)),
                actual: Side::Number(length),
                ..Miss::new(BodyDeparture::Length)
            })
        }
        BodyAsk::Sha256(wanted) => {
            let digest = sha2::Sha256::digest(octets);
            let digest: String = digest.iter().map(|octet| format!("{octet:02x}")).collect();
            (!digest.eq_ignore_ascii_case(wanted)).then(|| Miss {
                expected: Side::Text(wanted.clone()),
                actual: Side::Text(digest),
                ..Miss::new(BodyDeparture::Digest)
            })
        }
        // Looked at before any decoding.
        BodyAsk::None => None,
        BodyAsk::SameAs(name) => {
            let Some(other) = scene.named(name) else { return Some(no_other(name)) };
            same(content(other, decoded), octets, true, scene)
        }
        BodyAsk::SliceOf { name, first, last } => {
            let Some(other) = scene.named(name) else { return Some(no_other(name)) };
            let other = content(other, decoded);
            let place = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(other.len());
            let end = last.map_or(other.len(), |last| place(last.saturating_add(1)));
            let wanted = other.get(place(*first)..end).unwrap_or_default();
            same(wanted, octets, false, scene)
        }
    }
}

fn same(wanted: &[u8], octets: &[u8], text: bool, scene: &Scene<'_>) -> Option<Miss> {
    (wanted != octets).then(|| Miss {
        expected: super::shown(wanted),
        actual: super::shown(octets),
        diff: if scene.explains.get() { diff::octets(wanted, octets, text) } else { None },
        ..Miss::new(BodyDeparture::Changed)
    })
}

fn json(wanted: &serde_json::Value, octets: &[u8]) -> Option<Miss> {
    let expected = || super::shown(wanted.to_string().as_bytes());
    match serde_json::from_slice::<serde_json::Value>(octets) {
        Ok(value) => {
            let changes = diff::json::diff(wanted, &value);
            (!changes.is_empty()).then(|| Miss {
                expected: expected(),
                actual: super::shown(octets),
                diff: Some(Diff::Json(changes)),
                ..Miss::new(BodyDeparture::Changed)
            })
        }
        // JSON nested deeper than the parser goes is JSON, and no case can ask for it.
        Err(error) if error.to_string().starts_with("recursion limit") => Some(Miss {
            expected: expected(),
            actual: Side::Text("JSON nested more than 127 deep".to_owned()),
            ..Miss::new(BodyDeparture::Changed)
        }),
        Err(_) => Some(Miss {
            expected: expected(),
            actual: super::shown(octets),
            ..Miss::new(BodyDeparture::NotJson)
        }),
    }
}

fn no_other(name: &str) -> Miss {
    Miss {
        expected: Side::Text(format!("the response `{name}`")),
        other: Some(name.to_owned()),
        ..Miss::new(BodyDeparture::Changed)
    }
}

/// What `capture:` takes out of a body: the first group of its pattern, or the whole content.
pub(in crate::judge) fn captured(
    asked: &BodyMatch,
    response: &Response,
    scene: &Scene<'_>,
) -> Option<Vec<u8>> {
    let octets = content(response, asked.decoded);
    let pattern = asked.asked.iter().find_map(|ask| match ask {
        BodyAsk::Text(TextMatch::Matches(pattern)) => Some(pattern),
        _ => None,
    });
    match pattern {
        Some(pattern) => text::first_group(pattern, octets, scene),
        None => Some(octets.to_vec()),
    }
}

#[cfg(test)]
mod tests;
