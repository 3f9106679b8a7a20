//! Subprotocols and extensions in the opening handshake (RFC 6455 sections 4.2.2 and 9.1).

use crate::model::grammar;
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::head::Head;
use crate::reference::response::Response;

/// Faults in what is agreed on.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "websocket-extensions-unchecked",
        "RFC 6455 9.1",
        "a malformed list of extensions fails the handshake",
        "ignores extensions that break the grammar",
    ),
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
        "websocket-protocols-unchecked",
        "RFC 6455 4.2.1",
        "a malformed list of subprotocols fails the handshake",
        "ignores subprotocols that break the grammar",
    ),
    fault(
        "websocket-extension-parameters-unchecked",
        "RFC 6455 9.1",
        "an extension is agreed to with parameters that it has",
        "agrees to any offer of permessage-deflate that has parameters",
    ),
];

/// The subprotocol that can be spoken here.
const PROTOCOL: &str = "echo";

/// Refuses what breaks the grammar.
pub(super) fn check(head: &Head, faults: &Faults) -> Result<(), Response> {
    let extensions = head.values("Sec-WebSocket-Extensions").all(is_extension_list);
    if !extensions && !faults.has("websocket-extensions-unchecked") {
        return Err(Response::error(400, "Sec-WebSocket-Extensions breaks its grammar"));
    }
    let protocols = head.values("Sec-WebSocket-Protocol").all(is_token_list);
    if !protocols && !faults.has("websocket-protocols-unchecked") {
        return Err(Response::error(400, "Sec-WebSocket-Protocol breaks its grammar"));
    }
    Ok(())
}

/// Adds what is agreed on: a subprotocol where it was offered, and never an extension.
pub(super) fn choose(head: &Head, response: &mut Response, faults: &Faults) {
    let offered = head.list("Sec-WebSocket-Protocol").contains(&PROTOCOL.as_bytes());
    if faults.has("websocket-protocol-unasked") {
        response.add("Sec-WebSocket-Protocol", "unasked");
    } else if offered {
        response.add("Sec-WebSocket-Protocol", PROTOCOL);
    }
    if faults.has("websocket-extension-unasked") {
        response.add("Sec-WebSocket-Extensions", "x-unasked");
    }
    let parameters = head.value("Sec-WebSocket-Extensions").is_some_and(|v| v.contains(&b';'));
    if parameters && faults.has("websocket-extension-parameters-unchecked") {
        response.add("Sec-WebSocket-Extensions", "permessage-deflate");
    }
}

/// `1#token` (RFC 6455 4.3).
fn is_token_list(value: &[u8]) -> bool {
    let members = grammar::list_members(value);
    !members.is_empty() && members.into_iter().all(grammar::is_token)
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
