//! `interim:`, the 1xx answers before a final one (RFC 9110 15.2). Others may come between those
//! that are asked for: a client has to be able to take any number (RFC 9110 15.2).

use super::Departure;
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::expectation::{Check, ExpectedOutcome, InterimMatch};
use crate::model::finding::{FindingKind, Side};
use crate::model::observation::Response;

pub(super) fn check(asked: &InterimMatch, scene: &Scene<'_>) -> Vec<Departure> {
    let holds = match asked {
        InterimMatch::None => scene.interim().next().is_none(),
        InterimMatch::Seen(codes) => last_seen(codes, scene).is_some() || codes.is_empty(),
    };
    if holds {
        return Vec::new();
    }
    let mut seen: Vec<_> = scene.interim().take(8).collect();
    if seen.is_empty() {
        // The final answer that came in its place tells more than that there was none.
        seen.extend(scene.final_response());
    }
    let codes: Vec<String> = seen
        .iter()
        .map(|(_, response)| match response.status() {
            Some(status) => status.to_string(),
            None => "something that is not HTTP".to_owned(),
        })
        .collect();
    let actual = if codes.is_empty() { Side::Nothing } else { Side::Text(codes.join(", ")) };
    let expected = match asked {
        InterimMatch::None => Side::Nothing,
        InterimMatch::Seen(_) => Side::Text(summary::asked(asked)),
    };
    vec![Departure {
        kind: FindingKind::Interim,
        expected,
        actual,
        diff: None,
        evidence: seen.first().and_then(|(index, response)| scene.evidence(*index, response.head)),
    }]
}

/// Where `codes` have come in order: the last of them.
fn last_seen<'a>(codes: &[u16], scene: &Scene<'a>) -> Option<(usize, &'a Response)> {
    let mut wanted = codes.iter();
    let mut next = wanted.next();
    for (index, response) in scene.interim() {
        if next.is_some() && response.status() == next.copied() {
            next = wanted.next();
            if next.is_none() {
                return Some((index, response));
            }
        }
    }
    None
}

/// The last interim response that `outcome` asked for.
pub(in crate::judge) fn last_asked<'a>(
    outcome: &ExpectedOutcome,
    scene: &Scene<'a>,
) -> Option<(usize, &'a Response)> {
    let asked = outcome.checks.iter().filter_map(|placed| match &placed.check {
        Check::Interim(InterimMatch::Seen(codes)) => last_seen(codes, scene),
        _ => None,
    });
    asked.max_by_key(|(index, _)| *index)
}
