//! Whether a target is still there: a server that dies is found by a probe on a fresh connection,
//! and the report names the case after which it died. Of one that we started the process is watched
//! as well, and its end says more than a connection that is refused.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::case::Done;
use crate::exchange::{self, Endpoint};
use crate::launch::{Servers, Watch};
use crate::model::launch::Launched;
use crate::model::outcome::{CaseResult, TargetTrouble, Verdict};
use crate::model::plan::{Plan, PlanEntry};
use std::sync::Arc;

/// How often, and how far apart, a target that refused a connection is asked again before it is
/// called dead: a server that restarts its workers is away for a moment.
const PROBES: u32 = 3;
const BETWEEN_PROBES: Duration = Duration::from_millis(200);
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// How long the system may take to tell of the death of a process whose connections are closed.
const DYING: Duration = Duration::from_millis(100);

/// The state of each target of a run.
pub(super) struct Health {
    endpoints: Arc<[Endpoint]>,
    /// Of each target the process, where we started it.
    watches: Vec<Option<Watch>>,
    states: Vec<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Cases under way, by index in the plan.
    under_way: BTreeSet<usize>,
    /// The case that ended last with a connection made.
    last_alive: Option<usize>,
    dead: Option<Death>,
    /// Whether the process ended and the target still answers, from the background.
    is_background: bool,
}

#[derive(Clone)]
struct Death {
    message: String,
    /// Why nothing more was sent to it.
    unsent: String,
    /// The cases that may have been its cause, the likeliest first.
    suspects: Vec<usize>,
}

impl Death {
    /// Its process ended, in these words.
    fn of_process(end: &str) -> Self {
        let unsent = format!("not sent: the target had died: {end}");
        Self { message: end.to_owned(), unsent, suspects: Vec::new() }
    }

    /// All that is known is that it accepts no connection any more, with the system's words.
    fn of_listener(message: &str) -> Self {
        Self {
            message: format!("stopped accepting connections: {message}"),
            unsent: format!("not sent: the target had stopped accepting connections ({message})"),
            suspects: Vec::new(),
        }
    }
}

impl Health {
    pub(super) fn new(plan: &Plan, endpoints: &Arc<[Endpoint]>, servers: &Servers) -> Self {
        Self {
            watches: plan.targets.iter().map(|target| servers.watch(&target.name)).collect(),
            endpoints: Arc::clone(endpoints),
            states: plan.targets.iter().map(|_| Mutex::default()).collect(),
        }
    }

    fn state(&self, target: usize) -> MutexGuard<'_, State> {
        self.states[target].lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begins(&self, target: usize, case: usize) {
        self.state(target).under_way.insert(case);
    }

    /// Takes note of how a case ended. Where its connection was refused, or the process that we
    /// started has ended, the target is probed.
    pub(super) async fn ended(&self, entry: &PlanEntry, case: usize, one: &Done) {
        if !one.refused {
            let mut state = self.state(entry.target);
            state.under_way.remove(&case);
            state.last_alive = Some(case);
        }
        if one.cut_off {
            self.wait_for_end(entry.target).await;
        }
        if one.refused || self.has_ended(entry.target) {
            self.probe(entry.target, one.cut_off.then_some(case)).await;
            self.state(entry.target).under_way.remove(&case);
        }
    }

    /// The system closes a dying process's connections before it tells of its death, and the next case
    /// may still be taken into its queue, which then seems to be the cause.
    async fn wait_for_end(&self, target: usize) {
        if let Some(Some(watch)) = self.watches.get(target)
            && !self.is_dead(target)
        {
            let _ = tokio::time::timeout(DYING, watch.end()).await;
        }
    }

    /// Whether the process of the target has ended, and it is not known that the target answers
    /// without it.
    fn has_ended(&self, target: usize) -> bool {
        self.end(target).is_some() && !self.state(target).is_background && !self.is_dead(target)
    }

    /// How the process of the target ended by itself.
    fn end(&self, target: usize) -> Option<crate::launch::End> {
        self.watches.get(target)?.as_ref()?.ended()
    }

