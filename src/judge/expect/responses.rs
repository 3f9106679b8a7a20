//! `responses:`, how many final responses came on the connection, from this step's first on. Where
//! requests can be smuggled, there is one too many.

use super::Departure;
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::bytes::Span;
use crate::model::expectation::CountRange;
use crate::model::finding::{FindingKind, Side};

pub(super) fn check(asked: &CountRange, scene: &Scene<'_>) -> Vec<Departure> {
    let (count, last) = count(scene);
    if asked.contains(count) {
        return Vec::new();
    }
    let evidence = last.and_then(|(index, span)| scene.evidence(index, span));
    vec![Departure {
        kind: FindingKind::Responses,
        expected: Side::Text(summary::asked(asked)),
        actual: Side::Number(count),
        diff: None,
        evidence,
    }]
}

/// How many final responses began, and the last of them. What answers a request without being
/// HTTP counts as well: it is an answer that should not have come.
pub(in crate::judge) fn count(scene: &Scene<'_>) -> (u64, Option<(usize, Span)>) {
    let mut count = 0;
    let mut last = None;
    for (index, response) in scene.responses().filter(|(_, response)| !response.is_interim()) {
        count += 1;
        last = Some((index, response.span));
    }
    (count, last)
}
