//! What is asked of a field, and field lines that hold it or do not.

use super::*;
use crate::judge::tests::{exactly, field, scene_of, template, variable};
use crate::model::expectation::FieldAsk::{
    Absent, Count, DiffersFrom, HttpDate, Integer, Lines, ListContains, ListLacks, Present, SameAs,
    Value,
};
use FieldDeparture::{Case, Changed, Extra, Missing, Reordered, Repeated, Space};

/// How one field departs from what is asked, in an answer with these field lines, received at
/// Wed, 21 Oct 2015 07:28:00 GMT and 2 ms. `other` is the header section of another response.
fn departures(lines: &str, asks: Vec<FieldAsk>) -> Vec<FindingKind> {
    let answer = |lines: &str| {
        let lines: String = lines.lines().map(|line| format!("{line}\r\n")).collect();
        format!("HTTP/1.1 200 OK\r\n{lines}\r\n").into_bytes()
    };
    let other = answer("X: same\nY: a\nY: b");
    scene_of(&answer(lines), &[("other", &other)], |scene| {
        let response = scene.final_response().unwrap();
        let found = header(&field("x", asks), response, scene);
        found.into_iter().map(|departure| departure.kind).collect()
    })
}

fn texts(all: &[&str]) -> Vec<crate::model::template::Template> {
    all.iter().map(|text| template(text)).collect()
}

fn is(text: &str) -> FieldAsk {
    Value(TextMatch::Equals(template(text)))
}

fn not(asked: TextMatch) -> FieldAsk {
    Value(TextMatch::Not(Box::new(asked)))
}

