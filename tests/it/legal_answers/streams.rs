//! Event streams, and the handshakes of WebSockets.

use super::negotiation::{closed, open};
use super::{PAGE, REFUSED, Row};

const UNKNOWN_VERSION: &str = "HTTP/1.1 505 HTTP Version Not Supported\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno";
const SWITCHED: &str = "HTTP/1.1 101 Switching Protocols\nupgrade: WebSocket\nconnection: keep-alive, upgrade\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n\n";

pub(super) const ROWS: &[Row] = &[
    open(
        "an event stream in which nothing has happened yet",
        "sse/9.2.5/utf-8",
        &[
            "HTTP/1.1 200 OK\nContent-Type: text/event-stream;charset=utf-8\nTransfer-Encoding: chunked\n\n3\n:\n\n",
        ],
    ),
    open(
        "events with CR for line ends (SSE 9.2.5)",
        "sse/9.2.5/empty-line",
        &["HTTP/1.1 200 OK\nContent-Type: text/event-stream\nContent-Length: 11\n\ndata\rdata\r\r"],
    ),
    open(
        "an event whose lines end in CR and in CRLF",
        "sse/9.2.5/empty-line",
        &["HTTP/1.1 200 OK\nContent-Type: text/event-stream\nContent-Length: 8\n\ndata:\r\n"],
    ),
    open(
        "no event yet, and no end told, for a client of HTTP/1.0",
        "sse/9.2.7/http-1.0",
        &["HTTP/1.1 200 OK\nContent-Type: text/event-stream\nConnection: close\n\n:"],
    ),
    closed("no HTTP/1.0 here", "sse/9.2.7/http-1.0", &[UNKNOWN_VERSION]),
    open(
        "a coded stream, of which nothing came yet",
        "sse/9.2.3/coded",
        &[
            "HTTP/1.1 200 OK\nContent-Type: text/event-stream\nContent-Encoding: gzip\nVary: Accept-Encoding\nTransfer-Encoding: chunked\n\n",
        ],
    ),
    open(
        "the client is told to stop (SSE 9.2.3)",
        "sse/9.2.4/unknown-id",
        &["HTTP/1.1 204 No Content\n\n"],
    ),
    open(
        "after an id of the future nothing has happened yet",
        "sse/9.2.4/unknown-id",
        &["HTTP/1.1 200 OK\nContent-Type: text/event-stream\nTransfer-Encoding: chunked\n\n"],
    ),
    open(
        "no HEAD here",
        "sse/9.2.3/head",
        &[
            "HTTP/1.1 405 Method Not Allowed\nAllow: GET\nContent-Type: text/plain\nContent-Length: 2\n\n",
        ],
    ),
    open("a request without Upgrade is a plain one", "rfc6455/4.2.1/upgrade-missing", &[PAGE]),
    open(
        "or needs Upgrade",
        "rfc6455/4.2.1/upgrade-missing",
        &[
            "HTTP/1.1 426 Upgrade Required\nUpgrade: websocket\nConnection: Upgrade\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "several versions, on two lines (RFC 6455 4.4)",
        "rfc6455/4.2.1/version-unknown",
        &[
            "HTTP/1.1 400 Bad Request\nSec-WebSocket-Version: 13\nSec-WebSocket-Version: 8, 7\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "one service on every path (RFC 6455 4.2.2)",
        "rfc6455/4.2.2/service-missing",
        &[SWITCHED],
    ),
    open(
        "a handshake is redirected",
        "rfc6455/4.2.2/service-missing",
        &["HTTP/1.1 302 Found\nLocation: /elsewhere\nContent-Length: 0\n\n"],
    ),
    open(
        "a 426 wants another protocol than websocket",
        "rfc6455/4.2.1/plain-get",
        &[
            "HTTP/1.1 426 Upgrade Required\nUpgrade: HTTP/3.0\nConnection: close, Upgrade\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "a handshake is answered in lower case and with keep-alive",
        "rfc6455/4.2.1/field-unknown",
        &[SWITCHED],
    ),
    open(
        "a foreign origin is refused",
        "rfc6455/4.2.2/origin",
        &["HTTP/1.1 403 Forbidden\nContent-Type: text/plain\nContent-Length: 2\n\nno"],
    ),
    open("no subprotocol is spoken", "rfc6455/4.2.2/protocol-chosen", &[SWITCHED]),
    open(
        "an extension is agreed to with a parameter in quotes",
        "rfc6455/9.1/extension-chosen",
        &[
            "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover ; client_max_window_bits=\"15\"\n\n",
        ],
    ),
    closed("a GET with content is refused", "rfc6455/4.2.1/content", &[REFUSED]),
    open("Upgrade is ignored where there is content", "rfc6455/4.2.1/content", &[PAGE]),
    closed(
        "the expectation is refused",
        "rfc6455/4.2.1/expect-continue",
        &[
            "HTTP/1.1 417 Expectation Failed\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "100, then 101",
        "rfc6455/4.2.1/expect-continue",
        &["HTTP/1.1 100 Continue\n\n", SWITCHED],
    ),
    open(
        "100, then Upgrade is ignored",
        "rfc6455/4.2.1/expect-continue",
        &["HTTP/1.1 100 Continue\n\n", PAGE],
    ),
    closed("a handshake of HTTP/1.0", "rfc6455/4.2.1/http-1.0", &[UNKNOWN_VERSION]),
    open(
        "a method without meaning here is answered with nothing",
        "rfc6455/4.2.1/method",
        &["HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
    ),
    open("only a lone websocket is taken", "rfc6455/4.2.1/upgrade-list", &[PAGE]),
    closed("a key that is no base64 is refused", "rfc6455/4.2.1/key-length", &[REFUSED]),
];
