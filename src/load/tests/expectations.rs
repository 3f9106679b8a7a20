//! YAML text → what the model asks for, and what a case stands on.

use std::time::Duration;

use super::*;
use crate::model::citation::Level;
use crate::model::expectation::Check;

/// The checks of a case's only outcome, in the notation of `Debug` without the model's wrappers.
fn asked(text: &str) -> String {
    let case = case(&in_case(&format!("send: a\nexpect: {{{text}}}")));
    let Action::Expect(expect) = &case.steps[1].action else { panic!("{text}") };
    let checks: Vec<&Check> = expect.outcomes[0].checks.iter().map(|check| &check.check).collect();
    let octets = regex::Regex::new(r#"Template\(\[Octets\(b("(?:[^"\\]|\\.)*")\)\]\)"#).unwrap();
    octets.replace_all(&format!("{checks:?}"), "$1").into_owned()
}

#[test]
fn each_way_to_ask_becomes_its_check() {
    let rows = [
        ("status: 200", "[Status(Statuses { ranges: [(200, 200)], negated: false })]"),
        (
            "status: {not: [2xx, 404]}",
            "[Status(Statuses { ranges: [(200, 299), (404, 404)], negated: true })]",
        ),
        ("reason: OK", "[Reason(Equals(\"OK\"))]"),
        ("reason: ''", "[Reason(Equals(Template([])))]"),
        ("version: [HTTP/1.0, HTTP/1.1]", "[Version(OneOf([\"HTTP/1.0\", \"HTTP/1.1\"]))]"),
        ("reason: {not: {contains: x}}", "[Reason(Not(Contains(\"x\")))]"),
        (
            "headers: {A: b}",
            "[Header(FieldMatch { name: \"A\", asked: [Value(Equals(\"b\"))], capture: None })]",
        ),
        (
            "headers: {A: 1.0}",
            "[Header(FieldMatch { name: \"A\", asked: [Value(Equals(\"1.0\"))], capture: None })]",
        ),
        (
            "headers: {A: [b, c]}",
            "[Header(FieldMatch { name: \"A\", asked: [Lines([\"b\", \"c\"])], capture: None })]",
        ),
        (
            "headers: {A: {absent: true}}",
            "[Header(FieldMatch { name: \"A\", asked: [Absent], capture: None })]",
        ),
        (
            "headers: {A: {contains: b, lacks: [c, d]}}",
            "[Header(FieldMatch { name: \"A\", asked: [ListContains([\"b\"]), ListLacks([\"c\", \"d\"])], capture: None })]",
        ),
        (
            "headers: {A: {count: 1.., integer: true}}",
            "[Header(FieldMatch { name: \"A\", asked: [Count(CountRange { least: 1, most: None }), Integer(CountRange { least: 0, most: None })], capture: None })]",
        ),
        (
            "headers: {A: {http-date: true, within: 5s}}",
            "[Header(FieldMatch { name: \"A\", asked: [HttpDate { within: Some(5s) }], capture: None })]",
        ),
        (
            "headers: {A: {matches: 'x(.)', capture: v}}",
            "[Header(FieldMatch { name: \"A\", asked: [Value(Matches(\"x(.)\"))], capture: Some(\"v\") })]",
        ),
        (
            "headers: {A: {capture: v}}",
            "[Header(FieldMatch { name: \"A\", asked: [], capture: Some(\"v\") })]",
        ),
        (
            "headers: {A: {not: b, present: true}}",
            "[Header(FieldMatch { name: \"A\", asked: [Value(Not(Equals(\"b\"))), Present], capture: None })]",
        ),
        (
            "trailers: {A: b}",
            "[Trailer(FieldMatch { name: \"A\", asked: [Value(Equals(\"b\"))], capture: None })]",
        ),
        ("interim: none", "[Interim(None)]"),
        ("interim: [100, 103]", "[Interim(Seen([100, 103]))]"),
        ("body: none", "[Body(BodyMatch { decoded: true, asked: [None], capture: None })]"),
        (
            "body: 'none'",
            "[Body(BodyMatch { decoded: true, asked: [Equals { octets: \"none\", text: true }], capture: None })]",
        ),
        (
            "body: {bytes: '\\xff', encoded: as-sent}",
            "[Body(BodyMatch { decoded: false, asked: [Equals { octets: \"\\xff\", text: false }], capture: None })]",
        ),
        (
            "body: {hex: ff00}",
            "[Body(BodyMatch { decoded: true, asked: [Equals { octets: \"\\xff\\0\", text: false }], capture: None })]",
        ),
        (
            "body: {json: [1, a]}",
            "[Body(BodyMatch { decoded: true, asked: [Json(Array [Number(1), String(\"a\")])], capture: None })]",
        ),
        (
            "body: {contains: [a, b], not-contains: c}",
            "[Body(BodyMatch { decoded: true, asked: [Text(Contains(\"a\")), Text(Contains(\"b\")), Text(Not(Contains(\"c\")))], capture: None })]",
        ),
        (
            "body: {length: 3, none: true}",
            "[Body(BodyMatch { decoded: true, asked: [Length(CountRange { least: 3, most: Some(3) }), None], capture: None })]",
        ),
        ("framing: [chunked, close]", "[Framing([Chunked, Close])]"),
        (
            "connection: closed",
            "[Connection([Closed]), Responses(CountRange { least: 0, most: Some(0) })]",
        ),
        (
            "connection: open, responses: 1",
            "[Connection([Open]), Responses(CountRange { least: 1, most: Some(1) })]",
        ),
        ("responses: 1..2", "[Responses(CountRange { least: 1, most: Some(2) })]"),
        ("silence: true", "[Silence(300ms)]"),
        ("silence: 1s, connection: open", "[Silence(1s), Connection([Open])]"),
        ("within: 2s", "[Within(2s)]"),
        (
            "frames: [{opcode: close, code: [1000], masked: false}]",
            "[Frames([FrameMatch { opcode: Some(8), fin: None, rsv: None, masked: Some(false), payload: None, length: None, code: [1000] }])]",
        ),
        ("frames: []", "[Frames([])]"),
        (
            "events: [{data: x, retry: 5}]",
            "[Events([EventMatch { event: None, data: Some(Equals(\"x\")), id: None, retry: Some(5) }])]",
        ),
    ];
    for (text, want) in rows {
        assert_eq!(asked(text), want, "{text}");
    }
}

#[test]
fn a_whole_answer_has_a_status_line_fields_and_a_body_with_holes() {
    let text = "send: a\nresponse: |\n  HTTP/1.1 404 [[any]]\n  Date:  [[http-date]] \n  X: a{{host}}[[number]]b\n  Y:\n\n  one\n  [[/x+/]]\\n\nheaders: exact\n";
    let case = case(&in_case(text));
    let Action::Expect(expect) = &case.steps[1].action else { panic!() };
    let Check::Response(answer) = &expect.outcomes[0].checks[0].check else { panic!() };
    let want = "ResponseTemplate { status_line: [Octets(Template([Octets(b\"HTTP/1.1 404 \")])), Any], \
        fields: [(\"Date\", [HttpDate]), \
        (\"X\", [Octets(Template([Octets(b\"a\"), Variable(\"host\")])), Number, Octets(Template([Octets(b\"b\")]))]), \
        (\"Y\", [])], \
        body: Some([Octets(Template([Octets(b\"one\\n\")])), Matches(\"x+\"), Octets(Template([Octets(b\"\\n\")]))]), exact: true }";
    assert_eq!(format!("{answer:?}"), want);
}

#[test]
fn a_case_has_its_own_or_else_the_defaults_or_else_the_file_s() {
    let text = "title: F\nspec: RFC 9110 1\nlevel: may\ntags: [f]\nvariables: {a: f, b: f, c: f}\n\
        defaults:\n  level: should\n  tags: [d]\n  needs: [x]\n  variables: {b: d, c: d}\n  read-timeout: 2s\n  expect: {status: 400}\n\
        cases:\n  - id: x\n    title: X\n    tags: c\n    needs: [y]\n    variables: {c: c}\n    send: '{{page}}{{missing}}{{page}}'\n";
    let case = case(text);
    assert_eq!(case.level, Level::Should);
    assert_eq!(case.citations[0].to_string(), "RFC 9110 1");
    assert_eq!(case.tags, ["f", "d", "c"]);
    assert_eq!(case.needs, ["x", "y", "page", "missing"]);
    let values: Vec<&[u8]> = case.variables.values().map(|value| &value[..]).collect();
    assert_eq!(values, [b"f", b"d", b"c"]);
    assert_eq!(case.limits.read_timeout, Some(Duration::from_secs(2)));
    assert_eq!((case.file_title.as_str(), case.steps.len()), ("F", 2));
    assert_eq!((case.place.line, case.place.column), (14, 5));
}

#[test]
fn a_default_gives_way_to_what_the_case_sends_or_expects() {
    let file = "defaults:\n  request: a\n  body: b\n  expect: {status: 400}\ncases:\n  - id: x\n    title: X\n    intended: content-length\n    ";
    let rows = [
        ("level: may", 2, "a\r\n\r\n", "b"),
        ("send: c", 2, "c", ""),
        ("request: d", 2, "d\r\n\r\n", ""),
        ("body: e", 2, "a\r\n\r\n", "e"),
        ("response: HTTP/1.1 200 OK", 2, "a\r\n\r\n", "b"),
        ("steps: [{send: f}, {expect: {status: 200}}, {pause: 1s}]", 3, "f", ""),
    ];
    for (text, steps, head, body) in rows {
        let case = case(&format!("{file}{text}\n"));
        let send = sends(&case)[0];
        assert_eq!(case.steps.len(), steps, "{text}");
        assert_eq!(octets(&send.head), head.as_bytes(), "{text}");
        assert_eq!(octets(&send.body), body.as_bytes(), "{text}");
    }
}

#[test]
fn without_a_level_a_case_is_a_must() {
    assert_eq!(case(&in_case("send: a\nexpect: {status: 200}")).level, Level::Must);
}

#[test]
fn each_makes_a_case_of_every_combination_the_last_name_fastest() {
    let text = in_case("requirement: Not {{octet}}\neach:\n  octet: ['\\x00', 'é']\n  n: [1, 2]\nsend: '{{octet}}{{n}}'\nexpect: {status: 400}\nspec: RFC 9110 5.5\n")
        .replace("title: X", "title: The octet {{octet}}");
    let cases = load_text("a.yaml", &text).suite.cases;
    let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, ["x[octet=\\0,n=1]", "x[octet=\\0,n=2]", "x[octet=é,n=1]", "x[octet=é,n=2]"]);
    assert_eq!(cases[0].title, "The octet \\0");
    assert_eq!(cases[0].requirement, "Not \\0");
    assert_eq!(&cases[0].bound["octet"][..], b"\0");
    assert_eq!(cases[3].bound["n"].0, b"2");
    let long = format!(
        "each: {{a: [b, {}]}}\nsend: '{{{{a}}}}'\nexpect: {{status: 400}}",
        "y".repeat(500)
    );
    let cases = load_text("a.yaml", &in_case(&long)).suite.cases;
    assert_eq!(cases[1].id, format!("x[a={}…#2]", "y".repeat(40)));
}

