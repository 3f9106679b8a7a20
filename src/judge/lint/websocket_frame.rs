//! Frames that a server sends on a WebSocket that it has opened (RFC 6455 5 and 7.4).

use super::hit::Hit;
use super::subject::Subject;
use super::websocket_handshake::is_opening;
use super::{Check, Lint};
use crate::model::citation::Level;
use crate::model::observation::Frame;

const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const GOOD: &[u8] = b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\
    \x01\x01o\x89\x00\x80\x01k\x82\x01\xff\x88\x02\x03\xe8";

/// The first frame with this fault, of those that came whole.
fn in_frames(subject: &Subject, expected: &str, is_faulty: impl Fn(&Frame) -> bool) -> Option<Hit> {
    let mut frames = subject.connection.frames.iter().filter(|frame| frame.complete);
    let faulty = if is_opening(subject) { frames.find(|frame| is_faulty(frame)) } else { None };
    faulty.map(|frame| Hit::at(subject, frame.span, expected).about("frame"))
}

fn is_control(frame: &Frame) -> bool {
    frame.opcode >= 8
}

/// Clients mask, servers do not.
pub(super) const FRAME_MASKED: Lint = Lint {
    name: "frame-masked",
    summary: "the server masks a frame",
    level: Level::Must,
    rfc: 6455,
    section: "5.1",
    also: &[],
    covers: &["6455-5.1-03"],
    check: Check::Rule(masked),
    fires: &[(ASK, b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\x81\x82\x00\x00\x00\x00ok")],
    quiet: &[(ASK, GOOD)],
};

fn masked(subject: &Subject) -> Option<Hit> {
    in_frames(subject, "an unmasked frame", |frame| frame.masked)
}

/// Only an extension gives them a meaning; where one is negotiated they are left to it.
pub(super) const FRAME_RESERVED_BIT: Lint = Lint {
    name: "frame-reserved-bit",
    summary: "a frame has a reserved bit set, and no extension is negotiated",
    level: Level::Must,
    rfc: 6455,
    section: "5.2",
    also: &[],
    covers: &["6455-5.2-02", "6455-5.8-01"],
    check: Check::Rule(reserved_bit),
    fires: &[(ASK, b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\xc1\x02ok")],
    quiet: &[
        (ASK, GOOD),
        (
            ASK,
            b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\
              Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n\xc1\x02ok",
        ),
    ],
};

fn reserved_bit(subject: &Subject) -> Option<Hit> {
    let extended = subject.has("Sec-WebSocket-Extensions");
    in_frames(subject, "reserved bits of 0", |frame| !extended && frame.rsv != 0)
}

/// 7, 16 or 64 bits: the fewest that hold it.
pub(super) const FRAME_LENGTH_NOT_SHORTEST: Lint = Lint {
    name: "frame-length-not-shortest",
    summary: "the length of a frame takes more octets than it needs",
    level: Level::Must,
    rfc: 6455,
    section: "5.2",
    also: &[],
    covers: &["6455-5.2-06"],
    check: Check::Rule(length_not_shortest),
    fires: &[(ASK, b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\x81\x7e\x00\x02ok")],
    quiet: &[(ASK, GOOD)],
};

fn length_not_shortest(subject: &Subject) -> Option<Hit> {
    in_frames(subject, "the shortest form", |frame| !frame.shortest_length)
}

/// They may stand between the fragments of a message, whole.
pub(super) const CONTROL_FRAME_FRAGMENTED: Lint = Lint {
    name: "control-frame-fragmented",
    summary: "a control frame is fragmented",
    level: Level::Must,
    rfc: 6455,
    section: "5.5",
    also: &[(6455, "5.4")],
    covers: &["6455-5.5-02", "6455-5.4-02"],
    check: Check::Rule(fragmented),
    fires: &[(ASK, b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\x09\x00")],
    quiet: &[(ASK, GOOD)],
};

fn fragmented(subject: &Subject) -> Option<Hit> {
    in_frames(subject, "a control frame with FIN", |frame| is_control(frame) && !frame.fin)
}

/// 125 octets at most.
pub(super) const CONTROL_FRAME_TOO_LONG: Lint = Lint {
    name: "control-frame-too-long",
    summary: "a control frame has more than 125 octets of payload",
    level: Level::Must,
    rfc: 6455,
    section: "5.5",
    also: &[],
    covers: &["6455-5.5-01"],
    check: Check::Rule(too_long),
    fires: &[(
        ASK,
        b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\x89\x7e\x00\x7e\
          123456789 123456789 123456789 123456789 123456789 123456789 123\
          123456789 123456789 123456789 123456789 123456789 123456789 123",
    )],
    quiet: &[(ASK, GOOD)],
};

fn too_long(subject: &Subject) -> Option<Hit> {
    in_frames(subject, "at most 125 octets", |frame| is_control(frame) && frame.payload.len() > 125)
}

/// A payload begins with a code of two octets or is empty; 1005, 1006 and 1015 stand for what
/// happens without a code, and are never sent.
pub(super) const CLOSE_CODE_INVALID: Lint = Lint {
    name: "close-code-invalid",
    summary: "a close frame has no code, or one that is never sent",
    level: Level::Must,
    rfc: 6455,
    section: "7.4.1",
    also: &[(6455, "5.5.1")],
    covers: &["6455-7.4.1-03", "6455-5.5.1-02"],
    check: Check::Rule(close_code),
    fires: &[
        (ASK, b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\x88\x02\x03\xee"),
        (ASK, b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\x88\x01\x03"),
    ],
    quiet: &[(ASK, GOOD), (ASK, b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\x88\x00")],
};

fn close_code(subject: &Subject) -> Option<Hit> {
    in_frames(subject, "no payload, or a code that may be sent", |frame| {
        let never_sent = matches!(frame.close_code(), Some(1005 | 1006 | 1015));
        frame.opcode == 8 && (frame.payload.len() == 1 || never_sent)
    })
}

/// Control frames may still follow.
pub(super) const DATA_AFTER_CLOSE: Lint = Lint {
    name: "data-after-close",
    summary: "a data frame follows a close frame",
    level: Level::Must,
    rfc: 6455,
    section: "5.5.1",
    also: &[],
    covers: &["6455-5.5.1-03"],
    check: Check::Rule(data_after_close),
    fires: &[(ASK, b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\x88\x00\x81\x02ok")],
    quiet: &[(ASK, GOOD)],
};

fn data_after_close(subject: &Subject) -> Option<Hit> {
    if !is_opening(subject) {
        return None;
    }
    let close = subject.connection.frames.iter().find(|frame| frame.opcode == 8)?.span;
    in_frames(subject, "the end of the connection", |frame| {
        !is_control(frame) && frame.span.start >= close.end
    })
}

/// Of a text message in one frame, uncompressed; of one in fragments each frame may end within a
/// character.
pub(super) const TEXT_NOT_UTF_8: Lint = Lint {
    name: "text-not-utf-8",
    summary: "a text message is not UTF-8",
    level: Level::Must,
    rfc: 6455,
    section: "5.6",
    also: &[],
    covers: &["6455-5.6-02"],
    check: Check::Rule(not_utf_8),
    fires: &[(ASK, b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n\x81\x01\xff")],
    quiet: &[(ASK, GOOD)],
};

fn not_utf_8(subject: &Subject) -> Option<Hit> {
    in_frames(subject, "UTF-8", |frame| {
        frame.opcode == 1
            && frame.fin
            && frame.rsv == 0
            && std::str::from_utf8(&frame.payload).is_err()
    })
}
