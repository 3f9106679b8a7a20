//! Events other than octets: writes between reads, ends, steps.

use super::{came, event, observed, sent, shown};
use crate::model::bytes::Bytes;
use crate::model::case::CloseKind;
use crate::model::observation::{Ending, StepMark};
use crate::model::transcript::{ConnectFailure, Event, EventKind, TimeLimit};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

#[test]
fn the_first_end_is_the_end_but_a_wait_that_ran_out_is_none_where_more_comes() {
    let timed_out = || EventKind::TimedOut { limit: TimeLimit::Read };
    let closed = |how| EventKind::Closed { how };
    let reset_after = || EventKind::Received { bytes: Bytes::from("x") };
    let rows: [(&str, Vec<EventKind>, Option<Ending>); 11] = [
        ("nothing", vec![], None),
        ("a half-close of ours", vec![closed(CloseKind::Write)], None),
        ("a close of ours", vec![closed(CloseKind::Full)], Some(Ending::ClosedByUs)),
        ("FIN, then our close", vec![EventKind::Fin, closed(CloseKind::Full)], Some(Ending::Fin)),
        ("FIN, then RST", vec![EventKind::Fin, EventKind::Reset], Some(Ending::Fin)),
        ("silence", vec![timed_out()], Some(Ending::TimedOut)),
        ("silence, then octets", vec![timed_out(), reset_after()], None),
        ("silence, then FIN", vec![timed_out(), EventKind::Fin], Some(Ending::Fin)),
        ("a flood", vec![EventKind::TooManyBytes { cap: 9 }], Some(Ending::TooManyBytes)),
        (
            "a read error",
            vec![EventKind::ReadFailed { message: String::new() }],
            Some(Ending::Failed),
        ),
        (
            "no connection",
            vec![EventKind::ConnectFailed {
                failure: ConnectFailure::Refused,
                message: String::new(),
            }],
            Some(Ending::NotConnected),
        ),
    ];
    for (name, kinds, want) in rows {
        let observation = observed(kinds.into_iter().map(event).collect());
        assert_eq!(observation.connections[0].ending, want, "{name}");
    }
}

#[test]
fn a_body_that_the_close_ends_is_whole_at_fin_even_after_a_wait() {
    let wait = EventKind::TimedOut { limit: TimeLimit::Read };
    let head = came(b"HTTP/1.1 200 OK\r\n\r\nab");
    let rows = [
        (vec![event(EventKind::Fin)], "200 Close/8 Complete ab"),
        (vec![event(wait.clone()), event(EventKind::Fin)], "200 Close/8 Complete ab"),
        (vec![event(wait)], "200 Close/8 InBody ab"),
        (vec![event(EventKind::Closed { how: CloseKind::Full })], "200 Close/8 InBody ab"),
        (vec![event(EventKind::TooManyBytes { cap: 9 })], "200 Close/8 InBody ab"),
    ];
    for (rest, want) in rows {
        let events = [head.clone()].into_iter().chain(rest).collect();
        assert_eq!(shown(&observed(events)), [want]);
    }
}

