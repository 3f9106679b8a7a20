//! The socket stage: a planned case in, the transcript of what happened on the wire out.
//!
//! It writes exactly the octets of the case, reads while it writes, and notes each event with its
//! time. It knows nothing of HTTP: how much a step still has to wait for is asked of a [`Watch`]. One
//! future does a whole case, without tasks of its own. Trouble on a socket is an event; nothing here
//! fails.

mod connection;
mod dial;
mod endpoint;
mod parts;
mod request_start;
mod secure;
mod send;
mod session;
mod steps;
mod timing;
mod transport;

use crate::model::case::Case;
use crate::model::expectation::Capture;
use crate::model::plan::Limits;
use crate::model::template::Variables;
use crate::model::transcript::{Event, Transcript, Want};

pub use dial::{not_reached, probe};
pub use endpoint::Endpoint;
pub use parts::octets_of;

/// What the exchange asks of the reader and the judge while a case is under way.
pub trait Watch: Send {
    /// One more event happened; called for every event, in order, as it is recorded. `connections`
    /// are the names of [`Transcript::connections`] so far.
    fn seen(&mut self, connections: &[String], event: &Event);
    /// What the step of this index, an `expect`, still needs after all that was seen.
    fn wants(&mut self, step: usize) -> Want;
    /// The variables that the step of this index captured, once it is done.
    fn captured(&mut self, step: usize) -> Vec<Capture>;
}

/// What an exchange leaves behind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchanged {
    /// What happened.
    pub transcript: Transcript,
    /// The variables that were given and those that were captured.
    pub variables: Variables,
}

/// Does the steps of a case against the target at `endpoint`, within `limits`, which hold the case's
/// own changes already. All its connections are closed when it returns; dropping the future closes
/// them as well.
pub async fn exchange(
    endpoint: &Endpoint,
    case: &Case,
    variables: Variables,
    limits: &Limits,
    watch: &mut dyn Watch,
) -> Exchanged {
    let mut session = session::Session::new(endpoint, limits, variables, watch);
    session.run(case).await;
    Exchanged { transcript: session.transcript, variables: session.variables }
}

#[cfg(test)]
mod tests;
