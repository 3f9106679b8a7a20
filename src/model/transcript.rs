//! What happened on the wire, in order, with times: the evidence that everything else is made of.

use serde::{Deserialize, Serialize};

use crate::model::bytes::Bytes;
use crate::model::case::CloseKind;
use crate::model::tls::Handshake;

/// All that happened in one exchange.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// When the exchange began, in milliseconds since 1970-01-01 UTC.
    pub started_unix_ms: u64,
    /// The connections, in the order in which they were opened. An event names one by index.
    pub connections: Vec<String>,
    /// The events, in the order in which they happened.
    pub events: Vec<Event>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Microseconds since the exchange began.
    pub at_us: u64,
    /// Index into [`Transcript::connections`].
    pub connection: usize,
    /// The step that was under way, by its index in the case.
    pub step: usize,
    /// How many octets that were sent or came in this event are not in it; 0 where all are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub omitted: usize,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

// By reference, because serde asks for it so.
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum EventKind {
    /// The connection was made.
    Connected {
        /// The peer's address, or the socket's path.
        peer: String,
        /// Our own address; empty for a Unix socket.
        local: String,
    },
    /// TLS was set up on it.
    Secured(Box<Handshake>),
    /// The connection could not be made.
    ConnectFailed {
        /// Why.
        failure: ConnectFailure,
        /// The system's words.
        message: String,
    },
    /// Bytes were handed to the system in one write.
    Sent {
        /// The bytes.
        bytes: Bytes,
        /// Whether a request of the case starts with this write.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        request: bool,
    },
    /// A write failed: the peer had closed or reset.
    SendFailed {
        /// The system's words.
        message: String,
        /// How many bytes of the write were not taken.
        unsent: usize,
    },
    /// Bytes came, in one read.
    Received {
        /// The bytes.
        bytes: Bytes,
    },
    /// The peer said over TLS that it sends nothing more (the closure alert, RFC 8446 6.1).
    CloseNotify,
    /// The peer's FIN came without a closure alert before it: the event after this one.
    NoCloseNotify,
    /// The peer closed its direction (FIN).
    Fin,
    /// The peer reset the connection (RST).
    Reset,
    /// Reading failed in another way.
    ReadFailed {
        /// The system's words.
        message: String,
    },
    /// Nothing more came in time.
    TimedOut {
        /// Which limit ended the wait.
        limit: TimeLimit,
    },
    /// The quiet period that a step asked for passed without anything coming.
    Quiet {
        /// Its length in microseconds.
        waited_us: u64,
    },
    /// More bytes came than are kept; the rest was not read.
    TooManyBytes {
        /// The cap.
        cap: u64,
    },
    /// We closed.
    Closed {
        /// How.
        how: CloseKind,
    },
    /// A pause that the case asked for.
    Paused {
        /// Its length in microseconds.
        us: u64,
    },
    /// A variable had no value when it was needed: nothing was sent.
    NoValue {
        /// Its name.
        variable: String,
    },
    /// The step was finished. Comes once for each step that was begun, in order.
    StepDone,
}

/// Why a connection could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectFailure {
    /// Nobody listens (RST to SYN, or no such socket file).
    Refused,
    /// No answer in time.
    TimedOut,
    /// No such host name.
    NoSuchHost,
    /// No way there.
    Unreachable,
    /// It was made, and TLS could not be set up on it.
    Handshake,
    /// No descriptor, no port, or another trouble of this machine.
    Local,
}

/// Which limit ended a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeLimit {
    /// The read time-out.
    Read,
    /// The case time-out.
    Case,
    /// The write time-out: the peer does not read.
    Write,
}

impl Transcript {
    /// All bytes received on a connection, in order, up to the event of index `until` (all of them
    /// where it is past the end).
    #[must_use]
    pub fn received(&self, connection: usize, until: usize) -> Vec<u8> {
        let mut all = Vec::new();
        for event in self.events.iter().take(until).filter(|e| e.connection == connection) {
            if let EventKind::Received { bytes } = &event.kind {
                all.extend_from_slice(bytes);
            }
        }
        all
    }

    /// All bytes sent on a connection, in order.
    #[must_use]
    pub fn sent(&self, connection: usize) -> Vec<u8> {
        let mut all = Vec::new();
        for event in self.events.iter().filter(|e| e.connection == connection) {
            if let EventKind::Sent { bytes, .. } = &event.kind {
                all.extend_from_slice(bytes);
            }
        }
        all
    }

    /// Why no connection at all could be made, where that is so.
    #[must_use]
    pub fn connect_failure(&self) -> Option<(ConnectFailure, &str)> {
        self.events.iter().find_map(|event| match &event.kind {
            EventKind::ConnectFailed { failure, message } => Some((*failure, message.as_str())),
            _ => None,
        })
    }
}

/// What a step under way still needs, as the reader of the answer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Nothing: its expectation is met, or nothing that can still come would meet it.
    Done,
    /// More bytes, or the end of the connection, within the read time-out.
    More,
    /// That nothing comes for this long, counted from the last event on the connection.
    Quiet(std::time::Duration),
}
