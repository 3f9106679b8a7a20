//! What a step captures.

use super::*;
use crate::model::expectation::{BodyAsk, BodyMatch};

const TAGGED: &[u8] = b"HTTP/1.1 200 OK\r\nETag: W/\"a1\"\r\nContent-Length: 8\r\n\r\ntoken=42";

fn taken(checks: Vec<Vec<Check>>, received: &[u8]) -> Vec<(String, Vec<u8>)> {
    let case = case(vec![request(None), expect(checks)]);
    // Asked for while the step is still without a mark, as the exchange does.
    let observation = observation(received, &[(0, None, 0)]);
    let captures = captures(&case, 1, &Variables::new(), &observation);
    captures.into_iter().map(|capture| (capture.name, capture.value.0)).collect()
}

fn tag(asked: Vec<FieldAsk>) -> Check {
    Check::Header(FieldMatch { name: "etag".to_owned(), asked, capture: Some("etag".to_owned()) })
}

#[test]
fn the_whole_value_is_captured_or_the_first_group() {
    let matches = |pattern: &str| FieldAsk::Value(TextMatch::Matches(pattern.to_owned()));
    let rows: [(&str, Vec<FieldAsk>, &[u8]); 3] = [
        ("no pattern", vec![], b"W/\"a1\""),
        ("a pattern without a group", vec![matches("a.")], b"W/\"a1\""),
        ("a pattern with a group", vec![matches("\"(.*)\"")], b"a1"),
    ];
    for (name, asked, want) in rows {
        assert_eq!(
            taken(vec![vec![tag(asked)]], TAGGED),
            [("etag".to_owned(), want.to_vec())],
            "{name}"
        );
    }
    let body = Check::Body(BodyMatch {
        decoded: true,
        asked: vec![BodyAsk::Text(TextMatch::Matches("token=([0-9]+)".to_owned()))],
        capture: Some("token".to_owned()),
    });
    assert_eq!(taken(vec![vec![body]], TAGGED), [("token".to_owned(), b"42".to_vec())]);
}

#[test]
fn only_the_outcome_that_fits_captures() {
    let outcomes = vec![vec![status(404), tag(vec![])], vec![status(200)]];
    assert_eq!(taken(outcomes, TAGGED), []);
    let outcomes = vec![vec![status(404)], vec![status(200), tag(vec![])]];
    assert_eq!(taken(outcomes, TAGGED).len(), 1);
    assert_eq!(taken(vec![vec![tag(vec![])]], b""), []);
}
