//! How far a connection had come when a step was recorded, which is what the step waits for when it
//! is done again.

use std::fmt;
use std::time::Duration;

use crate::model::event_stream::first_events;
use crate::model::grammar;
use crate::model::observation::{Connection, Ending, Progress, Response};
use crate::model::transcript::Want;

/// How many octets of an event stream are looked through for its events.
const MOST_LOOKED_AT: usize = 1 << 20;

/// The rank of a response that is whole.
const WHOLE: u8 = 2;

/// What a step of the recording had when it was finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Milestone {
    /// Its connection.
    pub(super) connection: usize,
    /// How much had come on it.
    pub(super) reached: Extent,
    /// How many octets had come, where not all of them are in the results; else 0.
    pub(super) octets: usize,
    /// Whether the peer had ended it, or sent more than is kept.
    pub(super) ended: bool,
    /// What the step waited for in vain.
    pub(super) patience: Patience,
}

/// How long a step waited for what did not come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Patience {
    /// It did not.
    #[default]
    None,
    /// It saw to it that nothing came for so long.
    Quiet(Duration),
    /// Something was still wanted when the time was up.
    UntilTimeout,
}

impl Patience {
    /// The same, where the step was also quiet for so long.
    pub(super) fn and_quiet(self, waited: Duration) -> Self {
        match self {
            Self::UntilTimeout => self,
            Self::Quiet(before) => Self::Quiet(before.max(waited)),
            Self::None => Self::Quiet(waited),
        }
    }
}

/// How much came on a connection: a later extent is a greater one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Extent {
    responses: usize,
    /// Of the last response: 0 in its head, 1 in its body, 2 whole.
    last: u8,
    /// Of a last response that is not whole: events of an event stream, octets of another body.
    content: usize,
    frames: usize,
}

impl Extent {
    /// How far the connection has come.
    pub(super) fn of(connection: &Connection) -> Self {
        let last = connection.responses.last();
        let frames = connection.frames.iter().filter(|frame| frame.complete).count();
        let (rank, content) = last.map_or((0, 0), |last| match last.progress {
            Progress::Complete => (WHOLE, 0),
            Progress::InBody if is_event_stream(last) => {
                let content = last.body.content.get(..MOST_LOOKED_AT);
                let content = content.unwrap_or(&last.body.content);
                (1, first_events(content, usize::MAX).events.len())
            }
            Progress::InBody | Progress::Unframed => (1, last.body.span.len()),
            Progress::InHead | Progress::Garbage => (0, last.span.len()),
        });
        Self { responses: connection.responses.len(), last: rank, content, frames }
    }
}

fn is_event_stream(response: &Response) -> bool {
    let media_type = response.field("Content-Type").and_then(|value| grammar::media_type(&value));
    media_type.as_deref() == Some("text/event-stream")
}

/// Whether nothing more can come on a connection that we did not close.
pub(super) fn has_ended(connection: &Connection) -> bool {
    matches!(
        connection.ending,
        Some(Ending::Fin | Ending::Reset | Ending::Failed | Ending::TooManyBytes)
    )
}

impl fmt::Display for Extent {
    /// `2 responses, 1 frame`; how far a last response that is not whole has come stands after it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.responses {
            0 => f.write_str("nothing")?,
            1 => f.write_str("1 response")?,
            more => write!(f, "{more} responses")?,
        }
        if self.responses > 0 && self.last < WHOLE {
            let place = if self.last == 0 { "head" } else { "body" };
            write!(f, " in its {place} ({})", self.content)?;
        }
        match self.frames {
            0 => Ok(()),
            1 => f.write_str(", 1 frame"),
            more => write!(f, ", {more} frames"),
        }
    }
}

impl Milestone {
    /// What the step still needs, where its connection has come so far. `quiet` is how long nothing
    /// must come before that is believed.
    pub(super) fn wants(&self, connection: Option<&Connection>, quiet: Duration) -> Want {
        let reached = connection.map(Extent::of).unwrap_or_default();
        // A response of which the recording lost octets is not whole there, but it is here.
        let lacks_octets = connection.is_none_or(|connection| {
            connection.received.len() < self.octets && reached.last < WHOLE
        });
        match self.patience {
            // The end comes last.
            _ if self.ended || reached < self.reached || lacks_octets => Want::More,
            // What was waited for in vain has come: what else comes is waited for, but not long.
            Patience::UntilTimeout if reached > self.reached => Want::Quiet(quiet),
            Patience::UntilTimeout => Want::More,
            Patience::Quiet(waited) => Want::Quiet(waited),
            Patience::None => Want::Done,
        }
    }
}
