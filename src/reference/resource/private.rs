//! `/private`: Basic authentication (RFC 9110 section 11, RFC 7617).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::Response;
use crate::reference::semantics::conditional::{self, Validators, Verdict};
use crate::reference::semantics::representation::Representation;

/// The user that is let in.
pub(crate) const USER: &str = "aladdin";
/// The password of that user.
pub(crate) const PASSWORD: &str = "opensesame";

/// Faults in authentication.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "authentication-skipped",
        "RFC 9110 11.4",
        "a request without credentials is answered 401",
        "lets everyone in",
    ),
    fault(
        "credentials-unchecked",
        "RFC 9110 11.4",
        "a request with wrong credentials is answered 401",
        "lets everyone in who sends any credentials",
    ),
    fault(
        "credentials-refused",
        "RFC 9110 11.4",
        "a request with the right credentials is let in",
        "lets no one in",
    ),
    fault(
        "credentials-on-connection",
        "RFC 9110 3.3",
        "two requests on one connection need not come from the same user",
        "lets everyone in on a connection that saw the right credentials",
    ),
    fault(
        "scheme-case-sensitive",
        "RFC 9110 11.1",
        "the name of an authentication scheme is the same in any case",
        "knows Basic in this case only",
    ),
    fault(
        "realm-unquoted",
        "RFC 9110 11.5",
        "the realm of a challenge is a quoted string",
        "sends the realm as a token",
    ),
    fault(
        "realm-missing",
        "RFC 7617 2",
        "a challenge of Basic has a realm",
        "sends a challenge without a realm",
    ),
    fault(
        "challenge-parameter-repeated",
        "RFC 9110 11.2",
        "each parameter of a challenge is there once",
        "sends the realm twice",
    ),
    fault(
        "realm-needless-quoted-pair",
        "RFC 9110 5.6.4",
        "a quoted-pair is sent for a quotation mark or a backslash only",
        "sends the realm with a backslash before a letter",
    ),
    fault(
        "unauthorized-as-forbidden",
        "RFC 9110 11.4",
        "a request without credentials is answered 401",
        "answers 403 to a request without credentials",
    ),
    fault(
        "preconditions-before-authentication",
        "RFC 9110 13.2.1",
        "preconditions are evaluated after the checks that any request has to pass",
        "answers 304 to a request without credentials",
    ),
];

const ETAG: &str = "\"private\"";

fn is_let_in(request: &Request, context: &Context<'_>) -> bool {
    let faults = context.faults;
    if faults.has("authentication-skipped") {
        return true;
    }
    let Some(value) = request.head.value("Authorization") else { return false };
    if faults.has("credentials-refused") {
        return false;
    }
    let Some((scheme, rest)) =
        value.iter().position(|octet| *octet == b' ').map(|at| value.split_at(at))
    else {
        return false;
    };
    let basic = match faults.has("scheme-case-sensitive") {
        true => scheme == b"Basic",
        false => scheme.eq_ignore_ascii_case(b"basic"),
    };
    let credentials = STANDARD.decode(rest.trim_ascii_start()).unwrap_or_default();
    let right = format!("{USER}:{PASSWORD}");
    basic && (credentials == right.as_bytes() || faults.has("credentials-unchecked"))
}

/// The right credentials as they stand after `Basic`.
pub(crate) fn credentials() -> String {
    STANDARD.encode(format!("{USER}:{PASSWORD}"))
}

/// Refuses who has no credentials.
pub(crate) fn admit(request: &Request, context: &Context<'_>) -> Option<Response> {
    let faults = context.faults;
    if is_let_in(request, context) {
        return None;
    }
    if faults.has("preconditions-before-authentication") {
        let tag = Validators { exists: true, etag: Some(ETAG), modified: None };
        if conditional::evaluate(request, tag, context.now, faults) == Verdict::NotModified {
            return Some(Response::empty(304));
        }
    }
    let status = if faults.has("unauthorized-as-forbidden") { 403 } else { 401 };
    let mut response = Response::error(status, "This needs credentials");
    response.add("WWW-Authenticate", challenge(context));
    Some(response)
}

/// The challenge that goes with 401.
pub(crate) fn challenge(context: &Context<'_>) -> &'static str {
    let faults = context.faults;
    match () {
        () if faults.has("realm-unquoted") => "Basic realm=reference, charset=\"UTF-8\"",
        () if faults.has("realm-missing") => "Basic charset=\"UTF-8\"",
        () if faults.has("challenge-parameter-repeated") => {
            "Basic realm=\"reference\", realm=\"server\""
        }
        () if faults.has("realm-needless-quoted-pair") => {
            "Basic realm=\"\\reference\", charset=\"UTF-8\""
        }
        () => "Basic realm=\"reference\", charset=\"UTF-8\"",
    }
}

/// What is behind the door.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    let behind = Representation {
        caching: Some("private, no-cache"),
        modified: None,
        etag: ETAG.to_owned(),
        ..Representation::new("text/plain; charset=utf-8", &b"You are in.\n"[..])
    };
    behind.answer(request, context.now, context.faults).into()
}

/// Whether a request carries the right credentials, for the fault that remembers it.
pub(crate) fn is_authorized(request: &Request, context: &Context<'_>) -> bool {
    request.path == b"/private"
        && request.head.value("Authorization").is_some()
        && is_let_in(request, context)
}
