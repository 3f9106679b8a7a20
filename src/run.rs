//! The only file that calls the stages: it takes a plan through exchange, observe and judge, case
//! by case and side by side, and hands each result to the reporters.
//!
//! The results are in the plan's order whatever the concurrency. A failure is run once more, alone,
//! after the others, before it is reported.

mod case;
mod confirm;
mod evidence;
mod health;
pub(crate) mod known;
mod learn;
mod lints;
mod stop;
mod watcher;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, mpsc};

use crate::exchange::{self, Endpoint};
use crate::model::outcome::{CaseResult, RunFacts, RunReport, Verdict};
use crate::model::plan::Plan;
use crate::model::target::Target;
use crate::report::{Reporter, RunStart};
use case::{Done, not_run, one_case, unrun};
pub use learn::{NoPage, is_worth_learning, learn};
pub use stop::Stop;

/// How a plan is carried out.
#[derive(Clone, Debug, Default)]
pub struct RunSettings {
    /// How many cases at a time, at least 1.
    pub jobs: usize,
    /// Whether the first failure ends the run.
    pub fail_fast: bool,
    /// Whether warnings fail the run.
    pub strict: bool,
    /// Whether what departs is run once more, alone, before it is reported.
    pub confirm: bool,
    /// The command line, for the report.
    pub command: String,
    /// For each target, by name, the command that reruns a case, but for the case's id.
    pub rerun: BTreeMap<String, String>,
}

/// Carries out a plan.
///
/// Trouble with a reporter does not end the run; it is returned beside the report.
pub async fn run(
    plan: &Plan,
    settings: &RunSettings,
    stop: &Stop,
    reporters: &mut [Box<dyn Reporter + Send>],
) -> (RunReport, Option<std::io::Error>) {
    let began = Instant::now();
    let mut trouble = None;
    let mut note = |result: std::io::Result<()>| {
        if let Err(error) = result {
            trouble.get_or_insert(error);
        }
    };
    let mut facts = RunFacts {
        tool: "wirecase".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: settings.command.clone(),
        rerun: settings.rerun.clone(),
        started: now_rfc3339(),
        selected: plan.entries.len(),
        deselected: plan.deselected,
        shards: plan.shards.clone(),
        strict: settings.strict,
        ..RunFacts::default()
    };
    let start = RunStart {
        version: facts.version.clone(),
        command: facts.command.clone(),
        started: facts.started.clone(),
        deselected: plan.deselected,
        shards: plan.shards.clone(),
        targets: plan.targets.iter().map(|t| (**t).clone()).collect(),
        cases: plan.entries.len(),
        jobs: settings.jobs,
    };
    for reporter in reporters.iter_mut() {
        note(reporter.start(&start));
    }

    let mut done: Vec<Option<Done>> = Vec::new();
    done.resize_with(plan.entries.len(), || None);
    let endpoints: Arc<[Endpoint]> = plan.targets.iter().map(|t| Endpoint::of(t)).collect();
    let health = Arc::new(health::Health::new(plan, &endpoints));
    let mut finished = start_all(plan, settings, stop, &health, &endpoints);
    let mut count = 0;
    let mut unconfirmed = Vec::new();
    while let Some((index, mut one)) = finished.recv().await {
        count += 1;
        if settings.confirm && confirm::is_worth_it(&one.result) {
            // Told to the reporters once it is confirmed.
            unconfirmed.push(index);
        } else {
            settle(plan, index, &mut one);
            for reporter in reporters.iter_mut() {
                note(reporter.case_finished(&one.result, count, plan.entries.len()));
            }
        }
        done[index] = Some(one);
    }

    unconfirmed.sort_unstable();
    let mut budget = confirm::Budget::new(began.elapsed());
    for index in unconfirmed {
        let Some(one) = done[index].as_mut() else { continue };
        let entry = &plan.entries[index];
        if budget.allows() && !stop.is_asked() && !health.is_dead(entry.target) {
            let again = tokio::select! {
                again = one_case(plan, &endpoints[entry.target], entry) => Some(again),
                // What the first try said stands, and is told.
                () = stop.asked() => None,
            };
            if let Some(again) = again {
                budget.spent(&one.result, &again.result);
                confirm::settle(one, again);
            }
        }
        settle(plan, index, one);
        for reporter in reporters.iter_mut() {
            note(reporter.case_finished(&one.result, count, plan.entries.len()));
        }
    }

    facts.interrupted = stop.is_asked();
    facts.troubles = health.troubles(plan);
    let mut results: Vec<Done> = plan
        .entries
        .iter()
        .zip(done)
        .map(|(entry, one)| one.unwrap_or_else(|| not_run(plan, entry, &facts)))
        .collect();
    facts.responses_linted = results.iter().map(|one| one.linted).sum();
    let lint_rows = lints::rows(plan, &mut results);
    let mut cases: Vec<CaseResult> = results.into_iter().map(|one| one.result).collect();
    cases.iter_mut().for_each(evidence::abridge_pass);
    cases.extend(lint_rows);
    // Of two targets one may have every case in this shard, and the other not.
    let whole = plan.deselected == 0 && plan.shards.is_none();
    for (index, target) in plan.targets.iter().enumerate() {
        known::tell_fixed(target, whole, &mut cases);
        health.explain(index, &target.name, &mut cases);
    }
    facts.duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut report = RunReport {
        format: RunReport::FORMAT,
        run: facts,
        targets: plan.targets.iter().map(|t| (**t).clone()).collect(),
        totals: BTreeMap::new(),
        totals_by_level: BTreeMap::new(),
        cases,
    };
    report.count();
    for reporter in reporters.iter_mut() {
        note(reporter.finish(&report));
    }
    (report, trouble)
}

