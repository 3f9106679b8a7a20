//! A result as a test of a test framework: what JUnit and TAP say of it alike.

use crate::model::bytes::escape;
use crate::model::finding::{Finding, Side};
use crate::model::outcome::{Attempt, CaseResult, ResultKind, Rules, Verdict};
use crate::report::layout::{cut_and_count, shown};
use crate::report::words;

/// Columns of a message: what a list of failures shows on one or two lines.
const MESSAGE: usize = 300;

/// What a test framework calls a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Passed, perhaps with something to tell.
    Passed,
    /// Failed.
    Failed,
    /// Could not be done.
    Error,
    /// Not done.
    Skipped,
    /// Failed, as the target's file says it would.
    Expected,
}

/// The outcome of a verdict; what fails a run of these rules is a failure, as in the exit code.
pub(super) fn outcome(verdict: Verdict, rules: Rules) -> Outcome {
    match verdict {
        Verdict::Error => Outcome::Error,
        Verdict::Skip => Outcome::Skipped,
        Verdict::Known => Outcome::Expected,
        _ if verdict.fails_run(rules) => Outcome::Failed,
        _ => Outcome::Passed,
    }
}

/// Text on one line that XML 1.0 and YAML 1.2 can carry: neither has U+FFFE and U+FFFF, which a
/// terminal may be given.
pub(super) fn carried(text: &str) -> String {
    no_nonchars(&shown(text))
}

/// The same for text that is escaped already and may have lines.
pub(super) fn no_nonchars(text: &str) -> String {
    text.replace('\u{fffe}', r"\xef\xbf\xbe").replace('\u{ffff}', r"\xef\xbf\xbf")
}

/// The id and the title, on one line.
pub(super) fn name(result: &CaseResult) -> String {
    carried(format!("{} {}", result.id, result.title).trim())
}

/// Why the result is what it is, on one line of bounded length: its reason, or what was found.
pub(super) fn message(result: &CaseResult) -> String {
    if result.reason.is_empty() {
        message_of(&result.findings, result.verdict)
    } else {
        bounded(&result.reason)
    }
}

/// The same for one try.
pub(super) fn message_of_try(attempt: &Attempt) -> String {
    message_of(&attempt.findings, attempt.verdict)
}

fn message_of(findings: &[Finding], verdict: Verdict) -> String {
    let Some(first) = findings.first() else { return words::verdict(verdict).to_owned() };
    let more = match findings.len() {
        1 => String::new(),
        many => format!(" (and {} more)", many - 1),
    };
    format!("{}{more}", sentence(first))
}

/// A finding on one line of bounded length.
pub(super) fn sentence(finding: &Finding) -> String {
    // Short enough for both sides to be seen.
    bounded(&words::finding_sentence_with(finding, |side| told(side, MESSAGE / 3)))
}

/// A side on one line of bounded length.
pub(super) fn side(side: &Side) -> String {
    bounded(&told(side, MESSAGE))
}

/// A side; of octets no more than `most`, as a body of megabytes need not be made into words.
fn told(side: &Side, most: usize) -> String {
    match side {
        Side::Bytes(bytes) if bytes.len() > most => {
            let (head, rest) = bytes.split_at(most);
            format!("\"{}\"… (+{})", escape(head), words::octets(rest.len()))
        }
        side => words::side(side),
    }
}

/// Text on one line of bounded length; what was cut is counted.
pub(super) fn bounded(text: &str) -> String {
    cut_and_count(&carried(text), MESSAGE)
}

/// How long all tries took, in microseconds; 0 for a lint, whose try is that of a case.
pub(super) fn duration_us(result: &CaseResult) -> u64 {
    if result.kind == ResultKind::Lint {
        return 0;
    }
    result.attempts.iter().fold(0, |sum, attempt| sum.saturating_add(attempt.duration_us))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::report;

    #[test]
    fn a_warning_and_what_is_flaky_are_failures_only_where_they_fail_the_run() {
        let strict = Rules { strict: true, flaky_fails: false };
        let no_flaky = Rules { strict: false, flaky_fails: true };
        assert_eq!(outcome(Verdict::Warn, no_flaky), Outcome::Passed);
        assert_eq!(outcome(Verdict::Warn, strict), Outcome::Failed);
        assert_eq!(outcome(Verdict::Flaky, strict), Outcome::Passed);
        assert_eq!(outcome(Verdict::Flaky, no_flaky), Outcome::Failed);
    }

    #[test]
    fn a_message_is_the_reason_or_what_was_found_and_never_long() {
        let report = report();
        let of = |id: &str| message(report.cases.iter().find(|case| case.id == id).unwrap());
        assert_eq!(
            of("framing/te-and-cl-closes"),
            "status code: expected 400, came 200 (and 1 more)"
        );
        let hostile = report.cases.iter().find(|case| case.id == "hostile/answer").unwrap();
        let want = format!("expected \"a\", came \"{}\"… (+600 bytes)", "a".repeat(100));
        let told = sentence(&hostile.findings[1]);
        assert_eq!(told, format!("header field X-Long has another value: {want}"));
        assert_eq!(of("lines/bare-lf"), "the target takes a bare LF as a line end");
        assert_eq!(of("session/get"), "conforms");
        assert!(bounded(&"x".repeat(10_000)).ends_with("… (+9721 characters)"));
        assert_eq!(bounded("a\r\nb\u{ffff}"), r"a\r b\xef\xbf\xbf");
    }
}
