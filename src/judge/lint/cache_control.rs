//! Cache-Control in responses (RFC 9111 5.2).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;

/// A name, or a name, `=` and a token or quoted string, with commas between them.
pub(super) const CACHE_CONTROL_INVALID: Lint = Lint {
    name: "cache-control-invalid",
    summary: "a member of Cache-Control is no cache directive",
    level: Level::Must,
    rfc: 9111,
    section: "5.2",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: max-age = 60\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: no-cache; no-store\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: max-age=\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nCache-Control: my-own=\"a, b\", immutable\r\n\r\n")],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Cache-Control", "cache directives", |directive| {
        let (name, argument) = split(directive);
        grammar::is_token(name) && argument.is_none_or(is_argument)
    })
}

fn split(directive: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut parts = directive.splitn(2, |octet| *octet == b'=');
    (parts.next().unwrap_or_default(), parts.next())
}

fn is_argument(argument: &[u8]) -> bool {
    grammar::is_token(argument) || grammar::unquote(argument).is_some()
}

fn is_age(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"max-age") || name.eq_ignore_ascii_case(b"s-maxage")
}

/// Recipients take both forms, senders use the token.
pub(super) const MAX_AGE_QUOTED: Lint = Lint {
    name: "max-age-quoted",
    summary: "the seconds of max-age or s-maxage are a quoted string",
    level: Level::Must,
    rfc: 9111,
    section: "5.2.2.1",
    also: &[(9111, "5.2.2.10")],
    covers: &["9111-5.2.2.1-01", "9111-5.2.2.10-01"],
    check: Check::Rule(max_age_quoted),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: max-age=\"60\"\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: public, S-MaxAge=\"60\"\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nCache-Control: max-age=60, private=\"a\"\r\n\r\n")],
};

fn max_age_quoted(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Cache-Control", "max-age=60 and the like", |directive| {
        let (name, argument) = split(directive);
        !is_age(name) || argument.is_none_or(|argument| argument.first() != Some(&b'"'))
    })
}

/// Both take a number of seconds, of any size, and nothing else.
pub(super) const MAX_AGE_INVALID: Lint = Lint {
    name: "max-age-invalid",
    summary: "the argument of max-age or s-maxage is no number of seconds",
    level: Level::Must,
    rfc: 9111,
    section: "5.2.2.1",
    also: &[(9111, "5.2.2.10"), (9111, "1.2.2"), (9110, "2.2")],
    covers: &["9110-2.2-01"],
    check: Check::Rule(max_age_invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: max-age=-1\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: max-age\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: s-maxage=1h\r\n\r\n"),
    ],
    quiet: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nCache-Control: max-age=99999999999999999999, s-maxage=0\r\n\r\n",
    )],
};

fn max_age_invalid(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Cache-Control", "seconds", |directive| match split(directive) {
        (name, _) if !is_age(name) => true,
        (_, None) => false,
        (_, Some(argument)) if grammar::is_token(argument) => {
            argument.iter().all(u8::is_ascii_digit)
        }
        // Quoted seconds have a lint of their own, and so has what is no argument at all.
        (_, Some(argument)) => grammar::unquote(argument)
            .is_none_or(|seconds| !seconds.is_empty() && seconds.iter().all(u8::is_ascii_digit)),
    })
}

/// Recipients may take a token for a list of one name, senders should quote it.
pub(super) const FIELD_LIST_UNQUOTED: Lint = Lint {
    name: "field-list-unquoted",
    summary: "the field names of no-cache or private are not quoted",
    level: Level::Should,
    rfc: 9111,
    section: "5.2.2.4",
    also: &[(9111, "5.2.2.7")],
    covers: &["9111-5.2.2.4-03", "9111-5.2.2.7-01"],
    check: Check::Rule(field_list_unquoted),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: no-cache=Set-Cookie\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nCache-Control: private=a\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nCache-Control: private, no-cache=\"Set-Cookie\"\r\n\r\n")],
};

fn field_list_unquoted(subject: &Subject) -> Option<Hit> {
    subject.reject_member("Cache-Control", "quoted field names", |directive| {
        let (name, argument) = split(directive);
        let takes_names =
            name.eq_ignore_ascii_case(b"no-cache") || name.eq_ignore_ascii_case(b"private");
        !takes_names || argument.is_none_or(|argument| !grammar::is_token(argument))
    })
}

/// Caches that do not know must-understand then know at least not to store.
pub(super) const MUST_UNDERSTAND_ALONE: Lint = Lint {
    name: "must-understand-alone",
    summary: "must-understand comes without no-store",
    level: Level::Should,
    rfc: 9111,
    section: "5.2.2.3",
    also: &[],
    covers: &["9111-5.2.2.3-01"],
    check: Check::Rule(must_understand_alone),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nCache-Control: must-understand, max-age=60\r\n\r\n")],
    quiet: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nCache-Control: must-understand, max-age=60\r\nCache-Control: no-store\r\n\r\n",
    )],
};

fn must_understand_alone(subject: &Subject) -> Option<Hit> {
    let stores = !subject.lists("Cache-Control", "no-store");
    subject.reject_member("Cache-Control", "no-store beside it", |directive| {
        !(stores && directive.eq_ignore_ascii_case(b"must-understand"))
    })
}
