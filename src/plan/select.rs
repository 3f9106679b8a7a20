//! Which cases a selection takes, and what to say where it takes none.

use crate::model::bytes::shown;
use crate::model::case::{Case, Suite};
use crate::model::plan::{FailedBefore, Selection};

/// Whether a selection takes a case: any id or prefix, any tag, no skipped tag, any level, any
/// clause; a kind of wish that is not expressed takes all.
pub(super) fn selects(selection: &Selection, case: &Case) -> bool {
    let any = |wishes: usize, holds: bool| wishes == 0 || holds;
    any(selection.ids.len(), selection.ids.iter().any(|id| case.id.starts_with(id.as_str())))
        && any(selection.tags.len(), selection.tags.iter().any(|t| case.tags.contains(t)))
        && !selection.skip_tags.iter().any(|t| case.tags.contains(t))
        && any(selection.levels.len(), selection.levels.contains(&case.level))
        && any(
            selection.citations.len(),
            selection.citations.iter().any(|outer| case.citations.iter().any(|c| c.within(outer))),
        )
        && selection.failed.as_ref().is_none_or(|failed| failed.anywhere(&case.id))
}

/// That there is nothing to be run again.
pub(super) fn nothing_failed(failed: &FailedBefore) -> String {
    format!("nothing failed in {}", shown(&failed.name))
}

/// What is wrong with a selection that took `taken` cases: `None` where nothing is.
pub(super) fn complaint(selection: &Selection, suite: &Suite, taken: usize) -> Option<String> {
    if suite.cases.is_empty() {
        return Some("the files hold no case".to_owned());
    }
    if let Some(id) =
        selection.ids.iter().find(|id| !suite.cases.iter().any(|c| c.id.starts_with(id.as_str())))
    {
        let near = suite
            .cases
            .iter()
            .map(|case| (strsim::jaro_winkler(&case.id, id), &case.id))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|(likeness, _)| *likeness > 0.8)
            .map(|(_, near)| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        return Some(format!("`{id}` is no file, no case id and no prefix of one{near}"));
    }
    if let Some(tag) =
        selection.tags.iter().find(|tag| !suite.cases.iter().any(|c| c.tags.contains(tag)))
    {
        let mut tags: Vec<&str> =
            suite.cases.iter().flat_map(|c| &c.tags).map(String::as_str).collect();
        tags.sort_unstable();
        tags.dedup();
        let there = match tags.as_slice() {
            [] => "no case has any".to_owned(),
            tags => format!("there are: {}", tags.join(", ")),
        };
        return Some(format!("no case has the tag `{tag}`; {there}"));
    }
    if let Some(outer) = selection
        .citations
        .iter()
        .find(|outer| !suite.cases.iter().any(|c| c.citations.iter().any(|c| c.within(outer))))
    {
        return Some(format!("no case stands on {outer}; see `wirecase list`"));
    }
    if let Some(failed) = selection.failed.as_ref().filter(|failed| taken == 0 && failed.is_empty())
    {
        return Some(nothing_failed(failed));
    }
    (taken == 0).then(|| "no case has all that was asked for; see `wirecase list`".to_owned())
}
