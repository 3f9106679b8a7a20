//! Faults that look at preconditions and ranges where nobody asks for them: before the checks of a
//! request, and for methods that have none (RFC 9110 sections 13.2.1 and 14.2).

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::Request;
use crate::reference::response::Response;

/// Faults in the place of preconditions and ranges.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "preconditions-before-checks",
        "RFC 9110 13.2.1",
        "preconditions are evaluated after the checks of a request",
        "answers 412 to If-Match where there is no representation it could be about",
    ),
    fault(
        "range-before-checks",
        "RFC 9110 14.2",
        "Range counts where the answer would be 200",
        "answers 416 to Range where there is nothing, or a redirection",
    ),
    fault(
        "range-for-other-methods",
        "RFC 9110 14.2",
        "Range is for GET",
        "answers 416 to any other method with Range",
    ),
    fault(
        "if-modified-since-for-post",
        "RFC 9110 13.1.3",
        "If-Modified-Since is for GET and HEAD",
        "answers 412 to POST with If-Modified-Since",
    ),
];

/// What a fault answers before anything else is looked at. `resource` is what the request is for,
/// by the name that cases give it.
pub(crate) fn answer(
    request: &Request,
    resource: Option<&str>,
    faults: &Faults,
) -> Option<Response> {
    if faults.is_empty() {
        return None;
    }
    let has = |name: &str| request.head.value(name).is_some();
    let has_representation = !matches!(resource, None | Some("redirect" | "private"));
    let acts_on_it = ["GET", "HEAD", "PUT", "DELETE"].iter().any(|method| request.is(method));
    let is_true = request.head.list("If-Match") == [b"*"];
    if faults.has("preconditions-before-checks")
        && (!has_representation || !acts_on_it)
        && has("If-Match")
        && !is_true
    {
        return Some(Response::error(412, "If-Match is false"));
    }
    if faults.has("range-before-checks") && !has_representation && has("Range") {
        return Some(Response::error(416, "There is no such range"));
    }
    if faults.has("range-for-other-methods") && !request.is_retrieval() && has("Range") {
        return Some(Response::error(416, "There is no such range"));
    }
    let dated_post = request.is("POST") && has("If-Modified-Since");
    (faults.has("if-modified-since-for-post") && dated_post)
        .then(|| Response::error(412, "If-Modified-Since is false"))
}
