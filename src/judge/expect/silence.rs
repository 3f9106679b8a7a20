//! `silence:`, the target rightly waits: nothing comes, and the connection stays open.
//!
//! What counts is every octet that no earlier step took, so that an answer to half a request is
//! seen even where it came while the step before was still under way.

use std::time::Duration;

use super::Departure;
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::bytes::Span;
use crate::model::expectation::Check;
use crate::model::finding::{Evidence, FindingKind, Side};
use crate::model::observation::Ending;

pub(super) fn check(asked: Duration, scene: &Scene<'_>) -> Vec<Departure> {
    let departs = |actual, evidence| {
        vec![Departure {
            kind: FindingKind::Silence,
            expected: Side::Text(Check::Silence(asked).to_string()),
            actual,
            diff: None,
            evidence,
        }]
    };
    if let Some(span) = broken(scene) {
        let octets = span.of(&scene.connection.received);
        let response = scene.responses().next().map(|(index, _)| index);
        let evidence = Some(Evidence { connection: scene.index, response, span });
        return departs(super::shown(octets), evidence);
    }
    match scene.until.ending {
        None if u128::from(scene.until.quiet_us) >= asked.as_micros() => Vec::new(),
        None => {
            let waited = Duration::from_micros(scene.until.quiet_us);
            departs(Side::Text(format!("silence for {waited:?} only")), None)
        }
        // The wait for an earlier outcome ended without anything: longer than any silence asked.
        Some(Ending::TimedOut) => Vec::new(),
        Some(ending) => departs(Side::Text(summary::ending(Some(ending))), None),
    }
}

/// What came where nothing should have.
pub(in crate::judge) fn broken(scene: &Scene<'_>) -> Option<Span> {
    let span = Span::new(scene.from.octet, scene.until.received);
    (!span.is_empty()).then_some(span)
}
