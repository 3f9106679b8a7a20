//! Messages: fragments put together, text held to UTF-8, and the echo (RFC 6455 sections 5.4, 5.6
//! and 8.1).

use crate::model::websocket::FrameHeader;
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::websocket::frames::{Failure, LONGEST, protocol};
use crate::reference::websocket::session::{TEXT, send};
use crate::reference::wire::Wire;

const UTF8: &str = "text is UTF-8";

/// Faults in messages.
pub(crate) const FAULTS: &[Fault] = &[
    fault("websocket-utf8-unchecked", "RFC 6455 8.1", UTF8, "takes text that is not UTF-8"),
    fault("websocket-utf8-broken", "RFC 6455 5.6", UTF8, "sends text with an octet FF at its end"),
    fault(
        "websocket-echo-wrong-opcode",
        "RFC 6455 5.6",
        "text and binary are told apart by their opcodes",
        "echoes text as binary",
    ),
    fault(
        "websocket-fragments-refused",
        "RFC 6455 5.4",
        "fragmented messages are supported",
        "fails the connection when a message is fragmented",
    ),
    fault(
        "websocket-fragments-echoed-singly",
        "RFC 6455 5.4",
        "the fragments of a message are one message",
        "echoes each fragment as a message",
    ),
    fault(
        "websocket-interleaving-accepted",
        "RFC 6455 5.4",
        "a message begins after the one before it has ended",
        "takes a new message amid the fragments of another",
    ),
    fault(
        "websocket-continuation-alone-accepted",
        "RFC 6455 5.4",
        "a continuation continues something",
        "takes a continuation without a beginning for text",
    ),
    fault("websocket-utf8-plane-0-only", "RFC 6455 5.6", UTF8, "refuses characters beyond U+FFFF"),
    fault(
        "websocket-utf8-fragments-apart",
        "RFC 6455 5.6",
        "a character may be cut between fragments",
        "asks that each fragment is UTF-8 by itself",
    ),
    fault(
        "websocket-binary-checked",
        "RFC 6455 5.6",
        "a binary message is any octets",
        "asks that binary messages are UTF-8",
    ),
    fault(
        "websocket-empty-unanswered",
        "RFC 6455 5.2",
        "a message may be empty",
        "does not echo a message without octets",
    ),
];

const BINARY: u8 = 2;
const NOT_UTF8: Failure = Failure { code: 1007, reason: "text is UTF-8" };

/// A message of which fragments have come.
pub(super) struct Message {
    opcode: u8,
    octets: Vec<u8>,
    /// How far it is known to be UTF-8.
    checked: usize,
}

/// Takes a data frame; echoes the message that it ends.
pub(super) fn data(
    wire: &mut Wire,
    header: FrameHeader,
    payload: Vec<u8>,
    message: &mut Option<Message>,
    faults: &Faults,
) -> Result<(), Failure> {
    let fresh = |opcode| Message { opcode, octets: Vec::new(), checked: 0 };
    let mut current = match (header.opcode, message.take()) {
        (0, Some(current)) => current,
        (0, None) if faults.has("websocket-continuation-alone-accepted") => fresh(TEXT),
        (0, None) => return Err(protocol("a continuation continues something")),
        (_, Some(_)) if !faults.has("websocket-interleaving-accepted") => {
            return Err(protocol("a message begins after the one before has ended"));
        }
        (opcode, _) => fresh(opcode),
    };
    if !header.fin && faults.has("websocket-fragments-refused") {
        return Err(Failure { code: 1003, reason: "no fragments" });
    }
    let length = u64::try_from(current.octets.len() + payload.len()).unwrap_or(u64::MAX);
    if length > LONGEST {
        return Err(Failure { code: 1009, reason: "this is too large" });
    }
    if faults.has("websocket-utf8-fragments-apart") && current.opcode == TEXT {
        utf8(&payload)?;
    }
    if faults.has("websocket-binary-checked") && current.opcode == BINARY {
        utf8(&payload)?;
    }
    // U+10000 and above have four octets, of which the first is F0 or more.
    let beyond = current.opcode == TEXT && payload.iter().any(|octet| *octet >= 0xf0);
    if beyond && faults.has("websocket-utf8-plane-0-only") {
        return Err(NOT_UTF8);
    }
    current.octets.extend_from_slice(&payload);
    if current.opcode == TEXT && !faults.has("websocket-utf8-unchecked") {
        check_text(&mut current, header.fin)?;
    }
    if !header.fin && !faults.has("websocket-fragments-echoed-singly") {
        *message = Some(current);
        return Ok(());
    }
    let opcode = match faults.has("websocket-echo-wrong-opcode") {
        true => BINARY,
        false => current.opcode,
    };
    if opcode == TEXT && faults.has("websocket-utf8-broken") {
        current.octets.push(0xff);
    }
    if !current.octets.is_empty() || !faults.has("websocket-empty-unanswered") {
        send(wire, opcode, &current.octets, faults);
    }
    if !header.fin {
        current.octets.clear();
        current.checked = 0;
        *message = Some(current);
    }
    Ok(())
}

fn utf8(octets: &[u8]) -> Result<(), Failure> {
    std::str::from_utf8(octets).map(|_| ()).map_err(|_| NOT_UTF8)
}

/// Goes on with the check for UTF-8 from where it was left; a character may be cut between
/// fragments, but not at the end.
fn check_text(message: &mut Message, last: bool) -> Result<(), Failure> {
    let rest = message.octets.get(message.checked..).unwrap_or_default();
    match std::str::from_utf8(rest) {
        Ok(_) => {
            message.checked = message.octets.len();
            Ok(())
        }
        Err(error) if error.error_len().is_none() && !last => {
            message.checked += error.valid_up_to();
            Ok(())
        }
        Err(_) => Err(NOT_UTF8),
    }
}
