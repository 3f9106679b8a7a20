//! What holds whatever comes: segments make no difference, spans lie within what was received and
//! tile it, nothing panics, and no input costs more than its length.

use std::time::{Duration, Instant};

use super::answers::{departing, legal};
use super::{Row, came, events, observed, observer, sent};
use crate::model::bytes::Span;
use crate::model::observation::{Connection, DeviationKind, Observation};
use crate::model::transcript::Event;
use crate::observe::chunked::MOST_CHUNKS;
use crate::observe::connection::MOST_RESPONSES;
use crate::observe::field_section::MOST_FIELDS;
use crate::observe::frames::MOST_FRAMES;
use crate::observe::note::MOST;

fn rows() -> Vec<Row> {
    legal().into_iter().chain(departing()).collect()
}

#[test]
fn segments_make_no_difference() {
    for row in rows() {
        let whole = observed(events(&row, [row.received].into_iter()));
        for split in 1..row.received.len() {
            let (first, second) = row.received.split_at(split);
            let found = observed(events(&row, [first, second].into_iter()));
            assert_eq!(found, whole, "{} split at {split}", row.name);
        }
        let found = observed(events(&row, row.received.chunks(1)));
        assert_eq!(found, whole, "{} octet by octet", row.name);
    }
}

/// Spans lie within what was received; elements lie within their response; responses and strays
/// neither overlap nor leave octets out, but for those that HTTP has no more to do with.
fn check_spans(connection: &Connection) {
    let all = Span::new(0, connection.received.len());
    let within = |inner: Span, outer: Span, what: &str| {
        assert!(
            outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end,
            "{what} {inner:?} is not within {outer:?}"
        );
    };
    let mut end = 0;
    for response in &connection.responses {
        within(response.span, all, "response");
        assert!(response.span.start >= end, "responses overlap at {end}");
        end = response.span.end;
        within(response.head, response.span, "head");
        within(response.body.span, response.span, "body");
        let line = &response.status_line;
        within(line.line, response.span, "status line");
        for element in [line.version, line.code, line.reason] {
            within(element, line.line, "element of the status line");
        }
        for field in response.fields.iter().chain(&response.trailers) {
            within(field.line, response.span, "field line");
            within(field.name_span, field.line, "field name");
            within(field.value_span, field.line, "field value");
            assert_eq!(field.name_span.of(&connection.received), &*field.name.0);
        }
        for chunk in &response.body.chunks {
            for element in [chunk.size, chunk.extensions, chunk.data] {
                within(element, response.body.span, "element of a chunk");
            }
        }
        for deviation in &response.deviations {
            within(deviation.span, all, "deviation");
        }
        assert!(response.deviations.is_sorted_by_key(|d| d.span.start), "deviations out of order");
    }
    for frame in &connection.frames {
        within(frame.span, all, "frame");
    }
    if let Some(stray) = connection.stray {
        within(stray, all, "stray");
        let overlaps = connection
            .responses
            .iter()
            .any(|r| r.span.start < stray.end && stray.start < r.span.end);
        assert!(!overlaps, "stray {stray:?} lies within a response");
    }
}

fn check(observation: &Observation) {
    observation.connections.iter().for_each(check_spans);
}

#[test]
fn spans_lie_within_what_they_are_part_of_at_every_moment() {
    for row in rows() {
        for end in 0..=row.received.len() {
            check(&observed(events(&row, row.received[..end].chunks(1))));
        }
    }
}

fn check_caps(connection: &Connection) {
    assert!(connection.responses.len() <= MOST_RESPONSES);
    assert!(connection.frames.len() <= MOST_FRAMES);
    for response in &connection.responses {
        assert!(response.fields.len() <= MOST_FIELDS && response.trailers.len() <= MOST_FIELDS);
        assert!(response.body.chunks.len() <= MOST_CHUNKS);
        // A handful of kinds is noted whatever else was.
        assert!(response.deviations.len() <= MOST + DeviationKind::ALL.len());
    }
}

