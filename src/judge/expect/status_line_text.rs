//! `version:` and `reason:`, the elements of the status line that are text: the protocol version as
//! it is written (RFC 9112 2.3), and the reason phrase (RFC 9112 4), which clients ignore; only a
//! case that asks looks at either.

use super::{Departure, text};
use crate::judge::diff::status_line;
use crate::judge::scene::Scene;
use crate::model::expectation::TextMatch;
use crate::model::finding::FindingKind;
use crate::model::observation::Response;

pub(super) fn version(
    asked: &TextMatch,
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let octets = response.status_line.version.of(&scene.connection.received);
    let kind = FindingKind::Version;
    check(asked, octets, ("version", kind), (index, response), scene)
}

pub(super) fn reason(
    asked: &TextMatch,
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let octets = response.status_line.reason.of(&scene.connection.received);
    let kind = FindingKind::Reason;
    check(asked, octets, ("reason", kind), (index, response), scene)
}

fn check(
    asked: &TextMatch,
    octets: &[u8],
    (element, kind): (&'static str, FindingKind),
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    if text::holds(asked, octets, scene) {
        return Vec::new();
    }
    let line = &response.status_line;
    let expected = text::side(asked, scene);
    let diff = status_line::diff(line, &scene.connection.received, element, expected.clone());
    vec![Departure {
        kind,
        diff: Some(diff),
        expected,
        actual: super::shown(octets),
        evidence: scene.evidence(index, line.line),
    }]
}
