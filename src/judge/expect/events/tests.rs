//! Event streams in, what is missing or different out.

use super::*;
use crate::judge::tests::{scene_of, template};

fn answer(stream: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    format!("{head}{stream}").into_bytes()
}

fn read(stream: &str, most: usize) -> Vec<(String, String, String, Option<u64>)> {
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    scene_of(&answer(stream), &[], |scene| {
        let (_, response) = scene.final_response().unwrap();
        let event =
            |event: &Event| (text(event.name()), text(&event.data), text(&event.id), event.retry);
        first(response, most).iter().map(event).collect()
    })
}

#[test]
fn streams_are_read_by_the_steps_of_the_standard() {
    let event = |kind: &str, data: &str, id: &str, retry| {
        (kind.to_owned(), data.to_owned(), id.to_owned(), retry)
    };
    let rows = [
        ("two lines of data", "data: a\ndata: b\n\n", vec![event("message", "a\nb", "", None)]),
        (
            "every line end",
            "data:a\r\rdata:b\r\n\r\ndata:c\n\n",
            vec![
                event("message", "a", "", None),
                event("message", "b", "", None),
                event("message", "c", "", None),
            ],
        ),
        ("one space is taken off", "data:  a\n\n", vec![event("message", " a", "", None)]),
        (
            "a type lasts for one event",
            "event: x\ndata: 1\n\ndata: 2\n\n",
            vec![event("x", "1", "", None), event("message", "2", "", None)],
        ),
        (
            "an id lasts",
            "id: 7\ndata: 1\n\ndata: 2\n\n",
            vec![event("message", "1", "7", None), event("message", "2", "7", None)],
        ),
        ("no data, no event", "event: x\n\ndata: 1\n\n", vec![event("message", "1", "", None)]),
        ("empty data is data", "data\n\n", vec![event("message", "", "", None)]),
        ("comments", ": hi\n\n:\ndata: 1\n\n", vec![event("message", "1", "", None)]),
        (
            "retry",
            "retry: 10\ndata: 1\n\nretry: x\ndata: 2\n\n",
            vec![event("message", "1", "", Some(10)), event("message", "2", "", None)],
        ),
        ("a byte order mark", "\u{feff}data: 1\n\n", vec![event("message", "1", "", None)]),
        ("an event without its end", "data: 1\n", vec![]),
    ];
    for (name, stream, want) in rows {
        assert_eq!(read(stream, 10), want, "{name}");
    }
    assert_eq!(read("data: 1\n\ndata: 2\n\n", 1).len(), 1);
}

#[test]
fn each_part_of_an_event_holds_or_departs() {
    let text = |text: &str| Some(TextMatch::Equals(template(text)));
    let stream = "event: tick\nid: 7\nretry: 10\ndata: 1\n\n";
    let any = EventMatch::default;
    let rows = [
        ("type", EventMatch { event: text("tick"), ..any() }, None),
        ("another type", EventMatch { event: text("message"), ..any() }, Some("event")),
        ("data", EventMatch { data: text("1"), ..any() }, None),
        ("other data", EventMatch { data: text("2"), ..any() }, Some("data")),
        ("id", EventMatch { id: text("7"), ..any() }, None),
        ("another id", EventMatch { id: text("8"), ..any() }, Some("id")),
        ("retry", EventMatch { retry: Some(10), ..any() }, None),
        ("another retry", EventMatch { retry: Some(11), ..any() }, Some("retry")),
    ];
    let parts = |asked: &[EventMatch], stream: &str| -> Vec<FindingKind> {
        scene_of(&answer(stream), &[], |scene| {
            let found = check(asked, scene.final_response().unwrap(), scene);
            found.into_iter().map(|departure| departure.kind).collect()
        })
    };
    let kind = |index, part: &str| FindingKind::Event { index, part: part.to_owned() };
    for (name, asked, want) in rows {
        let want: Vec<_> = want.into_iter().map(|part| kind(0, part)).collect();
        assert_eq!(parts(&[asked], stream), want, "{name}");
    }
    assert_eq!(parts(&[any(), any()], stream), [kind(1, "missing")]);
    assert_eq!(parts(&[], stream), [kind(0, "event")]);
    assert_eq!(parts(&[], ": nothing\n\n"), []);
}
