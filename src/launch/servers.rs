//! All servers that a run started, in one hand: what stops them together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::group::Group;
use super::running::{self, Running};
use super::watch::Watch;
use crate::model::launch::{Launch, Launched};

/// The servers of a run. Copies are the same servers; when the last copy is dropped, each that still
/// runs is killed, with every process of its group.
#[derive(Clone, Debug, Default)]
pub struct Servers {
    all: Arc<Mutex<All>>,
}

#[derive(Debug, Default)]
struct All {
    running: Vec<Running>,
    /// Of all that were started, those among them that are being stopped.
    groups: Vec<Arc<Group>>,
    closed: bool,
}

impl Drop for All {
    fn drop(&mut self) {
        self.groups.iter().for_each(|group| group.kill());
    }
}

impl Servers {
    /// Starts a server for the target of this name. Must be called within a runtime of tokio.
    ///
    /// # Errors
    /// The system's reason where the shell cannot be started, and where all were killed already.
    pub fn start(
        &self,
        launch: &Launch,
        target: &str,
        port: Option<u16>,
    ) -> std::io::Result<Watch> {
        let mut all = self.all();
        if all.closed {
            return Err(std::io::Error::other("the run has ended"));
        }
        let running = running::start(launch, target, port)?;
        let watch = running.watch();
        all.groups.push(running.group());
        all.running.push(running);
        Ok(watch)
    }

    /// The look at the server of this target; `None` where none was started for it.
    #[must_use]
    pub fn watch(&self, target: &str) -> Option<Watch> {
        self.all().running.iter().find(|one| one.target == target).map(Running::watch)
    }

    /// Stops the server of this target and tells what became of it; `None` where there is none.
    pub async fn stop(&self, target: &str) -> Option<Launched> {
        let running = {
            let mut all = self.all();
            let at = all.running.iter().position(|one| one.target == target)?;
            all.running.remove(at)
        };
        Some(running.finish().await)
    }

    /// Stops all that run, side by side, and tells what became of each, in the order of their start.
    /// Each gets SIGTERM, and SIGKILL where it is still there after [`Launch::GRACE`].
    pub async fn stop_all(&self) -> Vec<Launched> {
        let mut running = std::mem::take(&mut self.all().running);
        running.iter_mut().for_each(Running::ask);
        let mut stopped = Vec::new();
        for one in running {
            stopped.push(one.finish().await);
        }
        stopped
    }

    /// Kills all at once and starts none from now on. Needs no runtime.
    pub fn kill(&self) {
        let mut all = self.all();
        all.closed = true;
        all.groups.iter().for_each(|group| group.kill());
    }

    /// What the server of this target has written so far.
    #[cfg(test)]
    pub(super) fn written_so_far(&self, target: &str) -> String {
        let all = self.all();
        let running = all.running.iter().find(|one| one.target == target);
        running.map(Running::written_so_far).unwrap_or_default()
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
