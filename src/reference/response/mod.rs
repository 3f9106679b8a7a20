//! Responses as data, before they are written.

pub(crate) mod accompany;
pub(crate) mod chunks;
pub(crate) mod protection;
pub(crate) mod reason;
pub(crate) mod spoil;
pub(crate) mod status_line;
pub(crate) mod write;

use std::borrow::Cow;

use crate::reference::request::rule::Refusal;

/// Name and value of a field line.
pub(crate) type Field = (Cow<'static, str>, Cow<'static, str>);

/// What follows the head of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// Nothing, and no field that speaks of it: 1xx, 204, 304.
    Absent,
    /// Content of known length.
    Octets(Cow<'static, [u8]>),
    /// Content of which only the pieces are known as they come, and fields after it.
    Chunked { chunks: Vec<Cow<'static, [u8]>>, trailers: Vec<Field> },
    /// Content that is written later, piece by piece.
    Stream,
}

/// One response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Field lines in order, but Date, Server, Connection and those of the framing.
    pub(crate) fields: Vec<Field>,
    pub(crate) body: Body,
    /// Interim responses before it: their status and fields.
    pub(crate) interim: Vec<(u16, Vec<Field>)>,
}

impl Response {
    /// A response without content, with `Content-Length: 0` where its status lets it have some.
    pub(crate) fn empty(status: u16) -> Self {
        let body = match status {
            100..=199 | 204 | 304 => Body::Absent,
            _ => Body::Octets(Cow::Borrowed(b"")),
        };
        Self { status, fields: Vec::new(), body, interim: Vec::new() }
    }

    /// A response with content of this media type.
    pub(crate) fn with_content(
        status: u16,
        media_type: &'static str,
        content: impl Into<Cow<'static, [u8]>>,
    ) -> Self {
        let mut response = Self::empty(status);
        response.body = Body::Octets(content.into());
        response.add("Content-Type", media_type);
        response.add("X-Content-Type-Options", "nosniff");
        response
    }

    /// A response with text for content.
    pub(crate) fn with_text(status: u16, text: impl Into<String>) -> Self {
        Self::with_content(status, "text/plain; charset=utf-8", text.into().into_bytes())
    }

    /// An error with a sentence on why (RFC 9110 15.5).
    pub(crate) fn error(status: u16, why: &str) -> Self {
        let reason = reason::phrase(status);
        Self::with_text(status, format!("{status} {reason}\n\n{why}.\n"))
    }

    /// The answer to a request that breaks a rule.
    pub(crate) fn refusal(refusal: &Refusal) -> Self {
        Self::error(refusal.status, &format!("{} ({})", refusal.reason, refusal.spec))
    }

    /// Adds a field line at the end.
    pub(crate) fn add(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) {
        self.fields.push((name.into(), value.into()));
    }

    /// Takes out every line of a field.
    pub(crate) fn remove(&mut self, name: &str) {
        self.fields.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    /// The value of the first line of a field.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let mut named = self.fields.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.as_ref())
    }

    /// Changes the value of every line of a field.
    pub(crate) fn change(&mut self, name: &str, change: impl Fn(&str) -> String) {
        for (other, value) in &mut self.fields {
            if other.eq_ignore_ascii_case(name) {
                *value = Cow::Owned(change(value));
            }
        }
    }
}
