//! The only folder that calls the stages: it takes a plan through exchange, observe and judge, case
//! by case and side by side, and hands each result to the reporters.
//!
//! Each target has a lane of its own. The results are in the plan's order whatever the
//! concurrency. A failure is run once more, alone on its target, before it is reported.

mod case;
mod ending;
mod evidence;
mod health;
pub(crate) mod known;
mod lane;
mod learn;
mod lints;
mod mask;
mod pace;
mod ready;
mod shuffle;
mod stop;
mod tries;
mod watcher;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinSet;

use crate::exchange::{self, Endpoint};
use crate::launch::Servers;
use crate::model::outcome::{CaseResult, Rules, RunFacts, RunReport, Verdict};
use crate::model::plan::{Plan, PlanEntry};
use crate::model::target::Target;
use crate::report::{Reporter, RunStart};
use case::{Done, unrun};
use ending::Ending;
use lane::{Lane, Settled, Shared};
pub use learn::{NoPage, is_worth_learning, learn};
pub use ready::{NotReady, ready};
pub use stop::Stop;

/// How a plan is carried out.
#[derive(Clone, Debug, Default)]
pub struct RunSettings {
    /// How many cases at a time on each target; 0 is 1.
    pub jobs: usize,
    /// What fails the run beside what always does.
    pub rules: Rules,
    /// Whether what departs is tried again, alone, before it is reported: once, or as `retries` says.
    pub confirm: bool,
    /// How often what departs is tried again until it does not; `None` is once, and for cases tagged
    /// `timing` twice. Nothing is where `confirm` is not set or cases are repeated.
    pub retries: Option<u32>,
    /// How often each case is run; 0 is 1.
    pub repeat: u32,
    /// The seed of a random order in which the cases begin; `None` is the order of the suite.
    pub shuffle: Option<u64>,
    /// After how many results that fail the run no more is begun; listed deviations and exchanges
    /// that could not take place do not count.
    pub max_fail: Option<u32>,
    /// The least time from the begin of one try to that of the next, on each target.
    pub rate_limit: Option<Duration>,
    /// How long the run may take.
    pub global_timeout: Option<Duration>,
    /// The command line, for the report.
    pub command: String,
    /// For each target, by name, the command that reruns a case, but for the case's id.
    pub rerun: BTreeMap<String, String>,
    /// The servers that were started for the run: watched while it goes on, stopped when the last
    /// case is done, so that the report can tell what became of them.
    pub servers: Servers,
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
    let mut facts = facts(plan, settings);
    let start = RunStart {
        version: facts.version.clone(),
        command: facts.command.clone(),
        started: facts.started.clone(),
        deselected: plan.deselected,
        shards: plan.shards.clone(),
        targets: plan.targets.iter().map(|t| (**t).clone()).collect(),
        cases: plan.entries.len(),
        jobs: settings.jobs.max(1),
        repeat: facts.repeat,
        seed: facts.seed,
    };
    for reporter in reporters.iter_mut() {
        note(reporter.start(&start));
    }

    let endpoints: Arc<[Endpoint]> = plan.targets.iter().map(|t| Endpoint::of(t)).collect();
    let shared = Arc::new(Shared {
        plan: plan.clone(),
        settings: settings.clone(),
        health: health::Health::new(plan, &endpoints, &settings.servers),
        endpoints,
        ending: Ending::new(stop, settings.max_fail),
    });
    let (mut settled, _lanes) = start_lanes(&shared);
    let mut time_is_over = std::pin::pin!(over(settings.global_timeout));
    let mut done: Vec<Option<Done>> = Vec::new();
    done.resize_with(plan.entries.len(), || None);
    let mut count = 0;
    loop {
        let one = tokio::select! {
            biased;
            () = &mut time_is_over, if !shared.ending.is_broken_off() => {
                shared.ending.time_is_over();
                continue;
            }
            one = settled.recv() => one,
        };
        let Some((index, mut one)) = one else { break };
        count += 1;
        settle(plan, index, &mut one);
        for reporter in reporters.iter_mut() {
            note(reporter.case_finished(&one.result, count, plan.entries.len()));
        }
        done[index] = Some(one);
    }

