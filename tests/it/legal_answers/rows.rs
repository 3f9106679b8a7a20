//! The table: why it is legal, the case that meets it, what is answered, how the connection ends.

use super::{End, Row};

const PAGE: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 2\n\nok";
const REFUSED: &str = "HTTP/1.1 400 Bad Request\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno";

pub(super) const ROWS: &[Row] = &[
    Row {
        why: "several interim answers, unasked, before the final one (RFC 9110 15.2)",
        case: "session/request/get",
        answers: &[
            "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: </a.css>; rel=preload\n\n\
             HTTP/1.1 103 Early Hints\n\nHTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 2\n\nok",
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
            "HTTP/1.1 200 OK\ncontent-type: text/plain\ntrailer: X-Sum\nTransfer-Encoding: Chunked\n\n\
             02;a=\"b;c\"\nok\n000;z\nX-Sum: 1\n\n",
        ],
        end: End::Open,
    },
    Row {
        why: "no reason phrase, odd white space, empty values, repeated lists (RFC 9112 4, 9110 5.6.1)",
        case: "session/request/get",
        answers: &[
            "HTTP/1.1 200 \nContent-Type: text/plain;charset=\"utf-8\"\nX-Empty:\nVary: a\nVary: B\n\
             Cache-Control: a=\"b, c\", max-age=1\nConnection: keep-alive, Keep-Alive\nKeep-Alive: timeout=5\n\
             Content-Length: 02\n\nok",
        ],
        end: End::Open,
    },
    Row {
        why: "Content-Length beside Transfer-Encoding: refused and closed (RFC 9112 6.3)",
        case: "rfc9112/6.3/content-length-repeated",
        answers: &[REFUSED],
        end: End::Fin,
    },
    Row {
        why: "the same Content-Length twice, taken once (RFC 9110 8.6)",
        case: "rfc9112/6.3/content-length-repeated",
        answers: &[PAGE],
        end: End::Open,
    },
];
