//! Errors, warnings and lines without what secrets they quote.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use crate::error::Error;
use crate::model::diagnostic::Diagnostic;
use crate::model::secret::Secrets;

/// An error without secrets, whatever it quotes.
pub(in crate::cli) fn masked(error: Error, secrets: &Secrets) -> Error {
    let path = |path: PathBuf| -> PathBuf {
        let text = path.to_string_lossy();
        if secrets.find(text.as_bytes()).is_empty() {
            path
        } else {
            secrets.mask_text(&text).into()
        }
    };
    let text = |text: String| secrets.mask_text(&text);
    match error {
        Error::Read { path: of, source } => Error::Read { path: path(of), source },
        Error::Write { path: of, source } => Error::Write { path: path(of), source },
        Error::Files(all) => {
            Error::Files(all.into_iter().map(|one| masked_diagnostic(one, secrets)).collect())
        }
        Error::Usage { message } => Error::Usage { message: text(message) },
        Error::NoCases { message } => Error::NoCases { message: text(message) },
        Error::Unreachable { target, message } => {
            Error::Unreachable { target: text(target), message: text(message) }
        }
        Error::Launch { target, message } => {
            Error::Launch { target: text(target), message: text(message) }
        }
        Error::Io { doing, source } => Error::Io { doing: text(doing), source },
    }
}

/// What is said of a file without secrets. A mask is as long as what it covers, in octets: the caret
/// may be beside its place where a secret has other characters than ASCII.
pub(in crate::cli) fn masked_diagnostic(diagnostic: Diagnostic, secrets: &Secrets) -> Diagnostic {
    let mut place = diagnostic.place;
    place.file = secrets.mask_text(&place.file).into();
    Diagnostic {
        severity: diagnostic.severity,
        place,
        width: diagnostic.width,
        line: diagnostic.line.map(|line| secrets.mask_text(&line)),
        message: secrets.mask_text(&diagnostic.message),
        help: diagnostic.help.map(|help| secrets.mask_text(&help)),
    }
}

/// Masks each line on its way, for what is printed of files that this run did not write.
pub(in crate::cli) struct Masking {
    inner: Box<dyn Write + Send>,
    secrets: Arc<Secrets>,
    line: Vec<u8>,
}

impl Masking {
    pub(in crate::cli) fn new(inner: Box<dyn Write + Send>, secrets: &Arc<Secrets>) -> Self {
        let secrets = Arc::clone(secrets);
        Self { inner, secrets, line: Vec::new() }
    }
}

impl Write for Masking {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(octets);
        if let Some(end) = self.line.iter().rposition(|octet| *octet == b'\n') {
            let rest = self.line.split_off(end + 1);
            let lines = std::mem::replace(&mut self.line, rest);
            self.inner.write_all(&self.secrets.mask(&lines))?;
        }
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.line);
        self.inner.write_all(&self.secrets.mask(&rest))?;
        self.inner.flush()
    }
}

impl Drop for Masking {
    fn drop(&mut self) {
        // What could not be written was told by the flush before.
        let _ = self.flush();
    }
}
