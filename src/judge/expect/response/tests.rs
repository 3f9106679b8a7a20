//! Whole answers against templates with holes.

use super::*;
use crate::judge::tests::{scene_of, template};
use crate::model::finding::FieldDeparture;

fn text(text: &str) -> Hole {
    Hole::Octets(template(text))
}

fn asked(fields: Vec<(&str, Vec<Hole>)>, body: Option<Vec<Hole>>, exact: bool) -> ResponseTemplate {
    ResponseTemplate {
        status_line: vec![text("HTTP/1.1 200 "), Hole::Any],
        fields: fields.into_iter().map(|(name, holes)| (name.to_owned(), holes)).collect(),
        body,
        exact,
    }
}

fn departures(asked: &ResponseTemplate, received: &str) -> Vec<Departure> {
    scene_of(received.as_bytes(), &[], |scene| {
        check(asked, scene.final_response().unwrap(), true, scene)
    })
}

fn kinds(asked: &ResponseTemplate, received: &str) -> Vec<FindingKind> {
    departures(asked, received).into_iter().map(|departure| departure.kind).collect()
}

#[test]
fn placeholders_stand_for_what_they_say_and_nothing_else() {
    let regex = |pattern: &str| Hole::Matches(pattern.to_owned());
    let rows: Vec<(&str, Vec<Hole>, &str, bool)> = vec![
        ("octets", vec![text("a.b")], "a.b", true),
        ("octets are no pattern", vec![text("a.b")], "axb", false),
        ("any", vec![text("a"), Hole::Any, text("c")], "abbc", true),
        ("any may be nothing", vec![text("a"), Hole::Any], "a", true),
        ("number", vec![text("n="), Hole::Number], "n=42", true),
        ("no number", vec![text("n="), Hole::Number], "n=4x", false),
        ("a date", vec![Hole::HttpDate], "Sun, 06 Nov 1994 08:49:37 GMT", true),
        ("of another weekday", vec![Hole::HttpDate], "Mon, 06 Nov 1994 08:49:37 GMT", false),
        ("an expression", vec![text("\""), regex("[a-f]+|x"), text("\"")], "\"fade\"", true),
        (
            "is anchored by its neighbours",
            vec![text("\""), regex("a|b"), text("\"")],
            "\"ab\"",
            false,
        ),
        ("shortest first", vec![Hole::Any, text("b"), Hole::Any, text("c")], "abbc", true),
    ];
    for (name, holes, value, fits) in rows {
        let asked = asked(vec![("X", holes)], None, false);
        let got = kinds(&asked, &format!("HTTP/1.1 200 OK\r\nX: {value}\r\n\r\n"));
        assert_eq!(got.is_empty(), fits, "{name}: {got:?}");
    }
}

#[test]
fn the_status_line_departs_by_element() {
    let asked = asked(vec![], None, false);
    for (line, want) in [
        ("HTTP/1.1 200 OK", None),
        ("HTTP/1.1 200 Not So Bad", None),
        ("HTTP/1.1 404 Not Found", Some(FindingKind::Status)),
        ("HTTP/1.0 200 OK", Some(FindingKind::Version)),
    ] {
        assert_eq!(kinds(&asked, &format!("{line}\r\n\r\n")), Vec::from_iter(want), "{line}");
    }
    let reason = ResponseTemplate { status_line: vec![text("HTTP/1.1 200 All Right")], ..asked };
    assert_eq!(kinds(&reason, "HTTP/1.1 200 All Right\r\n\r\n"), []);
    assert_eq!(kinds(&reason, "HTTP/1.1 200 OK\r\n\r\n"), [FindingKind::Reason]);
}

#[test]
fn fields_not_written_are_free_unless_exact() {
    use FieldDeparture::{Extra, Missing, Repeated};
    let field = |name: &str, departure| FindingKind::Header { name: name.to_owned(), departure };
    let rows = [
        ("as written", "B: 2\r\nA: 1\r\n", false, vec![]),
        ("one more", "A: 1\r\nB: 2\r\nC: 3\r\n", false, vec![]),
        ("one more, exact", "A: 1\r\nB: 2\r\nC: 3\r\n", true, vec![field("C", Extra)]),
        ("one less", "A: 1\r\n", false, vec![field("B", Missing)]),
        ("one twice", "A: 1\r\nB: 2\r\nA: 1\r\n", false, vec![field("A", Repeated)]),
    ];
    for (name, fields, exact, want) in rows {
        let written = vec![("a", vec![text("1")]), ("B", vec![text("2")])];
        let got = kinds(&asked(written, None, exact), &format!("HTTP/1.1 200 OK\r\n{fields}\r\n"));
        let lower = |kinds: Vec<FindingKind>| format!("{kinds:?}").to_lowercase();
        assert_eq!(lower(got), lower(want), "{name}");
    }
}

#[test]
fn a_body_that_departs_is_shown_with_its_placeholders_filled_as_far_as_they_fit() {
    let holes =
        vec![text("id: "), Hole::Number, text("\nname: Joe\nat: "), Hole::HttpDate, text("\n")];
    let asked = asked(vec![], Some(holes), false);
    let answer =
        |body: &str| format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let right = "id: 42\nname: Joe\nat: Sun, 06 Nov 1994 08:49:37 GMT\n";
    assert_eq!(kinds(&asked, &answer(right)), []);
    let departure = departures(&asked, &answer("id: 42\nname: Ann\nat: now\n")).remove(0);
    let want = "id: 42\nname: Joe\nat: [[http-date]]\n";
    assert_eq!(departure.expected, Side::Bytes(want.into()));
}

#[test]
fn a_large_body_without_placeholders_is_compared_as_it_is() {
    let body = "x".repeat(1 << 20);
    let answer =
        |body: &str| format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let asked = asked(vec![], Some(vec![text(&body)]), false);
    assert_eq!(kinds(&asked, &answer(&body)), []);
    assert_eq!(kinds(&asked, &answer(&format!("{body}y"))).len(), 1);
}
