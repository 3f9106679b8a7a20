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

/// Another user and password, with a colon in it: the first one ends the name (RFC 7617 2).
const WITH_COLON: &str = "jasmine:open:sesame";
/// Another one beyond ASCII, which the challenge asks for in UTF-8 (RFC 7617 2.1).
const IN_UTF_8: &str = "j\u{e9}r\u{f4}me:s\u{e9}same";

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
        "scheme-unchecked",
        "RFC 9110 11.4",
        "credentials count for the scheme that they are sent with",
        "takes credentials of any scheme for those of Basic",
    ),
    fault(
        "credentials-blanks-refused",
        "RFC 9110 11.4",
        "several SP may stand between scheme and credentials",
        "refuses credentials with two SP before them",
    ),
    fault(
        "password-beginning-checked",
        "RFC 7617 2",
        "all of the password has to be right",
        "lets in who sends more after the right password",
    ),
    fault(
        "password-colon-refused",
        "RFC 7617 2",
        "the first colon ends the name; more of them are part of the password",
        "lets no one in whose password has a colon",
    ),
    fault(
        "password-ascii-only",
        "RFC 7617 2.1",
        "a server that asks for UTF-8 takes names and passwords in UTF-8",
        "lets no one in whose name or password is not ASCII",
    ),
    fault(
        "challenge-charset-unknown",
        "RFC 7617 2.1",
        "the one value of charset in a challenge is UTF-8",
        "sends charset=ISO-8859-1 in the challenge",
    ),
    fault(
        "challenge-malformed",
        "RFC 9110 11.6.1",
        "WWW-Authenticate is a list of challenges",
        "sends a challenge with a semicolon after the scheme",
    ),
    fault(
        "challenge-with-success",
        "RFC 9110 11.6.1",
        "an answer that credentials would not change has no challenge",
        "sends a challenge with what the right credentials open",
    ),
    fault(
        "refusal-with-content",
        "RFC 9110 15.5.2",
        "a request that is refused is not applied",
        "sends the content of the resource with 401",
    ),
    fault(
        "vary-lists-authorization",
        "RFC 9110 12.5.5",
        "Authorization is not listed in Vary",
        "sends Vary: Authorization",
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
const CONTENT: &str = "You are in.\n";

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
    if rest.starts_with(b"  ") && faults.has("credentials-blanks-refused") {
        return false;
    }
    let credentials = STANDARD.decode(rest.trim_ascii_start()).unwrap_or_default();
    let right = format!("{USER}:{PASSWORD}");
    let is_right = match () {
        () if credentials == WITH_COLON.as_bytes() => !faults.has("password-colon-refused"),
        () if credentials == IN_UTF_8.as_bytes() => !faults.has("password-ascii-only"),
        () if faults.has("password-beginning-checked") => credentials.starts_with(right.as_bytes()),
        () => credentials == right.as_bytes(),
    };
    (basic || faults.has("scheme-unchecked")) && (is_right || faults.has("credentials-unchecked"))
}

/// More credentials, by the ability that goes with them.
pub(crate) fn other_credentials() -> [(&'static str, String); 2] {
    [
        ("credentials-with-colon", STANDARD.encode(WITH_COLON)),
        ("credentials-in-utf-8", STANDARD.encode(IN_UTF_8)),
    ]
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
    let mut response = match faults.has("refusal-with-content") {
        true => Response::with_text(status, CONTENT),
        false => Response::error(status, "This needs credentials"),
    };
    response.add("WWW-Authenticate", challenge(context));
    Some(response)
}

/// The challenge that goes with 401.
pub(crate) fn challenge(context: &Context<'_>) -> &'static str {
    let faults = context.faults;
    match () {
        () if faults.has("realm-unquoted") => "Basic realm=reference, charset=\"UTF-8\"",
        () if faults.has("realm-missing") => "Basic charset=\"UTF-8\"",
        () if faults.has("challenge-charset-unknown") => {
            "Basic realm=\"reference\", charset=\"ISO-8859-1\""
        }
        () if faults.has("challenge-malformed") => "Basic; realm=\"reference\"",
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
    let vary = context.faults.has("vary-lists-authorization").then_some("Authorization");
    let behind = Representation {
        vary,
        caching: Some("private, no-cache"),
        modified: None,
        etag: ETAG.to_owned(),
        ..Representation::new("text/plain; charset=utf-8", CONTENT.as_bytes())
    };
    let mut response = behind.answer(request, context.now, context.faults);
    if context.faults.has("challenge-with-success") {
        response.add("WWW-Authenticate", challenge(context));
    }
    response.into()
}

/// Whether a request carries the right credentials, for the fault that remembers it.
pub(crate) fn is_authorized(request: &Request, context: &Context<'_>) -> bool {
    request.path == b"/private"
        && request.head.value("Authorization").is_some()
        && is_let_in(request, context)
}
