//! Answers in chunks, pipelines and whole sessions that are legal and seldom met.

use super::End::{Fin, Open, Rst};
use super::{PAGE, REFUSED, Row, row};

const CLOSED_PAGE: &str = "200 OK";
const MOVED: &str = "HTTP/1.1 301 Moved Permanently\nContent-Type: text/plain\nLocation: /there?a=%0D\n\
                     Content-Length: 2\n\nno";
const SEE_OTHER: &str = "HTTP/1.1 303 See Other\nLocation: /there\nContent-Length: 0\n\n";
const NOT_ALLOWED: &str = "HTTP/1.1 405 Method Not Allowed\nAllow: GET, HEAD\n\
                           Content-Type: text/plain\nContent-Length: 2\n\nno";
const NO_HEAD: &str = "HTTP/1.1 501 Not Implemented\nConnection: close\nContent-Length: 0\n\n";
const EMPTY: &str = "HTTP/1.1 200 OK\nContent-Length: 0\n\n";
const EMPTY_LISTS: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Language:\nVary:\n\
                           Content-Length: 2\n\nok";
const QUOTED: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\n\
                      Cache-Control: a=\"b\\\"c, d\", max-age=1\nContent-Length: 2\n\nok";
const TAG_A: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nETag: \"a\"\n\
                     Content-Length: 2\n\nok";
const TAG_B: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nETag: \"b\"\n\
                     Content-Length: 2\n\nno";

