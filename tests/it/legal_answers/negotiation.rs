//! Authentication, negotiation, cookies and Strict-Transport-Security.

use super::{End, PAGE, REFUSED, Row};

const CLOSED: &str =
    "HTTP/1.1 200 OK\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nok";
const NOT_ACCEPTABLE: &str =
    "HTTP/1.1 406 Not Acceptable\nContent-Type: text/plain\nContent-Length: 5\n\na.txt";
const CHOICES: &str =
    "HTTP/1.1 300 Multiple Choices\nContent-Type: text/plain\nContent-Length: 5\n\na.txt";
const NOT_FOUND: &str = "HTTP/1.1 404 Not Found\nContent-Type: text/plain\nContent-Length: 2\n\nno";
const TO_LOGIN: &str = "HTTP/1.1 303 See Other\nLocation: /login\nContent-Length: 0\n\n";

/// An answer on an open connection.
pub(super) const fn open(
    why: &'static str,
    case: &'static str,
    answers: &'static [&'static str],
) -> Row {
    Row { why, case, answers, end: End::Open }
}

/// The last answer on a connection, which is then closed.
pub(super) const fn closed(
    why: &'static str,
    case: &'static str,
    answers: &'static [&'static str],
) -> Row {
    Row { why, case, answers, end: End::Fin }
}