/// Knuth's MMIX generator: the same numbers everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// Replaces, removes, doubles or inserts octets that mean something to some rule.
fn spoil(octets: &mut Vec<u8>, numbers: &mut Numbers) {
    const TELLING: &[u8] = b"\r\n\t :;,=\"\\\0\x7f\xff0123fHTP/.x\x81\x88";
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(octets.len().max(1));
        let octet = TELLING[numbers.below(TELLING.len())];
        match numbers.below(5) {
            _ if octets.is_empty() => octets.push(octet),
            0 => octets[at] = octet,
            1 => octets.insert(at, octet),
            2 => drop(octets.remove(at)),
            3 => {
                let end = (at + numbers.below(40)).min(octets.len());
                let piece = octets[at..end].to_vec();
                octets.splice(at..at, piece);
            }
            _ => octets.truncate(octets.len() - numbers.below(8).min(octets.len())),
        }
    }
}

#[test]
fn spoilt_answers_neither_panic_nor_depend_on_segments() {
    let rows = rows();
    let mut numbers = Numbers(9112);
    for round in 0..20_000 {
        let row = &rows[numbers.below(rows.len())];
        let mut octets = row.received.to_vec();
        spoil(&mut octets, &mut numbers);
        let whole = observed(events(row, [&*octets].into_iter()));
        check(&whole);
        let (first, second) = octets.split_at(numbers.below(octets.len() + 1));
        let found = observed(events(row, [first, second].into_iter()));
        assert_eq!(found, whole, "round {round}, split at {} of {octets:?}", first.len());
    }
}

#[test]
fn spoilt_requests_do_not_panic() {
    let request = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
    let mut numbers = Numbers(9110);
    for _ in 0..2_000 {
        let mut octets = request.as_bytes().to_vec();
        spoil(&mut octets, &mut numbers);
        let request = String::from_utf8_lossy(&octets).into_owned();
        observed(vec![sent(&request), came(b"HTTP/1.1 204 No\r\n\r\n")]);
    }
}

#[test]
fn what_a_hostile_peer_can_make_many_of_costs_no_more_than_its_length() {
    let head = b"HTTP/1.1 200 OK\r\n";
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let websocket = b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n";
    let rows: [(&str, &[u8], &[u8]); 16] = [
        ("fields", head, b"a:\n"),
        ("folds", b"HTTP/1.1 200 OK\r\na: b\r\n", b" c\r\n"),
        ("empty folds", b"HTTP/1.1 200 OK\r\na: b\r\n", b" \n"),
        ("a field line", head, b"a"),
        ("bad octets", b"HTTP/1.1 200 OK\r\na:", b"\0a"),
        ("bare CRs", head, b"\r"),
        ("a status line", b"HTTP/1.1", b" "),
        ("empty lines first", b"", b"\r\n"),
        ("garbage", b"", b"\nHTTP/"),
        ("interim answers", b"", b"HTTP/1.1 100 \n\n"),
        ("chunks", chunked, b"1\na\n"),
        ("a chunk extension", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1", b" ;a"),
        ("trailers", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"te:\n"),
        ("lengths", head, b"content-length:1\n"),
        ("a list of lengths", b"HTTP/1.1 200 OK\r\nContent-Length: 1", b",1"),
        ("frames", websocket, b"\x89\0"),
    ];
    let read = |start: &[u8], unit: &[u8], times: usize| -> Duration {
        let octets = [start, &unit.repeat(times), b"\r\n\r\n"].concat();
        let events: Vec<Event> =
            [sent("GET")].into_iter().chain(octets.chunks(7).map(came)).collect();
        let begun = Instant::now();
        let observation = observer(&events).into_observation();
        let took = begun.elapsed();
        check(&observation);
        check_caps(&observation.connections[0]);
        took
    };
    for (name, start, unit) in rows {
        let times = 400_000 / unit.len();
        // Linear work on this much takes a tenth of this; work that grows with the square of the
        // length takes a hundred times as much.
        let took = read(start, unit, times);
        assert!(took < Duration::from_secs(3), "{name}: {took:?}");
    }
}
