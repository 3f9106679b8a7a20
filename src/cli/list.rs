//! The verbs `list` and `show`: what there is, and what one case is about.

use crate::error::{Error, Result};
use crate::model::case::Suite;
use crate::model::outcome::Rules;
use crate::report;

use super::args::{ListArgs, ListFormat, ShowArgs};
use super::{exit, settings};

/// `wirecase list`
pub(super) fn list(args: &ListArgs) -> Result<u8> {
    let (paths, ids) = settings::paths_and_ids(&args.what)?;
    let (suite, _) = settings::suite(&paths)?;
    let selection = settings::selection(ids, &args.selection, Rules::default())?;
    let suite = Suite { cases: crate::plan::select(&suite, &selection)? };
    let mut text = Vec::new();
    match args.format {
        ListFormat::Text => report::list::text(&suite, settings::text(), &mut text),
        ListFormat::Json => report::list::json(&suite, &mut text),
    }
    .map_err(super::stdout_error)?;
    match args.format {
        ListFormat::Text => super::print_words(&text),
        ListFormat::Json => super::print(&text),
    }
}

/// `wirecase show`
pub(super) fn show(args: &ShowArgs) -> Result<u8> {
    let (suite, _) = settings::suite(&args.paths)?;
    let wanted: Vec<_> = suite
        .cases
        .iter()
        .filter(|case| case.id == args.id)
        .chain(suite.cases.iter().filter(|case| {
            case.id.strip_prefix(&args.id).is_some_and(|rest| rest.starts_with('['))
        }))
        .collect();
    if wanted.is_empty() {
        let selection =
            crate::model::plan::Selection { ids: vec![args.id.clone()], ..Default::default() };
        crate::plan::select(&suite, &selection)?;
        let message = format!("`{}` begins several ids; see `wirecase list {0}`", args.id);
        return Err(Error::NoCases { message });
    }
    let mut text = Vec::new();
    for case in wanted {
        report::show::write(case, settings::text(), &mut text).map_err(super::stdout_error)?;
    }
    super::print_words(&text)?;
    Ok(exit::OK)
}
