//! Date, and the form of every date (RFC 9110 5.6.7 and 6.6.1).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::http_date::{self, DateFormat};

const TWO_REQUESTS: &[u8] =
    b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\nGET /b HTTP/1.1\r\nHost: a.example\r\n\r\n";

/// The duty is that of an origin server with a clock; one without a clock must not send the field.
/// So the fault is certain where another response of the same exchange has a Date. 1xx and 5xx are
/// free.
pub(super) const DATE_MISSING: Lint = Lint {
    name: "date-missing",
    summary: "a server that has a clock sends no Date",
    level: Level::Must,
    rfc: 9110,
    section: "6.6.1",
    also: &[],
    covers: &["9110-6.6.1-03"],
    check: Check::Rule(date_missing),
    fires: &[(
        TWO_REQUESTS,
        b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n\
          HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    )],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (
            TWO_REQUESTS,
            b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n\
              HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
        ),
    ],
};

fn date_missing(subject: &Subject) -> Option<Hit> {
    (lacks_date(subject) && subject.exchange.shows_clock).then(|| missing(subject))
}

/// The same where nothing shows whether the server has a clock: right for one that has none, and
/// for no other.
pub(super) const DATE_ABSENT: Lint = Lint {
    name: "date-absent",
    summary: "there is no Date, which is right only for a server without a clock",
    level: Level::Info,
    rfc: 9110,
    section: "6.6.1",
    also: &[],
    covers: &[],
    check: Check::Rule(date_absent),
    fires: &[(GET, b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")],
    quiet: &[
        (GET, b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"),
        (
            GET,
            b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n",
        ),
    ],
};

fn date_absent(subject: &Subject) -> Option<Hit> {
    (lacks_date(subject) && !subject.exchange.shows_clock).then(|| missing(subject))
}

fn lacks_date(subject: &Subject) -> bool {
    (200..500).contains(&subject.status()) && !subject.has("Date")
}

fn missing(subject: &Subject) -> Hit {
    Hit::missing(subject, "Date", "the time of the answer")
}

/// No HTTP-date in any of the three formats: grammar, a day that the month lacks, or the name of
/// another day.
pub(super) const DATE_INVALID: Lint = Lint {
    name: "date-invalid",
    summary: "Date is no HTTP-date",
    level: Level::Must,
    rfc: 9110,
    section: "6.6.1",
    also: &[(9110, "5.6.7"), (9110, "2.2")],
    covers: &["9110-5.6.7-02", "9110-5.6.7-04"],
    check: Check::Rule(date_invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nDate: 1994-11-06T08:49:37Z\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nDate: Sun, 6 Nov 1994 08:49:37 GMT\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nDate: Sun,  06 Nov 1994 08:49:37 GMT\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nDate: Mon, 06 Nov 1994 08:49:37 GMT\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nDate: Sun Nov  6 08:49:37 1994\r\n\r\n"),
    ],
};

fn date_invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Date", "an HTTP-date", |value| http_date::parse(value, 0).is_some())
}

/// The two obsolete formats are read and not written any more. Dates that are none at all have
/// lints of their own.
pub(super) const DATE_FORMAT: Lint = Lint {
    name: "date-format",
    summary: "a date is in an obsolete format",
    level: Level::Must,
    rfc: 9110,
    section: "5.6.7",
    also: &[],
    covers: &["9110-5.6.7-02"],
    check: Check::Rule(date_format),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nDate: Sunday, 06-Nov-94 08:49:37 GMT\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nLast-Modified: Sun Nov  6 08:49:37 1994\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nExpires: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"),
        (GET, b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 120\r\n\r\n"),
    ],
};

fn date_format(subject: &Subject) -> Option<Hit> {
    let now = subject.received_unix().unwrap_or(0);
    ["Date", "Last-Modified", "Expires", "Retry-After"].into_iter().find_map(|name| {
        subject.reject(name, "Sun, 06 Nov 1994 08:49:37 GMT and the like", |value| {
            http_date::parse(value, now).is_none_or(|(_, format)| format == DateFormat::ImfFixdate)
        })
    })
}

/// How far a Date may be from our clock before it is taken for no approximation at all, in seconds.
const FAR: u64 = 86_400;

/// A day apart from the clock of this machine. An answer out of a cache has the date of its origin,
/// and says so by Age; one that came through a gateway may have. Both are left alone.
pub(super) const DATE_FAR_OFF: Lint = Lint {
    name: "date-far-off",
    summary: "Date is more than a day away from the time at which the answer came",
    level: Level::Should,
    rfc: 9110,
    section: "6.6.1",
    also: &[],
    covers: &["9110-6.6.1-01"],
    check: Check::Rule(date_far_off),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nDate: Tue, 08 Nov 1994 08:49:37 GMT\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 20:49:37 GMT\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nDate: Thu, 03 Nov 1994 08:49:37 GMT\r\nAge: 259200\r\n\r\n"),
    ],
};

fn date_far_off(subject: &Subject) -> Option<Hit> {
    let now = subject.received_unix()?;
    let field = subject.field("Date")?;
    let (date, _) = http_date::parse(&field.value, now)?;
    let far = date.abs_diff(now) > FAR && !subject.has("Age") && !subject.has("Via");
    far.then(|| Hit::field(field, &format!("about {}", http_date::format(now))))
}
