//! The verb `compare`: what got worse, what got better and what changed between two results.

use crate::compare;
use crate::error::Result;
use crate::report::{self, TextOptions};

use super::args::{CompareArgs, CompareFormat, When};
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
        CompareFormat::Text => {
            report::compare::text(&comparison, report::compare::Part::Whole, options, &mut out)
        }
        CompareFormat::Json => report::compare::json(&comparison, &mut out),
        CompareFormat::Md => report::compare::markdown(&comparison, &mut out),
    }
    .map_err(super::stdout_error)?;
    super::print(&out)?;
    Ok(if comparison.is_worse() { exit::FAILURES } else { exit::OK })
}
