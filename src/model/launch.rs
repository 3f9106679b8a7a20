//! How a server is started for a run, and what became of it.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How a server is started and when it is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// The command, for the system's shell; `{{port}}` is the port of the target's address, a free
    /// one where that is 0 or the address is not said. Empty where something else starts the server
    /// and it is only waited for.
    pub command: String,
    /// The folder it is started in; the working folder where none is named.
    pub folder: Option<PathBuf>,
    /// How long it may take to be ready.
    pub wait: Duration,
    /// A path in origin-form that a GET is answered for when it is ready, and with which status;
    /// where none is named it is ready when it accepts a connection.
    pub http: Option<(String, Option<u16>)>,
}

impl Launch {
    /// How long a server may take to be ready where nobody says.
    pub const WAIT: Duration = Duration::from_secs(30);

    /// How long a server may take to end after SIGTERM, before SIGKILL.
    pub const GRACE: Duration = Duration::from_secs(5);

    /// A command, and everything else as it is where nobody says.
    #[must_use]
    pub fn of(command: &str) -> Self {
        Self { command: command.to_owned(), folder: None, wait: Self::WAIT, http: None }
    }

    /// Whether there is a command; without one the server is only waited for.
    #[must_use]
    pub fn has_command(&self) -> bool {
        !self.command.is_empty()
    }
}

/// What became of a server that was started for a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launched {
    /// The target's name.
    pub target: String,
    /// The command, with the port filled in.
    pub command: String,
    /// How it ended by itself, in words (`exited with status 1`, `killed by signal 11
    /// (SIGSEGV)`); `None` where we stopped it.
    pub died: Option<String>,
    /// Whether it, or what it started, did not end when asked to and had to be killed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub killed: bool,
    /// Whether the target still accepts connections when all that could be stopped is stopped: the
    /// server left the process group, as daemons do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outlived: bool,
    /// The end of what it wrote to standard output and standard error, as text.
    pub output: String,
    /// How many octets of its output before that are not kept.
    pub omitted: u64,
}
