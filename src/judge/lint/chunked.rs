//! The chunked coding (RFC 9112 7.1; RFC 9110 6.5.1, 6.6.2).

use std::collections::HashSet;

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint, always};
use crate::model::citation::Level;
use crate::model::grammar;
use crate::model::observation::DeviationKind;

const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";

/// At least one hex digit, of either case; leading zeros are legal.
pub(super) const CHUNK_SIZE_INVALID: Lint = Lint {
    name: "chunk-size-invalid",
    summary: "a chunk size is not hex digits",
    level: Level::Must,
    rfc: 9112,
    section: "7.1",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::BadChunkSize, "hex digits", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nok\r\n0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
    ],
    quiet: &[
        (GET, CHUNKED),
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n00A\r\n0123456789\r\n000\r\n\r\n"),
    ],
};

/// The numeral keeps the grammar, so no rule for senders is broken; such a chunk never ends.
pub(super) const CHUNK_SIZE_TOO_LARGE: Lint = Lint {
    name: "chunk-size-too-large",
    summary: "a chunk size is larger than any message",
    level: Level::Info,
    rfc: 9112,
    section: "7.1",
    also: &[],
    covers: &[],
    check: Check::Deviation(DeviationKind::ChunkSizeOverflow, "a size below 2^64", always),
    fires: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000002\r\nok\r\n0\r\n\r\n",
    )],
    quiet: &[(GET, CHUNKED)],
};

/// White space around `;` and `=` of an extension is of the sort that is never generated, and
/// between the size and the line end the grammar has no place for any.
pub(super) const CHUNK_WHITESPACE: Lint = Lint {
    name: "chunk-whitespace",
    summary: "white space stands in a chunk's first line",
    level: Level::Must,
    rfc: 9112,
    section: "7.1.1",
    also: &[(9110, "5.6.3"), (9110, "2.2")],
    covers: &["9110-5.6.3-05"],
    check: Check::Deviation(DeviationKind::ChunkWhitespace, "no white space", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 \r\nok\r\n0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 ; a=b\r\nok\r\n0\r\n\r\n"),
    ],
    quiet: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=\"b c\"\r\nok\r\n0\r\n\r\n",
    )],
};

/// `;` name, or `;` name `=` token or quoted string.
pub(super) const CHUNK_EXTENSION_INVALID: Lint = Lint {
    name: "chunk-extension-invalid",
    summary: "a chunk extension breaks the grammar",
    level: Level::Must,
    rfc: 9112,
    section: "7.1.1",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::BadChunkExtension, "a chunk extension", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;\r\nok\r\n0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=\r\nok\r\n0\r\n\r\n"),
    ],
    quiet: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a;b=c\r\nok\r\n0\r\n\r\n",
    )],
};

/// The licence to take a lone LF as a line end does not reach the chunked coding.
pub(super) const CHUNK_BARE_LF: Lint = Lint {
    name: "chunk-bare-lf",
    summary: "a line of the chunked coding ends in LF without CR",
    level: Level::Must,
    rfc: 9112,
    section: "7.1",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::ChunkBareLf, "CRLF", always),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\n0\r\n\r\n"),
    ],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\n\n\r\n0\r\n\r\n")],
};

/// As when the size counts fewer octets than the data has.
pub(super) const CHUNK_END_MISSING: Lint = Lint {
    name: "chunk-end-missing",
    summary: "no CRLF follows the data of a chunk",
    level: Level::Must,
    rfc: 9112,
    section: "7.1",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Deviation(DeviationKind::MissingChunkEnd, "CRLF", always),
    fires: &[(GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nok\r\n0\r\n\r\n")],
    quiet: &[(GET, CHUNKED)],
};

/// Framing, routing, authentication, request modifiers, response controls and content format have
/// to be known before the content; their definitions do not allow them in trailers.
pub(super) const FORBIDDEN_TRAILER: Lint = Lint {
    name: "forbidden-trailer",
    summary: "a field stands in the trailer section that is not allowed there",
    level: Level::Must,
    rfc: 9110,
    section: "6.5.1",
    also: &[(9112, "7.1.2")],
    covers: &["9110-6.5.1-01"],
    check: Check::Deviation(DeviationKind::ForbiddenTrailer, "a header field", always),
    fires: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nContent-Length: 2\r\n\r\n",
    )],
    quiet: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: ETag\r\n\r\n2\r\nok\r\n0\r\nETag: \"a\"\r\n\r\n",
    )],
};

/// Each name should be announced; fields that are announced and do not come are no fault.
pub(super) const TRAILER_NOT_ANNOUNCED: Lint = Lint {
    name: "trailer-not-announced",
    summary: "a trailer field is not named in a Trailer header field",
    level: Level::Should,
    rfc: 9110,
    section: "6.6.2",
    also: &[],
    covers: &["9110-6.6.2-01"],
    check: Check::Rule(trailer_not_announced),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nETag: \"a\"\r\n\r\n"),
        (
            GET,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-A\r\n\r\n2\r\nok\r\n0\r\nETag: \"a\"\r\n\r\n",
        ),
    ],
    quiet: &[
        (
            GET,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-A, etag\r\n\r\n2\r\nok\r\n0\r\nETag: \"a\"\r\n\r\n",
        ),
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-A\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
    ],
};

fn trailer_not_announced(subject: &Subject) -> Option<Hit> {
    let trailers = &subject.response.trailers;
    let lines = subject.fields("Trailer").filter(|_| !trailers.is_empty());
    let announced: HashSet<Vec<u8>> = lines
        .flat_map(|field| grammar::list_members(&field.value))
        .map(<[u8]>::to_ascii_lowercase)
        .collect();
    let trailer = trailers.iter().find(|t| !announced.contains(&t.name.to_ascii_lowercase()))?;
    Some(Hit::field(trailer, "its name in Trailer"))
}
