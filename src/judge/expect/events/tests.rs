//! Event streams in, what is missing or different out.

use super::*;
use crate::judge::tests::{scene_of, template};

fn answer(stream: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    format!("{head}{stream}").into_bytes()
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
        ("no id yet", EventMatch { id: text(""), ..any() }, Some("id")),
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
    let unnamed = [EventMatch { event: text("message"), id: text(""), ..any() }];
    assert_eq!(parts(&unnamed, "data: 1\n\ndata: 2\n\n"), []);
    assert_eq!(parts(&[any(), any()], "data: 1\n\ndata: 2\n"), [kind(1, "missing")], "unended");
    assert_eq!(parts(&[], ": nothing\n\n"), []);
}
