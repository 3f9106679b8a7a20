//! What differs between two answers, and why bytes are not sent again, in words. What comes from a
//! target or a results file is escaped here.

use crate::model::answer::{AnswerChange, AnswerElement};
use crate::model::bytes::escape;
use crate::model::finding::{FieldDeparture, Side};
use crate::model::replay::NotReplayed;
use crate::report::layout::shown;
use crate::report::words::{duration, octets, side};

/// The longest side that may stand in a sentence, in octets.
const SHORT: usize = 256;

/// Why a case was not sent again, in a sentence.
pub(super) fn not_replayed(why: &NotReplayed) -> String {
    match why {
        NotReplayed::NotRun(reason) if reason.is_empty() => "not run then".to_owned(),
        NotReplayed::NotRun(reason) => format!("not run then: {}", shown(reason)),
        NotReplayed::NotConnected => {
            "no connection could be made then, so that nothing was sent".to_owned()
        }
        NotReplayed::Cut(missing) => {
            format!("{} of what was sent are not in the results", octets(*missing))
        }
        NotReplayed::NotTaken(unsent) => format!(
            "the peer did not take the last {}, which are not in the results",
            octets(*unsent)
        ),
        NotReplayed::OutOfTime => {
            "the time was up before all was sent, and the rest is not in the results".to_owned()
        }
        NotReplayed::TooLong { waits, limit } => {
            let us = |time: &std::time::Duration| {
                duration(u64::try_from(time.as_micros()).unwrap_or(u64::MAX))
            };
            format!(
                "its pauses take {}, and a case may take {} (--case-timeout)",
                us(waits),
                us(limit)
            )
        }
        NotReplayed::TooManySteps { steps, most } => {
            format!("it has {steps} steps; no more than {most} are replayed")
        }
        NotReplayed::Impossible { event, why } => {
            format!("the recording is damaged at event {event}: {why}")
        }
    }
}

/// What differs, in a few words, without the sides.
pub(super) fn title(change: &AnswerChange) -> String {
    match &change.element {
        AnswerElement::Response => match (&change.old, &change.new) {
            (Side::Nothing, _) => "a response more".to_owned(),
            _ => "the response is missing".to_owned(),
        },
        AnswerElement::Version => "HTTP version".to_owned(),
        AnswerElement::Code => "status code".to_owned(),
        AnswerElement::Reason => "reason phrase".to_owned(),
        AnswerElement::StatusLine => "status line".to_owned(),
        AnswerElement::Header { name, departure } => {
            format!("header field {} {}", shown(name), field(*departure))
        }
        AnswerElement::HeaderName => "letter case of the name of a header field".to_owned(),
        AnswerElement::HeaderOrder => "order of the header fields".to_owned(),
        AnswerElement::Trailer { name, departure } => {
            format!("trailer field {} {}", shown(name), field(*departure))
        }
        AnswerElement::Body { first_difference, old_length, new_length } => {
            let length = if old_length == new_length {
                octets(*new_length)
            } else {
                format!("{}, now {}", octets(*old_length), octets(*new_length))
            };
            format!("body differs from byte {first_difference} on ({length})")
        }
        AnswerElement::Framing => "framing of the body".to_owned(),
        AnswerElement::Progress => "how much of the response came".to_owned(),
        AnswerElement::Grammar { deviation } => {
            let when = if change.old == Side::Nothing { "only now" } else { "only then" };
            format!("{when}: {}", deviation.clause().words)
        }
        AnswerElement::Frame { index } => format!("WebSocket frame {}", index.saturating_add(1)),
        AnswerElement::Stray => "bytes that belong to no response".to_owned(),
        AnswerElement::End => "end of the connection".to_owned(),
    }
}

/// Both sides in a clause: `recorded 200, now 500`; `None` where they are too long for one, or the
/// title says all.
pub(super) fn sides(change: &AnswerChange) -> Option<String> {
    let tells_all = matches!(change.element, AnswerElement::Grammar { .. });
    if tells_all || !is_short(&change.old) || !is_short(&change.new) {
        return None;
    }
    let one = |of: &Side| match (&change.element, of) {
        (AnswerElement::Code | AnswerElement::Version, Side::Bytes(octets)) => escape(octets),
        (_, of) => side(of),
    };
    Some(match (&change.element, &change.old, &change.new) {
        (_, Side::Nothing, Side::Nothing) => return None,
        (AnswerElement::Response | AnswerElement::Header { .. }, Side::Nothing, new) => one(new),
        (AnswerElement::Response | AnswerElement::Header { .. }, old, Side::Nothing) => one(old),
        (_, old, new) => format!("recorded {}, now {}", one(old), one(new)),
    })
}

fn is_short(side: &Side) -> bool {
    match side {
        Side::Bytes(bytes) => bytes.len() <= SHORT,
        Side::Text(text) => text.len() <= SHORT,
        Side::Fields(fields) => {
            fields.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() <= SHORT
        }
        Side::Number(_) | Side::Nothing => true,
    }
}

fn field(departure: FieldDeparture) -> &'static str {
    match departure {
        FieldDeparture::Missing => "is missing",
        FieldDeparture::Extra => "is new",
        FieldDeparture::Changed => "has another value",
        FieldDeparture::Repeated => "has another number of lines",
        FieldDeparture::Reordered => "has its lines in another order",
        FieldDeparture::Case => "differs in letter case only",
        FieldDeparture::Space => "differs in white space only",
    }
}
