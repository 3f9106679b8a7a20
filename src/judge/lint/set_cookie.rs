//! Set-Cookie (RFC 6265 4.1.1).

use std::collections::HashSet;

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;
use crate::model::http_date;

/// A cookie's name, and what follows its `name=value`, by `;`.
fn parts(value: &[u8]) -> (&[u8], Option<&[u8]>, Vec<&[u8]>) {
    let mut pieces = value.split(|octet| *octet == b';');
    let (name, value) = split_pair(pieces.next().unwrap_or_default());
    (name, value, pieces.collect())
}

fn split_pair(pair: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut halves = pair.splitn(2, |octet| *octet == b'=');
    (halves.next().unwrap_or_default(), halves.next())
}

/// The grammar for servers, which is narrower than what browsers read. Attributes that nobody knows
/// are in it (so is `Max-Age=0`, as one of those), and `; ` separates.
pub(super) const SET_COOKIE_INVALID: Lint = Lint {
    name: "set-cookie-invalid",
    summary: "Set-Cookie breaks the grammar for servers",
    level: Level::Should,
    rfc: 6265,
    section: "4.1.1",
    also: &[],
    covers: &["6265-4.1.1-01", "6265-1-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b c\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b;Path=/\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b, c=d\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\xc3\xa9\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=\r\n\r\n"),
        (
            GET,
            b"HTTP/1.1 200 OK\r\nSet-Cookie: a=\"b=c:d\"; Max-Age=0; SameSite=Lax; Secure\r\n\r\n",
        ),
    ],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Set-Cookie", "name=value; attribute", |cookie| {
        let (name, value, attributes) = parts(cookie);
        let value = value.map(|value| {
            value.strip_prefix(b"\"").and_then(|v| v.strip_suffix(b"\"")).unwrap_or(value)
        });
        let is_octet =
            |o: &u8| matches!(o, 0x21 | 0x23..=0x2b | 0x2d..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e);
        let is_attribute = |piece: &&[u8]| {
            piece.strip_prefix(b" ").is_some_and(|attribute| {
                !attribute.is_empty() && attribute.iter().all(|o| (0x20..0x7f).contains(o))
            })
        };
        grammar::is_token(name)
            && value.is_some_and(|value| value.iter().all(is_octet))
            && attributes.iter().all(is_attribute)
    })
}

/// Day, month by name, year of four digits, with spaces between them.
pub(super) const SET_COOKIE_EXPIRES: Lint = Lint {
    name: "set-cookie-expires",
    summary: "the Expires of a cookie is not in the rfc1123-date format",
    level: Level::Should,
    rfc: 6265,
    section: "4.1.1",
    also: &[],
    covers: &["6265-4.1.1-05"],
    check: Check::Rule(expires),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Expires=Thu, 01-Jan-1970 00:00:00 GMT\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; expires=0\r\n\r\n"),
    ],
    quiet: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n",
    )],
};

fn expires(subject: &Subject) -> Option<Hit> {
    subject.reject("Set-Cookie", "Thu, 01 Jan 1970 00:00:00 GMT and the like", |cookie| {
        attributes(cookie).all(|(name, value)| {
            !name.eq_ignore_ascii_case(b"Expires")
                || http_date::parse_imf(value.unwrap_or_default()).is_some()
        })
    })
}

fn attributes(cookie: &[u8]) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
    let (_, _, attributes) = parts(cookie);
    attributes.into_iter().map(|attribute| {
        let (name, value) = split_pair(grammar::trim_ows(attribute));
        (grammar::trim_ows(name), value.map(grammar::trim_ows))
    })
}

/// Which of the two counts differs between browsers' ages.
pub(super) const SET_COOKIE_ATTRIBUTE_REPEATED: Lint = Lint {
    name: "set-cookie-attribute-repeated",
    summary: "a cookie has an attribute twice",
    level: Level::Should,
    rfc: 6265,
    section: "4.1.1",
    also: &[],
    covers: &["6265-4.1.1-03"],
    check: Check::Rule(attribute_repeated),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/; path=/a\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: path=b; Path=/; Secure; HttpOnly\r\n\r\n")],
};

fn attribute_repeated(subject: &Subject) -> Option<Hit> {
    subject.reject("Set-Cookie", "each attribute once", |cookie| {
        let mut names = HashSet::new();
        attributes(cookie)
            .filter(|(name, _)| !name.is_empty())
            .all(|(name, _)| names.insert(name.to_ascii_lowercase()))
    })
}

/// By name, whatever the path and domain are.
pub(super) const SET_COOKIE_REPEATED: Lint = Lint {
    name: "set-cookie-repeated",
    summary: "two cookies of one response have the same name",
    level: Level::Should,
    rfc: 6265,
    section: "4.1.1",
    also: &[],
    covers: &["6265-4.1.1-04"],
    check: Check::Rule(repeated),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: a=c; Path=/\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: A=b\r\n\r\n")],
};

fn repeated(subject: &Subject) -> Option<Hit> {
    let mut names = HashSet::new();
    let mut cookies = subject.fields("Set-Cookie");
    let second = cookies.find(|field| {
        let (name, _, _) = parts(&field.value);
        !names.insert(grammar::trim_ows(name))
    })?;
    Some(Hit::field(second, "one cookie of this name"))
}
