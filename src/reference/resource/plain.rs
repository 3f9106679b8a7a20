//! `/redirect`, `/chunked` and `/large`: resources that take no decisions.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::{Body, Response};
use crate::reference::semantics::representation::Representation;

/// Faults of these resources.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "redirect-as-success",
        "RFC 9110 15.4.2",
        "what has moved is answered with a redirection",
        "answers 200 where the resource has moved",
    ),
    fault(
        "https-redirect-temporary",
        "RFC 6797 7.2",
        "a request in clear text is redirected to https for good",
        "redirects to https with 302",
    ),
    fault(
        "put-moved-accepted",
        "RFC 9110 9.3.4",
        "PUT to what has moved is answered with a redirection",
        "answers 204 to PUT of what has moved",
    ),
    fault(
        "location-longer-than-taken",
        "RFC 9110 2.3",
        "a server can parse elements as long as those that it sends",
        "names a target in Location that is too long for itself",
    ),
    fault(
        "trailers-unasked",
        "RFC 9110 6.5.1",
        "trailers are sent to clients that say they take them",
        "sends trailers to a client that did not send TE: trailers",
    ),
    fault(
        "trailer-unannounced",
        "RFC 9110 6.6.2",
        "Trailer announces the fields of a trailer section",
        "sends trailers without the field Trailer",
    ),
    fault(
        "transfer-coding-unasked",
        "RFC 9112 7.3",
        "transfer codings other than chunked are used where TE asks for them",
        "sends Transfer-Encoding: gzip, chunked to a client that did not ask for it",
    ),
    fault(
        "if-modified-since-without-date",
        "RFC 9110 13.1.3",
        "If-Modified-Since is ignored where there is no modification date",
        "answers 304 where it knows of no modification date",
    ),
    fault(
        "if-unmodified-since-without-date",
        "RFC 9110 13.1.4",
        "If-Unmodified-Since is ignored where there is no modification date",
        "answers 412 where it knows of no modification date",
    ),
    fault(
        "if-range-without-ranges",
        "RFC 9110 13.1.5",
        "If-Range is ignored where there are no ranges",
        "answers 412 to If-Range where there are no ranges",
    ),
];

/// A redirection to the same host over TLS, as a host with a Strict-Transport-Security policy
/// answers all that comes in clear text. Nothing listens there.
pub(crate) fn to_https(request: &Request, context: &Context<'_>) -> Answer {
    let status = if context.faults.has("https-redirect-temporary") { 302 } else { 301 };
    let mut response = Response::with_text(status, "It is at the same place over TLS.\n");
    let host = String::from_utf8_lossy(&request.authority).into_owned();
    let host = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
    response.add("Location", format!("https://{host}/"));
    response.into()
}

/// A redirection to `/`, with a note for clients that do not follow it.
pub(crate) fn redirect(request: &Request, context: &Context<'_>) -> Answer {
    const HTML: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Moved</title></head>\n\
                        <body>\n<h1>Moved</h1>\n<p>It is now at <a href=\"/\">/</a>.</p>\n</body>\n</html>\n";
    let faults = context.faults;
    if request.is("PUT") && faults.has("put-moved-accepted") {
        return Response::empty(204).into();
    }
    // 308 keeps the method of a PUT (RFC 9110 15.4.9).
    let moved = if request.is("PUT") { 308 } else { 301 };
    let status = if faults.has("redirect-as-success") { 200 } else { moved };
    let mut response = Response::with_content(status, "text/html; charset=utf-8", HTML.as_bytes());
    match context.faults.has("location-longer-than-taken") {
        true => response.add("Location", format!("/?{}", "a".repeat(20_000))),
        false => response.add("Location", "/"),
    }
    response.add("Content-Language", "en");
    response.add("Cache-Control", "max-age=3600");
    response.into()
}

const CHUNKS: [&str; 4] =
    ["The first chunk.\n", "The second", " and the third,\n", "the fourth.\n"];
/// The length of the chunks together.
const CHECKSUM: &str = "sum=55";

/// Content in several chunks, with a trailer field for clients that take one.
pub(crate) fn chunked(request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    let dated = [
        ("if-modified-since-without-date", "If-Modified-Since", 304),
        ("if-unmodified-since-without-date", "If-Unmodified-Since", 412),
        ("if-range-without-ranges", "If-Range", 412),
    ];
    for (fault, field, status) in dated {
        if faults.has(fault) && request.head.value(field).is_some() {
            return Response::empty(status).into();
        }
    }
    let taken = request.head.lists("TE", "trailers");
    let mut response = Response::empty(200);
    response.add("Content-Type", "text/plain; charset=utf-8");
    response.add("X-Content-Type-Options", "nosniff");
    response.add("Cache-Control", "no-cache");
    let sends = taken || faults.has("trailers-unasked");
    if sends && !faults.has("trailer-unannounced") {
        response.add("Trailer", "X-Checksum");
    }
    if faults.has("transfer-coding-unasked") {
        response.add("Transfer-Encoding", "gzip");
    }
    let trailers = match sends {
        true => vec![("X-Checksum".into(), CHECKSUM.into())],
        false => Vec::new(),
    };
    let chunks = CHUNKS.iter().map(|chunk| Cow::Borrowed(chunk.as_bytes())).collect();
    response.body = Body::Chunked { chunks, trailers };
    response.into()
}

/// How many octets `/large` has: 1 MiB.
const LARGE: usize = 1024 * 1024;

static LARGE_REPRESENTATION: LazyLock<Representation> = LazyLock::new(|| {
    // Each line is 64 octets and says where it is.
    let mut content = Vec::with_capacity(LARGE);
    for offset in (0..LARGE).step_by(64) {
        content.extend_from_slice(format!("{offset:08x} {}\n", "abcdefghi".repeat(6)).as_bytes());
    }
    Representation {
        ranges: true,
        caching: Some("public, max-age=3600"),
        ..Representation::new("text/plain; charset=utf-8", content)
    }
});

/// A body of 1 MiB.
pub(crate) fn large(request: &Request, context: &Context<'_>) -> Answer {
    LARGE_REPRESENTATION.answer(request, context.now, context.faults).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_content_is_one_mebibyte() {
        assert_eq!(LARGE_REPRESENTATION.content.len(), LARGE);
    }

    #[test]
    fn the_checksum_is_the_length_of_the_chunks() {
        let length: usize = CHUNKS.iter().map(|chunk| chunk.len()).sum();
        assert_eq!(CHECKSUM, format!("sum={length}"));
    }
}