#[test]
fn each_thing_asked_of_a_field_holds_or_departs() {
    let date = "X: Wed, 21 Oct 2015 07:28:00 GMT";
    let near = |seconds| HttpDate { within: Some(Duration::from_secs(seconds)) };
    let any_date = || HttpDate { within: None };
    let number = |least, most| Integer(CountRange { least, most: Some(most) });
    let matches = |pattern: &str| TextMatch::Matches(pattern.to_owned());
    let rows: Vec<(&str, &str, FieldAsk, Option<FieldDeparture>)> = vec![
        ("absent", "Y: 1", Absent, None),
        ("absent, there", "X: 1", Absent, Some(Extra)),
        ("present", "x: 1", Present, None),
        ("present, empty", "X: ", Present, None),
        ("present, missing", "Y: 1", Present, Some(Missing)),
        ("equal", "X: 1", is("1"), None),
        ("equal, missing", "Y: 1", is("1"), Some(Missing)),
        ("equal, changed", "X: 2", is("1"), Some(Changed)),
        ("equal, in other case", "X: Close", is("close"), Some(Case)),
        ("equal but for space", "X: a,b", is("a, b"), Some(Space)),
        ("equal, in two lines", "X: a\nX: b", is("a, b"), None),
        ("equal, repeated", "X: a\nX: a", is("a"), Some(Repeated)),
        ("a variable", "X: value", Value(TextMatch::Equals(variable("known"))), None),
        ("matches", "X: abc", Value(matches("^a.c$")), None),
        ("matches, not found", "X: abcd", Value(matches("^a.c$")), Some(Changed)),
        ("matches, missing", "Y: abc", Value(matches("^a.c$")), Some(Missing)),
        ("does not match", "X: nginx", not(matches("apache")), None),
        ("does not match, found", "X: apache", not(matches("apache")), Some(Changed)),
        ("a negation holds of what is not there", "Y: 1", not(matches("apache")), None),
        ("lines", "X: 1\nX: 2", Lines(texts(&["1", "2"])), None),
        ("lines in another order", "X: 2\nX: 1", Lines(texts(&["1", "2"])), Some(Reordered)),
        ("lines, one less", "X: 1", Lines(texts(&["1", "2"])), Some(Missing)),
        ("lines, one more", "X: 1\nX: 2\nX: 3", Lines(texts(&["1", "2"])), Some(Repeated)),
        ("lists", "X: gzip, Accept", ListContains(texts(&["accept"])), None),
        ("lists over lines", "X: a\nX: b", ListContains(texts(&["b", "a"])), None),
        ("lists with a parameter", "X: gzip;q=1", ListContains(texts(&["gzip"])), None),
        (
            "no part of a member",
            "X: accept-encoding",
            ListContains(texts(&["accept"])),
            Some(Changed),
        ),
        ("lists, missing", "Y: a", ListContains(texts(&["a"])), Some(Missing)),
        ("does not list", "X: a, b", ListLacks(texts(&["c"])), None),
        ("does not list, listed", "X: a, B", ListLacks(texts(&["b"])), Some(Changed)),
        ("does not list, missing", "Y: a", ListLacks(texts(&["a"])), None),
        ("count", "X: 1\nX: 2", Count(exactly(2)), None),
        ("count, more", "X: 1\nX: 2", Count(exactly(1)), Some(Repeated)),
        ("count, none", "Y: 1", Count(exactly(1)), Some(Missing)),
        ("count of none", "Y: 1", Count(exactly(0)), None),
        ("a date", date, any_date(), None),
        ("an obsolete date", "X: Wed Oct 21 07:28:00 2015", any_date(), Some(Changed)),
        (
            "two dates",
            "X: Wed, 21 Oct 2015 07:28:00 GMT\nX: Wed, 21 Oct 2015 07:28:00 GMT",
            any_date(),
            Some(Changed),
        ),
        ("a near date", date, near(0), None),
        ("a date a minute ago", "X: Wed, 21 Oct 2015 07:27:00 GMT", near(60), None),
        ("a date longer ago", "X: Wed, 21 Oct 2015 07:26:59 GMT", near(60), Some(Changed)),
        ("a date to come", "X: Wed, 21 Oct 2015 07:29:01 GMT", near(60), Some(Changed)),
        ("a number", "X: 10", number(0, 10), None),
        ("too large a number", "X: 11", number(0, 10), Some(Changed)),
        ("a signed number", "X: +1", number(0, 10), Some(Changed)),
        ("the same number twice", "X: 1\nX: 1", number(0, 10), Some(Changed)),
        ("as in the other", "X: same", SameAs("other".to_owned()), None),
        ("not as in the other", "X: Same", SameAs("other".to_owned()), Some(Case)),
        ("the other has it", "Y: 1", SameAs("other".to_owned()), Some(Missing)),
        ("unlike in the other", "X: new", DiffersFrom("other".to_owned()), None),
        ("unlike, and the same", "X: same", DiffersFrom("other".to_owned()), Some(Changed)),
        ("unlike, and not there", "Z: 1", DiffersFrom("other".to_owned()), None),
    ];
    let mut wrong = Vec::new();
    for (name, lines, ask, want) in rows {
        let got = departures(lines, vec![ask]);
        let want: Vec<_> = want
            .into_iter()
            .map(|departure| FindingKind::Header { name: "x".to_owned(), departure })
            .collect();
        if got != want {
            wrong.push(format!("{name}: {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_missing_field_is_told_once_however_much_is_asked_of_it() {
    let asks = vec![Present, Count(exactly(1)), is("1"), HttpDate { within: None }];
    let missing = FindingKind::Header { name: "x".to_owned(), departure: Missing };
    assert_eq!(departures("Y: 1", asks), [missing]);
}

#[test]
fn a_response_that_is_not_there_cannot_be_compared_with() {
    let want = FindingKind::NothingToCompare { name: "nobody".to_owned() };
    for ask in [SameAs("nobody".to_owned()), DiffersFrom("nobody".to_owned())] {
        assert_eq!(departures("X: 1", vec![ask]), std::slice::from_ref(&want));
    }
}

#[test]
fn the_evidence_is_the_fields_line_and_the_head_where_it_is_missing() {
    let answer = b"HTTP/1.1 200 OK\r\nA: 1\r\nX: 2\r\n\r\n";
    for (name, want) in [("x", &b"X: 2"[..]), ("z", answer)] {
        let got = scene_of(answer, &[], |scene| {
            let response = scene.final_response().unwrap();
            let found = header(&field(name, vec![is("1")]), response, scene);
            found[0].evidence.as_ref().unwrap().span.of(answer).to_vec()
        });
        assert_eq!(got, want, "{name}");
    }
}

#[test]
fn trailers_are_looked_for_among_the_trailers() {
    let answer = b"HTTP/1.1 200 OK\r\nX: 1\r\n\r\n";
    let kinds = scene_of(answer, &[], |scene| {
        let (index, response) = scene.final_response().unwrap();
        let swapped =
            Response { trailers: response.fields.clone(), fields: Vec::new(), ..response.clone() };
        let asked = field("x", vec![is("1")]);
        let kinds = |response: &Response| -> Vec<_> {
            trailer(&asked, (index, response), scene).into_iter().map(|d| d.kind).collect()
        };
        (kinds(response), kinds(&swapped))
    });
    let missing = FindingKind::Trailer { name: "x".to_owned(), departure: Missing };
    assert_eq!(kinds, (vec![missing], vec![]));
}
