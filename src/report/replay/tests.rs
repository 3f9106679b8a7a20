//! What is told of a replay, held to a golden; and that nothing hostile reaches the terminal.

use std::time::Duration;

use super::*;
use crate::model::answer::AnswerElement;
use crate::model::bytes::{Bytes, is_unsafe_to_show};
use crate::model::finding::{FieldDeparture, Side};
use crate::model::observation::DeviationKind;
use crate::model::target::Address;
use crate::report::fixture::{Sink, assert_golden};

fn octets(text: &str) -> Side {
    Side::Bytes(Bytes::from(text))
}

fn change(element: AnswerElement, old: Side, new: Side) -> AnswerChange {
    let (connection, response) = ("main".to_owned(), Some(0));
    AnswerChange { connection, response, element, old, new }
}

fn case(id: &str, outcome: ReplayOutcome) -> Replayed {
    let (title, target) = (format!("About {id}"), "staging".to_owned());
    Replayed { id: id.to_owned(), title, target, outcome }
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

/// Every element that can differ.
fn every_change() -> Vec<AnswerChange> {
    let header = |departure| AnswerElement::Header { name: "ETag".to_owned(), departure };
    let trailer =
        AnswerElement::Trailer { name: "Digest".to_owned(), departure: FieldDeparture::Changed };
    let body = |old_length, new_length| AnswerElement::Body {
        first_difference: 7,
        old_length,
        new_length,
    };
    let text = |text: &str| Side::Text(text.to_owned());
    let deviation = DeviationKind::BareLf;
    let long = "x".repeat(90);
    vec![
        change(AnswerElement::Code, octets("200"), octets("500")),
        change(AnswerElement::Reason, octets("OK"), Side::Nothing),
        change(AnswerElement::Version, octets("HTTP/1.1"), octets("HTTP/1.0")),
        change(header(FieldDeparture::Missing), octets("\"v1\""), Side::Nothing),
        change(header(FieldDeparture::Extra), Side::Nothing, octets(&long)),
        change(header(FieldDeparture::Changed), octets("\"v1\""), octets("\"v2\"")),
        change(AnswerElement::HeaderOrder, octets("date, etag"), octets("etag, date")),
        change(trailer, octets("a"), octets("b")),
        change(body(11, 11), octets("hello world"), octets("hello there")),
        change(body(11, 0), octets("hello world"), Side::Nothing),
        change(AnswerElement::Framing, text("chunked"), text("Content-Length")),
        change(AnswerElement::Grammar { deviation }, text("here"), Side::Nothing),
    ]
}

fn more_changes() -> Vec<AnswerChange> {
    let text = |text: &str| Side::Text(text.to_owned());
    let on_other = |index, change: AnswerChange| AnswerChange {
        connection: "other".to_owned(),
        response: index,
        ..change
    };
    let deviation = DeviationKind::BareLf;
    vec![
        on_other(
            Some(1),
            change(AnswerElement::Response, octets("HTTP/1.1 200 OK"), Side::Nothing),
        ),
        on_other(Some(2), change(AnswerElement::Response, Side::Nothing, octets("HTTP/1.1 400 B"))),
        change(AnswerElement::StatusLine, octets("HTTP/1.1 200 OK"), octets("ICY 200 OK")),
        change(AnswerElement::HeaderName, octets("ETag"), octets("Etag")),
        change(AnswerElement::Progress, text("whole"), text("cut off in its body")),
        change(AnswerElement::Grammar { deviation }, Side::Nothing, text("here")),
        on_other(None, change(AnswerElement::Frame { index: 1 }, octets("ping"), Side::Nothing)),
        on_other(None, change(AnswerElement::Stray, Side::Nothing, octets("\x1b[2J\u{202e}"))),
        on_other(None, change(AnswerElement::End, text("closed"), text("open"))),
    ]
}

fn all() -> ReplayReport {
    use NotReplayed::*;
    let not = |id: &str, why| case(id, ReplayOutcome::NotReplayed(why));
    let limit = Duration::from_secs(30);
    let mut cases = vec![
        case("host/missing", ReplayOutcome::Same),
        case("te/\x1b[31mred\u{202e}", ReplayOutcome::Same),
        not("a", NotRun("the target names no \x1b[31mform".to_owned())),
        not("b", NotRun("the target names no \x1b[31mform".to_owned())),
        not("c", NotRun(String::new())),
        not("refused", NotConnected),
        not("large", Cut(34574)),
        not("early", NotTaken(1)),
        not("slow", OutOfTime),
        not("pauses", TooLong { waits: Duration::from_secs(31), limit }),
        not("steps", TooManySteps { steps: 5000, most: 4096 }),
        not("broken", Impossible { event: 7, why: "there is no such connection" }),
        case("framing/both", ReplayOutcome::Differs(every_change())),
        case("session/two", ReplayOutcome::Differs(more_changes())),
    ];
    let many = vec![change(AnswerElement::Code, octets("200"), octets("500")); 15];
    cases.push(case("flood", ReplayOutcome::Unsteady(many)));
    ReplayReport { cases, duration_ms: 1234, ..ReplayReport::default() }
}

fn told(report: &ReplayReport, targets: &[ReplayTarget], options: TerminalOptions) -> String {
    let sink = Sink::default();
    let mut told = Replaying::new(Box::new(sink.clone()), options);
    told.start(16, targets).unwrap();
    told.finish(report).unwrap();
    sink.text()
}

fn target(recorded: &str, now: &str) -> ReplayTarget {
    let (recorded, address) = (address(recorded), address(now));
    ReplayTarget {
        name: "staging".to_owned(),
        recorded,
        address,
        tls: crate::model::tls::Tls::default(),
    }
}

#[test]
fn every_outcome_and_every_change_is_told_in_80_columns_and_nothing_moves_the_cursor() {
    let targets = [target("http://127.0.0.1:8080", "http://127.0.0.1:9090")];
    let text = told(&all(), &targets, TerminalOptions::default());
    for line in text.lines() {
        assert!(width(line) <= 80, "{line:?}");
        assert!(!line.chars().any(is_unsafe_to_show), "{line:?}");
    }
    assert_golden("replay.txt", &text);
}

#[test]
fn quiet_tells_where_bytes_go_what_differs_and_the_summary() {
    let quiet = TerminalOptions { verbosity: Verbosity::Quiet, ..TerminalOptions::default() };
    let mut report = all();
    report.cases.retain(|case| case.id != "session/two");
    let text = told(&report, &[target("unix:/run/a\x1b.sock", "unix:/run/a\x1b.sock")], quiet);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], r"to unix:/run/a\x1b.sock, where they were recorded");
    assert_eq!(lines[2], "DIFFERS framing/both");
    let summary = "1 differs, 1 unsteady, 2 same, 10 not replayed, 2 not reached";
    assert_eq!(lines[lines.len() - 2..], [summary, "4 cases in 1.23 s"]);
    assert!(!text.contains("SAME") && !text.contains("UNSTEADY"), "{text}");
}

