//! The processes of one server: the shell that was started and whatever it starts.

use std::sync::atomic::{AtomicBool, Ordering};

/// A process group, by the number of the process that leads it.
#[derive(Debug)]
pub(super) struct Group {
    leader: u32,
    /// Set when nobody of it is left: the number may be another's then, and is not signalled again.
    gone: AtomicBool,
}

impl Group {
    pub(super) fn of(leader: u32) -> Self {
        Self { leader, gone: AtomicBool::new(false) }
    }

    /// Whether nobody of it is left. As long as one is, the system gives its number to no other.
    /// Said only where the leader was waited for.
    pub(super) fn is_gone(&self) -> bool {
        if !self.gone.load(Ordering::SeqCst) && !self.exists() {
            self.gone.store(true, Ordering::SeqCst);
        }
        self.gone.load(Ordering::SeqCst)
    }

    /// Nobody of it is signalled again.
    pub(super) fn forget(&self) {
        self.gone.store(true, Ordering::SeqCst);
    }

    /// Asks each to end.
    pub(super) fn terminate(&self) {
        if !self.gone.load(Ordering::SeqCst) {
            self.send(false);
        }
    }

    /// Ends each at once.
    pub(super) fn kill(&self) {
        if !self.gone.load(Ordering::SeqCst) {
            self.send(true);
        }
    }
}

#[cfg(unix)]
impl Group {
    fn id(&self) -> Option<rustix::process::Pid> {
        i32::try_from(self.leader).ok().and_then(rustix::process::Pid::from_raw)
    }

    fn exists(&self) -> bool {
        // Any other error than "no such process" says that there is one.
        self.id().is_some_and(|id| {
            rustix::process::test_kill_process_group(id) != Err(rustix::io::Errno::SRCH)
        })
    }

    fn send(&self, at_once: bool) {
        use rustix::process::Signal;

        let signal = if at_once { Signal::KILL } else { Signal::TERM };
        if let Some(id) = self.id() {
            // A group that is gone meanwhile is what was wanted.
            let _ = rustix::process::kill_process_group(id, signal);
        }
    }
}

#[cfg(not(unix))]
impl Group {
    /// Windows has no such groups: a process and those under it end together by `taskkill /T`.
    fn exists(&self) -> bool {
        false
    }

    fn send(&self, _: bool) {
        let id = self.leader.to_string();
        let _ = std::process::Command::new("taskkill")
            .args(["/T", "/F", "/PID", &id])
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status();
    }
}
