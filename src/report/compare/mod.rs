//! `wirecase compare`: what moved between two results, for a terminal, for programs, and as Markdown.

mod groups;
mod markdown;
mod text;

use std::io::{self, Write};

use crate::model::comparison::{ComparedResult, Comparison};
use crate::model::finding::Finding;
use crate::model::outcome::{ResultKind, Rules, Verdict};
use crate::report::json_text;
use crate::report::layout::shown;
use crate::report::weight::{Weight, weight};
use crate::report::words::plural;

pub use markdown::markdown;
pub use text::{Part, text};

/// Writes the comparison as JSON, as [`crate::model::comparison`] describes it.
///
/// # Errors
/// Where `out` cannot be written.
pub fn json(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    json_text::to_writer_pretty(out, comparison)
}

/// The lists of a comparison under their headings, the most important last, and whether each row is
/// told with its evidence. What kept its verdict is grouped by what changed, and not among them; nor
/// is what a selection left out, of which [`notes`] has the number.
fn lists(comparison: &Comparison) -> [(&'static str, bool, &[ComparedResult]); 8] {
    fn unless(left_out: usize, rows: &[ComparedResult]) -> &[ComparedResult] {
        if left_out > 0 { &[] } else { rows }
    }
    [
        ("gone", false, unless(comparison.new.deselected, &comparison.gone)),
        ("new", false, unless(comparison.old.deselected, &comparison.appeared)),
        ("tested now", false, &comparison.tested),
        ("another verdict, neither better nor worse", false, &comparison.changed),
        ("no longer tested", false, &comparison.untested),
        ("better", false, &comparison.better),
        ("same verdict in another way", true, &comparison.otherwise),
        ("worse", true, &comparison.worse),
    ]
}

/// `pass → fail`; a case that only one side has has one verdict, a lint that did not fire has none.
fn verdicts(row: &ComparedResult) -> String {
    let word = |verdict: Verdict, stands: Option<Verdict>| match (row.kind, verdict, stands) {
        (ResultKind::Lint, Verdict::Pass, Some(_)) => "silent",
        _ => verdict.word(),
    };
    match (row.old, row.new) {
        (Some(old), Some(new)) if old == new => old.word().to_owned(),
        (Some(old), Some(new)) => {
            format!("{} → {}", word(old, Some(new)), word(new, Some(old)))
        }
        (Some(one), None) | (None, Some(one)) => one.word().to_owned(),
        (None, None) => String::new(),
    }
}

/// The rows that are told of a list, `most` at most: what fails the run before what does not, else in
/// their order, so that what is cut off weighs least.
fn gravest(rows: &[ComparedResult], most: usize) -> Vec<&ComparedResult> {
    let mut rows: Vec<&ComparedResult> = rows.iter().collect();
    rows.sort_by_key(|row| gravity(row));
    rows.truncate(most);
    rows
}

/// 0 for what fails any run; more for what weighs less.
fn gravity(row: &ComparedResult) -> u8 {
    match row.new.map(|verdict| weight(verdict, Rules::default())) {
        Some(Weight::Fails) => 0,
        Some(Weight::Departs) => 1,
        _ => 2,
    }
}

/// What is wrong now. Of a lint that fired before the first evidence is no news.
fn findings(row: &ComparedResult) -> &[Finding] {
    let is_known = row.kind == ResultKind::Lint && row.old == row.new;
    if is_known { &[] } else { &row.new_findings }
}

/// What has to be known of the two runs before their results are compared: each a sentence.
fn notes(comparison: &Comparison) -> Vec<String> {
    let mut notes = Vec::new();
    let (old, new) = (&comparison.old, &comparison.new);
    for pair in comparison.targets.iter().filter(|pair| pair.old != pair.new) {
        notes.push(format!(
            "the target has another name: {} is compared with {}, as each has but one target",
            shown(&pair.old),
            shown(&pair.new)
        ));
    }
    if old.version != new.version {
        notes.push(format!(
            "made by different versions, {} and {}: what moved may be the tool's judgement",
            shown(&old.version),
            shown(&new.version)
        ));
    }
    for (run, which) in [(old, "old"), (new, "new")] {
        if run.interrupted {
            notes
                .push(format!("the {which} run was interrupted: what it left out is not compared"));
        }
        if run.in_trouble {
            notes.push(format!("in the {which} run a target was unreachable or died"));
        }
    }
    for (names, what) in [
        (&comparison.targets_gone, "only the old results have"),
        (&comparison.targets_new, "only the new results have"),
    ] {
        if !names.is_empty() {
            let names: Vec<String> = names.iter().map(|name| shown(name)).collect();
            notes.push(format!("targets that {what}: {}", names.join(", ")));
        }
    }
    for (run, rows, which) in [(new, &comparison.gone, "old"), (old, &comparison.appeared, "new")] {
        if run.deselected > 0 && !rows.is_empty() {
            let rows = plural(rows.len() as u64, "result");
            notes.push(format!("{rows} only in the {which} run: the other is of a selection"));
        }
    }
    if comparison.targets.is_empty() {
        notes.push("no target is in both: nothing was compared".to_owned());
    }
    notes
}

/// `2 worse, 1 better, 2400 the same`.
fn counts(comparison: &Comparison) -> Vec<String> {
    let old_is_selection = comparison.old.deselected > 0;
    let new_is_selection = comparison.new.deselected > 0;
    let some = |count: usize, words: &str| (count > 0).then(|| format!("{count} {words}"));
    let counts = [
        some(comparison.worse.len(), "worse"),
        some(comparison.otherwise.len(), "the same in another way"),
        some(comparison.better.len(), "better"),
        some(comparison.untested.len(), "no longer tested"),
        some(comparison.changed.len(), "with another verdict"),
        some(comparison.tested.len(), "tested now"),
        some(if old_is_selection { 0 } else { comparison.appeared.len() }, "new"),
        some(if new_is_selection { 0 } else { comparison.gone.len() }, "gone"),
        (!comparison.answers.is_empty())
            .then(|| format!("{} changed", plural(comparison.answers.len() as u64, "answer"))),
        some(comparison.unchanged, "unchanged"),
    ];
    counts.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