    let limit = settings.global_timeout.map(millis);
    facts.interrupted = stop.is_asked();
    facts.overran_ms = limit.filter(|_| shared.ending.has_overrun());
    facts.duration_ms = millis(began.elapsed());
    shared.health.look_at_processes().await;
    facts.launched = settings.servers.stop_all().await;
    for server in &mut facts.launched {
        server.command = plan.secrets.mask_text(&server.command);
        server.output = plan.secrets.mask_text(&server.output);
    }
    shared.health.died_unseen(plan, &facts.launched);
    shared.health.outlived(plan, &mut facts.launched).await;
    facts.troubles = shared.health.troubles(plan);
    for trouble in &mut facts.troubles {
        // A certificate's words are the server's.
        trouble.message = plan.secrets.mask_text(&trouble.message);
    }
    let unbegun = |entry: &PlanEntry| {
        let why = entry.skip.clone().unwrap_or_else(|| shared.ending.why_not_run(limit));
        // Of a case that is lost without a reason nothing good may be said.
        let is_known = shared.ending.is_closing();
        unrun(plan, entry, if is_known { Verdict::Skip } else { Verdict::Error }, why)
    };
    let mut results: Vec<Done> = plan
        .entries
        .iter()
        .zip(done)
        .map(|(entry, one)| one.unwrap_or_else(|| unbegun(entry)))
        .collect();
    facts.responses_linted = results.iter().map(|one| one.linted).sum();
    let lint_rows = lints::rows(plan, &mut results);
    let mut cases: Vec<CaseResult> = results.into_iter().map(|one| one.result).collect();
    cases.iter_mut().for_each(evidence::abridge_pass);
    cases.extend(lint_rows);
    for (index, target) in plan.targets.iter().enumerate() {
        known::tell_fixed(target, has_all(plan, index), &mut cases);
        shared.health.explain(index, &target.name, &mut cases);
    }
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

/// What is known of a run before it begins.
fn facts(plan: &Plan, settings: &RunSettings) -> RunFacts {
    RunFacts {
        tool: "wirecase".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: settings.command.clone(),
        rerun: settings.rerun.clone(),
        started: now_rfc3339(),
        selected: plan.entries.len(),
        deselected: plan.deselected,
        shards: plan.shards.clone(),
        strict: settings.rules.strict,
        flaky_fails: settings.rules.flaky_fails,
        repeat: Some(settings.repeat).filter(|times| *times > 1),
        seed: settings.shuffle,
        ..RunFacts::default()
    }
}

/// Starts a lane for each target. The results come as their verdicts stand; there are no more when
/// all lanes are done. Lanes that are dropped end.
fn start_lanes(shared: &Arc<Shared>) -> (Receiver<Settled>, JoinSet<()>) {
    let targets = shared.plan.targets.len();
    let (sender, receiver) = mpsc::channel(shared.settings.jobs.max(1) * 2);
    let mut lanes = JoinSet::new();
    for target in 0..targets {
        lanes.spawn(Lane::new(shared, target).run(sender.clone()));
    }
    (receiver, lanes)
}

/// Waits until a time limit is over; for ever where there is none.
async fn over(limit: Option<Duration>) {
    match limit {
        Some(limit) => tokio::time::sleep(limit).await,
        None => std::future::pending().await,
    }
}

/// Whether every case of the suite is planned for this target.
fn has_all(plan: &Plan, target: usize) -> bool {
    let cases = |of: Option<usize>| {
        let entries = plan.entries.iter().filter(|e| of.is_none_or(|target| e.target == target));
        entries.map(|entry| entry.number).collect::<HashSet<_>>().len()
    };
    // Of two targets one may have every case in this shard, and the other not.
    plan.shards.is_none() && plan.deselected == 0 && cases(Some(target)) == cases(None)
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

pub(crate) fn now_rfc3339() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Makes sure that a target can be connected to before anything is sent.
///
/// # Errors
/// The system's words, where it cannot.
pub async fn reach(target: &Target, connect_timeout: Duration) -> Result<(), String> {
    exchange::probe(&Endpoint::of(target), connect_timeout).await.map_err(exchange::not_reached)
}

/// What is wrong with how a target is to be connected to, whatever the target does: a file or a name
/// for TLS. Nothing may be sent then.
#[must_use]
pub fn problem(target: &Target) -> Option<String> {
    Endpoint::of(target).problem().map(str::to_owned)
}