#[test]
fn a_server_that_went_away_and_an_interruption_are_told_before_the_summary() {
    let report = ReplayReport {
        cases: vec![case("one", ReplayOutcome::Same)],
        gone: Some((address("http://127.0.0.1:9090"), "refused\x1b".to_owned())),
        interrupted: true,
        duration_ms: 5,
    };
    let [to_b, to_d] = [target("http://a", "http://b"), target("http://c", "http://d")];
    let text = told(&report, &[to_b.clone(), to_b, to_d], TerminalOptions::default());
    assert_eq!(text.matches("to http://b:80;").count(), 1, "an address is told once: {text}");
    assert_eq!(text.matches("to http://d:80;").count(), 1, "{text}");
    let (_, end) = text.split_once("SAME one on staging\n\n").unwrap();
    assert_eq!(
        end,
        "http://127.0.0.1:9090 stopped accepting connections: refused\\x1b
interrupted: this is what was done
1 same, 15 not reached
1 case in 5.0 ms
"
    );
}

#[test]
fn the_json_document_holds_every_case_exactly_and_no_character_that_hides() {
    let mut report = all();
    report.gone = Some((address("unix:/run/\u{202e}"), "\u{9b}31m".to_owned()));
    let mut out = Vec::new();
    json(&report, &[target("http://a", "http://b")], &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(!text.chars().any(|c| c != '\n' && is_unsafe_to_show(c)), "{text}");
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let totals = serde_json::json!({"same": 2, "differs": 2, "unsteady": 1, "not-replayed": 10});
    assert_eq!(document["totals"], totals);
    assert_eq!(document["gone"]["address"]["unix"], "/run/\u{202e}");
    let ids: Vec<&str> =
        document["cases"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(ids, report.cases.iter().map(|case| case.id.as_str()).collect::<Vec<_>>());
    let pauses = &document["cases"][9];
    assert_eq!((&pauses["id"], &pauses["outcome"]), (&"pauses".into(), &"not-replayed".into()));
    assert!(pauses["reason"].as_str().unwrap().starts_with("its pauses take 31.00 s"));
    let changed = &document["cases"][12]["details"][5]["element"];
    let want = serde_json::json!({"what": "header", "name": "ETag", "departure": "changed"});
    assert_eq!(*changed, want);
    assert_eq!(text.lines().count(), 8 + report.cases.len() + 2, "a case is a line");
}
