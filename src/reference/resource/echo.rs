//! `/echo` gives back the content of a request, `/post` counts it.

use std::borrow::Cow;

use crate::model::grammar;
use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::{Body, Response};

/// Faults of the echo.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "echo-changes-line-ends",
        "RFC 9110 6.4",
        "content is a sequence of octets, and reaches the resource as it is",
        "turns CRLF in content into LF",
    ),
    fault(
        "echo-drops-high-octets",
        "RFC 9110 6.4",
        "content is a sequence of octets, and reaches the resource as it is",
        "clears the highest bit of each octet of content",
    ),
    fault(
        "echo-stops-at-nul",
        "RFC 9110 6.4",
        "content is a sequence of octets, and reaches the resource as it is",
        "takes NUL for the end of content",
    ),
    fault(
        "empty-content-refused",
        "RFC 9110 8.6",
        "content may have no octets",
        "answers 411 to content of no octets",
    ),
    fault(
        "post-range-honoured",
        "RFC 9110 14.2",
        "Range is for GET",
        "answers POST with 206 where there is Range",
    ),
];

/// The content of the request, octet for octet.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    let mut content = request.content.clone();
    if faults.has("echo-changes-line-ends") {
        content.retain(|octet| *octet != b'\r');
    }
    if faults.has("echo-drops-high-octets") {
        content.iter_mut().for_each(|octet| *octet &= 0x7f);
    }
    if faults.has("echo-stops-at-nul") {
        let end = content.iter().position(|octet| *octet == 0).unwrap_or(content.len());
        content.truncate(end);
    }
    if content.is_empty() && faults.has("empty-content-refused") {
        return Response::error(411, "There is no content").into();
    }
    let mut response = Response::empty(200);
    response.body = Body::Octets(content.into());
    response.add("Content-Type", media_type(request));
    response.add("X-Content-Type-Options", "nosniff");
    response.into()
}

/// Content-Type of the request where it is a valid one, `application/octet-stream` otherwise.
pub(crate) fn media_type(request: &Request) -> Cow<'static, str> {
    let mut values = request.head.values("Content-Type");
    let value = values.next().filter(|value| value.is_ascii() && values.next().is_none());
    match value.filter(|value| grammar::media_type(value).is_some()) {
        Some(value) => String::from_utf8_lossy(value).into_owned().into(),
        None => "application/octet-stream".into(),
    }
}

/// How many octets of content there were.
pub(crate) fn count(request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    if request.content.is_empty() && faults.has("empty-content-refused") {
        return Response::error(411, "There is no content").into();
    }
    if request.head.value("Range").is_some() && faults.has("post-range-honoured") {
        let mut response = Response::with_text(206, "5");
        response.add("Content-Range", "bytes 0-0/9");
        return response.into();
    }
    Response::with_text(200, format!("{} octets\n", request.content.len())).into()
}
