//! 206 and 416 (RFC 9110 sections 15.3.7 and 15.5.17).

use std::borrow::Cow;

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::Request;
use crate::reference::response::{Body, Response};
use crate::reference::semantics::if_range;
use crate::reference::semantics::range::{self, Positions, Selection};
use crate::reference::semantics::representation::Representation;

const KEPT: &str = "206 has the fields that a cache needs, as the 200 would have had them";
const PARTS: &str = "each part of several says which range it is, and what type it has";

/// Faults in 206 and 416.
pub(crate) const FAULTS: &[Fault] = &[
    fault("partial-etag-missing", "RFC 9110 15.3.7", KEPT, "leaves ETag out of 206"),
    fault(
        "partial-cache-control-missing",
        "RFC 9110 15.3.7",
        KEPT,
        "leaves Cache-Control out of 206",
    ),
    fault("partial-expires-missing", "RFC 9110 15.3.7", KEPT, "leaves Expires out of 206"),
    fault("partial-vary-missing", "RFC 9110 15.3.7", KEPT, "leaves Vary out of 206"),
    fault(
        "partial-content-location-missing",
        "RFC 9110 15.3.7",
        KEPT,
        "leaves Content-Location out of 206",
    ),
    fault(
        "partial-metadata-missing",
        "RFC 9110 15.3.7",
        "206 without If-Range has all metadata of the 200",
        "leaves Content-Type and Last-Modified out of 206",
    ),
    fault(
        "partial-metadata-for-if-range",
        "RFC 9110 15.3.7",
        "206 to If-Range does not repeat metadata that the client has",
        "sends all metadata with 206 to If-Range",
    ),
    fault(
        "partial-status-200",
        "RFC 9110 15.3.7",
        "part of a representation is answered 206",
        "sends a part with 200",
    ),
    fault(
        "content-range-missing",
        "RFC 9110 15.3.7.1",
        "206 says which range it is",
        "sends 206 without Content-Range",
    ),
    fault(
        "content-range-length-unknown",
        "RFC 9110 14.4",
        "Content-Range says the complete length where it is known",
        "writes * for the complete length",
    ),
    fault(
        "content-range-wrong",
        "RFC 9110 14.4",
        "Content-Range is the range that is sent",
        "sends a Content-Range that is one octet on",
    ),
    fault(
        "content-range-malformed",
        "RFC 9110 14.4",
        "Content-Range is unit, SP, positions, slash, length",
        "writes = after the unit of Content-Range",
    ),
    fault(
        "unsatisfiable-content-range-missing",
        "RFC 9110 15.5.17",
        "416 says the length of the representation",
        "sends 416 without Content-Range",
    ),
    fault(
        "multipart-content-range-in-head",
        "RFC 9110 15.3.7.2",
        "several parts have no Content-Range in the head",
        "sends Content-Range in the head beside several parts",
    ),
    fault(
        "multipart-part-range-missing",
        "RFC 9110 15.3.7.2",
        PARTS,
        "sends parts without Content-Range",
    ),
    fault(
        "multipart-part-type-missing",
        "RFC 9110 15.3.7.2",
        PARTS,
        "sends parts without Content-Type",
    ),
    fault(
        "multipart-bare-lf",
        "RFC 9110 8.3.3",
        "lines between the parts of a multipart body end in CRLF",
        "ends the lines between parts in LF alone",
    ),
    fault(
        "multipart-end-missing",
        "RFC 9110 14.6",
        "a closing boundary ends the parts",
        "leaves out the closing boundary",
    ),
    fault(
        "multipart-boundary-missing",
        "RFC 9110 15.3.7.2",
        "Content-Type of several parts says their boundary",
        "sends multipart/byteranges without its boundary",
    ),
    fault(
        "multipart-for-one-range",
        "RFC 9110 15.3.7.2",
        "one range is not sent as multipart",
        "sends one range as multipart",
    ),
    fault("range-for-head", "RFC 9110 14.2", "Range is for GET", "answers HEAD with 206"),
    fault(
        "range-of-nothing-honoured",
        "RFC 9110 14.2",
        "no range is part of content without an octet",
        "answers 206 to a range of content without an octet",
    ),
    fault(
        "range-first-line-only",
        "RFC 9110 5.3",
        "a field that is no list is not valid on several lines",
        "goes by the first of several lines of Range",
    ),
    fault(
        "range-content-shifted",
        "RFC 9110 14.1.2",
        "what is sent is the range that Content-Range names",
        "sends a range in the middle from one octet on",
    ),
];

const BOUNDARY: &str = "THIS_STRING_SEPARATES";

