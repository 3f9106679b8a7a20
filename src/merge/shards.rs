//! Which shards of a run the documents are, and whether one of them is missing: a part of a run that
//! is lost on its way to the merge must not look like a run that passed.

use std::collections::{BTreeMap, BTreeSet};

use super::Named;
use super::rows::is_case;
use crate::model::bytes::shown;
use crate::model::shard::{Shards, part_of};

/// What is known of the shards of a run that was cut into so many.
#[derive(Default)]
struct Group<'a> {
    parts: BTreeSet<u32>,
    /// For each target the parts that know of it.
    of_target: BTreeMap<&'a str, BTreeSet<u32>>,
    ids: BTreeSet<&'a str>,
}

/// The shards that the documents are together, `None` where they are whole runs; and a sentence for
/// each run that is not whole.
pub(super) fn joined(documents: &[Named]) -> (Option<Shards>, Vec<String>) {
    let mut groups: BTreeMap<u32, Group<'_>> = BTreeMap::new();
    for (_, report) in documents {
        let Some(Shards { parts, of }) = &report.run.shards else { continue };
        let group = groups.entry(*of).or_default();
        group.parts.extend(parts.iter().filter(|part| (1..=*of).contains(part)));
        for target in &report.targets {
            group.of_target.entry(&target.name).or_default().extend(parts);
        }
        let cases = report.cases.iter().filter(|row| is_case(row));
        group.ids.extend(cases.map(|row| row.id.as_str()));
    }
    let is_one = groups.len() == 1;
    let (mut shards, mut warnings) = (None, Vec::new());
    for (of, group) in groups {
        let missing = missing(of, &group);
        if is_one && !missing.is_empty() {
            shards = Some(Shards { parts: group.parts.into_iter().collect(), of });
        }
        warnings.extend(missing);
    }
    (shards, warnings)
}

/// What is missing of a run, a sentence each.
fn missing(of: u32, group: &Group<'_>) -> Vec<String> {
    const MOST: usize = 10;
    let count = of as usize - group.parts.len().min(of as usize);
    if count > 0 {
        let first = (1..=of).filter(|part| !group.parts.contains(part)).take(MOST);
        let mut named: Vec<String> = first.map(|part| part.to_string()).collect();
        if count > MOST {
            named.push(format!("{} more", count - MOST));
        }
        return vec![format!(
            "of {of} shards {} missing: what fell to {} is not in these results",
            if count == 1 { format!("{} is", named.join("")) } else { are(&named) },
            if count == 1 { "it" } else { "them" }
        )];
    }
    // The shards may be those of two runs: each has to be whole for each target.
    let lacks = |(target, parts): (&&str, &BTreeSet<u32>)| {
        let lost = group.ids.iter().map(|id| part_of(id, target, of));
        let lost: BTreeSet<u32> = lost.filter(|part| !parts.contains(part)).collect();
        let named: Vec<String> = lost.iter().take(MOST).map(ToString::to_string).collect();
        (!lost.is_empty()).then(|| {
            let (noun, target) = (if lost.len() == 1 { "shard" } else { "shards" }, shown(target));
            format!(
                "of {of} shards those at hand are not of one run: {target} lacks {noun} {}",
                named.join(", ")
            )
        })
    };
    group.of_target.iter().filter_map(lacks).take(MOST).collect()
}

fn are(named: &[String]) -> String {
    match named.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last} are", rest.join(", ")),
        _ => format!("{} are", named.concat()),
    }
}
