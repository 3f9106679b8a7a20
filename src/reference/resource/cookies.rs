//! `/cookies`: two cookies, on two field lines (RFC 6265 section 3), and what is known of the one
//! that comes back.

use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::Response;

/// Faults of cookies.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "cookies-joined",
        "RFC 9110 5.3",
        "Set-Cookie lines are not joined into one",
        "sends two cookies on one line",
    ),
    fault(
        "cookie-nameless",
        "RFC 6265 4.1.1",
        "a cookie has a name",
        "sends a cookie without a name",
    ),
    fault(
        "cookie-repeated",
        "RFC 6265 4.1.1",
        "an answer sets a cookie once",
        "sets the same cookie twice",
    ),
    fault(
        "cookie-date-malformed",
        "RFC 6265 4.1.1",
        "the date in Expires of a cookie is an HTTP-date",
        "sends Expires=tomorrow with a cookie",
    ),
    fault(
        "cookie-attributes-unspaced",
        "RFC 6265 4.1.1",
        "a semicolon and one SP separate the attributes of a cookie",
        "sends attributes of a cookie without SP between them",
    ),
    fault(
        "cookie-value-unencoded",
        "RFC 6265 4.1.1",
        "the value of a cookie has neither white space nor commas",
        "sends a cookie with white space and a comma in its value",
    ),
    fault(
        "cookie-attribute-repeated",
        "RFC 6265 4.1.1",
        "an attribute of a cookie is there once",
        "sends Path twice with a cookie",
    ),
    fault(
        "cookie-age-malformed",
        "RFC 6265 4.1.1",
        "Max-Age of a cookie is a number of seconds",
        "sends Max-Age=1d with a cookie",
    ),
    fault(
        "cookie-lifetime-long",
        "RFC 6265 7.3",
        "a cookie lives as long as its purpose asks for",
        "sends a cookie that lives for 300 years",
    ),
    fault(
        "cookie-too-large",
        "RFC 6265 6.1",
        "a cookie has at most the 4096 octets that every client keeps",
        "sends a cookie of 5000 octets",
    ),
    fault(
        "cookie-order-relied-on",
        "RFC 6265 4.2.2",
        "the order of cookies in a request means nothing",
        "looks at the first cookie of a request alone",
    ),
];

/// Sets two cookies.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    let secure = context.shared.secure && !faults.has("cookies-insecure-over-tls");
    let secure = if secure { "; Secure" } else { "" };
    let theme = format!("theme=light; Path=/; SameSite=Lax{secure}");
    let session = format!("session=a1b2c3; Path=/; HttpOnly; SameSite=Lax{secure}");
    let dark = if wants_dark(request, context) { "The theme is dark.\n" } else { "" };
    let mut response = Response::with_text(200, format!("Two cookies.\n{dark}"));
    response.add("Cache-Control", "no-store");
    if faults.has("cookies-joined") {
        response.add("Set-Cookie", format!("{theme}, {session}"));
        return response.into();
    }
    response.add("Set-Cookie", theme);
    response.add("Set-Cookie", session);
    if faults.has("cookie-too-large") {
        response.add("Set-Cookie", format!("much={}", "a".repeat(5000)));
    }
    for (name, cookie) in [
        ("cookie-nameless", "=value"),
        ("cookie-repeated", "theme=dark; Path=/"),
        ("cookie-date-malformed", "late=1; Expires=tomorrow"),
        ("cookie-attributes-unspaced", "dense=1;Path=/;HttpOnly"),
        ("cookie-value-unencoded", "plain=a b, c; Path=/"),
        ("cookie-attribute-repeated", "twice=1; Path=/; Path=/cookies"),
        ("cookie-age-malformed", "aged=1; Max-Age=1d"),
        ("cookie-lifetime-long", "long=1; Max-Age=9999999999"),
    ] {
        if faults.has(name) {
            response.add("Set-Cookie", cookie);
        }
    }
    response.into()
}

/// Whether a cookie says so, wherever it stands.
fn wants_dark(request: &Request, context: &Context<'_>) -> bool {
    let most = if context.faults.has("cookie-order-relied-on") { 1 } else { usize::MAX };
    let cookies = request.head.values("Cookie").flat_map(|value| value.split(|o| *o == b';'));
    cookies.take(most).any(|cookie| cookie.trim_ascii() == b"theme=dark")
}
