//! What may come back: the closed language of `expect:`. A kind of check is one variant here and
//! one file in `judge/expect/`.

use std::time::Duration;

use crate::model::bytes::Bytes;
use crate::model::case::Place;
use crate::model::template::Template;

/// One `expect:` step: the outcomes in order of preference. The first that fits gives the verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// `as: name`, by which a later expectation means the response judged here.
    pub name: Option<String>,
    /// At least one.
    pub outcomes: Vec<ExpectedOutcome>,
}

/// One legal (or telling) outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExpectedOutcome {
    /// Where it is written.
    pub place: Place,
    /// What fitting it means.
    pub verdict: OutcomeVerdict,
    /// Why this outcome is legal, or what it tells; empty where not given.
    pub note: String,
    /// All must hold.
    pub checks: Vec<PlacedCheck>,
    /// Whether the case ends where this outcome fits: the steps that follow suppose another one.
    pub ends: bool,
}

/// The verdict that fitting an outcome gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutcomeVerdict {
    /// Conforms.
    #[default]
    Pass,
    /// Conforms, but departs from a SHOULD.
    Warn,
    /// Worth telling, held against nobody.
    Info,
    /// A known wrong answer, named so that the report can say which.
    Fail,
}

/// A check and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedCheck {
    /// The line of its key.
    pub place: Place,
    /// The check.
    pub check: Check,
}

/// Everything that can be asked of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// `status:`
    Status(Statuses),
    /// `reason:`, the reason phrase.
    Reason(TextMatch),
    /// `version:`, as written: `HTTP/1.1`.
    Version(TextMatch),
    /// One entry of `headers:`.
    Header(FieldMatch),
    /// One entry of `trailers:`.
    Trailer(FieldMatch),
    /// `headers: {same-as: get, except: [Date]}`: the same fields with the same values as in
    /// another response of the case, in any order.
    HeadersSameAs {
        /// The `as:` name of the other exchange.
        name: String,
        /// Field names, in lower case, that may differ.
        except: Vec<String>,
    },
    /// `interim:`: which 1xx answers came before the final one.
    Interim(InterimMatch),
    /// `body:`
    Body(BodyMatch),
    /// `framing:`: how the end of the body was told; any of these.
    Framing(Vec<FramingKind>),
    /// `connection:`: what became of the connection after the answer; any of these.
    Connection(Vec<ConnectionFate>),
    /// `close-notify:`: whether the closure alert of TLS came before the connection was closed.
    CloseNotify(bool),
    /// `responses:`: how many final responses came on this connection from this step's first on.
    Responses(CountRange),
    /// `silence:`: nothing at all came for this long, and the connection stayed open.
    Silence(Duration),
    /// `within:`: the whole answer came at most this long after the last octet was sent.
    Within(Duration),
    /// `frames:`: the WebSocket frames that came, in order.
    Frames(Vec<FrameMatch>),
    /// `events:`: the first server-sent events that came, in order.
    Events(Vec<EventMatch>),
    /// `response:`: the whole answer as it should look.
    Response(ResponseTemplate),
}

/// A set of status codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statuses {
    /// Inclusive ranges; any may hold.
    pub ranges: Vec<(u16, u16)>,
    /// `not:`: none may hold.
    pub negated: bool,
}

impl Statuses {
    /// Whether `status` is in the set.
    #[must_use]
    pub fn contains(&self, status: u16) -> bool {
        self.ranges.iter().any(|&(low, high)| (low..=high).contains(&status)) != self.negated
    }
}

/// How a text is matched. Octets throughout: field values need not be UTF-8.
#[derive(Clone, Debug, PartialEq)]
pub enum TextMatch {
    /// Equal, octet for octet.
    Equals(Template),
    /// A regular expression that finds something (syntax of the `regex` crate, octets, Unicode off
    /// unless asked for). Checked when loaded.
    Matches(String),
    /// Equal to one of these.
    OneOf(Vec<Template>),
    /// Holds this somewhere.
    Contains(Template),
    /// Does not match.
    Not(Box<TextMatch>),
}

/// What is asked of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldMatch {
    /// As written in the case; compared without regard to case.
    pub name: String,
    /// What is asked; all must hold.
    pub asked: Vec<FieldAsk>,
    /// `capture: name`: the value (or the regular expression's first group) becomes a variable.
    pub capture: Option<String>,
}

/// One thing asked of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldAsk {
    /// No line of that name.
    Absent,
    /// At least one line of that name.
    Present,
    /// The value, all lines joined by a comma and a space (RFC 9110 5.3), matches.
    Value(TextMatch),
    /// The lines of that name, each by itself, in order.
    Lines(Vec<Template>),
    /// The value as a comma-separated list has each of these as a member, without regard to case.
    ListContains(Vec<Template>),
    /// The value as a list has none of these as a member.
    ListLacks(Vec<Template>),
    /// How many lines of that name.
    Count(CountRange),
    /// The value is an HTTP-date in the preferred format (RFC 9110 5.6.7); with a duration, at most
    /// so far from the moment it was received.
    HttpDate {
        /// The greatest distance from the time it was received.
        within: Option<Duration>,
    },
    /// The value is a decimal number in this range.
    Integer(CountRange),
    /// The same value as the same field has in another response of the case.
    SameAs(String),
    /// Not the value that the same field has in another response of the case.
    DiffersFrom(String),
}

