//! The table: why it is legal, the case that meets it, what is answered, how the connection ends.

use super::{End, PAGE, REFUSED, Row};

const CLOSED_PAGE: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nConnection: close\n\
                           Content-Length: 2\n\nok";

pub(super) const ROWS: &[Row] = &[
    Row {
        why: "several interim answers, unasked, before the final one (RFC 9110 15.2)",
        case: "session/request/get",
        answers: &[
            "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: </a.css>; rel=preload\n\nHTTP/1.1 103 Early Hints\n\nHTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
        end: End::Open,
    },
    Row {
        why: "the server closes after its answer, and says so (RFC 9112 9.6)",
        case: "session/request/get",
        answers: &[
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nok",
        ],
        end: End::Fin,
    },
    Row {
        why: "chunks with extensions and trailer fields (RFC 9112 7.1)",
        case: "session/request/get",
        answers: &[
            "HTTP/1.1 200 OK\ncontent-type: text/plain\ntrailer: X-Sum\nTransfer-Encoding: Chunked\n\n02;a=\"b;c\"\nok\n000;z\nX-Sum: 1\n\n",
        ],
        end: End::Open,
    },
    Row {
        why: "no reason phrase, odd white space, empty values, repeated lists (RFC 9112 4, RFC 9110 5.6.1)",
        case: "session/request/get",
        answers: &[
            "HTTP/1.1 200 \nContent-Type: text/plain;charset=\"utf-8\"\nX-Empty:\nVary: a\nVary: B\nCache-Control: a=\"b, c\", max-age=1\nConnection: keep-alive, Keep-Alive\nKeep-Alive: timeout=5\nContent-Length: 02\n\nok",
        ],
        end: End::Open,
    },
    Row {
        why: "a status code that nobody registered is of its class (RFC 9110 15)",
        case: "session/request/get",
        answers: &["HTTP/1.1 299 Quite Fine\nContent-Type: text/plain\nContent-Length: 2\n\nok"],
        end: End::Open,
    },
    Row {
        why: "200 without content needs no media type (RFC 9110 8.3)",
        case: "session/request/get",
        answers: &["HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
        end: End::Open,
    },
    Row {
        why: "garbage is refused, and the connection reset once the answer has left",
        case: "rfc9112/2.2/garbage",
        answers: &[REFUSED],
        end: End::Rst,
    },
    Row {
        why: "empty lines before the request line are ignored (RFC 9112 2.2)",
        case: "rfc9112/2.2/several-empty-lines-first",
        answers: &[PAGE],
        end: End::Open,
    },
    Row {
        why: "LF alone is taken for a line end in the head (RFC 9112 2.2, MAY)",
        case: "rfc9112/2.2/bare-lf",
        answers: &[PAGE],
        end: End::Open,
    },
    Row {
        why: "or it is refused",
        case: "rfc9112/2.2/bare-lf",
        answers: &[REFUSED],
        end: End::Fin,
    },
    Row {
        why: "obs-fold is replaced by spaces, of which a 200 shows nothing (RFC 9112 5.2)",
        case: "rfc9112/5.2/obs-fold",
        answers: &[CLOSED_PAGE],
        end: End::Fin,
    },
    Row {
        why: "obs-fold is refused",
        case: "rfc9112/5.2/obs-fold",
        answers: &[REFUSED],
        end: End::Fin,
    },
    Row {
        why: "NUL in a value is refused (RFC 9110 5.5)",
        case: "rfc9112/5/nul-in-value",
        answers: &[REFUSED],
        end: End::Fin,
    },
    Row {
        why: "an empty Host is legal grammar, for a target without authority (RFC 9112 3.2)",
        case: "rfc9112/3.2/host-empty",
        answers: &[PAGE],
        end: End::Open,
    },
    Row {
        why: "and a server that has no such host refuses it",
        case: "rfc9112/3.2/host-empty",
        answers: &[REFUSED],
        end: End::Fin,
    },
    Row {
        why: "a server may speak no HTTP/1.0 (RFC 9110 15.6.6)",
        case: "rfc9112/3.2/host-missing-in-1.0",
        answers: &[
            "HTTP/1.1 505 HTTP Version Not Supported\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno",
        ],
        end: End::Fin,
    },
    Row {
        why: "both lengths: decided by Transfer-Encoding, then closed (RFC 9112 6.1)",
        case: "rfc9112/6.1/content-length-beside-transfer-encoding",
        answers: &[
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nok",
        ],
        end: End::Fin,
    },
    Row {
        why: "both lengths: refused, then closed (RFC 9112 6.3)",
        case: "rfc9112/6.1/content-length-beside-transfer-encoding",
        answers: &[REFUSED],
        end: End::Fin,
    },
    Row {
        why: "both lengths: refused, then reset",
        case: "rfc9112/6.1/content-length-beside-transfer-encoding",
        answers: &[REFUSED],
        end: End::Rst,
    },
    Row {
        why: "the same Content-Length twice is refused (RFC 9110 8.6)",
        case: "rfc9112/6.3/content-length-repeated",
        answers: &[REFUSED],
        end: End::Fin,
    },
    Row {
        why: "or taken once",
        case: "rfc9112/6.3/content-length-repeated",
        answers: &[PAGE],
        end: End::Open,
    },
    Row {
        why: "an unknown method is refused with 400, which breaks no MUST (RFC 9110 9.1)",
        case: "rfc9112/3/unknown-method",
        answers: &[REFUSED],
        end: End::Fin,
    },
    Row {
        why: "or with 405",
        case: "rfc9112/3/unknown-method",
        answers: &[
            "HTTP/1.1 405 Method Not Allowed\nAllow: GET, HEAD\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
        end: End::Open,
    },
    Row {
        why: "a limit on the head comes before one on the target (RFC 6585 5)",
        case: "rfc9112/3/target-too-long",
        answers: &[
            "HTTP/1.1 431 Request Header Fields Too Large\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno",
        ],
        end: End::Rst,
    },
    Row {
        why: "a target of 8000 octets names nothing here",
        case: "rfc9112/3/target-of-8000-octets",
        answers: &["HTTP/1.1 404 Not Found\nContent-Type: text/plain\nContent-Length: 2\n\nno"],
        end: End::Open,
    },
    Row {
        why: "a length is demanded even where chunks are known (RFC 9112 6.3)",
        case: "rfc9112/6.1/chunked-any-case",
        answers: &[
            "HTTP/1.1 411 Length Required\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno",
        ],
        end: End::Fin,
    },
    Row {
        why: "a huge declared body is refused before it comes, and the connection reset (RFC 9110 15.5.14)",
        case: "rfc9112/6.3/huge-length-refused-early",
        answers: &[
            "HTTP/1.1 413 Content Too Large\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno",
        ],
        end: End::Rst,
    },
    Row {
        why: "a body that breaks off is closed on without an answer (RFC 9112 8)",
        case: "rfc9112/6.3/cut-off",
        answers: &[""],
        end: End::Fin,
    },
    Row {
        why: "an unknown transfer coding is refused with 400",
        case: "rfc9112/6.1/unknown-transfer-coding",
        answers: &[REFUSED],
        end: End::Fin,
    },
    Row {
        why: "gzip as a transfer coding is not implemented (RFC 9112 6.1)",
        case: "rfc9112/6.1/gzip-before-chunked",
        answers: &[
            "HTTP/1.1 501 Not Implemented\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno",
        ],
        end: End::Fin,
    },
    Row {
        why: "a chunk with an invalid extension is refused after the connection was used for an early answer",
        case: "rfc9112/7.1/size-overflow",
        answers: &[REFUSED],
        end: End::Rst,
    },
    Row {
        why: "an unknown range unit is ignored (RFC 9110 14.2)",
        case: "rfc9110/14.2/unknown-unit",
        answers: &[PAGE, PAGE],
        end: End::Open,
    },
    Row {
        why: "or answered with 416, which has text behind it too",
        case: "rfc9110/14.2/unknown-unit",
        answers: &[
            PAGE,
            "HTTP/1.1 416 Range Not Satisfiable\nContent-Type: text/plain\nContent-Range: bytes */2\nContent-Length: 2\n\nno",
        ],
        end: End::Open,
    },
    Row {
        why: "Range may be ignored wherever it is (RFC 9110 14.2)",
        case: "rfc9110/14.1.2/first-octet",
        answers: &[PAGE, PAGE],
        end: End::Open,
    },
    Row {
        why: "Range may be ignored for several ranges too",
        case: "rfc9110/15.3.7.2/parts",
        answers: &[PAGE, PAGE],
        end: End::Open,
    },
    Row {
        why: "a resource without a date of change ignores If-Modified-Since (RFC 9110 13.1.3)",
        case: "rfc9110/13.1.3/later",
        answers: &[PAGE, PAGE],
        end: End::Open,
    },
    Row {
        why: "304 with nothing but what the 200 had",
        case: "rfc9110/15.4.5/metadata",
        answers: &[
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nETag: \"a\"\nContent-Length: 2\n\nok",
            "HTTP/1.1 304 Not Modified\nETag: \"a\"\n\n",
        ],
        end: End::Open,
    },
    Row {
        why: "trailers are read and dropped (RFC 9112 7.1.2)",
        case: "rfc9112/7.1.2/trailer-not-merged",
        answers: &[PAGE, PAGE],
        end: End::Open,
    },
    Row {
        why: "the answer to HEAD may leave out the length (RFC 9110 9.3.2)",
        case: "rfc9110/8.6/head-has-the-length-of-get",
        answers: &[PAGE, PAGE, "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n"],
        end: End::Open,
    },
    Row {
        why: "a server may have a host for every name (RFC 9110 7.4)",
        case: "rfc9110/7.4/unknown-host",
        answers: &[PAGE],
        end: End::Open,
    },
];
