//! Lists (RFC 9110 5.6.1).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

/// List fields of responses in which a comma separates and nothing else. Via has comments with
/// commas of their own; in challenges an empty member is harmless by the text (RFC 9110 11.6.1).
const LISTS: [&str; 12] = [
    "Accept",
    "Accept-Encoding",
    "Accept-Ranges",
    "Allow",
    "Cache-Control",
    "Connection",
    "Content-Encoding",
    "Content-Language",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Vary",
];

/// Recipients skip empty members, senders do not generate them. A line without any member is
/// another matter: most lists may be empty.
pub(super) const EMPTY_LIST_MEMBER: Lint = Lint {
    name: "empty-list-member",
    summary: "a list has an empty member",
    level: Level::Must,
    rfc: 9110,
    section: "5.6.1.1",
    also: &[],
    covers: &["9110-5.6.1.1-01"],
    check: Check::Rule(empty_member),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nVary: Accept,, Cookie\r\n\r\n"),
        (GET, b"HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD,\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 405 Method Not Allowed\r\nAllow:\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: private=\"a,,b\", max-age=1\r\n\r\n"),
    ],
};

fn empty_member(subject: &Subject) -> Option<Hit> {
    LISTS.into_iter().find_map(|name| {
        subject.reject(name, "members only", |value| {
            value.is_empty()
                || grammar::split_outside_quotes(value, b',')
                    .iter()
                    .all(|member| !member.is_empty())
        })
    })
}
