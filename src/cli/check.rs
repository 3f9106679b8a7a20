//! The verb `check`: every error and warning of every file at once, or the exact bytes of a case.

use std::io::Write as _;

use crate::error::{Error, Result};
use crate::load;
use crate::model::diagnostic::Severity;
use crate::report;

use super::args::CheckArgs;
use super::exit;

/// `wirecase check`
pub(super) fn check(args: &CheckArgs) -> Result<u8> {
    let loaded =
        if args.paths.is_empty() { load::load_bundled() } else { load::load(&args.paths)? };
    let count = |severity| loaded.diagnostics.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut err = anstream::stderr();
    for diagnostic in &loaded.diagnostics {
        let _ = writeln!(err, "{diagnostic}\n");
    }
    if let (Some(id), 0) = (&args.dump, errors) {
        let Some(case) = loaded.suite.cases.iter().find(|case| case.id == *id) else {
            return Err(Error::NoCases { message: format!("no case has the id `{id}`") });
        };
        let mut text = Vec::new();
        report::dump::case(case, &mut text).map_err(super::stdout_error)?;
        return super::print(&text);
    }
    let cases = loaded.suite.cases.len();
    super::print(
        format!(
            "{cases} case{} in {} file{}: {errors} error{}, {warnings} warning{}\n",
            plural(cases),
            loaded.files,
            plural(loaded.files),
            plural(errors),
            plural(warnings)
        )
        .as_bytes(),
    )?;
    let wrong = errors > 0 || (args.strict && warnings > 0);
    Ok(if wrong { exit::USAGE } else { exit::OK })
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
