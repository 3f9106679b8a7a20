//! What came back, read without losing an octet: each element with its span, each departure from the
//! grammar by name. Nothing here is a verdict.

use serde::{Deserialize, Serialize};

use crate::model::bytes::{Bytes, Span};
use crate::model::citation::Level;
use crate::model::expectation::FramingKind;

/// Everything that came back in one exchange.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observation {
    /// One for each connection of the transcript, by the same index.
    pub connections: Vec<Connection>,
    /// The state at the end of each step that was finished, in order.
    pub marks: Vec<StepMark>,
}

/// What came back on one connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connection {
    /// Its name in the case.
    pub name: String,
    /// Every octet received; all spans index into it.
    pub received: Vec<u8>,
    /// The requests that were sent, as far as they can be told apart.
    pub requests: Vec<SentRequest>,
    /// The responses, interim and final, in order. The last may be incomplete.
    pub responses: Vec<Response>,
    /// WebSocket frames after a 101 that switched to it. The last may be incomplete.
    pub frames: Vec<Frame>,
    /// Octets that belong to no response or frame: what came after the last response that any
    /// request could have asked for and does not begin a status line.
    pub stray: Option<Span>,
    /// How it ended, where it did.
    pub ending: Option<Ending>,
    /// Whether the peer's closure alert came (TLS; RFC 8446 6.1); `None` on a connection without
    /// TLS.
    pub close_notify: Option<bool>,
    /// When the last octet was sent on it, in microseconds since the exchange began.
    pub last_sent_us: u64,
    /// When the last octet was received on it.
    pub last_received_us: u64,
}

/// How a connection ended, or why reading from it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// The peer sent FIN, or over TLS its closure alert.
    Fin,
    /// The peer sent RST.
    Reset,
    /// It could not be made.
    NotConnected,
    /// Nothing came in time; the peer had neither answered nor closed.
    TimedOut,
    /// More came than is kept.
    TooManyBytes,
    /// We closed it.
    ClosedByUs,
    /// Reading failed in another way.
    Failed,
}

/// The state of a step's connection when the step was finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepMark {
    /// The step.
    pub step: usize,
    /// Its connection.
    pub connection: usize,
    /// How many octets had been received on it.
    pub received: usize,
    /// How it had ended by then, where it had.
    pub ending: Option<Ending>,
    /// The longest quiet period that had passed in this step, in microseconds.
    pub quiet_us: u64,
    /// When the step was finished.
    pub at_us: u64,
    /// When the last octet had been sent on the connection.
    pub last_sent_us: u64,
}

/// A request that was sent, read leniently: it may be wrong on purpose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SentRequest {
    /// The first word of the request line.
    pub method: Bytes,
    /// The second.
    pub target: Bytes,
    /// The third: `HTTP/1.1`.
    pub version: Bytes,
    /// Names as sent and trimmed values, of lines with a colon up to the first empty line.
    pub fields: Vec<(Bytes, Bytes)>,
    /// Whether the request line and all field lines keep the grammar of RFC 9112.
    pub well_formed: bool,
}

/// One response, whole or as much of it as came.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// All of it.
    pub span: Span,
    /// Status line and header section with the empty line.
    pub head: Span,
    /// The status line.
    pub status_line: StatusLine,
    /// The header fields, in order.
    pub fields: Vec<Field>,
    /// How the end of the body is told.
    pub framing: FramingKind,
    /// Which rule of RFC 9112 6.3 decided it, 1 to 8; 0 where the head is not complete.
    pub framing_rule: u8,
    /// The body.
    pub body: Body,
    /// The trailer fields, in order.
    pub trailers: Vec<Field>,
    /// Departures from the grammar, in the order of their places.
    pub deviations: Vec<Deviation>,
    /// How much of it came.
    pub progress: Progress,
    /// Index into [`Connection::requests`] of the request it answers, where it is known.
    pub request: Option<usize>,
    /// When its first octet came, in microseconds since the exchange began.
    pub first_octet_us: u64,
    /// When the empty line that ends its head came; 0 where it has not.
    pub head_us: u64,
    /// When its last octet came; 0 where it is not complete.
    pub end_us: u64,
}