/// The answer to Range; `None` where the whole representation is to be sent.
pub(super) fn answer(
    representation: &Representation,
    request: &Request,
    now: i64,
    faults: &Faults,
) -> Option<Response> {
    let asks = representation.ranges && (request.is("GET") || faults.has("range-for-head"));
    let if_range = request.head.value("If-Range");
    let holds = if_range.is_none_or(|value| if_range::holds(value, representation, now, faults));
    let Some(value) = request.head.value("Range").filter(|_| asks) else {
        let fails = faults.has("if-range-alone-honoured") && !holds;
        return fails.then(|| Response::error(412, "If-Range is false"));
    };
    if !holds && !faults.has("if-range-ignored") {
        return None;
    }
    // Range is no list: several lines of it are not valid (RFC 9110 5.3).
    let is_repeated = request.head.values("Range").nth(1).is_some();
    if is_repeated && !faults.has("range-first-line-only") {
        return None;
    }
    if representation.content.is_empty() && faults.has("range-of-nothing-honoured") {
        let mut response = Response::empty(206);
        response.add("Content-Range", "bytes 0-0/0");
        return Some(response);
    }
    let parts = match range::select(value, representation.content.len(), faults) {
        Selection::Whole => return None,
        Selection::Unsatisfiable => return Some(unsatisfiable(representation, faults)),
        Selection::Parts(parts) => parts,
    };
    let status = if faults.has("partial-status-200") { 200 } else { 206 };
    let mut response = Response::empty(status);
    let metadata = match if_range {
        Some(_) => faults.has("partial-metadata-for-if-range"),
        None => !faults.has("partial-metadata-missing"),
    };
    if metadata {
        representation.add_metadata(&mut response);
    }
    representation.add_kept(&mut response, now, faults);
    for (name, field) in [
        ("partial-etag-missing", "ETag"),
        ("partial-cache-control-missing", "Cache-Control"),
        ("partial-expires-missing", "Expires"),
        ("partial-vary-missing", "Vary"),
        ("partial-content-location-missing", "Content-Location"),
    ] {
        if faults.has(name) {
            response.remove(field);
        }
    }
    match parts.as_slice() {
        [only] if !faults.has("multipart-for-one-range") => {
            if !faults.has("content-range-missing") {
                response.add("Content-Range", content_range(representation, *only, faults));
            }
            let (first, last) = *only;
            let inside = first > 0 && last.saturating_add(1) < representation.content.len();
            let on = usize::from(inside && faults.has("range-content-shifted"));
            let part = slice(&representation.content, (first + on, last + on));
            response.body = Body::Octets(part.to_vec().into());
        }
        several => {
            response.remove("Content-Type");
            let boundary = match faults.has("multipart-boundary-missing") {
                true => String::new(),
                false => format!("; boundary={BOUNDARY}"),
            };
            response.add("Content-Type", format!("multipart/byteranges{boundary}"));
            if let Some(first) =
                several.first().filter(|_| faults.has("multipart-content-range-in-head"))
            {
                response.add("Content-Range", content_range(representation, *first, faults));
            }
            response.body = Body::Octets(multipart(representation, several, faults).into());
        }
    }
    Some(response)
}

fn slice(content: &[u8], (first, last): Positions) -> &[u8] {
    content.get(first..last.saturating_add(1)).unwrap_or_default()
}

fn content_range(
    representation: &Representation,
    (first, last): Positions,
    faults: &Faults,
) -> String {
    let length: Cow<'_, str> = match faults.has("content-range-length-unknown") {
        true => "*".into(),
        false => representation.content.len().to_string().into(),
    };
    let on = usize::from(faults.has("content-range-wrong"));
    let separator = if faults.has("content-range-malformed") { '=' } else { ' ' };
    format!("bytes{separator}{}-{}/{length}", first.saturating_add(on), last.saturating_add(on))
}

fn multipart(representation: &Representation, parts: &[Positions], faults: &Faults) -> Vec<u8> {
    let end = if faults.has("multipart-bare-lf") { "\n" } else { "\r\n" };
    let mut out = Vec::new();
    for part in parts {
        let mut head = format!("{end}--{BOUNDARY}{end}");
        if !faults.has("multipart-part-type-missing") {
            head.push_str(&format!("Content-Type: {}{end}", representation.media_type));
        }
        if !faults.has("multipart-part-range-missing") {
            let range = content_range(representation, *part, faults);
            head.push_str(&format!("Content-Range: {range}{end}"));
        }
        head.push_str(end);
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(slice(&representation.content, *part));
    }
    if !faults.has("multipart-end-missing") {
        out.extend_from_slice(format!("{end}--{BOUNDARY}--{end}").as_bytes());
    }
    out
}

fn unsatisfiable(representation: &Representation, faults: &Faults) -> Response {
    let mut response = Response::error(416, "The range begins past the end");
    if !faults.has("unsatisfiable-content-range-missing") {
        let length = representation.content.len();
        response.add("Content-Range", format!("bytes */{length}"));
    }
    response
}
