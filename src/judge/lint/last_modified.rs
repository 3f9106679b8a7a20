//! Last-Modified (RFC 9110 8.8.2).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::http_date;

/// No HTTP-date in any format.
pub(super) const LAST_MODIFIED_INVALID: Lint = Lint {
    name: "last-modified-invalid",
    summary: "Last-Modified is no HTTP-date",
    level: Level::Must,
    rfc: 9110,
    section: "8.8.2",
    also: &[(9110, "5.6.7"), (9110, "2.2")],
    covers: &["9110-5.6.7-02", "9110-5.6.7-04"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nLast-Modified: yesterday\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 UTC\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n")],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Last-Modified", "an HTTP-date", |value| http_date::parse(value, 0).is_some())
}

/// A time of modification that lies in the future has to be replaced by that of the answer. Told
/// only where the response has both: the origin's clock is its own Date.
pub(super) const LAST_MODIFIED_AFTER_DATE: Lint = Lint {
    name: "last-modified-after-date",
    summary: "Last-Modified is later than Date",
    level: Level::Must,
    rfc: 9110,
    section: "8.8.2.1",
    also: &[],
    covers: &["9110-8.8.2.1-03", "9110-8.8.2.1-04"],
    check: Check::Rule(after_date),
    fires: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
          Last-Modified: Sun, 06 Nov 1994 08:49:38 GMT\r\n\r\n",
    )],
    quiet: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
          Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
    )],
};

fn after_date(subject: &Subject) -> Option<Hit> {
    let now = subject.received_unix().unwrap_or(0);
    let field = subject.field("Last-Modified")?;
    let (modified, _) = http_date::parse(&field.value, now)?;
    let (date, _) = http_date::parse(&subject.field("Date")?.value, now)?;
    let latest = format!("{} (Date) or earlier", http_date::format(date));
    (modified > date).then(|| Hit::field(field, &latest))
}
