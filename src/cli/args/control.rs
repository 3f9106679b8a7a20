//! Flags of `run` and `demo` that say how often, in which order, how fast and how long.

use std::time::Duration;

use clap::{Args, ValueEnum};

/// How the run is carried out.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub(in crate::cli) struct ControlArgs {
    /// How many cases at a time on each target; default: 8
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(in crate::cli) jobs: Option<u16>,
    /// Warnings (a SHOULD that is not followed) fail the run
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// Try what departs so many times more, alone; what passes then is `flaky`. Default: once, and
    /// cases tagged `timing` twice
    #[arg(long, value_name = "N")]
    pub(in crate::cli) retries: Option<u32>,
    /// Whether what is flaky fails the run
    #[arg(long, value_name = "RESULT", default_value = "pass")]
    pub(in crate::cli) flaky_result: FlakyResult,
    /// Run each case so many times, and none again; where they differ it is `flaky`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) repeat: Option<u32>,
    /// Begin the cases in a random order, told so that it can be had again
    #[arg(long, value_name = "SEED", num_args = 0..=1, require_equals = true)]
    pub(in crate::cli) shuffle: Option<Option<u64>>,
    /// Begin no more after so many failures
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) max_fail: Option<u32>,
    /// Stop at the first failure: --max-fail 1
    #[arg(long, conflicts_with = "max_fail")]
    pub(in crate::cli) fail_fast: bool,
    /// Begin at most so many cases in a time on each target, evenly spaced: 10/s, 100/m, 1000/h
    #[arg(long, value_name = "N/TIME")]
    pub(in crate::cli) rate_limit: Option<String>,
    /// How long the run may take; what was done until then is reported, and the exit code is 3
    #[arg(long, value_name = "TIME", value_parser = super::time::limit)]
    pub(in crate::cli) global_timeout: Option<Duration>,
    /// What it is that no case was selected: an error (exit 4), a warning, or nothing
    #[arg(long, value_name = "RESULT", default_value = "fail")]
    pub(in crate::cli) no_tests: NoTests,
    /// Only this part of the run, of so many: 1/4. `auto` asks the environment of GitLab, Buildkite,
    /// CircleCI, Semaphore or Slurm; auto/4 that of Kubernetes or AWS Batch, too; `off` asks nothing
    #[arg(long, value_name = "M/N|auto[/N]|off", default_value = "auto")]
    pub(in crate::cli) shard: String,
}

/// What a flaky case is to the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FlakyResult {
    Pass,
    Fail,
}

/// What a run without a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum NoTests {
    Fail,
    Warn,
    Pass,
}
