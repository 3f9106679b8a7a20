//! The chunked transfer coding as it is written (RFC 9112 section 7.1).

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::response::Field;

/// Faults in the chunks that are written.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "chunked-bare-lf",
        "RFC 9112 7.1",
        "each line of the chunked coding ends in CRLF",
        "ends chunk size lines in LF alone",
    ),
    fault(
        "chunked-size-prefixed",
        "RFC 9112 7.1",
        "a chunk size is hexadecimal digits and nothing else",
        "writes chunk sizes with 0x before them",
    ),
    fault(
        "chunked-size-wrong",
        "RFC 9112 7.1",
        "a chunk is as long as its size says",
        "writes chunk sizes that are one too small",
    ),
    fault(
        "chunked-data-end-missing",
        "RFC 9112 7.1",
        "the data of a chunk is followed by CRLF",
        "leaves out CRLF after the data of a chunk",
    ),
    fault(
        "chunked-last-missing",
        "RFC 9112 7.1",
        "chunked content ends in a chunk of size zero",
        "leaves out the last chunk and closes",
    ),
    fault(
        "chunked-end-missing",
        "RFC 9112 7.1",
        "an empty line ends chunked content",
        "leaves out the empty line after the last chunk and closes",
    ),
    fault(
        "chunked-extension-malformed",
        "RFC 9112 7.1.1",
        "chunk extensions keep their grammar",
        "writes a semicolon without a name after chunk sizes",
    ),
    fault(
        "trailer-forbidden-field",
        "RFC 9110 6.5.1",
        "fields for framing are not sent as trailers",
        "sends Content-Length in the trailer section",
    ),
    fault(
        "trailer-obs-fold",
        "RFC 9112 5.2",
        "no folded field lines are sent",
        "folds the lines of a trailer section",
    ),
];

/// Writes one chunk; nothing for no octets, which would end the content.
pub(crate) fn write_chunk(out: &mut Vec<u8>, data: &[u8], faults: &Faults) {
    if data.is_empty() {
        return;
    }
    let wrong = usize::from(faults.has("chunked-size-wrong"));
    let prefix = if faults.has("chunked-size-prefixed") { "0x" } else { "" };
    let extension = if faults.has("chunked-extension-malformed") { ";" } else { "" };
    let end = if faults.has("chunked-bare-lf") { "\n" } else { "\r\n" };
    let size = data.len().saturating_sub(wrong);
    out.extend_from_slice(format!("{prefix}{size:x}{extension}{end}").as_bytes());
    out.extend_from_slice(data);
    if !faults.has("chunked-data-end-missing") {
        out.extend_from_slice(b"\r\n");
    }
}

/// Writes the last chunk and the trailer section.
pub(crate) fn write_end(out: &mut Vec<u8>, trailers: &[Field], faults: &Faults) {
    if faults.has("chunked-last-missing") {
        return;
    }
    out.extend_from_slice(if faults.has("chunked-bare-lf") { b"0\n" } else { b"0\r\n" });
    for (name, value) in trailers {
        let fold = if faults.has("trailer-obs-fold") { "\r\n " } else { "" };
        out.extend_from_slice(format!("{name}: {fold}{value}\r\n").as_bytes());
    }
    if !trailers.is_empty() && faults.has("trailer-forbidden-field") {
        out.extend_from_slice(b"Content-Length: 5\r\n");
    }
    if !faults.has("chunked-end-missing") {
        out.extend_from_slice(b"\r\n");
    }
}

/// Whether chunks end in a way that only a closed connection makes up for.
pub(crate) fn end_is_broken(faults: &Faults) -> bool {
    faults.has("chunked-last-missing") || faults.has("chunked-end-missing")
}
