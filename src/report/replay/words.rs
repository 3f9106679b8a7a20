//! Why bytes are not sent again, and the two sides of what differs, in words. What comes from a
//! target or a results file is escaped here.

use crate::model::answer::{AnswerChange, AnswerElement};
use crate::model::bytes::escape;
use crate::model::finding::Side;
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

/// Both sides in a clause: `recorded 200, now 500`; `None` where they are too long for one.
pub(super) fn sides(change: &AnswerChange) -> Option<String> {
    let one = |of: &Side| match (&change.element, of) {
        (AnswerElement::Code | AnswerElement::Version, Side::Bytes(octets)) => escape(octets),
        (_, of) => side(of),
    };
    (is_short(&change.old) && is_short(&change.new))
        .then(|| format!("recorded {}, now {}", one(&change.old), one(&change.new)))
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
