//! What became of recorded exchanges that were sent again.

use std::time::Duration;

use serde::Serialize;

use crate::model::answer::AnswerChange;
use crate::model::target::Address;
use crate::model::tls::Tls;

/// Why recorded bytes are not sent again. Nothing was sent then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReplayTarget {
    /// Its name in the results.
    pub name: String,
    /// Where it was when the results were made.
    pub recorded: Address,
    /// Where the bytes go now.
    pub address: Address,
    /// How TLS is spoken there, where the address asks for it.
    #[serde(skip_serializing_if = "Tls::is_default")]
    pub tls: Tls,
}

/// What became of one recorded case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Replayed {
    /// The case's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The name of the server it was recorded with.
    pub target: String,
    /// Whether the answers are the same.
    #[serde(flatten)]
    pub outcome: ReplayOutcome,
}

/// Whether the answers to the same octets are the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome", content = "details")]
pub enum ReplayOutcome {
    /// They are, but for what varies by nature.
    Same,
    /// They differ, by element; never empty.
    Differs(Vec<AnswerChange>),
    /// They differed, and when the octets were sent once more they did not.
    Unsteady(Vec<AnswerChange>),
    /// Nothing was sent.
    NotReplayed(NotReplayed),
}

/// All that was sent again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReplayReport {
    /// The cases, in the order of the results.
    pub cases: Vec<Replayed>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// Whether it was interrupted: what is here is what was done.
    pub interrupted: bool,
    /// The server that stopped accepting connections, with the system's words, which ended the
    /// replay.
    pub gone: Option<(Address, String)>,
}