#[test]
fn a_session_has_connections_names_and_actions_in_order() {
    let text = "steps:\n  - connect: idle\n  - send: a\n    on: b\n    as: first\n  - pause: 5ms\n  - close: reset\n    on: b\n  - expect: {connection: closed}\n    as: second\n    on: idle\n";
    let case = case(&in_case(text));
    let told: Vec<String> = case
        .steps
        .iter()
        .map(|step| {
            let action = match &step.action {
                Action::Send(send) => format!("send {:?}", send.name),
                Action::Expect(expect) => format!("expect {:?}", expect.name),
                other => format!("{other:?}"),
            };
            format!("{} {} {action}", step.place.line, step.on)
        })
        .collect();
    let want = [
        "5 idle Connect",
        "6 b send Some(\"first\")",
        "9 main Pause(5ms)",
        "10 b Close(Reset)",
        "12 idle expect Some(\"second\")",
    ];
    assert_eq!(told, want);
}

#[test]
fn a_case_keeps_its_own_text_dedented() {
    let text = "cases:\n  # before\n  - id: x\n    title: X # own\n    request: |\n      GET / HTTP/1.1\n\n      body\n    # own too\n    intended: content-length\n    expect: {status: 200}\n\n  # of the next\n  - {id: y, title: Y,\n     send: a, expect: {status: 200}}\n";
    let cases = load_text("a.yaml", text).suite.cases;
    let want = "id: x\ntitle: X # own\nrequest: |\n  GET / HTTP/1.1\n\n  body\n# own too\nintended: content-length\nexpect: {status: 200}\n";
    assert_eq!(&*cases[0].source, want);
    assert_eq!(&*cases[1].source, "{id: y, title: Y,\n send: a, expect: {status: 200}}\n");
}

#[test]
fn a_fault_is_placed_in_the_file_whatever_the_style_of_the_text() {
    let rows = [
        ("plain", "send: a \\q", (4, 13)),
        ("plain on two lines", "send: a\n  b \\q", (5, 9)),
        ("single quotes", "send: 'it''s \\q'", (4, 18)),
        ("double quotes", "send: \"\\t\\u00e9 \\\\q\"\nintended: octets", (4, 21)),
        ("double quotes on two lines", "send: \"a\n\n  b \\\\q\"", (6, 9)),
        ("literal", "send: |\n  a\n\n    b \\q", (7, 11)),
        ("literal with a comment", "send: |- # c\n\n  \\q", (6, 7)),
        ("folded", "send: >\n  a\n  b\n\n  c \\q", (8, 9)),
        ("anchored", "send: &x 'a \\q'", (4, 17)),
    ];
    for (name, text, want) in rows {
        let file = in_case(&format!("{text}\nexpect: {{status: 200}}"));
        let diagnostics = load_text("a.yaml", &file).diagnostics;
        let places: Vec<(usize, usize)> =
            diagnostics.iter().map(|d| (d.place.line, d.place.column)).collect();
        assert_eq!(places, [want], "{name}\n{}", diagnostics[0]);
    }
}
