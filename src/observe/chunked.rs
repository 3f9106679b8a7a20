//! The chunked transfer coding (RFC 9112 section 7.1), read as its octets come.

use crate::model::bytes::Span;
use crate::model::observation::{Chunk, Deviation, DeviationKind, Response};

use super::chunk_extension;
use super::field_section::{FieldSection, Place};
use super::lines::{Line, Lines};
use super::note::{note, note_once};
use super::trailer;

/// How many chunks are kept as elements; the content of the others is there all the same.
pub(super) const MOST_CHUNKS: usize = 65_536;

/// Reads a chunked body.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chunked {
    /// `chunk-size [ chunk-ext ] CRLF`.
    Size(Lines),
    /// `chunk-data`: where it goes on, how many octets are missing, whether it is a kept chunk's.
    Data { at: usize, missing: u64, is_kept: bool },
    /// The CRLF after `chunk-data`.
    End { at: usize },
    /// `trailer-section CRLF`.
    Trailers(FieldSection),
}

/// What became of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// More has to come.
    More,
    /// It is complete; the offset after it.
    Complete(usize),
    /// It broke the grammar so that its end cannot be told.
    Broken,
}

impl Chunked {
    /// A body that starts at this offset.
    pub(super) fn at(start: usize) -> Self {
        Self::Size(Lines::at(start))
    }

    /// Reads what came.
    pub(super) fn read(&mut self, received: &[u8], response: &mut Response) -> Outcome {
        loop {
            let next = match self {
                Self::Size(lines) => {
                    let Some(line) = lines.next(received) else { return Outcome::More };
                    match size_line(received, &line, response) {
                        Some(next) => next,
                        None => return Outcome::Broken,
                    }
                }
                Self::Data { at, missing, is_kept } => {
                    let there = received.get(*at..).unwrap_or_default();
                    let wanted = usize::try_from(*missing).unwrap_or(usize::MAX);
                    let data = there.get(..wanted).unwrap_or(there);
                    response.body.content.extend_from_slice(data);
                    *at += data.len();
                    *missing -= data.len() as u64;
                    if *is_kept && let Some(chunk) = response.body.chunks.last_mut() {
                        chunk.data.end = *at;
                    }
                    if *missing > 0 {
                        return Outcome::More;
                    }
                    Self::End { at: *at }
                }
                Self::End { at } => match *received.get(*at..).unwrap_or_default() {
                    [b'\r', b'\n', ..] => Self::Size(Lines::at(*at + 2)),
                    [b'\n', ..] => {
                        let lf = Span::new(*at, *at + 1);
                        note(&mut response.deviations, DeviationKind::ChunkBareLf, lf);
                        Self::Size(Lines::at(*at + 1))
                    }
                    [] | [b'\r'] => return Outcome::More,
                    [_, ..] => {
                        // The two octets where CRLF should stand, or as many as there will be:
                        // one alone is already wrong, so that a split here makes no difference.
                        let octet = Span::new(*at, *at + 1);
                        note_once(&mut response.deviations, DeviationKind::MissingChunkEnd, octet);
                        return Outcome::Broken;
                    }
                },
                Self::Trailers(section) => {
                    let Response { trailers, deviations, .. } = response;
                    let Some(end) = section.read(received, trailers, deviations) else {
                        return Outcome::More;
                    };
                    trailer::note_forbidden(trailers, deviations);
                    return Outcome::Complete(end);
                }
            };
            *self = next;
        }
    }
}

/// Reads a size line; what comes after it, or `None` where the size cannot be told.
fn size_line(received: &[u8], line: &Line, response: &mut Response) -> Option<Chunked> {
    let deviations = &mut response.deviations;
    if line.ends_in_bare_lf() {
        note(deviations, DeviationKind::ChunkBareLf, line.end);
    }
    let text = line.text.of(received);
    let space = text.iter().take_while(|octet| matches!(octet, b' ' | b'\t')).count();
    let start = line.text.start + space;
    let digits = text.iter().skip(space).take_while(|octet| octet.is_ascii_hexdigit()).count();
    let size = Span::new(start, start + digits);
    if digits == 0 || !matches!(received.get(size.end), Some(b' ' | b'\t' | b';' | b'\r' | b'\n')) {
        // What stands where the size should, up to an extension.
        let rest = text.iter().skip(space).take_while(|&&octet| octet != b';').count();
        let place = if rest == 0 { line.text } else { Span::new(start, start + rest) };
        let place = if place.is_empty() { line.end } else { place };
        note_once(deviations, DeviationKind::BadChunkSize, place);
        return None;
    }
    if space > 0 {
        note(deviations, DeviationKind::ChunkWhitespace, Span::new(line.text.start, start));
    }
    let Some(octets) = hex(size.of(received)) else {
        note_once(deviations, DeviationKind::ChunkSizeOverflow, size);
        return None;
    };
    let extensions = Span::new(size.end, line.text.end);
    chunk_extension::check(received, extensions, deviations);
    let data = Span::new(line.end.end, line.end.end);
    let is_kept = response.body.chunks.len() < MOST_CHUNKS;
    if is_kept {
        response.body.chunks.push(Chunk { size, extensions, data });
    }
    Some(if octets == 0 {
        Chunked::Trailers(FieldSection::at(line.end.end, Place::Trailer))
    } else {
        Chunked::Data { at: line.end.end, missing: octets, is_kept }
    })
}

/// `1*HEXDIG` as a number; `None` past 64 bits.
fn hex(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |sum, &digit| {
        let value = char::from(digit).to_digit(16)?;
        sum.checked_mul(16)?.checked_add(u64::from(value))
    })
}

/// Notes that the connection ended within the body.
pub(super) fn note_truncated(deviations: &mut Vec<Deviation>, body: Span) {
    note_once(deviations, DeviationKind::Truncated, body);
}
