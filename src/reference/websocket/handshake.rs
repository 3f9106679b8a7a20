//! The server's side of the opening handshake (RFC 6455 section 4.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::websocket;
use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::{Body, Response};
use crate::reference::websocket::negotiation;

const HANDSHAKE: &str = "a handshake that lacks a part is refused";
const ACCEPTANCE: &str = "the 101 has Upgrade, Connection and the proof that the key was received";

/// Faults in handshakes.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "websocket-upgrade-unchecked",
        "RFC 6455 4.2.1",
        HANDSHAKE,
        "switches without Upgrade: websocket",
    ),
    fault(
        "websocket-connection-unchecked",
        "RFC 6455 4.2.1",
        HANDSHAKE,
        "switches without Connection: upgrade",
    ),
    fault(
        "websocket-key-unchecked",
        "RFC 6455 4.2.1",
        HANDSHAKE,
        "switches without a key, or with one that is not 16 octets",
    ),
    fault(
        "websocket-key-repeated-accepted",
        "RFC 6455 11.3.1",
        "a handshake has one key",
        "goes by the first of two keys",
    ),
    fault(
        "websocket-version-unchecked",
        "RFC 6455 4.2.1",
        HANDSHAKE,
        "switches whatever Sec-WebSocket-Version says",
    ),
    fault(
        "websocket-version-unlisted",
        "RFC 6455 4.4",
        "the answer to a version that is not understood lists those that are",
        "answers an unknown version without Sec-WebSocket-Version",
    ),
    fault(
        "websocket-http10-accepted",
        "RFC 9110 7.8",
        "Upgrade is ignored in a request of HTTP/1.0",
        "switches for a client of HTTP/1.0",
    ),
    fault(
        "websocket-post-accepted",
        "RFC 6455 4.2.1",
        "a handshake is a GET request",
        "switches in answer to POST",
    ),
    fault(
        "websocket-upgrade-case-sensitive",
        "RFC 9110 7.8",
        "names of protocols are the same in any case",
        "knows websocket in lower case only",
    ),
    fault(
        "websocket-connection-list-refused",
        "RFC 6455 4.2.1",
        "Connection is a list of options",
        "refuses a handshake with other options beside upgrade",
    ),
    fault(
        "websocket-accept-wrong",
        "RFC 6455 4.2.2",
        ACCEPTANCE,
        "answers with the proof for another key",
    ),
    fault(
        "websocket-accept-missing",
        "RFC 6455 4.2.2",
        ACCEPTANCE,
        "answers without Sec-WebSocket-Accept",
    ),
    fault(
        "websocket-accept-repeated",
        "RFC 6455 11.3.3",
        "Sec-WebSocket-Accept is there once",
        "answers with Sec-WebSocket-Accept twice",
    ),
    fault("websocket-upgrade-missing", "RFC 6455 4.2.2", ACCEPTANCE, "answers without Upgrade"),
    fault("websocket-status-wrong", "RFC 6455 4.2.2", ACCEPTANCE, "answers with 200 for 101"),
    fault(
        "websocket-content-length-sent",
        "RFC 9110 8.6",
        "a 1xx answer has no Content-Length",
        "sends Content-Length with 101",
    ),
    fault(
        "websocket-version-repeated-accepted",
        "RFC 6455 11.3.5",
        "a handshake has one version",
        "goes by the first of two versions",
    ),
    fault(
        "websocket-upgrade-list-refused",
        "RFC 9110 7.8",
        "Upgrade is a list of protocols",
        "refuses a handshake with other protocols beside websocket",
    ),
    fault(
        "websocket-field-unknown-refused",
        "RFC 6455 4.2.1",
        "fields that are not known are ignored",
        "refuses a handshake with a field that it does not know",
    ),
    fault(
        "websocket-origin-refused-oddly",
        "RFC 6455 4.2.2",
        "a connection that is declined is answered with an error",
        "answers 200 to a handshake with Origin",
    ),
    fault(
        "websocket-anywhere",
        "RFC 6455 4.2.2",
        "a handshake for what is not there is refused",
        "switches on paths where nothing is",
    ),
];

