//! Methods, representation data, Expect, conditions, ranges and statuses: answers that are legal
//! and that a suite might wrongly blame.

use super::{End, Row};

const PAGE: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 2\n\nok";
const OTHER_PAGE: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 5\n\nother";
const CLOSED_PAGE: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nConnection: close\n\
                           Content-Length: 2\n\nok";
const TAG_A: &str =
    "HTTP/1.1 200 OK\nContent-Type: text/plain\nETag: \"a\"\nContent-Length: 2\n\nok";
const TAG_B: &str =
    "HTTP/1.1 200 OK\nContent-Type: text/plain\nETag: \"b\"\nContent-Length: 5\n\nother";
const DATED: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\n\
                     Last-Modified: Thu, 01 Jan 1970 00:00:01 GMT\nContent-Length: 2\n\nok";
const DATED_LATER: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\n\
                           Last-Modified: Tue, 01 Oct 2024 08:00:00 GMT\nContent-Length: 2\n\nok";
const DATED_HEAD: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\n\
                          Last-Modified: Tue, 01 Oct 2024 08:00:01 GMT\nContent-Length: 2\n\n";
const DONE: &str = "HTTP/1.1 204 No Content\n\n";
const MADE: &str = "HTTP/1.1 201 Created\nContent-Type: text/plain\nContent-Length: 2\n\nok";
const ACCEPTED: &str = "HTTP/1.1 202 Accepted\nContent-Type: text/plain\nContent-Length: 2\n\nok";
const MISSING: &str = "HTTP/1.1 404 Not Found\nContent-Type: text/plain\nContent-Length: 2\n\nno";
const REFUSED: &str = "HTTP/1.1 400 Bad Request\nContent-Type: text/plain\nConnection: close\n\
                       Content-Length: 2\n\nno";
const FAILED: &str =
    "HTTP/1.1 412 Precondition Failed\nContent-Type: text/plain\nContent-Length: 2\n\nno";
const NO_METHOD: &str = "HTTP/1.1 501 Not Implemented\nContent-Type: text/plain\n\
                         Connection: close\nContent-Length: 2\n\nno";
const ALLOW_GET: &str = "HTTP/1.1 405 Method Not Allowed\nAllow: GET, HEAD, OPTIONS\n\
                         Content-Type: text/plain\nContent-Length: 2\n\nno";
const CONFLICT: &str = "HTTP/1.1 409 Conflict\nContent-Type: text/plain\nContent-Length: 2\n\nno";
const NEEDS_CONDITION: &str = "HTTP/1.1 428 Precondition Required\nContent-Type: text/plain\n\
                               Content-Length: 2\n\nno";
const NO_RANGE: &str = "HTTP/1.1 416 Range Not Satisfiable\nContent-Range: bytes */2\n\
                        Content-Type: text/plain\nContent-Length: 2\n\nno";
const NOT_MODIFIED: &str = "HTTP/1.1 304 Not Modified\nETag: \"a\"\n\n";
const CHALLENGE: &str = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"a\"\n\
                         Content-Type: text/plain\nContent-Length: 2\n\nno";
const CONTINUE: &str = "HTTP/1.1 100 Continue\n\n";

