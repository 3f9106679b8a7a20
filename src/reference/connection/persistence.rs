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
        "close-forgotten-after-first",
        "RFC 9112 9.6",
        "the close option counts in whichever request it stands",
        "honours close in the first request of a connection only",
    ),
    fault(
        "close-forgotten-in-errors",
        "RFC 9112 9.6",
        "the close option is honoured whatever the answer is",
        "honours close only where the answer is no error",
    ),
    fault(
        "keep-alive-before-close",
        "RFC 9112 9.3",
        "close counts before keep-alive",
        "keeps the connection open where keep-alive stands beside close",
    ),
    fault(
        "close-field-honoured",
        "RFC 9112 9.6",
        "close is an option of Connection, and no field",
        "closes after a request with a field named Close",
    ),
    fault(
        "unknown-option-closes",
        "RFC 9112 9.3",
        "options that are not known do not close the connection",
        "closes where Connection has an option that it does not know",
    ),
    fault(
        "connection-option-reflected",
        "RFC 9110 7.6.1",
        "Connection of an answer is about the answer",
        "sends the options of the request back",
    ),
    fault(
        "persistence-by-first-request",
        "RFC 9112 9.3",
        "the version of the last request decides whether the connection persists",
        "goes by the version of the first request on a connection",
    ),
    fault(
        "connection-worn-out",
        "RFC 9112 9.5",
        "a persistent connection is sustained, or its end is told",
        "closes without a word after ten answers on one connection",
    ),
    fault(
        "half-close-unanswered",
        "RFC 9112 9.6",
        "a client that has closed its side still wants its answer",
        "gives up a request where the client closes its side at once",
    ),
    fault(
        "pipelined-content-out-of-order",
        "RFC 9112 9.3.2",
        "answers to requests with content come in the order of the requests",
        "swaps the answer to a request with content and the one behind it",
    ),
    fault(
        "pipelined-large-overtaken",
        "RFC 9112 9.3.2",
        "a large answer is not overtaken by a small one",
        "sends a large answer after the next one where requests are pipelined",
    ),
    fault(
        "pipelined-behind-error-dropped",
        "RFC 9112 9.3.2",
        "an error says nothing of the requests behind it",
        "drops what came together with a request that is answered with an error",
    ),
    fault(
        "pipelined-part-dropped",
        "RFC 9112 9.3.2",
        "the part of a request that came with another one is kept",
        "drops the beginning of a request that came with the one before",
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

/// What has gone before on a connection, as far as faults go by it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct History {
    /// How many answers were written.
    pub(super) answers: usize,
    /// Whether the first request was of HTTP/1.0.
    pub(super) began_http10: bool,
    /// Whether the last request had content.
    pub(super) had_content: bool,
}

/// Whether the connection is closed after a response, and the option that says so; empty where
/// nothing needs to be said. `close` is that it has to be for another reason than these.
pub(super) fn decide(
    request: &Request,
    response: &Response,
    history: &History,
    close: bool,
    faults: &Faults,
) -> (bool, &'static str) {
    let http10 = match faults.has("persistence-by-first-request") && history.answers > 0 {
        true => history.began_http10,
        false => request.http10,
    };
    let kept_alive = http10
        && request.head.lists("Connection", "keep-alive")
        && !faults.has("http10-keep-alive-ignored");
    let http10_ends = http10 && !kept_alive && !faults.has("http10-kept-open");
    let closes = close
        || says_close(request, faults) && !is_overlooked(request, response, history, faults)
        || faults.has("close-field-honoured") && request.head.value("Close").is_some()
        || faults.has("unknown-option-closes") && has_unknown_option(request)
        || http10_ends
        || response.status == 408
        || needs_close(response, request.http10, faults)
        || is_worn_out(history, faults)
        || faults.has("connection-not-persistent")
        || faults.has("connection-dropped");
    let unsaid = faults.has("close-without-close-option")
        || faults.has("connection-dropped")
        || is_worn_out(history, faults);
    let option = match () {
        () if closes && unsaid => "",
        () if closes => "close",
        () if kept_alive => "keep-alive",
        () => "",
    };
    (closes, option)
}

fn is_worn_out(history: &History, faults: &Faults) -> bool {
    faults.has("connection-worn-out") && history.answers >= 9
}

/// Whether a fault makes the server overlook that the request says close.
fn is_overlooked(
    request: &Request,
    response: &Response,
    history: &History,
    faults: &Faults,
) -> bool {
    faults.has("close-forgotten-after-first") && history.answers > 0
        || faults.has("close-forgotten-in-errors") && response.status >= 400
        || faults.has("keep-alive-before-close") && request.head.lists("Connection", "keep-alive")
}

fn has_unknown_option(request: &Request) -> bool {
    const KNOWN: [&[u8]; 5] = [b"", b"close", b"keep-alive", b"upgrade", b"te"];
    let options = request.head.list("Connection");
    options.iter().any(|option| !KNOWN.contains(&option.to_ascii_lowercase().as_slice()))
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
