//! `version:`, the protocol version as it is written in the status line (RFC 9112 2.3).

use super::{Departure, text};
use crate::judge::diff::status_line;
use crate::judge::scene::Scene;
use crate::model::expectation::TextMatch;
use crate::model::finding::FindingKind;
use crate::model::observation::Response;

pub(super) fn check(
    asked: &TextMatch,
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let received = &scene.connection.received;
    let line = &response.status_line;
    let octets = line.version.of(received);
    if text::holds(asked, octets, scene) {
        return Vec::new();
    }
    let expected = text::side(asked, scene);
    vec![Departure {
        kind: FindingKind::Version,
        diff: Some(status_line::diff(line, received, "version", expected.clone())),
        expected,
        actual: super::shown(octets),
        evidence: scene.evidence(index, line.line),
    }]
}
