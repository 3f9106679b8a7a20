//! `connection:`, what became of the connection after the answer (RFC 9112 9.6).
//!
//! FIN, RST and a time-out are three things. `closed` is FIN, and also RST where the answer before
//! it was complete: a server that refuses early and closes may lose the race with octets still
//! under way, and its FIN turns into RST. Without an answer RST is `reset` alone. A connection that
//! outlived the wait for its end is `open`, and so is one on which a further answer followed.
//!
//! An outcome that asks for the connection alone says nothing of responses: one may come or not.
//! `responses: 0` beside it asks that none does.

use super::Departure;
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::bytes::Span;
use crate::model::expectation::ConnectionFate;
use crate::model::expectation_text::AnyOf;
use crate::model::finding::{Evidence, FindingKind, Side};
use crate::model::observation::{Ending, Progress};

pub(super) fn check(asked: &[ConnectionFate], scene: &Scene<'_>) -> Vec<Departure> {
    if asked.iter().any(|&fate| is(fate, scene)) {
        return Vec::new();
    }
    let end = scene.until.received;
    vec![Departure {
        kind: FindingKind::Connection,
        expected: Side::Text(summary::asked(&AnyOf(asked))),
        actual: Side::Text(summary::ending(scene.until.ending)),
        diff: None,
        evidence: Some(Evidence {
            connection: scene.index,
            response: None,
            span: Span::new(end, end),
        }),
    }]
}

fn is(fate: ConnectionFate, scene: &Scene<'_>) -> bool {
    match (fate, scene.until.ending) {
        (ConnectionFate::Open, None | Some(Ending::TimedOut)) => true,
        (ConnectionFate::Open, Some(_)) => carried_another(scene),
        (ConnectionFate::Closed, Some(Ending::Fin))
        | (ConnectionFate::Reset, Some(Ending::Reset)) => true,
        (ConnectionFate::Closed, Some(Ending::Reset)) => is_answered(scene),
        (ConnectionFate::Closed | ConnectionFate::Reset, _) => false,
    }
}

/// Whether a further response came on the connection: then it was open after this one, whatever
/// became of it later (RFC 9112 9.3.2, pipelining).
fn carried_another(scene: &Scene<'_>) -> bool {
    let Some((index, _)) = scene.final_response() else { return false };
    scene.responses().any(|(other, response)| other > index && response.status().is_some())
}

/// Whether the connection had nothing left to answer when it ended: the next response is whole, or
/// there is none, and nothing was sent after the last.
fn is_answered(scene: &Scene<'_>) -> bool {
    match scene.final_response() {
        Some((_, response)) => scene.progress(response) == Progress::Complete,
        None => scene.from.answered,
    }
}
