//! What is asked of a body, and answers that hold it or do not.

use super::*;
use crate::judge::tests::{exactly, scene_of, template};
use crate::model::observation::{CodingTrouble, Deviation};

fn answer(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn asks(asked: Vec<BodyAsk>) -> BodyMatch {
    BodyMatch { decoded: true, asked, capture: None }
}

/// The departures of a body that `change` may have made something else of.
fn departures(
    received: &[u8],
    asked: &BodyMatch,
    change: impl Fn(&mut Response),
) -> Vec<Departure> {
    scene_of(received, &[("get", &answer("0123456789"))], |scene| {
        let (index, response) = scene.final_response().unwrap();
        let mut response = response.clone();
        change(&mut response);
        check(asked, (index, &response), scene)
    })
}

#[test]
fn each_thing_asked_of_a_body_holds_or_departs() {
    use BodyDeparture::{Changed, Digest, Length, NotJson, Pattern};
    let equals = |text: &str| BodyAsk::Equals { octets: template(text), text: true };
    let json = |text: &str| BodyAsk::Json(serde_json::from_str(text).unwrap());
    let matches = |pattern: &str| BodyAsk::Text(TextMatch::Matches(pattern.to_owned()));
    let slice = |first, last| BodyAsk::SliceOf { name: "get".to_owned(), first, last };
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let rows: Vec<(&str, &str, BodyAsk, Option<BodyDeparture>)> = vec![
        ("equal", "a\n", equals("a\n"), None),
        ("a line end more", "a\r\n", equals("a\n"), Some(Changed)),
        ("json", "{ \"b\": [1.0], \"a\": 2 }", json("{\"a\":2,\"b\":[1]}"), None),
        ("json, a member more", "{\"a\":2,\"b\":1}", json("{\"a\":2}"), Some(Changed)),
        ("no json", "<p>", json("{}"), Some(NotJson)),
        ("nothing is no json", "", json("{}"), Some(NotJson)),
        ("deep json is json", &deep, json("[]"), Some(Changed)),
        ("matches", "token=42", matches("token=[0-9]+"), None),
        ("does not match", "token=x", matches("token=[0-9]+"), Some(Pattern)),
        ("length", "abc", BodyAsk::Length(exactly(3)), None),
        ("another length", "abcd", BodyAsk::Length(exactly(3)), Some(Length)),
        ("digest", "abc", BodyAsk::Sha256(abc.to_owned()), None),
        ("another digest", "abd", BodyAsk::Sha256(abc.to_owned()), Some(Digest)),
        ("none", "", BodyAsk::None, None),
        ("something", "a", BodyAsk::None, Some(BodyDeparture::Extra)),
        ("the other's", "0123456789", BodyAsk::SameAs("get".to_owned()), None),
        ("not the other's", "012345678", BodyAsk::SameAs("get".to_owned()), Some(Changed)),
        ("a slice", "123", slice(1, Some(3)), None),
        ("another slice", "1234", slice(1, Some(3)), Some(Changed)),
        ("to the end", "89", slice(8, None), None),
        ("past the end", "89", slice(8, Some(100)), None),
        ("beyond", "", slice(100, None), None),
    ];
    let mut wrong = Vec::new();
    for (name, body, ask, want) in rows {
        let got = departures(&answer(body), &asks(vec![ask]), |_| ());
        let got: Vec<_> = got.into_iter().map(|departure| departure.kind).collect();
        let want: Vec<_> =
            want.into_iter().map(|departure| FindingKind::Body { departure }).collect();
        if got != want {
            wrong.push(format!("{name}: {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_sides_are_the_octets_and_the_diff_fits_what_they_are() {
    let equals =
        |text: &str, is_text| asks(vec![BodyAsk::Equals { octets: template(text), text: is_text }]);
    let of = |body: &str, asked: &BodyMatch| departures(&answer(body), asked, |_| ()).remove(0);
    let text = of("one\n", &equals("two\n", true));
    assert_eq!(
        (&text.expected, &text.actual),
        (&Side::Bytes("two\n".into()), &Side::Bytes("one\n".into()))
    );
    assert!(matches!(text.diff, Some(Diff::Lines(_))));
    assert!(matches!(of("a\0b", &equals("a b", true)).diff, Some(Diff::Hex(_))));
    assert!(matches!(of("ab", &equals("ac", false)).diff, Some(Diff::Hex(_))));
    assert!(matches!(of("{\"a\":1}", &equals("{\"a\":2}", true)).diff, Some(Diff::Json(_))));
    // White space alone shows by line, as JSON has no change to tell.
    assert!(matches!(of("{\"a\": 1}", &equals("{\"a\":1}", true)).diff, Some(Diff::Lines(_))));
    let large = "x".repeat(5000);
    assert_eq!(of(&large, &equals("y", true)).actual, Side::Text("5000 bytes".to_owned()));
}

#[test]
fn content_codings_are_undone_unless_the_body_is_asked_for_as_sent() {
    let decoded = |result: Result<Vec<u8>, CodingTrouble>| {
        move |response: &mut Response| response.body.decoded = Some(result.clone())
    };
    let plain = |decoded| BodyMatch {
        decoded,
        asked: vec![BodyAsk::Equals { octets: template("plain"), text: true }],
        capture: None,
    };
    let good = || decoded(Ok(b"plain".to_vec()));
    assert_eq!(departures(&answer("coded"), &plain(true), good()).len(), 0);
    assert_eq!(departures(&answer("coded"), &plain(false), good()).len(), 1);
    let trouble = CodingTrouble::Corrupt("gzip".to_owned(), "bad header".to_owned());
    let bad = || decoded(Err(trouble.clone()));
    let kind = departures(&answer("plain"), &plain(true), bad()).remove(0).kind;
    assert_eq!(kind, FindingKind::Body { departure: BodyDeparture::Coding(trouble.clone()) });
    assert_eq!(departures(&answer("plain"), &plain(false), bad()).len(), 0);
}

#[test]
fn octets_where_no_body_may_be_are_a_body() {
    let head: &[u8] = b"HTTP/1.1 304 Not Modified\r\n\r\n";
    let received = [head, b"<p>"].concat();
    let span = Span::new(head.len(), received.len());
    let forbidden = Deviation { kind: DeviationKind::BodyForbidden, span };
    let asked = asks(vec![BodyAsk::None]);
    let departure = departures(&received, &asked, |r| r.deviations.push(forbidden)).remove(0);
    assert_eq!(departure.actual, Side::Bytes("<p>".into()));
    assert_eq!(departure.evidence.unwrap().span, span);
    assert_eq!(departures(head, &asked, |_| ()), []);
}

#[test]
fn a_response_that_is_not_there_cannot_be_compared_with() {
    let asked = asks(vec![BodyAsk::SameAs("nobody".to_owned())]);
    let kind = departures(&answer(""), &asked, |_| ()).remove(0).kind;
    assert_eq!(kind, FindingKind::NothingToCompare { name: "nobody".to_owned() });
}
