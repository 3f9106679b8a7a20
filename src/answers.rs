//! What a target answered, read from a recorded transcript, and what differs between two answers to
//! the same octets.
//!
//! What varies by nature is no difference: times, what is made with random octets, the port that the
//! target happens to listen on. [`vary`] holds the list, with the reason of each.

mod alias;
mod body;
mod fields;
mod message;
pub mod nature;
pub mod vary;

use crate::model::answer::{
    Answer, AnswerChange, AnswerElement, AnswerEnd, AnswerFrame, AnswerMessage,
};
use crate::model::bytes::{Bytes, Span};
use crate::model::finding::Side;
use crate::model::observation::{Connection, Ending, Frame, Progress, Response};
use crate::model::transcript::{Event, EventKind, Transcript};
use crate::observe::observe;

/// How many changes of one exchange are told.
const MOST_CHANGES: usize = 1000;
/// How many characters of a connection's name are told.
const MOST_NAME: usize = 200;

/// What the target answered, an [`Answer`] for each connection, in their order.
#[must_use]
pub fn answers(transcript: &Transcript) -> Vec<Answer> {
    let observation = observe(transcript);
    let mut events: Vec<Vec<&Event>> = vec![Vec::new(); observation.connections.len()];
    for event in &transcript.events {
        if let Some(events) = events.get_mut(event.connection) {
            events.push(event);
        }
    }
    let connections = observation.connections.iter().zip(&events);
    let mut answers: Vec<Answer> = connections
        .map(|(connection, events)| of_connection(transcript.started_unix_ms, events, connection))
        .collect();
    alias::note_created(&mut answers);
    answers
}

/// What differs, element by element, connection by connection; nothing where only that differs which
/// varies by nature or was not looked at in one of the two.
#[must_use]
pub fn changes(old: &[Answer], new: &[Answer]) -> Vec<AnswerChange> {
    let mut changes = Vec::new();
    let nothing = Answer::default();
    for index in 0..old.len().max(new.len()) {
        let (before, after) = (old.get(index), new.get(index));
        let name = &before.or(after).unwrap_or(&nothing).connection;
        let name: String = name.chars().take(MOST_NAME).collect();
        let (before, after) = (before.unwrap_or(&nothing), after.unwrap_or(&nothing));
        of_two_connections(before, after, &mut |response, element, old, new| {
            if changes.len() < MOST_CHANGES {
                let connection = name.clone();
                changes.push(AnswerChange { connection, response, element, old, new });
            }
        });
    }
    changes
}

/// Takes one change: which response, which element, both sides.
type Tell<'a> = dyn FnMut(Option<usize>, AnswerElement, Side, Side) + 'a;

fn of_connection(started_unix_ms: u64, events: &[&Event], connection: &Connection) -> Answer {
    let received_cut =
        events.iter().any(|e| e.omitted > 0 && matches!(e.kind, EventKind::Received { .. }));
    let sent_cut = events.iter().any(|e| e.omitted > 0 && matches!(e.kind, EventKind::Sent { .. }));
    let mut answer = Answer {
        connection: connection.name.clone(),
        end: end(events, connection.ending),
        cut: received_cut || sent_cut,
        ..Answer::default()
    };
    alias::note_addresses(events, connection, &mut answer);
    let octets = |span: Span| Bytes::from(span.of(&connection.received));
    for (at, response) in connection.responses.iter().enumerate() {
        let is_last = at + 1 == connection.responses.len();
        // After an end that was not waited for, or is not in the results, more may have come.
        let unfinished = is_last && !response.is_complete();
        let cut = unfinished && (received_cut || answer.end == AnswerEnd::Unseen);
        let came_us = started_unix_ms.saturating_mul(1000);
        let came_us = came_us.saturating_add(response.first_octet_us);
        let came_unix = i64::try_from(came_us / 1_000_000).unwrap_or(i64::MAX);
        let message = message_of(response, octets);
        answer.responses.push(AnswerMessage { cut, came_unix, ..message });
    }
    answer.frames = connection.frames.iter().filter(|f| f.complete).map(frame_of).collect();
    answer.stray = connection.stray.map(octets).unwrap_or_default();
    answer
}

fn message_of(response: &Response, octets: impl Fn(Span) -> Bytes) -> AnswerMessage {
    let line = &response.status_line;
    let lines = |fields: &[crate::model::observation::Field]| {
        fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect()
    };
    let is_garbage = matches!(response.progress, Progress::Garbage);
    let mut deviations = Vec::new();
    for deviation in &response.deviations {
        if !deviations.contains(&deviation.kind) {
            deviations.push(deviation.kind);
        }
    }
    AnswerMessage {
        status_line: octets(if is_garbage || line.line.is_empty() {
            response.span
        } else {
            line.line
        }),
        version: octets(line.version),
        code: octets(line.code),
        reason: octets(line.reason),
        interim: response.is_interim(),
        fields: lines(&response.fields),
        trailers: lines(&response.trailers),
        framing: response.framing,
        progress: response.progress,
        body: response.body.plain().into(),
        cut: false,
        came_unix: 0,
        deviations,
    }
}

