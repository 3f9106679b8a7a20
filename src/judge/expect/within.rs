//! `within:`, how long after the last octet of the request the answer was whole. An answer that
//! was whole before that took no time.

use std::time::Duration;

use super::Departure;
use crate::judge::scene::Scene;
use crate::model::finding::{FindingKind, Side};
use crate::model::observation::Response;

pub(super) fn check(
    asked: Duration,
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let took = Duration::from_micros(response.end_us.saturating_sub(scene.until.last_sent_us));
    if took <= asked {
        return Vec::new();
    }
    vec![Departure {
        kind: FindingKind::Within,
        expected: Side::Text(format!("at most {asked:?}")),
        actual: Side::Text(format!("{took:?}")),
        diff: None,
        evidence: scene.evidence(index, response.span),
    }]
}
