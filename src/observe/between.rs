//! What stands between two messages: nothing, empty lines, or octets that begin no message.

use crate::model::bytes::Span;
use crate::model::expectation::FramingKind;
use crate::model::observation::{Connection, Deviation, DeviationKind, Progress};

use super::connection::{begun, is_awaited};
use super::excess::{Excess, Kind, cut, grow};
use super::note::note_once;

/// Reads the octets after a message until it is known what they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Between {
    start: usize,
    /// How far white space goes.
    scanned: usize,
    /// When the first octet came.
    since: Option<u64>,
    /// Whether a response was begun on the strength of octets that may yet begin none.
    is_begun: bool,
    /// What the octets were taken for as long as it was not known better.
    taken_for: Option<Kind>,
}

/// What octets outside of a message turned out to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Next {
    /// Not known yet.
    More,
    /// A status line begins.
    StatusLine {
        /// Where.
        at: usize,
        /// Where the response starts, with the octets before its status line.
        start: usize,
        /// Whether there is a response for it in the list already.
        is_begun: bool,
        /// When the first of its octets came.
        first_octet_us: u64,
    },
    /// They begin no message.
    Excess(Excess),
    /// What came before this offset answered a request in no way that HTTP knows; the status line
    /// that begins here came after a later request.
    AnswerAfterGarbage(usize),
}

/// Whether octets begin a status line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begins {
    /// They do.
    Yes,
    /// They do not.
    No,
    /// They are too few to tell.
    NotYet,
}

impl Between {
    /// After the message that ends at this offset.
    pub(super) fn at(start: usize) -> Self {
        Self { start, scanned: start, since: None, is_begun: false, taken_for: None }
    }

    /// Reads what came.
    pub(super) fn read(&mut self, connection: &mut Connection, answered: usize, now: u64) -> Next {
        if connection.received.len() <= self.start {
            return Next::More;
        }
        let since = *self.since.get_or_insert(now);
        if let Some(kind) = self.taken_for.take() {
            cut(connection, kind, self.start, self.start);
        }
        let unseen = connection.received.get(self.scanned..).unwrap_or_default();
        self.scanned += unseen.iter().take_while(|octet| is_space(**octet)).count();
        let rest = connection.received.get(self.scanned..).unwrap_or_default();

        let begins = loosely(rest);
        if begins == Begins::Yes {
            let (at, start, is_begun) = (self.scanned, self.start, self.is_begun);
            return Next::StatusLine { at, start, is_begun, first_octet_us: since };
        }
        let kind = if self.is_begun {
            Kind::Garbage
        } else if ended_without_body(connection) {
            Kind::Forbidden
        } else if is_awaited(connection, answered) {
            Kind::Garbage
        } else {
            Kind::Stray
        };
        if kind == Kind::Garbage && !self.is_begun {
            let response = begun(connection, answered, self.start, since);
            connection.responses.push(response);
            self.is_begun = true;
        }
        if begins == Begins::No {
            return Next::Excess(Excess::at(self.start, kind, since, connection));
        }
        if kind != Kind::Garbage {
            grow(connection, kind, self.start);
            self.taken_for = Some(kind);
        }
        Next::More
    }
}

/// Notes what stands before a status line.
pub(super) fn note_before(received: &[u8], before: Span, deviations: &mut Vec<Deviation>) {
    let is_noted = deviations.iter().any(|d| d.kind == DeviationKind::GarbageBeforeStatusLine);
    if before.is_empty() || is_noted {
        return;
    }
    let is_line_ends = before.of(received).iter().all(|octet| matches!(octet, b'\r' | b'\n'));
    let kind = if is_line_ends {
        DeviationKind::EmptyLineBeforeStatusLine
    } else {
        DeviationKind::GarbageBeforeStatusLine
    };
    note_once(deviations, kind, before);
}

/// Whether the last response is whole, and one that has no body whatever its fields say. An
/// interim one counts as none: what follows it is the final response, or should be.
fn ended_without_body(connection: &Connection) -> bool {
    connection.responses.last().is_some_and(|response| {
        response.progress == Progress::Complete
            && response.framing == FramingKind::None
            && !response.is_interim()
    })
}

fn is_space(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t' | b'\r' | b'\n')
}

/// `HTTP/` in any case: where a response is due, it is one, however wrong.
fn loosely(octets: &[u8]) -> Begins {
    begins(octets, 5, |known, octet| known.eq_ignore_ascii_case(&octet))
}

/// `HTTP/` and a digit: where no response is due, or after garbage.
pub(super) fn strictly(octets: &[u8]) -> Begins {
    begins(
        octets,
        6,
        |known, octet| {
            if known == b'1' { octet.is_ascii_digit() } else { known == octet }
        },
    )
}

fn begins(octets: &[u8], length: usize, is_same: impl Fn(u8, u8) -> bool) -> Begins {
    let known = b"HTTP/1".iter().take(length);
    if !known.zip(octets).all(|(known, octet)| is_same(*known, *octet)) {
        Begins::No
    } else if octets.len() < length {
        Begins::NotYet
    } else {
        Begins::Yes
    }
}
