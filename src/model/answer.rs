//! What a target answered, and what differs between two answers to the same octets: data for
//! comparing two runs and for replaying one. Nothing here is right or wrong.

use serde::{Deserialize, Serialize};

use crate::model::bytes::Bytes;
use crate::model::expectation::FramingKind;
use crate::model::finding::{FieldDeparture, Side};
use crate::model::observation::{DeviationKind, Progress};

/// All that came back on one connection of an exchange.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The connection's name in the case.
    pub connection: String,
    /// The responses, interim and final, in order.
    pub responses: Vec<AnswerMessage>,
    /// The WebSocket frames after a 101.
    pub frames: Vec<AnswerFrame>,
    /// Octets that belong to no response and no frame.
    pub stray: Bytes,
    /// What became of the connection.
    pub end: AnswerEnd,
    /// Whether the results keep only the beginning of what came; what is missing cannot be compared.
    pub cut: bool,
    /// What is called otherwise in another run though it is the same, each with what stands for it:
    /// `127.0.0.1:8080`, as ports differ, and what the target created.
    pub aliases: Vec<(Bytes, Bytes)>,
}

/// One response, element by element.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerMessage {
    /// The status line without its line end; what came in its place where there is none.
    pub status_line: Bytes,
    /// `HTTP/1.1`
    pub version: Bytes,
    /// The status code's octets.
    pub code: Bytes,
    /// The reason phrase.
    pub reason: Bytes,
    /// Whether it is an interim response (1xx but 101).
    pub interim: bool,
    /// The header fields: names as they came, values without the white space around them.
    pub fields: Vec<(Bytes, Bytes)>,
    /// The trailer fields.
    pub trailers: Vec<(Bytes, Bytes)>,
    /// How the end of the body is told.
    pub framing: FramingKind,
    /// How much of it came.
    pub progress: Progress,
    /// The content, transfer and content codings undone as far as possible.
    pub body: Bytes,
    /// Whether its end is not in the results, or was not waited for.
    pub cut: bool,
    /// When its first octet came, in seconds since 1970-01-01 UTC by our own clock.
    pub came_unix: i64,
    /// The departures from the grammar, each kind once, in their order.
    pub deviations: Vec<DeviationKind>,
}

/// One WebSocket frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFrame {
    /// `text`, `ping not final masked rsv 4`: all but the payload.
    pub head: String,
    /// The payload, unmasked.
    pub payload: Bytes,
}

/// What became of a connection, as far as it was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerEnd {
    /// All that was asked had come, and nobody waited for more.
    #[default]
    Unseen,
    /// It stayed open as long as was waited.
    Open,
    /// The peer closed it.
    Closed,
    /// The peer reset it.
    Reset,
    /// It could not be made.
    NotConnected,
    /// More came than is read.
    TooMuch,
    /// Reading failed in another way.
    Failed,
}

/// One element that differs between two answers to the same octets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerChange {
    /// The connection's name in the case.
    pub connection: String,
    /// The response on it, from 0, interim ones counted, by the old answer where it is in that;
    /// `None` where the connection as a whole is meant.
    pub response: Option<usize>,
    /// Which element.
    pub element: AnswerElement,
    /// What it was.
    pub old: Side,
    /// What it is.
    pub new: Side,
}

/// What can differ between two answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum AnswerElement {
    /// A whole response: only one of the answers has it. The sides are status lines.
    Response,
    /// The HTTP version.
    Version,
    /// The status code.
    Code,
    /// The reason phrase.
    Reason,
    /// The status line as a whole, where it cannot be taken apart.
    StatusLine,
    /// A header field.
    Header {
        /// The name, as the old answer writes it.
        name: String,
        /// How it differs.
        departure: FieldDeparture,
    },
    /// The letter case of a header field's name.
    HeaderName,
    /// The order of header fields with different names.
    HeaderOrder,
    /// A trailer field.
    Trailer {
        /// The name.
        name: String,
        /// How it differs.
        departure: FieldDeparture,
    },
    /// The body. The sides are windows around the first difference.
    Body {
        /// Offset of the first octet that differs.
        first_difference: usize,
        /// How many octets it had.
        old_length: usize,
        /// How many it has.
        new_length: usize,
    },
    /// How the end of the body is told.
    Framing,
    /// How much of the response came.
    Progress,
    /// A departure from the grammar of messages that only one of the answers has.
    Grammar {
        /// Which.
        deviation: DeviationKind,
    },
    /// A WebSocket frame.
    Frame {
        /// Its index, from 0.
        index: usize,
    },
    /// Octets that belong to no response.
    Stray,
    /// What became of the connection.
    End,
}
