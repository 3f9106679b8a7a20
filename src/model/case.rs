//! A case as it was written: what is sent, on which connections, and what may come back.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::citation::{Citation, Level};
use crate::model::expectation::{Check, Expect};
use crate::model::template::{Template, Variables};

/// A place in a case file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file as the user named it, or `bundled:rfc9112/06.3-….yaml` for a bundled case.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// All cases that were loaded, in the order of their files and within them.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// The cases, `each` expanded.
    pub cases: Vec<Arc<Case>>,
}

/// One case.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Written by the author, unique in a suite; ends in `[name=value,…]` when `each` made it.
    pub id: String,
    /// One line.
    pub title: String,
    /// The requirement in our words; empty where the author gave none.
    pub requirement: String,
    /// Title of the file it is in; empty where the file has none.
    pub file_title: String,
    /// Where it starts.
    pub place: Place,
    /// Its YAML text, dedented, for reports.
    pub source: Arc<str>,
    /// The clauses it stands on; the first is the main one.
    pub citations: Vec<Citation>,
    /// Requirement ids of `cases/requirements.tsv`.
    pub covers: Vec<String>,
    /// How strictly the clause binds.
    pub level: Level,
    /// For selection.
    pub tags: Vec<String>,
    /// Resources and abilities without which the target cannot be asked.
    pub needs: Vec<String>,
    /// Its own variables; the target's and the user's come before them.
    pub variables: Variables,
    /// The variables that `each` gave this one of its expansions; nothing comes before them.
    pub bound: Variables,
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// Where this case differs from the run's limits.
    pub limits: LimitChanges,
}

impl Case {
    /// A case that stands in no file: these steps, and nothing that a user would read.
    #[must_use]
    pub fn of_steps(id: &str, steps: Vec<Step>) -> Self {
        Self {
            id: id.to_owned(),
            title: String::new(),
            requirement: String::new(),
            file_title: String::new(),
            place: Place::default(),
            source: "".into(),
            citations: Vec::new(),
            covers: Vec::new(),
            level: Level::Info,
            tags: Vec::new(),
            needs: Vec::new(),
            variables: Variables::new(),
            bound: Variables::new(),
            steps,
            limits: LimitChanges::default(),
        }
    }

    /// Every template of what it sends, in order.
    pub fn sent_templates(&self) -> impl Iterator<Item = &Template> {
        let sends = self.steps.iter().filter_map(|step| match &step.action {
            Action::Send(send) => Some(send.head.iter().chain(&send.body)),
            _ => None,
        });
        sends.flatten().filter_map(|part| match part {
            Part::Octets(template)
            | Part::Chunk(template)
            | Part::Repeat { unit: template, .. } => Some(template),
            Part::Frame(frame) => Some(&frame.payload),
            Part::Pause(_) => None,
        })
    }

    /// The names of the variables that its expectations capture, in order.
    #[must_use]
    pub fn captured_names(&self) -> Vec<&str> {
        let outcomes = self.steps.iter().filter_map(|step| match &step.action {
            Action::Expect(expect) => Some(expect.outcomes.iter()),
            _ => None,
        });
        let checks = outcomes.flatten().flat_map(|outcome| &outcome.checks);
        checks
            .filter_map(|placed| match &placed.check {
                Check::Header(field) | Check::Trailer(field) => field.capture.as_deref(),
                Check::Body(body) => body.capture.as_deref(),
                _ => None,
            })
            .collect()
    }
}

/// Limits a case sets for itself; what is `None` is the run's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LimitChanges {
    /// How long to wait for more bytes.
    pub read_timeout: Option<Duration>,
    /// How long the case may take in all.
    pub case_timeout: Option<Duration>,
    /// How many bytes may be received on one connection.
    pub max_bytes: Option<u64>,
}

/// The name of the connection of a step that names none.
pub const MAIN_CONNECTION: &str = "main";

/// One step of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Where it is written.
    pub place: Place,
    /// The connection it is on; opened by the first step that names it.
    pub on: String,
    /// What it does.
    pub action: Action,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Opens the connection, where the first send would be too late to.
    Connect,
    /// Writes bytes.
    Send(Send),
    /// Reads until the expectation is met or can no longer be, and judges what came.
    Expect(Expect),
    /// Waits, while still reading.
    Pause(Duration),
    /// Ends the connection or one direction of it.
    Close(CloseKind),
}

/// How a connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CloseKind {
    /// FIN in our direction, reading goes on (half-close).
    Write,
    /// Both directions, by the ordinary way.
    Full,
    /// RST, by SO_LINGER of zero.
    Reset,
}

/// Bytes to write, in parts. Each part that is not a pause is a write of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Send {
    /// Whether it was written as `request:`; then it is one whole request of `head` and `body`.
    pub is_request: bool,
    /// `as: name` given beside the request, by which a later expectation means its response.
    pub name: Option<String>,
    /// The head of a `request:`, or all of a `send:`.
    pub head: Vec<Part>,
    /// The body of a `request:`, of which `{{body.length}}` is the length.
    pub body: Vec<Part>,
}

/// A part of what is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Octets, with holes.
    Octets(Template),
    /// The same octets many times.
    Repeat {
        /// What is repeated.
        unit: Template,
        /// How often.
        times: u64,
    },
    /// One chunk of the chunked coding: its size in hex, CRLF, the octets, CRLF (RFC 9112 7.1).
    Chunk(Template),
    /// A WebSocket frame (RFC 6455 5.2), possibly wrong on purpose.
    Frame(FrameToSend),
    /// Nothing is written for this long; reading goes on.
    Pause(Duration),
}

/// A WebSocket frame to be sent (RFC 6455 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameToSend {
    /// FIN bit.
    pub fin: bool,
    /// The three reserved bits, RSV1 as 4, RSV2 as 2, RSV3 as 1.
    pub rsv: u8,
    /// Opcode, 0 to 15.
    pub opcode: u8,
    /// Masking key; `None` sends the frame unmasked.
    pub mask: Option<[u8; 4]>,
    /// Payload before masking.
    pub payload: Template,
    /// The length to declare where it is not the payload's own.
    pub declared_length: Option<u64>,
    /// How wide the length field is, where not the shortest: 7, 16 or 64 bits.
    pub length_bits: Option<u8>,
}
