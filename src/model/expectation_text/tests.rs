//! Checks in, words out.

use std::time::Duration;

use super::*;
use crate::model::case::Place;
use crate::model::expectation::{OutcomeVerdict, PlacedCheck, ResponseTemplate};

fn octets(text: &str) -> Template {
    Template::octets(text)
}

fn equals(text: &str) -> TextMatch {
    TextMatch::Equals(octets(text))
}

fn contains(text: &str) -> TextMatch {
    TextMatch::Contains(octets(text))
}

fn not(inner: TextMatch) -> TextMatch {
    TextMatch::Not(Box::new(inner))
}

fn range(least: u64, most: Option<u64>) -> CountRange {
    CountRange { least, most }
}

#[test]
fn each_check_is_said_as_short_as_it_can_be() {
    let status = |ranges: &[(u16, u16)], negated| {
        Check::Status(Statuses { ranges: ranges.to_vec(), negated })
    };
    let except = |except: &[&str]| Check::HeadersSameAs {
        name: "get".to_owned(),
        except: except.iter().map(|name| (*name).to_owned()).collect(),
    };
    let one_of = || TextMatch::OneOf(vec![octets("a"), octets("b")]);
    let rows = [
        (status(&[(400, 400), (500, 599)], false), "status 400 or 5xx"),
        (status(&[(200, 206)], true), "status not 200 to 206"),
        (status(&[(200, 200), (400, 499)], true), "status neither 200 nor 4xx"),
        (status(&[(65535, 65535), (65500, 65535)], false), "status 65535 or 65500 to 65535"),
        (Check::Reason(equals("OK")), r#"reason phrase "OK""#),
        (Check::Reason(one_of()), r#"reason phrase "a" or "b""#),
        (Check::Reason(not(one_of())), r#"reason phrase neither "a" nor "b""#),
        (Check::Version(not(equals("HTTP/1.0"))), r#"version not "HTTP/1.0""#),
        (Check::Version(TextMatch::Matches("^H".to_owned())), "version matching /^H/"),
        (except(&[]), "the same header fields as `get`"),
        (except(&["date", "age"]), "the same header fields as `get` except date, age"),
        (Check::Interim(InterimMatch::None), "no interim response"),
        (Check::Interim(InterimMatch::Seen(vec![100, 103])), "interim 100 then 103"),
        (
            Check::Framing(vec![FramingKind::ContentLength, FramingKind::Chunked]),
            "framing content-length or chunked",
        ),
        (
            Check::Connection(vec![ConnectionFate::Closed, ConnectionFate::Reset]),
            "connection closed or reset",
        ),
        (Check::Responses(range(0, Some(0))), "no response"),
        (Check::Responses(range(1, Some(1))), "1 response"),
        (Check::Responses(range(0, Some(1))), "at most 1 response"),
        (Check::Responses(range(1, None)), "at least 1 response"),
        (Check::Responses(range(0, Some(2))), "at most 2 responses"),
        (Check::Responses(range(1, Some(2))), "1 to 2 responses"),
        (Check::Silence(Duration::from_millis(300)), "silence for 300ms"),
        (Check::Within(Duration::from_micros(12_999)), "whole within 12.999ms"),
        (Check::Frames(vec![]), "no WebSocket frame"),
        (Check::Events(vec![]), "no server-sent event"),
        (
            Check::Response(ResponseTemplate {
                status_line: vec![Hole::Any],
                fields: Vec::new(),
                body: None,
                exact: true,
            }),
            "the response as written",
        ),
    ];
    for (check, want) in rows {
        assert_eq!(check.to_string(), want);
    }
}

#[test]
fn what_is_asked_of_a_field_follows_its_name() {
    let page = Template(vec![Piece::Variable("page".to_owned()), Piece::Octets("\r".into())]);
    let members = || vec![octets("a"), octets("b")];
    let within = |within| FieldAsk::HttpDate { within };
    let rows = [
        (vec![], "present"),
        (vec![FieldAsk::Absent], "absent"),
        (
            vec![FieldAsk::Present, FieldAsk::Value(not(contains("x")))],
            r#"present and not containing "x""#,
        ),
        (vec![FieldAsk::Lines(vec![page, octets("b")])], r#"in 2 lines: "{{page}}\r", "b""#),
        (vec![FieldAsk::ListContains(members())], r#"listing "a" and "b""#),
        (vec![FieldAsk::ListLacks(members())], r#"not listing "a" or "b""#),
        (vec![FieldAsk::Count(range(1, Some(1)))], "in 1 line"),
        (vec![within(None)], "an HTTP-date"),
        (vec![within(Some(Duration::from_secs(2)))], "an HTTP-date at most 2s from its receipt"),
        (vec![FieldAsk::Integer(range(0, None))], "a number"),
        (vec![FieldAsk::Integer(range(1, None))], "a number, at least 1"),
        (vec![FieldAsk::SameAs("get".to_owned())], "as in `get`"),
        (vec![FieldAsk::DiffersFrom("get".to_owned())], "not as in `get`"),
    ];
    for (asked, want) in rows {
        let mut field = FieldMatch { name: "ETag".to_owned(), asked, capture: None };
        assert_eq!(Check::Header(field.clone()).to_string(), format!("header ETag {want}"));
        field.capture = Some("tag".to_owned());
        let want = format!("trailer ETag {want} and kept as `tag`");
        assert_eq!(Check::Trailer(field).to_string(), want);
    }
}

#[test]
fn what_is_asked_of_a_body_names_it() {
    let equals = BodyAsk::Equals { octets: octets("a\nb"), text: true };
    let slice = |last| BodyAsk::SliceOf { name: "get".to_owned(), first: 5, last };
    let rows = [
        (vec![], "any body"),
        (vec![equals], r#"body "a\nb""#),
        (vec![BodyAsk::Json(serde_json::json!({"a": 1}))], r#"JSON body {"a":1}"#),
        (
            vec![BodyAsk::Text(not(contains("\x1b[2J"))), BodyAsk::Length(range(1, Some(9)))],
            r#"body not containing "\x1b[2J" and a body of 1 to 9 bytes"#,
        ),
        (vec![BodyAsk::Length(range(0, Some(0)))], "an empty body"),
        (
            vec![BodyAsk::Sha256("ab".repeat(32))],
            &format!("a body with SHA-256 {}", "ab".repeat(32)),
        ),
        (vec![BodyAsk::None], "no body"),
        (vec![BodyAsk::SameAs("get".to_owned())], "the body of `get`"),
        (vec![slice(Some(9))], "bytes 5 to 9 of the body of `get`"),
        (vec![slice(None)], "the body of `get` from byte 5 on"),
    ];
    for (asked, want) in rows {
        let mut body = BodyMatch { decoded: true, asked, capture: None };
        assert_eq!(body.to_string(), want);
        (body.decoded, body.capture) = (false, Some("b".to_owned()));
        let want = format!("{want} and kept as `b` (content codings left as sent)");
        assert_eq!(Check::Body(body).to_string(), want);
    }
}

#[test]
fn frames_and_events_are_told_by_the_parts_that_are_asked_for() {
    let frame = FrameMatch::default;
    let event = EventMatch::default;
    let rows = [
        (
            Check::Frames(vec![
                FrameMatch { opcode: Some(8), code: vec![1002, 1007], ..frame() },
                frame(),
            ]),
            "a close frame with code 1002 or 1007 then any frame",
        ),
        (
            Check::Frames(vec![FrameMatch {
                opcode: Some(3),
                fin: Some(true),
                rsv: Some(4),
                masked: Some(false),
                payload: Some(equals("x")),
                length: Some(range(1, None)),
                code: Vec::new(),
            }]),
            r#"a frame with opcode 3 and FIN 1 and RSV 4 and MASK 0 and length at least 1 and payload "x""#,
        ),
        (Check::Frames(vec![FrameMatch { fin: Some(false), ..frame() }]), "a frame with FIN 0"),
        (
            Check::Events(vec![
                EventMatch { event: Some(equals("tick")), id: Some(not(equals(""))), ..event() },
                EventMatch { data: Some(equals("a\nb")), retry: Some(10), ..event() },
                event(),
            ]),
            r#"an event with type "tick" and id not "" then an event with data "a\nb" and retry 10 then any event"#,
        ),
    ];
    for (check, want) in rows {
        assert_eq!(check.to_string(), want);
    }
}

#[test]
fn an_outcome_is_its_checks_and_one_without_asks_anything() {
    let mut outcome = ExpectedOutcome::default();
    assert_eq!(outcome.to_string(), "anything");
    let placed = |check| PlacedCheck { place: Place::default(), check };
    outcome.verdict = OutcomeVerdict::Warn;
    outcome.checks = vec![
        placed(Check::Status(Statuses { ranges: vec![(200, 299)], negated: false })),
        placed(Check::Connection(vec![ConnectionFate::Open])),
    ];
    assert_eq!(outcome.to_string(), "status 2xx, connection open");
}

#[test]
fn a_precision_cuts_the_texts_of_the_case_and_nothing_else() {
    let long = "中".repeat(100);
    let cut = format!("{}…", "中".repeat(5));
    let field = |ask| {
        Check::Header(FieldMatch {
            name: "Content-Length".to_owned(),
            asked: vec![ask],
            capture: None,
        })
    };
    let body = |ask| Check::Body(BodyMatch { decoded: true, asked: vec![ask], capture: None });
    let rows = [
        (Check::Reason(equals("12345")), "reason phrase \"12345\"".to_owned()),
        (Check::Reason(equals(&long)), format!("reason phrase \"{cut}\"")),
        (Check::Reason(not(contains(&long))), format!("reason phrase not containing \"{cut}\"")),
        (
            field(FieldAsk::Value(TextMatch::Matches(long.clone()))),
            format!("header Content-Length matching /{cut}/"),
        ),
        (body(BodyAsk::Json(serde_json::json!(long))), format!("JSON body \"{}…", "中".repeat(4))),
        (
            Check::Status(Statuses { ranges: vec![(200, 206), (404, 404)], negated: false }),
            "status 200 to 206 or 404".to_owned(),
        ),
        (
            Check::Frames(vec![FrameMatch { payload: Some(equals(&long)), ..Default::default() }]),
            format!("a frame with payload \"{cut}\""),
        ),
    ];
    for (check, want) in rows {
        assert_eq!(format!("{check:.5}"), want);
    }
}

#[test]
fn a_text_with_placeholders_reads_as_the_case_writes_it() {
    let holes = [
        Hole::Octets(octets("HTTP/1.1 200 \r")),
        Hole::Matches(".*".to_owned()),
        Hole::Any,
        Hole::HttpDate,
        Hole::Number,
    ];
    let text: String = holes.iter().map(ToString::to_string).collect();
    assert_eq!(text, r"HTTP/1.1 200 \r[[/.*/]][[any]][[http-date]][[number]]");
}
