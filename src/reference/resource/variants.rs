//! `/variants`: the same facts in three media types (RFC 9110 section 12.5.1).

use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::Response;
use crate::reference::semantics::negotiation;
use crate::reference::semantics::representation::Representation;

/// Faults of the variants.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "variant-hidden",
        "RFC 9110 12.5.1",
        "every variant can be had by its media type",
        "answers as if text/plain were not there",
    ),
    fault(
        "not-acceptable-unexplained",
        "RFC 9110 15.5.7",
        "406 lists what there is",
        "answers 406 without content",
    ),
    fault(
        "accept-required",
        "RFC 9110 12.4.1",
        "a request without Accept takes any media type",
        "answers 406 to a request without Accept",
    ),
    fault(
        "not-acceptable-as-success",
        "RFC 9110 15.5.7",
        "what is not acceptable is answered 406, or sent as it is with 200",
        "answers 200 without content where nothing is acceptable",
    ),
];

/// In the order of preference of the server.
const VARIANTS: [(&str, &str, &str); 3] = [
    (
        "text/html",
        "text/html; charset=utf-8",
        "<!DOCTYPE html>\n<title>3</title>\n<p>3 variants</p>\n",
    ),
    ("application/json", "application/json", "{\"variants\": 3}\n"),
    ("text/plain", "text/plain; charset=utf-8", "3 variants\n"),
];

/// The variant that is preferred, or 406.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    // An empty list prefers nothing.
    let asked = !request.head.list("Accept").is_empty() && !faults.has("accept-ignored");
    if faults.has("accept-required") && request.head.value("Accept").is_none() {
        return not_acceptable(context).into();
    }
    let mut best: Option<(u32, &str, &str)> = None;
    let hidden = if faults.has("variant-hidden") { 1 } else { 0 };
    for (essence, media_type, content) in VARIANTS.into_iter().take(VARIANTS.len() - hidden) {
        let quality = match asked {
            false => 1000,
            true => {
                let matches = negotiation::media_type;
                negotiation::quality(request, "Accept", essence, matches, faults)
                    .unwrap_or_default()
            }
        };
        if quality > best.map_or(0, |(quality, ..)| quality) {
            best = Some((quality, media_type, content));
        }
    }
    let Some((_, media_type, content)) = best else { return not_acceptable(context).into() };
    let variant = Representation {
        vary: negotiation::vary(request, "Accept", faults),
        caching: Some("public, max-age=3600"),
        ..Representation::new(media_type, content.as_bytes())
    };
    variant.answer(request, context.now, faults).into()
}

fn not_acceptable(context: &Context<'_>) -> Response {
    let faults = context.faults;
    let list = VARIANTS.map(|(essence, ..)| essence).join(", ");
    let mut response = match faults.has("not-acceptable-unexplained") {
        true => Response::empty(406),
        false => Response::error(406, &format!("There are these media types: {list}")),
    };
    if faults.has("not-acceptable-as-success") {
        response = Response::empty(200);
    }
    response.add("Vary", "Accept");
    response
}
