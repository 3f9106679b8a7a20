//! A look at a server that was started: whether it still runs.

use tokio::sync::watch;

use super::end::End;

/// Tells whether a server ended by itself. Cheap to copy, and holds nothing of the server.
#[derive(Clone, Debug)]
pub struct Watch {
    ended: watch::Receiver<Option<End>>,
}

impl Watch {
    pub(super) fn new(ended: watch::Receiver<Option<End>>) -> Self {
        Self { ended }
    }

    /// How it ended by itself; `None` where it runs, or was stopped.
    #[must_use]
    pub fn ended(&self) -> Option<End> {
        *self.ended.borrow()
    }

    /// Waits until it ends by itself, for ever where it is stopped before.
    pub async fn end(&self) -> End {
        let mut ended = self.ended.clone();
        let end = ended.wait_for(Option::is_some).await.ok().and_then(|end| *end);
        match end {
            Some(end) => end,
            None => std::future::pending().await,
        }
    }
}
