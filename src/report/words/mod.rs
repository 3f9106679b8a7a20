//! All wording of what was found, for every reporter. What comes from a case or a target is escaped
//! here, so that a reporter may put these texts into its own notation and no more.

mod amount;
mod answer;
mod finding;
mod rerun;
mod server;
mod transcript;

pub use amount::{duration, octets, plural};
pub use answer::{answer_change, answer_element};
pub use finding::{departure, finding_sentence, finding_sentence_with, finding_title, side};
pub use rerun::{rerun, shell_quoted};
pub use server::{is_launch_trouble, launched_end, launched_output, shown_in_line};
pub use transcript::{
    closed, connect_failure, ending, event, fate, fate_after_bytes, fate_without_bytes, is_trouble,
    time_limit,
};

use std::fmt::Display;
use std::time::Duration;

use crate::model::outcome::{CaseResult, TargetTrouble, Verdict};
use crate::model::shard::Shards;
pub(super) use crate::report::layout::shown;

/// What a case asks or sends, in the words of [`crate::model::expectation_text`].
#[must_use]
pub fn asked(what: &impl Display) -> String {
    shown(&what.to_string())
}

/// What a verdict means, in a clause.
#[must_use]
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "conforms",
        Verdict::Warn => "a SHOULD is not followed",
        Verdict::Fail => "a MUST is not kept",
        Verdict::Info => "told, held against nobody",
        Verdict::Skip => "not run",
        Verdict::Known => "a listed deviation, still there",
        Verdict::Fixed => "a listed deviation that is gone: remove its entry",
        Verdict::Flaky => "two tries differed",
        Verdict::Error => "the exchange could not take place",
    }
}

/// What a verdict means, in a sentence for someone who reads a report for the first time.
#[must_use]
pub fn definition(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "The answer is one of those that the case lists as right.",
        Verdict::Warn => {
            "A SHOULD is not followed, or the answer is legal and marked as worth a warning; fails \
             the run with --strict only."
        }
        Verdict::Fail => "A MUST is not kept: the answer is none of those that are right.",
        Verdict::Info => {
            "The text leaves it open: what the target does is told, and held against nobody."
        }
        Verdict::Skip => "Not run; the reason says what the target lacks, or what ended the run.",
        Verdict::Known => "It departs, and the target's file lists it as a known deviation.",
        Verdict::Fixed => {
            "Listed as a known deviation, and it conforms now: the run fails until the entry is removed."
        }
        Verdict::Flaky => {
            "Tries came out differently; each that departs is kept, and one that does not."
        }
        Verdict::Error => {
            "The exchange could not take place: nothing is said about the target's conduct."
        }
    }
}

/// `RFC 9112 6.1 · RFC 9110 8.6`: the clauses of a result, the main one first; empty where it has none.
#[must_use]
pub fn citations(result: &CaseResult) -> String {
    let clauses: Vec<String> = result.citations.iter().map(ToString::to_string).collect();
    clauses.join(" · ")
}

/// `shard 2 of 4`, `shards 1, 3 of 4`: which parts of a run results are of.
#[must_use]
pub fn shards(shards: &Shards) -> String {
    const MOST: usize = 10;
    let Shards { parts, of } = shards;
    let named: Vec<String> = parts.iter().take(MOST).map(ToString::to_string).collect();
    let more = if parts.len() > MOST { ", …" } else { "" };
    let noun = if parts.len() == 1 { "shard" } else { "shards" };
    format!("{noun} {}{more} of {of}", named.join(", "))
}

/// What happened to a target, and after which case it was seen.
#[must_use]
pub fn trouble(trouble: &TargetTrouble) -> String {
    let seen = trouble.after.as_ref().map(|after| format!(" (seen after {})", shown(after)));
    let (target, message) = (shown(&trouble.target), shown(&trouble.message));
    format!("{target}: {message}{}", seen.unwrap_or_default())
}

/// That the time for the whole run, in milliseconds, was over before the run was done.
#[must_use]
pub fn overran(limit_ms: u64) -> String {
    let limit = humantime::format_duration(Duration::from_millis(limit_ms)).to_string();
    format!("the run took longer than --global-timeout {}", limit.replace(' ', ""))
}

/// What is not the default of how the cases were run, a clause each: how often, in which order.
#[must_use]
pub fn unusual(repeat: Option<u32>, seed: Option<u64>) -> Vec<String> {
    let repeat = repeat.map(|times| format!("each {times} times"));
    let seed = seed.map(|seed| format!("shuffled with seed {seed}"));
    repeat.into_iter().chain(seed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::expectation::{Check, Hole};

    #[test]
    fn a_time_limit_is_told_as_the_flag_takes_it() {
        for (ms, want) in [(10_000, "10s"), (90_500, "1m30s500ms"), (0, "0s")] {
            let text = overran(ms);
            assert_eq!(text, format!("the run took longer than --global-timeout {want}"));
            assert_eq!(humantime::parse_duration(want), Ok(Duration::from_millis(ms)));
        }
    }

    #[test]
    fn names_and_patterns_of_a_case_do_nothing_to_a_terminal() {
        let name = "a\x1b[2J\u{202e}".to_owned();
        let check = Check::HeadersSameAs { name, except: vec!["x\r\ny".to_owned()] };
        let want = r"the same header fields as `a\x1b[2J\xe2\x80\xae` except x\r y";
        assert_eq!(asked(&check), want);
        assert_eq!(asked(&Hole::Matches("\u{9b}".to_owned())), r"[[/\xc2\x9b/]]");
    }
}
