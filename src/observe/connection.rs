//! What one connection received, read as its octets come: a state for each place in a message.

use crate::model::bytes::Span;
use crate::model::expectation::FramingKind;
use crate::model::grammar::list_has;
use crate::model::observation::{
    Body, Connection, DeviationKind, Ending, Progress, Response, StatusLine,
};

use super::between::{self, Between, Next};
use super::chunked::{self, Chunked, Outcome};
use super::coding;
use super::excess::Excess;
use super::field_section::{FieldSection, Place};
use super::frames::Frames;
use super::framing::{self, Length};
use super::lines::Lines;
use super::note::note_once;
use super::request::SentRequests;
use super::status_line;

/// How many responses of one connection are read; what follows them is left unread.
pub(super) const MOST_RESPONSES: usize = 4096;

/// Reads one connection.
#[derive(Debug)]
pub(super) struct Reader {
    state: State,
    sent: SentRequests,
    /// How many requests have their final response.
    answered: usize,
    /// How many octets may still be made by undoing codings.
    decoding_budget: u64,
}

#[derive(Debug)]
enum State {
    /// After a message, before the next.
    Between(Between),
    StatusLine(Lines),
    Header(FieldSection),
    /// Within a body of known length: where it goes on, how many octets are missing.
    Octets {
        at: usize,
        missing: u64,
    },
    Chunked(Chunked),
    /// Within a body that the close ends, or one whose end cannot be told: where it goes on.
    UntilClose {
        at: usize,
    },
    /// After the chunked coding broke.
    Broken,
    /// Within octets that begin no message.
    Excess(Excess),
    Frames(Frames),
    /// HTTP is over on this connection: a tunnel, another protocol, or too many responses.
    Over,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            state: State::Between(Between::at(0)),
            sent: SentRequests::default(),
            answered: 0,
            decoding_budget: coding::MOST_OCTETS,
        }
    }
}

impl Reader {
    /// Takes the bytes of one write.
    pub(super) fn sent(&mut self, connection: &mut Connection, bytes: &[u8], starts: bool) {
        if matches!(self.state, State::Frames(_) | State::Over) && !starts {
            return;
        }
        let known = connection.requests.len();
        self.sent.feed(bytes, starts, &mut connection.requests);
        if connection.requests.len() > known
            && let State::Excess(excess) = &mut self.state
        {
            excess.request_sent(connection.received.len());
        }
    }

    /// Takes the bytes of one read, at this time.
    pub(super) fn received(&mut self, connection: &mut Connection, bytes: &[u8], now: u64) {
        self.sent.settle(&mut connection.requests);
        connection.received.extend_from_slice(bytes);
        while self.step(connection, now) {}
        if let Some(response) = connection.responses.last_mut()
            && !response.is_complete()
        {
            response.span.end = connection.received.len();
            if response.progress == Progress::InHead {
                response.head.end = connection.received.len();
            }
        }
    }

    /// Takes the end of the connection.
    pub(super) fn ended(&mut self, connection: &mut Connection, ending: Ending) {
        let Some(response) = connection.responses.last_mut() else { return };
        let was_cut = matches!(ending, Ending::Fin | Ending::Reset | Ending::Failed);
        match self.state {
            // RFC 9112 8: a close is the end that such a body has; an error is none.
            State::UntilClose { .. }
                if ending == Ending::Fin && response.progress == Progress::InBody =>
            {
                let now = connection.last_received_us;
                self.complete(connection, now);
            }
            State::Octets { .. } | State::Chunked(_) if was_cut => {
                chunked::note_truncated(&mut response.deviations, response.body.span);
            }
            _ => {}
        }
    }

