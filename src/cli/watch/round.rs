//! One run, in a process of its own, and how it is ended before its time.

use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::error::{Error, Result};

/// How long a run may take to end when it was asked: the server that it started has its own time to
/// end in ([`crate::model::launch::Launch::GRACE`]), and reports are written.
const PATIENCE: Duration = Duration::from_secs(15);

/// A run under way.
pub(super) struct Round {
    /// None where it could not be started.
    child: Option<Child>,
    is_over: bool,
}

impl Round {
    /// Starts `wirecase` with these words. It is a process group of its own: Ctrl-C is for us, who
    /// hand it on once, since the second one would end a run without its reports.
    ///
    /// # Errors
    /// The system's reason.
    pub(super) fn start(executable: &Path, words: &[OsString]) -> Result<Self> {
        let mut command = Command::new(executable);
        command.args(words).stdin(Stdio::null());
        #[cfg(unix)]
        command.process_group(0);
        let child = command.spawn().map_err(|source| Error::Io {
            doing: format!("cannot start {}", executable.display()),
            source,
        })?;
        Ok(Self { child: Some(child), is_over: false })
    }

    /// One that could not be started: it ends at once.
    pub(super) fn none() -> Self {
        Self { child: None, is_over: false }
    }

    /// Whether it has ended.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Waits for its end; how it died where it did not end by itself.
    pub(super) async fn end(&mut self) -> Option<String> {
        let ended = match &mut self.child {
            Some(child) => child.wait().await.map(Some),
            None => Ok(None),
        };
        self.is_over = true;
        match ended {
            Ok(status) => status.filter(|status| status.code().is_none()).map(died),
            Err(error) => Some(format!("could not be waited for: {error}")),
        }
    }

    /// Asks it to end, then less kindly, and waits until it and what it started are gone.
    pub(super) async fn stop(&mut self) {
        for _ in 0..2 {
            if self.is_over {
                return;
            }
            self.ask();
            let _ = timeout(PATIENCE, self.end()).await;
        }
        if !self.is_over {
            let _ = self.child.as_mut().map(Child::start_kill);
            self.end().await;
        }
    }

    #[cfg(unix)]
    fn ask(&self) {
        let id = self.child.as_ref().and_then(Child::id).and_then(|id| i32::try_from(id).ok());
        if let Some(id) = id.and_then(rustix::process::Pid::from_raw) {
            // One that has ended meanwhile is what was wanted.
            let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
        }
    }

    /// There is nothing by which a process without a window could be asked: it ends with all below it.
    #[cfg(not(unix))]
    fn ask(&self) {
        let Some(id) = self.child.as_ref().and_then(Child::id) else { return };
        let _ = std::process::Command::new("taskkill")
            .args(["/T", "/F", "/PID", &id.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

fn died(status: ExitStatus) -> String {
    format!("did not end by itself: {status}")
}
