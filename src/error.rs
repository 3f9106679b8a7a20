//! Trouble with the tool itself: a file, a flag, a report that cannot be written, a target that is
//! not there. A mismatch is never an error; it is a [`crate::model::finding::Finding`].

use std::path::PathBuf;

use crate::model::diagnostic::{Diagnostic, Severity};

/// The result of whatever can meet trouble.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, each with what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Case or configuration files are wrong; nothing was sent.
    #[error("{}", summarize(.0))]
    Files(Vec<Diagnostic>),
    /// A flag, a target or a value on the command line is wrong.
    #[error("{message}")]
    Usage {
        /// What is wrong and what to do.
        message: String,
    },
    /// Nothing was selected.
    #[error("no case selected: {message}")]
    NoCases {
        /// What was asked for and what there is.
        message: String,
    },
    /// A target could not be reached at all.
    #[error("cannot reach {target}: {message}")]
    Unreachable {
        /// The target.
        target: String,
        /// The system's reason and what to do.
        message: String,
    },
    /// A server could not be started, or ended before it was ready.
    #[error("cannot start {target}: {message}")]
    Launch {
        /// The target.
        target: String,
        /// What happened, what the server wrote, and what to do.
        message: String,
    },
    /// A report could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A socket could not be listened on, or standard output could not be written.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: String,
        /// The system's reason.
        source: std::io::Error,
    },
}

fn summarize(diagnostics: &[Diagnostic]) -> String {
    let mut text: Vec<String> = diagnostics.iter().map(|d| format!("{d}\n")).collect();
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let s = if errors == 1 { "" } else { "s" };
    text.push(format!("{errors} error{s}; nothing was sent"));
    text.join("\n")
}
