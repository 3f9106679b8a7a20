//! Known deviations of a run's failures: which entries speak of them.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::model::finding::Finding;
use crate::model::outcome::{CaseResult, ResultKind, RunReport, Verdict};
use crate::model::target::KnownDeviation;

mod file;

pub use file::{Destination, added, new_file};

/// How many characters of a finding a reason has.
const LONGEST_REASON: usize = 160;

/// What is taken from results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// The entries, in the order of the results.
    pub entries: Vec<KnownDeviation>,
    /// Ids that were listed and conform now: their entries are to be removed.
    pub fixed: Vec<String>,
    /// Ids that could not be judged, or not twice the same, and are not accepted.
    pub left: Vec<(String, Verdict)>,
}

/// The failures of one target, as entries: those that `ids`, or prefixes of ids, name; without one
/// all that fail the run. Where every case that one `each` made departs, one entry speaks of them.
///
/// `words` tells a finding, `why` and `link` are those of every entry; without `why` it is the first
/// finding, after `since`.
///
/// # Errors
/// [`Error::NoCases`] where an id names nothing in the results.
pub fn accepted(
    results: &RunReport,
    target: &str,
    ids: &[String],
    (why, link): (Option<&str>, Option<&str>),
    since: &str,
    words: impl Fn(&Finding) -> String,
) -> Result<Accepted> {
    let of_target: Vec<&CaseResult> =
        results.cases.iter().filter(|result| result.target == target).collect();
    if let Some(id) = ids.iter().find(|id| !of_target.iter().any(|r| r.id.starts_with(*id))) {
        let message = format!("`{id}` is no id in the results of `{target}`, and no prefix of one");
        return Err(Error::NoCases { message });
    }
    let is_named = |result: &CaseResult| ids.iter().any(|id| result.id.starts_with(id));
    let departs = |result: &CaseResult| matches!(result.verdict, Verdict::Fail | Verdict::Warn);
    let is_taken = |result: &CaseResult| match ids {
        [] => departs(result) && result.verdict.fails_run(results.run.rules()),
        _ => departs(result) && is_named(result),
    };
    let mut accepted = Accepted::default();
    let mut done = BTreeSet::new();
    for result in &of_target {
        let wanted = ids.is_empty() || is_named(result);
        match result.verdict {
            Verdict::Fixed if wanted => accepted.fixed.push(result.id.clone()),
            Verdict::Error | Verdict::Flaky if wanted => {
                accepted.left.push((result.id.clone(), result.verdict));
            }
            _ => {}
        }
        if !is_taken(result) {
            continue;
        }
        let base = base(&result.id);
        let id = if speaks_for_all(base, &of_target, is_taken) { base } else { &result.id };
        if !done.insert(id.to_owned()) {
            continue;
        }
        let reason = why.map_or_else(|| reason(result, since, &words), one_line);
        let link = link.map(one_line);
        accepted.entries.push(KnownDeviation { id: id.to_owned(), reason, link });
    }
    Ok(accepted)
}

/// The id of the case as it is written, without what `each` added.
fn base(id: &str) -> &str {
    id.split_once('[').map_or(id, |(base, _)| base)
}

/// Whether `each` made several cases of this one, and all that were run are to be accepted or are
/// known already.
fn speaks_for_all(
    base_id: &str,
    results: &[&CaseResult],
    is_taken: impl Fn(&CaseResult) -> bool,
) -> bool {
    let family: Vec<&&CaseResult> = results
        .iter()
        .filter(|r| r.kind == ResultKind::Case && r.id != base_id && base(&r.id) == base_id)
        .filter(|r| r.verdict != Verdict::Skip)
        .collect();
    family.len() > 1 && family.iter().all(|r| is_taken(r) || r.verdict == Verdict::Known)
}

fn reason(result: &CaseResult, since: &str, words: impl Fn(&Finding) -> String) -> String {
    let what = result.findings.first().map_or_else(|| result.reason.clone(), words);
    let what: String = one_line(&what);
    let cut: String = what.chars().take(LONGEST_REASON).collect();
    let more = if cut.len() < what.len() { "…" } else { "" };
    format!("{since}: {cut}{more}")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Accepted {
    /// Takes out what these entries cover already; gives back how many those were.
    pub fn without(&mut self, known: &[KnownDeviation]) -> usize {
        let all = self.entries.len();
        self.entries.retain(|new| !known.iter().any(|old| old.covers(&new.id)));
        all - self.entries.len()
    }
}
