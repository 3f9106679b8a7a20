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

use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use crate::answers::{answers, changes};
use crate::error::{Error, Result};
use crate::exchange::{self, Endpoint};
use crate::model::answer::{Answer, AnswerChange, AnswerMessage};
use crate::model::observation::Progress;
use crate::model::outcome::{CaseResult, ResultKind, RunReport};
use crate::model::plan::Limits;
use crate::model::replay::{NotReplayed, ReplayOutcome, ReplayReport, ReplayTarget, Replayed};
use crate::model::target::{Address, Target};
use crate::model::template::Variables;
use crate::model::transcript::Transcript;

use script::script;
use watcher::Watcher;

/// How often a server that refused a connection is asked before it is called gone.
const PROBES: u32 = 3;
const BETWEEN_PROBES: Duration = Duration::from_millis(200);

/// The results that these ids, or prefixes of ids, name; without one every case. A lint shows the
/// exchange of a case, so that it is sent again only where its name is given.
///
/// # Errors
/// [`Error::NoCases`] where an id names nothing, or the results hold no case.
pub fn select<'a>(results: &'a RunReport, ids: &[String]) -> Result<Vec<&'a CaseResult>> {
    let names = |id: &str, result: &CaseResult| {
        result.id.starts_with(id) && (result.kind == ResultKind::Case || id.starts_with("lint/"))
    };
    if let Some(id) = ids.iter().find(|id| !results.cases.iter().any(|r| names(id, r))) {
        let message = format!("`{id}` is no id in these results and no prefix of one");
        return Err(Error::NoCases { message });
    }
    let is_selected = |result: &&CaseResult| match ids {
        [] => result.kind == ResultKind::Case,
        ids => ids.iter().any(|id| names(id, result)),
    };
    let selected: Vec<&CaseResult> = results.cases.iter().filter(is_selected).collect();
    if selected.is_empty() {
        return Err(Error::NoCases { message: "the results hold no case".to_owned() });
    }
    Ok(selected)
}

/// Where the bytes of these results go: to the servers that they were recorded with, or all of them
/// to the one that is `named`, with its TLS where it says anything of that, else with the recorded. Servers of which nothing is sent again are left out.
///
/// # Errors
/// [`Error::Usage`] where the results do not say where a server was.
pub fn targets(
    results: &RunReport,
    selected: &[&CaseResult],
    named: Option<&Target>,
) -> Result<Vec<ReplayTarget>> {
    let mut targets: Vec<ReplayTarget> = Vec::new();
    for result in selected.iter().filter(|result| !result.attempts.is_empty()) {
        if targets.iter().any(|target| target.name == result.target) {
            continue;
        }
        let recorded = results.targets.iter().find(|target| target.name == result.target);
        let Some(recorded) = recorded else {
            let message = format!(
                "the results do not say where the target of `{}` is, which they call `{}`",
                result.id, result.target
            );
            return Err(Error::Usage { message });
        };
        let tls = named.map(|named| &named.tls).filter(|tls| !tls.is_default());
        targets.push(ReplayTarget {
            name: result.target.clone(),
            recorded: recorded.address.clone(),
            address: named.unwrap_or(recorded).address.clone(),
            tls: tls.unwrap_or(&recorded.tls).clone(),
        });
    }
    Ok(targets)
}

/// Sends what was recorded for each of these results again, one after the other, and compares the
/// answers. `told` is called after each with the number of those that are done.
///
/// It ends early when `stop` does, and when a server accepts no connection any more.
pub async fn replay(
    selected: &[&CaseResult],
    targets: &[ReplayTarget],
    limits: &Limits,
    stop: impl Future<Output = ()>,
    mut told: impl FnMut(&Replayed, usize),
) -> ReplayReport {
    let began = Instant::now();
    let mut stop = pin!(stop);
    let mut report = ReplayReport::default();
    let endpoints: Vec<Endpoint> = targets.iter().map(endpoint).collect();
    for result in selected {
        let outcome = match to_send(result, targets, &endpoints) {
            Err(why) => ReplayOutcome::NotReplayed(why),
            Ok((recorded, address, endpoint)) => tokio::select! {
                outcome = one(recorded, endpoint, limits) => match outcome {
                    Ok(outcome) => outcome,
                    Err(message) => {
                        report.gone = Some((address.clone(), message));
                        break;
                    }
                },
                () = &mut stop => {
                    report.interrupted = true;
                    break;
                }
            },
        };
        let replayed = Replayed {
            id: result.id.clone(),
            title: result.title.clone(),
            target: result.target.clone(),
            outcome,
        };
        told(&replayed, report.cases.len() + 1);
        report.cases.push(replayed);
    }
    report.duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    report
}

