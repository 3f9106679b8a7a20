//! The same octets are a fault in one exchange and none in another.

use super::*;
use crate::model::case::CloseKind;
use crate::model::observation::Ending;
use crate::model::transcript::TimeLimit;

#[test]
fn a_request_that_is_wrong_on_purpose_is_not_held_against_the_answer() {
    let rows: [(&str, &[u8], bool); 3] = [
        ("HEAD", HEAD, true),
        ("HEAD with a space in a name", b"HEAD / HTTP/1.1\r\nHost: a\r\nX A: b\r\n\r\n", false),
        (
            "HEAD after a request of two lengths",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\nx\
              HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
            false,
        ),
    ];
    for (name, request, counts) in rows {
        let transcript = transcript((request, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nok"));
        let mut observation = observe(&transcript);
        let connection = &mut observation.connections[0];
        let response = connection.responses.last_mut().unwrap();
        response.request = Some(connection.requests.len() - 1);
        let span = Span::new(response.span.end, response.span.end + 2);
        response.deviations.push(Deviation { kind: DeviationKind::BodyForbidden, span });
        let found = names(&run(&observation, &transcript).0);
        assert_eq!(found.contains(&"body-forbidden".to_owned()), counts, "{name}: {found:?}");
    }
}

#[test]
fn a_body_that_stops_is_the_server_s_doing_only_where_the_server_closed() {
    for (ending, want) in [
        (Some(Ending::Fin), true),
        (Some(Ending::Reset), false),
        (Some(Ending::TimedOut), false),
        (Some(Ending::ClosedByUs), false),
        (Some(Ending::TooManyBytes), false),
        (None, false),
    ] {
        let transcript = transcript((GET, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"));
        let mut observation = observe(&transcript);
        let connection = &mut observation.connections[0];
        connection.ending = ending;
        let response = &mut connection.responses[0];
        let deviation = Deviation { kind: DeviationKind::Truncated, span: response.body.span };
        response.deviations.push(deviation);
        let found = names(&run(&observation, &transcript).0).contains(&"truncated".to_owned());
        assert_eq!(found, want, "{ending:?}");
    }
}

#[test]
fn a_close_counts_as_intended_only_where_the_server_closes_at_once_and_by_itself() {
    let example: Example = (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let fires = |change: fn(&mut Transcript)| {
        let mut transcript = transcript(example);
        change(&mut transcript);
        let mut observation = observe(&transcript);
        observation.connections[0].last_received_us = 2000;
        names(&run(&observation, &transcript).0).contains(&"close-not-announced".to_owned())
    };
    assert!(fires(|_| ()));
    assert!(!fires(|t| t.events[3].at_us = 5_000_000), "an idle connection");
    assert!(!fires(|t| t.events[3].kind = EventKind::Reset), "a reset");
    assert!(!fires(|t| t.events[3].kind = EventKind::TimedOut { limit: TimeLimit::Read }));
    let half_close = |t: &mut Transcript| {
        let kind = EventKind::Closed { how: CloseKind::Write };
        t.events.insert(3, Event { at_us: 2500, connection: 0, step: 0, omitted: 0, kind });
    };
    assert!(!fires(half_close), "we closed first");
}

#[test]
fn what_the_observer_saw_counts_only_where_the_lint_agrees() {
    let deviate = |request, response, kind| {
        let transcript = transcript((request, response));
        let mut observation = observe(&transcript);
        let response = &mut observation.connections[0].responses[0];
        response.deviations.push(Deviation { kind, span: response.span });
        names(&run(&observation, &transcript).0)
    };
    let response = b"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n";
    let found = deviate(GET, response, DeviationKind::BadVersion);
    assert!(found.contains(&"unknown-version".to_owned()), "{found:?}");
    assert!(!found.contains(&"bad-version".to_owned()), "{found:?}");

    let asked_in_0_9: Example = (b"GET /\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n");
    let found = deviate(asked_in_0_9.0, asked_in_0_9.1, DeviationKind::GarbageBeforeStatusLine);
    assert!(!found.contains(&"garbage-before-status-line".to_owned()), "{found:?}");

    let ends_in_gzip = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n";
    let found = deviate(GET, ends_in_gzip, DeviationKind::BadTransferEncoding);
    assert!(!found.contains(&"transfer-encoding-invalid".to_owned()), "{found:?}");
}

#[test]
fn a_unix_socket_is_not_held_to_be_insecure() {
    let example: Example =
        (GET, b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1\r\n\r\n");
    for (peer, want) in [("127.0.0.1:80", true), ("[::1]:80", true), ("/run/a.sock", false)] {
        let mut transcript = transcript(example);
        transcript.events[0].kind =
            EventKind::Connected { peer: peer.to_owned(), local: String::new() };
        let found = names(&run(&observe(&transcript), &transcript).0);
        assert_eq!(found.contains(&"hsts-over-http".to_owned()), want, "{peer}");
    }
}

#[test]
fn content_that_a_transfer_coding_hides_is_not_judged() {
    let rows: [(&str, Example); 2] = [
        (
            "content-not-so-coded",
            (
                GET,
                b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: gzip\r\n\r\nok",
            ),
        ),
        (
            "partial-length-wrong",
            (
                GET,
                b"HTTP/1.1 206 P\r\nContent-Range: bytes 0-8/9\r\nTransfer-Encoding: gzip\r\n\r\nok",
            ),
        ),
    ];
    for (lint, example) in rows {
        assert!(!fired(example).contains(&lint.to_owned()), "{lint}");
    }
}
