//! Secrets masked on the wire: in each direction of each connection as one stream, and under what
//! the stream was wrapped in: chunks, folded lines, content codings, WebSocket frames.

use crate::model::bytes::{Bytes, Span};
use crate::model::case::{Action, Case, FrameToSend, Part};
use crate::model::observation::{Connection, Field, Frame, Observation, Response};
use crate::model::secret::{self, Secrets};
use crate::model::template::Variables;
use crate::model::transcript::{EventKind, Transcript};

/// Masks a transcript, of which `observation` is what came back, as it was, and `variables` are the
/// values that the case sent.
pub(super) fn mask(
    secrets: &Secrets,
    case: &Case,
    variables: &Variables,
    observation: &Observation,
    transcript: &mut Transcript,
) {
    let frames = masked_frames(secrets, case, variables);
    let mut was_sent = !frames.is_empty();
    for connection in 0..transcript.connections.len() {
        let mut sent = pieces(transcript, connection, true);
        was_sent |= secrets.mask_pieces(&mut sent);
        for (there, instead) in &frames {
            replace(&mut sent, there, instead);
        }
    }
    for (index, connection) in observation.connections.iter().enumerate() {
        let mut received = pieces(transcript, index, false);
        secrets.mask_pieces(&mut received);
        let wrapped = wrapped(secrets, connection, was_sent);
        secret::cover_pieces(&mut received, &secret::merge(wrapped));
    }
    for event in &mut transcript.events {
        match &mut event.kind {
            EventKind::Connected { peer, local } => {
                *peer = secrets.mask_text(peer);
                *local = secrets.mask_text(local);
            }
            EventKind::ConnectFailed { message, .. }
            | EventKind::SendFailed { message, .. }
            | EventKind::ReadFailed { message } => *message = secrets.mask_text(message),
            EventKind::Secured(handshake) => {
                let certificate = handshake.certificate.iter_mut();
                let words = certificate.flat_map(|shown| [&mut shown.subject, &mut shown.issuer]);
                let asked = handshake.alpn.iter_mut().chain(&mut handshake.sni);
                for text in words.chain(asked) {
                    *text = secrets.mask_text(text);
                }
            }
            // Our own words and numbers; the octets are done.
            _ => {}
        }
    }
}

/// What was sent, or came, on a connection, write by write or read by read.
fn pieces(transcript: &mut Transcript, connection: usize, sent: bool) -> Vec<&mut Bytes> {
    let events = transcript.events.iter_mut().filter(|event| event.connection == connection);
    let bytes = events.filter_map(|event| match &mut event.kind {
        EventKind::Sent { bytes, .. } if sent => Some(bytes),
        EventKind::Received { bytes } if !sent => Some(bytes),
        _ => None,
    });
    bytes.collect()
}

/// The payloads of frames that are sent under a masking key (RFC 6455 5.3) and hold a secret: as they
/// are on the wire, and what to write in their place.
fn masked_frames(secrets: &Secrets, case: &Case, variables: &Variables) -> Vec<(Vec<u8>, Vec<u8>)> {
    let sends = case.steps.iter().filter_map(|step| match &step.action {
        Action::Send(send) => Some(send.head.iter().chain(&send.body)),
        _ => None,
    });
    let frames = sends.flatten().filter_map(|part| match part {
        Part::Frame(FrameToSend { mask: Some(key), payload, .. }) => Some((key, payload)),
        _ => None,
    });
    let masked = frames.filter_map(|(key, payload)| {
        let payload = payload.fill(variables).ok()?;
        let instead = secrets.mask(&payload);
        (instead != payload).then(|| (under(key, &payload), under(key, &instead)))
    });
    masked.collect()
}

fn under(key: &[u8; 4], payload: &[u8]) -> Vec<u8> {
    payload.iter().zip(key.iter().cycle()).map(|(octet, key)| octet ^ key).collect()
}

/// Writes `instead` wherever `there` is, which is as long; a start of it at the end as well.
fn replace(pieces: &mut [&mut Bytes], there: &[u8], instead: &[u8]) {
    let whole: Vec<u8> = pieces.iter().flat_map(|piece| piece.iter().copied()).collect();
    let mut masked = whole.clone();
    for at in 0..whole.len() {
        let rest = whole.get(at..).unwrap_or_default();
        let length = rest.len().min(there.len());
        if length > Secrets::FEWEST && rest.get(..length) == there.get(..length) {
            let (Some(to), Some(from)) = (masked.get_mut(at..at + length), instead.get(..length))
            else {
                continue;
            };
            to.copy_from_slice(from);
        }
    }
    let mut from = masked.as_slice();
    for piece in pieces {
        let (own, rest) = from.split_at_checked(piece.len()).unwrap_or_default();
        piece.0.copy_from_slice(own);
        from = rest;
    }
}

