//! Flags that say how often, in which order, how fast and how long → the settings of a run.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::model::outcome::Rules;
use crate::run::RunSettings;

use super::super::args::{ControlArgs, FlakyResult, NoTests};
use super::github;

/// Cases at a time on each target where the user does not say.
const DEFAULT_JOBS: u16 = 8;

/// How the run is carried out; `rerun` has for each target the command that reruns a case.
///
/// # Errors
/// [`Error::Usage`] where `--rate-limit` is no rate.
pub(super) fn settings(args: &ControlArgs, rerun: BTreeMap<String, String>) -> Result<RunSettings> {
    Ok(RunSettings {
        jobs: usize::from(args.jobs.unwrap_or(DEFAULT_JOBS)),
        rules: Rules { strict: args.strict, flaky_fails: args.flaky_result == FlakyResult::Fail },
        confirm: true,
        retries: args.retries,
        repeat: args.repeat.unwrap_or(1),
        shuffle: args.shuffle.map(|seed| seed.unwrap_or_else(any_seed)),
        max_fail: if args.fail_fast { Some(1) } else { args.max_fail },
        rate_limit: args.rate_limit.as_deref().map(interval).transpose()?,
        global_timeout: args.global_timeout,
        rerun,
        ..RunSettings::default()
    })
}

/// A seed that is another one each time, and short enough to be typed.
fn any_seed() -> u64 {
    RandomState::new().build_hasher().finish() & 0xffff_ffff
}

/// The time from one begin to the next: `10/s`, `100/m`, `1000/h`.
fn interval(rate: &str) -> Result<Duration> {
    let wrong = |what: &str| {
        let how = "write how many in which time: 10/s, 100/m or 1000/h";
        Error::Usage { message: format!("--rate-limit {rate}: {what}; {how}") }
    };
    let (count, unit) = rate.split_once('/').ok_or_else(|| wrong("there is no `/`"))?;
    let unit = match unit.trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(wrong("the time is none of s, m and h")),
    };
    match count.trim().parse::<u32>() {
        Ok(count @ 1..) => Ok(Duration::from_secs(unit) / count),
        _ => Err(wrong("the number is not one of 1 to 4294967295")),
    }
}

/// What it is that no case was selected: `error`, or nothing that ends the run.
///
/// # Errors
/// `error`, where it is to be one.
pub(super) fn without_cases(result: NoTests, error: Error, quiet: bool) -> Result<()> {
    match result {
        NoTests::Fail => return Err(error),
        NoTests::Warn if !quiet => {
            let text = format!("warning: {error}\n");
            let _ = writeln!(anstream::stderr(), "{}", github::for_stderr(&text));
        }
        NoTests::Warn | NoTests::Pass => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_the_time_between_two_begins_and_what_is_none_is_told_with_the_flag() {
        for (rate, ms) in [("10/s", 100), ("100/m", 600), ("1/h", 3_600_000), (" 4 / s ", 250)] {
            assert_eq!(interval(rate).unwrap(), Duration::from_millis(ms), "{rate}");
        }
        for (rate, want) in [
            ("10", "there is no `/`"),
            ("10/d", "none of s, m and h"),
            ("0/s", "not one of 1 to"),
            ("-1/s", "not one of 1 to"),
            ("many/s", "not one of 1 to"),
        ] {
            let error = interval(rate).unwrap_err().to_string();
            assert!(error.starts_with(&format!("--rate-limit {rate}: ")), "{error}");
            assert!(error.contains(want) && error.contains("10/s"), "{error}");
        }
    }
}
