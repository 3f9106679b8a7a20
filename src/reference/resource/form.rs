//! `/form`: a form, and what was filled in.

use crate::model::bytes::escape;
use crate::model::grammar;
use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::request::authority::hex;
use crate::reference::request::framing::Framing;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::Response;

/// Faults of the form.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "form-refused",
        "RFC 9110 9.3.3",
        "a form that is posted to its resource is processed",
        "answers 403 to a form",
    ),
    fault(
        "media-type-unchecked",
        "RFC 9110 15.5.16",
        "content of a type that is not supported is answered 415",
        "takes content of any type for a form",
    ),
    fault(
        "media-type-case-sensitive",
        "RFC 9110 8.3.1",
        "media types are the same in any case",
        "knows media types in lower case only",
    ),
    fault(
        "media-type-parameters-refused",
        "RFC 9110 8.3.1",
        "a media type may have parameters",
        "answers 415 to a media type with parameters",
    ),
    fault(
        "request-coding-unchecked",
        "RFC 9110 12.5.3",
        "content in a coding that is not supported is answered 415",
        "takes coded content for a form as it is",
    ),
    fault(
        "x-coding-unchecked",
        "RFC 9110 8.4.1.1",
        "x-compress and x-gzip are other names of compress and gzip",
        "takes content in x-compress or x-gzip as if it were not coded",
    ),
    fault(
        "unsupported-coding-unexplained",
        "RFC 9110 12.5.3",
        "415 for a content coding has Accept-Encoding",
        "answers 415 to a content coding without Accept-Encoding",
    ),
    fault(
        "unsupported-type-accept-encoding",
        "RFC 9110 12.5.3",
        "415 for another reason than a content coding has no Accept-Encoding",
        "answers 415 to a media type with Accept-Encoding",
    ),
    fault(
        "form-plus-kept",
        "RFC 9110 6.4",
        "content is understood as its media type defines it",
        "does not decode a plus sign in a form",
    ),
    fault(
        "form-percent-kept",
        "RFC 9110 6.4",
        "content is understood as its media type defines it",
        "does not decode percent-encoding in a form",
    ),
];

const TYPE: &str = "application/x-www-form-urlencoded";

const HTML: &str = "<!DOCTYPE html>
<html lang=\"en\">
<head><title>A form</title></head>
<body>
<form method=\"post\" action=\"/form\">
<p><label>Name <input name=\"name\"></label></p>
<p><label>Request <input name=\"request\"></label></p>
<p><button>Send</button></p>
</form>
</body>
</html>
";

/// Refuses content that is no form.
pub(crate) fn admit(request: &Request, context: &Context<'_>) -> Option<Response> {
    let faults = context.faults;
    if !request.is("POST") {
        return None;
    }
    if faults.has("form-refused") {
        return Some(Response::error(403, "No form is taken"));
    }
    let coded = request.head.list("Content-Encoding");
    let unknown = |coding: &[u8]| coding.starts_with(b"x-") && faults.has("x-coding-unchecked");
    let coded =
        coded.iter().any(|coding| !coding.eq_ignore_ascii_case(b"identity") && !unknown(coding));
    if coded && !faults.has("request-coding-unchecked") {
        let mut refusal = Response::error(415, "Content is taken without a content coding");
        if !faults.has("unsupported-coding-unexplained") {
            refusal.add("Accept-Encoding", "identity");
        }
        return Some(refusal);
    }
    let value = request.head.value("Content-Type").unwrap_or_default();
    let is_form = match (faults.has("media-type-case-sensitive"), value) {
        (true, value) => value.starts_with(TYPE.as_bytes()),
        (false, value) => grammar::media_type(value).is_some_and(|essence| essence == TYPE),
    };
    let refused = value.contains(&b';') && faults.has("media-type-parameters-refused");
    let empty = matches!(request.framing, Framing::Absent | Framing::Length(0));
    let without_type = value.is_empty() && empty;
    if is_form && !refused || without_type || faults.has("media-type-unchecked") {
        return None;
    }
    let mut refusal = Response::error(415, &format!("Content is taken as {TYPE} only"));
    refusal.add("Accept-Post", TYPE);
    if faults.has("unsupported-type-accept-encoding") {
        refusal.add("Accept-Encoding", "gzip");
    }
    Some(refusal)
}

/// The form, or what was filled in: a line `name = value` for each field.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    if !request.is("POST") {
        let html = "text/html; charset=utf-8";
        let mut response = Response::with_content(200, html, HTML.as_bytes());
        response.add("Content-Language", "en");
        response.add("X-Frame-Options", "SAMEORIGIN");
        return response.into();
    }
    let mut text = String::new();
    for pair in request.content.split(|octet| *octet == b'&').filter(|pair| !pair.is_empty()) {
        let equals = pair.iter().position(|octet| *octet == b'=').unwrap_or(pair.len());
        let (name, value) = pair.split_at(equals);
        let decode = |octets| escape(&decode(octets, context));
        let value = value.strip_prefix(b"=").unwrap_or_default();
        text.push_str(&format!("{} = {}\n", decode(name), decode(value)));
    }
    Response::with_text(200, text).into()
}

fn decode(octets: &[u8], context: &Context<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(octets.len());
    let mut rest = octets;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'+', _) if !context.faults.has("form-plus-kept") => out.push(b' '),
            (b'%', [high, low, tail @ ..]) if !context.faults.has("form-percent-kept") => {
                match hex(*high, *low) {
                    Some(octet) => {
                        out.push(octet);
                        rest = tail;
                    }
                    None => out.push(b'%'),
                }
            }
            _ => out.push(first),
        }
    }
    out
}
