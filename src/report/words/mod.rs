//! All wording of what was found, for every reporter. What comes from a case or a target is escaped
//! here, so that a reporter may put these texts into its own notation and no more.

mod amount;
mod answer;
mod finding;
mod rerun;
mod transcript;

pub use amount::{duration, octets, plural};
pub use answer::{answer_change, answer_element};
pub use finding::{departure, finding_sentence, finding_title, side};
pub use rerun::{rerun, shell_quoted};
pub use transcript::{
    closed, connect_failure, ending, event, fate, fate_after_bytes, fate_without_bytes, time_limit,
};

use std::fmt::Display;

use crate::model::outcome::{CaseResult, Verdict};
use crate::report::layout::shown;

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

/// `RFC 9112 6.1 · RFC 9110 8.6`: the clauses of a result, the main one first; empty where it has none.
#[must_use]
pub fn citations(result: &CaseResult) -> String {
    let clauses: Vec<String> = result.citations.iter().map(ToString::to_string).collect();
    clauses.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::expectation::{Check, Hole};

    #[test]
    fn names_and_patterns_of_a_case_do_nothing_to_a_terminal() {
        let name = "a\x1b[2J\u{202e}".to_owned();
        let check = Check::HeadersSameAs { name, except: vec!["x\r\ny".to_owned()] };
        let want = r"the same header fields as `a\x1b[2J\xe2\x80\xae` except x\r y";
        assert_eq!(asked(&check), want);
        assert_eq!(asked(&Hole::Matches("\u{9b}".to_owned())), r"[[/\xc2\x9b/]]");
    }
}
