//! Methods, representation data and Expect: answers that are legal and that a suite might wrongly
//! blame.

use super::{End, PAGE, REFUSED, Row};

pub(super) const OTHER_PAGE: &str =
    "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 5\n\nother";
pub(super) const CLOSED_PAGE: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nConnection: close\n\
                           Content-Length: 2\n\nok";
pub(super) const DONE: &str = "HTTP/1.1 204 No Content\n\n";
pub(super) const MADE: &str =
    "HTTP/1.1 201 Created\nContent-Type: text/plain\nContent-Length: 2\n\nok";
pub(super) const ACCEPTED: &str =
    "HTTP/1.1 202 Accepted\nContent-Type: text/plain\nContent-Length: 2\n\nok";
pub(super) const MISSING: &str =
    "HTTP/1.1 404 Not Found\nContent-Type: text/plain\nContent-Length: 2\n\nno";
pub(super) const NO_METHOD: &str = "HTTP/1.1 501 Not Implemented\nContent-Type: text/plain\n\
                         Connection: close\nContent-Length: 2\n\nno";
pub(super) const ALLOW_GET: &str = "HTTP/1.1 405 Method Not Allowed\nAllow: GET, HEAD, OPTIONS\n\
                         Content-Type: text/plain\nContent-Length: 2\n\nno";
pub(super) const CONFLICT: &str =
    "HTTP/1.1 409 Conflict\nContent-Type: text/plain\nContent-Length: 2\n\nno";
pub(super) const NEEDS_CONDITION: &str = "HTTP/1.1 428 Precondition Required\nContent-Type: text/plain\n\
                               Content-Length: 2\n\nno";
pub(super) const CHALLENGE: &str = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"a\"\n\
                         Content-Type: text/plain\nContent-Length: 2\n\nno";
pub(super) const CONTINUE: &str = "HTTP/1.1 100 Continue\n\n";

pub(super) const fn row(
    case: &'static str,
    why: &'static str,
    answers: &'static [&'static str],
    end: End,
) -> Row {
    Row { why, case, answers, end }
}