    /// Reads one element. `false` where more octets are needed.
    fn step(&mut self, connection: &mut Connection, now: u64) -> bool {
        match &mut self.state {
            State::Between(between) => {
                let next = between.read(connection, self.answered, now);
                self.next(connection, next)
            }
            State::Excess(excess) => {
                let next = excess.read(connection, now);
                self.next(connection, next)
            }
            State::StatusLine(lines) => {
                let Connection { received, responses, .. } = connection;
                let Some(response) = responses.last_mut() else { return false };
                let Some(line) = lines.next(received) else { return false };
                let deviations = &mut response.deviations;
                if line.ends_in_bare_lf() {
                    note_once(deviations, DeviationKind::BareLf, line.end);
                }
                if let Some(after) =
                    deviations.iter_mut().find(|d| d.kind == DeviationKind::OctetsAfterEnd)
                {
                    after.span = line.text;
                }
                response.status_line = status_line::read(received, line.text, deviations);
                self.state = State::Header(FieldSection::at(line.end.end, Place::Header));
                true
            }
            State::Header(section) => {
                let Connection { received, responses, .. } = connection;
                let Some(response) = responses.last_mut() else { return false };
                let Response { fields, deviations, .. } = response;
                let Some(end) = section.read(received, fields, deviations) else { return false };
                self.head_ended(connection, end, now);
                true
            }
            State::Octets { at, missing } => {
                let Connection { received, responses, .. } = connection;
                let Some(response) = responses.last_mut() else { return false };
                let there = received.get(*at..).unwrap_or_default();
                let wanted = usize::try_from(*missing).unwrap_or(usize::MAX);
                let came = there.get(..wanted).unwrap_or(there);
                response.body.content.extend_from_slice(came);
                *at += came.len();
                *missing -= came.len() as u64;
                response.body.span.end = *at;
                if *missing > 0 {
                    return false;
                }
                self.complete(connection, now);
                true
            }
            State::Chunked(chunked) => {
                let Connection { received, responses, .. } = connection;
                let Some(response) = responses.last_mut() else { return false };
                let outcome = chunked.read(received, response);
                response.body.span.end = received.len();
                match outcome {
                    Outcome::More => false,
                    Outcome::Complete(end) => {
                        response.body.span.end = end;
                        self.complete(connection, now);
                        true
                    }
                    Outcome::Broken => {
                        response.progress = Progress::Unframed;
                        self.state = State::Broken;
                        false
                    }
                }
            }
            State::UntilClose { at } => {
                let Connection { received, responses, .. } = connection;
                let Some(response) = responses.last_mut() else { return false };
                let came = received.get(*at..).unwrap_or_default();
                response.body.content.extend_from_slice(came);
                *at = received.len();
                response.body.span.end = *at;
                false
            }
            State::Broken => {
                if let Some(response) = connection.responses.last_mut() {
                    response.body.span.end = connection.received.len();
                }
                false
            }
            State::Frames(frames) => {
                frames.read(&connection.received, &mut connection.frames, now);
                false
            }
            State::Over => false,
        }
    }

    /// Goes on with what the octets after a message turned out to be.
    fn next(&mut self, connection: &mut Connection, next: Next) -> bool {
        match next {
            Next::More => false,
            Next::Excess(excess) => {
                self.state = State::Excess(excess);
                true
            }
            // The octets before were an answer of their own; a later request has this one.
            Next::AnswerAfterGarbage(at) => {
                if let Some(response) = connection.responses.last_mut() {
                    response.span.end = at;
                    self.answered += usize::from(response.request.is_some());
                }
                self.state = State::Between(Between::at(at));
                true
            }
            Next::StatusLine { at, start, is_begun, first_octet_us } => {
                if !is_begun && connection.responses.len() >= MOST_RESPONSES {
                    self.state = State::Over;
                    return false;
                }
                if !is_begun {
                    let is_awaited = is_awaited(connection, self.answered);
                    connection.responses.push(begun(
                        connection,
                        self.answered,
                        start,
                        first_octet_us,
                    ));
                    if let Some(response) = connection.responses.last_mut()
                        && !is_awaited
                        && !self.sent.has_leftover()
                    {
                        // The status line, once it is there.
                        let place = Span::new(at, at.saturating_add(5));
                        note_once(&mut response.deviations, DeviationKind::OctetsAfterEnd, place);
                    }
                }
                if let Some(response) = connection.responses.last_mut() {
                    response.progress = Progress::InHead;
                    response.head.start = at;
                    let before = Span::new(start, at);
                    between::note_before(&connection.received, before, &mut response.deviations);
                }
                self.state = State::StatusLine(Lines::at(at));
                true
            }
        }
    }

