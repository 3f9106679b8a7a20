//! How a head is read wrong: faults that change the octets or the lines before any rule sees them.

use std::borrow::Cow;

use crate::reference::fault::{Fault, Faults, fault};

/// Faults in the reading of lines.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "characters-end-lines",
        "RFC 9112 2.2",
        "a message is parsed as octets, in which CRLF alone ends a line",
        "takes characters above U+007F that resemble line ends, in UTF-8, for line ends",
    ),
    fault(
        "controls-dropped",
        "RFC 9110 5.5",
        "control octets in a field value are refused, kept or made SP, and not taken out",
        "takes control octets out of a head before it reads it",
    ),
    fault(
        "whitespace-led-lines-heeded",
        "RFC 9112 2.2",
        "all lines led by whitespace after the request line are dropped, or the request is refused",
        "drops the first line led by whitespace after the request line and heeds the next one",
    ),
    fault(
        "folded-line-as-field",
        "RFC 9112 5.2",
        "a folded line belongs to the value before it",
        "takes a folded line for a field line of its own",
    ),
    fault(
        "fold-dropped",
        "RFC 9112 5.2",
        "a folded field line is refused, or the fold becomes spaces",
        "passes over what stands in a folded line",
    ),
];

/// The octets of a head as a server with a fault in its reading sees them.
pub(crate) fn misread<'a>(raw: &'a [u8], faults: &Faults) -> Cow<'a, [u8]> {
    if faults.is_empty() {
        return Cow::Borrowed(raw);
    }
    let replaced = |pattern: &[u8], with: &[u8]| {
        let mut out = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((&first, after)) = rest.split_first() {
            if let Some(after) = rest.strip_prefix(pattern) {
                out.extend_from_slice(with);
                rest = after;
            } else {
                out.push(first);
                rest = after;
            }
        }
        Cow::Owned(out)
    };
    let bare_cr = |with: &[u8]| {
        let mut out = Vec::with_capacity(raw.len());
        for (at, octet) in raw.iter().enumerate() {
            match octet {
                b'\r' if raw.get(at + 1) != Some(&b'\n') => out.extend_from_slice(with),
                _ => out.push(*octet),
            }
        }
        Cow::Owned(out)
    };
    let kept = |octet: &u8| !octet.is_ascii_control() || matches!(octet, b'\t' | b'\r' | b'\n');
    match () {
        () if faults.has("bare-cr-dropped") => bare_cr(b""),
        () if faults.has("bare-cr-ends-line") => bare_cr(b"\r\n"),
        // U+560A, whose last eight bits are those of LF.
        () if faults.has("characters-end-lines") => replaced(b"\xe5\x98\x8a", b"\r\n"),
        () if faults.has("controls-dropped") => raw.iter().copied().filter(kept).collect(),
        () => Cow::Borrowed(raw),
    }
}
