//! The chunked transfer coding (RFC 9112 section 7.1), read strictly.

use crate::reference::fault::{Fault, fault};
use crate::reference::request::chunk_size::size_of;
use crate::reference::request::content::{Reader, Trouble};
use crate::reference::request::fields;
use crate::reference::request::head::Head;
use crate::reference::request::rule::{Refusal, check};

/// Faults in the reading of chunks.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "chunk-data-end-unchecked",
        "RFC 9112 7.1",
        "the data of a chunk is followed by CRLF",
        "skips two octets after the data of a chunk, whatever they are",
    ),
    fault(
        "chunk-extension-unlimited",
        "RFC 9112 7.1.1",
        "the length of chunk extensions is limited",
        "reads chunk extensions of any length",
    ),
    fault(
        "trailers-merged",
        "RFC 9112 7.1.2",
        "trailer fields are kept apart from header fields",
        "adds trailer fields to the header fields",
    ),
    fault(
        "trailers-refused",
        "RFC 9110 5.1",
        "trailer fields that are not known are ignored",
        "refuses trailer fields",
    ),
    fault(
        "trailer-unchecked",
        "RFC 9112 7.1.2",
        "a trailer section has the grammar of a header section",
        "takes any lines in a trailer section",
    ),
    fault(
        "trailers-left-unread",
        "RFC 9112 7.1.2",
        "a chunked message ends after its trailer section",
        "takes a trailer section for the next request",
    ),
    fault(
        "chunk-ends-at-line-end",
        "RFC 9112 7.1",
        "the size of a chunk alone tells where its data ends",
        "takes CRLF within the data of a chunk for its end",
    ),
    fault(
        "chunk-data-bare-lf-accepted",
        "RFC 9112 7.1",
        "the data of a chunk is followed by CRLF",
        "takes LF alone after the data of a chunk",
    ),
    fault(
        "chunks-in-one-read-required",
        "RFC 9112 2.2",
        "a message is read to its end, in however many pieces it comes",
        "refuses chunks that do not come in one read with the head",
    ),
    fault(
        "incomplete-chunks-accepted",
        "RFC 9112 8",
        "chunked content without its last chunk is incomplete",
        "answers a request whose chunks were cut short as if it were whole",
    ),
    fault(
        "chunks-after-last-read",
        "RFC 9112 7.1",
        "the chunk of size zero ends the content",
        "reads on where chunks follow the end of the content",
    ),
    fault(
        "trailers-unlimited",
        "RFC 9110 5.4",
        "the length of a trailer section is limited",
        "reads trailer sections of any length",
    ),
];

/// The longest chunk size line, with its extensions, in octets.
const SIZE_LINE: usize = 4096;
/// All extensions of one message together, in octets.
const EXTENSIONS: usize = 16 * 1024;
/// A trailer section, in octets.
const TRAILERS: usize = 16 * 1024;

/// The refusal of chunks that break the grammar.
pub(super) fn wrong(reason: &'static str) -> Trouble {
    Trouble::Refused(Refusal::new(400, reason, "RFC 9112 7.1"))
}

/// Reads content and trailer section of a chunked request.
pub(super) async fn read(reader: &mut Reader<'_>) -> Result<(Vec<u8>, Head), Trouble> {
    let faults = reader.faults;
    let mut content = Vec::new();
    loop {
        match chunks(reader, &mut content).await {
            Err(Trouble::Incomplete) if faults.has("incomplete-chunks-accepted") => {
                return Ok((content, Head::default()));
            }
            ended => ended?,
        }
        if faults.has("trailers-left-unread") {
            return Ok((content, Head::default()));
        }
        let trailers = trailers(reader).await?;
        let more = reader.unread().first().is_some_and(u8::is_ascii_digit);
        if !more || !faults.has("chunks-after-last-read") {
            return Ok((content, trailers));
        }
    }
}

/// Reads chunks up to and with the line of the last one.
async fn chunks(reader: &mut Reader<'_>, content: &mut Vec<u8>) -> Result<(), Trouble> {
    let faults = reader.faults;
    let mut extensions = 0usize;
    loop {
        let unlimited = faults.has("chunk-extension-unlimited");
        let longest = if unlimited { 64 * SIZE_LINE } else { SIZE_LINE };
        let line = reader.line(longest, "the line of a chunk size is too long").await?;
        let mut size = size_of(&line, faults)?;
        extensions = extensions.saturating_add(line.len());
        if extensions > EXTENSIONS.saturating_add(content.len()) && !unlimited {
            return Err(wrong("there are too many chunk extensions"));
        }
        if size == 0 {
            return Ok(());
        }
        if faults.has("chunk-ends-at-line-end") {
            let end = reader.unread().windows(2).position(|octets| octets == b"\r\n");
            size = end.and_then(|end| u64::try_from(end).ok()).map_or(size, |end| size.min(end));
        }
        reader.exact(size, content).await?;
        if reader.unread().first() == Some(&b'\n') && faults.has("chunk-data-bare-lf-accepted") {
            reader.exact(1, &mut Vec::new()).await?;
            continue;
        }
        let mut end = Vec::new();
        reader.exact(2, &mut end).await?;
        if end != b"\r\n" && !faults.has("chunk-data-end-unchecked") {
            return Err(wrong("the data of a chunk is followed by CRLF"));
        }
    }
}

async fn trailers(reader: &mut Reader<'_>) -> Result<Head, Trouble> {
    let mut section = Vec::new();
    loop {
        let line = reader.line(TRAILERS, "the trailer section is too large").await?;
        section.extend_from_slice(&line);
        if section.len() > TRAILERS && !reader.faults.has("trailers-unlimited") {
            let reason = "the trailer section is too large";
            return Err(Trouble::Refused(Refusal::new(431, reason, "RFC 9110 5.4")));
        }
        if matches!(&line[..], b"\r\n" | b"\n") {
            break;
        }
    }
    let mut head = Head::default();
    head.read_fields(&section);
    let unchecked = reader.faults.has("trailer-unchecked");
    if !unchecked && section.windows(2).any(|pair| pair != b"\r\n" && pair.starts_with(b"\r")) {
        return Err(wrong("CR stands before LF only"));
    }
    if !unchecked {
        check(&[fields::RULES], &head, reader.faults).map_err(Trouble::Refused)?;
    }
    if reader.faults.has("trailers-refused") && !head.fields().is_empty() {
        return Err(wrong("no trailers"));
    }
    Ok(head)
}
