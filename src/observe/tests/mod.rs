//! Raw bytes in, observations out: tables of answers, and what holds for every one of them however
//! it comes in segments and however it is spoilt.

mod answers;
mod events;
mod properties;

use crate::model::bytes::{Bytes, escape};
use crate::model::observation::{Deviation, Observation, Progress, Response};
use crate::model::transcript::{Event, EventKind, Transcript};
use crate::observe::Observer;

/// An exchange on one connection: what was sent, what came, how it ended, and what is observed.
struct Row {
    name: &'static str,
    /// Methods, or whole requests where there is a space; each in a write of its own.
    sent: &'static [&'static str],
    received: &'static [u8],
    /// `EventKind::Fin`, `Reset`, …, where it ended.
    ending: Option<EventKind>,
    /// One line for each response, see [`shown`]; strays and frames after them.
    want: &'static [&'static str],
}

fn event(kind: EventKind) -> Event {
    Event { at_us: 0, connection: 0, step: 0, omitted: 0, kind }
}

fn sent(request: &str) -> Event {
    let bytes = if request.contains(' ') {
        request.to_owned()
    } else {
        format!("{request} / HTTP/1.1\r\nHost: x\r\n\r\n")
    };
    event(EventKind::Sent { bytes: Bytes::from(&*bytes), request: true })
}

fn came(bytes: &[u8]) -> Event {
    event(EventKind::Received { bytes: Bytes::from(bytes) })
}

/// The events of a row whose octets come in these pieces.
fn events<'a>(row: &Row, pieces: impl Iterator<Item = &'a [u8]>) -> Vec<Event> {
    let sent = row.sent.iter().map(|request| sent(request));
    sent.chain(pieces.map(came)).chain(row.ending.clone().map(event)).collect()
}

fn observed(events: Vec<Event>) -> Observation {
    let transcript =
        Transcript { connections: vec!["main".to_owned()], events, ..Transcript::default() };
    crate::observe::observe(&transcript)
}

/// An observation in one line for each response, stray and frame.
fn shown(observation: &Observation) -> Vec<String> {
    let Some(connection) = observation.connections.first() else { return Vec::new() };
    let received = &connection.received;
    let mut lines: Vec<String> =
        connection.responses.iter().map(|response| shown_response(response, received)).collect();
    lines.extend(connection.stray.map(|stray| format!("stray {}", escape(stray.of(received)))));
    lines.extend(connection.frames.iter().map(|frame| {
        let cut = if frame.complete { "" } else { " cut" };
        format!("frame {} {}{cut}", frame.opcode, escape(&frame.payload))
    }));
    lines
}

/// `200 ContentLength/6 Complete #0 hello {Trailer: x} [BareLf \n]`, parts left out where they say
/// nothing.
fn shown_response(response: &Response, received: &[u8]) -> String {
    let mut words = vec![response.status().map_or("-".to_owned(), |status| status.to_string())];
    if !matches!(response.progress, Progress::Garbage | Progress::InHead) {
        words.push(format!("{:?}/{}", response.framing, response.framing_rule));
    }
    words.push(format!("{:?}", response.progress));
    words.extend(response.request.map(|index| format!("#{index}")));
    words.extend(Some(escape(&response.body.content)).filter(|content| !content.is_empty()));
    words.extend(
        response
            .trailers
            .iter()
            .map(|field| format!("{{{}: {}}}", escape(&field.name), escape(&field.value))),
    );
    words.extend(response.deviations.iter().map(|deviation: &Deviation| {
        format!("[{:?} {}]", deviation.kind, escape(deviation.span.of(received)))
    }));
    words.join(" ")
}

/// The last state of an observer that sees these events one by one.
fn observer(events: &[Event]) -> Observer {
    let mut observer = Observer::new();
    for event in events {
        observer.see(&["main".to_owned()], event);
    }
    observer
}
