//! Several results made into one: shards of a run, or runs against several targets.
//!
//! The merged document of the shards of a run is that of the run itself, but for the times: cases
//! stand in the order of the suite, then of the targets, lints after them, and what can be said only
//! of a whole run (a listed deviation that is gone) is said when the shards make one. Where a shard is
//! missing, that is a warning, and the document says of which shards it is.

mod facts;
mod rows;
mod shards;
mod suites;
mod targets;

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::model::outcome::RunReport;
use crate::model::target::Target;
use crate::run::known;

/// Results made of several.
#[derive(Debug)]
pub struct Merged {
    /// The results.
    pub report: RunReport,
    /// What a reader of them should know, a sentence each.
    pub warnings: Vec<String>,
}

/// Results of a file, with the name that errors call it by.
type Named = (String, RunReport);

/// Merges results; each comes with the name that errors call it by. Results that are equal to
/// earlier ones count once, and one alone stays as it is.
///
/// # Errors
/// [`Error::Usage`](crate::error::Error::Usage) with the names of the files where the same case on
/// the same target has different outcomes, where one name stands for two targets, and where a time
/// is none.
pub fn merge(results: Vec<Named>) -> Result<Merged> {
    let mut documents: Vec<Named> = Vec::new();
    for (name, report) in results {
        if !documents.iter().any(|(_, earlier)| *earlier == report) {
            documents.push((name, report));
        }
    }
    if documents.len() == 1
        && let Some((_, report)) = documents.pop()
    {
        return Ok(Merged { report, warnings: Vec::new() });
    }
    let targets = targets::joined(&documents)?;
    let suites = suites::of(&documents);
    let (mut run, mut warnings) = facts::joined(&documents)?;
    let (shards, missing) = shards::joined(&documents);
    run.shards = shards;
    warnings.extend(missing);
    run.deselected = suites.iter().fold(0, |sum, suite| suite.deselected().saturating_add(sum));
    let whole = |name: &str| suites.iter().all(|suite| suite.is_whole(name));
    let whole: BTreeSet<String> =
        targets.iter().map(|target| target.name.clone()).filter(|name| whole(name)).collect();

    let mut cases = rows::joined(documents)?;
    run.selected = cases.iter().filter(|row| rows::is_case(row)).count();
    // Target by target: a fleet has too many of them to look through all rows for each.
    let listing: BTreeMap<&str, &Target> = targets
        .iter()
        .filter(|target| !target.known.is_empty())
        .map(|target| (target.name.as_str(), target))
        .collect();
    cases.sort_by(|one, other| one.target.cmp(&other.target));
    for of_target in cases.chunk_by_mut(|one, other| one.target == other.target) {
        let target = of_target.first().and_then(|row| listing.get(row.target.as_str()));
        if let Some(target) = target {
            known::tell_fixed(target, whole.contains(&target.name), of_target);
        }
    }
    rows::in_order(&mut cases, &targets);
    let mut report = RunReport {
        format: RunReport::FORMAT,
        run,
        targets,
        totals: BTreeMap::new(),
        totals_by_level: BTreeMap::new(),
        cases,
    };
    report.count();
    Ok(Merged { report, warnings })
}

/// Some lines of a list, and how many more there are.
fn listed(lines: &[String]) -> String {
    const MOST: usize = 10;
    let mut text: String = lines.iter().take(MOST).map(|line| format!("\n  {line}")).collect();
    if let Some(more @ 1..) = lines.len().checked_sub(MOST) {
        text.push_str(&format!("\n  and {more} more"));
    }
    text
}

#[cfg(test)]
mod tests;
