//! What joins exchange and observe while recorded bytes are sent again.

use std::time::Duration;

use crate::exchange::Watch;
use crate::model::expectation::Capture;
use crate::model::transcript::{Event, Want};
use crate::observe::Observer;

use super::milestone::Milestone;

/// Reads what comes, as it comes, and says when a step has what the recording had.
pub(super) struct Watcher<'a> {
    milestones: &'a [Milestone],
    quiet: Duration,
    observer: Observer,
}

impl<'a> Watcher<'a> {
    /// A watcher of steps that wait for these.
    pub(super) fn new(milestones: &'a [Milestone], quiet: Duration) -> Self {
        Self { milestones, quiet, observer: Observer::new() }
    }
}

impl Watch for Watcher<'_> {
    fn seen(&mut self, connections: &[String], event: &Event) {
        self.observer.see(connections, event);
    }

    fn wants(&mut self, step: usize) -> Want {
        let Some(milestone) = self.milestones.get(step) else { return Want::Done };
        let connections = &self.observer.observation().connections;
        milestone.wants(connections.get(milestone.connection), self.quiet)
    }

    fn captured(&mut self, _: usize) -> Vec<Capture> {
        Vec::new()
    }
}
