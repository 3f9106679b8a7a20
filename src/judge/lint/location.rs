//! Location and Content-Location (RFC 9110 10.2.2, 8.7, 4.2).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint, uri};
use crate::model::citation::Level;

const REFERENCES: [&str; 2] = ["Location", "Content-Location"];

/// Relative references are legal, an empty one too. Spaces, octets above 0x7F and `"<>\^{|}` and
/// backquote have to be percent-encoded.
pub(super) const LOCATION_INVALID: Lint = Lint {
    name: "location-invalid",
    summary: "Location is no URI reference",
    level: Level::Must,
    rfc: 9110,
    section: "10.2.2",
    also: ABNF,
    covers: &["9110-10.2.2-01", "9110-2.2-01"],
    check: Check::Rule(location_invalid),
    fires: &[
        (GET, b"HTTP/1.1 302 Found\r\nLocation: /a b\r\n\r\n"),
        (GET, b"HTTP/1.1 302 Found\r\nLocation: /caf\xc3\xa9\r\n\r\n"),
        (GET, b"HTTP/1.1 302 Found\r\nLocation: /100%\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 302 Found\r\nLocation: ../a;b?c=d,e#f\r\n\r\n"),
        (GET, b"HTTP/1.1 201 Created\r\nLocation: http://[::1]:80/caf%C3%A9\r\n\r\n"),
    ],
};

fn location_invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Location", "a URI reference", |value| uri::reference(value).is_some())
}

/// As Location, but without a fragment.
pub(super) const CONTENT_LOCATION_INVALID: Lint = Lint {
    name: "content-location-invalid",
    summary: "Content-Location is no URI without fragment",
    level: Level::Must,
    rfc: 9110,
    section: "8.7",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Rule(content_location_invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nContent-Location: /a#b\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nContent-Location: /a b\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nContent-Location: page.en.html?v=1\r\n\r\n")],
};

fn content_location_invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Content-Location", "a URI without fragment", |value| {
        uri::reference(value).is_some_and(|reference| reference.fragment.is_none())
    })
}

/// In references of other schemes (`ftp:`, `mailto:`) user information is legal.
pub(super) const USERINFO: Lint = Lint {
    name: "userinfo",
    summary: "an http or https reference has user information",
    level: Level::Must,
    rfc: 9110,
    section: "4.2.4",
    also: &[],
    covers: &["9110-4.2.4-01"],
    check: Check::Rule(userinfo),
    fires: &[
        (GET, b"HTTP/1.1 302 Found\r\nLocation: http://u:p@a.example/\r\n\r\n"),
        (GET, b"HTTP/1.1 302 Found\r\nLocation: //@a.example/\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 302 Found\r\nLocation: http://a.example/@b\r\n\r\n"),
        (GET, b"HTTP/1.1 302 Found\r\nLocation: ftp://u@a.example/\r\n\r\n"),
    ],
};

fn userinfo(subject: &Subject) -> Option<Hit> {
    REFERENCES.into_iter().find_map(|name| {
        subject.reject(name, "no user information", |value| {
            uri::reference(value)
                .is_none_or(|reference| reference.userinfo.is_none() || !reference.is_http())
        })
    })
}

/// As when a template forgets the name of the host.
pub(super) const EMPTY_HOST: Lint = Lint {
    name: "empty-host",
    summary: "an http or https URI has an empty host",
    level: Level::Must,
    rfc: 9110,
    section: "4.2.1",
    also: &[(9110, "4.2.2")],
    covers: &["9110-4.2.1-01", "9110-4.2.2-01"],
    check: Check::Rule(empty_host),
    fires: &[
        (GET, b"HTTP/1.1 302 Found\r\nLocation: http:///a\r\n\r\n"),
        (GET, b"HTTP/1.1 302 Found\r\nLocation: https://:8443/a\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 302 Found\r\nLocation: file:///a\r\n\r\n"),
        (GET, b"HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n"),
    ],
};

fn empty_host(subject: &Subject) -> Option<Hit> {
    REFERENCES.into_iter().find_map(|name| {
        subject.reject(name, "a host", |value| {
            uri::reference(value).is_none_or(|reference| {
                reference.scheme.is_none()
                    || !reference.is_http()
                    || reference.host.is_none_or(|host| !host.is_empty())
            })
        })
    })
}

/// 301, 302, 307 and 308. For 300 it is asked only of a server with a preference, and for 303 the
/// text has no requirement word.
pub(super) const REDIRECT_WITHOUT_LOCATION: Lint = Lint {
    name: "redirect-without-location",
    summary: "a redirect has no Location",
    level: Level::Should,
    rfc: 9110,
    section: "15.4.2",
    also: &[(9110, "15.4.3"), (9110, "15.4.8"), (9110, "15.4.9")],
    covers: &["9110-15.4.2-01", "9110-15.4.3-01", "9110-15.4.8-01", "9110-15.4.9-01"],
    check: Check::Rule(redirect_without_location),
    fires: &[
        (GET, b"HTTP/1.1 301 Moved Permanently\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 308 Permanent Redirect\r\nContent-Length: 0\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n"),
        (GET, b"HTTP/1.1 300 Multiple Choices\r\nContent-Length: 0\r\n\r\n"),
    ],
};

fn redirect_without_location(subject: &Subject) -> Option<Hit> {
    (matches!(subject.status(), 301 | 302 | 307 | 308) && !subject.has("Location"))
        .then(|| Hit::missing(subject, "Location", "a URI reference"))
}
