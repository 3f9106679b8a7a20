//! `frames:`, the WebSocket frames that came, in order (RFC 6455 5.2). More may follow, and
//! Pings that none asks for may come between them.

use super::{Departure, text};
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::bytes::Span;
use crate::model::expectation::FrameMatch;
use crate::model::expectation_text::AnyOf;
use crate::model::finding::{Evidence, FindingKind, Side};
use crate::model::observation::Frame;

/// An empty list asks that no frame came.
pub(super) fn check(asked: &[FrameMatch], scene: &Scene<'_>) -> Vec<Departure> {
    let mut frames = scene.frames(asked).map(|(_, frame)| frame);
    if asked.is_empty() {
        let first = frames.next().map(|frame| {
            let actual = Side::Text(summary::opcode(frame.opcode));
            one(0, "opcode", Side::Nothing, actual, Some(frame), scene)
        });
        return first.into_iter().collect();
    }
    let mut departures = Vec::new();
    for (index, asked) in asked.iter().enumerate() {
        let Some(frame) = frames.next() else {
            let expected = Side::Text(summary::asked(asked));
            let actual = Side::Text(summary::ending(scene.until.ending));
            departures.push(one(index, "missing", expected, actual, None, scene));
            break;
        };
        departures.extend(against(index, asked, frame, scene));
    }
    departures
}

/// How many of the asked frames came, and whether one of those departs.
pub(in crate::judge) fn state(asked: &[FrameMatch], scene: &Scene<'_>) -> (usize, bool) {
    let mut came = 0;
    for (index, (asked, (_, frame))) in asked.iter().zip(scene.frames(asked)).enumerate() {
        if !against(index, asked, frame, scene).is_empty() {
            return (came, true);
        }
        came += 1;
    }
    (came, false)
}

fn against(index: usize, asked: &FrameMatch, frame: &Frame, scene: &Scene<'_>) -> Vec<Departure> {
    let mut departures = Vec::new();
    let mut depart = |part, expected, actual| {
        departures.push(one(index, part, expected, actual, Some(frame), scene));
    };
    if let Some(opcode) = asked.opcode.filter(|&opcode| opcode != frame.opcode) {
        let words = |opcode| Side::Text(summary::opcode(opcode));
        depart("opcode", words(opcode), words(frame.opcode));
    }
    let bit = |set| Side::Number(u64::from(set));
    if let Some(fin) = asked.fin.filter(|&fin| fin != frame.fin) {
        depart("fin", bit(fin), bit(frame.fin));
    }
    if let Some(rsv) = asked.rsv.filter(|&rsv| rsv != frame.rsv) {
        depart("rsv", Side::Number(rsv.into()), Side::Number(frame.rsv.into()));
    }
    if let Some(masked) = asked.masked.filter(|&masked| masked != frame.masked) {
        depart("masked", bit(masked), bit(frame.masked));
    }
    // A close frame's payload begins with its code (RFC 6455 5.5.1); what follows is its reason.
    let payload = match frame.close_code() {
        Some(_) => frame.payload.get(2..).unwrap_or_default(),
        None => &frame.payload,
    };
    if let Some(wanted) = &asked.payload
        && !text::holds(wanted, payload, scene)
    {
        depart("payload", text::side(wanted, scene), super::shown(payload));
    }
    let length = u64::try_from(frame.payload.len()).unwrap_or(u64::MAX);
    if let Some(range) = asked.length.filter(|range| !range.contains(length)) {
        depart("length", Side::Text(summary::asked(&range)), Side::Number(length));
    }
    let is_asked = |code: u16| asked.code.contains(&code);
    if !asked.code.is_empty() && !frame.close_code().is_some_and(is_asked) {
        let actual = frame.close_code().map_or(Side::Nothing, |code| Side::Number(code.into()));
        depart("code", Side::Text(summary::asked(&AnyOf(&asked.code))), actual);
    }
    departures
}

fn one(
    index: usize,
    part: &str,
    expected: Side,
    actual: Side,
    frame: Option<&Frame>,
    scene: &Scene<'_>,
) -> Departure {
    let end = scene.until.received;
    Departure {
        kind: FindingKind::Frame { index, part: part.to_owned() },
        expected,
        actual,
        diff: None,
        evidence: Some(Evidence {
            connection: scene.index,
            response: None,
            span: frame.map_or(Span::new(end, end), |frame| frame.span),
        }),
    }
}

#[cfg(test)]
mod tests;
