//! Answers to heads, targets and lengths that are odd or malformed, and what may come of them.

use super::End::{Fin, Open, Rst};
use super::{PAGE, REFUSED, Row, row};

const CLOSED_PAGE: &str = "200 OK";
const MOVED: &str = "HTTP/1.1 301 Moved Permanently\nContent-Type: text/plain\nLocation: /there?a=%0D\n\
                     Content-Length: 2\n\nno";
const NOT_ALLOWED: &str = "HTTP/1.1 405 Method Not Allowed\nAllow: GET, HEAD\n\
                           Content-Type: text/plain\nContent-Length: 2\n\nno";
const NO_HEAD: &str = "HTTP/1.1 501 Not Implemented\nConnection: close\nContent-Length: 0\n\n";
const HELLO: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nConnection: close\n\
                     Content-Length: 5\n\nhello";

pub(super) const ROWS: &[Row] = &[
    row(
        "the line has a part too many, and its third is no version",
        "rfc9112/2.2/bare-cr-in-method",
        &["505 HTTP Version Not Supported"],
        Fin,
    ),
    row(
        "an invalid request line may be answered with 301 (RFC 9112 3.2)",
        "rfc9112/2.2/bare-cr-in-target",
        &[MOVED],
        Open,
    ),
    row(
        "a bare CR becomes SP, so that the line is one field (RFC 9112 2.2)",
        "rfc9112/2.2/bare-cr-hides-no-field",
        &[PAGE],
        Open,
    ),
    row(
        "LF alone is no line end, and the rest of the head is waited for",
        "rfc9112/2.2/bare-lf-as-empty-line",
        &[""],
        Open,
    ),
    row(
        "lines that white space leads are dropped unread (RFC 9112 2.2)",
        "rfc9112/2.2/whitespace-before-first-field",
        &[PAGE],
        Open,
    ),
    row(
        "or refused, and the connection is reset",
        "rfc9112/2.2/whitespace-before-first-field",
        &[REFUSED],
        Rst,
    ),
    row(
        "one empty line is ignored, and no more need be",
        "rfc9112/2.2/several-empty-lines-first",
        &[REFUSED],
        Fin,
    ),
    row(
        "the end of a line is waited for that a ClientHello does not have",
        "rfc9112/2.2/tls-client-hello",
        &["", PAGE],
        Open,
    ),
    row(
        "a server of HTTP/2 answers its preface in HTTP/2 (RFC 9113 3.4)",
        "rfc9112/2.2/http2-preface",
        &["\0\0\0\u{4}\0\0\0\0\0"],
        Open,
    ),
    row(
        "a head that is cut off is answered 408 (RFC 9112 8)",
        "rfc9112/2.2/head-cut-off",
        &["408 Request Timeout"],
        Fin,
    ),
    row("or not at all", "rfc9112/2.2/head-cut-off", &[""], Fin),
    row("a word that is cut off is not answered", "rfc9112/2.2/word-cut-off", &["", PAGE], Fin),
    row(
        "any white space may separate the parts of the line (RFC 9112 3)",
        "rfc9112/3/separators",
        &[PAGE],
        Open,
    ),
    row(
        "a request of HTTP/0.9 gets content without a head",
        "rfc9112/3/simple-request",
        &["ok\n"],
        Fin,
    ),
    row(
        "a method of other case is not allowed",
        "rfc9112/3/method-is-case-sensitive",
        &[NOT_ALLOWED],
        Open,
    ),
    row(
        "another major version is not spoken (RFC 9110 15.6.6)",
        "rfc9112/3/unsupported-major-version",
        &["505 HTTP Version Not Supported"],
        Fin,
    ),
    row(
        "a long query is forbidden, and not for the length of the target",
        "rfc9112/3/target-too-long",
        &["403 Forbidden"],
        Fin,
    ),
    row(
        "an answer whose end a reset took (RFC 9112 9.6)",
        "rfc9112/5/head-too-large",
        &[
            "HTTP/1.1 431 Too Large\nConnection: close\nContent-Type: text/plain\nContent-Length: 2\n\n",
        ],
        Rst,
    ),
    row(
        "nothing but a reset, which may have taken the answer (RFC 9112 9.6)",
        "rfc9110/5.4/too-many-fields",
        &[""],
        Rst,
    ),
    row(
        "an empty host leads elsewhere, and is not served",
        "rfc9112/3.2/empty-host-in-uri",
        &[MOVED],
        Open,
    ),
    row(
        "there is no tunnel here, whatever the port",
        "rfc9112/3.2.3/connect-port-invalid",
        &["501 Not Implemented"],
        Fin,
    ),
    row("OPTIONS is forbidden to all", "rfc9112/3.2.4/options-asterisk", &["403 Forbidden"], Fin),
    row("the page takes no query of any kind", "rfc9112/3.2/percent-encoding", &[REFUSED], Fin),
    row(
        "a server that is not for general purposes has no HEAD (RFC 9110 9.1)",
        "rfc9112/3.2.2/head",
        &[NO_HEAD],
        Fin,
    ),
    row(
        "a length is demanded of any content (RFC 9112 6.3)",
        "rfc9112/6.3/transfer-encoding-not-chunked-last",
        &["411 Length Required"],
        Fin,
    ),
    row(
        "the coding is not known (RFC 9112 6.1), and the connection is reset",
        "rfc9112/6.3/transfer-coding-nearly-chunked",
        &["501 Not Implemented"],
        Rst,
    ),
    row(
        "POST is not implemented here, whatever its length",
        "rfc9112/6.3/content-length-invalid",
        &["501 Not Implemented"],
        Fin,
    ),
    row(
        "an invalid length is refused, and the connection reset",
        "rfc9112/6.3/content-length-differing",
        &[REFUSED],
        Rst,
    ),
    row(
        "a length beyond 64 bits is a length, and its octets are waited for",
        "rfc9112/6.3/content-length-overflow",
        &[""],
        Open,
    ),
    row("or too much", "rfc9112/6.3/content-length-overflow", &["413 Content Too Large"], Rst),
    row("a terabyte is waited for", "rfc9112/6.3/huge-length-refused-early", &[""], Open),
    row(
        "a length is demanded, whatever the coding (RFC 9112 6.3)",
        "rfc9112/6.1/unknown-transfer-coding",
        &["411 Length Required"],
        Fin,
    ),
    row(
        "both lengths: read by the chunks, then closed (RFC 9112 6.1)",
        "rfc9112/6.1/both-decides-by-transfer-encoding",
        &[HELLO],
        Fin,
    ),
    row(
        "chunks in HTTP/1.0: answered, then closed (RFC 9112 6.1)",
        "rfc9112/6.1/transfer-encoding-in-1.0",
        &[CLOSED_PAGE],
        Fin,
    ),
    row(
        "content in GET is refused (RFC 9110 9.3.1)",
        "rfc9112/6.1/chunked-get[method=GET]",
        &[REFUSED],
        Fin,
    ),
    row(
        "empty members are too much for a field of framing",
        "rfc9112/6.1/empty-list-element",
        &[REFUSED],
        Fin,
    ),
];
