//! The verb `compare` and the flag `--baseline`: what got worse, what got better and what changed
//! between two results.

use std::io::Write;

use crate::compare;
use crate::error::Result;
use crate::model::outcome::RunReport;
use crate::report::compare::Part;
use crate::report::{self, TextOptions};

use super::args::{CompareArgs, CompareFormat, OutputArgs, When};
use super::reports::on_stdout;
use super::{exit, settings};

/// `wirecase compare`
pub(super) fn compare(args: &CompareArgs) -> Result<u8> {
    let (old_name, old) = super::report::read(&args.old)?;
    let (new_name, new) = super::report::read(&args.new)?;
    let comparison = compare::compare((&old_name, &old), (&new_name, &new));
    let options =
        TextOptions { color: settings::colored(When::Auto, false), width: settings::width() };
    let mut out = Vec::new();
    match args.format {
        CompareFormat::Text => report::compare::text(&comparison, Part::Whole, options, &mut out),
        CompareFormat::Json => report::compare::json(&comparison, &mut out),
        CompareFormat::Md => report::compare::markdown(&comparison, &mut out),
    }
    .map_err(super::stdout_error)?;
    match args.format {
        CompareFormat::Text => super::print_words(&out)?,
        CompareFormat::Json | CompareFormat::Md => super::print(&out)?,
    };
    Ok(if comparison.is_worse() { exit::FAILURES } else { exit::OK })
}

/// Results that a run is held to: it fails only on what got worse since.
pub(super) struct Baseline {
    name: String,
    results: RunReport,
}

impl Baseline {
    /// What `--baseline` names; read before anything is sent, so that a wrong file costs no run.
    ///
    /// # Errors
    /// [`crate::error::Error::Read`] or [`crate::error::Error::Usage`] where it cannot be read.
    pub(super) fn read(args: &OutputArgs) -> Result<Option<Self>> {
        let Some(path) = &args.baseline else { return Ok(None) };
        let (name, results) = super::report::read(path)?;
        Ok(Some(Self { name, results }))
    }

    /// Tells on `out` what moved, and gives the exit code: that of the run where it was interrupted
    /// or in trouble, else whether something got worse.
    pub(super) fn judge(
        &self,
        report: &RunReport,
        code: u8,
        args: &OutputArgs,
        stdout_is_taken: bool,
        mut out: Box<dyn Write + Send>,
    ) -> Result<u8> {
        let comparison = compare::compare((&self.name, &self.results), ("this run", report));
        let part = if args.quiet { Part::Worse } else { Part::AfterRun };
        let color = settings::colored(args.color, stdout_is_taken);
        let options = TextOptions { color, width: settings::width() };
        on_stdout(
            report::compare::text(&comparison, part, options, &mut out).and_then(|()| out.flush()),
        )?;
        Ok(exit::of_baseline(code, comparison.is_worse()))
    }
}
