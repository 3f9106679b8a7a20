//! Findings in, changed text out.

use super::*;
use crate::model::bytes::Span;
use crate::model::finding::{BodyDeparture, Evidence, FieldDeparture};
use crate::model::observation::{Body, Progress, StatusLine};

const CASE: &str = "\
cases:
  - id: a
    title: A
    request: |
      GET / HTTP/1.1
    expect:
      status: 200 # fine
      headers:
        Server: old
        Date: { absent: true }
        ETag: { matches: x, capture: tag }
      body: |
        one
";

/// An answer `HTTP/1.1 404 Not Found` with these fields and this body.
fn came(fields: &[(&str, &str)], body: &str) -> Observation {
    let received = b"HTTP/1.1 404 Not Found".to_vec();
    let line = StatusLine {
        line: Span::new(0, 22),
        version: Span::new(0, 8),
        code: Span::new(9, 12),
        reason: Span::new(13, 22),
        status: Some(404),
    };
    let field = |&(name, value): &(&str, &str)| Field {
        name: name.into(),
        value: value.into(),
        line: Span::new(0, 0),
        name_span: Span::new(0, 0),
        value_span: Span::new(0, 0),
    };
    let response = Response {
        span: Span::new(0, 22),
        head: Span::new(0, 22),
        framing: FramingKind::ContentLength,
        framing_rule: 6,
        trailers: Vec::new(),
        deviations: Vec::new(),
        request: None,
        first_octet_us: 0,
        head_us: 0,
        end_us: 0,
        status_line: line,
        fields: fields.iter().map(field).collect(),
        body: Body { content: body.into(), ..Body::default() },
        progress: Progress::Complete,
    };
    let connection = Connection { received, responses: vec![response], ..Connection::default() };
    Observation { connections: vec![connection], ..Observation::default() }
}

fn finding(line: usize, column: usize, kind: FindingKind, actual: Side) -> Finding {
    Finding {
        kind,
        severity: crate::model::citation::Level::Must,
        citations: Vec::new(),
        expected: Side::Nothing,
        actual,
        diff: None,
        place: Place { file: "a.yaml".into(), line, column },
        evidence: Some(Evidence { connection: 0, response: Some(0), span: Span::new(0, 0) }),
    }
}

fn header(line: usize, column: usize, name: &str) -> Finding {
    let kind = FindingKind::Header { name: name.to_owned(), departure: FieldDeparture::Changed };
    finding(line, column, kind, Side::Nothing)
}

fn body(line: usize, column: usize) -> Finding {
    let kind = FindingKind::Body { departure: BodyDeparture::Changed };
    finding(line, column, kind, Side::Nothing)
}

fn rewritten(text: &str, findings: &[Finding], came: &Observation) -> Result<String, String> {
    let outline = Outline::of("a.yaml", text.as_bytes()).unwrap();
    let mut edits = Edits::new(&outline);
    rewrite(&mut edits, &outline, findings, came, false)?;
    Ok(String::from_utf8(edits.finish().unwrap()).unwrap())
}

#[test]
fn only_the_checks_that_did_not_hold_are_changed() {
    let came =
        came(&[("Server", "new: 1"), ("Date", "Sat, 21 Nov 2026 19:45:41 GMT")], "two\nlines\n");
    let findings = [
        finding(7, 7, FindingKind::Status, Side::Number(404)),
        header(9, 9, "Server"),
        header(10, 9, "Date"),
        body(12, 7),
    ];
    let got = rewritten(CASE, &findings, &came).unwrap();
    let want = CASE
        .replace("status: 200 # fine", "status: 404 # fine")
        .replace("Server: old", "Server: 'new: 1'")
        .replace("{ absent: true }", "{ http-date: true }")
        .replace("        one\n", "        two\n        lines\\n\n");
    assert_eq!(got, want);
}

#[test]
fn what_is_gone_is_absent_and_what_is_tied_to_other_steps_is_left() {
    let came = came(&[], "");
    let got = rewritten(CASE, &[header(9, 9, "Server"), body(12, 7)], &came).unwrap();
    assert!(got.contains("Server: { absent: true }\n"), "{got}");
    assert!(got.contains("      body: none\n"), "{got}");
    let why = rewritten(CASE, &[header(11, 9, "ETag")], &came).unwrap_err();
    assert_eq!(why, "`ETag`: its `capture` ties it to other steps");
    let gone = finding(7, 7, FindingKind::NoResponse { ending: None }, Side::Nothing);
    assert!(rewritten(CASE, &[gone], &came).unwrap_err().contains("no response came"));
}

#[test]
fn a_whole_answer_keeps_the_lines_that_fit() {
    let text = "\
cases:
  - id: a
    response: | # whole
        HTTP/1.1 200 OK
        Date: [[http-date]]
        Server: old
        X-Gone: 1

        one [[any]] three
        four
";
    let came = came(&[("date", "x"), ("server", "new"), ("X-New", "1")], "one 2 three\nfive");
    let findings = [
        finding(3, 5, FindingKind::Status, Side::Nothing),
        header(3, 5, "Server"),
        header(3, 5, "X-Gone"),
        header(3, 5, "X-New"),
        body(3, 5),
    ];
    let want = "\
cases:
  - id: a
    response: | # whole
        HTTP/1.1 404 Not Found
        Date: [[http-date]]
        Server: new
        X-New: 1

        one [[any]] three
        five
";
    assert_eq!(rewritten(text, &findings, &came).unwrap(), want);
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(rewritten(&crlf, &findings, &came).unwrap(), want.replace('\n', "\r\n"));
}

#[test]
fn an_end_without_an_answer_is_not_rewritten_to_a_number() {
    let text = "cases:\n  - id: a\n    expect: { connection: closed }\n";
    let finding = finding(3, 15, FindingKind::Responses, Side::Number(1));
    let why = rewritten(text, &[finding], &came(&[], "")).unwrap_err();
    assert!(why.starts_with("`connection` alone asks for an end"), "{why}");
}

#[test]
fn a_json_body_stays_json_and_a_pattern_is_left() {
    let text = "cases:\n  - id: a\n    expect: { body: { json: { a: 1 } } }\n";
    let got = rewritten(text, &[body(3, 15)], &came(&[], "{\"a\": [\"1\", 2, null]}")).unwrap();
    assert!(got.contains("{ body: { json: {a: ['1', 2, null]} } }"), "{got}");
    let text = "cases:\n  - id: a\n    expect: { body: { contains: x } }\n";
    let kind = FindingKind::Body { departure: BodyDeparture::Pattern };
    let finding = finding(3, 15, kind, Side::Nothing);
    let why = rewritten(text, &[finding], &came(&[], "y")).unwrap_err();
    assert!(why.contains("no pattern"), "{why}");
}