#[test]
fn a_request_sent_later_has_the_answer_that_comes_later() {
    let rows: [(&str, Vec<Event>, &[&str]); 5] = [
        (
            "one by one",
            vec![
                sent("GET"),
                came(OK),
                sent("HEAD"),
                came(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
            ],
            &["200 ContentLength/6 Complete #0", "200 None/1 Complete #1"],
        ),
        (
            "after octets that no one asked for",
            vec![sent("GET"), came(OK), came(b"junk"), sent("GET"), came(OK)],
            &[
                "200 ContentLength/6 Complete #0 [OctetsAfterEnd junk]",
                "200 ContentLength/6 Complete #1",
                "stray junk",
            ],
        ),
        (
            "after garbage in place of an answer",
            vec![sent("GET"), came(b"junk"), sent("GET"), came(OK)],
            &["- Garbage #0 [GarbageBeforeStatusLine junk]", "200 ContentLength/6 Complete #1"],
        ),
        (
            "after an answer that came before any request",
            vec![came(OK), sent("GET"), came(OK)],
            &["200 ContentLength/6 Complete", "200 ContentLength/6 Complete #0"],
        ),
        (
            "whose body is sent after an interim answer",
            vec![
                sent("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"),
                came(b"HTTP/1.1 100 Continue\r\n\r\n"),
                event(EventKind::Sent { bytes: Bytes::from("body"), request: false }),
                came(OK),
            ],
            &["100 None/1 Complete #0", "200 ContentLength/6 Complete #0"],
        ),
    ];
    for (name, events, want) in rows {
        assert_eq!(shown(&observed(events)), want, "{name}");
    }
}

#[test]
fn a_head_request_is_known_by_its_first_word_though_its_line_has_no_end() {
    let events = vec![sent("HEAD /"), came(b"HTTP/1.1 400 Bad\r\nContent-Length: 5\r\n\r\n")];
    assert_eq!(shown(&observed(events)), ["400 None/1 Complete #0"]);
}

#[test]
fn marks_tell_the_state_of_the_connection_at_the_end_of_each_step() {
    let at = |at_us, step, kind| Event { at_us, connection: 0, step, omitted: 0, kind };
    let bytes = Bytes::from(OK);
    let events = vec![
        at(1, 0, EventKind::Sent { bytes: Bytes::from("GET / HTTP/1.1\r\n\r\n"), request: true }),
        at(2, 0, EventKind::StepDone),
        at(3, 1, EventKind::Received { bytes }),
        at(4, 1, EventKind::Quiet { waited_us: 70 }),
        at(5, 1, EventKind::Quiet { waited_us: 50 }),
        at(6, 1, EventKind::StepDone),
        at(7, 2, EventKind::Fin),
        at(8, 2, EventKind::StepDone),
    ];
    let mark = |step, received, ending, quiet_us, at_us| StepMark {
        step,
        connection: 0,
        received,
        ending,
        quiet_us,
        at_us,
        last_sent_us: 1,
    };
    let observation = observed(events);
    assert_eq!(
        observation.marks,
        [
            mark(0, 0, None, 0, 2),
            mark(1, OK.len(), None, 70, 6),
            mark(2, OK.len(), Some(Ending::Fin), 0, 8),
        ]
    );
    let connection = &observation.connections[0];
    assert_eq!((connection.last_sent_us, connection.last_received_us), (1, 3));
}

#[test]
fn times_are_those_of_the_first_octet_the_end_of_the_head_and_the_last_octet() {
    let at = |at_us, bytes: &str| Event {
        at_us,
        connection: 0,
        step: 0,
        omitted: 0,
        kind: EventKind::Received { bytes: Bytes::from(bytes) },
    };
    let fin = Event { at_us: 9, connection: 0, step: 0, omitted: 0, kind: EventKind::Fin };
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    let rows = [
        (
            vec![
                at(1, "HT"),
                at(2, "TP/1.1 200 OK\r\nContent-Length: 2\r"),
                at(3, "\n\r\na"),
                at(4, "b"),
            ],
            [1, 3, 4],
        ),
        (vec![at(1, "\r\n"), at(2, head), at(3, "a")], [1, 2, 0]),
        (vec![at(1, "HTTP/1.1 200 OK\r\n\r\n"), at(2, "a"), fin], [1, 1, 2]),
    ];
    for (events, want) in rows {
        let observation = observed(events);
        let response = &observation.connections[0].responses[0];
        assert_eq!([response.first_octet_us, response.head_us, response.end_us], want);
    }
}

#[test]
fn connections_are_told_apart_and_an_event_without_one_is_left_out() {
    let on = |connection, bytes: &[u8]| Event { connection, ..came(bytes) };
    let mut observer = crate::observe::Observer::new();
    let names = ["main".to_owned(), "other".to_owned()];
    observer.see(&names[..1], &on(0, b"HTTP/1.1 204 A\r\n"));
    observer.see(&names, &on(1, b"HTTP/1.1 404 B\r\n\r\n"));
    observer.see(&names, &on(0, b"\r\n"));
    observer.see(&names, &on(7, b"HTTP/1.1 204 C\r\n"));
    let found: Vec<_> = observer
        .observation()
        .connections
        .iter()
        .map(|c| (c.name.as_str(), c.responses.len(), c.responses[0].status()))
        .collect();
    assert_eq!(found, [("main", 1, Some(204)), ("other", 1, Some(404))]);
}
