//! One case on one target, through exchange, observe and judge; and what is said of one that was not
//! run.

use std::time::{Duration, Instant};

use super::evidence;
use super::mask::mask;
use super::watcher::Watcher;
use crate::exchange::{self, Endpoint};
use crate::judge;
use crate::model::finding::Finding;
use crate::model::outcome::{Attempt, CaseResult, ResultKind, Verdict};
use crate::model::plan::{Plan, PlanEntry};
use crate::model::transcript::{EventKind, Transcript};

/// One finished case on its way to the report.
pub(super) struct Done {
    pub(super) result: CaseResult,
    pub(super) lints: Vec<Finding>,
    pub(super) linted: usize,
    pub(super) refused: bool,
    /// Whether a connection ended as it does when the server dies.
    pub(super) cut_off: bool,
}

/// One try of one case, from the first byte to the judgement.
pub(super) async fn one_case(plan: &Plan, endpoint: &Endpoint, entry: &PlanEntry) -> Done {
    let began = Instant::now();
    let mut watcher = Watcher::new(entry);
    let mut exchanged = exchange::exchange(
        endpoint,
        &entry.case,
        entry.variables.clone(),
        &entry.limits,
        &mut watcher,
    )
    .await;
    let observation = watcher.into_observation();
    let judgement =
        judge::judge(&entry.case, &exchanged.variables, &exchanged.transcript, &observation);
    let refused = exchanged.transcript.connect_failure().is_some();
    let judgement = mask(&plan.secrets, entry, &mut exchanged, &observation, judgement);
    evidence::abridge_floods(&mut exchanged.transcript);
    let mut one = unrun(plan, entry, judgement.verdict, judgement.reason);
    one.refused = refused;
    one.cut_off = is_cut_off(&exchanged.transcript);
    one.result.findings.clone_from(&judgement.findings);
    one.result.outcomes = judgement.outcomes;
    one.result.attempts.push(Attempt {
        verdict: judgement.verdict,
        duration_us: micros(began.elapsed()),
        findings: judgement.findings,
        transcript: exchanged.transcript,
    });
    one.lints = judgement.lints;
    one.linted = judgement.linted;
    one
}

/// The result of an entry for which nothing was sent.
pub(super) fn unrun(plan: &Plan, entry: &PlanEntry, verdict: Verdict, reason: String) -> Done {
    let case = &entry.case;
    let told = |words: &str| plan.secrets.mask_text(words);
    let result = CaseResult {
        kind: ResultKind::Case,
        number: entry.number,
        id: case.id.clone(),
        title: told(&case.title),
        requirement: told(&case.requirement),
        file_title: told(&case.file_title),
        file: told(&case.place.file),
        line: case.place.line,
        source: told(&case.source),
        level: case.level,
        citations: case.citations.clone(),
        covers: case.covers.clone(),
        tags: case.tags.iter().map(|tag| told(tag)).collect(),
        target: plan.targets[entry.target].name.clone(),
        verdict,
        reason: told(&reason),
        findings: Vec::new(),
        outcomes: Vec::new(),
        see: Vec::new(),
        attempts: Vec::new(),
    };
    Done { result, lints: Vec::new(), linted: 0, refused: false, cut_off: false }
}

/// Whether a connection was reset, or closed without an octet. Servers do that on purpose as well.
fn is_cut_off(transcript: &Transcript) -> bool {
    let any = |wanted: fn(&EventKind) -> bool| transcript.events.iter().any(|e| wanted(&e.kind));
    let is_reset = any(|kind| {
        matches!(
            kind,
            EventKind::Reset | EventKind::SendFailed { .. } | EventKind::ReadFailed { .. }
        )
    });
    let is_silent = !any(|kind| matches!(kind, EventKind::Received { .. }));
    is_reset || is_silent && any(|kind| matches!(kind, EventKind::Fin))
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
