//! The verb `check`: every error and warning of every file at once, or the exact bytes of a case.

use std::collections::BTreeSet;
use std::io::Write as _;

use crate::error::{Error, Result};
use crate::exchange;
use crate::model::case::{Case, Send};
use crate::model::diagnostic::Severity;
use crate::model::template::{Template, Variables};
use crate::report::{self, words::plural};

use super::args::CheckArgs;
use super::{exit, github, settings};

/// Octets of one send that are dumped.
const DUMP_CAP: usize = 1 << 20;

/// `wirecase check`
pub(super) fn check(args: &CheckArgs) -> Result<u8> {
    let loaded = settings::loaded(&args.paths)?;
    let count = |severity| loaded.diagnostics.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut err = anstream::stderr();
    for diagnostic in &loaded.diagnostics {
        let _ = writeln!(err, "{}\n", github::for_stderr(&diagnostic.to_string()));
    }
    if let (Some(id), 0) = (&args.dump, errors) {
        let Some(case) = loaded.suite.cases.iter().find(|case| case.id == *id) else {
            return Err(Error::NoCases { message: format!("no case has the id `{id}`") });
        };
        let mut text = Vec::new();
        let placeholders = placeholders(case);
        let mut octets_of = |send: &Send| exchange::octets_of(send, &placeholders, DUMP_CAP);
        let unfilled = unfilled(case);
        report::dump::case(case, &unfilled, &mut octets_of, &mut text)
            .map_err(super::stdout_error)?;
        return super::print_words(&text);
    }
    let cases = loaded.suite.cases.len();
    super::print(
        format!(
            "{} in {}: {}, {}\n",
            plural(cases as u64, "case"),
            plural(loaded.files as u64, "file"),
            plural(errors as u64, "error"),
            plural(warnings as u64, "warning")
        )
        .as_bytes(),
    )?;
    let wrong = errors > 0 || (args.strict && warnings > 0);
    Ok(if wrong { exit::USAGE } else { exit::OK })
}

/// Variables that only a target or an answer gives a value stay as they are written.
fn placeholders(case: &Case) -> Variables {
    let holes = unfilled(case)
        .into_iter()
        .map(|name| (name.to_owned(), format!("{{{{{name}}}}}").as_str().into()));
    let known = case.variables.clone().into_iter().chain(case.bound.clone());
    holes.chain(known).collect()
}

/// The names of the variables in what is sent that have no value before the case runs.
fn unfilled(case: &Case) -> BTreeSet<&str> {
    let names = case.sent_templates().flat_map(Template::variables);
    names
        .filter(|name| *name != "body.length")
        .filter(|name| !case.variables.contains_key(*name) && !case.bound.contains_key(*name))
        .collect()
}
