//! Flags and environments in, parts or complaints out.

use std::collections::BTreeMap;

use super::*;

fn told(flag: &str, environment: &str) -> std::result::Result<String, String> {
    let all: BTreeMap<&str, &str> =
        environment.split_whitespace().map(|word| word.split_once('=').unwrap()).collect();
    let get = |name: &str| all.get(name).map(|text| text.replace('_', " "));
    let chosen = chosen(flag, &get).map_err(|error| error.to_string())?;
    let part = chosen.shards.map(|shards| format!("{}/{}", shards.parts[0], shards.of));
    Ok(match (part, chosen.note) {
        (Some(part), note) => {
            assert_eq!(note.is_some(), flag.starts_with("auto"), "{flag} {environment}: {note:?}");
            part
        }
        (None, Some(note)) => note,
        (None, None) => "all".to_owned(),
    })
}

#[test]
fn each_engine_counts_in_its_own_way() {
    for (flag, environment, want) in [
        ("2/4", "", "2/4"),
        ("1/1", "", "all"),
        ("off", "CI_NODE_INDEX=2 CI_NODE_TOTAL=4", "all"),
        ("3/4", "CI_NODE_INDEX=2 CI_NODE_TOTAL=8", "3/4"),
        ("auto", "", "all"),
        ("auto", "CI_NODE_INDEX=2 CI_NODE_TOTAL=4", "2/4"),
        ("auto", "CI_NODE_INDEX=2 CI_NODE_TOTAL=4 CI_JOB_NAME=http_2/4", "2/4"),
        ("auto", "CI_NODE_TOTAL=1", "all"),
        ("auto/4", "CI_NODE_INDEX=4 CI_NODE_TOTAL=4", "4/4"),
        ("auto", "BUILDKITE_PARALLEL_JOB=0 BUILDKITE_PARALLEL_JOB_COUNT=3", "1/3"),
        ("auto", "CIRCLE_NODE_INDEX=2 CIRCLE_NODE_TOTAL=3", "3/3"),
        ("auto", "CIRCLE_NODE_INDEX=0 CIRCLE_NODE_TOTAL=1", "all"),
        ("auto", "SEMAPHORE_JOB_INDEX=1 SEMAPHORE_JOB_COUNT=2", "1/2"),
        ("auto", "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=4", "4/4"),
        (
            "auto",
            "SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 \
             SLURM_ARRAY_TASK_MAX=14 SLURM_ARRAY_TASK_STEP=2",
            "3/3",
        ),
        ("auto/8", "JOB_COMPLETION_INDEX=7", "8/8"),
        ("auto", "JOB_COMPLETION_INDEX=7 WIRECASE_SHARDS=8", "8/8"),
        ("auto/8", "AWS_BATCH_JOB_ARRAY_INDEX=0", "1/8"),
        // Where they do not say of how many, and where they do and mean something else.
        ("auto", "JOB_COMPLETION_INDEX=7", "all of the run: Kubernetes sets"),
        (
            "auto",
            "CI_NODE_INDEX=2 CI_NODE_TOTAL=4 CI_JOB_NAME=http:_[a,b]",
            "all of the run: CI_NO",
        ),
    ] {
        let told = told(flag, environment).unwrap();
        let is_long = want.contains(' ');
        assert!(told == want || is_long && told.starts_with(want), "{flag} {environment}: {told}");
    }
}

#[test]
fn what_contradicts_itself_is_refused_with_names_and_values() {
    for (flag, environment, want) in [
        ("0/4", "", "--shard 0/4: it takes M/N"),
        ("5/4", "", "--shard 5/4: it"),
        ("1/0", "", "--shard 1/0: it"),
        ("1", "", "--shard 1: it"),
        ("auto/0", "", "--shard auto/0: it"),
        ("\u{1b}/2", "", "--shard \\x1b/2: it"),
        ("auto/4", "", "no engine says which"),
        (
            "auto",
            "CI_NODE_INDEX=0 CI_NODE_TOTAL=4",
            "CI_NODE_INDEX is `0`, which is no number from 1",
        ),
        ("auto", "CI_NODE_INDEX=5 CI_NODE_TOTAL=4", "CI_NODE_INDEX is 5, counted from 1, and CI_N"),
        (
            "auto",
            "CIRCLE_NODE_INDEX=3 CIRCLE_NODE_TOTAL=3",
            "is 3, counted from 0, and CIRCLE_NODE",
        ),
        ("auto", "CI_NODE_INDEX=x CI_NODE_TOTAL=4", "CI_NODE_INDEX is `x`"),
        ("auto", "CI_NODE_INDEX=1 CI_NODE_TOTAL=0", "CI_NODE_TOTAL is `0`"),
        ("auto", "CI_NODE_INDEX=1", "CI_NODE_INDEX is set and CI_NODE_TOTAL is not"),
        ("auto", "CI_NODE_TOTAL=4", "CI_NODE_TOTAL is 4 and CI_NODE_INDEX is not set"),
        ("auto/8", "CI_NODE_INDEX=1 CI_NODE_TOTAL=4", "says 8 shards and CI_NODE_TOTAL 4"),
        ("auto/8", "JOB_COMPLETION_INDEX=8", "JOB_COMPLETION_INDEX is 8, counted from 0"),
        ("auto", "WIRECASE_SHARDS=many", "WIRECASE_SHARDS is `many`"),
        (
            "auto",
            "SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 \
             SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_STEP=1",
            "has no place among 3 tasks from 1 to 7",
        ),
        (
            "auto",
            "CI_NODE_INDEX=1 CI_NODE_TOTAL=4 CIRCLE_NODE_INDEX=1 CIRCLE_NODE_TOTAL=4",
            "CI_NODE_INDEX and CIRCLE_NODE_INDEX are all set",
        ),
    ] {
        let told = told(flag, environment).unwrap_err();
        assert!(told.contains(want), "{flag} {environment}: {told}");
    }
}
