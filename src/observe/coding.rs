//! Content codings undone, for comparison: gzip, deflate, br, zstd (RFC 9110 section 8.4.1).

use std::io::{self, Read};

use crate::model::expectation::FramingKind;
use crate::model::grammar::list_members;
use crate::model::observation::{CodingTrouble, Response};

use super::framing::{is_chunked, transfer_codings};

/// How many octets a body may have once a coding is undone. A bomb ends here.
pub(super) const MOST_OCTETS: u64 = 64 << 20;

/// How many codings one after the other are undone; each may take as long as [`MOST_OCTETS`] do.
const MOST_CODINGS: usize = 8;

/// Undoes the codings of a complete response: transfer codings within the chunked one in place,
/// content codings beside the content as sent.
pub(super) fn decode(response: &mut Response) {
    if response.framing == FramingKind::None || response.body.content.is_empty() {
        return;
    }
    let mut applied = transfer_codings(&response.fields).unwrap_or_default();
    applied.retain(|coding| !is_chunked(coding));
    if !applied.is_empty()
        && let Ok(content) = undo(&applied.join(&b", "[..]), &response.body.content, MOST_OCTETS)
    {
        response.body.content = content;
    }
    // A part of coded octets is no coded part: a 206 is put together first (RFC 9110 15.3.7).
    if response.status() != Some(206) {
        response.body.decoded = response
            .field("Content-Encoding")
            .map(|codings| undo(&codings, &response.body.content, MOST_OCTETS));
    }
}

/// Undoes the codings of a Content-Encoding value, the last one first (RFC 9110 8.4).
///
/// # Errors
/// The coding that is not known, not undone by its decoder, or makes more than `most` octets.
pub(super) fn undo(codings: &[u8], content: &[u8], most: u64) -> Result<Vec<u8>, CodingTrouble> {
    let codings = list_members(codings);
    if let Some(coding) = codings.iter().rev().nth(MOST_CODINGS) {
        let words = format!("more than {MOST_CODINGS} codings on one body");
        return Err(CodingTrouble::Corrupt(name(coding), words));
    }
    let mut octets = content.to_vec();
    for coding in codings.iter().rev() {
        octets = undo_one(&name(coding), &octets, most)?;
    }
    Ok(octets)
}

fn name(coding: &[u8]) -> String {
    String::from_utf8_lossy(coding).to_ascii_lowercase()
}

fn undo_one(coding: &str, octets: &[u8], most: u64) -> Result<Vec<u8>, CodingTrouble> {
    let decoded = match coding {
        "identity" => Ok(octets.to_vec()),
        // RFC 1952 2.2: a file is one or more members.
        "gzip" | "x-gzip" => read(flate2::read::MultiGzDecoder::new(octets), most),
        "deflate" => inflate(octets, most),
        "br" => read(brotli_decompressor::Decompressor::new(octets, 4096), most),
        "zstd" => unzstd(octets, most),
        _ => return Err(CodingTrouble::Unknown(coding.to_owned())),
    };
    match decoded {
        Ok(decoded) if decoded.len() as u64 > most => Err(CodingTrouble::TooLarge(most)),
        Ok(decoded) => Ok(decoded),
        Err(error) => Err(CodingTrouble::Corrupt(coding.to_owned(), error.to_string())),
    }
}

/// Reads at most one octet more than `most`, by which the caller knows that there are more.
fn read(decoder: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut decoded = Vec::new();
    decoder.take(most.saturating_add(1)).read_to_end(&mut decoded)?;
    Ok(decoded)
}

/// The zlib format, or, where its header is not there, bare deflate data, which some servers send
/// under the same name (note in RFC 9110 8.4.1.2).
fn inflate(octets: &[u8], most: u64) -> io::Result<Vec<u8>> {
    // RFC 1950 2.2: the method is 8 and the first two octets are a multiple of 31.
    let has_zlib_header = matches!(*octets, [method, flags, ..]
        if method & 15 == 8 && (u16::from(method) << 8 | u16::from(flags)) % 31 == 0);
    if has_zlib_header {
        let mut decoder = flate2::read::ZlibDecoder::new(octets);
        let decoded = read(&mut decoder, most)?;
        return ended(decoded, decoder.total_in(), octets, most);
    }
    let mut decoder = flate2::read::DeflateDecoder::new(octets);
    let decoded = read(&mut decoder, most)?;
    ended(decoded, decoder.total_in(), octets, most)
}

/// A stream that ends before the octets do is not what the coding makes.
fn ended(decoded: Vec<u8>, taken: u64, octets: &[u8], most: u64) -> io::Result<Vec<u8>> {
    if decoded.len() as u64 <= most && taken < octets.len() as u64 {
        return Err(io::Error::other("octets after the end of the compressed data"));
    }
    Ok(decoded)
}

/// RFC 8878 3: one or more frames, skippable ones among them.
fn unzstd(mut octets: &[u8], most: u64) -> io::Result<Vec<u8>> {
    let mut decoded = Vec::new();
    while !octets.is_empty() && decoded.len() as u64 <= most {
        if let [kind @ 0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d, rest @ ..] = octets {
            let _ = kind;
            let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
            octets = rest.get(length..).ok_or(io::ErrorKind::UnexpectedEof)?;
            continue;
        }
        let mut frame =
            ruzstd::decoding::StreamingDecoder::new(octets).map_err(io::Error::other)?;
        (&mut frame)
            .take(most.saturating_add(1).saturating_sub(decoded.len() as u64))
            .read_to_end(&mut decoded)?;
        octets = frame.into_inner();
    }
    Ok(decoded)
}