const fn row(
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
    // Conditions
    row(
        "rfc9110/13.1.1/own-tag",
        "a page whose tag is another one each time",
        &[TAG_A, TAG_B, FAILED],
        End::Open,
    ),
    row(
        "rfc9110/13.1.1/other-tag",
        "an intermediary may ignore If-Match (RFC 9110 13.1.1)",
        &[
            "HTTP/1.1 200 OK\nVia: 1.1 a\nContent-Type: text/plain\nETag: \"a\"\nContent-Length: 2\n\nok",
        ],
        End::Open,
    ),
    row(
        "rfc9110/13.1.1/other-tag",
        "a cache may ignore it as well",
        &[
            "HTTP/1.1 200 OK\nAge: 3\nContent-Type: text/plain\nETag: \"a\"\nContent-Length: 2\n\nok",
        ],
        End::Open,
    ),
    row("rfc9110/13.1.1/put-own-tag", "a store that gives no entity tags", &[PAGE], End::Open),
    row(
        "rfc9110/13.1.2/weak-tag",
        "the page has changed between the two requests",
        &[TAG_A, TAG_B],
        End::Open,
    ),
    row(
        "rfc9110/13.1.2/list",
        "a page whose tag is another one each time",
        &[TAG_A, TAG_B],
        End::Open,
    ),
    row(
        "rfc9110/13.1.2/star",
        "a page that is made anew each time has nothing to compare",
        &[PAGE],
        End::Open,
    ),
    row(
        "rfc9110/13.1.2/star",
        "304 with the length of the content that a 200 would have (RFC 9110 8.6)",
        &["HTTP/1.1 304 Not Modified\nETag: \"a\"\nContent-Length: 2\n\n"],
        End::Open,
    ),
    row(
        "rfc9110/13.1.3/earlier",
        "a page that is older than the date of the request",
        &[DATED, "HTTP/1.1 304 Not Modified\n\n"],
        End::Open,
    ),
    row(
        "rfc9110/13.1.3/head",
        "the page has changed in between",
        &[DATED_LATER, DATED_HEAD],
        End::Open,
    ),
    row(
        "rfc9110/13.1.3/later",
        "dates are honoured where they are exactly that of the page (RFC 9110 13.1.3)",
        &[DATED_LATER],
        End::Open,
    ),
    row("rfc9110/13.1.3/post", "the POST conflicts with what is there", &[CONFLICT], End::Open),
    row(
        "rfc9110/13.1.4/earlier",
        "a page of the very beginning of the count has not changed since",
        &[DATED],
        End::Open,
    ),
    row("rfc9110/13.1.5/own-tag", "ranges are not supported", &[TAG_A], End::Open),
    row("rfc9110/13.2.1/missing", "404 in any case", &[MISSING], End::Open),
    row("rfc9110/13.2.1/unauthorized", "credentials are asked for first", &[CHALLENGE], End::Open),
    row(
        "rfc9110/13.2.2/if-unmodified-since-before-if-none-match",
        "a page older than any date of a request",
        &[DATED, "HTTP/1.1 304 Not Modified\n\n"],
        End::Open,
    ),
    row(
        "rfc9110/13.2.2/range-after-if-match",
        "what does not look at If-Match is told so elsewhere",
        &[TAG_A],
        End::Open,
    ),
    // Ranges
    row(
        "rfc9110/14.1/unit-in-any-case",
        "Range may be ignored at any time (RFC 9110 14.2)",
        &[
            "HTTP/1.1 206 Partial Content\nContent-Type: text/plain\nContent-Range: bytes 0-1/2\nContent-Length: 2\n\nok",
            PAGE,
        ],
        End::Open,
    ),
    row("rfc9110/14.1.1/backwards", "an invalid range is ignored", &[PAGE], End::Open),
    row("rfc9110/14.1.1/backwards", "or rejected", &[NO_RANGE], End::Open),
    row(
        "rfc9110/14.1.2/large-first-position",
        "a range that begins past the end",
        &[NO_RANGE],
        End::Open,
    ),
    row(
        "rfc9110/14.2/redirect",
        "the redirect wants to be asked in another way",
        &[CHALLENGE],
        End::Open,
    ),
    row("rfc9110/15.3.7.2/one-range", "a page of two octets has no tenth", &[NO_RANGE], End::Open),
    row("rfc9110/15.5.17/past-the-end", "Range may be ignored past the end", &[PAGE], End::Open),
    // Statuses
    row(
        "rfc9110/15.4.5/content-length",
        "a page that comes in chunks: the length in a 304 cannot be compared",
        &[
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nETag: \"a\"\nTransfer-Encoding: chunked\n\n2\nok\n0\n\n",
        ],
        End::Open,
    ),
    row(
        "rfc9110/15.4.5/vary",
        "the page has changed, and there is no 304",
        &[TAG_A, TAG_B],
        End::Open,
    ),
    row("rfc9110/15.4.5/etag", "304 with nothing but the tag", &[TAG_A, NOT_MODIFIED], End::Open),
    row(
        "rfc9110/15.5.7/listed",
        "one of the variants is chosen by a redirection without content",
        &["HTTP/1.1 302 Found\nLocation: /a.html\nContent-Length: 0\n\n"],
        End::Open,
    ),
    row(
        "rfc9110/15.5.15/long-target",
        "the whole head is too large, and the connection reset (RFC 6585 5)",
        &[
            "HTTP/1.1 431 Request Header Fields Too Large\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno",
        ],
        End::Rst,
    ),
    row(
        "rfc9111/5.2.1/directives-of-a-request",
        "a page that is another one each time",
        &[PAGE, OTHER_PAGE],
        End::Open,
    ),
    row(
        "rfc5789/2/applied",
        "the patch conflicts with what is there (RFC 5789 2.2)",
        &[CONFLICT],
        End::Open,
    ),
];
