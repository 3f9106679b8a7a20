//! The folders that the system is asked to tell of, and the moment in which they are quiet again.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, timeout_at};

use crate::error::{Error, Result};

/// How long nothing may happen before a save is taken for whole: editors write, rename and remove.
const SETTLED: Duration = Duration::from_millis(200);
/// How long is waited for that where something always happens, as in the folder of a log.
const MOST: Duration = Duration::from_secs(2);

/// Folders under watch. Folders and not files: a file that an editor replaces is another one.
pub(super) struct Folders {
    watcher: RecommendedWatcher,
    events: UnboundedReceiver<notify::Result<Event>>,
    watched: BTreeSet<PathBuf>,
    /// What cannot be watched, and was told.
    refused: BTreeSet<PathBuf>,
    /// When what happened and was not looked at yet began.
    since: Option<Instant>,
}

impl Folders {
    /// None yet.
    ///
    /// # Errors
    /// The system's reason.
    pub(super) fn new() -> Result<Self> {
        let (sender, events) = unbounded_channel();
        let watcher = notify::recommended_watcher(move |event| {
            // Nobody listens any more when we end.
            let _ = sender.send(event);
        });
        let watcher = watcher.map_err(|error| Error::Io {
            doing: "cannot watch files".to_owned(),
            source: std::io::Error::other(error),
        })?;
        let (watched, refused) = (BTreeSet::new(), BTreeSet::new());
        Ok(Self { watcher, events, watched, refused, since: None })
    }

    /// Watches these and no others.
    pub(super) fn watch(&mut self, wanted: &BTreeSet<PathBuf>) {
        for folder in self.watched.difference(wanted) {
            let _ = self.watcher.unwatch(folder);
        }
        self.watched.retain(|folder| wanted.contains(folder));
        for folder in wanted {
            if self.watched.contains(folder) {
                continue;
            }
            match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(folder.clone());
                }
                Err(error) if self.refused.insert(folder.clone()) => {
                    let text = format!("warning: {} is not watched: {error}", folder.display());
                    let text = crate::model::bytes::shown(&text);
                    let text = crate::cli::github::for_stderr(&text);
                    let _ = writeln!(anstream::stderr(), "{text}");
                }
                Err(_) => {}
            }
        }
    }

    /// Waits until something happened and nothing has for a while. What it waits for is not lost when
    /// it is dropped before.
    pub(super) async fn settled(&mut self) {
        let since = loop {
            if let Some(since) = self.since {
                break since;
            }
            let Some(event) = self.events.recv().await else {
                return std::future::pending().await;
            };
            self.take(&event);
        };
        let latest = since + MOST;
        let mut quiet = Instant::now() + SETTLED;
        while let Ok(Some(event)) = timeout_at(quiet.min(latest), self.events.recv()).await {
            if self.take(&event) {
                quiet = Instant::now() + SETTLED;
            }
        }
        self.since = None;
    }

    /// Whether anything may have changed by this.
    fn take(&mut self, event: &notify::Result<Event>) -> bool {
        if let Ok(event) = event {
            let is_reading = matches!(event.kind, EventKind::Access(kind)
                if kind != AccessKind::Close(AccessMode::Write));
            if is_reading {
                return false;
            }
            let is_gone = matches!(
                event.kind,
                EventKind::Remove(_)
                    | EventKind::Modify(ModifyKind::Name(RenameMode::From | RenameMode::Both))
            );
            // One of that name that is made anew is another folder.
            for path in event.paths.iter().filter(|_| is_gone) {
                if self.watched.remove(path) {
                    let _ = self.watcher.unwatch(path);
                }
            }
        }
        self.since.get_or_insert_with(Instant::now);
        true
    }
}
