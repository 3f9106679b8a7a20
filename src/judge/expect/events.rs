//! `events:`, the first server-sent events of a `text/event-stream` (HTML standard, 9.2.6), as far
//! as a case asks for them. The stream may go on.

use super::{Departure, text};
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::event_stream::{ServerSentEvent, first_events};
use crate::model::expectation::{EventMatch, TextMatch};
use crate::model::finding::{FindingKind, Side};
use crate::model::observation::Response;

/// How many octets of a stream are looked through for the events that a case asks for.
const MOST_LOOKED_AT: usize = 1 << 20;

/// An empty list asks that no event came.
pub(super) fn check(
    asked: &[EventMatch],
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let came = first(response, asked.len().max(1));
    let depart = |at, part: &str, expected, actual| Departure {
        kind: FindingKind::Event { index: at, part: part.to_owned() },
        expected,
        actual,
        diff: None,
        evidence: scene.evidence(index, response.body.span),
    };
    if let ([], [event, ..]) = (asked, came.as_slice()) {
        return vec![depart(0, "event", Side::Nothing, super::shown(&event.event))];
    }
    let mut departures = Vec::new();
    for (at, asked) in asked.iter().enumerate() {
        let Some(event) = came.get(at) else {
            let actual = Side::Text(summary::ending(scene.until.ending));
            departures.push(depart(at, "missing", Side::Text(summary::asked(asked)), actual));
            break;
        };
        for (part, expected, actual) in against(asked, event, scene) {
            departures.push(depart(at, part, expected, actual));
        }
    }
    departures
}

/// How many of the asked events came, and whether one of those departs.
pub(in crate::judge) fn state(
    asked: &[EventMatch],
    response: &Response,
    scene: &Scene<'_>,
) -> (usize, bool) {
    let came = first(response, asked.len());
    let departs = asked.iter().zip(&came).any(|(a, event)| !against(a, event, scene).is_empty());
    (came.len(), departs)
}

fn against(
    asked: &EventMatch,
    event: &ServerSentEvent,
    scene: &Scene<'_>,
) -> Vec<(&'static str, Side, Side)> {
    let texts: [(&'static str, Option<&TextMatch>, &[u8]); 3] = [
        ("event", asked.event.as_ref(), &event.event),
        ("data", asked.data.as_ref(), &event.data),
        // Before a stream sets one, the last event id is the empty string (HTML standard, 9.2.6).
        ("id", asked.id.as_ref(), event.id.as_ref().map_or(&[], |id| &id[..])),
    ];
    let mut departs: Vec<_> = texts
        .into_iter()
        .filter_map(|(part, asked, actual)| {
            let asked = asked.filter(|asked| !text::holds(asked, actual, scene))?;
            Some((part, text::side(asked, scene), super::shown(actual)))
        })
        .collect();
    if let Some(retry) = asked.retry.filter(|retry| Some(*retry) != event.retry) {
        let actual = event.retry.map_or(Side::Nothing, Side::Number);
        departs.push(("retry", Side::Number(retry), actual));
    }
    departs
}

/// The first `most` events of the stream.
fn first(response: &Response, most: usize) -> Vec<ServerSentEvent> {
    let content = response.body.plain();
    first_events(content.get(..MOST_LOOKED_AT).unwrap_or(content), most).events
}

#[cfg(test)]
mod tests;
