//! WebSocket frames in, what is missing or different out.

use super::*;
use crate::judge::scene::Named;
use crate::judge::tests::{connection, exactly, template, with_scene};
use crate::model::bytes::Bytes;
use crate::model::expectation::TextMatch;
use crate::model::websocket;

/// Reads whole unmasked frames with a payload of up to 125 octets.
fn received(octets: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut start = 0;
    while let Some(header) = octets.get(start..).and_then(websocket::header) {
        let end = start + header.header_length + header.length as usize;
        frames.push(Frame {
            span: Span::new(start, end),
            fin: header.fin,
            rsv: header.rsv,
            opcode: header.opcode,
            masked: header.mask.is_some(),
            payload: Bytes::from(&octets[start + header.header_length..end]),
            complete: true,
            shortest_length: true,
            at_us: 0,
        });
        start = end;
    }
    frames
}

/// The parts that depart, with the index of the frame.
fn departures(octets: &[u8], asked: &[FrameMatch]) -> Vec<(usize, String)> {
    let mut connection = connection("main", b"", None);
    connection.received = octets.to_vec();
    connection.frames = received(octets);
    with_scene(&[connection], Named::new(), |scene| {
        let parts = check(asked, scene).into_iter().map(|departure| match departure.kind {
            FindingKind::Frame { index, part } => (index, part),
            kind => panic!("{kind:?}"),
        });
        parts.collect()
    })
}

#[test]
fn each_part_of_a_frame_holds_or_departs() {
    let any = FrameMatch::default;
    let payload =
        |text: &str| FrameMatch { payload: Some(TextMatch::Equals(template(text))), ..any() };
    let close = b"\x88\x05\x03\xe8bye";
    let rows: Vec<(&str, &[u8], FrameMatch, Option<&str>)> = vec![
        ("opcode", b"\x81\x02hi", FrameMatch { opcode: Some(1), ..any() }, None),
        ("another opcode", b"\x82\x02hi", FrameMatch { opcode: Some(1), ..any() }, Some("opcode")),
        ("fin", b"\x81\x00", FrameMatch { fin: Some(true), ..any() }, None),
        ("no fin", b"\x01\x00", FrameMatch { fin: Some(true), ..any() }, Some("fin")),
        ("rsv", b"\xc1\x00", FrameMatch { rsv: Some(4), ..any() }, None),
        ("another rsv", b"\xc1\x00", FrameMatch { rsv: Some(0), ..any() }, Some("rsv")),
        ("unmasked", b"\x81\x00", FrameMatch { masked: Some(false), ..any() }, None),
        ("not masked", b"\x81\x00", FrameMatch { masked: Some(true), ..any() }, Some("masked")),
        ("payload", b"\x81\x02hi", payload("hi"), None),
        ("another payload", b"\x81\x02ho", payload("hi"), Some("payload")),
        ("length", b"\x81\x02hi", FrameMatch { length: Some(exactly(2)), ..any() }, None),
        (
            "another length",
            b"\x81\x01h",
            FrameMatch { length: Some(exactly(2)), ..any() },
            Some("length"),
        ),
        ("code", close, FrameMatch { code: vec![1000, 1001], ..any() }, None),
        ("another code", close, FrameMatch { code: vec![1002], ..any() }, Some("code")),
        (
            "a close without a code",
            b"\x88\x00",
            FrameMatch { code: vec![1000], ..any() },
            Some("code"),
        ),
        ("the reason of a close", close, payload("bye"), None),
        ("none came", b"", any(), Some("missing")),
    ];
    for (name, octets, asked, want) in rows {
        let want: Vec<_> = want.into_iter().map(|part| (0, part.to_owned())).collect();
        assert_eq!(departures(octets, &[asked]), want, "{name}");
    }
}

#[test]
fn frames_are_asked_for_in_order_and_more_may_follow() {
    let text = || FrameMatch { opcode: Some(1), ..FrameMatch::default() };
    let ping = || FrameMatch { opcode: Some(9), ..FrameMatch::default() };
    let octets = b"\x81\x00\x89\x00\x88\x00";
    assert_eq!(departures(octets, &[text(), ping()]), []);
    assert_eq!(departures(octets, &[ping(), text()]).len(), 2);
    assert_eq!(departures(&octets[..2], &[text(), ping()]), [(1, "missing".to_owned())]);
    assert_eq!(departures(octets, &[]), [(0, "opcode".to_owned())]);
}

#[test]
fn a_ping_may_come_at_any_time() {
    let asked = |opcode| FrameMatch { opcode: Some(opcode), ..FrameMatch::default() };
    let octets = b"\x89\x00\x81\x02hi\x89\x01a\x88\x00";
    assert_eq!(departures(octets, &[asked(1), asked(8)]), []);
    assert_eq!(departures(b"\x89\x00", &[]), []);
    assert_eq!(departures(octets, &[asked(9), asked(1), asked(9), asked(8)]), []);
    let late = departures(octets, &[asked(1), asked(9), asked(8)]);
    assert_eq!(
        late,
        [(0, "opcode".to_owned()), (1, "opcode".to_owned()), (2, "opcode".to_owned())]
    );
}
