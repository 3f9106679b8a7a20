//! What a lint looks at: a response, what it answers, and what else the exchange shows.

use super::exchange::{Exchange, Facts};
use super::hit::Hit;
use crate::model::bytes::Span;
use crate::model::grammar;
use crate::model::observation::{Connection, Field, Progress, Response, SentRequest};

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

    /// The same of a request that may be wrong elsewhere.
    pub(super) fn lenient_request_version(&self) -> Option<(u8, u8)> {
        version(&self.connection.requests.get(self.response.request?)?.version)
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

    /// The content, where all of it came and no transfer coding but chunked hides it.
    pub(super) fn whole_content(&self) -> Option<&'a [u8]> {
        let plain = self.fields("Transfer-Encoding").all(|field| {
            let codings = grammar::list_members(&field.value);
            codings.iter().all(|coding| coding.eq_ignore_ascii_case(b"chunked"))
        });
        let whole = plain && self.response.progress == Progress::Complete;
        whole.then_some(&*self.response.body.content)
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
