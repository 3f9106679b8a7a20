//! Octets that begin no message: garbage where a response is due, a body where none may be, or
//! anything after the last response. Reading resumes where a line begins as a status line does.

use crate::model::bytes::Span;
use crate::model::grammar::decimal;
use crate::model::observation::{Connection, DeviationKind, Progress};

use super::between::{Begins, Next, strictly};
use super::note::note_once;

/// What octets that begin no message are taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A response is due; they stand in its place.
    Garbage,
    /// The last response has no body, and they follow it.
    Forbidden,
    /// No response is due.
    Stray,
}

impl Kind {
    fn deviation(self) -> DeviationKind {
        match self {
            Self::Garbage => DeviationKind::GarbageBeforeStatusLine,
            Self::Forbidden => DeviationKind::BodyForbidden,
            Self::Stray => DeviationKind::OctetsAfterEnd,
        }
    }
}

/// Reads such octets, looking for the next status line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Excess {
    kind: Kind,
    start: usize,
    since: u64,
    scanned: usize,
    /// Where a status line may begin, as long as that is not known.
    candidate: Option<usize>,
    /// Where the body would end that a Content-Length promised to a response that has none.
    promised: Option<usize>,
    /// How much had been received when a further request was sent.
    asked: Option<usize>,
}

impl Excess {
    /// Octets that start at this offset, the first of which came at `since`.
    pub(super) fn at(start: usize, kind: Kind, since: u64, connection: &mut Connection) -> Self {
        let responses = &mut connection.responses;
        if kind == Kind::Garbage
            && let Some(response) = responses.last_mut()
        {
            response.progress = Progress::Garbage;
            response.head = Span::new(start, start);
        }
        // For garbage the last response is the one begun for it.
        let before = usize::from(kind == Kind::Garbage) + 1;
        let promised = responses
            .len()
            .checked_sub(before)
            .and_then(|index| responses.get(index)?.field("Content-Length"))
            .and_then(|length| usize::try_from(decimal(&length)?).ok()?.checked_add(start));
        let promised = promised.filter(|_| kind != Kind::Stray);
        Self { kind, start, since, scanned: start, candidate: None, promised, asked: None }
    }

    /// A further request was sent when so much had been received: its answer may begin there.
    pub(super) fn request_sent(&mut self, received: usize) {
        self.asked = Some(received);
    }

    /// Reads what came.
    pub(super) fn read(&mut self, connection: &mut Connection, now: u64) -> Next {
        grow(connection, self.kind, self.start);
        let asked = self.asked;
        let Some(at) = self.resumption(&connection.received) else { return Next::More };
        cut(connection, self.kind, self.start, at);
        match self.kind {
            Kind::Garbage if asked == Some(at) => Next::AnswerAfterGarbage(at),
            Kind::Garbage => {
                let (start, first_octet_us) = (self.start, self.since);
                Next::StatusLine { at, start, is_begun: true, first_octet_us }
            }
            Kind::Forbidden | Kind::Stray => {
                Next::StatusLine { at, start: at, is_begun: false, first_octet_us: now }
            }
        }
    }

    /// Where the next status line begins: at the start of a line, or where a promised body ends or
    /// a further request was sent.
    fn resumption(&mut self, received: &[u8]) -> Option<usize> {
        loop {
            if let Some(at) = self.candidate {
                match strictly(received.get(at..).unwrap_or_default()) {
                    Begins::Yes => return Some(at),
                    Begins::NotYet => return None,
                    Begins::No => self.candidate = None,
                }
            }
            let unseen = received.get(self.scanned..)?;
            let lf = unseen.iter().position(|&octet| octet == b'\n');
            let line = lf.map(|offset| self.scanned + offset + 1);
            let limit = line.unwrap_or(received.len());
            let is_near = |at: &usize| (self.scanned..=limit).contains(at);
            let marked = [self.promised, self.asked].into_iter().flatten().filter(is_near).min();
            let Some(at) = marked.or(line) else {
                self.scanned = received.len();
                return None;
            };
            self.promised = self.promised.filter(|&promised| promised != at);
            self.asked = self.asked.filter(|&asked| asked != at);
            (self.candidate, self.scanned) = (Some(at), at);
        }
    }
}

/// Takes all octets from `start` on for what `kind` says.
pub(super) fn grow(connection: &mut Connection, kind: Kind, start: usize) {
    let all = Span::new(start, connection.received.len());
    let Some(response) = connection.responses.last_mut() else { return };
    let deviations = &mut response.deviations;
    let known =
        deviations.iter_mut().rfind(|d| d.kind == kind.deviation() && d.span.start == start);
    match known {
        Some(deviation) => deviation.span = all,
        None => note_once(deviations, kind.deviation(), all),
    }
    match kind {
        Kind::Garbage => {}
        Kind::Forbidden => {
            let seen = Span::new(start.saturating_add(response.body.content.len()), all.end);
            response.body.content.extend_from_slice(seen.of(&connection.received));
            response.body.span = all;
            response.span.end = all.end;
        }
        Kind::Stray => {
            if connection.stray.is_none_or(|stray| stray.start == start) {
                connection.stray = Some(all);
            }
        }
    }
}

/// Takes the octets from `end` on back.
pub(super) fn cut(connection: &mut Connection, kind: Kind, start: usize, end: usize) {
    let rest = Span::new(start, end);
    let Some(response) = connection.responses.last_mut() else { return };
    let is_it = |kind_there, span: Span| kind_there == kind.deviation() && span.start == start;
    if let Some(deviation) = response.deviations.iter_mut().rfind(|d| is_it(d.kind, d.span)) {
        deviation.span = rest;
    }
    response.deviations.retain(|d| !is_it(d.kind, d.span) || !d.span.is_empty());
    match kind {
        Kind::Garbage => {}
        Kind::Forbidden => {
            response.body.content.truncate(rest.len());
            response.body.span = rest;
            response.span.end = end;
        }
        Kind::Stray => {
            if connection.stray.is_some_and(|stray| stray.start == start) {
                connection.stray = Some(rest).filter(|rest| !rest.is_empty());
            }
        }
    }
}
