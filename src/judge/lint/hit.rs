//! A fault as a lint tells it: of what, where, and both sides.

use super::subject::Subject;
use crate::model::bytes::{Bytes, Span};
use crate::model::finding::Side;
use crate::model::observation::{Deviation, Field};

/// How many octets of what came a finding repeats; its span covers all of them.
const SHOWN: usize = 256;

/// A fault that was found.
pub(super) struct Hit {
    pub(super) subject: Option<String>,
    pub(super) expected: Side,
    pub(super) actual: Side,
    pub(super) span: Span,
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
