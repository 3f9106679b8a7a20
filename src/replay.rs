//! Recorded bytes sent again, exactly, to the recorded server or to another one: the same writes,
//! pauses and closes, and between them a wait for what came in the recording at that place.
//!
//! No case file is needed, and nothing is judged. What was taken from an answer and sent back when
//! it was recorded, a cookie or an entity tag, is sent as it was then.

mod milestone;
mod script;
mod watcher;

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::exchange;
use crate::model::outcome::{Attempt, CaseResult};
use crate::model::plan::Limits;
use crate::model::replay::NotReplayed;
use crate::model::target::Address;
use crate::model::template::Variables;
use crate::model::transcript::Transcript;

use script::script;
use watcher::Watcher;

/// Sends what was recorded again to the server at `address`, within `limits`, and gives what
/// happened. Its connections have the names and the order of the recording.
///
/// # Errors
/// Why what was recorded cannot be sent again; nothing was sent then.
pub async fn again(
    recorded: &Transcript,
    address: &Address,
    limits: &Limits,
) -> Result<Transcript, NotReplayed> {
    let script = script(recorded, limits)?;
    let mut watcher = Watcher::new(&script.milestones, script.limits.quiet);
    let exchanged =
        exchange::exchange(address, &script.case, Variables::new(), &script.limits, &mut watcher);
    let mut transcript = exchanged.await.transcript;
    for (name, recorded) in transcript.connections.iter_mut().zip(&recorded.connections) {
        name.clone_from(recorded);
    }
    Ok(transcript)
}

/// The attempt that is sent again: the first, which the findings of a result are of.
///
/// # Errors
/// [`NotReplayed::NotRun`] where there is none.
pub fn attempt_of(result: &CaseResult) -> Result<&Attempt, NotReplayed> {
    result.attempts.first().ok_or_else(|| NotReplayed::NotRun(result.reason.clone()))
}

/// Makes sure that a server can be connected to before anything is sent.
///
/// # Errors
/// The system's words, where it cannot.
pub async fn reach(address: &Address, connect_timeout: Duration) -> Result<(), String> {
    exchange::probe(address, connect_timeout).await.map_err(|(_, message)| message)
}
