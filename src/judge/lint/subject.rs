//! What a lint looks at: a response, what it answers, and what else the exchange shows.

use crate::model::bytes::{Bytes, Span};
use crate::model::finding::Side;
use crate::model::grammar;
use crate::model::http_date;
use crate::model::observation::{
    Connection, Deviation, Field, Observation, Progress, Response, SentRequest,
};
use crate::model::transcript::{EventKind, Transcript};

/// How many octets of what came a finding repeats; its span covers all of them.
const SHOWN: usize = 256;

/// An exchange and what is worked out once for all of its responses.
pub(super) struct Exchange<'a> {
    observation: &'a Observation,
    started_unix_ms: u64,
    /// A response with a Date came: the server has a clock (RFC 9110 6.6.1).
    pub(super) shows_clock: bool,
    /// A response of HTTP/1.1 came: the server conforms to it (RFC 9110 6.2).
    pub(super) speaks_http_1_1: bool,
    connections: Vec<Facts>,
}

/// What is known of a connection beside its responses.
#[derive(Clone, Default)]
pub(super) struct Facts {
    /// The peer is an address: TCP, not a Unix socket.
    pub(super) over_tcp: bool,
    /// When the server closed its direction, before we closed any of ours.
    pub(super) server_closed_us: Option<u64>,
    closed_by_us: bool,
    /// The first final response with the close option.
    pub(super) first_close: Option<usize>,
    /// How many requests, from the first, any server reads as we do.
    clear_requests: usize,
}

/// A response under the eyes of a lint.
pub(super) struct Subject<'a> {
    pub(super) response: &'a Response,
    pub(super) connection: &'a Connection,
    pub(super) exchange: &'a Exchange<'a>,
    pub(super) facts: &'a Facts,
    pub(super) connection_index: usize,
    /// Its index among the responses of its connection.
    pub(super) index: usize,
}

/// A fault that was found.
pub(super) struct Hit {
    pub(super) subject: Option<String>,
    pub(super) expected: Side,
    pub(super) actual: Side,
    pub(super) span: Span,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(observation: &'a Observation, transcript: &Transcript) -> Self {
        let mut connections: Vec<Facts> =
            observation.connections.iter().map(Facts::of_responses).collect();
        for event in &transcript.events {
            if let Some(facts) = connections.get_mut(event.connection) {
                facts.see(&event.kind, event.at_us);
            }
        }
        let all =
            || observation.connections.iter().flat_map(|c| c.responses.iter().map(move |r| (c, r)));
        Self {
            observation,
            started_unix_ms: transcript.started_unix_ms,
            shows_clock: all().any(|(_, response)| {
                response.fields_named("Date").any(|f| http_date::parse(&f.value, 0).is_some())
            }),
            speaks_http_1_1: all().any(|(connection, response)| {
                response.status_line.version.of(&connection.received) == b"HTTP/1.1"
            }),
            connections,
        }
    }

    pub(super) fn subjects(&'a self) -> impl Iterator<Item = Subject<'a>> {
        let connections = self.observation.connections.iter().zip(&self.connections).enumerate();
        connections.flat_map(move |(connection_index, (connection, facts))| {
            connection.responses.iter().enumerate().map(move |(index, response)| Subject {
                response,
                connection,
                exchange: self,
                facts,
                connection_index,
                index,
            })
        })
    }
}

impl Facts {
    fn of_responses(connection: &Connection) -> Self {
        let has_close = |response: &Response| {
            response.field("Connection").is_some_and(|value| grammar::list_has(&value, "close"))
        };
        Self {
            first_close: connection.responses.iter().position(|r| !r.is_interim() && has_close(r)),
            // One request whose end is open to readings makes the next a guess.
            clear_requests: connection
                .requests
                .iter()
                .position(|request| !is_framed_clearly(request))
                .map_or(connection.requests.len(), |unclear| unclear + 1),
            ..Self::default()
        }
    }

    fn see(&mut self, event: &EventKind, at_us: u64) {
        match event {
            EventKind::Connected { peer, .. } => {
                self.over_tcp = peer.parse::<std::net::SocketAddr>().is_ok();
            }
            EventKind::Closed { .. } => self.closed_by_us = true,
            EventKind::Fin if !self.closed_by_us => self.server_closed_us = Some(at_us),
            _ => {}
        }
    }
}

/// Whether all servers agree where this request ends (RFC 9112 6.3).
fn is_framed_clearly(request: &SentRequest) -> bool {
    request.well_formed
        && match (request.field("Transfer-Encoding"), request.field("Content-Length")) {
            (None, None) => true,
            (None, Some(length)) => grammar::decimal(&length).is_some(),
            (Some(codings), None) => codings.eq_ignore_ascii_case(b"chunked"),
            (Some(_), Some(_)) => false,
        }
}

impl<'a> Subject<'a> {
    /// The status code; 0 where there is none.
    pub(super) fn status(&self) -> u16 {
        self.response.status().unwrap_or(0)
    }

    /// The request that it answers, where both sides must agree on which one that is and how it
    /// reads. A request that is wrong on purpose is not held against its answer.
    pub(super) fn request(&self) -> Option<&'a SentRequest> {
        let index = self.response.request.filter(|index| *index < self.facts.clear_requests)?;
        self.connection.requests.get(index).filter(|request| request.well_formed)
    }