/// An inclusive range of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountRange {
    /// Least.
    pub least: u64,
    /// Most; `None` is without end.
    pub most: Option<u64>,
}

impl CountRange {
    /// Whether `count` is in the range.
    #[must_use]
    pub fn contains(&self, count: u64) -> bool {
        count >= self.least && self.most.is_none_or(|most| count <= most)
    }
}

/// What is asked of the interim answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InterimMatch {
    /// None came.
    None,
    /// These came, in this order, others between them or not. When the outcome asks for no final
    /// response, reading ends when they have come.
    Seen(Vec<u16>),
}

/// What is asked of the body.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyMatch {
    /// Whether content codings are undone before comparing; `false` compares the content as sent.
    pub decoded: bool,
    /// What is asked; all must hold.
    pub asked: Vec<BodyAsk>,
    /// `capture: name` with `matches`: the first group becomes a variable.
    pub capture: Option<String>,
}

/// One thing asked of the body, after the transfer coding is undone.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyAsk {
    /// These octets; `text:`, `bytes:` and `hex:` all become this.
    Equals {
        /// The octets.
        octets: Template,
        /// Whether it was written as text, for the diff.
        text: bool,
    },
    /// This JSON value, whatever the order of members and the space between.
    Json(serde_json::Value),
    /// Matches or does not: `matches:`, `contains:` and their negations.
    Text(TextMatch),
    /// So many octets.
    Length(CountRange),
    /// Lower-case hex.
    Sha256(String),
    /// No body at all: none on the wire, whatever the fields say.
    None,
    /// The same octets as the body of another response of the case.
    SameAs(String),
    /// The octets of this range of another response's body: `{slice-of: get, first: 0, last: 9}`.
    SliceOf {
        /// The `as:` name of the other exchange.
        name: String,
        /// First octet.
        first: u64,
        /// Last octet, inclusive; `None` is the end.
        last: Option<u64>,
    },
}

/// How the end of a message's body is told (RFC 9112 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FramingKind {
    /// By Content-Length.
    ContentLength,
    /// By the chunked coding.
    Chunked,
    /// By the close of the connection.
    Close,
    /// There is none: HEAD, 1xx, 204, 304, a 2xx to CONNECT.
    None,
}

/// What becomes of a connection after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectionFate {
    /// It stays open: a quiet period passes without its end.
    Open,
    /// The peer sends FIN. A reset after a complete answer counts as well: an early refusal
    /// followed by RST is a legal way to close.
    Closed,
    /// The peer sends RST.
    Reset,
}

/// What is asked of one WebSocket frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameMatch {
    /// Opcode.
    pub opcode: Option<u8>,
    /// FIN bit.
    pub fin: Option<bool>,
    /// Reserved bits, RSV1 as 4.
    pub rsv: Option<u8>,
    /// Mask bit; a server's frames have none (RFC 6455 5.1).
    pub masked: Option<bool>,
    /// The payload; of a close frame, what follows the code.
    pub payload: Option<TextMatch>,
    /// Payload length in octets.
    pub length: Option<CountRange>,
    /// The status code of a close frame; any of these.
    pub code: Vec<u16>,
}

/// What is asked of one server-sent event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventMatch {
    /// Event type; `message` where the stream names none.
    pub event: Option<TextMatch>,
    /// Data, lines joined by LF.
    pub data: Option<TextMatch>,
    /// Last event id.
    pub id: Option<TextMatch>,
    /// Reconnection time in milliseconds.
    pub retry: Option<u64>,
}

/// A whole answer as it should look.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseTemplate {
    /// The status line.
    pub status_line: Vec<Hole>,
    /// The field lines, in order.
    pub fields: Vec<(String, Vec<Hole>)>,
    /// The body after transfer and content codings are undone; `None` where none is written.
    pub body: Option<Vec<Hole>>,
    /// `headers: exact`: no field but those written.
    pub exact: bool,
}

/// A piece of a whole answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Hole {
    /// Octets as they are, with variables.
    Octets(Template),
    /// `[[any]]`: anything but a line break in a field, anything in a body; the shortest that fits.
    Any,
    /// `[[http-date]]`: an HTTP-date in the preferred format.
    HttpDate,
    /// `[[number]]`: decimal digits.
    Number,
    /// `[[/regex/]]`: what the expression matches.
    Matches(String),
}

/// A value that a check takes out of an answer for later steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The variable's name.
    pub name: String,
    /// Its value.
    pub value: Bytes,
}
