//! The echo after the handshake: messages, fragments, control frames and the closing handshake
//! (RFC 6455 sections 5 to 7).

use tokio::time::Instant;

use crate::model::websocket::{self, FrameHeader};
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::limits::Limits;
use crate::reference::websocket::frames::{Failure, LONGEST, check, encode, may_be_sent, protocol};
use crate::reference::wire::{Fill, Wire};

const CLOSING: &str = "a Close is answered with a Close of the same code, and the connection ends";
const UTF8: &str = "text is UTF-8";

/// Faults in the echo.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "websocket-ping-ignored",
        "RFC 6455 5.5.2",
        "a Ping is answered with a Pong",
        "sends no Pong",
    ),
    fault(
        "websocket-pong-payload-wrong",
        "RFC 6455 5.5.3",
        "a Pong has the payload of its Ping",
        "sends Pong without payload",
    ),
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
    fault("websocket-utf8-unchecked", "RFC 6455 8.1", UTF8, "takes text that is not UTF-8"),
    fault("websocket-utf8-broken", "RFC 6455 5.6", UTF8, "sends text with an octet FF at its end"),
    fault(
        "websocket-echo-wrong-opcode",
        "RFC 6455 5.6",
        "text and binary are told apart by their opcodes",
        "echoes text as binary",
    ),
    fault(
        "websocket-unmasks-not",
        "RFC 6455 5.3",
        "a server removes the mask of a client's frames",
        "echoes the masked octets",
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
        "websocket-control-amid-fragments-refused",
        "RFC 6455 5.4",
        "control frames may stand between fragments",
        "fails the connection at a control frame between fragments",
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
    fault(
        "websocket-failure-unannounced",
        "RFC 6455 7.1.7",
        "a Close with a code comes before the end of a connection that failed",
        "closes without a Close where the connection fails",
    ),
    fault(
        "websocket-failure-misnamed",
        "RFC 6455 7.4.1",
        "the code of a Close says why",
        "closes with 1000 where the connection fails",
    ),
    fault(
        "websocket-too-large-unanswered",
        "RFC 6455 10.4",
        "a frame that is too large ends the connection",
        "goes on waiting for a frame that is too large",
    ),
    fault(
        "websocket-failure-forgotten",
        "RFC 6455 7.1.7",
        "nothing is processed after the connection failed",
        "goes on after a frame that fails the connection",
    ),
];

const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// A message of which fragments have come.
struct Message {
    opcode: u8,
    octets: Vec<u8>,
    /// How far it is known to be UTF-8.
    checked: usize,
}

/// What a frame leads to.
enum Next {
    Frame,
    Closed,
}

/// Echoes until one side closes. Returns whether the connection is to be closed by the server.
pub(crate) async fn run(wire: &mut Wire, limits: &Limits, faults: &Faults) {
    let mut message = None;
    loop {
        let (header, payload) = match receive(wire, limits, faults).await {
            Ok(Some(frame)) => frame,
            Ok(None) => return,
            Err(failure) => {
                if fail(wire, failure, faults) {
                    return;
                }
                continue;
            }
        };
        match take(wire, header, payload, &mut message, faults) {
            Ok(Next::Frame) => {}
            Ok(Next::Closed) => break,
            Err(failure) => {
                if fail(wire, failure, faults) {
                    return;
                }
                message = None;
            }
        }
        if !wire.flush_if_large().await {
            return;
        }
    }
    if faults.has("websocket-close-keeps-open") {
        wire.stay_open(Instant::now() + limits.idle_timeout).await;
    }
}

/// Reads one frame; `None` where the connection has ended or was idle for too long.
async fn receive(
    wire: &mut Wire,
    limits: &Limits,
    faults: &Faults,
) -> Result<Option<(FrameHeader, Vec<u8>)>, Failure> {
    let deadline = Instant::now() + limits.idle_timeout;
    loop {
        if let Some(header) = websocket::header(wire.unread()) {
            if let Err(failure) = check(&header, faults) {
                if failure.code == 1009 && faults.has("websocket-too-large-unanswered") {
                    wire.stay_open(deadline).await;
                    return Ok(None);
                }
                // What was read of it is skipped, for the fault that goes on after a failure.
                let rest = usize::try_from(header.length).unwrap_or(usize::MAX);
                wire.consume(header.header_length.saturating_add(rest));
                return Err(failure);
            }
            let length = usize::try_from(header.length).unwrap_or(usize::MAX);
            let end = header.header_length.saturating_add(length);
            if let Some(payload) = wire.unread().get(header.header_length..end) {
                let mut payload = payload.to_vec();
                let mask = header.mask.filter(|_| !faults.has("websocket-unmasks-not"));
                if let Some(key) = mask {
                    payload.iter_mut().zip(key.iter().cycle()).for_each(|(o, k)| *o ^= k);
                }
                wire.consume(end);
                return Ok(Some((header, payload)));
            }
        }
        match wire.fill(deadline).await {
            Fill::More => {}
            Fill::TimedOut => return Err(Failure { code: 1001, reason: "idle for too long" }),
            Fill::End | Fill::Broken => return Ok(None),
        }
    }
}

/// Sends a Close with the code of a failure. True where the connection ends with it.
fn fail(wire: &mut Wire, failure: Failure, faults: &Faults) -> bool {
    if faults.has("websocket-failure-forgotten") && failure.code != 1001 {
        return false;
    }
    if !faults.has("websocket-failure-unannounced") {
        let code = if faults.has("websocket-failure-misnamed") { 1000 } else { failure.code };
        let payload = [&code.to_be_bytes()[..], failure.reason.as_bytes()].concat();
        send(wire, CLOSE, &payload, faults);
    }
    true
}

fn send(wire: &mut Wire, opcode: u8, payload: &[u8], faults: &Faults) {
    let octets = encode(opcode, payload, faults);
    wire.output().extend_from_slice(&octets);
}

fn take(
    wire: &mut Wire,
    header: FrameHeader,
    payload: Vec<u8>,
    message: &mut Option<Message>,
    faults: &Faults,
) -> Result<Next, Failure> {
    let control = header.opcode >= CLOSE;
    if control && message.is_some() && faults.has("websocket-control-amid-fragments-refused") {
        return Err(protocol("no control frames here"));
    }
    match header.opcode {
        PING => {
            let payload = match faults.has("websocket-pong-payload-wrong") {
                true => Vec::new(),
                false => payload,
            };
            if !faults.has("websocket-ping-ignored") {
                send(wire, PONG, &payload, faults);
            }
        }
        CLOSE => {
            close(wire, &payload, faults)?;
            return Ok(Next::Closed);
        }
        0..=BINARY => data(wire, header, payload, message, faults)?,
        _ => {}
    }
    Ok(Next::Frame)
}

fn data(
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
    send(wire, opcode, &current.octets, faults);
    if !header.fin {
        current.octets.clear();
        current.checked = 0;
        *message = Some(current);
    }
    Ok(())
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
        Err(_) => Err(Failure { code: 1007, reason: "text is UTF-8" }),
    }
}

fn close(wire: &mut Wire, payload: &[u8], faults: &Faults) -> Result<(), Failure> {
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