    /// The request's method; empty where the request is not known.
    pub(super) fn method(&self) -> &'a [u8] {
        self.request().map_or(&[], |request| &request.method)
    }

    /// Major and minor version of the request.
    pub(super) fn request_version(&self) -> Option<(u8, u8)> {
        version(&self.request()?.version)
    }

    /// Whether the request is of HTTP/1.1 or a later minor version.
    pub(super) fn asked_in_http_1_1(&self) -> bool {
        self.request_version().is_some_and(|(major, minor)| major == 1 && minor >= 1)
    }

    /// Major and minor version of the response.
    pub(super) fn version(&self) -> Option<(u8, u8)> {
        version(self.octets(self.response.status_line.version))
    }

    /// What was received at this place.
    pub(super) fn octets(&self, span: Span) -> &'a [u8] {
        span.of(&self.connection.received)
    }

    /// The header fields of this name, in order.
    pub(super) fn fields(&self, name: &'static str) -> impl Iterator<Item = &'a Field> + use<'a> {
        self.response.fields.iter().filter(move |field| field.is(name))
    }

    /// The first header field of this name.
    pub(super) fn field(&self, name: &'static str) -> Option<&'a Field> {
        self.fields(name).next()
    }

    /// Whether a header field of this name is there.
    pub(super) fn has(&self, name: &'static str) -> bool {
        self.field(name).is_some()
    }

    /// Whether a list field has this member.
    pub(super) fn lists(&self, name: &'static str, member: &str) -> bool {
        self.fields(name).any(|field| grammar::list_has(&field.value, member))
    }

    /// A hit on the first header field of this name whose value is not accepted.
    pub(super) fn reject(
        &self,
        name: &'static str,
        expected: &str,
        accept: impl Fn(&[u8]) -> bool,
    ) -> Option<Hit> {
        self.fields(name).find(|field| !accept(&field.value)).map(|f| Hit::field(f, expected))
    }

    /// A hit on the first header field of this name with a list member that is not accepted.
    pub(super) fn reject_member(
        &self,
        name: &'static str,
        expected: &str,
        accept: impl Fn(&[u8]) -> bool,
    ) -> Option<Hit> {
        self.reject(name, expected, |value| grammar::list_members(value).into_iter().all(&accept))
    }

    /// The content, where all of it came.
    pub(super) fn whole_content(&self) -> Option<&'a [u8]> {
        (self.response.progress == Progress::Complete).then_some(&*self.response.body.content)
    }

    /// When the response began to come, in seconds since 1970; `None` where the time is not known.
    pub(super) fn received_unix(&self) -> Option<i64> {
        let began = Some(self.exchange.started_unix_ms).filter(|ms| *ms != 0)?;
        let ms = began.saturating_add(self.response.first_octet_us / 1000);
        i64::try_from(ms / 1000).ok()
    }
}

fn version(octets: &[u8]) -> Option<(u8, u8)> {
    match octets {
        [b'H', b'T', b'T', b'P', b'/', major @ b'0'..=b'9', b'.', minor @ b'0'..=b'9'] => {
            Some((major - b'0', minor - b'0'))
        }
        _ => None,
    }
}

impl Hit {
    /// A fault of a field, or of its value.
    pub(super) fn field(field: &Field, expected: &str) -> Self {
        Self {
            subject: Some(String::from_utf8_lossy(&field.name).into_owned()),
            expected: Side::Text(expected.to_owned()),
            actual: Side::Bytes(shown(&field.value)),
            span: field.line,
        }
    }

    /// A field that is not there; the evidence is the status line that calls for it.
    pub(super) fn missing(subject: &Subject, name: &str, expected: &str) -> Self {
        Self {
            subject: Some(name.to_owned()),
            expected: Side::Text(expected.to_owned()),
            actual: Side::Nothing,
            span: subject.response.status_line.line,
        }
    }

    /// A fault of the status line.
    pub(super) fn status_line(subject: &Subject, expected: &str) -> Self {
        Self::at(subject, subject.response.status_line.line, expected)
    }

    /// A fault at a place.
    pub(super) fn at(subject: &Subject, span: Span, expected: &str) -> Self {
        Self {
            subject: None,
            expected: Side::Text(expected.to_owned()),
            actual: Side::Bytes(shown(subject.octets(span))),
            span,
        }
    }

    /// The same fault, told of this field or element.
    pub(super) fn about(mut self, name: &str) -> Self {
        self.subject = Some(name.to_owned());
        self
    }

    /// The same fault, with other sides.
    pub(super) fn sides(mut self, expected: Side, actual: Side) -> Self {
        (self.expected, self.actual) = (expected, actual);
        self
    }

    /// A departure that the observer saw. Within a field it is told of that field.
    pub(super) fn deviation(subject: &Subject, deviation: &Deviation, expected: &str) -> Self {
        let response = subject.response;
        let within = |field: &&Field| {
            field.line.start <= deviation.span.start && deviation.span.start < field.line.end
        };
        let field = response.fields.iter().chain(&response.trailers).find(within);
        Self {
            subject: field.map(|field| String::from_utf8_lossy(&field.name).into_owned()),
            ..Self::at(subject, deviation.span, expected)
        }
    }
}

fn shown(octets: &[u8]) -> Bytes {
    Bytes::from(octets.get(..SHOWN).unwrap_or(octets))
}