/// What is done to a result when its verdict stands, before anyone is told.
fn settle(plan: &Plan, index: usize, one: &mut Done) {
    known::accept(&plan.targets[plan.entries[index].target], &mut one.result);
    one.result.see = lints::labels(&one.lints);
    // A lint's row shows the exchange it fired in: until it is made, all of that is needed.
    if one.lints.is_empty() {
        evidence::abridge_pass(&mut one.result);
    }
}

/// Starts every entry, at most `jobs` at a time, and gives the results as they come.
fn start_all(
    plan: &Plan,
    settings: &RunSettings,
    stop: &Stop,
    health: &Arc<health::Health>,
    endpoints: &Arc<[Endpoint]>,
) -> mpsc::Receiver<(usize, Done)> {
    let (sender, receiver) = mpsc::channel(settings.jobs.max(1) * 2);
    let slots = Arc::new(Semaphore::new(settings.jobs.max(1)));
    let plan = Arc::new(plan.clone());
    let (stop, health, endpoints) = (stop.clone(), Arc::clone(health), Arc::clone(endpoints));
    let (fail_fast, strict) = (settings.fail_fast, settings.strict);
    let halt = Stop::default();
    tokio::spawn(async move {
        for index in 0..plan.entries.len() {
            let slot = tokio::select! {
                slot = Arc::clone(&slots).acquire_owned() => slot,
                () = stop.asked() => break,
            };
            let Ok(slot) = slot else { break };
            if stop.is_asked() || halt.is_asked() {
                break;
            }
            let (plan, stop, health, sender) =
                (Arc::clone(&plan), stop.clone(), Arc::clone(&health), sender.clone());
            let (halt, endpoints) = (halt.clone(), Arc::clone(&endpoints));
            tokio::spawn(async move {
                let entry = &plan.entries[index];
                let one = if let Some(reason) = &entry.skip {
                    Some(unrun(&plan, entry, Verdict::Skip, reason.clone()))
                } else if let Some(reason) = health.death(entry.target) {
                    Some(unrun(&plan, entry, Verdict::Error, reason))
                } else {
                    health.begins(entry.target, index);
                    let one = tokio::select! {
                        one = one_case(&plan, &endpoints[entry.target], entry) => Some(one),
                        () = stop.asked() => None,
                    };
                    if let Some(one) = &one {
                        health.ended(entry, index, one.refused).await;
                    }
                    one
                };
                if let Some(one) = one {
                    // Asked before the slot is free, so that no other case begins.
                    if fail_fast && fails(&plan.targets[entry.target], &one.result, strict) {
                        halt.ask();
                    }
                    // The receiver outlives every sender; a closed channel means the run is gone.
                    let _ = sender.send((index, one)).await;
                }
                drop(slot);
            });
        }
    });
    receiver
}

/// Whether this result fails the run. A deviation that the target's file lists does not.
fn fails(target: &Target, result: &CaseResult, strict: bool) -> bool {
    // An exchange that could not take place is the target's trouble, which is looked into apart.
    let departs = result.verdict != Verdict::Error && result.verdict.fails_run(strict);
    departs && !target.known.iter().any(|known| known.covers(&result.id))
}

pub(crate) fn now_rfc3339() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

/// Makes sure that a target can be connected to before anything is sent.
///
/// # Errors
/// The system's words, where it cannot.
pub async fn reach(target: &Target, connect_timeout: Duration) -> Result<(), String> {
    let answer = exchange::probe(&Endpoint::of(target), connect_timeout).await;
    answer.map_err(|(_, message)| message)
}