pub(super) const ROWS: &[Row] = &[
    row(
        "a length is demanded, though chunks are known (RFC 9112 6.3)",
        "rfc9112/7.1/decoded",
        &["411 Length Required"],
        Fin,
    ),
    row(
        "the digits of a chunk size are bounded",
        "rfc9112/7.1/many-leading-zeros",
        &[REFUSED],
        Fin,
    ),
    row(
        "a chunk beyond 64 bits is a chunk, and its octets are waited for",
        "rfc9112/7.1/size-overflow",
        &[""],
        Open,
    ),
    row("a chunk that is cut off is closed on (RFC 9112 8)", "rfc9112/7.1/cut-off", &[""], Fin),
    row(
        "so many trailer fields are too many (RFC 9110 5.4)",
        "rfc9112/7.1.2/many-trailers",
        &["431 Request Header Fields Too Large"],
        Fin,
    ),
    row(
        "a trailer field of that name is refused",
        "rfc9112/7.1.2/forbidden-trailer",
        &[REFUSED],
        Fin,
    ),
    row(
        "a coding with parameters is not known",
        "rfc9112/7.1/chunked-parameters",
        &["501 Not Implemented"],
        Fin,
    ),
    row(
        "a server without persistent connections says so (RFC 9112 9.3)",
        "rfc9112/9.3/close-is-not-silent",
        &[CLOSED_PAGE],
        Fin,
    ),
    row(
        "a bound on the requests of one connection, and it is told",
        "rfc9112/9.3/hundred-requests",
        &[PAGE, PAGE, CLOSED_PAGE],
        Fin,
    ),
    row(
        "a bound on the requests of one client (RFC 6585 4)",
        "rfc9112/9.3/hundred-requests",
        &[PAGE, "429 Too Many Requests"],
        Fin,
    ),
    row(
        "what follows close is refused, and with it all",
        "rfc9112/9.6/close-on-the-second-request",
        &[PAGE, REFUSED],
        Rst,
    ),
    row(
        "nothing can be deleted here, and nothing be shown",
        "rfc9112/9.6/nothing-applied-after-close",
        &[NOT_ALLOWED],
        Open,
    ),
    row(
        "content is left unread, and the connection reset (RFC 9112 9.3)",
        "rfc9112/9.3/content-of-not-found",
        &["404 Not Found"],
        Rst,
    ),
    row(
        "a method that is not known is carried out, which is another rule",
        "rfc9112/9.3/content-of-unknown-method",
        &[CLOSED_PAGE],
        Fin,
    ),
    row(
        "one of many requests is answered, and the rest reset (RFC 9112 9.5)",
        "rfc9112/9.3.2/hundred-in-one-write",
        &[CLOSED_PAGE],
        Rst,
    ),
    row("the rest of a pipeline is reset", "rfc9112/9.3.2/cut-anywhere", &[CLOSED_PAGE], Rst),
    row(
        "a pipeline ends where HEAD is not implemented",
        "rfc9112/9.3.2/head-among-others",
        &[NO_HEAD],
        Fin,
    ),
    row(
        "a reset after a whole answer (RFC 9112 9.6 has it as usual, no more)",
        "rfc9112/9.6/closes-by-fin",
        &[CLOSED_PAGE],
        Rst,
    ),
    row(
        "the page is given in clear, which no text forbids beside Range",
        "session/range/first-ten",
        &[PAGE],
        Open,
    ),
    row("both lengths: refused, then reset", "rfc9112/11.2/cl-te", &[REFUSED], Rst),
    row(
        "an expectation is refused, and the connection closed (RFC 9110 10.1.1)",
        "rfc9112/11.2/0-cl-with-expect",
        &["417 Expectation Failed"],
        Fin,
    ),
    row(
        "a redirection that keeps what was encoded",
        "rfc9112/11.1/encoded-line-end-in-redirect",
        &[MOVED],
        Open,
    ),
    row("a chunk beyond 64 bits is waited for", "rfc9112/11.2/chunk-size-wraps", &[""], Open),
    row(
        "the rest of a pipeline is left unanswered (RFC 9112 9.5)",
        "session/connection/pipelined-in-order",
        &[CLOSED_PAGE],
        Rst,
    ),
    row(
        "a form is answered with another page (RFC 9110 15.4.4)",
        "session/request/form",
        &[SEE_OTHER],
        Open,
    ),
    row(
        "a form is refused before its last octet",
        "session/request/form-one-octet-short",
        &["403 Forbidden"],
        Fin,
    ),
    row(
        "a form that is cut off is a failure inside (RFC 9112 8)",
        "session/request/form-cut-off",
        &["500 Internal Server Error"],
        Fin,
    ),
    row("an empty page has no type (RFC 9110 8.3)", "session/answer/200-fields", &[EMPTY], Open),
    row(
        "lists may be empty (RFC 9110 5.6.1)",
        "session/answer/content-language",
        &[EMPTY_LISTS],
        Open,
    ),
    row("a list of fields may be empty as well", "session/answer/vary", &[EMPTY_LISTS], Open),
    row(
        "a quoted string has quoted pairs (RFC 9110 5.6.4)",
        "session/answer/cache-control",
        &[QUOTED],
        Open,
    ),
    row("what was not found is gone (RFC 9110 15.5.11)", "session/answer/404", &["410 Gone"], Fin),
    row(
        "the page was changed between two requests",
        "session/conditional/not-modified",
        &[TAG_A, TAG_B],
        Open,
    ),
    row(
        "a page without an entity tag has no 304",
        "session/conditional/not-modified-keeps-etag",
        &[PAGE],
        Open,
    ),
    row(
        "a server that is not for general purposes has no HEAD",
        "session/head/no-body",
        &[NO_HEAD],
        Fin,
    ),
    row(
        "the final answer at once, without the content (RFC 9110 10.1.1)",
        "session/status/informational",
        &["417 Expectation Failed"],
        Fin,
    ),
    row(
        "an invalid request line is sent to where it may have meant",
        "session/malformed/garbled-request",
        &[MOVED],
        Open,
    ),
    row(
        "POST is forbidden here, and the head is not read on",
        "session/malformed/head-runs-into-body",
        &["403 Forbidden"],
        Fin,
    ),
    row(
        "a name is malformed for this server, and legal all the same",
        "rfc9110/7.2/host-forms",
        &[REFUSED],
        Fin,
    ),
    row(
        "the connection is dropped, as the text allows (RFC 9110 7.4)",
        "rfc9110/7.4/https-in-clear",
        &[""],
        Rst,
    ),
    row(
        "a host that is not known here (RFC 9110 15.5.20)",
        "rfc9110/4.2.3/host-in-any-case",
        &["421 Misdirected Request"],
        Fin,
    ),
    row(
        "a length is demanded, though chunks are known",
        "rfc9110/5.6.3/bad-white-space",
        &["411 Length Required"],
        Fin,
    ),
    row(
        "a form is refused for what is in it",
        "rfc9110/5.6.6/parameters",
        &["422 Unprocessable Content"],
        Fin,
    ),
    row(
        "what the redirection names wants more than a GET",
        "rfc9110/2.3/own-location-is-taken-back",
        &[SEE_OTHER, REFUSED],
        Open,
    ),
    row("an offer is ignored (RFC 9110 7.8)", "rfc9110/7.8/unknown-protocol", &[PAGE], Open),
    row("a handshake with content is refused", "rfc9110/7.8/continue-comes-first", &[REFUSED], Fin),
    row("no such status can be had", "rfc6585/4/explained", &["404 Not Found"], Fin),
];
