//! `/cookies`: two cookies, on two field lines (RFC 6265 section 3).

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
];

/// Sets two cookies.
pub(crate) fn answer(_: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    let theme = "theme=light; Path=/; SameSite=Lax";
    let session = "session=a1b2c3; Path=/; HttpOnly; SameSite=Lax";
    let mut response = Response::with_text(200, "Two cookies.\n");
    response.add("Cache-Control", "no-store");
    if faults.has("cookies-joined") {
        response.add("Set-Cookie", format!("{theme}, {session}"));
        return response.into();
    }
    response.add("Set-Cookie", theme);
    response.add("Set-Cookie", session);
    for (name, cookie) in [
        ("cookie-nameless", "=value"),
        ("cookie-repeated", "theme=dark; Path=/"),
        ("cookie-date-malformed", "late=1; Expires=tomorrow"),
    ] {
        if faults.has(name) {
            response.add("Set-Cookie", cookie);
        }
    }
    response.into()
}