pub(super) const ROWS: &[Row] = &[
    // Version, trailers, codings
    row(
        "rfc9110/6.5/credentials-in-trailers",
        "chunks in GET are not implemented (RFC 9112 6.1)",
        &[NO_METHOD],
        End::Fin,
    ),
    row(
        "rfc9110/6.5/credentials-in-trailers",
        "the trailer field is dropped, and there are no credentials",
        &[CHALLENGE],
        End::Open,
    ),
    row("rfc9110/6.5/condition-in-trailers", "chunks are not implemented", &[NO_METHOD], End::Fin),
    row(
        "rfc9110/8.4/coded-as-told",
        "a resource that is another one each time",
        &[PAGE, OTHER_PAGE, PAGE],
        End::Open,
    ),
    row(
        "rfc9110/8.4.1.3/x-gzip",
        "nothing has to be coded (RFC 9110 12.5.3)",
        &[PAGE, PAGE],
        End::Open,
    ),
    row("rfc9110/8.4.1.3/gzip-format", "content is not coded for gzip", &[PAGE], End::Open),
    row(
        "rfc9110/8.8.3.3/strong-tag-of-a-coding",
        "a weak tag may be that of the coded content too (RFC 9110 8.8.3.3)",
        &["HTTP/1.1 200 OK\nContent-Type: text/plain\nETag: W/\"a\"\nContent-Length: 2\n\nok"],
        End::Open,
    ),
    // Lengths
    row(
        "rfc9110/8.6/head-has-the-length-of-get",
        "a page of another length each time",
        &[PAGE, OTHER_PAGE, "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 7\n\n"],
        End::Open,
    ),
    row(
        "rfc9110/8.6/head-has-the-length-of-get",
        "each answer ends its connection",
        &[
            CLOSED_PAGE,
            CLOSED_PAGE,
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\n",
        ],
        End::Fin,
    ),
    row(
        "rfc9110/8.6/no-content-without-length",
        "no status can be chosen here",
        &[PAGE],
        End::Open,
    ),
    // Methods
    row(
        "rfc9110/9.1/refused-with-405",
        "a server without POST says 501 (RFC 9110 9.1)",
        &[NO_METHOD],
        End::Fin,
    ),
    row(
        "rfc9110/9.1/refused-with-405",
        "what takes no POST may find nothing for it",
        &[MISSING],
        End::Open,
    ),
    row("rfc9110/9.1/refused-with-405", "the page takes POST", &[DONE], End::Open),
    row(
        "rfc9110/9.3.1/content-changes-nothing",
        "a page that is another one each time",
        &[PAGE, OTHER_PAGE, PAGE],
        End::Open,
    ),
    row(
        "rfc9110/9.3.1/content-is-no-request",
        "closed after the first answer rather than read on (RFC 9112 9.3)",
        &[
            "HTTP/1.1 404 Not Found\nConnection: close\nContent-Length: 2\nContent-Type: text/plain\n\nno",
        ],
        End::Fin,
    ),
    row(
        "rfc9110/9.3.2/missing",
        "a field that has another value in each answer, and one that is made with the content",
        &[
            "HTTP/1.1 404 Not Found\nX-Request-Id: 1\nContent-Type: text/plain\nContent-Length: 2\n\nno",
            "HTTP/1.1 404 Not Found\nX-Request-Id: 2\n\n",
        ],
        End::Open,
    ),
    row(
        "rfc9110/9.3.2/redirect",
        "a cookie is set in one of two answers",
        &[
            "HTTP/1.1 302 Found\nLocation: /a\nSet-Cookie: a=1\nContent-Length: 0\n\n",
            "HTTP/1.1 302 Found\nLocation: /a\nSet-Cookie: a=2\nContent-Length: 0\n\n",
        ],
        End::Open,
    ),
    row(
        "rfc9110/9.3.2/bad-request",
        "a malformed HEAD is closed on without an answer",
        &[""],
        End::Fin,
    ),
    row(
        "rfc9110/9.3.2/chunked",
        "a server may close after any answer (RFC 9112 9.5)",
        &["HTTP/1.1 200 OK\nContent-Type: text/plain\nConnection: close\n\n"],
        End::Fin,
    ),
    row(
        "rfc9110/9.3.4/replaced",
        "a store that takes nothing without a condition (RFC 6585 3)",
        &[NEEDS_CONDITION],
        End::Open,
    ),
    row(
        "rfc9110/9.3.4/replaced",
        "PUT is accepted and done later (RFC 9110 15.3.3)",
        &[ACCEPTED],
        End::Open,
    ),
    row(
        "rfc9110/9.3.4/created",
        "what is there cannot be told",
        &[ALLOW_GET, CHALLENGE],
        End::Open,
    ),
    row(
        "rfc9110/9.3.4/validator-of-the-answer",
        "the answer to PUT has no entity tag",
        &[MADE],
        End::Open,
    ),
    row(
        "rfc9110/9.3.5/created-again",
        "what is stored conflicts with what is there",
        &[CONFLICT],
        End::Open,
    ),
    row(
        "rfc9110/9.3.6/port-empty-or-invalid",
        "CONNECT is not implemented",
        &[NO_METHOD],
        End::Fin,
    ),
    row(
        "rfc9110/9.3.6/port-empty-or-invalid",
        "CONNECT is sent elsewhere, like all that comes in clear",
        &["HTTP/1.1 308 Permanent Redirect\nLocation: https://a/\nContent-Length: 0\n\n"],
        End::Open,
    ),
    row(
        "rfc9110/9.3.6/refused-by-an-origin",
        "CONNECT is known and not allowed",
        &[ALLOW_GET],
        End::Open,
    ),
    row("rfc9110/9.3.8/no-secrets", "TRACE is refused", &[REFUSED], End::Rst),
    row(
        "rfc9110/9.3.8/reflected-or-refused",
        "TRACE is known and not allowed",
        &[ALLOW_GET],
        End::Open,
    ),
    row(
        "rfc9110/9.3.8/reflected-or-refused",
        "fields that are not known are left out, as one might be a secret",
        &["HTTP/1.1 200 OK\nContent-Type: message/http\nContent-Length: 18\n\nTRACE / HTTP/1.1\n"],
        End::Open,
    ),
    // Expect
    row(
        "rfc9110/10.1.1/answered-before-content",
        "a final answer at once, in place of 100",
        &[
            "HTTP/1.1 417 Expectation Failed\nConnection: close\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
        End::Fin,
    ),
    row(
        "rfc9110/10.1.1/answered-before-content",
        "other interim answers come after 100 (RFC 9110 15.2)",
        &[CONTINUE, "HTTP/1.1 103 Early Hints\n\nHTTP/1.1 204 No Content\n\n"],
        End::Open,
    ),
    row(
        "rfc9110/10.1.1/no-content",
        "100 is needless where no content follows, and legal",
        &[
            "HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
        End::Open,
    ),
    row("rfc9110/10.1.1/unknown", "an unknown expectation is ignored", &[PAGE], End::Open),
    row(
        "rfc9110/10.1.1/refused-before-content",
        "refused before the content, with close, and reset",
        &[
            "HTTP/1.1 404 Not Found\nConnection: close\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
        End::Rst,
    ),
    row(
        "rfc9110/10.1.1/refused-before-content",
        "the content is read after the answer",
        &[MISSING, CLOSED_PAGE],
        End::Fin,
    ),
];
