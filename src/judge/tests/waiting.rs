//! What a step under way still wants.

use super::*;
use crate::model::expectation::{BodyAsk, BodyMatch, EventMatch, FrameMatch, InterimMatch};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const BAD: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

fn limits() -> Limits {
    Limits { quiet: Duration::from_millis(150), ..Limits::default() }
}

const QUIET: Want = Want::Quiet(Duration::from_millis(150));

fn wanted(outcomes: Vec<Vec<Check>>, received: &[u8], ending: Option<Ending>) -> Want {
    let case = case(vec![request(None), expect(outcomes)]);
    let mut observation = observation(received, &[(0, None, 0)]);
    observation.connections[0].ending = ending;
    wants(&case, 1, &Variables::new(), &observation, &limits())
}

#[test]
fn the_first_outcome_that_can_still_come_true_decides() {
    let closed = || fate(ConnectionFate::Closed);
    let open = || fate(ConnectionFate::Open);
    let none = || Check::Responses(exactly(0));
    let silence = || Check::Silence(Duration::from_millis(300));
    let interim = || Check::Interim(InterimMatch::Seen(vec![100]));
    let no_body =
        || Check::Body(BodyMatch { decoded: true, asked: vec![BodyAsk::None], capture: None });
    let not_modified: &[u8] = b"HTTP/1.1 304 Not Modified\r\n\r\n";
    let cut = &OK[..OK.len() - 1];
    let two = [OK, OK].concat();
    let one_and_a_half = [OK, cut].concat();
    type Row<'a> = (&'a str, Vec<Vec<Check>>, &'a [u8], Want);
    let rows: Vec<Row<'_>> = vec![
        ("nothing came", vec![vec![status(200)]], b"", Want::More),
        ("an interim response is not the final", vec![vec![status(200)]], CONTINUE, Want::More),
        ("in the head", vec![vec![status(200)]], &OK[..20], Want::More),
        ("in the body", vec![vec![status(200)]], cut, Want::More),
        ("whole", vec![vec![status(200)]], OK, Want::Done),
        ("whole, and another status", vec![vec![status(400)]], OK, Want::Done),
        ("closed is waited for", vec![vec![status(200), closed()]], OK, Want::More),
        ("not when another answer came", vec![vec![status(400), closed()]], OK, Want::Done),
        (
            "the first that can fit",
            vec![vec![status(400), closed()], vec![status(200)]],
            OK,
            Want::Done,
        ),
        ("the first of two", vec![vec![status(200), closed()], vec![status(200)]], OK, Want::More),
        ("open", vec![vec![status(200), open()]], OK, QUIET),
        ("open, in the body", vec![vec![status(200), open()]], cut, Want::More),
        (
            "open or closed",
            vec![vec![Check::Connection(vec![ConnectionFate::Closed, ConnectionFate::Open])]],
            b"",
            QUIET,
        ),
        ("one response", vec![vec![Check::Responses(exactly(1))]], OK, QUIET),
        ("one response, two came", vec![vec![Check::Responses(exactly(1))]], &two, Want::Done),
        ("two responses", vec![vec![Check::Responses(exactly(2))]], OK, Want::More),
        (
            "the second under way",
            vec![vec![Check::Responses(exactly(2))]],
            &one_and_a_half,
            Want::More,
        ),
        (
            "at least one",
            vec![vec![Check::Responses(CountRange { least: 1, most: None })]],
            OK,
            Want::Done,
        ),
        ("no response", vec![vec![none()]], b"", QUIET),
        ("closed without a response", vec![vec![none(), closed()]], b"", Want::More),
        ("silence", vec![vec![silence()]], b"", Want::Quiet(Duration::from_millis(300))),
        ("silence broken", vec![vec![silence()]], OK, Want::Done),
        ("silence or a status", vec![vec![silence()], vec![status(200)]], cut, Want::More),
        ("interim", vec![vec![interim()]], b"", Want::More),
        ("interim came", vec![vec![interim()]], CONTINUE, Want::Done),
        ("interim under way", vec![vec![interim()]], b"HTTP/1.1 1", Want::More),
        ("a final one in its place", vec![vec![interim()]], OK, Want::Done),
        ("interim or final", vec![vec![interim()], vec![status(200)]], cut, Want::More),
        ("no body where none may be", vec![vec![status(304), no_body()]], not_modified, QUIET),
        ("no HTTP", vec![vec![status(200)]], b"<html>", QUIET),
        ("no HTTP, or closed", vec![vec![status(200)], vec![closed()]], b"<html>", Want::More),
    ];
    for (name, outcomes, received, want) in rows {
        assert_eq!(wanted(outcomes, received, None), want, "{name}");
    }
}

