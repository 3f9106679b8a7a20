//! The server's side of the opening handshake (RFC 6455 section 4.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::{grammar, websocket};
use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::{Body, Response};

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
        "upgrade-first-only",
        "RFC 9110 7.8",
        "a protocol can be chosen wherever it stands in Upgrade",
        "looks at the first protocol in Upgrade only",
    ),
    fault(
        "websocket-connection-list-refused",
        "RFC 6455 4.2.1",
        "Connection is a list of options",
        "refuses a handshake with other options beside upgrade",
    ),
    fault(
        "websocket-extensions-unchecked",
        "RFC 6455 9.1",
        "a malformed list of extensions fails the handshake",
        "ignores extensions that break the grammar",
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
        "websocket-protocol-unasked",
        "RFC 6455 4.2.2",
        "the subprotocol that is chosen is one that was offered",
        "chooses a subprotocol that was not offered",
    ),
    fault(
        "websocket-extension-unasked",
        "RFC 6455 4.2.2",
        "the extensions that are chosen are among those offered",
        "chooses an extension that was not offered",
    ),
    fault(
        "websocket-content-length-sent",
        "RFC 9110 8.6",
        "a 1xx answer has no Content-Length",
        "sends Content-Length with 101",
    ),
];

/// The subprotocol that can be spoken here.
const PROTOCOL: &str = "echo";

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
    let first = head.list("Upgrade").first().is_some_and(|p| p.eq_ignore_ascii_case(b"websocket"));
    let upgrade = upgrade && (first || !faults.has("upgrade-first-only"));
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
    if versions.next().is_some() {
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
    let extensions = head.values("Sec-WebSocket-Extensions").all(is_extension_list);
    if !extensions && !faults.has("websocket-extensions-unchecked") {
        return Err(Response::error(400, "Sec-WebSocket-Extensions breaks its grammar"));
    }
    Ok(key.to_vec())
}

/// `1#( token *( ";" token [ "=" ( token | quoted-string ) ] ) )` (RFC 6455 9.1).
fn is_extension_list(value: &[u8]) -> bool {
    let members = grammar::list_members(value);
    !members.is_empty()
        && members.iter().all(|member| {
            let mut pieces = grammar::split_outside_quotes(member, b';').into_iter();
            pieces.next().is_some_and(grammar::is_token) && pieces.all(is_extension_parameter)
        })
}

fn is_extension_parameter(piece: &[u8]) -> bool {
    let equals = piece.iter().position(|octet| *octet == b'=');
    let (name, value) = piece.split_at(equals.unwrap_or(piece.len()));
    let value = value.strip_prefix(b"=").map(grammar::trim_ows);
    let unquoted = |value: &[u8]| grammar::unquote(value).is_some_and(|v| grammar::is_token(&v));
    grammar::is_token(grammar::trim_ows(name))
        && value.is_none_or(|value| grammar::is_token(value) || unquoted(value))
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
    let offered = request.head.list("Sec-WebSocket-Protocol").contains(&PROTOCOL.as_bytes());
    if faults.has("websocket-protocol-unasked") {
        response.add("Sec-WebSocket-Protocol", "unasked");
    } else if offered {
        response.add("Sec-WebSocket-Protocol", PROTOCOL);
    }
    if faults.has("websocket-extension-unasked") {
        response.add("Sec-WebSocket-Extensions", "x-unasked");
    }
    if faults.has("websocket-content-length-sent") {
        response.add("Content-Length", "0");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extension_lists_keep_their_grammar() {
        for good in ["a", "a, b;c", "permessage-deflate; client_max_window_bits=\"15\"; x = y"] {
            assert!(is_extension_list(good.as_bytes()), "{good}");
        }
        for bad in ["", "; ;", "a;", "a;b=", "a b", "a;b=\"c d\"", "=a"] {
            assert!(!is_extension_list(bad.as_bytes()), "{bad}");
        }
    }
}
