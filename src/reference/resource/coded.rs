//! `/gzip`: text in the gzip or deflate coding, or as it is (RFC 9110 section 8.4).

use std::io::Write as _;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::Response;
use crate::reference::semantics::negotiation::{self, coding, coding_by_its_name};
use crate::reference::semantics::representation::Representation;

/// Faults of coded content.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "content-encoding-missing",
        "RFC 9110 8.4",
        "Content-Encoding lists the codings that were applied",
        "sends coded content without Content-Encoding",
    ),
    fault(
        "content-encoding-wrong",
        "RFC 9110 8.4",
        "Content-Encoding lists the codings that were applied",
        "sends Content-Encoding: gzip with content that is not coded",
    ),
    fault(
        "content-encoding-identity",
        "RFC 9110 8.4.1",
        "identity is not listed in Content-Encoding",
        "sends Content-Encoding: identity",
    ),
    fault(
        "deflate-raw",
        "RFC 9110 8.4.1.2",
        "the deflate coding is in the zlib format",
        "sends deflate without the zlib format around it",
    ),
    fault(
        "gzip-in-zlib-format",
        "RFC 9110 8.4.1.3",
        "the gzip coding is in the gzip format",
        "sends gzip in the zlib format",
    ),
    fault(
        "gzip-truncated",
        "RFC 9110 8.4.1.3",
        "gzip content has its checksum and length at the end",
        "leaves out the last eight octets of gzip content",
    ),
    fault(
        "etag-shared-by-codings",
        "RFC 9110 8.8.3.3",
        "content in different codings has different strong entity tags",
        "sends the same strong ETag whatever the coding",
    ),
    fault(
        "unacceptable-coding-sent",
        "RFC 9110 12.5.3",
        "content that may not be sent uncoded is coded, or refused with 406",
        "sends uncoded content where identity;q=0 forbids it",
    ),
    fault(
        "range-of-decoded",
        "RFC 9110 14.1.2",
        "a range of coded content counts the coded octets",
        "sends a range of the content without its coding",
    ),
];

const TEXT: &str = "Content that is coded is smaller when it repeats itself. ";

fn text() -> Vec<u8> {
    TEXT.repeat(40).into_bytes()
}

fn variant(coding: Option<&'static str>, content: Vec<u8>) -> Representation {
    Representation {
        coding,
        vary: Some("Accept-Encoding"),
        caching: Some("public, max-age=3600"),
        ranges: true,
        ..Representation::new("text/plain; charset=utf-8", content)
    }
}

static VARIANTS: LazyLock<[Representation; 3]> = LazyLock::new(|| {
    // Writing to a vector cannot fail; an empty variant would be the result if it did.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = gzip.write_all(&text()).and_then(|()| zlib.write_all(&text()));
    let gzip = written.and_then(|()| gzip.finish()).unwrap_or_default();
    let zlib = zlib.finish().unwrap_or_default();
    [variant(None, text()), variant(Some("gzip"), gzip), variant(Some("deflate"), zlib)]
});

/// The text in the coding that is preferred. Without Accept-Encoding it is sent as it is.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    let [identity, gzip, deflate] = &*VARIANTS;
    let matches = if faults.has("x-gzip-unknown") { coding_by_its_name } else { coding };
    let quality = |name| negotiation::quality(request, "Accept-Encoding", name, matches, faults);
    let sent = request.head.value("Accept-Encoding").is_some();
    let (for_gzip, for_deflate) =
        (quality("gzip").unwrap_or_default(), quality("deflate").unwrap_or_default());
    // Without a word on identity it is acceptable, and less wanted than what was named.
    let for_identity = quality("identity").unwrap_or(1);
    let mut chosen = match () {
        () if faults.has("accept-encoding-ignored") => gzip.clone(),
        () if faults.has("coding-unasked") && !sent => gzip.clone(),
        () if faults.has("coding-not-listed-sent") && sent && quality("gzip").is_none() => {
            gzip.clone()
        }
        () if sent && for_gzip > 0 && for_gzip >= for_deflate && for_gzip >= for_identity => {
            gzip.clone()
        }
        () if sent && for_deflate > 0 && for_deflate >= for_identity => deflate.clone(),
        () if for_identity > 0 || faults.has("unacceptable-coding-sent") => identity.clone(),
        () => return not_acceptable().into(),
    };
    chosen.vary = negotiation::vary(request, "Accept-Encoding", faults);
    if faults.has("range-of-decoded") && request.head.value("Range").is_some() {
        chosen.content.clone_from(&identity.content);
    }
    spoil(&mut chosen, context);
    chosen.answer(request, context.now, faults).into()
}

fn not_acceptable() -> Response {
    let mut response =
        Response::error(406, "There is this content in gzip, in deflate and uncoded");
    response.add("Vary", "Accept-Encoding");
    response
}

fn spoil(chosen: &mut Representation, context: &Context<'_>) {
    let faults = context.faults;
    let coding = chosen.coding;
    let content = chosen.content.to_mut();
    if faults.has("gzip-in-zlib-format") && coding == Some("gzip") {
        let [_, _, zlib] = &*VARIANTS;
        *content = zlib.content.to_vec();
    }
    if faults.has("gzip-truncated") && coding == Some("gzip") {
        content.truncate(content.len().saturating_sub(8));
    }
    if faults.has("deflate-raw") && coding == Some("deflate") {
        // Two octets of header, four of checksum (RFC 1950 2.2).
        content.truncate(content.len().saturating_sub(4));
        content.drain(..content.len().min(2));
    }
    if faults.has("content-encoding-missing") {
        chosen.coding = None;
    }
    if faults.has("content-encoding-wrong") && coding.is_none() {
        chosen.coding = Some("gzip");
    }
    if faults.has("content-encoding-identity") && coding.is_none() {
        chosen.coding = Some("identity");
    }
    if faults.has("etag-shared-by-codings") {
        "\"text\"".clone_into(&mut chosen.etag);
    }
}