/// How much of a response came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// All of it, by its own framing.
    Complete,
    /// It stops within the status line or header section.
    InHead,
    /// It stops within the body or trailer section.
    InBody,
    /// What came does not begin as a status line does.
    Garbage,
    /// The body's length cannot be told: Content-Length is invalid, or the chunked coding broke.
    Unframed,
}

/// A status line by element. Spans are empty where an element is missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatusLine {
    /// The whole line, without its line end.
    pub line: Span,
    /// `HTTP/1.1`
    pub version: Span,
    /// The three digits.
    pub code: Span,
    /// The reason phrase.
    pub reason: Span,
    /// The code as a number, where it is three digits.
    pub status: Option<u16>,
}

/// A field line by element.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The name as received.
    pub name: Bytes,
    /// The value without the white space around it, each obs-fold replaced by one space.
    pub value: Bytes,
    /// The whole line, or lines where folded, without the last line end.
    pub line: Span,
    /// Where the name is.
    pub name_span: Span,
    /// Where the value is, without the white space around it.
    pub value_span: Span,
}

impl Field {
    /// Whether it has this name, without regard to case.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// A body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Where it is on the wire, with all framing.
    pub span: Span,
    /// The octets after the transfer coding is undone.
    pub content: Vec<u8>,
    /// The chunks, where it is chunked; the last chunk, of size zero, is among them.
    pub chunks: Vec<Chunk>,
    /// The octets after the content codings of Content-Encoding are undone; `None` where there is
    /// no such field, the body is empty or not complete, or it is a part (206) of coded octets.
    pub decoded: Option<Result<Vec<u8>, CodingTrouble>>,
}

impl Body {
    /// The content with content codings undone where that was possible.
    #[must_use]
    pub fn plain(&self) -> &[u8] {
        match &self.decoded {
            Some(Ok(octets)) => octets,
            _ => &self.content,
        }
    }
}

/// Why a content coding could not be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodingTrouble {
    /// A coding that this tool does not know, by name.
    Unknown(String),
    /// The octets are not what the coding makes: coding, and the decoder's words.
    Corrupt(String, String),
    /// The decoded octets pass this cap.
    TooLarge(u64),
}

/// A chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The size digits.
    pub size: Span,
    /// The extensions, from the first octet after the size; empty where there are none.
    pub extensions: Span,
    /// The data.
    pub data: Span,
}

/// A WebSocket frame that was received (RFC 6455 5.2).
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Where it is.
    pub span: Span,
    /// FIN bit.
    pub fin: bool,
    /// Reserved bits, RSV1 as 4, RSV2 as 2, RSV3 as 1.
    pub rsv: u8,
    /// Opcode.
    pub opcode: u8,
    /// Mask bit.
    pub masked: bool,
    /// Payload, unmasked.
    pub payload: Bytes,
    /// Whether all of it came.
    pub complete: bool,
    /// Whether the length is in the shortest form (RFC 6455 5.2).
    pub shortest_length: bool,
    /// When its last octet came.
    pub at_us: u64,
}

impl Frame {
    /// The status code of a close frame's payload.
    #[must_use]
    pub fn close_code(&self) -> Option<u16> {
        match self.payload.0.as_slice() {
            [high, low, ..] if self.opcode == 8 => Some(u16::from_be_bytes([*high, *low])),
            _ => None,
        }
    }
}

/// A departure from the grammar of HTTP/1.1 messages, at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deviation {
    /// Which.
    pub kind: DeviationKind,
    /// Where.
    pub span: Span,
}

