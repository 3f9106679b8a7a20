//! What is written, read back by a small reader of TAP 14 and compared with a file that people read.

use serde_json::Value;

use super::*;
use crate::model::bytes::is_unsafe_to_show;
use crate::report::fixture::{assert_golden, everything, report};

fn written(report: &RunReport) -> String {
    let mut out = Vec::new();
    write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A test point as a reader of TAP sees it.
#[derive(Debug, PartialEq)]
struct Point {
    ok: bool,
    description: String,
    directive: String,
    /// The lines of its YAML block, without their indent.
    block: Vec<String>,
}

/// Reads a document; panics where it is none.
fn read(text: &str) -> Vec<Point> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("TAP version 14"));
    let plan = lines.next().unwrap().strip_prefix("1..").unwrap();
    let mut points: Vec<Point> = Vec::new();
    while let Some(line) = lines.next() {
        if line == "  ---" {
            let block = lines.by_ref().take_while(|line| *line != "  ...");
            let block = block.map(|line| line.strip_prefix("  ").unwrap().to_owned()).collect();
            points.last_mut().unwrap().block = block;
        } else if !line.starts_with('#') && !line.starts_with("Bail out!") {
            let (ok, rest) = match line.strip_prefix("not ") {
                Some(rest) => (false, rest),
                None => (true, line),
            };
            let number = format!("ok {} - ", points.len() + 1);
            let (description, directive) = divided(rest.strip_prefix(&number).unwrap());
            points.push(Point { ok, description, directive, block: Vec::new() });
        }
    }
    assert_eq!(plan.split(' ').next().unwrap(), points.len().to_string());
    points
}

/// The description without its escapes, and what follows the first `#` that has none.
fn divided(text: &str) -> (String, String) {
    let (mut description, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => description.extend(chars.next()),
            '#' => break,
            c => description.push(c),
        }
    }
    (description.trim_end().to_owned(), chars.as_str().trim_start().to_owned())
}

/// The value of a key of a block, which is JSON.
fn value(point: &Point, key: &str) -> Value {
    let line = point.block.iter().find_map(|line| line.strip_prefix(&format!("{key}: ")));
    serde_json::from_str(line.unwrap_or_else(|| panic!("no {key} in {point:?}"))).unwrap()
}

#[test]
fn the_run_reads_as_in_the_golden() {
    let mut report = everything();
    report.run.interrupted = true;
    assert_golden("report.tap", &written(&report));
}

#[test]
fn each_verdict_is_the_point_that_a_harness_counts_it_as() {
    for strict in [false, true] {
        let mut report = report();
        report.run.strict = strict;
        let points = read(&written(&report));
        assert_eq!(points.len(), report.cases.len());
        for (result, point) in report.cases.iter().zip(&points) {
            let (ok, directive, block) = match result.verdict {
                Verdict::Pass => (true, "", false),
                Verdict::Skip => (true, "SKIP the target has no `", false),
                Verdict::Warn => (!strict, "", true),
                Verdict::Info | Verdict::Flaky => (true, "", true),
                Verdict::Known => (false, "TODO known: Host is not checked behind the proxy", true),
                Verdict::Fail | Verdict::Fixed | Verdict::Error => (false, "", true),
            };
            assert_eq!(point.description, name(result));
            assert_eq!(point.ok, ok, "{point:?}");
            assert!(point.directive.starts_with(directive), "{point:?}");
            assert_eq!(point.directive.is_empty(), directive.is_empty(), "{point:?}");
            assert_eq!(!point.block.is_empty(), block, "{point:?}");
        }
    }
}

#[test]
fn a_block_says_what_was_wrong_and_where() {
    let report = report();
    let points = read(&written(&report));
    let point = &points[1];
    for (key, want) in [
        ("message", "\"status code: expected 400, came 200 (and 1 more)\""),
        ("severity", "\"fail\""),
        ("level", "\"must\""),
        ("spec", "[\"RFC 9112 6.1\"]"),
        ("target", "\"http://127.0.0.1:8080\""),
        ("  file", "\"cases/framing.yaml\""),
        ("  line", "12"),
        ("legal", "[\"status 400, connection closed\",\"status 2xx, connection closed\"]"),
        ("rerun", "\"wirecase run -t http://127.0.0.1:8080 framing/te-and-cl-closes\""),
        ("  - what", "\"status code\""),
        ("    expected", "\"400\""),
        ("    actual", "\"200\""),
    ] {
        assert_eq!(value(point, key).to_string(), want, "{key}");
    }
    let lint = points.last().unwrap();
    assert!(!lint.block.iter().any(|line| line == "at:"), "{lint:?}");
}

#[test]
fn nothing_in_a_row_is_taken_for_tap_or_yaml() {
    let hostile = "x # SKIP \\# TODO\r\nBail out!\n  ...\nnot ok 9\u{85}\u{2028}\u{ffff}\t\x1b[2J";
    let mut report = report();
    for row in &mut report.cases {
        (row.title, row.reason) = (hostile.to_owned(), hostile.to_owned());
        (row.file, row.requirement) = (hostile.to_owned(), hostile.to_owned());
    }
    report.run.tool = hostile.to_owned();
    report.run.troubles[0].message = hostile.to_owned();
    let text = written(&report);
    let forbidden =
        |c: char| c != '\n' && (is_unsafe_to_show(c) || matches!(c, '\u{fffe}' | '\u{ffff}'));
    assert_eq!(text.chars().find(|&c| forbidden(c)), None);
    assert!(!text.lines().any(|line| line.starts_with("Bail")), "{text}");
    let points = read(&text);
    for (result, point) in report.cases.iter().zip(&points) {
        assert_eq!(point.description, name(result));
        let has_directive = matches!(result.verdict, Verdict::Skip | Verdict::Known);
        assert_eq!(!point.directive.is_empty(), has_directive);
        if !point.block.is_empty() {
            assert_eq!(value(point, "message"), message(result));
        }
    }
}

#[test]
fn an_interrupted_run_is_no_success_and_an_empty_plan_says_why() {
    let mut report = report();
    assert!(!written(&report).contains("Bail out!"));
    report.run.interrupted = true;
    assert_eq!(written(&report).lines().last(), Some("Bail out! the run was interrupted"));
    report.cases.clear();
    assert!(written(&report).starts_with("TAP version 14\n1..0 # SKIP no case was run\n"));
}
