//! What became of recorded exchanges that were sent again.

use std::time::Duration;

use crate::model::target::Address;

/// Why recorded bytes are not sent again. Nothing was sent then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotReplayed {
    /// The case was not run when the results were made; its reason then.
    NotRun(String),
    /// No connection could be made then, so that nothing was sent.
    NotConnected,
    /// So many octets that were sent are not in the results.
    Cut(usize),
    /// So many octets were still to be sent when the peer took no more; they are not in the results.
    NotTaken(usize),
    /// The time was up while octets were still to be sent; they are not in the results.
    OutOfTime,
    /// The recorded waits alone take this long, which is more than a case may take.
    TooLong {
        /// All waits together.
        waits: Duration,
        /// How long a case may take.
        limit: Duration,
    },
    /// More steps than are replayed.
    TooManySteps {
        /// The steps of the recording.
        steps: usize,
        /// The most that are replayed.
        most: usize,
    },
    /// What is recorded cannot have happened: the document was changed, or is damaged.
    Impossible {
        /// Index of the event in the transcript.
        event: usize,
        /// What is wrong with it, in words of our own.
        why: &'static str,
    },
}

/// A server that recorded bytes go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayTarget {
    /// Its name in the results.
    pub name: String,
    /// Where it was when the results were made.
    pub recorded: Address,
    /// Where the bytes go now.
    pub address: Address,
}