    /// Asks whether the target is still there, several times unless its process is known to be gone.
    /// `cause` is the case that it most likely died of, where that is known.
    async fn probe(&self, target: usize, cause: Option<usize>) {
        let mut answer = Ok(());
        for attempt in 0..PROBES {
            if attempt > 0 {
                tokio::time::sleep(BETWEEN_PROBES).await;
            }
            answer = exchange::probe(&self.endpoints[target], PROBE_TIMEOUT).await;
            if answer.is_ok() || self.end(target).is_some_and(|end| !end.is_success()) {
                break;
            }
        }
        let end = self.end(target);
        match answer {
            Ok(()) => self.state(target).is_background |= end.is_some(),
            Err((_, message)) => {
                let death = match end {
                    Some(end) => Death::of_process(&end.to_string()),
                    None => Death::of_listener(&message),
                };
                self.is_found_dead(target, death, cause);
            }
        }
    }

    fn is_found_dead(&self, target: usize, death: Death, cause: Option<usize>) {
        let mut state = self.state(target);
        if state.dead.is_none() {
            let suspects = cause.or(state.last_alive).into_iter().collect();
            state.dead = Some(Death { suspects, ..death });
        }
    }

    /// Probes a target that we started.
    pub(super) async fn look_at_started(&self, target: usize) {
        if self.watches.get(target).is_some_and(Option::is_some) && !self.is_dead(target) {
            self.probe(target, None).await;
        }
    }

    /// Probes each target whose process has ended by itself: the last case may have ended it.
    pub(super) async fn look_at_processes(&self) {
        for target in 0..self.watches.len() {
            if self.has_ended(target) {
                self.probe(target, None).await;
            }
        }
    }

    /// Takes note of servers that were found to have died when they were to be stopped.
    pub(super) fn died_unseen(&self, plan: &Plan, launched: &[Launched]) {
        for (target, planned) in plan.targets.iter().enumerate() {
            let server = launched.iter().find(|server| server.target == planned.name);
            if let Some(died) = server.and_then(|server| server.died.clone())
                && !self.state(target).is_background
            {
                self.is_found_dead(target, Death::of_process(&died), None);
            }
        }
    }

    /// Takes note of servers that are still there after they were stopped.
    pub(super) async fn outlived(&self, plan: &Plan, launched: &mut [Launched]) {
        for server in launched {
            let target = plan.targets.iter().position(|target| target.name == server.target);
            if let Some(target) = target.filter(|target| self.state(*target).is_background) {
                let answer = exchange::probe(&self.endpoints[target], PROBE_TIMEOUT).await;
                server.outlived = answer.is_ok();
            }
        }
    }

    pub(super) fn is_dead(&self, target: usize) -> bool {
        self.state(target).dead.is_some()
    }

    /// Why a case on this target need not be tried.
    pub(super) fn death(&self, target: usize) -> Option<String> {
        self.state(target).dead.as_ref().map(|death| death.unsent.clone())
    }

    /// What the report says of targets that died.
    pub(super) fn troubles(&self, plan: &Plan) -> Vec<TargetTrouble> {
        let mut troubles = Vec::new();
        for (index, target) in plan.targets.iter().enumerate() {
            let Some(death) = self.state(index).dead.clone() else { continue };
            let after = death.suspects.first().map(|case| plan.entries[*case].case.id.clone());
            troubles.push(TargetTrouble {
                target: target.name.clone(),
                message: death.message,
                after,
            });
        }
        troubles
    }

    /// Says in the reason of each case that met the dead target after which case it died.
    pub(super) fn explain(&self, target: usize, name: &str, results: &mut [CaseResult]) {
        let Some(death) = self.state(target).dead.clone() else { return };
        let Some(after) = death.suspects.first().and_then(|case| results.get(*case)) else {
            return;
        };
        let after = after.id.clone();
        for result in results.iter_mut() {
            if result.target == name && result.verdict == Verdict::Error {
                result.reason = format!("{}; it died after {after}", result.reason);
            }
        }
    }
}