/// What is sent, and where to. Of several attempts it is the first: the findings of a result are of
/// that one.
fn to_send<'a>(
    result: &'a CaseResult,
    targets: &'a [ReplayTarget],
    endpoints: &'a [Endpoint],
) -> std::result::Result<(&'a Transcript, &'a Address, &'a Endpoint), NotReplayed> {
    let mut targets = targets.iter().zip(endpoints);
    let target = targets.find(|(target, _)| target.name == result.target);
    let attempt = result.attempts.first();
    let both = attempt.zip(target).ok_or_else(|| NotReplayed::NotRun(result.reason.clone()));
    both.map(|(attempt, (target, endpoint))| (&attempt.transcript, &target.address, endpoint))
}

/// Sends a recording again and compares; where the answers differ, once more, because what differs
/// must not have been a chance.
///
/// # Errors
/// The system's words, where the server is gone.
async fn one(
    recorded: &Transcript,
    endpoint: &Endpoint,
    limits: &Limits,
) -> std::result::Result<ReplayOutcome, String> {
    let mut before = answers(recorded);
    before.iter_mut().for_each(leave_out_cut_head);
    let differences = match differences(recorded, &before, endpoint, limits).await {
        Ok(differences) => differences,
        Err(Trouble::Not(why)) => return Ok(ReplayOutcome::NotReplayed(why)),
        Err(Trouble::Gone(message)) => return Err(message),
    };
    if differences.is_empty() {
        return Ok(ReplayOutcome::Same);
    }
    match self::differences(recorded, &before, endpoint, limits).await {
        Ok(again) if again.is_empty() => Ok(ReplayOutcome::Unsteady(differences)),
        Err(Trouble::Gone(message)) => Err(message),
        Ok(_) | Err(Trouble::Not(_)) => Ok(ReplayOutcome::Differs(differences)),
    }
}

/// Takes out a last response of which the results keep only a part of the head: nothing can be said
/// of the fields that are missing.
fn leave_out_cut_head(answer: &mut Answer) {
    let in_head = |last: &AnswerMessage| last.progress == Progress::InHead;
    if answer.cut && answer.responses.last().is_some_and(in_head) {
        answer.responses.pop();
    }
}

/// Why there is nothing to compare.
enum Trouble {
    Not(NotReplayed),
    Gone(String),
}

async fn differences(
    recorded: &Transcript,
    before: &[Answer],
    endpoint: &Endpoint,
    limits: &Limits,
) -> std::result::Result<Vec<AnswerChange>, Trouble> {
    let transcript = again(recorded, endpoint, limits).await.map_err(Trouble::Not)?;
    if let (Some((_, message)), None) = (transcript.connect_failure(), recorded.connect_failure()) {
        gone(endpoint, limits.connect_timeout, message).await?;
    }
    let mut after = answers(&transcript);
    for (before, after) in before.iter().zip(&mut after) {
        // An answer may repeat the Host that was recorded, which names the server then.
        let names = before.aliases.iter().filter(|(_, of)| **of == *b"{target}");
        after.aliases.extend(names.cloned());
    }
    Ok(changes(before, &after))
}

/// Whether a server that refused a connection refuses the next ones as well: one that restarts its
/// workers is away for a moment.
async fn gone(
    endpoint: &Endpoint,
    timeout: Duration,
    message: &str,
) -> std::result::Result<(), Trouble> {
    for attempt in 0..PROBES {
        if attempt > 0 {
            tokio::time::sleep(BETWEEN_PROBES).await;
        }
        if exchange::probe(endpoint, timeout).await.is_ok() {
            return Ok(());
        }
    }
    Err(Trouble::Gone(message.to_owned()))
}

/// Sends what was recorded again to the server at `endpoint`, within `limits`, and gives what
/// happened. Its connections have the names and the order of the recording.
///
/// # Errors
/// Why what was recorded cannot be sent again; nothing was sent then.
async fn again(
    recorded: &Transcript,
    endpoint: &Endpoint,
    limits: &Limits,
) -> std::result::Result<Transcript, NotReplayed> {
    let script = script(recorded, limits)?;
    let mut watcher = Watcher::new(&script.milestones, script.limits.quiet);
    let exchanged =
        exchange::exchange(endpoint, &script.case, Variables::new(), &script.limits, &mut watcher);
    let mut transcript = exchanged.await.transcript;
    for (name, recorded) in transcript.connections.iter_mut().zip(&recorded.connections) {
        name.clone_from(recorded);
    }
    Ok(transcript)
}

/// Makes sure that a server can be connected to before anything is sent.
///
/// # Errors
/// The system's words, where it cannot.
pub async fn reach(
    target: &ReplayTarget,
    connect_timeout: Duration,
) -> std::result::Result<(), String> {
    exchange::probe(&endpoint(target), connect_timeout).await.map_err(exchange::not_reached)
}

/// What is wrong with how a server is to be connected to, whatever it does: a file for TLS.
#[must_use]
pub fn problem(target: &ReplayTarget) -> Option<String> {
    endpoint(target).problem().map(str::to_owned)
}

fn endpoint(target: &ReplayTarget) -> Endpoint {
    Endpoint::with(&target.address, &target.tls)
}
