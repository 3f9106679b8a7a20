//! What is written, read back, and compared with a file that people read.

use std::collections::BTreeSet;

use quick_junit::{Report as Document, TestCase, TestCaseStatus};

use super::*;
use crate::model::bytes::is_unsafe_to_show;
use crate::model::outcome::Verdict;
use crate::model::transcript::EventKind;
use crate::report::fixture::{assert_golden, everything, report};
use crate::report::terminal::{plain_block, plain_wire};
use crate::report::test_point::no_nonchars;

fn written(report: &RunReport, limits: &Limits) -> String {
    let mut out = Vec::new();
    write_within(report, limits, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn read(report: &RunReport) -> Document {
    Document::deserialize_from_str(&written(report, &Limits::default())).unwrap()
}

/// Each result of the only target with its test case.
fn rows<'a>(
    report: &'a RunReport,
    document: &'a Document,
) -> impl Iterator<Item = (&'a CaseResult, &'a TestCase)> {
    let cases = &document.test_suites[0].test_cases;
    assert_eq!(cases.len(), report.cases.len());
    report.cases.iter().zip(cases)
}

fn plain(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut text = Vec::new();
    write(&mut text).unwrap();
    // The reader takes white space from both ends.
    no_nonchars(String::from_utf8(text).unwrap().trim())
}

#[test]
fn the_run_reads_as_in_the_golden() {
    let mut report = everything();
    report.run.interrupted = true;
    assert_golden("junit.xml", &written(&report, &Limits::default()));
}

#[test]
fn each_verdict_is_what_it_is_counted_as() {
    for (strict, flaky_fails, failures) in [(false, false, 6), (true, false, 7), (false, true, 7)] {
        let mut report = report();
        report.run.strict = strict;
        report.run.flaky_fails = flaky_fails;
        let document = read(&report);
        let suite = &document.test_suites[0];
        let counted = (document.tests, document.failures, document.errors, document.skipped);
        assert_eq!(counted, (15, failures, 1, 4), "strict: {strict}");
        assert_eq!(counted, (suite.tests, suite.failures, suite.errors, suite.skipped));
        for (result, case) in rows(&report, &document) {
            let kind = match &case.status {
                TestCaseStatus::Success { flaky_runs } if flaky_runs.is_empty() => "pass",
                TestCaseStatus::Success { .. } => "flaky",
                TestCaseStatus::NonSuccess { kind, .. } => match kind {
                    quick_junit::NonSuccessKind::Failure => "failure",
                    quick_junit::NonSuccessKind::Error => "error",
                },
                TestCaseStatus::Skipped { .. } => "skipped",
            };
            let want = match result.verdict {
                Verdict::Warn if strict => "failure",
                Verdict::Pass | Verdict::Warn | Verdict::Info => "pass",
                Verdict::Fail | Verdict::Fixed => "failure",
                Verdict::Skip | Verdict::Known => "skipped",
                Verdict::Flaky if flaky_fails => "failure",
                Verdict::Flaky => "flaky",
                Verdict::Error => "error",
            };
            assert_eq!(kind, want, "{}", result.id);
        }
    }
}

#[test]
fn a_failure_holds_the_text_and_the_wire_that_the_terminal_shows() {
    let report = everything();
    let document = read(&report);
    for (result, case) in rows(&report, &document) {
        let text = plain(|out| plain_block(&report, result, out));
        let wire = plain(|out| plain_wire(result, out));
        let (told, of_wire) = match &case.status {
            TestCaseStatus::NonSuccess { description, message, .. } => {
                assert!(!message.as_deref().unwrap_or_default().is_empty(), "{}", result.id);
                (description.clone(), case.system_out.clone())
            }
            TestCaseStatus::Success { flaky_runs } if !flaky_runs.is_empty() => {
                (flaky_runs[0].stack_trace.clone(), case.system_out.clone())
            }
            _ => {
                assert_eq!(case.system_out, None, "{}", result.id);
                continue;
            }
        };
        assert_eq!(told.as_deref(), Some(&*text), "{}", result.id);
        assert_eq!(of_wire.as_deref().unwrap_or_default(), wire, "{}", result.id);
    }
}

#[test]
fn what_passes_tells_its_verdict_and_what_was_found() {
    let report = report();
    let document = read(&report);
    let of = |id: &str| {
        let (_, case) = rows(&report, &document).find(|(result, _)| result.id == id).unwrap();
        let told = case.properties.iter().map(|p| format!("{}={}", &*p.name, &*p.value));
        told.collect::<Vec<_>>().join("; ")
    };
    assert_eq!(of("session/get"), "verdict=pass; level=must; spec=RFC 9112 6.1; tags=smuggling");
    assert_eq!(
        of("method/unknown"),
        "verdict=warn; level=should; spec=RFC 9110 9.1; tags=smuggling; \
         reason=fits `status 4xx`, which departs from a SHOULD; \
         finding 1=status code: expected 501 or 405, came 400"
    );
    assert_eq!(
        of("host/empty"),
        "verdict=known; level=must; spec=RFC 9112 6.1; tags=smuggling; \
         finding 1=status code: expected 2xx, came 400"
    );
}

#[test]
fn jenkins_finds_the_target_before_the_last_dot_and_the_clause_after_it() {
    let report = report();
    let document = read(&report);
    for (_, case) in rows(&report, &document) {
        let class = case.classname.as_deref().unwrap();
        let (package, class) = class.rsplit_once('.').unwrap();
        assert_eq!(package, "http://127.0.0.1:8080");
        assert!(["RFC 9112 6_1", "RFC 9110 9_1", "RFC 9112 5_1"].contains(&class), "{class}");
    }
}

#[test]
fn no_two_cases_share_a_name_and_no_target_is_left_out() {
    let mut report = report();
    let again = report.cases[0].clone();
    let mut elsewhere = again.clone();
    elsewhere.target = "of another run".to_owned();
    report.cases.extend([again, elsewhere]);
    let document = read(&report);
    let suites: Vec<&str> = document.test_suites.iter().map(|suite| &*suite.name).collect();
    assert_eq!(suites, ["http://127.0.0.1:8080", "of another run"]);
    let cases = document.test_suites.iter().flat_map(|suite| &suite.test_cases);
    let names: BTreeSet<_> = cases.map(|case| (case.classname.clone(), &case.name)).collect();
    assert_eq!(names.len(), report.cases.len());
}

/// Whatever is not a letter, wherever a case, a target or a file puts it.
#[test]
fn xml_carries_whatever_a_row_holds() {
    let odd = [0..0x3000, 0xd7f0..0xe010, 0xfdd0..0x1_0000, 0x1_fffe..0x2_0000, 0xe_0000..0xe_0080];
    let hard: String = odd
        .into_iter()
        .flatten()
        .chain([0x10_fffe, 0x10_ffff])
        .filter_map(char::from_u32)
        .filter(|c| !c.is_alphanumeric())
        .collect();
    let mut report = report();
    let mut row = report.cases[1].clone();
    report.cases.clear();
    row.title = format!("]]><!--&amp;{hard}");
    row.reason = format!("</failure>{hard}");
    (row.id, row.file, row.target) = (hard.clone(), hard.clone(), hard.clone());
    row.tags = vec![hard.clone()];
    row.requirement = hard.clone();
    report.targets[0].name.clone_from(&hard);
    report.run.command.clone_from(&hard);
    report.run.troubles[0].target.clone_from(&hard);
    report.cases.push(row);
    let text = written(&report, &Limits { text: usize::MAX, ..Limits::default() });
    let forbidden =
        |c: char| c != '\n' && (is_unsafe_to_show(c) || matches!(c, '\u{fffe}' | '\u{ffff}'));
    assert_eq!(text.chars().find(|&c| forbidden(c)), None);
    let document = Document::deserialize_from_str(&text).unwrap();
    let suite = &document.test_suites[0];
    let case = &suite.test_cases[0];
    let shown = carried(&hard);
    assert!(shown.contains(r"\0\x01") && shown.contains(r"\xef\xbf\xbf"));
    assert_eq!(*suite.name, shown);
    assert_eq!(*case.name, format!("{} ]]><!--&amp;{shown}", shown.trim_start()));
    assert_eq!(*case.extra["file"], shown);
    assert_eq!(*case.properties[3].value, shown);
    assert_eq!(*suite.properties[1].value, shown);
    assert!(suite.system_err.as_deref().unwrap().starts_with(&shown));
}

#[test]
fn the_document_stays_within_its_limit_however_much_the_target_sends() {
    let mut report = report();
    let mut row = report.cases.iter().find(|case| case.id == "hostile/answer").unwrap().clone();
    // Quotes take six times their room in XML.
    let events = &mut row.attempts[0].transcript.events;
    let mut came = events[1].clone();
    came.kind = EventKind::Received { bytes: vec![b'"'; 1 << 18].into() };
    events.extend(vec![came; 20]);
    report.cases = vec![row; 24];
    let size = |document| {
        let text = written(&report, &Limits { document, ..Limits::default() });
        assert!(text.len() <= document, "{} of {document}", text.len());
        let document = Document::deserialize_from_str(&text).unwrap();
        assert_eq!(document.failures, 24);
        document
    };
    let wire = |case: &TestCase| case.system_out.as_deref().unwrap_or_default().to_owned();
    let text = |case: &TestCase| match &case.status {
        TestCaseStatus::NonSuccess { description, .. } => description.as_deref().map(str::to_owned),
        _ => None,
    };

    let large = size(Limits::default().document);
    for case in &large.test_suites[0].test_cases {
        let quotes = wire(case).matches('"').count();
        assert!((10_000..=(64 << 10) / 6).contains(&quotes), "{quotes}");
        assert!(wire(case).ends_with("which the JSON report has)"));
    }
    // With room for half of the wires, the texts are all there.
    let small = size(800_000);
    let cases = &small.test_suites[0].test_cases;
    assert_eq!(wire(&cases[0]), wire(&large.test_suites[0].test_cases[0]));
    assert!(wire(&cases[23]).starts_with("… ("), "{}", wire(&cases[23]));
    for case in cases {
        assert!(text(case).unwrap().contains("rerun     wirecase"));
    }
    // Without room for the texts, a row still says what was wrong.
    let tiny = size(45_000);
    let last = &tiny.test_suites[0].test_cases[23];
    assert!(text(last).unwrap().starts_with("… ("));
    match &last.status {
        TestCaseStatus::NonSuccess { message, .. } => {
            assert_eq!(
                message.as_deref(),
                Some(
                    "what came is no HTTP/1.x response: came \"\\x1b]0;owned\\x07\\x1b[2J\\xe2\\x80\\xaeHTTP/1.1 200 \\xffOK\\r\\n\" (and 1 more)"
                )
            );
        }
        other => unreachable!("{other:?}"),
    }
}
