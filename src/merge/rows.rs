//! The results of several documents, each case and each lint once for a target, in order.

use std::collections::{BTreeMap, HashMap};

use super::{Named, listed};
use crate::error::{Error, Result};
use crate::model::bytes::shown;
use crate::model::outcome::{CaseResult, ResultKind};
use crate::model::target::Target;

/// A target's name and an id.
type Key = (String, String);

pub(super) fn is_case(row: &CaseResult) -> bool {
    row.kind == ResultKind::Case
}

/// Every case and lint once for a target, in no order yet; [`in_order`] gives them theirs.
///
/// # Errors
/// [`Error::Usage`] where a case has different outcomes on one target.
pub(super) fn joined(documents: Vec<Named>) -> Result<Vec<CaseResult>> {
    let mut cases: BTreeMap<Key, (usize, CaseResult)> = BTreeMap::new();
    let mut lints: BTreeMap<Key, Vec<CaseResult>> = BTreeMap::new();
    let mut conflicts = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (file, (name, report)) in documents.into_iter().enumerate() {
        names.push(name);
        for row in report.cases {
            let key = (row.target.clone(), row.id.clone());
            if !is_case(&row) {
                lints.entry(key).or_default().push(row);
                continue;
            }
            match cases.get_mut(&key) {
                None => drop(cases.insert(key, (file, row))),
                Some((_, known)) if is_equal(known, &row) => see_too(known, row.see),
                Some((first, known)) => {
                    conflicts.push(conflict((&names[*first], known), (&names[file], &row)));
                }
            }
        }
    }
    if !conflicts.is_empty() {
        return Err(refusal(&conflicts));
    }
    let lints: Vec<CaseResult> =
        lints.into_values().filter_map(|rows| joined_lint(rows, &cases)).collect();
    Ok(cases.into_values().map(|(_, row)| row).chain(lints).collect())
}

/// Cases by their position in the suite, then by target; after them lints, by target and then by
/// their place in the table.
pub(super) fn in_order(all: &mut [CaseResult], targets: &[Target]) {
    let places: HashMap<&str, usize> =
        targets.iter().enumerate().map(|(place, target)| (target.name.as_str(), place)).collect();
    let place = |row: &CaseResult| places.get(row.target.as_str()).copied().unwrap_or(usize::MAX);
    all.sort_by_cached_key(|row| {
        let (number, target) = (row.number, place(row));
        let order = if is_case(row) { (0, number, target) } else { (1, target, number) };
        (order, row.target.clone(), row.id.clone())
    });
}

fn is_equal(one: &CaseResult, other: &CaseResult) -> bool {
    one.verdict == other.verdict && one.findings == other.findings
}

fn see_too(row: &mut CaseResult, more: Vec<String>) {
    for name in more {
        if !row.see.contains(&name) {
            row.see.push(name);
        }
    }
}

/// One row of those of a lint on one target: all cases in which it fired, in their order, and the
/// evidence of the first of them.
fn joined_lint(
    rows: Vec<CaseResult>,
    cases: &BTreeMap<Key, (usize, CaseResult)>,
) -> Option<CaseResult> {
    let target = rows.first()?.target.clone();
    let number = |id: &String| {
        let case = cases.get(&(target.clone(), id.clone()));
        case.map_or(usize::MAX, |(_, row)| row.number)
    };
    let mut see: Vec<(usize, String)> =
        rows.iter().flat_map(|row| &row.see).map(|id| (number(id), id.clone())).collect();
    see.sort();
    see.dedup();
    let first = |row: &CaseResult| row.see.iter().map(number).min().unwrap_or(usize::MAX);
    let mut joined = rows.into_iter().min_by_key(first)?;
    joined.see = see.into_iter().map(|(_, id)| id).collect();
    Some(joined)
}

fn conflict((first, one): (&str, &CaseResult), (second, other): (&str, &CaseResult)) -> String {
    let what = if one.verdict == other.verdict {
        format!(
            "{} in {} and in {}, with different findings",
            one.verdict,
            shown(first),
            shown(second)
        )
    } else {
        format!("{} in {}, {} in {}", one.verdict, shown(first), other.verdict, shown(second))
    };
    format!("{} on {}: {what}", shown(&one.id), shown(&one.target))
}

fn refusal(conflicts: &[String]) -> Error {
    let count = match conflicts.len() {
        1 => "1 case has".to_owned(),
        many => format!("{many} cases have"),
    };
    let message = format!(
        "{count} different outcomes on one target; `wirecase compare` tells two runs apart, and \
         only shards of one run or runs against different targets are made one:{}",
        listed(conflicts)
    );
    Error::Usage { message }
}