    fn head_ended(&mut self, connection: &mut Connection, end: usize, now: u64) {
        let Connection { received, responses, requests, .. } = connection;
        let Some(response) = responses.last_mut() else { return };
        response.head.end = end;
        response.head_us = now;
        response.body.span = Span::new(end, end);
        // RFC 9110 15.5.9: a server may say that it gives up waiting for a request.
        if response.status() == Some(408) {
            response.deviations.retain(|d| d.kind != DeviationKind::OctetsAfterEnd);
        }
        let request = response.request.and_then(|index| requests.get(index));
        let framing = framing::decide(received, response, request);
        (response.framing, response.framing_rule) = (framing.kind, framing.rule);
        response.progress = Progress::InBody;
        match framing.length {
            Length::None | Length::Octets(0) => self.complete(connection, now),
            Length::Octets(missing) => self.state = State::Octets { at: end, missing },
            Length::Chunked => self.state = State::Chunked(Chunked::at(end)),
            Length::UntilClose => self.state = State::UntilClose { at: end },
            Length::Unknown => {
                response.progress = Progress::Unframed;
                self.state = State::UntilClose { at: end };
            }
        }
    }

    /// Ends the last response where its own framing ends it.
    fn complete(&mut self, connection: &mut Connection, now: u64) {
        let Connection { responses, requests, .. } = connection;
        let Some(response) = responses.last_mut() else { return };
        response.progress = Progress::Complete;
        response.end_us = now;
        response.span.end = response.body.span.end;
        coding::decode(response, &mut self.decoding_budget);
        if !response.is_interim() && response.request.is_some() {
            self.answered += 1;
        }
        let end = response.span.end;
        let request = response.request.and_then(|index| requests.get(index));
        let upgrade = response.field("Upgrade").or_else(|| request?.field("Upgrade"));
        let status = response.status().unwrap_or_default();
        self.state = if status == 101 && upgrade.is_some_and(|u| list_has(&u, "websocket")) {
            State::Frames(Frames::at(end))
        } else if status == 101 || framing::makes_tunnel(request, status) {
            State::Over
        } else {
            State::Between(Between::at(end))
        };
    }
}

/// Whether a response may come now: a request has no final one yet, or none was begun at all.
pub(super) fn is_awaited(connection: &Connection, answered: usize) -> bool {
    answered < connection.requests.len()
        || connection.responses.last().is_none_or(Response::is_interim)
}

/// A response of which nothing is known but where it starts and which request it answers.
pub(super) fn begun(
    connection: &Connection,
    answered: usize,
    start: usize,
    first_octet_us: u64,
) -> Response {
    let at_start = Span::new(start, start);
    Response {
        span: at_start,
        head: at_start,
        status_line: StatusLine {
            line: at_start,
            version: at_start,
            code: at_start,
            reason: at_start,
            status: None,
        },
        fields: Vec::new(),
        framing: FramingKind::Close,
        framing_rule: 0,
        body: Body { span: at_start, ..Body::default() },
        trailers: Vec::new(),
        deviations: Vec::new(),
        progress: Progress::InHead,
        // RFC 9112 9.2: the first request that has no final response yet.
        request: Some(answered).filter(|&index| index < connection.requests.len()),
        first_octet_us,
        head_us: 0,
        end_us: 0,
    }
}
