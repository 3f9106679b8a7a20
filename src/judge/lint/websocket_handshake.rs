//! The server's opening handshake of a WebSocket (RFC 6455 4.2.2 and 11.3).

use super::hit::Hit;
use super::repeated_field::repeated_in;
use super::subject::Subject;
use super::{Check, Lint};
use crate::model::citation::Level;
use crate::model::finding::Side;
use crate::model::{grammar, websocket};

const HANDSHAKE: &[u8] = b"GET / HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: chat, superchat\r\n\
    Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
const ACCEPTED: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\
    Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

/// Whether the response opens a WebSocket.
pub(super) fn is_opening(subject: &Subject) -> bool {
    subject.status() == 101 && subject.lists("Upgrade", "websocket")
}

/// The proof that the server has read the key. Asked where the request has one key.
pub(super) const WEBSOCKET_ACCEPT_WRONG: Lint = Lint {
    name: "websocket-accept-wrong",
    summary: "Sec-WebSocket-Accept is not that of the request's key",
    level: Level::Must,
    rfc: 6455,
    section: "4.2.2",
    also: &[],
    covers: &["6455-4.2.2-15", "6455-4.2.2-12"],
    check: Check::Rule(accept_wrong),
    fires: &[
        (
            HANDSHAKE,
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
              Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        ),
        (
            HANDSHAKE,
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        ),
    ],
    quiet: &[(HANDSHAKE, ACCEPTED)],
};

fn accept_wrong(subject: &Subject) -> Option<Hit> {
    let key = subject.request()?.field("Sec-WebSocket-Key")?;
    if !is_opening(subject) || key.contains(&b',') {
        return None;
    }
    let want = websocket::accept(&key);
    let Some(field) = subject.field("Sec-WebSocket-Accept") else {
        return Some(Hit::missing(subject, "Sec-WebSocket-Accept", &want));
    };
    (*field.value != *want.as_bytes()).then(|| {
        let actual = Side::Bytes(field.value.clone());
        Hit::field(field, "").sides(Side::Bytes(want.as_str().into()), actual)
    })
}

/// One of those that the client named, or no such field.
pub(super) const WEBSOCKET_PROTOCOL_NOT_OFFERED: Lint = Lint {
    name: "websocket-protocol-not-offered",
    summary: "the subprotocol is none that the client offered",
    level: Level::Must,
    rfc: 6455,
    section: "4.2.2",
    also: &[],
    covers: &["6455-4.2.2-08", "6455-4.2.2-09"],
    check: Check::Rule(protocol_not_offered),
    fires: &[(
        HANDSHAKE,
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
          Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n",
    )],
    quiet: &[(HANDSHAKE, ACCEPTED)],
};

fn protocol_not_offered(subject: &Subject) -> Option<Hit> {
    let offered = subject.request()?.field("Sec-WebSocket-Protocol").unwrap_or_default();
    let offered = grammar::list_members(&offered);
    if !is_opening(subject) {
        return None;
    }
    subject.reject("Sec-WebSocket-Protocol", "a subprotocol of the request", |value| {
        offered.contains(&value)
    })
}

/// By name; parameters are the extension's own affair.
pub(super) const WEBSOCKET_EXTENSION_NOT_OFFERED: Lint = Lint {
    name: "websocket-extension-not-offered",
    summary: "an extension is none that the client offered",
    level: Level::Must,
    rfc: 6455,
    section: "4.2.2",
    also: &[(6455, "9.1")],
    covers: &["6455-4.2.2-10", "6455-4.2.2-11", "6455-9-02"],
    check: Check::Rule(extension_not_offered),
    fires: &[(
        HANDSHAKE,
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
          Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Extensions: x-foo\r\n\r\n",
    )],
    quiet: &[(HANDSHAKE, ACCEPTED)],
};

fn extension_not_offered(subject: &Subject) -> Option<Hit> {
    let offered = subject.request()?.field("Sec-WebSocket-Extensions").unwrap_or_default();
    if !is_opening(subject) {
        return None;
    }
    subject.reject_member("Sec-WebSocket-Extensions", "extensions of the request", |extension| {
        let pieces = grammar::split_outside_quotes(extension, b';');
        let name = pieces.first().copied().unwrap_or_default();
        grammar::list_has(&offered, &String::from_utf8_lossy(name))
    })
}

/// Requests may repeat some of them; responses none.
pub(super) const WEBSOCKET_FIELD_REPEATED: Lint = Lint {
    name: "websocket-field-repeated",
    summary: "a field of the WebSocket handshake comes more than once",
    level: Level::Must,
    rfc: 6455,
    section: "11.3",
    also: &[(6455, "11.3.2"), (6455, "11.3.3"), (6455, "11.3.4")],
    covers: &["6455-11.3.2-02", "6455-11.3.3-01", "6455-11.3.4-02"],
    check: Check::Rule(field_repeated),
    fires: &[(
        HANDSHAKE,
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
          Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\
          Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
    )],
    quiet: &[(HANDSHAKE, ACCEPTED)],
};

fn field_repeated(subject: &Subject) -> Option<Hit> {
    ["Sec-WebSocket-Accept", "Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol"]
        .into_iter()
        .find_map(|name| repeated_in(&subject.response.fields, name))
}
