//! The verb `faults`: proves that cases can fail, by breaking the reference server rule by rule.

use std::io::Write as _;

use crate::error::{Error, Result};
use crate::matrix;
use crate::model::case::Suite;
use crate::model::outcome::Rules;
use crate::reference::{FAULTS, Fault, Faults};
use crate::report;
use crate::report::matrix::Extent;

use super::args::FaultsArgs;
use super::{exit, run, settings};

/// `wirecase faults`
pub(super) fn faults(args: &FaultsArgs) -> Result<u8> {
    let (paths, ids) = settings::paths_and_ids(&args.what)?;
    let (suite, _) = settings::suite(&paths)?;
    let selection = settings::selection(ids, &args.selection, Rules::default())?;
    let selected = Suite { cases: crate::plan::select(&suite, &selection)? };
    let extent = Extent {
        all_faults: args.fault.is_empty(),
        all_cases: selected.cases.len() == suite.cases.len(),
    };
    Faults::named(&args.fault).map_err(|message| Error::Usage { message })?;
    let wanted: Vec<&'static Fault> = FAULTS
        .iter()
        .filter(|fault| args.fault.is_empty() || args.fault.iter().any(|name| name == fault.name))
        .collect();

    let of = wanted.len();
    let matrix = run::runtime()?.block_on(matrix::matrix(&selected, &wanted, |done| {
        if done % 50 == 0 {
            let _ = writeln!(anstream::stderr(), "{done} of {of} faults");
        }
    }))?;
    if let Some(path) = &args.json {
        report::write_whole(path, |out| report::matrix::json(&matrix, out))?;
    }
    if let Some(path) = &args.html {
        report::write_whole(path, |out| report::matrix::html(&matrix, out))?;
    }
    let mut text = Vec::new();
    report::matrix::text(&matrix, extent, settings::text(), &mut text)
        .map_err(super::stdout_error)?;
    super::print_words(&text)?;
    let each_case_fails = matrix.unfailed().is_empty() && matrix.failed_broadly().is_empty();
    let holds = matrix.unsound.is_empty()
        && (!extent.all_faults || each_case_fails)
        && (!(extent.all_faults && extent.all_cases) || matrix.unseen().is_empty());
    Ok(if holds { exit::OK } else { exit::FAILURES })
}
