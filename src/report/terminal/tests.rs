//! What people see, compared with files that people read.

use super::*;
use crate::model::bytes::is_unsafe_to_show;
use crate::model::finding::{Diff, FieldDeparture, FindingKind, JsonChange, Side};
use crate::model::outcome::Verdict;
use crate::model::transcript::EventKind;
use crate::report::fixture::{Sink, assert_golden, everything, report, unsent};
use crate::report::layout::width;

fn shown(report: &RunReport, options: TerminalOptions) -> String {
    let sink = Sink::default();
    let mut terminal = Terminal::new(Box::new(sink.clone()), options);
    let start = RunStart {
        version: report.run.version.clone(),
        targets: report.targets.clone(),
        cases: report.cases.len(),
        deselected: report.run.deselected,
        jobs: 8,
        ..RunStart::default()
    };
    terminal.start(&start).unwrap();
    for (index, result) in report.cases.iter().enumerate() {
        terminal.case_finished(result, index + 1, report.cases.len()).unwrap();
    }
    terminal.finish(report).unwrap();
    sink.text()
}

fn options(verbosity: Verbosity) -> TerminalOptions {
    TerminalOptions { verbosity, ..TerminalOptions::default() }
}

#[test]
fn the_run_reads_as_in_the_goldens() {
    let color = TerminalOptions { color: true, ..options(Verbosity::Normal) };
    for (name, report, options) in [
        ("terminal.txt", report(), options(Verbosity::Normal)),
        ("terminal-color.txt", report(), color),
        ("terminal-quiet.txt", report(), options(Verbosity::Quiet)),
        ("terminal-v.txt", report(), options(Verbosity::WireOfFailures)),
        ("terminal-vv.txt", everything(), options(Verbosity::WireOfAll)),
    ] {
        assert_golden(name, &shown(&report, options));
    }
}

#[test]
fn in_the_log_of_github_the_details_are_folded_and_all_words_are_guarded() {
    let log = |report: &RunReport| {
        let sink = Sink::default();
        let options = options(Verbosity::Normal);
        let mut terminal = Terminal::new(Box::new(sink.clone()), options).in_github_log();
        terminal.start(&RunStart::default()).unwrap();
        terminal.finish(report).unwrap();
        // No two tokens are the same, nor those of the next run.
        let mut text = sink.text();
        while let Some(at) = text.find("wirecase-") {
            let token = text[at..at + "wirecase-".len() + 32].to_owned();
            assert_eq!(text.matches(&token).count(), 2, "{text}");
            text = text.replace(&token, "TOKEN");
        }
        text
    };
    assert_golden("terminal-github.txt", &log(&report()));
    let mut strict = report();
    strict.run.strict = true;
    assert!(log(&report()).contains("\n::group::Failures (7)\n"));
    assert!(log(&strict).contains("\n::group::Failures (8)\n"));
    let mut passed = report();
    passed.cases.retain(|case| case.verdict == Verdict::Pass);
    passed.count();
    assert!(!log(&passed).contains("group::"));
}

#[test]
fn no_octet_of_the_target_or_the_case_acts_on_the_terminal() {
    for verbosity in [Verbosity::Quiet, Verbosity::Normal, Verbosity::WireOfAll] {
        let text = shown(&everything(), options(verbosity));
        let unsafe_one = text.chars().find(|&c| c != '\n' && is_unsafe_to_show(c));
        assert_eq!(unsafe_one, None, "{verbosity:?}");
        // With colour, the only control character is the ESC of a colour.
        let color = TerminalOptions { color: true, ..options(verbosity) };
        for piece in shown(&everything(), color).split('\x1b').skip(1) {
            let code = piece.split_once('m').map(|(code, _)| code).unwrap_or_default();
            assert!(code.starts_with('['), "{piece:?}");
            assert!(code[1..].bytes().all(|b| b.is_ascii_digit() || b == b';'), "{piece:?}");
        }
    }
}

#[test]
fn colour_only_adds_to_what_the_words_say() {
    let plain = shown(&report(), options(Verbosity::WireOfAll));
    let color = TerminalOptions { color: true, ..options(Verbosity::WireOfAll) };
    let colored = anstream::adapter::strip_str(&shown(&report(), color)).to_string();
    // Without colour, carets stand under what changed.
    let carets = |line: &&str| {
        !line.trim().is_empty() && line.trim().bytes().all(|b| b == b'^' || b == b' ')
    };
    let mut plain = plain.lines();
    for line in colored.lines() {
        let found = plain.by_ref().find(|l| !carets(l) || *l == line);
        assert_eq!(found, Some(line));
    }
}

#[test]
fn no_line_is_wider_than_the_terminal_but_the_command_to_copy() {
    for columns in [60, 70, 80, 100, 132, 200] {
        let options = TerminalOptions { width: columns, ..options(Verbosity::WireOfAll) };
        for line in shown(&everything(), options).lines() {
            let is_command = line.trim_start().starts_with("rerun");
            assert!(is_command || width(line) <= columns, "{columns}: {} {line}", width(line));
        }
    }
}

#[test]
fn however_much_the_target_sends_a_failure_stays_a_page() {
    let mut report = report();
    let index = report.cases.iter().position(|case| case.id == "hostile/answer").unwrap();
    report.cases = vec![report.cases[index].clone()];
    let case = &mut report.cases[0];
    // Accents without end take no column; a line without end has no line end.
    let flood = "\u{301}".repeat(1 << 18).into_bytes();
    let kind =
        FindingKind::Header { name: "n".repeat(1 << 18), departure: FieldDeparture::Changed };
    let deep = serde_json::Value::String("x".repeat(1 << 18));
    for (finding, diff) in case.findings.iter_mut().zip([
        None,
        Some(Diff::Json(vec![
            JsonChange {
                path: "/p".repeat(1 << 14),
                expected: Some(deep),
                actual: None
            };
            50
        ])),
    ]) {
        finding.kind = kind.clone();
        finding.diff = diff;
        finding.actual = Side::Bytes(flood.clone().into());
    }
    case.reason = "r".repeat(1 << 18);
    for event in &mut case.attempts[0].transcript.events {
        if let EventKind::Received { bytes } = &mut event.kind {
            *bytes = flood.clone().into();
        }
    }
    report.count();
    let text = shown(&report, options(Verbosity::WireOfAll));
    assert!(text.len() < 200_000, "{} bytes", text.len());
    assert!(text.contains("bytes)") && text.contains("characters)"));
}

/// For a look at it on a real terminal: `cargo test --lib look_at -- --ignored --nocapture`.
#[test]
#[ignore = "for eyes only"]
fn look_at_the_colours() {
    let color = TerminalOptions { color: true, ..options(Verbosity::Normal) };
    let text = shown(&report(), color);
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

#[test]
fn a_target_that_died_is_one_trouble_and_not_a_thousand_errors() {
    let mut dead = report();
    dead.cases.extend((0..1000).map(unsent));
    dead.count();
    let text = shown(&dead, options(Verbosity::Normal));
    assert!(text.contains("\nnot tried\n  1000  not sent: the target had stopped"), "{text}");
    assert!(!text.contains("ERROR unsent/"), "{text}");
    assert!(text.contains("1001 errors"), "{text}");
    let trouble = text.find("does not answer any more").unwrap();
    assert!(trouble > text.find("\ntotal").unwrap(), "{text}");
    let all = shown(&dead, options(Verbosity::WireOfAll));
    assert_eq!(all.matches("ERROR unsent/").count(), 1000);
}
