//! The WebSocket echo, frame by frame.

use super::probes::{Probe, Row};
use super::{quick, start, talk, wire};
use crate::reference::Limits;

const HANDSHAKE: &str = "GET /websocket HTTP/1.1\nHost: a\nUpgrade: WebSocket\n\
    Connection: keep-alive, Upgrade\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\
    Sec-WebSocket-Version: 13\n\n";

/// A masked frame with a key of zeros, which leaves the payload as it is.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![first];
    match u16::try_from(payload.len()) {
        Ok(length) if length < 126 => out.push(0x80 | length as u8),
        Ok(length) => {
            out.push(0x80 | 126);
            out.extend_from_slice(&length.to_be_bytes());
        }
        Err(_) => {
            out.push(0x80 | 127);
            out.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(payload);
    out
}

#[tokio::test]
async fn a_handshake_is_accepted_with_its_proof_or_refused() {
    let server = start(&[], quick()).await;
    let answer = talk(&server, &wire(HANDSHAKE)).await;
    assert_eq!(answer.statuses(), [101]);
    let accept = answer.field("Sec-WebSocket-Accept");
    assert_eq!(accept.as_deref(), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    assert_eq!(answer.field("Upgrade").as_deref(), Some("websocket"));
    assert_eq!(answer.field("Connection").as_deref(), Some("upgrade"));
    let key = "dGhlIHNhbXBsZSBub25jZQ==";
    let rows = [
        ("no Upgrade", "Upgrade: WebSocket\n", "", 426),
        ("no Connection", "Connection: keep-alive, Upgrade\n", "", 426),
        ("other version", "Version: 13", "Version: 8", 426),
        ("no version", "Sec-WebSocket-Version: 13\n", "", 426),
        ("no key", &format!("Sec-WebSocket-Key: {key}\n"), "", 400),
        ("short key", key, "dGhlIHNhbXBsZSBub25j", 400),
        ("two keys", "Upgrade: ", &format!("Sec-WebSocket-Key: {key}\nUpgrade: "), 400),
        ("HTTP/1.0", "HTTP/1.1", "HTTP/1.0", 426),
        ("POST", "GET", "POST", 405),
        ("bad extension", "Upgrade: ", "Sec-WebSocket-Extensions: ;\nUpgrade: ", 400),
    ];
    for (name, from, to, status) in rows {
        assert!(HANDSHAKE.contains(from), "{name}");
        let answer = talk(&server, &wire(&HANDSHAKE.replacen(from, to, 1))).await;
        assert_eq!(answer.statuses(), [status], "{name}");
        if status == 426 {
            assert_eq!(answer.field("Sec-WebSocket-Version").as_deref(), Some("13"), "{name}");
        }
    }
}

#[tokio::test]
async fn frames_are_echoed_answered_or_fail_the_connection() {
    let server = start(&[], Limits::default()).await;
    let close = |code: u16| [&[0x88, 2][..], &code.to_be_bytes()].concat();
    let long = vec![b'a'; 70_000];
    let rows: Vec<(&str, Vec<u8>, Vec<u8>)> = vec![
        ("text", frame(0x81, b"hi"), b"\x81\x02hi".to_vec()),
        ("empty binary", frame(0x82, b""), b"\x82\x00".to_vec()),
        (
            "long text",
            frame(0x81, &long),
            [&b"\x81\x7f\x00\x00\x00\x00\x00\x01\x11\x70"[..], &long].concat(),
        ),
        (
            "fragments with a ping between",
            [
                frame(0x01, "caf\u{e9}".as_bytes().split_at(4).0),
                frame(0x89, b"p"),
                frame(0x80, "caf\u{e9}".as_bytes().split_at(4).1),
            ]
            .concat(),
            [&b"\x8a\x01p\x81\x05"[..], "caf\u{e9}".as_bytes()].concat(),
        ),
        ("pong unasked", [frame(0x8a, b"x"), frame(0x81, b"y")].concat(), b"\x81\x01y".to_vec()),
        ("close", [frame(0x88, &1000u16.to_be_bytes()), frame(0x81, b"x")].concat(), close(1000)),
        ("empty close", frame(0x88, b""), b"\x88\x00".to_vec()),
    ];
    for (name, frames, want) in rows {
        let answer = talk(&server, &[wire(HANDSHAKE), frames].concat()).await;
        let head = answer.octets.windows(4).position(|octets| octets == b"\r\n\r\n").unwrap();
        assert!(answer.octets[head + 4..] == want, "{name}: {}", answer.text());
    }
    let failures: Vec<(&str, Vec<u8>, u16)> = vec![
        ("unmasked", b"\x81\x02hi".to_vec(), 1002),
        ("RSV1", frame(0xc1, b"hi"), 1002),
        ("opcode 3", frame(0x83, b"hi"), 1002),
        ("long ping", frame(0x89, &[0; 126]), 1002),
        ("fragmented ping", frame(0x09, b""), 1002),
        ("continuation alone", frame(0x80, b"hi"), 1002),
        ("text amid text", [frame(0x01, b"a"), frame(0x81, b"b")].concat(), 1002),
        ("close of one octet", frame(0x88, b"a"), 1002),
        ("close 1005", frame(0x88, &1005u16.to_be_bytes()), 1002),
        ("reason not UTF-8", frame(0x88, b"\x03\xe8\xff"), 1007),
        ("text not UTF-8", frame(0x81, b"\xff"), 1007),
        ("cut character", frame(0x81, b"\xc3"), 1007),
        ("surrogate in fragments", frame(0x01, b"\xed\xa0"), 1007),
        ("huge", b"\x81\xff\x40\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00".to_vec(), 1009),
    ];
    for (name, frames, code) in failures {
        let after = frame(0x81, b"after");
        let answer = talk(&server, &[wire(HANDSHAKE), frames, after].concat()).await;
        let head = answer.octets.windows(4).position(|octets| octets == b"\r\n\r\n").unwrap();
        let frames = &answer.octets[head + 4..];
        assert_eq!(
            (frames.first(), frames.get(2..4)),
            (Some(&0x88), Some(&code.to_be_bytes()[..])),
            "{name}"
        );
        assert_eq!(frames.len(), 2 + usize::from(frames[1]), "{name}: nothing after the Close");
        assert_eq!(answer.end, "FIN", "{name}");
    }
}

/// Probes for the faults of WebSocket.
pub(super) fn probes() -> Vec<Row> {
    let row = |faults, octets| Row { faults, probe: Probe::Sent(octets), status: None };
    let handshake =
        |faults, from: &str, to: &str| row(faults, wire(&HANDSHAKE.replacen(from, to, 1)));
    let frames =
        |faults, frames: &[&[u8]]| row(faults, [wire(HANDSHAKE), frames.concat()].concat());
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n";
    let close = frame(0x88, &1000u16.to_be_bytes());
    let after = frame(0x81, b"after");
    vec![
        handshake(&["websocket-upgrade-unchecked"], "Upgrade: WebSocket\n", ""),
        handshake(&["websocket-connection-unchecked"], "Connection: keep-alive, Upgrade\n", ""),
        handshake(&["websocket-key-unchecked"], key, ""),
        handshake(&["websocket-key-repeated-accepted"], key, &key.repeat(2)),
        handshake(
            &["websocket-version-unchecked", "websocket-version-unlisted"],
            "Version: 13",
            "Version: 8",
        ),
        handshake(&["websocket-post-accepted"], "GET", "POST"),
        handshake(&["websocket-http10-accepted"], "HTTP/1.1", "HTTP/1.0"),
        handshake(
            &["websocket-extensions-unchecked"],
            "Upgrade: ",
            "Sec-WebSocket-Extensions: ;\nUpgrade: ",
        ),
        handshake(
            &[
                "websocket-upgrade-case-sensitive",
                "websocket-connection-list-refused",
                "websocket-accept-wrong",
                "websocket-accept-missing",
                "websocket-accept-repeated",
                "websocket-upgrade-missing",
                "websocket-status-wrong",
                "websocket-protocol-unasked",
                "websocket-extension-unasked",
                "websocket-content-length-sent",
            ],
            "",
            "",
        ),
        handshake(
            &["websocket-version-repeated-accepted"],
            "Upgrade: ",
            "Sec-WebSocket-Version: 13\nUpgrade: ",
        ),
        handshake(&["websocket-upgrade-list-refused"], "WebSocket", "x, WebSocket"),
        handshake(&["websocket-field-unknown-refused"], "Upgrade: ", "X: y\nUpgrade: "),
        handshake(&["websocket-origin-refused-oddly"], "Upgrade: ", "Origin: null\nUpgrade: "),
        handshake(&["websocket-anywhere"], "/websocket", "/nowhere"),
        handshake(
            &["websocket-protocols-unchecked"],
            "Upgrade: ",
            "Sec-WebSocket-Protocol: a b\nUpgrade: ",
        ),
        handshake(
            &["websocket-extension-parameters-unchecked"],
            "Upgrade: ",
            "Sec-WebSocket-Extensions: permessage-deflate; a\nUpgrade: ",
        ),
        frames(&["websocket-unmasked-accepted"], &[b"\x81\x02hi"]),
        frames(&["websocket-mask-first-kept"], &[b"\x81\x80abcd", b"\x81\x82efgh\x0d\x0f"]),
        Row {
            faults: &["websocket-header-in-pieces-refused"],
            probe: Probe::Held([wire(HANDSHAKE), b"\x81".to_vec()].concat()),
            status: None,
        },
        frames(&["websocket-messages-few"], &[&frame(0x81, b"hi").repeat(7)]),
        frames(&["websocket-pong-answered"], &[&frame(0x8a, b"hi")]),
        Row {
            faults: &["websocket-control-late"],
            probe: Probe::Held([wire(HANDSHAKE), frame(0x89, b"hi")].concat()),
            status: None,
        },
        frames(&["websocket-length-16-refused"], &[&frame(0x82, &[0; 126])]),
        frames(&["websocket-length-64-refused"], &[&frame(0x82, &[0; 65536])]),
        frames(&["websocket-length-sign-unchecked"], &[b"\x82\xff\x80\0\0\0\0\0\0\0\0\0\0\0"]),
        frames(&["websocket-close-codes-few"], &[&frame(0x88, &3000u16.to_be_bytes())]),
        frames(&["websocket-close-reason-refused"], &[&frame(0x88, b"\x03\xe8ok")]),
        frames(&["websocket-close-resets"], &[&close]),
        frames(&["websocket-close-drops-echo"], &[&frame(0x81, b"hi"), &close]),
        frames(&["websocket-end-ignored"], &[]),
        frames(&["websocket-utf8-plane-0-only"], &[&frame(0x81, b"\xf0\x9f\x91\x8b")]),
        frames(
            &["websocket-utf8-fragments-apart"],
            &[&frame(0x01, b"\xc3"), &frame(0x80, b"\xa9")],
        ),
        frames(&["websocket-binary-checked"], &[&frame(0x82, b"\xff")]),
        frames(&["websocket-empty-unanswered"], &[&frame(0x82, b"")]),
        frames(&["websocket-reserved-bits-accepted"], &[&frame(0xc1, b"hi")]),
        frames(&["websocket-opcode-unknown-accepted"], &[&frame(0x83, b"hi"), &after]),
        frames(&["websocket-control-fragmented-accepted"], &[&frame(0x09, b"hi")]),
        frames(&["websocket-control-long-accepted"], &[&frame(0x89, &[0; 126])]),
        frames(&["websocket-length-not-minimal-accepted"], &[b"\x81\xfe\x00\x02\0\0\0\0hi"]),
        frames(
            &[
                "websocket-masks-frames",
                "websocket-reserved-bit-sent",
                "websocket-length-not-minimal-sent",
                "websocket-utf8-broken",
                "websocket-echo-wrong-opcode",
            ],
            &[&frame(0x81, b"hi")],
        ),
        frames(&["websocket-unmasks-not"], &[b"\x81\x82abcd\x09\x0b"]),
        frames(
            &[
                "websocket-fragmented-control-sent",
                "websocket-ping-ignored",
                "websocket-pong-payload-wrong",
            ],
            &[&frame(0x89, b"hi")],
        ),
        frames(
            &[
                "websocket-close-unanswered",
                "websocket-close-code-changed",
                "websocket-data-after-close",
            ],
            &[&close],
        ),
        Row {
            faults: &["websocket-close-keeps-open"],
            probe: Probe::Held([wire(HANDSHAKE), close.clone()].concat()),
            status: None,
        },
        frames(&["websocket-close-short-accepted"], &[&frame(0x88, b"a")]),
        frames(&["websocket-close-code-unchecked"], &[&frame(0x88, &1005u16.to_be_bytes())]),
        frames(&["websocket-close-reason-unchecked"], &[&frame(0x88, b"\x03\xe8\xff")]),
        frames(&["websocket-utf8-unchecked"], &[&frame(0x81, b"\xff")]),
        frames(
            &["websocket-fragments-refused", "websocket-fragments-echoed-singly"],
            &[&frame(0x01, b"a"), &frame(0x80, b"b")],
        ),
        frames(
            &["websocket-control-amid-fragments-refused"],
            &[&frame(0x01, b"a"), &frame(0x89, b""), &frame(0x80, b"b")],
        ),
        frames(&["websocket-interleaving-accepted"], &[&frame(0x01, b"a"), &frame(0x81, b"b")]),
        frames(&["websocket-too-large-unanswered"], &[b"\x81\xff\x40\0\0\0\0\0\0\0\0\0\0\0"]),
        frames(&["websocket-continuation-alone-accepted"], &[&frame(0x80, b"a")]),
        frames(
            &[
                "websocket-failure-unannounced",
                "websocket-failure-misnamed",
                "websocket-failure-forgotten",
            ],
            &[&frame(0x83, b"hi"), &after],
        ),
    ]
}