/// Where secrets are in what came, that stand there in no form of their own.
fn wrapped(secrets: &Secrets, connection: &Connection, was_sent: bool) -> Vec<Span> {
    let received = &connection.received;
    let mut spans = Vec::new();
    for response in &connection.responses {
        for field in response.fields.iter().chain(&response.trailers) {
            folded(secrets, received, field, &mut spans);
        }
        body(secrets, received, response, was_sent, &mut spans);
    }
    of_frames(secrets, &connection.frames, was_sent, &mut spans);
    spans
}

/// Secrets that are split over the lines of a folded field value (RFC 9112 5.2).
fn folded(secrets: &Secrets, received: &[u8], field: &Field, spans: &mut Vec<Span>) {
    let (value, from) = (field.value_span.of(received), field.value_span.start);
    if !value.contains(&b'\n') {
        return;
    }
    let is_fold = |octet: &u8| matches!(octet, b'\r' | b'\n' | b' ' | b'\t');
    let octets = value.iter().enumerate().filter(|(_, octet)| !is_fold(octet));
    let places: Vec<Span> = octets.map(|(at, _)| Span::new(from + at, from + at + 1)).collect();
    let joined: Vec<u8> = places.iter().flat_map(|place| place.of(received)).copied().collect();
    map(&places, &secrets.find(&joined), spans);
}

/// Secrets that are split over chunks; all of a body whose coding hides one. A coding that cannot be
/// undone may hide any that the server was sent.
fn body(
    secrets: &Secrets,
    received: &[u8],
    response: &Response,
    was_sent: bool,
    spans: &mut Vec<Span>,
) {
    let body = &response.body;
    let data: Vec<Span> = if body.chunks.is_empty() {
        vec![body.span]
    } else {
        body.chunks.iter().map(|chunk| chunk.data).collect()
    };
    let wire: Vec<u8> = data.iter().flat_map(|span| span.of(received)).copied().collect();
    // A body that is not chunked is masked with the stream it stands in.
    if !body.chunks.is_empty() {
        map(&data, &secrets.find_in_stream(&wire), spans);
    }
    let holds = |octets: &[u8]| !secrets.find_in_stream(octets).is_empty();
    let hidden = match &body.decoded {
        Some(Ok(octets)) => octets != &body.content && holds(octets),
        Some(Err(_)) => was_sent,
        None => {
            was_sent
                && (response.field("Content-Encoding").is_some()
                    || response.field("Transfer-Encoding").is_some_and(|value| {
                        !value.eq_ignore_ascii_case(b"chunked") && wire == body.content
                    }))
        }
    };
    if hidden || (body.content != wire && holds(&body.content)) {
        spans.extend(data);
    }
}

/// Takes spans of what several spans are one after the other back to where they are.
fn map(data: &[Span], found: &[Span], spans: &mut Vec<Span>) {
    let mut from = 0;
    for span in data {
        let to = from + span.len();
        let first = found.partition_point(|found| found.end <= from);
        for found in found.iter().skip(first).take_while(|found| found.start < to) {
            let start = span.start + found.start.max(from) - from;
            spans.push(Span::new(start, span.start + found.end.min(to) - from));
        }
        from = to;
    }
}

/// Secrets that are split over the frames of a message; all of a payload that is masked or
/// compressed (RFC 7692 6) and may hold one.
fn of_frames(secrets: &Secrets, frames: &[Frame], was_sent: bool, spans: &mut Vec<Span>) {
    const COMPRESSED: u8 = 4;
    let payload = |frame: &Frame| {
        Span::new(frame.span.end.saturating_sub(frame.payload.len()), frame.span.end)
    };
    // Control frames may come between those of a message (RFC 6455 5.4).
    let data: Vec<&Frame> = frames.iter().filter(|frame| frame.opcode < 8).collect();
    let message: Vec<u8> = data.iter().flat_map(|frame| frame.payload.iter().copied()).collect();
    let places: Vec<Span> = data.iter().map(|frame| payload(frame)).collect();
    map(&places, &secrets.find_in_stream(&message), spans);
    for frame in frames {
        let is_hidden = frame.masked && !secrets.find(&frame.payload).is_empty();
        let may_be_hidden = frame.rsv & COMPRESSED != 0 && was_sent;
        if is_hidden || may_be_hidden {
            spans.push(payload(frame));
        }
    }
}