pub(super) const ROWS: &[Row] = &[
    open(
        "a scheme without parameters comes first (RFC 9110 11.6.1)",
        "rfc9110/11.6.1/challenge",
        &[
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Negotiate, Basic realm=\"a\"\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "challenges on several lines, with token68",
        "rfc9110/11.6.1/challenge",
        &[
            "HTTP/1.1 401 \nWWW-Authenticate: NTLM\nWWW-Authenticate: Negotiate YIIab+/==\nWWW-Authenticate: Basic  realm=\"a, \\\"b\\\"\", charset=\"utf-8\"\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "token68 after another challenge",
        "rfc9110/11.6.1/challenge",
        &[
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"\", Negotiate abc==,New a=1 , b=\"c\"\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "the existence of the resource is hidden (RFC 9110 15.5.5)",
        "rfc9110/11.6.1/challenge",
        &[NOT_FOUND],
    ),
    open(
        "a text in quotes has realm= in it",
        "rfc9110/11.5/realm-quoted",
        &[
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: New title=\"a realm=b\", REALM=\"a\"\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "no challenge has a realm, and a text in quotes speaks of one",
        "rfc9110/11.5/realm-quoted",
        &[
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"no, realm=x\"\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "a realm in each of two challenges of one scheme (RFC 9110 11.2)",
        "rfc9110/11.2/parameters-once",
        &[
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"a\", Basic realm=\"b\"\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "wrong passwords are counted, and the date of the next try is told",
        "rfc9110/11.4/wrong-credentials",
        &[
            "HTTP/1.1 429 Too Many Requests\nRetry-After: Fri, 01 Jan 2100 00:00:00 GMT\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "wrong credentials meet a 404 (RFC 9110 15.5.4)",
        "rfc9110/11.4/wrong-credentials",
        &[NOT_FOUND],
    ),
    closed(
        "credentials that break the grammar are a bad request",
        "rfc9110/11.4/malformed-credentials",
        &[REFUSED],
    ),
    open(
        "the next request without credentials is sent to a login",
        "rfc9110/11.4/each-request",
        &[PAGE, TO_LOGIN],
    ),
    closed(
        "the connection is not kept after the first answer (RFC 9112 9.6)",
        "rfc9110/11.4/each-request",
        &[CLOSED],
    ),
    Row {
        why: "a POST is refused, its content left unread, and the connection reset",
        case: "rfc9110/11.4/body-of-a-refused-request",
        answers: &[
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"a\"\nConnection: close\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
        end: End::Rst,
    },
    open(
        "the POST has no handler, whoever asks",
        "rfc9110/11.4/body-of-a-refused-request",
        &["HTTP/1.1 501 Not Implemented\nContent-Type: text/plain\nContent-Length: 2\n\nno", PAGE],
    ),
    open("a POST is open to all", "rfc9110/11.4/body-of-a-refused-request", &[PAGE, PAGE]),
    open(
        "who has no credentials is redirected",
        "rfc9110/15.5.2/no-content-of-the-resource",
        &[PAGE, TO_LOGIN],
    ),
    open("no gateway here: 407 is not to be had", "rfc9110/11.7.1/proxy-challenge", &[NOT_FOUND]),
    open(
        "Basic is not offered",
        "rfc7617/2/realm",
        &[
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Digest realm=\"a\", qop=\"auth,auth-int\", nonce=\"\", charset=UTF-8\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "the charset is compared without case (RFC 7617 2.1)",
        "rfc7617/2.1/charset",
        &[
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: basic charset=\"Utf-8\", Realm=\"a\"\nContent-Type: text/plain\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "nothing is acceptable (RFC 9110 15.5.7)",
        "rfc9110/12.4.1/nothing-acceptable",
        &[NOT_ACCEPTABLE],
    ),
    open(
        "the choice is left to the client (RFC 9110 15.4.1)",
        "rfc9110/12.4.1/nothing-acceptable",
        &[CHOICES],
    ),
    open("Accept is not regarded (RFC 9110 12.5.1)", "rfc9110/12.4.1/nothing-acceptable", &[PAGE]),
    open("no page in that language", "rfc9110/12.4.1/no-such-language", &[NOT_ACCEPTABLE]),
    closed(
        "a weight that breaks the grammar is a bad request",
        "rfc9110/12.4.2/malformed-weight",
        &[REFUSED],
    ),
    open(
        "a list of nothing makes nothing acceptable",
        "rfc9110/12.4.2/empty-elements",
        &[NOT_ACCEPTABLE],
    ),
    open("the refusal lists what there is", "rfc9110/15.5.7/explained", &[CHOICES]),
    open("the charset is not there", "rfc9110/12.5.2/unknown", &[NOT_ACCEPTABLE]),
    open(
        "no uncoded content is acceptable (RFC 9110 12.5.3)",
        "rfc9110/12.5.3/uncoded-refused",
        &[NOT_ACCEPTABLE],
    ),
    open("Accept-Encoding is not regarded", "rfc9110/12.5.3/uncoded-refused", &[PAGE]),
    open("nothing is ever coded", "rfc9110/12.5.3/several-lines", &[PAGE, PAGE]),
    open(
        "nothing is ever coded, so nothing varies",
        "rfc9110/12.5.5/uncoded-as-well",
        &[PAGE, PAGE],
    ),
    open(
        "it varies by more than fields (RFC 9110 12.5.5)",
        "rfc9110/12.5.5/by-media-type",
        &["HTTP/1.1 200 OK\nVary: *\nContent-Type: text/plain\nContent-Length: 2\n\nok"],
    ),
    open(
        "it varies by a list on two lines",
        "rfc9110/12.5.5/by-media-type",
        &[
            "HTTP/1.1 200 OK\nvary: Origin\nvary: x-a, ACCEPT\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "no shared cache keeps it",
        "rfc9110/12.5.5/default-as-well",
        &[
            "HTTP/1.1 200 OK\nCache-Control: Private=\"set-cookie, x-a\", max-age=0\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open("no fallback from a regional language", "rfc9110/12.5.4/regional", &[NOT_ACCEPTABLE]),
    open("a cookie makes a difference", "rfc6265/4.2.1/taken", &[TO_LOGIN]),
    closed("an odd cookie is a bad request", "rfc6265/4.2.1/odd", &[REFUSED]),
    open(
        "an odd cookie is forbidden",
        "rfc6265/4.2.1/odd",
        &["HTTP/1.1 403 Forbidden\nContent-Type: text/plain\nContent-Length: 2\n\nno"],
    ),
    closed(
        "a head of 4 KiB is too large here (RFC 6585 5)",
        "rfc6265/6.1/long",
        &[
            "HTTP/1.1 431 Request Header Fields Too Large\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno",
        ],
    ),
    open(
        "one cookie, with a comma in its date",
        "rfc6265/3/lines",
        &[
            "HTTP/1.1 200 OK\nSet-Cookie: a=b; Expires=Fri, 01 Jan 2100 00:00:00 GMT; Path=/\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "a value in quotes, an empty one, attributes that nobody knows",
        "rfc6265/4.1.1/value",
        &[
            "HTTP/1.1 200 OK\nSet-Cookie: a=\"b=c:d/e\"; Max-Age=0; SameSite=None; Secure; Partitioned\nSet-Cookie: __Host-b=; expires=Thu, 01 Jan 1970 00:00:00 GMT; Priority=High\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open(
        "each cookie has a Path of its own",
        "rfc6265/4.1.1/attribute-once",
        &[
            "HTTP/1.1 200 OK\nSet-Cookie: a=b; Path=/; HttpOnly\nSet-Cookie: path=c; Path=/d; HttpOnly\nContent-Type: text/plain\nContent-Length: 2\n\nok",
        ],
    ),
    open("no cookie is set", "rfc6265/4.1.1/name", &[PAGE]),
    open(
        "redirected, with a port, and without content",
        "rfc6797/7.2/redirected-to-https",
        &[
            "HTTP/1.1 308 Permanent Redirect\nLocation: HTTPS://a.example:8443/?b#c\nContent-Length: 0\n\n",
        ],
    ),
];
