//! Whether a connection stays open after an answer, and what Connection says of it
//! (RFC 9112 sections 9.3 and 9.6).

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::Request;
use crate::reference::response::Response;
use crate::reference::response::write::needs_close;

/// Faults in persistence, pipelining and closing.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "close-ignored",
        "RFC 9112 9.6",
        "the connection is closed after the answer to a request that says close",
        "keeps the connection open and answers what comes after Connection: close",
    ),
    fault(
        "close-without-close-option",
        "RFC 9112 9.6",
        "the last answer before a close says close",
        "closes without having said so",
    ),
    fault(
        "keeps-open-after-close",
        "RFC 9112 9.6",
        "a server that says close closes",
        "says close and stays open without answering",
    ),
    fault(
        "answers-after-close",
        "RFC 9112 9.6",
        "a server that says close processes no further requests",
        "says close and answers the next request",
    ),
    fault(
        "connection-not-persistent",
        "RFC 9112 9.3",
        "connections are persistent",
        "closes after every answer, and says so",
    ),
    fault(
        "connection-dropped",
        "RFC 9112 9.3",
        "a server that does not keep a connection open says close in every answer",
        "closes after every answer, and does not say so",
    ),
    fault(
        "http10-kept-open",
        "RFC 9112 9.3",
        "a connection of HTTP/1.0 without keep-alive is closed after the answer",
        "keeps connections of HTTP/1.0 open",
    ),
    fault(
        "http10-keep-alive-ignored",
        "RFC 9112 9.3",
        "keep-alive keeps a connection of HTTP/1.0 open",
        "closes connections of HTTP/1.0 in spite of keep-alive",
    ),
    fault(
        "connection-option-case-sensitive",
        "RFC 9110 7.6.1",
        "connection options are the same in any case",
        "knows close in lower case only",
    ),
    fault(
        "connection-list-ignored",
        "RFC 9110 7.6.1",
        "Connection is a list of options",
        "knows close only where it stands alone",
    ),
    fault(
        "pipelined-out-of-order",
        "RFC 9112 9.3.2",
        "answers to pipelined requests come in the order of the requests",
        "swaps the answers to two pipelined requests",
    ),
    fault(
        "pipelining-drops-second",
        "RFC 9112 9.3.2",
        "every pipelined request is answered",
        "drops what came together with a request",
    ),
    fault(
        "reset-after-answer",
        "RFC 9112 9.6",
        "a connection is closed so that the last answer is not lost",
        "closes with a reset",
    ),
    fault(
        "speaks-first",
        "RFC 9112 9.2",
        "a response belongs to a request",
        "sends 100 as soon as the connection is made",
    ),
    fault(
        "closure-unnoticed",
        "RFC 9112 9.5",
        "a server notices that the client has closed, and closes too",
        "stays open where the client has closed its side",
    ),
    fault(
        "refusal-unanswered",
        "RFC 9112 2.2",
        "a request that breaks the grammar is answered 400",
        "closes without an answer to a request that breaks a rule",
    ),
    fault(
        "refusal-keeps-open",
        "RFC 9112 2.2",
        "the connection is closed after a request that breaks the grammar",
        "goes on with the next request after one that breaks a rule",
    ),
];

/// Whether the connection is closed after a response, and the option that says so; empty where
/// nothing needs to be said. `close` is that it has to be for another reason than these.
pub(super) fn decide(
    request: &Request,
    response: &Response,
    close: bool,
    faults: &Faults,
) -> (bool, &'static str) {
    let kept_alive = request.http10
        && request.head.lists("Connection", "keep-alive")
        && !faults.has("http10-keep-alive-ignored");
    let http10_ends = request.http10 && !kept_alive && !faults.has("http10-kept-open");
    let closes = close
        || says_close(request, faults)
        || http10_ends
        || response.status == 408
        || needs_close(response, request.http10, faults)
        || faults.has("connection-not-persistent")
        || faults.has("connection-dropped");
    let unsaid = faults.has("close-without-close-option") || faults.has("connection-dropped");
    let option = match () {
        () if closes && unsaid => "",
        () if closes => "close",
        () if kept_alive => "keep-alive",
        () => "",
    };
    (closes, option)
}

fn says_close(request: &Request, faults: &Faults) -> bool {
    let head = &request.head;
    match () {
        () if faults.has("close-ignored") => false,
        () if faults.has("connection-option-case-sensitive") => {
            head.list("Connection").contains(&&b"close"[..])
        }
        () if faults.has("connection-list-ignored") => {
            head.value("Connection").is_some_and(|value| value.eq_ignore_ascii_case(b"close"))
        }
        () => head.lists("Connection", "close"),
    }
}
