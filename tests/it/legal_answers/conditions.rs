//! Conditions, ranges, statuses and patches: answers that are legal and that a suite might wrongly
//! blame.

use super::semantics::{CHALLENGE, CONFLICT, MISSING, OTHER_PAGE, row};
use super::{End, PAGE, Row};

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
const FAILED: &str =
    "HTTP/1.1 412 Precondition Failed\nContent-Type: text/plain\nContent-Length: 2\n\nno";
const NO_RANGE: &str = "HTTP/1.1 416 Range Not Satisfiable\nContent-Range: bytes */2\n\
                        Content-Type: text/plain\nContent-Length: 2\n\nno";
const NOT_MODIFIED: &str = "HTTP/1.1 304 Not Modified\nETag: \"a\"\n\n";

pub(super) const ROWS: &[Row] = &[
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
