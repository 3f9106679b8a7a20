//! The echo after the handshake: messages, fragments, control frames and the closing handshake
//! (RFC 6455 sections 5 to 7).

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::model::websocket::{self, FrameHeader};
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::limits::Limits;
use crate::reference::websocket::closing::close;
use crate::reference::websocket::frames::{Failure, check, encode, protocol};
use crate::reference::websocket::message::{Message, data};
use crate::reference::wire::{Fill, Wire};

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
    fault(
        "websocket-unmasks-not",
        "RFC 6455 5.3",
        "a server removes the mask of a client's frames",
        "echoes the masked octets",
    ),
    fault(
        "websocket-control-amid-fragments-refused",
        "RFC 6455 5.4",
        "control frames may stand between fragments",
        "fails the connection at a control frame between fragments",
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
    fault(
        "websocket-mask-first-kept",
        "RFC 6455 5.3",
        "each frame has a mask of its own",
        "removes the mask of the first frame from all",
    ),
    fault(
        "websocket-header-in-pieces-refused",
        "RFC 6455 6.2",
        "a frame is what its octets say, however they come",
        "fails the connection where the header of a frame does not come at once",
    ),
    fault(
        "websocket-messages-few",
        "RFC 6455 6.2",
        "each frame that comes is handled",
        "reads six data frames and no more",
    ),
    fault(
        "websocket-pong-answered",
        "RFC 6455 5.5.3",
        "a Pong is not answered",
        "answers a Pong with a Pong",
    ),
    fault(
        "websocket-control-late",
        "RFC 6455 5.5.2",
        "Ping and Close are answered as soon as that can be done",
        "answers Ping and Close after two seconds",
    ),
];

pub(super) const TEXT: u8 = 1;
pub(super) const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// What a frame leads to.
enum Next {
    Frame,
    Closed,
}

/// Echoes until one side closes. Returns whether the connection is to be closed by the server.
pub(crate) async fn run(wire: &mut Wire, limits: &Limits, faults: &Faults) {
    let mut message = None;
    let mut first_mask = None;
    let mut data_frames = 0;
    loop {
        let (header, payload) = match receive(wire, &mut first_mask, limits, faults).await {
            Ok(Some(frame)) => frame,
            Ok(None) if faults.has("websocket-end-ignored") => {
                return wire.stay_open(Instant::now() + limits.idle_timeout).await;
            }
            Ok(None) => return,
            Err(failure) => {
                if fail(wire, failure, faults) {
                    return;
                }
                continue;
            }
        };
        data_frames += usize::from(header.opcode < CLOSE);
        if data_frames > 6 && faults.has("websocket-messages-few") {
            continue;
        }
        if header.opcode >= CLOSE && faults.has("websocket-control-late") {
            sleep(Duration::from_secs(2)).await;
        }
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
    first_mask: &mut Option<[u8; 4]>,
    limits: &Limits,
    faults: &Faults,
) -> Result<Option<(FrameHeader, Vec<u8>)>, Failure> {
    let deadline = Instant::now() + limits.idle_timeout;
    loop {
        if let Some(header) = websocket::header(wire.unread()) {
            if let Err(failure) = check(&header, faults) {
                if failure.code == 1009 && waits_for(&header, faults) {
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
                let first = *first_mask.get_or_insert(mask.unwrap_or_default());
                let kept = faults.has("websocket-mask-first-kept");
                if let Some(key) = mask.map(|key| if kept { first } else { key }) {
                    payload.iter_mut().zip(key.iter().cycle()).for_each(|(o, k)| *o ^= k);
                }
                wire.consume(end);
                return Ok(Some((header, payload)));
            }
        }
        let begun = !wire.unread().is_empty() && websocket::header(wire.unread()).is_none();
        if begun && faults.has("websocket-header-in-pieces-refused") {
            return Err(protocol("a frame comes at once"));
        }
        match wire.fill(deadline).await {
            Fill::More => {}
            Fill::TimedOut => return Err(Failure { code: 1001, reason: "idle for too long" }),
            Fill::End | Fill::Broken => return Ok(None),
        }
    }
}

/// Whether the payload of a frame that is too large is waited for, which is a fault.
fn waits_for(header: &FrameHeader, faults: &Faults) -> bool {
    let negative = header.length >> 63 != 0;
    faults.has("websocket-too-large-unanswered")
        || negative && faults.has("websocket-length-sign-unchecked")
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

pub(super) fn send(wire: &mut Wire, opcode: u8, payload: &[u8], faults: &Faults) {
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
        0..CLOSE => data(wire, header, payload, message, faults)?,
        PONG if faults.has("websocket-pong-answered") => send(wire, PONG, &payload, faults),
        _ => {}
    }
    Ok(Next::Frame)
}
