//! A result as a test case: where it is listed, and how it came out.

use std::collections::HashMap;
use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestRerun};

use crate::model::outcome::{Attempt, CaseResult, ResultKind, RunReport, Verdict};
use crate::report::test_point::{
    Outcome, bounded, carried, duration_us, message, message_of_try, name, outcome, sentence,
};
use crate::report::words;

/// How many findings of what passed are told.
const MOST_FINDINGS: usize = 12;

/// The results of one target as test cases, without their evidence.
pub(super) fn cases(report: &RunReport, results: &[&CaseResult]) -> Vec<TestCase> {
    let mut named: HashMap<(String, String), usize> = HashMap::new();
    let case = |result: &&CaseResult| {
        let (class, mut name) = (class_name(result), name(result));
        // GitLab drops a second case of the same name and class.
        let before = named.entry((class.clone(), name.clone())).or_default();
        *before += 1;
        if *before > 1 {
            name.push_str(&format!(" ({before})"));
        }
        let mut case = TestCase::new(name, status(report, result));
        case.set_classname(class).set_time(Duration::from_micros(duration_us(result)));
        if result.kind == ResultKind::Case && result.line > 0 {
            case.extra.insert("file".into(), carried(&result.file).into());
            case.extra.insert("line".into(), result.line.to_string().into());
        }
        properties(report, result, &mut case);
        case
    };
    results.iter().map(case).collect()
}

/// `http://127.0.0.1:8080.RFC 9112 6_3`: the target, a dot, the main clause.
///
/// Jenkins takes what is before the last dot for a package and the rest for a class of it, so a
/// target is a package, whatever dots its name has, and a section a class. The dots of a section
/// number would cut it in two and are written `_`, which is what Jenkins itself puts for what it
/// cannot hold. GitLab shows the whole as the suite of a test, and not the suite's own name.
fn class_name(result: &CaseResult) -> String {
    let section = match (result.citations.first(), result.kind) {
        (Some(citation), _) => citation.to_string(),
        (None, ResultKind::Lint) => "lints".to_owned(),
        (None, ResultKind::Case) => "no clause".to_owned(),
    };
    carried(&format!("{}.{}", result.target, section.replace('.', "_")))
}

fn status(report: &RunReport, result: &CaseResult) -> TestCaseStatus {
    let mut status = match outcome(result.verdict, report.run.rules()) {
        Outcome::Passed if result.verdict == Verdict::Flaky => return flaky(result),
        Outcome::Passed => return TestCaseStatus::success(),
        Outcome::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        Outcome::Skipped | Outcome::Expected => TestCaseStatus::skipped(),
    };
    status.set_message(message(result)).set_type(result.verdict.word());
    // The first that departs is the failure itself; each further one confirmed it.
    let departed = result.attempts.iter().filter(|attempt| attempt.verdict.departs());
    status.add_reruns(departed.skip(1).map(rerun));
    status
}

/// A pass with the tries that were none.
fn flaky(result: &CaseResult) -> TestCaseStatus {
    let mut status = TestCaseStatus::success();
    let failed = result.attempts.iter().filter(|attempt| attempt.verdict.departs());
    status.add_reruns(failed.map(rerun));
    status
}

fn rerun(attempt: &Attempt) -> TestRerun {
    let mut rerun = TestRerun::new(match attempt.verdict {
        Verdict::Error => NonSuccessKind::Error,
        _ => NonSuccessKind::Failure,
    });
    rerun.set_message(message_of_try(attempt)).set_type(attempt.verdict.word());
    rerun
}

fn properties(report: &RunReport, result: &CaseResult, case: &mut TestCase) {
    let mut add = |name: &str, value: &str| {
        case.add_property((name, value));
    };
    add("verdict", result.verdict.word());
    add("level", result.level.word());
    add("spec", &carried(&words::citations(result)));
    add("tags", &carried(&result.tags.join(", ")));
    let outcome = outcome(result.verdict, report.run.rules());
    // What fails has all this in its text.
    if matches!(outcome, Outcome::Failed | Outcome::Error) {
        return;
    }
    if !result.reason.is_empty() && outcome == Outcome::Passed {
        add("reason", &bounded(&result.reason));
    }
    // Numbered: Jenkins keeps one property of a name.
    for (index, finding) in result.findings.iter().take(MOST_FINDINGS).enumerate() {
        add(&format!("finding {}", index.saturating_add(1)), &sentence(finding));
    }
    if let Some(more @ 1..) = result.findings.len().checked_sub(MOST_FINDINGS) {
        add("findings not told", &more.to_string());
    }
}
