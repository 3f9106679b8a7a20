//! The verb `coverage`: which requirements have a case or a lint, and which have none.

use crate::coverage;
use crate::error::Result;
use crate::report;

use super::args::{CoverageArgs, CoverageFormat};
use super::settings;

/// `wirecase coverage`
pub(super) fn coverage(args: &CoverageArgs) -> Result<u8> {
    let (suite, _) = settings::suite(&args.paths)?;
    let coverage = coverage::coverage(&suite);
    let mut text = Vec::new();
    match args.format {
        CoverageFormat::Text => report::coverage::text(&coverage, settings::text(), &mut text),
        CoverageFormat::Json => report::coverage::json(&coverage, &mut text),
        CoverageFormat::Md => report::coverage::markdown(&coverage, &mut text),
    }
    .map_err(super::stdout_error)?;
    super::print(&text)
}
