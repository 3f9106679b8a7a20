//! Strict-Transport-Security (RFC 6797 6 and 7).

use std::collections::HashSet;

use super::hit::Hit;
use super::repeated_field::repeated_in;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

const NAME: &str = "Strict-Transport-Security";

/// Over plain TCP. A Unix socket may be the inner side of what ends TLS, and is left alone.
pub(super) const HSTS_OVER_HTTP: Lint = Lint {
    name: "hsts-over-http",
    summary: "Strict-Transport-Security is sent over a transport that is not secure",
    level: Level::Must,
    rfc: 6797,
    section: "7.2",
    also: &[],
    covers: &["6797-7.2-02"],
    check: Check::Rule(over_http),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nX-Frame-Options: DENY\r\n\r\n")],
};

fn over_http(subject: &Subject) -> Option<Hit> {
    let field = subject.field(NAME)?;
    subject.facts.over_tcp.then(|| Hit::field(field, "no such field without TLS"))
}

/// Names and values of the directives, empty ones left out; white space is legal between any two
/// words of this grammar (RFC 2616 2.1).
fn directives(value: &[u8]) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
    let pieces = grammar::split_outside_quotes(value, b';');
    pieces.into_iter().filter(|piece| !piece.is_empty()).map(|piece| {
        let mut halves = piece.splitn(2, |octet| *octet == b'=');
        let name = grammar::trim_ows(halves.next().unwrap_or_default());
        (name, halves.next().map(grammar::trim_ows))
    })
}

/// Names, or names with a token or quoted string, with semicolons between them.
pub(super) const HSTS_INVALID: Lint = Lint {
    name: "hsts-invalid",
    summary: "Strict-Transport-Security breaks its grammar",
    level: Level::Must,
    rfc: 6797,
    section: "7.1",
    also: &[(6797, "6.1")],
    covers: &["6797-7.1-02"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1, includeSubDomains\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=\r\n\r\n"),
    ],
    quiet: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: ; Max-Age = \"1\" ; includeSubDomains; x=y;\r\n\r\n",
    )],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject(NAME, "max-age=SECONDS; includeSubDomains", |value| {
        directives(value).all(|(name, argument)| {
            let is_value = |a: &[u8]| grammar::is_token(a) || grammar::unquote(a).is_some();
            grammar::is_token(name) && argument.is_none_or(is_value)
        })
    })
}

/// Digits, quoted or not. 0 is legal: it ends the policy.
pub(super) const HSTS_MAX_AGE_MISSING: Lint = Lint {
    name: "hsts-max-age-missing",
    summary: "Strict-Transport-Security has no max-age in seconds",
    level: Level::Must,
    rfc: 6797,
    section: "6.1.1",
    also: &[],
    covers: &["6797-6.1.1-01"],
    check: Check::Rule(max_age_missing),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: includeSubDomains\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1y\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: x; max-age=\"0\"\r\n\r\n")],
};

fn max_age_missing(subject: &Subject) -> Option<Hit> {
    subject.reject(NAME, "max-age=SECONDS", |value| {
        directives(value).any(|(name, argument)| {
            let argument = argument.unwrap_or_default();
            let seconds = grammar::unquote(argument).unwrap_or_else(|| argument.to_vec());
            name.eq_ignore_ascii_case(b"max-age")
                && !seconds.is_empty()
                && seconds.iter().all(u8::is_ascii_digit)
        })
    })
}

/// Also where both say the same.
pub(super) const HSTS_DIRECTIVE_REPEATED: Lint = Lint {
    name: "hsts-directive-repeated",
    summary: "Strict-Transport-Security has a directive twice",
    level: Level::Must,
    rfc: 6797,
    section: "6.1",
    also: &[],
    covers: &["6797-6.1-01"],
    check: Check::Rule(directive_repeated),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1; Max-Age=1\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1;; preload\r\n\r\n")],
};

fn directive_repeated(subject: &Subject) -> Option<Hit> {
    subject.reject(NAME, "each directive once", |value| {
        let mut names = HashSet::new();
        directives(value).all(|(name, _)| names.insert(name.to_ascii_lowercase()))
    })
}

/// One field, on error pages and from behind a proxy too.
pub(super) const HSTS_REPEATED: Lint = Lint {
    name: "hsts-repeated",
    summary: "Strict-Transport-Security comes more than once",
    level: Level::Must,
    rfc: 6797,
    section: "7.1",
    also: &[(9110, "5.3")],
    covers: &["6797-7.1-03", "9110-5.3-03"],
    check: Check::Rule(repeated),
    fires: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1\r\n\
          Strict-Transport-Security: max-age=1\r\n\r\n",
    )],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1; preload\r\n\r\n")],
};

fn repeated(subject: &Subject) -> Option<Hit> {
    repeated_in(&subject.response.fields, NAME)
}
