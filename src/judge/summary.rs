//! What was asked and what came in its place, in a few words: for the reason of a verdict and the
//! text sides of findings.

use std::fmt::Display;

use crate::model::bytes::escape;
use crate::model::expectation::{Check, ExpectedOutcome};
use crate::model::finding::Side;
use crate::model::observation::Ending;
use crate::model::websocket::opcode_name;

/// How many characters of a text of the case or the target are told.
const MOST_CHARACTERS: usize = 60;

/// What is asked, the texts of the case cut.
pub(super) fn asked(what: &impl Display) -> String {
    format!("{what:.MOST_CHARACTERS$}")
}

/// What an outcome asks of the final response.
pub(super) fn of_response(outcome: &ExpectedOutcome) -> String {
    let status = outcome.checks.iter().find_map(|placed| match &placed.check {
        Check::Status(asked) => Some(asked),
        _ => None,
    });
    status.map_or("a response".to_owned(), |status| format!("a response with status {status}"))
}

/// A text, cut where it is long.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// What became of a connection, as the actual side of `connection:`.
pub(super) fn ending(ending: Option<Ending>) -> String {
    match ending {
        None => "stayed open",
        Some(Ending::Fin) => "closed",
        Some(Ending::Reset) => "reset",
        Some(Ending::NotConnected) => "not made",
        Some(Ending::TimedOut) => "stayed open until the time-out",
        Some(Ending::TooManyBytes) => "sent more than is kept",
        Some(Ending::ClosedByUs) => "closed by us",
        Some(Ending::Failed) => "failed",
    }
    .to_owned()
}

/// An opcode by its name (RFC 6455 5.2).
pub(super) fn opcode(opcode: u8) -> String {
    opcode_name(opcode).map_or_else(|| format!("opcode {opcode}"), str::to_owned)
}

/// A side in a few words.
pub(super) fn side(side: &Side) -> String {
    match side {
        Side::Text(text) => cut(text),
        Side::Bytes(octets) => cut(&escape(octets.get(..MOST_CHARACTERS * 4).unwrap_or(octets))),
        Side::Number(number) => number.to_string(),
        Side::Fields(fields) => format!("{} lines", fields.len()),
        Side::Nothing => "nothing".to_owned(),
    }
}
