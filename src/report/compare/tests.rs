//! A comparison that holds every list and hostile octets, in each format.

use super::*;
use crate::model::answer::{AnswerChange, AnswerElement};
use crate::model::citation::Level;
use crate::model::comparison::{ComparedRun, TargetPair};
use crate::model::finding::{FieldDeparture, FindingKind, Side};
use crate::model::observation::DeviationKind;
use crate::report::TextOptions;
use crate::report::fixture::assert_golden;

/// What a target may say to take over a terminal, a page or a comment.
const HOSTILE: &str = "\x1b]0;owned\x07`</td><script>\u{202e}@all #1\r\n| x";

fn row(old: Option<Verdict>, new: Option<Verdict>, id: &str) -> ComparedResult {
    ComparedResult {
        kind: ResultKind::Case,
        id: id.to_owned(),
        title: "La página está *ahí*, dice el servidor".to_owned(),
        target: "nginx".to_owned(),
        level: Level::Must,
        citations: vec!["RFC 9112 6.1".parse().unwrap()],
        file: "cases/página.yaml".to_owned(),
        line: 12,
        old,
        new,
        old_reason: String::new(),
        new_reason: String::new(),
        old_findings: Vec::new(),
        new_findings: Vec::new(),
        changes: Vec::new(),
        source_changed: false,
        fires_also_in: Vec::new(),
    }
}

fn change(response: usize, element: AnswerElement, old: Side, new: Side) -> AnswerChange {
    let connection = if response > 2 { "zweite" } else { "main" };
    AnswerChange { connection: connection.to_owned(), response: Some(response), element, old, new }
}

fn octets(text: &str) -> Side {
    Side::Bytes(text.into())
}

fn header(name: &str, departure: FieldDeparture, old: Side, new: Side) -> AnswerChange {
    change(0, AnswerElement::Header { name: name.to_owned(), departure }, old, new)
}

fn run(name: &str) -> ComparedRun {
    ComparedRun {
        name: name.to_owned(),
        version: "0.1.0".to_owned(),
        command: "wirecase run -t http://127.0.0.1:8080".to_owned(),
        started: "2026-11-21T07:29:05Z".to_owned(),
        ..ComparedRun::default()
    }
}

fn everything() -> Comparison {
    use Verdict::{Error, Fail, Info, Pass, Skip};
    let mut worse = row(Some(Pass), Some(Fail), "framing/te-and-cl-closes");
    worse.new_reason = "expected status 400: lacks status 400 (200)".to_owned();
    worse.new_findings.push(Finding {
        kind: FindingKind::Status,
        severity: Level::Must,
        citations: Vec::new(),
        expected: Side::Number(400),
        actual: Side::Bytes(HOSTILE.into()),
        diff: None,
        place: crate::model::case::Place::default(),
        evidence: None,
    });
    worse.changes = vec![
        change(0, AnswerElement::Code, octets("400"), octets("200")),
        change(0, AnswerElement::Reason, octets("Bad Request"), octets("OK")),
    ];
    let mut lint = row(Some(Pass), Some(Fail), "lint/date-missing");
    lint.kind = ResultKind::Lint;
    lint.fires_also_in = vec!["session/get".to_owned()];
    let mut field = row(Some(Pass), Some(Fail), "echo/octet[octet=\\x00]");
    field.source_changed = true;
    field.changes = vec![
        header("X-Long", FieldDeparture::Changed, octets(&"a".repeat(700)), octets(HOSTILE)),
        change(1, AnswerElement::End, Side::Text("open".into()), Side::Text("closed".into())),
        change(
            3,
            AnswerElement::Frame { index: 0 },
            Side::Fields(vec![("text".into(), "hola".into())]),
            Side::Nothing,
        ),
    ];
    let mut otherwise = row(Some(Fail), Some(Fail), "lint/space-before-colon");
    otherwise.kind = ResultKind::Lint;
    otherwise.fires_also_in = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let mut skipped = row(Some(Pass), Some(Skip), "sse/stream");
    skipped.new_reason = "the target has no `events`".to_owned();
    let server = |id: &str, was: &str| {
        let mut row = row(Some(Pass), Some(Pass), id);
        row.changes = vec![
            header("Server", FieldDeparture::Changed, octets("a/1"), octets("a/2")),
            header("ETag", FieldDeparture::Changed, octets(was), octets("\"new\"")),
        ];
        row
    };
    let mut answers: Vec<ComparedResult> =
        ["a", "b", "c", "d", "e"].map(|id| server(id, &format!("\"{id}\""))).to_vec();
    let mut body = row(Some(Info), Some(Info), HOSTILE);
    let element = AnswerElement::Body { first_difference: 3, old_length: 5, new_length: 6 };
    body.changes = vec![
        change(1, element, octets("hello"), octets("help\0!")),
        change(
            0,
            AnswerElement::Grammar { deviation: DeviationKind::BareLf },
            Side::Nothing,
            Side::Text("a line that ends in LF alone".to_owned()),
        ),
        change(0, AnswerElement::HeaderOrder, octets("date, server"), octets("server, date")),
    ];
    answers.push(body);
    Comparison {
        format: Comparison::FORMAT,
        old: run("old.json"),
        new: ComparedRun { version: "0.2.0".to_owned(), interrupted: true, ..run("new.json") },
        targets: vec![TargetPair { old: "nginx-1.24".to_owned(), new: "nginx".to_owned() }],
        targets_gone: Vec::new(),
        targets_new: Vec::new(),
        compared: 2431,
        unchanged: 2400,
        compared_in_part: 15,
        worse: vec![lint, field, worse],
        otherwise: vec![otherwise],
        untested: vec![skipped],
        better: vec![row(Some(Error), Some(Pass), "session/pipelined")],
        changed: vec![row(Some(Pass), Some(Info), "lines/bare-lf")],
        tested: vec![row(Some(Skip), Some(Pass), "session/redirect")],
        appeared: vec![row(None, Some(Fail), "session/新的")],
        gone: vec![row(Some(Pass), None, "session/old")],
        answers,
    }
}

