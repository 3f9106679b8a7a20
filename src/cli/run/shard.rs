//! Which part of the run this process is: what `--shard` says, or what the engine that started
//! several of it says in their environment.

use crate::error::{Error, Result};
use crate::model::shard::Shards;

/// An engine that numbers the processes it starts side by side.
struct Engine {
    name: &'static str,
    /// The variable that holds the number, and the first number.
    index: (&'static str, u32),
    /// The variable that holds how many there are; `None` where the engine does not say.
    total: Option<&'static str>,
}

/// The engines. Left out: Bitbucket and Azure, whose numbers are those of steps or of a matrix that
/// may do different things, and GitHub Actions, which has none (`--shard` with `strategy.job-index`).
const ENGINES: [Engine; 7] = [
    // Documented in "Predefined CI/CD variables reference"; a total of 1 where nothing is parallel.
    engine("GitLab", ("CI_NODE_INDEX", 1), Some("CI_NODE_TOTAL")),
    engine("Buildkite", ("BUILDKITE_PARALLEL_JOB", 0), Some("BUILDKITE_PARALLEL_JOB_COUNT")),
    engine("CircleCI", ("CIRCLE_NODE_INDEX", 0), Some("CIRCLE_NODE_TOTAL")),
    engine("Semaphore", ("SEMAPHORE_JOB_INDEX", 1), Some("SEMAPHORE_JOB_COUNT")),
    engine("Slurm", (SLURM_INDEX, 0), Some("SLURM_ARRAY_TASK_COUNT")),
    engine("Kubernetes", ("JOB_COMPLETION_INDEX", 0), None),
    engine("AWS Batch", ("AWS_BATCH_JOB_ARRAY_INDEX", 0), None),
];

const SLURM_INDEX: &str = "SLURM_ARRAY_TASK_ID";

/// How many shards there are, where the engine does not say it: the same as `--shard auto/N`.
const TOTAL: &str = "WIRECASE_SHARDS";

const fn engine(
    name: &'static str,
    index: (&'static str, u32),
    total: Option<&'static str>,
) -> Engine {
    Engine { name, index, total }
}

/// What was decided.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    /// The part; `None` where all is run.
    pub(super) shards: Option<Shards>,
    /// What the environment decided, in a sentence: told in every run, because a job that is no part
    /// of a run would leave out cases that no other one runs.
    pub(super) note: Option<String>,
}

/// The environment, as far as it is text.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What `--shard` and the environment say.
///
/// # Errors
/// [`Error::Usage`] with the words or the variables that make no sense.
pub(super) fn chosen(flag: &str, environment: Environment<'_>) -> Result<Chosen> {
    let usage = |message: String| Error::Usage { message };
    let bad = || {
        let message = "it takes M/N with M from 1 to N, `auto`, `auto/N` or `off`";
        usage(format!("--shard {}: {message}", crate::model::bytes::shown(flag)))
    };
    match flag.split_once('/') {
        None if flag == "off" => Ok(Chosen::default()),
        None if flag == "auto" => {
            let total = match value(environment, TOTAL) {
                Some(text) => Some(number(TOTAL, &text, 1).map_err(usage)?),
                None => None,
            };
            of_engine(total, TOTAL, environment).map_err(usage)
        }
        Some(("auto", of)) => {
            let of = of.parse().ok().filter(|of| *of > 0).ok_or_else(bad)?;
            let chosen = of_engine(Some(of), "--shard auto/N", environment).map_err(usage)?;
            if chosen.shards.is_none() && of > 1 {
                let known: Vec<&str> = ENGINES.iter().map(|engine| engine.index.0).collect();
                return Err(usage(format!(
                    "--shard auto/{of}: no engine says which of them this is; these variables are \
                     read: {}",
                    known.join(", ")
                )));
            }
            Ok(chosen)
        }
        Some((part, of)) => {
            let of: u32 = of.parse().map_err(|_| bad())?;
            let part = part.parse().ok().filter(|part| (1..=of).contains(part)).ok_or_else(bad)?;
            Ok(Chosen { shards: (of > 1).then(|| Shards::one(part, of)), note: None })
        }
        None => Err(bad()),
    }
}

/// A variable that is set to something.
fn value(environment: Environment<'_>, name: &str) -> Option<String> {
    environment(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn number(name: &str, text: &str, least: u32) -> std::result::Result<u32, String> {
    text.parse().ok().filter(|number| *number >= least).ok_or_else(|| {
        let text = crate::model::bytes::shown(text);
        format!("{name} is `{text}`, which is no number from {least}: {HELP}")
    })
}

const HELP: &str =
    "--shard M/N says which part of the run this is, --shard off that it is all of it";

/// The part that the environment names. `given` is the total where the user gave it, by `given_by`.
fn of_engine(
    given: Option<u32>,
    given_by: &str,
    environment: Environment<'_>,
) -> std::result::Result<Chosen, String> {
    let mut found: Vec<(&str, Shards, String)> = Vec::new();
    let mut note = None;
    for Engine { name, index: (variable, first), total } in ENGINES {
        let own = match total.and_then(|total| Some((total, value(environment, total)?))) {
            Some((total, text)) => Some((total, number(total, &text, 1)?)),
            None => None,
        };
        let Some(text) = value(environment, variable) else {
            match own {
                // Some engines always say that there is one.
                Some((total, of @ 2..)) => {
                    return Err(format!("{total} is {of} and {variable} is not set: {HELP}"));
                }
                _ => continue,
            }
        };
        let of = match (total, own, given) {
            (_, Some((total, of)), Some(given)) if of != given => {
                return Err(format!("{given_by} says {given} shards and {total} {of}: {HELP}"));
            }
            (_, Some((_, of)), _) => of,
            (None, None, Some(given)) => given,
            (Some(total), None, _) => {
                return Err(format!("{variable} is set and {total} is not: {HELP}"));
            }
            (None, None, None) => {
                // An array of jobs that each do something else is as likely as a run in parts.
                note = Some(format!(
                    "all of the run: {name} sets {variable} and does not say of how many; if this \
                     is a part of a run, say --shard auto/N"
                ));
                continue;
            }
        };
        let part = if variable == SLURM_INDEX {
            slurm(&text, of, environment)?
        } else {
            number(variable, &text, first)?.saturating_sub(first).saturating_add(1)
        };
        if part > of {
            let total = own.map_or(given_by, |(total, _)| total);
            return Err(format!(
                "{variable} is {}, counted from {first}, and {total} says {of}: {HELP}",
                crate::model::bytes::shown(&text)
            ));
        }
        if of > 1 && name == "GitLab" && is_of_matrix(part, of, environment) {
            note = Some(format!(
                "all of the run: {variable} is that of a matrix (CI_JOB_NAME does not end in \
                 {part}/{of}), whose jobs are not parts of one run; if they are, say --shard \
                 {part}/{of}"
            ));
        } else if of > 1 {
            found.push((variable, Shards::one(part, of), format!("{name}: {variable}")));
        }
    }
    match found.as_slice() {
        [] => Ok(Chosen { shards: None, note }),
        [(_, shards, by)] => Ok(Chosen {
            note: Some(format!(
                "{} ({by}); --shard off runs all",
                crate::report::words::shards(shards)
            )),
            shards: Some(shards.clone()),
        }),
        several => {
            let names: Vec<&str> = several.iter().map(|(variable, ..)| *variable).collect();
            Err(format!("{} are all set: {HELP}", names.join(" and ")))
        }
    }
}

/// GitLab numbers the jobs of `parallel: 4` and those of `parallel: matrix` alike. The former are
/// named `test 2/4`, the latter `test: [a, b]`; a run in the latter would lose cases in silence.
fn is_of_matrix(part: u32, of: u32, environment: Environment<'_>) -> bool {
    let ours = format!(" {part}/{of}");
    value(environment, "CI_JOB_NAME").is_some_and(|name| !name.ends_with(&ours))
}

/// The part of a task of a Slurm array: ids run from a minimum by a step. Where they do not, as in
/// `--array=1,5,7`, the place of one of them is not known.
fn slurm(text: &str, of: u32, environment: Environment<'_>) -> std::result::Result<u32, String> {
    let read = |name: &str, default: u32| match value(environment, name) {
        Some(text) => number(name, &text, 0),
        None => Ok(default),
    };
    let (min, max, step, id) = (
        read("SLURM_ARRAY_TASK_MIN", 0)?,
        read("SLURM_ARRAY_TASK_MAX", u32::MAX)?,
        read("SLURM_ARRAY_TASK_STEP", 1)?.max(1),
        number(SLURM_INDEX, text, 0)?,
    );
    let is_even = (min..=max).contains(&id)
        && (id - min) % step == 0
        && (max == u32::MAX || (max - min) / step == of - 1);
    if !is_even {
        return Err(format!(
            "{SLURM_INDEX} {id} has no place among {of} tasks from {min} to {max} by {step}: {HELP}"
        ));
    }
    Ok(((id - min) / step).saturating_add(1))
}

#[cfg(test)]
mod tests;
