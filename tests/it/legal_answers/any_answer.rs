//! What no lint may blame, whatever the case is about.

use super::Row;
use super::negotiation::{closed, open};

const GET: &str = "session/request/get";
const NO_METHOD: &str =
    "HTTP/1.1 405 Method Not Allowed\nAllow:\nContent-Type: text/plain\nContent-Length: 2\n\nno";

pub(super) const ROWS: &[Row] = &[
    open(
        "negotiation fields of responses, and empty ones (RFC 9110 12.5.1, 12.5.3, 10.2.1)",
        GET,
        &[
            "HTTP/1.1 200 OK\nAccept: text/html, */*;q=0.1\nAccept-Encoding: gzip\nAllow:\nAccept-Ranges: none\nVary: *\nContent-Language: en-GB, x-wirecase, i-klingon\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "validators that look odd (RFC 9110 8.8)",
        GET,
        &[
            "HTTP/1.1 200 OK\nETag: W/\"\"\nLast-Modified: Thu, 01 Jan 1970 00:00:00 GMT\nExpires: Thu, 01 Jan 1970 00:00:00 GMT\nAge: 0\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "an entity tag of any octets but quotes and blanks",
        GET,
        &[
            "HTTP/1.1 200 OK\nETag: \"a,b\\c;é'\"\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "products with comments within comments (RFC 9110 10.2.4)",
        GET,
        &[
            "HTTP/1.1 200 OK\nServer: a/1.0 (b; (c \\) d)) e f/~2\nVia: 1.1 a:80, HTTP/1.0 fred (x, (y)), SPDY/3 [::1]:80\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "what a proxy may add (RFC 9110 7.6, 15.2; RFC 9111 5)",
        GET,
        &[
            "HTTP/1.1 203 Non-Authoritative Information\nAge: 2147483648\nWarning: 214 - \"a\"\nCache-Status: a; hit\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "cache directives that nobody knows (RFC 9111 5.2.3)",
        GET,
        &[
            "HTTP/1.1 200 OK\nCache-Control: no-cache=\"x-a\", Max-Age=00060\nCache-Control: community=\"UCI, a=b\", x, stale-if-error=60\nPragma: no-cache\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "challenges without a refusal (RFC 9110 11.6.1)",
        GET,
        &[
            "HTTP/1.1 200 OK\nWWW-Authenticate: Basic realm=\"more\"\nAuthentication-Info: nextnonce=\"a\"\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "an upgrade is offered (RFC 9110 7.8)",
        GET,
        &[
            "HTTP/1.1 200 OK\nUpgrade: HTTP/2.0, SHTTP/1.3, IRC/6.9, RTA/x11, websocket\nConnection: Upgrade\nAlt-Svc: h3=\":443\"\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "options of this connection (RFC 9110 7.6.1)",
        GET,
        &[
            "HTTP/1.1 200 OK\nConnection: Keep-Alive, x-hop\nConnection: foo\nKeep-Alive: timeout=5, max=100\nX-Hop: 1\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "media types with odd parameters (RFC 9110 5.6.6, 8.3.1)",
        GET,
        &[
            "HTTP/1.1 200 OK\nContent-Type: Text/X.Wire+Case ; charset=\"UTF-8\" ; a=\";,\\\"\"\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "references of any kind (RFC 9110 10.2.2, 8.7)",
        GET,
        &[
            "HTTP/1.1 201 Created\nLocation: ?a=/b#c?d\nContent-Location: //[::1]:8080/a;b,c@d:e\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "a 205 whose lack of content is told in chunks (RFC 9110 15.3.6)",
        GET,
        &["HTTP/1.1 205 Reset Content\nTransfer-Encoding: chunked\n\n0\n\n"],
    ),
    open(
        "a 204 with all that describes a representation",
        GET,
        &[
            "HTTP/1.1 204 No Content\nETag: \"a\"\nContent-Type: text/plain\nContent-Location: /a\nLast-Modified: Thu, 01 Jan 1970 00:00:00 GMT\n\n",
        ],
    ),
    open(
        "trailer fields that were announced, in another case (RFC 9110 6.6.2)",
        GET,
        &[
            "HTTP/1.1 200 OK\nTrailer: x-sum, ETAG, server-timing\nContent-Type: text/plain\nTransfer-Encoding: chunked\n\n1\no\n001\nk\n0\nX-Sum: 1\nETag: \"a\"\n\n",
        ],
    ),
    open(
        "a coding that nobody registered (RFC 9110 8.4.1)",
        GET,
        &[
            "HTTP/1.1 200 OK\nContent-Encoding: my-coding\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "a code that nobody registered refuses, and says why",
        "rfc9110/11.4/malformed-credentials",
        &[
            "HTTP/1.1 401 Ünauthorized\tno\nWWW-Authenticate: x\nContent-Type: text/plain\nContent-Length: 2\n\n\n",
        ],
    ),
    closed(
        "the error is explained in chunks, and the connection closed",
        "rfc9112/2.2/garbage",
        &[
            "HTTP/1.1 400 \nConnection: Close\nTransfer-Encoding: chunked\nContent-Type: text/plain\n\n2\nno\n0\n\n",
        ],
    ),
    open("no method is allowed for now", "rfc9112/3/unknown-method", &[NO_METHOD]),
];
