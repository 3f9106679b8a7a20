//! One target's part of a run: its cases side by side, then, alone, what has to be tried again. Each
//! target has a lane of its own, so that one that is slow, silent or dead holds up no other.

use std::sync::Arc;

use tokio::sync::mpsc::Sender;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::RunSettings;
use super::case::{Done, one_case, unrun};
use super::ending::Ending;
use super::health::Health;
use super::pace::Pace;
use super::shuffle::shuffle;
use super::tries::{self, Budget, Tries};
use crate::exchange::Endpoint;
use crate::model::outcome::{CaseResult, Verdict};
use crate::model::plan::Plan;

/// What all lanes of a run share.
pub(super) struct Shared {
    pub(super) plan: Plan,
    pub(super) settings: RunSettings,
    pub(super) endpoints: Arc<[Endpoint]>,
    pub(super) health: Health,
    pub(super) ending: Ending,
}

/// A result on its way to the reporters, with its place in the plan.
pub(super) type Settled = (usize, Done);

/// The lane of one target.
#[derive(Clone)]
pub(super) struct Lane {
    shared: Arc<Shared>,
    target: usize,
    pace: Arc<Pace>,
}

impl Lane {
    pub(super) fn new(shared: &Arc<Shared>, target: usize) -> Self {
        let pace = Arc::new(Pace::new(shared.settings.rate_limit));
        Self { shared: Arc::clone(shared), target, pace }
    }

    /// Runs the cases of this target and sends each result when its verdict stands. Cases that are
    /// not begun have none.
    pub(super) async fn run(self, out: Sender<Settled>) {
        let Shared { plan, settings, ending, .. } = &*self.shared;
        let began = Instant::now();
        let mut order: Vec<usize> = (0..plan.entries.len())
            .filter(|index| plan.entries[*index].target == self.target)
            .collect();
        if let Some(seed) = settings.shuffle {
            shuffle(&mut order, seed);
        }
        let mut order = order.into_iter();
        let mut under_way = JoinSet::new();
        let mut suspects: Vec<Settled> = Vec::new();
        loop {
            let is_due = !suspects.is_empty() && ending.is_near();
            while !is_due && under_way.len() < settings.jobs.max(1) && !ending.is_closing() {
                let Some(index) = order.next() else { break };
                let entry = &plan.entries[index];
                if let Some(reason) = &entry.skip {
                    let one = unrun(plan, entry, Verdict::Skip, reason.clone());
                    self.settled(index, one, &out).await;
                } else {
                    let lane = self.clone();
                    under_way.spawn(async move { (index, lane.tries(index).await) });
                }
            }
            match under_way.join_next().await {
                Some(Ok((index, Some(one)))) if self.is_tried_again(index, &one.result) => {
                    if self.fails(&one.result) {
                        ending.suspect();
                    }
                    suspects.push((index, one));
                }
                Some(Ok((index, Some(one)))) => self.settled(index, one, &out).await,
                Some(Ok((_, None)) | Err(_)) => {}
                None if is_due => self.confirm(&mut suspects, began, &out).await,
                None => break,
            }
        }
        self.confirm(&mut suspects, began, &out).await;
    }

    /// Tries again, alone, what departs.
    async fn confirm(&self, suspects: &mut Vec<Settled>, began: Instant, out: &Sender<Settled>) {
        let Shared { settings, ending, .. } = &*self.shared;
        if !suspects.is_empty() {
            // What the last cases ended must not be taken for another outcome of a second try.
            self.shared.health.look_at_started(self.target).await;
        }
        suspects.sort_unstable_by_key(|(index, _)| *index);
        let mut budget = Budget::new(began.elapsed());
        for (index, one) in suspects.drain(..) {
            if self.fails(&one.result) {
                ending.unsuspect();
            }
            // What the user asked for is done whatever it costs.
            let is_worth_it = settings.retries.is_some() || budget.allows();
            let one = if is_worth_it { self.again(index, one, &mut budget).await } else { one };
            self.settled(index, one, out).await;
        }
    }