#[test]
fn nothing_is_wanted_of_a_connection_that_has_ended() {
    for ending in [Ending::Fin, Ending::Reset, Ending::TimedOut, Ending::TooManyBytes] {
        for received in [&b""[..], OK] {
            let closed = vec![vec![status(200), fate(ConnectionFate::Closed)]];
            assert_eq!(wanted(closed, received, Some(ending)), Want::Done, "{ending:?}");
        }
    }
}

#[test]
fn a_stream_is_read_until_its_events_have_come_or_cannot() {
    let events = || {
        let data = |text| EventMatch {
            data: Some(TextMatch::Equals(template(text))),
            ..EventMatch::default()
        };
        vec![vec![status(200), Check::Events(vec![data("1"), data("2")])]]
    };
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    let rows: [(&str, &[u8], Want); 5] = [
        ("nothing yet", b"", Want::More),
        ("one", b"data: 1\n\n", Want::More),
        ("the second has no end", b"data: 1\n\ndata: 2\n", Want::More),
        ("both", b"data: 1\n\ndata: 2\n\ndata: 3\n\n", Want::Done),
        ("another", b"data: 0\n\n", Want::Done),
    ];
    for (name, body, want) in rows {
        assert_eq!(wanted(events(), &[&head[..], body].concat(), None), want, "{name}");
    }
    let contains = |text| {
        let asked = vec![BodyAsk::Text(TextMatch::Contains(template(text)))];
        let body = Check::Body(BodyMatch { decoded: true, asked, capture: None });
        events().into_iter().map(|checks| [checks, vec![body.clone()]].concat()).collect()
    };
    let first = [&head[..], b"data: 1\n\n"].concat();
    let both = [&head[..], b"data: 1\n\ndata: 2\n\n"].concat();
    assert_eq!(wanted(contains("2"), &first, None), Want::More);
    assert_eq!(wanted(contains("2"), &both, None), Want::Done);
    let refused = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>";
    assert_eq!(wanted(events(), refused, None), Want::Done);
}

#[test]
fn frames_are_waited_for_until_one_departs() {
    let text = || FrameMatch { opcode: Some(1), ..FrameMatch::default() };
    let run = |opcodes: &[u8]| {
        let case = case(vec![expect(vec![vec![Check::Frames(vec![text(), text()])]])]);
        let mut observation = observation(&[0; 20], &[]);
        observation.connections[0].responses.clear();
        observation.connections[0].frames = frames(opcodes);
        wants(&case, 0, &Variables::new(), &observation, &limits())
    };
    for (name, opcodes, want) in [
        ("none", &[][..], Want::More),
        ("one", &[1], Want::More),
        ("both", &[1, 1], Want::Done),
        ("another", &[8], Want::Done),
    ] {
        assert_eq!(run(opcodes), want, "{name}");
    }
}

#[test]
fn nothing_is_wanted_after_a_step_that_failed() {
    let steps = vec![
        request(None),
        expect(vec![vec![status(200)]]),
        request(None),
        expect(vec![vec![status(200)]]),
    ];
    for (received, want) in [(OK, Want::More), (BAD, Want::Done)] {
        let seen = [(0, None, 0), (received.len(), None, 0), (received.len(), None, 0)];
        let observation = observation(received, &seen);
        assert_eq!(
            wants(&case(steps.clone()), 3, &Variables::new(), &observation, &limits()),
            want
        );
    }
}

#[test]
fn a_time_out_of_an_earlier_step_does_not_end_a_later_one() {
    let timed_out = Some(Ending::TimedOut);
    let first = vec![vec![status(200), fate(ConnectionFate::Closed)], vec![status(200)]];
    let steps = vec![request(None), expect(first), request(None), expect(vec![vec![status(200)]])];
    let seen = [(0, None, 0), (OK.len(), timed_out, 0), (OK.len(), timed_out, 0)];
    let observation = observation(OK, &seen);
    assert_eq!(wants(&case(steps), 3, &Variables::new(), &observation, &limits()), Want::More);
}