fn frame_of(frame: &Frame) -> AnswerFrame {
    let mut head = match frame.opcode {
        0 => "continuation".to_owned(),
        1 => "text".to_owned(),
        2 => "binary".to_owned(),
        8 => "close".to_owned(),
        9 => "ping".to_owned(),
        10 => "pong".to_owned(),
        other => format!("opcode {other}"),
    };
    for (is_so, word) in [
        (!frame.fin, " not final".to_owned()),
        (frame.masked, " masked".to_owned()),
        (frame.rsv > 0, format!(" rsv {}", frame.rsv)),
        (!frame.shortest_length, " longer length than needed".to_owned()),
    ] {
        if is_so {
            head.push_str(&word);
        }
    }
    AnswerFrame { head, payload: frame.payload.clone() }
}

/// What became of a connection. Where we closed it, it was open only if we had waited before.
fn end(events: &[&Event], ending: Option<Ending>) -> AnswerEnd {
    match ending {
        Some(Ending::Fin) => AnswerEnd::Closed,
        Some(Ending::Reset) => AnswerEnd::Reset,
        Some(Ending::NotConnected) => AnswerEnd::NotConnected,
        Some(Ending::TooManyBytes) => AnswerEnd::TooMuch,
        Some(Ending::Failed) => AnswerEnd::Failed,
        Some(Ending::TimedOut) => AnswerEnd::Open,
        Some(Ending::ClosedByUs) | None => {
            let waited = events
                .iter()
                .rev()
                .take_while(|event| !matches!(event.kind, EventKind::Received { .. }))
                .any(|event| {
                    matches!(event.kind, EventKind::Quiet { .. } | EventKind::TimedOut { .. })
                });
            if waited { AnswerEnd::Open } else { AnswerEnd::Unseen }
        }
    }
}

fn of_two_connections(old: &Answer, new: &Answer, tell: &mut Tell<'_>) {
    // A response that one side lacks is a change only where that side's end was seen.
    let may_lack = |answer: &Answer| answer.cut || answer.end == AnswerEnd::Unseen;
    let (old_finals, new_finals) = (finals(&old.responses), finals(&new.responses));
    for place in 0..old_finals.len().max(new_finals.len()) {
        let (before, after) = (old_finals.get(place), new_finals.get(place));
        let most = before.map_or(0, |group| group.len()).max(after.map_or(0, |group| group.len()));
        // Interim responses of the group, then its final one: from the end, so that those pair.
        for back in (0..most).rev() {
            let of = |group: Option<&Vec<usize>>| {
                let group = group?;
                group.len().checked_sub(back + 1).and_then(|at| group.get(at)).copied()
            };
            let (was, is) = (of(before), of(after));
            let line = |answer: &Answer, at: usize| match answer.responses.get(at) {
                Some(message) => Side::Bytes(body::excerpt(&message.status_line)),
                None => Side::Nothing,
            };
            match (was, is) {
                (Some(was), Some(is)) => message::changes(old, was, new, is, tell),
                (Some(was), None) if back > 0 || !may_lack(new) => {
                    tell(Some(was), AnswerElement::Response, line(old, was), Side::Nothing);
                }
                (None, Some(is)) if back > 0 || !may_lack(old) => {
                    tell(Some(is), AnswerElement::Response, Side::Nothing, line(new, is));
                }
                _ => {}
            }
        }
    }
    for index in 0..old.frames.len().max(new.frames.len()) {
        let (was, is) = (old.frames.get(index), new.frames.get(index));
        let same = match (was, is) {
            (Some(was), Some(is)) => {
                was.head == is.head && body::same(&was.payload, old, &is.payload, new)
            }
            (Some(_), None) => may_lack(new),
            (None, _) => may_lack(old),
        };
        if !same {
            tell(None, AnswerElement::Frame { index }, frame_side(was), frame_side(is));
        }
    }
    if !old.cut && !new.cut && !body::same(&old.stray, old, &new.stray, new) {
        let side = |octets: &Bytes| match octets.is_empty() {
            true => Side::Nothing,
            false => Side::Bytes(body::excerpt(octets)),
        };
        tell(None, AnswerElement::Stray, side(&old.stray), side(&new.stray));
    }
    let is_seen = |end| end != AnswerEnd::Unseen;
    if old.end != new.end && is_seen(old.end) && is_seen(new.end) {
        let side = |end| Side::Text(end_words(end).to_owned());
        tell(None, AnswerElement::End, side(old.end), side(new.end));
    }
}

/// The responses in groups: the indices of interim ones and of the final one that they precede.
/// Interim ones at the end have a group of their own.
fn finals(responses: &[AnswerMessage]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut open = false;
    for (index, response) in responses.iter().enumerate() {
        match groups.last_mut() {
            Some(group) if open => group.push(index),
            _ => groups.push(vec![index]),
        }
        open = response.interim;
    }
    groups
}

fn frame_side(frame: Option<&AnswerFrame>) -> Side {
    frame.map_or(Side::Nothing, |frame| {
        let head = Bytes::from(frame.head.as_str());
        Side::Fields(vec![(head, body::excerpt(&frame.payload))])
    })
}

fn end_words(end: AnswerEnd) -> &'static str {
    match end {
        AnswerEnd::Unseen => "not seen",
        AnswerEnd::Open => "open",
        AnswerEnd::Closed => "closed",
        AnswerEnd::Reset => "reset",
        AnswerEnd::NotConnected => "not made",
        AnswerEnd::TooMuch => "more than is read",
        AnswerEnd::Failed => "reading failed",
    }
}

#[cfg(test)]
mod tests;
