//! What joins the stages while a case is under way: the exchange asks, observe and judge answer.

use crate::exchange::Watch;
use crate::judge;
use crate::model::expectation::Capture;
use crate::model::observation::Observation;
use crate::model::plan::PlanEntry;
use crate::model::template::Variables;
use crate::model::transcript::{Event, Want};
use crate::observe::Observer;

/// Reads what comes, as it comes, and says when a step has what it needs.
pub(super) struct Watcher<'a> {
    entry: &'a PlanEntry,
    observer: Observer,
    variables: Variables,
}

impl<'a> Watcher<'a> {
    pub(super) fn new(entry: &'a PlanEntry) -> Self {
        Self { entry, observer: Observer::new(), variables: entry.variables.clone() }
    }

    pub(super) fn into_observation(self) -> Observation {
        self.observer.into_observation()
    }
}

impl Watch for Watcher<'_> {
    fn seen(&mut self, connections: &[String], event: &Event) {
        self.observer.see(connections, event);
    }

    fn wants(&mut self, step: usize) -> Want {
        let observation = self.observer.observation();
        judge::wants(&self.entry.case, step, &self.variables, observation, &self.entry.limits)
    }

    fn captured(&mut self, step: usize) -> Vec<Capture> {
        let observation = self.observer.observation();
        let captures = judge::captures(&self.entry.case, step, &self.variables, observation);
        self.variables.extend(captures.iter().map(|c| (c.name.clone(), c.value.clone())));
        captures
    }
}
