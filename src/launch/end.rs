//! How a process ended, in words.

use std::fmt;
use std::process::ExitStatus;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It exited with this status.
    Status(i32),
    /// This signal killed it.
    Signal(i32),
    /// The system does not say.
    Unknown,
}

impl End {
    /// What the system says of it.
    pub(super) fn of(status: std::io::Result<ExitStatus>) -> Self {
        let Ok(status) = status else { return Self::Unknown };
        match (status.code(), signal_of(status)) {
            (Some(code), _) => Self::Status(code),
            (None, Some(signal)) => Self::Signal(signal),
            (None, None) => Self::Unknown,
        }
    }

    /// Whether it ended as a wrapper does that has put the server into the background.
    #[must_use]
    pub fn is_success(self) -> bool {
        self == Self::Status(0)
    }
}

impl fmt::Display for End {
    /// `exited with status 1`, `killed by signal 11 (SIGSEGV)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Status(code) => {
                write!(f, "exited with status {code}")?;
                // A shell's status for a command that a signal ended is 128 and its number (POSIX
                // shells all do; the standard asks for more than 128).
                match code.checked_sub(128).and_then(name) {
                    Some(name) => write!(f, " (as a shell tells of {name})"),
                    None => Ok(()),
                }
            }
            Self::Signal(signal) => {
                write!(f, "killed by signal {signal}")?;
                name(signal).map_or(Ok(()), |name| write!(f, " ({name})"))
            }
            Self::Unknown => f.write_str("ended, and the system does not say how"),
        }
    }
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_: ExitStatus) -> Option<i32> {
    None
}

/// The name of a signal; its number is another one on each system.
#[cfg(unix)]
fn name(signal: i32) -> Option<&'static str> {
    use rustix::process::Signal;

    let names = [
        (Signal::HUP, "SIGHUP"),
        (Signal::INT, "SIGINT"),
        (Signal::QUIT, "SIGQUIT"),
        (Signal::ILL, "SIGILL"),
        (Signal::TRAP, "SIGTRAP"),
        (Signal::ABORT, "SIGABRT"),
        (Signal::BUS, "SIGBUS"),
        (Signal::FPE, "SIGFPE"),
        (Signal::KILL, "SIGKILL"),
        (Signal::USR1, "SIGUSR1"),
        (Signal::SEGV, "SIGSEGV"),
        (Signal::USR2, "SIGUSR2"),
        (Signal::PIPE, "SIGPIPE"),
        (Signal::ALARM, "SIGALRM"),
        (Signal::TERM, "SIGTERM"),
        (Signal::XCPU, "SIGXCPU"),
        (Signal::XFSZ, "SIGXFSZ"),
        (Signal::SYS, "SIGSYS"),
    ];
    names.iter().find(|(known, _)| known.as_raw() == signal).map(|(_, name)| *name)
}

#[cfg(not(unix))]
fn name(_: i32) -> Option<&'static str> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_told_as_status_or_as_signal_with_its_name() {
        for (end, want) in [
            (End::Status(0), "exited with status 0"),
            (End::Status(1), "exited with status 1"),
            (End::Status(139), "exited with status 139 (as a shell tells of SIGSEGV)"),
            (End::Status(255), "exited with status 255"),
            (End::Status(i32::MIN), "exited with status -2147483648"),
            (End::Signal(11), "killed by signal 11 (SIGSEGV)"),
            (End::Signal(64), "killed by signal 64"),
            (End::Unknown, "ended, and the system does not say how"),
        ] {
            assert_eq!(end.to_string(), want);
        }
    }
}
