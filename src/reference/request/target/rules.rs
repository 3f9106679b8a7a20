//! What a target must not be, and what there is no reason to refuse (RFC 9112 3.2).

use super::{Form, form};
use crate::model::grammar;
use crate::reference::request::authority::{
    is_authority, is_port, keeps_percent_encoding, split_port,
};
use crate::reference::request::line::RequestLine;
use crate::reference::request::rule::{Rule, rule};

fn authority_of(line: &RequestLine) -> Option<&[u8]> {
    match form(line.target()) {
        Form::Absolute { authority, .. } => Some(authority),
        _ => None,
    }
}

fn scheme_is(line: &RequestLine, wanted: &[u8]) -> bool {
    matches!(form(line.target()), Form::Absolute { scheme, .. } if scheme.eq_ignore_ascii_case(wanted))
}

fn host_is_empty(line: &RequestLine) -> bool {
    authority_of(line).is_some_and(|authority| split_port(authority).0.is_empty())
}

fn is_connect(line: &RequestLine) -> bool {
    line.method() == b"CONNECT"
}

/// What a request target has to be.
pub(crate) const RULES: &[Rule<RequestLine>] = &[
    rule(
        "target-control-accepted",
        "RFC 9112 3.2",
        400,
        "a request target has no control octets",
        "takes a target with control octets in it",
        |line| line.target().iter().any(|octet| octet.is_ascii_control() && *octet != b'\r'),
    ),
    rule(
        "target-non-ascii-accepted",
        "RFC 9112 3.2",
        400,
        "octets above 0x7F are percent-encoded in a request target",
        "takes a target with octets above 0x7F in it",
        |line| !line.target().is_ascii(),
    ),
    rule(
        "target-fragment-accepted",
        "RFC 9112 3.2",
        400,
        "a request target has no fragment",
        "takes a target with a fragment in it",
        |line| line.target().contains(&b'#'),
    ),
    rule(
        "target-octet-accepted",
        "RFC 9112 3.2",
        400,
        "a request target keeps the grammar of URIs",
        "takes a target with octets that no URI has",
        |line| line.target().iter().any(|octet| br#"<>"\^`{|}"#.contains(octet)),
    ),
    rule(
        "target-percent-accepted",
        "RFC 9112 3.2",
        400,
        "a percent sign in a request target is followed by two hexadecimal digits",
        "takes a target with a percent sign that encodes nothing",
        |line| !keeps_percent_encoding(line.target()),
    ),
    rule(
        "asterisk-form-accepted",
        "RFC 9112 3.2.4",
        400,
        "only OPTIONS may have * as its target",
        "answers GET * as if it were GET /",
        |line| form(line.target()) == Form::Asterisk && line.method() != b"OPTIONS",
    ),
    rule(
        "authority-form-accepted",
        "RFC 9112 3.2.3",
        400,
        "only CONNECT may have host and port alone as its target",
        "answers GET host:port as if it were GET /",
        |line| form(line.target()) == Form::Authority && !is_connect(line),
    ),
    rule(
        "connect-target-accepted",
        "RFC 9112 3.2.3",
        400,
        "the target of CONNECT is a host, a colon and a port",
        "answers CONNECT with another target as if it were GET /",
        |line| is_connect(line) && form(line.target()) != Form::Authority,
    ),
    rule(
        "connect-port-accepted",
        "RFC 9110 9.3.6",
        400,
        "CONNECT to an empty or invalid port is refused",
        "answers CONNECT to an invalid port with 200",
        |line| {
            let (host, port) = split_port(line.target());
            let reachable = |port: &[u8]| is_port(port) && grammar::decimal(port) != Some(0);
            is_connect(line)
                && form(line.target()) == Form::Authority
                && (host.is_empty() || !is_authority(line.target()) || !port.is_some_and(reachable))
        },
    ),
    rule(
        "target-form-accepted",
        "RFC 9112 3.2",
        400,
        "a request target has one of four forms; a path begins with a slash",
        "answers a target of no known form as if it were /",
        |line| form(line.target()) == Form::Other && !line.target().is_empty() && !is_connect(line),
    ),
    rule(
        "uri-userinfo-accepted",
        "RFC 9110 4.2.4",
        400,
        "userinfo in an http URI is treated as an error",
        "takes an absolute target with userinfo",
        |line| authority_of(line).is_some_and(|authority| authority.contains(&b'@')),
    ),
    rule(
        "uri-empty-host-accepted",
        "RFC 9110 4.2.1",
        400,
        "an http URI with an empty host is refused",
        "takes an absolute target without a host",
        |line| host_is_empty(line) && !scheme_is(line, b"https"),
    ),
    rule(
        "https-uri-empty-host-accepted",
        "RFC 9110 4.2.2",
        400,
        "an https URI with an empty host is refused",
        "takes an absolute https target without a host",
        |line| host_is_empty(line) && scheme_is(line, b"https"),
    ),
    rule(
        "uri-authority-invalid-accepted",
        "RFC 9112 3.2.2",
        400,
        "the authority of an absolute target is a valid host with an optional port",
        "takes an absolute target whose authority breaks the grammar",
        |line| authority_of(line).is_some_and(|a| !a.contains(&b'@') && !is_authority(a)),
    ),
    rule(
        "https-target-accepted",
        "RFC 9110 7.4",
        421,
        "a request for an https URI comes over a secured connection",
        "answers a request for an https URI in clear text",
        |line| scheme_is(line, b"https") && !host_is_empty(line),
    ),
    rule(
        "scheme-unknown-accepted",
        "RFC 9110 7.4",
        400,
        "the target of a request is an http URI on this connection",
        "answers a request for a URI of another scheme",
        |line| {
            authority_of(line).is_some() && !scheme_is(line, b"http") && !scheme_is(line, b"https")
        },
    ),
];

/// Targets that are right and are refused all the same.
pub(crate) const NEEDLESS: &[Rule<RequestLine>] = &[
    rule(
        "absolute-form-refused",
        "RFC 9112 3.2.2",
        400,
        "a server accepts the absolute form in requests",
        "refuses a target in absolute form",
        |line| authority_of(line).is_some(),
    ),
    rule(
        "uri-scheme-case-sensitive",
        "RFC 9110 4.2.3",
        400,
        "schemes are the same in any case",
        "knows the scheme http in lower case only",
        |line| scheme_is(line, b"http") && !line.target().starts_with(b"http:"),
    ),
    rule(
        "absolute-form-empty-path-refused",
        "RFC 9110 4.2.3",
        400,
        "an empty path is the same as /",
        "refuses a target in absolute form without a path",
        |line| {
            let rest =
                |form| matches!(form, Form::Absolute { rest, .. } if !rest.starts_with(b"/"));
            rest(form(line.target()))
        },
    ),
    rule(
        "query-octet-refused",
        "RFC 9112 3.2.1",
        400,
        "a query has any octet of a path segment, and slashes and question marks",
        "refuses a query with other octets than letters, digits and those of forms",
        |line| {
            let query = line.target().splitn(2, |octet| *octet == b'?').nth(1);
            let common =
                |octet: &u8| octet.is_ascii_alphanumeric() || b"=&%+-._~{}".contains(octet);
            query.is_some_and(|query| query.iter().any(|octet| !common(octet)))
        },
    ),
    rule(
        "options-asterisk-refused",
        "RFC 9112 3.2.4",
        400,
        "OPTIONS * asks about the server as a whole",
        "refuses OPTIONS *",
        |line| form(line.target()) == Form::Asterisk,
    ),
    rule(
        "percent-encoding-refused",
        "RFC 9112 3.2",
        400,
        "a target may have percent-encoded octets",
        "refuses a target with percent-encoding in it",
        |line| line.target().contains(&b'%'),
    ),
];
