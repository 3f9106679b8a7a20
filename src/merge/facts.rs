//! The facts of several runs: the first start, the time in which any of them ran, and all that happened.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Named;
use crate::error::{Error, Result};
use crate::model::bytes::shown;
use crate::model::outcome::{RunFacts, TargetTrouble};

/// The facts of all runs as those of one, without how many cases were selected; and what a reader
/// should know, a sentence each.
///
/// # Errors
/// [`Error::Usage`] where the start of a run is no time.
pub(super) fn joined(documents: &[Named]) -> Result<(RunFacts, Vec<String>)> {
    let mut facts = RunFacts { tool: "wirecase".to_owned(), ..RunFacts::default() };
    let (mut commands, mut versions) = (Vec::new(), Vec::new());
    let (mut repeats, mut seeds) = (Vec::new(), Vec::new());
    let mut ambiguous = BTreeSet::new();
    let mut told = BTreeSet::new();
    let mut spans: Vec<(Timestamp, i64, &String)> = Vec::new();
    for (file, report) in documents {
        // Taken apart, so that a fact added to the run is not forgotten here.
        let RunFacts {
            tool: _,
            version,
            command,
            rerun,
            started,
            duration_ms,
            selected: _,
            deselected: _,
            shards: _,
            responses_linted,
            interrupted,
            strict,
            flaky_fails,
            repeat,
            seed,
            overran_ms,
            troubles,
            launched,
        } = &report.run;
        version.split(", ").for_each(|version| once(&mut versions, version));
        command.lines().for_each(|command| once(&mut commands, command));
        for (target, command) in rerun {
            let known = facts.rerun.entry(target.clone()).or_insert_with(|| command.clone());
            if known != command {
                ambiguous.insert(target);
            }
        }
        let began = time(file, started)?;
        let length = i64::try_from(*duration_ms).unwrap_or(i64::MAX);
        let ended = began.as_millisecond().saturating_add(length);
        spans.push((began, ended, started));
        facts.responses_linted = facts.responses_linted.saturating_add(*responses_linted);
        facts.interrupted |= interrupted;
        facts.strict |= strict;
        facts.flaky_fails |= flaky_fails;
        facts.overran_ms = facts.overran_ms.max(*overran_ms);
        repeats.push(*repeat);
        seeds.push(*seed);
        for trouble in troubles {
            let TargetTrouble { target, message, after } = trouble;
            if told.insert((target, message, after)) {
                facts.troubles.push(trouble.clone());
            }
        }
        for server in launched {
            if !facts.launched.contains(server) {
                facts.launched.push(server.clone());
            }
        }
    }
    facts.repeat = agreed(&repeats);
    facts.seed = agreed(&seeds);
    spans.sort_unstable();
    if let Some((_, _, started)) = spans.first() {
        facts.started.clone_from(started);
    }
    facts.duration_ms = time_in(&spans);
    facts.command = commands.join("\n");
    facts.version = versions.join(", ");

    let mut warnings = Vec::new();
    if versions.len() > 1 {
        warnings.push(format!(
            "the results come from different versions of wirecase, which may judge differently: {}",
            shown(&facts.version)
        ));
    }
    for target in ambiguous {
        // A command that runs other cases, or with other variables, is worse than none.
        facts.rerun.remove(target);
        warnings.push(format!(
            "the runs against {} are repeated by different commands, so the results name none",
            shown(target)
        ));
    }
    Ok((facts, warnings))
}

/// What holds for every run; of one alone it would be wrong to say it of all.
fn agreed<T: Copy + PartialEq>(each: &[Option<T>]) -> Option<T> {
    let first = *each.first()?;
    first.filter(|_| each.iter().all(|other| *other == first))
}

/// Milliseconds in which at least one of these runs was under way; they are in the order of their
/// starts. Shards run beside each other, targets often one day after another, and the night between
/// is no time of a run.
fn time_in(spans: &[(Timestamp, i64, &String)]) -> u64 {
    let (mut sum, mut until) = (0_i64, i64::MIN);
    for (began, ended, _) in spans {
        let from = began.as_millisecond().max(until);
        sum = sum.saturating_add(ended.saturating_sub(from).max(0));
        until = until.max(*ended);
    }
    u64::try_from(sum).unwrap_or_default()
}

fn once<'a>(all: &mut Vec<&'a str>, one: &'a str) {
    if !all.contains(&one) {
        all.push(one);
    }
}

fn time(file: &str, text: &str) -> Result<Timestamp> {
    text.parse().map_err(|_| Error::Usage {
        message: format!(
            "{}: the start of the run, `{}`, is no time of RFC 3339",
            shown(file),
            shown(text)
        ),
    })
}
