//! What one `expect:` step is judged on: the part of an observation that is its own.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::model::expectation::{FrameMatch, FramingKind};
use crate::model::finding::Evidence;
use crate::model::observation::{Connection, Ending, Frame, Progress, Response};
use crate::model::template::{Template, Variables};

/// How far a connection had come at the moment that is judged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Until {
    /// Octets received.
    pub(super) received: usize,
    /// How it had ended, where it had.
    pub(super) ending: Option<Ending>,
    /// The longest quiet period of the step, in microseconds.
    pub(super) quiet_us: u64,
    /// When the last octet had been sent.
    pub(super) last_sent_us: u64,
}

/// What earlier steps took from a connection.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cursor {
    /// The first response that no step has taken.
    pub(super) response: usize,
    /// The first frame that no step has taken.
    pub(super) frame: usize,
    /// The first octet that no step has taken.
    pub(super) octet: usize,
    /// Whether the last octet taken ended a complete final response and nothing was sent since: a
    /// reset is then the end of an answered connection and not the answer.
    pub(super) answered: bool,
}

/// The responses that have a name, each with its connection's index and its own.
pub(super) type Named<'a> = BTreeMap<&'a str, (usize, usize)>;

/// One step's view.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    /// The connections, for comparisons with named responses.
    pub(super) connections: &'a [Connection],
    /// The step's connection, by index.
    pub(super) index: usize,
    /// The step's connection.
    pub(super) connection: &'a Connection,
    /// What earlier steps took.
    pub(super) from: Cursor,
    /// How far it had come.
    pub(super) until: Until,
    /// The responses that earlier steps named.
    pub(super) named: Named<'a>,
    /// Values for `{{name}}`.
    pub(super) variables: &'a Variables,
    /// When the exchange began, where it is known: while it runs, it is not.
    pub(super) started_unix_ms: Option<u64>,
    /// Whether what differs is worked out, which can take a while: for the one outcome that is
    /// reported, and never while the exchange runs.
    pub(super) explains: Cell<bool>,
    /// The first trouble with the case itself met while judging: a variable without a value.
    pub(super) trouble: RefCell<Option<String>>,
}

/// The opcode of a Ping.
const PING: u8 = 9;

impl<'a> Scene<'a> {
    /// The responses that are this step's or a later one's, with their indices.
    pub(super) fn responses(&self) -> impl Iterator<Item = (usize, &'a Response)> + use<'a> {
        let received = self.until.received;
        self.connection
            .responses
            .iter()
            .enumerate()
            .skip(self.from.response)
            .take_while(move |(_, response)| response.span.start < received)
    }

    /// The next final response, whole or not.
    pub(super) fn final_response(&self) -> Option<(usize, &'a Response)> {
        self.responses().find(|(_, response)| !response.is_interim())
    }

    /// The complete interim responses that come before the next final one.
    pub(super) fn interim(&self) -> impl Iterator<Item = (usize, &'a Response)> {
        self.responses()
            .take_while(|(_, response)| response.is_interim())
            .filter(|(_, response)| self.progress(response) == Progress::Complete)
    }

    /// How much of a response had come.
    pub(super) fn progress(&self, response: &Response) -> Progress {
        if response.progress != Progress::Complete {
            return response.progress;
        }
        // A body that ends with the connection is complete only once that has ended.
        let open = response.framing == FramingKind::Close && self.until.ending.is_none();
        if response.head.end > self.until.received {
            Progress::InHead
        } else if open || response.span.end > self.until.received {
            Progress::InBody
        } else {
            Progress::Complete
        }
    }

    /// The complete frames that are this step's or a later one's, with their indices. A Ping may come
    /// at any time (RFC 6455 5.5.2): where none is asked for it is passed over.
    pub(super) fn frames(
        &self,
        asked: &[FrameMatch],
    ) -> impl Iterator<Item = (usize, &'a Frame)> + use<'a> {
        let received = self.until.received;
        let pings = asked.iter().any(|asked| asked.opcode == Some(PING));
        let frames = self.connection.frames.iter().enumerate().skip(self.from.frame);
        frames
            .take_while(move |(_, frame)| frame.complete && frame.span.end <= received)
            .filter(move |(_, frame)| pings || frame.opcode != PING)
    }

    /// The response of that name.
    pub(super) fn named(&self, name: &str) -> Option<&'a Response> {
        let &(connection, response) = self.named.get(name)?;
        self.connections.get(connection)?.responses.get(response)
    }

    /// Where in the received octets something about a response is.
    pub(super) fn evidence(
        &self,
        response: usize,
        span: crate::model::bytes::Span,
    ) -> Option<Evidence> {
        Some(Evidence { connection: self.index, response: Some(response), span })
    }

    /// The octets of a template; `None`, and noted as trouble, where a variable has no value.
    pub(super) fn fill(&self, template: &Template) -> Option<Vec<u8>> {
        match template.fill(self.variables) {
            Ok(octets) => Some(octets),
            Err(name) => {
                self.note(format!("the variable `{name}` has no value"));
                None
            }
        }
    }

    /// Notes trouble with the case itself.
    pub(super) fn note(&self, trouble: String) {
        self.trouble.borrow_mut().get_or_insert(trouble);
    }
}
