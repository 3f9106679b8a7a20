//! `framing:`, how the end of the body was told (RFC 9112 6.3).

use super::Departure;
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::expectation::FramingKind;
use crate::model::expectation_text::AnyOf;
use crate::model::finding::{FindingKind, Side};
use crate::model::observation::Response;

pub(super) fn check(
    asked: &[FramingKind],
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    if asked.contains(&response.framing) {
        return Vec::new();
    }
    vec![Departure {
        kind: FindingKind::Framing,
        expected: Side::Text(summary::asked(&AnyOf(asked))),
        actual: Side::Text(response.framing.to_string()),
        diff: None,
        evidence: scene.evidence(index, response.head),
    }]
}
