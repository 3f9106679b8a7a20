//! Whether a target is still there: a server that dies is found by a probe on a fresh connection,
//! and the report names the case after which it died.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::exchange::{self, Endpoint};
use crate::model::outcome::{CaseResult, TargetTrouble, Verdict};
use crate::model::plan::{Plan, PlanEntry};
use std::sync::Arc;

/// How often, and how far apart, a target that refused a connection is asked again before it is
/// called dead: a server that restarts its workers is away for a moment.
const PROBES: u32 = 3;
const BETWEEN_PROBES: Duration = Duration::from_millis(200);
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// The state of each target of a run.
pub(super) struct Health {
    endpoints: Arc<[Endpoint]>,
    states: Vec<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Cases under way, by index in the plan.
    under_way: BTreeSet<usize>,
    /// The case that ended last with a connection made.
    last_alive: Option<usize>,
    dead: Option<Death>,
}

#[derive(Clone)]
struct Death {
    message: String,
    /// The cases that may have been its cause, the likeliest first.
    suspects: Vec<usize>,
}

impl Health {
    pub(super) fn new(plan: &Plan, endpoints: &Arc<[Endpoint]>) -> Self {
        Self {
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

    /// Takes note of how a case ended. Where its connection was refused, the target is probed.
    pub(super) async fn ended(&self, entry: &PlanEntry, case: usize, refused: bool) {
        if !refused {
            let mut state = self.state(entry.target);
            state.under_way.remove(&case);
            state.last_alive = Some(case);
            return;
        }
        let mut answer = Ok(());
        for attempt in 0..PROBES {
            if attempt > 0 {
                tokio::time::sleep(BETWEEN_PROBES).await;
            }
            answer = exchange::probe(&self.endpoints[entry.target], PROBE_TIMEOUT).await;
            if answer.is_ok() {
                break;
            }
        }
        let mut state = self.state(entry.target);
        state.under_way.remove(&case);
        if let (Err((_, message)), None) = (answer, &state.dead) {
            let suspects = state.last_alive.into_iter().collect();
            state.dead = Some(Death { message, suspects });
        }
    }

    pub(super) fn is_dead(&self, target: usize) -> bool {
        self.state(target).dead.is_some()
    }

    /// Why a case on this target need not be tried.
    pub(super) fn death(&self, target: usize) -> Option<String> {
        let message = self.state(target).dead.as_ref()?.message.clone();
        Some(format!("not sent: the target had stopped accepting connections ({message})"))
    }

    /// What the report says of targets that died.
    pub(super) fn troubles(&self, plan: &Plan) -> Vec<TargetTrouble> {
        let mut troubles = Vec::new();
        for (index, target) in plan.targets.iter().enumerate() {
            let Some(death) = self.state(index).dead.clone() else { continue };
            let after = death.suspects.first().map(|case| plan.entries[*case].case.id.clone());
            troubles.push(TargetTrouble {
                target: target.name.clone(),
                message: format!("stopped accepting connections: {}", death.message),
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
