//! `events:`, the first server-sent events of a `text/event-stream` (HTML standard, 9.2.6), as far
//! as a case asks for them. The stream may go on.

use super::{Departure, text};
use crate::judge::scene::Scene;
use crate::judge::summary;
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
        return vec![depart(0, "event", Side::Nothing, super::shown(event.name()))];
    }
    let mut departures = Vec::new();
    for (at, asked) in asked.iter().enumerate() {
        let Some(event) = came.get(at) else {
            let actual = Side::Text(summary::ending(scene.until.ending));
            departures.push(depart(at, "missing", Side::Text(summary::event(asked)), actual));
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
    event: &Event,
    scene: &Scene<'_>,
) -> Vec<(&'static str, Side, Side)> {
    let texts: [(&'static str, Option<&TextMatch>, &[u8]); 3] = [
        ("event", asked.event.as_ref(), event.name()),
        ("data", asked.data.as_ref(), &event.data),
        ("id", asked.id.as_ref(), &event.id),
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

/// One event as a case asks about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Event {
    kind: Vec<u8>,
    data: Vec<u8>,
    /// The last event id as it is when this event is dispatched.
    id: Vec<u8>,
    /// The reconnection time that was set since the event before.
    retry: Option<u64>,
}

impl Event {
    fn name(&self) -> &[u8] {
        if self.kind.is_empty() { b"message" } else { &self.kind }
    }
}

/// The first `most` events of a stream, by the steps of the HTML standard, 9.2.6.
fn first(response: &Response, most: usize) -> Vec<Event> {
    let content = response.body.plain();
    let content = content.get(..MOST_LOOKED_AT).unwrap_or(content);
    let mut rest = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut events = Vec::new();
    let mut next = Event::default();
    let mut has_data = false;
    while events.len() < most
        && let Some((line, after)) = line(rest)
    {
        rest = after;
        if line.is_empty() {
            // An event without data is not dispatched, and loses its type.
            let id = next.id.clone();
            if has_data {
                next.data.pop();
                events.push(std::mem::take(&mut next));
            }
            next = Event { id, retry: next.retry.filter(|_| !has_data), ..Event::default() };
            has_data = false;
            continue;
        }
        let colon = line.iter().position(|&octet| octet == b':').unwrap_or(line.len());
        let (field, value) = line.split_at(colon);
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" => next.kind = value.to_vec(),
            b"data" => {
                has_data = true;
                next.data.extend_from_slice(value);
                next.data.push(b'\n');
            }
            b"id" if !value.contains(&0) => next.id = value.to_vec(),
            b"retry" => next.retry = crate::model::grammar::decimal(value).or(next.retry),
            _ => {}
        }
    }
    events
}

/// The first line, ended by CRLF, LF or CR, and what follows it; `None` where it is not ended.
fn line(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = octets.iter().position(|&octet| octet == b'\n' || octet == b'\r')?;
    let (line, rest) = octets.split_at(end);
    let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.get(1..))?;
    Some((line, rest))
}

#[cfg(test)]
mod tests;
