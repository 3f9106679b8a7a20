//! The times that flags take.

use std::time::Duration;

/// Clocks of all systems count on from now by as much.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// How long to wait: `500ms`, `2s`, `1m 30s`, at most a year.
///
/// # Errors
///
/// In words where it is none.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(time) if time <= LONGEST => Ok(time),
        Ok(_) => Err("at most a year".to_owned()),
        Err(_) => Err("write a number and its unit: 500ms, 2s, 1m".to_owned()),
    }
}

/// How long something may take. Nothing can be done in no time, and other tools take a zero for no
/// limit at all.
///
/// # Errors
///
/// In words where it is none.
pub(super) fn limit(text: &str) -> Result<Duration, String> {
    match time(text)? {
        Duration::ZERO => Err("nothing can be done in no time; write 1ms or more".to_owned()),
        time => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_time_is_told_by_an_example_of_one() {
        assert_eq!(time("1m 30s"), Ok(Duration::from_secs(90)));
        assert_eq!(time("0s"), Ok(Duration::ZERO));
        for text in ["", "soon", "5", "5 parsecs", "-1s", "1.5.5s"] {
            assert!(time(text).is_err_and(|told| told.contains("500ms")), "{text}");
        }
    }

    #[test]
    fn a_time_that_no_clock_counts_and_a_limit_of_nothing_are_refused() {
        for text in ["2y", "500000000000years"] {
            assert_eq!(time(text), Err("at most a year".to_owned()));
        }
        assert_eq!(limit("1ms"), Ok(Duration::from_millis(1)));
        assert!(limit("0s").is_err_and(|told| told.contains("1ms")));
    }
}
