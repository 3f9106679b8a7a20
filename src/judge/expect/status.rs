//! `status:`, the status code (RFC 9112 4).

use super::Departure;
use crate::judge::diff::status_line;
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::expectation::Statuses;
use crate::model::finding::{FindingKind, Side};
use crate::model::observation::Response;

pub(super) fn check(
    asked: &Statuses,
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let received = &scene.connection.received;
    let line = &response.status_line;
    let actual = match response.status() {
        Some(status) if asked.contains(status) => return Vec::new(),
        Some(status) => Side::Number(u64::from(status)),
        None => super::shown(line.code.of(received)),
    };
    let expected = Side::Text(summary::asked(asked));
    let span = if line.code.is_empty() { line.line } else { line.code };
    vec![Departure {
        kind: FindingKind::Status,
        diff: Some(status_line::diff(line, received, "code", expected.clone())),
        expected,
        actual,
        evidence: scene.evidence(index, span),
    }]
}