/// The fields that a handshake commonly has.
const KNOWN: [&[u8]; 10] = [
    b"Host",
    b"Upgrade",
    b"Connection",
    b"Origin",
    b"Content-Length",
    b"Expect",
    b"Sec-WebSocket-Key",
    b"Sec-WebSocket-Version",
    b"Sec-WebSocket-Protocol",
    b"Sec-WebSocket-Extensions",
];

/// 101 to a handshake that is right, 426 or 400 to one that is not.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    match check(request, context) {
        Err(refusal) => refusal.into(),
        Ok(key) => Answer::WebSocket(acceptance(request, &key, context)),
    }
}

fn check(request: &Request, context: &Context<'_>) -> Result<Vec<u8>, Response> {
    let (head, faults) = (&request.head, context.faults);
    let upgrade = match faults.has("websocket-upgrade-case-sensitive") {
        true => head.list("Upgrade").contains(&&b"websocket"[..]),
        false => head.lists("Upgrade", "websocket"),
    };
    let alone = head.list("Upgrade").len() == 1;
    let upgrade = upgrade && (alone || !faults.has("websocket-upgrade-list-refused"));
    let connection = match faults.has("websocket-connection-list-refused") {
        true => head.value("Connection").is_some_and(|v| v.eq_ignore_ascii_case(b"upgrade")),
        false => head.lists("Connection", "upgrade"),
    };
    // Upgrade is ignored in HTTP/1.0, and where Connection does not list it (RFC 9110 7.6.1, 7.8).
    if !upgrade && !faults.has("websocket-upgrade-unchecked")
        || !connection && !faults.has("websocket-connection-unchecked")
        || request.http10 && !faults.has("websocket-http10-accepted")
        || request.is("HEAD")
    {
        return Err(upgrade_required("This is for WebSocket", context));
    }
    let mut versions = head.values("Sec-WebSocket-Version");
    let version = versions.next();
    if versions.next().is_some() && !faults.has("websocket-version-repeated-accepted") {
        return Err(Response::error(400, "Sec-WebSocket-Version is there once"));
    }
    if version != Some(b"13") && !faults.has("websocket-version-unchecked") {
        return Err(upgrade_required("Version 13 is spoken here", context));
    }
    if head.values("Sec-WebSocket-Key").count() > 1
        && !faults.has("websocket-key-repeated-accepted")
    {
        return Err(Response::error(400, "Sec-WebSocket-Key is there once"));
    }
    let key = head.value("Sec-WebSocket-Key").unwrap_or_default();
    let is_key = STANDARD.decode(key).is_ok_and(|octets| octets.len() == 16);
    if !is_key && !faults.has("websocket-key-unchecked") {
        return Err(Response::error(400, "Sec-WebSocket-Key is 16 octets in base64"));
    }
    negotiation::check(head, faults)?;
    let is_known = |name: &[u8]| KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known));
    if faults.has("websocket-field-unknown-refused")
        && !head.fields().iter().all(|line| is_known(line.name()))
    {
        return Err(Response::error(400, "This field is not known"));
    }
    if faults.has("websocket-origin-refused-oddly") && head.value("Origin").is_some() {
        return Err(Response::with_text(200, "Not from there.\n"));
    }
    Ok(key.to_vec())
}

fn upgrade_required(why: &str, context: &Context<'_>) -> Response {
    let mut response = Response::error(426, why);
    response.add("Upgrade", "websocket");
    if !context.faults.has("websocket-version-unlisted") {
        response.add("Sec-WebSocket-Version", "13");
    }
    response
}

fn acceptance(request: &Request, key: &[u8], context: &Context<'_>) -> Response {
    let faults = context.faults;
    let status = if faults.has("websocket-status-wrong") { 200 } else { 101 };
    let mut response = Response::empty(status);
    response.body = Body::Absent;
    if !faults.has("websocket-upgrade-missing") {
        response.add("Upgrade", "websocket");
    }
    let accept = match faults.has("websocket-accept-wrong") {
        true => websocket::accept(b"another key"),
        false => websocket::accept(key),
    };
    if !faults.has("websocket-accept-missing") {
        response.add("Sec-WebSocket-Accept", accept.clone());
    }
    if faults.has("websocket-accept-repeated") {
        response.add("Sec-WebSocket-Accept", accept);
    }
    negotiation::choose(&request.head, &mut response, faults);
    if faults.has("websocket-content-length-sent") {
        response.add("Content-Length", "0");
    }
    response
}
