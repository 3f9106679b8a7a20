//! WWW-Authenticate and Proxy-Authenticate (RFC 9110 11; RFC 7617 2).

use super::challenge::{self, Challenge};
use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, Lint};
use crate::model::citation::Level;
use crate::model::grammar;
use crate::model::observation::Field;

const FIELDS: [&str; 2] = ["WWW-Authenticate", "Proxy-Authenticate"];

/// At least one challenge: an empty field has none.
pub(super) const UNAUTHORIZED_WITHOUT_CHALLENGE: Lint = Lint {
    name: "unauthorized-without-challenge",
    summary: "a 401 has no challenge in WWW-Authenticate",
    level: Level::Must,
    rfc: 9110,
    section: "15.5.2",
    also: &[(9110, "11.6.1")],
    covers: &["9110-15.5.2-01", "9110-11.6.1-01"],
    check: Check::Rule(unauthorized),
    fires: &[
        (GET, b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate:\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: x\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"),
    ],
};

fn unauthorized(subject: &Subject) -> Option<Hit> {
    without_challenge(subject, 401, "WWW-Authenticate")
}

/// The same for a proxy.
pub(super) const PROXY_AUTHENTICATION_WITHOUT_CHALLENGE: Lint = Lint {
    name: "proxy-authentication-without-challenge",
    summary: "a 407 has no challenge in Proxy-Authenticate",
    level: Level::Must,
    rfc: 9110,
    section: "15.5.8",
    also: &[],
    covers: &["9110-15.5.8-01"],
    check: Check::Rule(proxy_authentication),
    fires: &[(GET, b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")],
    quiet: &[(
        GET,
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"a\"\r\n\r\n",
    )],
};

fn proxy_authentication(subject: &Subject) -> Option<Hit> {
    without_challenge(subject, 407, "Proxy-Authenticate")
}

fn without_challenge(subject: &Subject, status: u16, name: &'static str) -> Option<Hit> {
    let challenged = subject.fields(name).any(|f| !grammar::list_members(&f.value).is_empty());
    (subject.status() == status && !challenged).then(|| Hit::missing(subject, name, "a challenge"))
}

/// Schemes and parameters that nobody knows are legal.
pub(super) const CHALLENGE_INVALID: Lint = Lint {
    name: "challenge-invalid",
    summary: "WWW-Authenticate or Proxy-Authenticate is no list of challenges",
    level: Level::Must,
    rfc: 9110,
    section: "11.6.1",
    also: &[(9110, "11.3"), (9110, "2.2")],
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic; realm=\"a\"\r\n\r\n"),
        (GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=a b\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate YII=, Basic realm=\"a, b\"\r\n\r\n"),
        (GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: New a=1, b=\"c\", Bearer\r\n\r\n"),
    ],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    FIELDS.into_iter().find_map(|name| {
        subject.reject(name, "challenges", |value| challenge::list(value).is_some())
    })
}

/// A hit on the first field that has a challenge with this fault.
fn in_challenges(
    subject: &Subject,
    expected: &str,
    is_faulty: impl Fn(&Challenge) -> bool,
) -> Option<Hit> {
    let lines = || FIELDS.into_iter().flat_map(|name| subject.fields(name));
    let faulty = |field: &&Field| {
        challenge::list(&field.value).is_some_and(|list| list.iter().any(&is_faulty))
    };
    lines().find(faulty).map(|field| Hit::field(field, expected))
}

/// The one parameter that Basic has to have.
pub(super) const BASIC_WITHOUT_REALM: Lint = Lint {
    name: "basic-without-realm",
    summary: "a Basic challenge has no realm",
    level: Level::Must,
    rfc: 7617,
    section: "2",
    also: &[],
    covers: &[],
    check: Check::Rule(basic_without_realm),
    fires: &[(GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic charset=\"UTF-8\"\r\n\r\n")],
    quiet: &[
        (GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: basic charset=\"UTF-8\", Realm=\"a\"\r\n\r\n"),
        (GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\n\r\n"),
    ],
};

fn basic_without_realm(subject: &Subject) -> Option<Hit> {
    in_challenges(subject, "a realm", |challenge| {
        challenge.scheme.eq_ignore_ascii_case(b"Basic")
            && !challenge.parameters.iter().any(|p| p.name.eq_ignore_ascii_case(b"realm"))
    })
}

/// Recipients have always taken both forms; senders quote.
pub(super) const REALM_UNQUOTED: Lint = Lint {
    name: "realm-unquoted",
    summary: "a realm is no quoted string",
    level: Level::Must,
    rfc: 9110,
    section: "11.5",
    also: &[],
    covers: &["9110-11.5-01"],
    check: Check::Rule(realm_unquoted),
    fires: &[(GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=a\r\n\r\n")],
    quiet: &[(
        GET,
        b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: New realm=\"a\", type=b\r\n\r\n",
    )],
};

fn realm_unquoted(subject: &Subject) -> Option<Hit> {
    in_challenges(subject, "a quoted realm", |challenge| {
        challenge
            .parameters
            .iter()
            .any(|p| p.name.eq_ignore_ascii_case(b"realm") && p.value.first() != Some(&b'"'))
    })
}

/// Within one challenge; two challenges of one scheme may each have a realm.
pub(super) const AUTH_PARAM_REPEATED: Lint = Lint {
    name: "auth-param-repeated",
    summary: "a challenge has a parameter twice",
    level: Level::Must,
    rfc: 9110,
    section: "11.2",
    also: &[],
    covers: &["9110-11.2-01"],
    check: Check::Rule(auth_param_repeated),
    fires: &[(GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: New realm=\"a\", a=1, A=2\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"a\", Basic realm=\"b\"\r\n\r\n")],
};

fn auth_param_repeated(subject: &Subject) -> Option<Hit> {
    in_challenges(subject, "each parameter once", |challenge| {
        let mut names = std::collections::HashSet::new();
        !challenge.parameters.iter().all(|p| names.insert(p.name.to_ascii_lowercase()))
    })
}

/// White space around `=` is read for old senders' sake and never generated.
pub(super) const AUTH_PARAM_SPACE: Lint = Lint {
    name: "auth-param-space",
    summary: "white space stands around the `=` of an authentication parameter",
    level: Level::Must,
    rfc: 9110,
    section: "5.6.3",
    also: &[(9110, "11.2")],
    covers: &["9110-5.6.3-05"],
    check: Check::Rule(auth_param_space),
    fires: &[(GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm = \"a\"\r\n\r\n")],
    quiet: &[(GET, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: New a=1 ,  b=\" = \"\r\n\r\n")],
};

fn auth_param_space(subject: &Subject) -> Option<Hit> {
    in_challenges(subject, "no white space", |challenge| {
        challenge.parameters.iter().any(|parameter| parameter.spaced)
    })
}