/// The departures from the grammar that the observer knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviationKind {
    /// Octets before a status line that begin no message.
    GarbageBeforeStatusLine,
    /// An empty line before a status line.
    EmptyLineBeforeStatusLine,
    /// The protocol name or version is not `HTTP/` digit `.` digit, in upper case.
    BadVersion,
    /// The status code is not three digits.
    BadStatusCode,
    /// Not exactly one space between the version and the status code.
    BadStatusLineSpace,
    /// No space after the status code, which the grammar demands even before an empty reason.
    MissingReasonSpace,
    /// An octet in the reason phrase that is no HTAB, SP, VCHAR or obs-text.
    BadReasonOctet,
    /// A line ends in LF alone.
    BareLf,
    /// A CR that no LF follows.
    BareCr,
    /// White space between the status line and the first field line.
    SpaceBeforeFirstField,
    /// White space between a field name and the colon.
    SpaceBeforeColon,
    /// A folded field line (obs-fold).
    ObsFold,
    /// A line in a header or trailer section without a colon.
    NoColon,
    /// A field line that begins with the colon.
    EmptyFieldName,
    /// An octet in a field name that no token has.
    BadNameOctet,
    /// A control octet in a field value.
    BadValueOctet,
    /// A Content-Length that is not a decimal number.
    BadContentLength,
    /// Content-Length values that differ.
    ConflictingContentLength,
    /// The same Content-Length more than once.
    RepeatedContentLength,
    /// Content-Length beside Transfer-Encoding.
    ContentLengthWithTransferEncoding,
    /// Content-Length where no response has one: 1xx, 204, a 2xx to CONNECT.
    ContentLengthForbidden,
    /// Transfer-Encoding where no response has one: 1xx, 204, a 2xx to CONNECT.
    TransferEncodingForbidden,
    /// Transfer-Encoding to a request, or in a response, of a version before 1.1.
    TransferEncodingBefore11,
    /// A Transfer-Encoding that has chunked twice, or anywhere but as the last coding, or names no
    /// coding at all. Without chunked the close is the end, which a response may do.
    BadTransferEncoding,
    /// A chunk size that is not hex digits.
    BadChunkSize,
    /// A chunk size too large for any message.
    ChunkSizeOverflow,
    /// White space around a chunk size or its extensions (bad whitespace).
    ChunkWhitespace,
    /// A chunk extension outside the grammar.
    BadChunkExtension,
    /// A line of the chunked coding ends in LF alone.
    ChunkBareLf,
    /// No CRLF after a chunk's data.
    MissingChunkEnd,
    /// A field in the trailer section that must not be there.
    ForbiddenTrailer,
    /// Octets after the end of the last response that was asked for.
    OctetsAfterEnd,
    /// Body octets where the response has none: HEAD, 204, 304.
    BodyForbidden,
    /// The connection ended before the body was whole.
    Truncated,
}

/// What the text says of a kind of deviation.
#[derive(Clone, Copy, Debug)]
pub struct DeviationClause {
    /// How strictly it binds.
    pub level: Level,
    /// The RFC's number.
    pub rfc: u16,
    /// The section.
    pub section: &'static str,
    /// What is wrong, in a clause that can follow "the response has": `a line that ends in LF alone`.
    pub words: &'static str,
}

impl Response {
    /// The status code, where it is three digits.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status_line.status
    }

    /// Whether it is an interim response (1xx); 101 is final, as it ends HTTP on the connection.
    #[must_use]
    pub fn is_interim(&self) -> bool {
        self.status().is_some_and(|status| (100..200).contains(&status) && status != 101)
    }

    /// The header fields of this name, in order.
    pub fn fields_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.is(name))
    }

    /// The value of the header field of this name, its lines joined by a comma and a space
    /// (RFC 9110 5.3); `None` where there is no such line.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Vec<u8>> {
        let values: Vec<&[u8]> = self.fields_named(name).map(|field| &*field.value).collect();
        if values.is_empty() { None } else { Some(values.join(&b", "[..])) }
    }

    /// Whether all of it came.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.progress == Progress::Complete
    }
}

impl SentRequest {
    /// The value of the header field of this name, its lines joined.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Vec<u8>> {
        let values: Vec<&[u8]> = self
            .fields
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, v)| &**v)
            .collect();
        if values.is_empty() { None } else { Some(values.join(&b", "[..])) }
    }
}
