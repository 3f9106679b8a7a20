//! What is worked out once for all responses of an exchange.

use super::subject::Subject;
use crate::model::grammar;
use crate::model::http_date;
use crate::model::observation::{Connection, Observation, Response, SentRequest};
use crate::model::transcript::{EventKind, Transcript};

/// An exchange and what is worked out once for all of its responses.
pub(super) struct Exchange<'a> {
    observation: &'a Observation,
    pub(super) started_unix_ms: u64,
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
    pub(super) clear_requests: usize,
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
            EventKind::Secured(_) => {
                self.over_tcp = false;
            }
            EventKind::Closed { .. } => self.closed_by_us = true,
            EventKind::CloseNotify | EventKind::Fin if !self.closed_by_us => {
                self.server_closed_us.get_or_insert(at_us);
            }
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