    /// Tries until one does not depart. Where the run is broken off, what was said so far stands.
    async fn again(&self, index: usize, first: Done, budget: &mut Budget) -> Done {
        let Shared { plan, settings, health, ending, .. } = &*self.shared;
        let (verdict, kept) = (first.result.verdict, first.result.attempts.len());
        let mut tries = Tries::new(first);
        for _ in 0..tries::again(&plan.entries[index], settings.retries) {
            if ending.is_broken_off() || health.is_dead(self.target) {
                break;
            }
            tokio::select! {
                biased;
                () = ending.broken_off() => break,
                () = self.pace.turn() => {}
            }
            let Some(again) = self.one_try(index).await else { break };
            let departs = again.result.verdict.departs();
            tries.add(again);
            if !departs {
                break;
            }
        }
        let one = tries.of_retries(settings.rules);
        let tried = one.result.attempts.get(kept..).unwrap_or_default();
        if !tried.is_empty() {
            budget.spent(verdict, one.result.verdict, tried);
        }
        one
    }

    /// A case for the first time, as often as it is to be repeated; `None` where the run ended before
    /// it was begun.
    async fn tries(&self, index: usize) -> Option<Done> {
        let Shared { plan, settings, health, ending, .. } = &*self.shared;
        // Nobody waits for a turn with a target that is dead.
        if !health.is_dead(self.target) {
            tokio::select! {
                biased;
                () = ending.closing() => return None,
                () = self.pace.turn() => {}
            }
        }
        if let Some(reason) = health.death(self.target) {
            return Some(unrun(plan, &plan.entries[index], Verdict::Error, reason));
        }
        let first = self.one_try(index).await?;
        let repeat = settings.repeat.max(1);
        if repeat == 1 {
            return Some(first);
        }
        let mut tries = Tries::new(first);
        for _ in 1..repeat {
            tokio::select! {
                biased;
                () = ending.broken_off() => break,
                () = self.pace.turn() => {}
            }
            if health.is_dead(self.target) {
                break;
            }
            let Some(again) = self.one_try(index).await else { break };
            tries.add(again);
        }
        Some(tries.of_repeats(repeat, settings.rules))
    }

    /// One try; `None` where the run was broken off meanwhile.
    async fn one_try(&self, index: usize) -> Option<Done> {
        let Shared { plan, endpoints, health, ending, .. } = &*self.shared;
        let entry = &plan.entries[index];
        health.begins(self.target, index);
        let one = tokio::select! {
            one = one_case(plan, &endpoints[self.target], entry) => one,
            () = ending.broken_off() => return None,
        };
        health.ended(entry, index, &one).await;
        Some(one)
    }

    fn is_tried_again(&self, index: usize, result: &CaseResult) -> bool {
        let Shared { plan, settings, .. } = &*self.shared;
        settings.confirm
            && settings.repeat <= 1
            && tries::again(&plan.entries[index], settings.retries) > 0
            && tries::is_worth_it(result)
    }

    /// Whether this result counts as a failure for `--max-fail`. A deviation that the target's file
    /// lists does not, nor does an exchange that could not take place: that is trouble of the target,
    /// which is looked into apart.
    fn fails(&self, result: &CaseResult) -> bool {
        let Shared { plan, settings, .. } = &*self.shared;
        result.verdict != Verdict::Error
            && result.verdict.fails_run(settings.rules)
            && !plan.targets[self.target].known.iter().any(|known| known.covers(&result.id))
    }

    async fn settled(&self, index: usize, one: Done, out: &Sender<Settled>) {
        if self.fails(&one.result) {
            self.shared.ending.fail();
        }
        // The receiver outlives every lane; a closed channel means that the run is gone.
        let _ = out.send((index, one)).await;
    }
}
