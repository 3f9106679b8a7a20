//! What differs between two answers, in words.

use crate::model::answer::{AnswerChange, AnswerElement};
use crate::model::case::MAIN_CONNECTION;
use crate::model::finding::FieldDeparture;
use crate::report::layout::shown;
use crate::report::words::octets;

/// Which element differs and how, in a few words: `header field Server has another value`. Without
/// the two sides.
#[must_use]
pub fn answer_change(change: &AnswerChange) -> String {
    let element = answer_element(&change.element);
    let mut place = Vec::new();
    if let Some(index @ 1..) = change.response {
        place.push(format!("response {}", index.saturating_add(1)));
    }
    if change.connection != MAIN_CONNECTION {
        place.push(format!("connection {}", shown(&change.connection)));
    }
    if place.is_empty() { element } else { format!("{element} ({})", place.join(", ")) }
}

/// Which element differs and how, wherever it is.
#[must_use]
pub fn answer_element(element: &AnswerElement) -> String {
    match element {
        AnswerElement::Response => "a whole response".to_owned(),
        AnswerElement::Version => "HTTP version".to_owned(),
        AnswerElement::Code => "status code".to_owned(),
        AnswerElement::Reason => "reason phrase".to_owned(),
        AnswerElement::StatusLine => "status line".to_owned(),
        AnswerElement::Header { name, departure } => {
            format!("header field {} {}", shown(name), field(*departure))
        }
        AnswerElement::HeaderName => "letter case of a field's name".to_owned(),
        AnswerElement::HeaderOrder => "order of the header fields".to_owned(),
        AnswerElement::Trailer { name, departure } => {
            format!("trailer field {} {}", shown(name), field(*departure))
        }
        AnswerElement::Body { first_difference, old_length, new_length } => format!(
            "body from byte {first_difference} on, of {old_length} before and {} now",
            octets(*new_length)
        ),
        AnswerElement::Framing => "framing of the body".to_owned(),
        AnswerElement::Progress => "how much of the response came".to_owned(),
        AnswerElement::Grammar { .. } => "a departure from the grammar".to_owned(),
        AnswerElement::Frame { index } => format!("WebSocket frame {}", index.saturating_add(1)),
        AnswerElement::Stray => "bytes that belong to no response".to_owned(),
        AnswerElement::End => "connection after the answers".to_owned(),
    }
}

fn field(departure: FieldDeparture) -> &'static str {
    match departure {
        FieldDeparture::Missing => "is gone",
        FieldDeparture::Extra => "is new",
        FieldDeparture::Changed => "has another value",
        FieldDeparture::Repeated => "has another number of lines",
        FieldDeparture::Reordered => "has its lines in another order",
        FieldDeparture::Case => "differs in letter case only",
        FieldDeparture::Space => "differs in white space only",
    }
}
