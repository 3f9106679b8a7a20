//! The closing handshake (RFC 6455 sections 5.5.1 and 7.4).

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::websocket::frames::{Failure, may_be_sent, protocol};
use crate::reference::websocket::session::{CLOSE, TEXT, send};
use crate::reference::wire::Wire;

const CLOSING: &str = "a Close is answered with a Close of the same code, and the connection ends";

/// Faults in the closing handshake.
pub(crate) const FAULTS: &[Fault] = &[
    fault("websocket-close-unanswered", "RFC 6455 5.5.1", CLOSING, "closes without a Close"),
    fault("websocket-close-keeps-open", "RFC 6455 5.5.1", CLOSING, "stays open after both Closes"),
    fault("websocket-close-code-changed", "RFC 6455 5.5.1", CLOSING, "answers with the code 1001"),
    fault(
        "websocket-close-short-accepted",
        "RFC 6455 5.5.1",
        "a Close with a payload begins with a code of two octets",
        "takes a Close with one octet for one without a code",
    ),
    fault(
        "websocket-close-code-unchecked",
        "RFC 6455 7.4.1",
        "codes that are not to be sent fail the connection",
        "takes any close code",
    ),
    fault(
        "websocket-close-reason-unchecked",
        "RFC 6455 5.5.1",
        "the reason in a Close is UTF-8",
        "takes any octets for the reason in a Close",
    ),
    fault(
        "websocket-data-after-close",
        "RFC 6455 5.5.1",
        "no data follows a Close",
        "sends a text after its Close",
    ),
    fault(
        "websocket-close-codes-few",
        "RFC 6455 7.4.2",
        "codes that are defined, and those from 3000 to 4999, may be sent",
        "takes the codes 1000, 1001 and 1002 alone",
    ),
    fault(
        "websocket-close-reason-refused",
        "RFC 6455 5.5.1",
        "a Close may have a reason",
        "fails the connection at a Close with a reason",
    ),
    fault(
        "websocket-close-resets",
        "RFC 6455 7.1.1",
        "a connection is closed cleanly",
        "ends the connection with a reset",
    ),
    fault(
        "websocket-close-drops-echo",
        "RFC 6455 5.5.1",
        "what is to be sent is sent before the Close",
        "drops what it has not written when a Close comes",
    ),
    fault(
        "websocket-end-ignored",
        "RFC 6455 7.1.4",
        "the connection ends with that of TCP",
        "stays open where the client leaves without a Close",
    ),
];

/// Answers a Close.
pub(super) fn close(wire: &mut Wire, payload: &[u8], faults: &Faults) -> Result<(), Failure> {
    if faults.has("websocket-close-drops-echo") {
        wire.output().clear();
    }
    let mut answer = Vec::new();
    match payload {
        [] => {}
        [_] if faults.has("websocket-close-short-accepted") => {}
        [_] => return Err(protocol("a close code has two octets")),
        [high, low, reason @ ..] => {
            let code = u16::from_be_bytes([*high, *low]);
            if !may_be_sent(code) && !faults.has("websocket-close-code-unchecked") {
                return Err(protocol("this close code is not to be sent"));
            }
            if !reason.is_empty() && faults.has("websocket-close-reason-refused") {
                return Err(protocol("no reason is needed"));
            }
            if code > 1002 && faults.has("websocket-close-codes-few") {
                return Err(protocol("this close code is not known"));
            }
            let is_text = std::str::from_utf8(reason).is_ok();
            if !is_text && !faults.has("websocket-close-reason-unchecked") {
                return Err(Failure { code: 1007, reason: "a reason is UTF-8" });
            }
            let code = if faults.has("websocket-close-code-changed") { 1001 } else { code };
            answer.extend_from_slice(&code.to_be_bytes());
        }
    }
    if !faults.has("websocket-close-unanswered") {
        send(wire, CLOSE, &answer, faults);
    }
    if faults.has("websocket-data-after-close") {
        send(wire, TEXT, b"one more thing", faults);
    }
    Ok(())
}
