//! What is done where GitHub Actions runs the tool: annotations, the step summary, and a log that
//! commands nothing. Here the environment is read.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::outcome::RunReport;
use crate::report::github::{Files, Harmless, MOST_SUMMARY_BYTES, annotate, harmless};
use crate::report::terminal::{Terminal, TerminalOptions};
use crate::report::{append, markdown};

/// What GitHub Actions is to be told.
pub(super) struct GitHub {
    /// Whether a runner reads what is written.
    is_runner: bool,
    /// Whether annotations and the summary are wanted.
    is_wanted: bool,
}

impl GitHub {
    /// By itself where `GITHUB_ACTIONS` is `true`, and not where `off` is set.
    pub(super) fn of_environment(off: bool) -> Self {
        let is_runner = is_runner();
        Self { is_runner, is_wanted: is_runner && !off }
    }

    /// The terminal's report, as a runner may read it: between guards, or, where nothing is to be
    /// added to the log, with the starts of commands broken up.
    pub(super) fn terminal(
        &self,
        out: Box<dyn Write + Send>,
        options: TerminalOptions,
    ) -> Terminal {
        if self.is_wanted {
            Terminal::new(out, options).in_github_log()
        } else {
            Terminal::new(self.lines(out), options)
        }
    }

    /// Single lines, as a runner may read them.
    pub(super) fn lines(&self, out: Box<dyn Write + Send>) -> Box<dyn Write + Send> {
        if self.is_runner { Box::new(Harmless::new(out)) } else { out }
    }

    /// Adds to the step summary and writes the annotations to `out`. A summary that cannot be
    /// written is a warning: the run stands.
    ///
    /// # Errors
    /// [`Error::Io`] where `out` cannot be written.
    pub(super) fn finish(&self, report: &RunReport, out: &mut dyn Write) -> Result<()> {
        if !self.is_wanted {
            return Ok(());
        }
        let mut see = "the log";
        if let Some(path) = path_in("GITHUB_STEP_SUMMARY") {
            match summarize(report, &path) {
                Ok(true) => see = "the step summary",
                Ok(false) => {
                    warn(&format!("no room is left in the step summary {}", path.display()))
                }
                Err(error) => warn(&format!("no step summary: {error}")),
            }
        }
        match annotate(report, &files(), see, out) {
            Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
                Err(super::stdout_error(source))
            }
            _ => Ok(()),
        }
    }
}

fn is_runner() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

fn path_in(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn files() -> Files {
    let folder = std::env::current_dir().unwrap_or_default();
    Files { workspace: path_in("GITHUB_WORKSPACE"), folder }
}

/// Text for standard error, with the starts of commands broken up where a runner reads it.
pub(super) fn for_stderr(text: &str) -> Cow<'_, str> {
    if is_runner() { Cow::Owned(harmless(text)) } else { Cow::Borrowed(text) }
}

fn warn(message: &str) {
    let _ = writeln!(anstream::stderr(), "{}", for_stderr(&format!("warning: {message}")));
}

/// Adds the report to the summary of the step, after what other programs of it wrote. False where
/// there is no room for a line of it.
fn summarize(report: &RunReport, path: &Path) -> Result<bool> {
    let there = match std::fs::metadata(path) {
        Ok(file) => usize::try_from(file.len()).unwrap_or(usize::MAX),
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(source) => return Err(Error::Write { path: path.to_owned(), source }),
    };
    // What is there may lack its last line end, and a heading needs an empty line before it.
    let before = if there == 0 { "" } else { "\n\n" };
    let room = MOST_SUMMARY_BYTES.saturating_sub(there).saturating_sub(before.len());
    let text = markdown::bounded(report, room);
    if text.is_empty() {
        return Ok(false);
    }
    append(path, format!("{before}{text}").as_bytes())?;
    Ok(true)
}
