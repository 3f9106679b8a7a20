//! A request put together of its parts, with variables where values are not to be in the file.

use crate::model::bytes::Bytes;
use crate::model::template::{Piece, Template};

/// Octets with variables, under way.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Octets(Template);

impl Octets {
    pub(super) fn of(octets: impl AsRef<[u8]>) -> Self {
        let mut out = Self::default();
        out.push(octets);
        out
    }

    pub(super) fn variable_alone(name: &str) -> Self {
        let mut out = Self::default();
        out.variable(name);
        out
    }

    pub(super) fn push(&mut self, octets: impl AsRef<[u8]>) {
        let octets = octets.as_ref();
        if octets.is_empty() {
            return;
        }
        match self.0.0.last_mut() {
            Some(Piece::Octets(last)) => last.0.extend_from_slice(octets),
            _ => self.0.0.push(Piece::Octets(Bytes::from(octets))),
        }
    }

    pub(super) fn variable(&mut self, name: &str) {
        self.0.0.push(Piece::Variable(name.to_owned()));
    }

    pub(super) fn append(&mut self, other: Self) {
        for piece in other.0.0 {
            match piece {
                Piece::Octets(octets) => self.push(&octets[..]),
                Piece::Variable(name) => self.variable(&name),
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.0.is_empty()
    }

    pub(super) fn into_template(self) -> Template {
        self.0
    }
}

/// A request of HTTP/1.x: its lines as they are sent, and its body.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Message {
    /// The request line.
    pub(super) line: Octets,
    /// The field lines.
    pub(super) fields: Vec<Octets>,
    /// The body.
    pub(super) body: Octets,
}

impl Message {
    pub(super) fn new(method: &str, target: Octets, version: &str) -> Self {
        let mut line = Octets::of(method);
        line.push(" ");
        line.append(target);
        line.push(" ");
        line.push(version);
        Self { line, ..Self::default() }
    }

    pub(super) fn field(&mut self, name: &str, value: Octets) {
        let mut line = Octets::of(name);
        line.push(if value.is_empty() { ":" } else { ": " });
        line.append(value);
        self.fields.push(line);
    }

    /// `Content-Length` with the body's own length, which stays right when the body is changed.
    pub(super) fn content_length(&mut self) {
        self.field("Content-Length", Octets::variable_alone("body.length"));
    }

    pub(super) fn into_template(self) -> Template {
        let mut all = self.line;
        all.push("\r\n");
        for field in self.fields {
            all.append(field);
            all.push("\r\n");
        }
        all.push("\r\n");
        all.append(self.body);
        all.into_template()
    }
}