fn in_text(comparison: &Comparison, part: Part, options: TextOptions) -> String {
    let mut out = Vec::new();
    text(comparison, part, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn in_markdown(comparison: &Comparison) -> String {
    let mut out = Vec::new();
    markdown(comparison, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn people_read_what_got_worse_last() {
    let whole = in_text(&everything(), Part::Whole, TextOptions::default());
    let shown = whole.replacen(env!("CARGO_PKG_VERSION"), "VERSION", 1);
    assert_golden("compare.txt", &shown);
    assert!(whole.lines().all(|line| crate::report::layout::width(line) <= 80));
    let after = in_text(&everything(), Part::AfterRun, TextOptions::default());
    assert!(!after.contains("another answer") && after.contains("no longer tested"), "{after}");
    let worse = in_text(&everything(), Part::Worse, TextOptions::default());
    assert!(!worse.contains("no longer tested\n") && worse.contains("\nworse\n"), "{worse}");
}

#[test]
fn a_comment_says_first_what_got_worse() {
    assert_golden("compare.md", &in_markdown(&everything()));
}

#[test]
fn programs_read_back_what_was_written() {
    let mut out = Vec::new();
    json(&everything(), &mut out).unwrap();
    let read: Comparison = serde_json::from_slice(&out).unwrap();
    assert_eq!(read, everything());
}

#[test]
fn nothing_of_a_target_reaches_a_reader_as_it_is() {
    let (plain, color) = (TextOptions::default(), TextOptions { color: true, width: 80 });
    for text in [in_text(&everything(), Part::Whole, plain), in_markdown(&everything())] {
        let unsafe_char = |c| c != '\n' && crate::model::bytes::is_unsafe_to_show(c);
        assert!(!text.contains(unsafe_char), "{text}");
    }
    assert!(!in_text(&everything(), Part::Whole, color).contains("\x1b]"));
    // Outside of code spans, whose fences have two backticks where there is one within, Markdown has
    // no markup but our own.
    let told = in_markdown(&everything());
    let outside: Vec<&str> = told.split("``").step_by(2).collect();
    assert!(!outside.concat().contains("<script"), "{outside:#?}");
}

#[test]
fn what_weighs_least_is_what_is_cut_off() {
    let mut many = everything();
    let warn = |n: usize| row(Some(Verdict::Pass), Some(Verdict::Warn), &format!("warn-{n}"));
    let fail = row(Some(Verdict::Pass), Some(Verdict::Fail), "grave");
    many.worse = (0..200).map(warn).collect();
    many.worse.insert(100, fail);
    many.worse.push(warn(200));
    let told = in_text(&many, Part::Worse, TextOptions::default());
    assert!(told.contains("… 162 more") && !told.contains("warn-150"), "{told}");
    assert!(told.rfind("grave") > told.rfind("warn-"), "{told}");
    let told = in_markdown(&many);
    assert!(told.find("grave") < told.find("warn-") && told.contains("and 102 more"), "{told}");
}

#[test]
fn a_selection_is_told_by_its_number_and_not_by_what_it_left_out() {
    let mut part = everything();
    part.new.deselected = 9;
    let told = in_text(&part, Part::AfterRun, TextOptions::default());
    assert!(told.contains("1 result only in the old run"), "{told}");
    assert!(!told.contains("session/old") && !told.contains("1 gone"), "{told}");
}

#[test]
fn nothing_compared_is_said() {
    let mut none = everything();
    for rows in [
        &mut none.worse,
        &mut none.otherwise,
        &mut none.untested,
        &mut none.better,
        &mut none.changed,
        &mut none.tested,
        &mut none.appeared,
        &mut none.gone,
        &mut none.answers,
    ] {
        rows.clear();
    }
    (none.compared, none.unchanged) = (0, 0);
    none.targets.clear();
    let told = in_text(&none, Part::Whole, TextOptions::default());
    assert!(told.contains("no target is in both") && told.contains("nothing to compare"), "{told}");
}
