//! Content codings undone, for comparison: gzip, deflate, br, zstd (RFC 9110 section 8.4.1).

use std::io::{self, Read};

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

use crate::model::expectation::FramingKind;
use crate::model::grammar::list_members;
use crate::model::observation::{CodingTrouble, Response};

use super::framing::{is_chunked, transfer_codings};

/// How many octets all bodies of one connection may have once their codings are undone. A bomb ends
/// here, and so does a row of bombs.
pub(super) const MOST_OCTETS: u64 = 64 << 20;

/// How many codings one after the other are undone; each may take as long as [`MOST_OCTETS`] do.
const MOST_CODINGS: usize = 8;

/// Undoes the codings of a complete response: transfer codings within the chunked one in place,
/// content codings beside the content as sent. What that makes is taken off `budget`.
pub(super) fn decode(response: &mut Response, budget: &mut u64) {
    if response.framing == FramingKind::None || response.body.content.is_empty() {
        return;
    }
    let mut applied = transfer_codings(&response.fields).unwrap_or_default();
    applied.retain(|coding| !is_chunked(coding));
    if !applied.is_empty()
        && let Ok(content) = undo(&applied.join(&b", "[..]), &response.body.content, *budget)
    {
        *budget = budget.saturating_sub(content.len() as u64);
        response.body.content = content;
    }
    // A part of coded octets is no coded part: a 206 is put together first (RFC 9110 15.3.7).
    if response.status() == Some(206) {
        return;
    }
    let Some(codings) = response.field("Content-Encoding") else { return };
    let mut decoded = undo(&codings, &response.body.content, *budget);
    match &mut decoded {
        Ok(octets) => *budget = budget.saturating_sub(octets.len() as u64),
        Err(CodingTrouble::TooLarge(cap)) => (*budget, *cap) = (0, MOST_OCTETS),
        Err(_) => {}
    }
    response.body.decoded = Some(decoded);
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
        "br" => unbrotli(octets, most),
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

/// RFC 7932, in the strict form: its windows end at 16 MiB, those of the extension at 1 GiB.
fn unbrotli(octets: &[u8], most: u64) -> io::Result<Vec<u8>> {
    let mut state = BrotliState::new_strict(
        StandardAlloc::default(),
        StandardAlloc::default(),
        StandardAlloc::default(),
    );
    let mut decoded = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    let (mut left, mut taken, mut made) = (octets.len(), 0, 0);
    loop {
        let (mut room, mut filled) = (buffer.len(), 0);
        let result = BrotliDecompressStream(
            &mut left,
            &mut taken,
            octets,
            &mut room,
            &mut filled,
            &mut buffer,
            &mut made,
            &mut state,
        );
        decoded.extend_from_slice(buffer.get(..filled).unwrap_or_default());
        match result {
            BrotliResult::ResultSuccess => return ended(decoded, taken as u64, octets, most),
            BrotliResult::NeedsMoreOutput if decoded.len() as u64 > most => return Ok(decoded),
            BrotliResult::NeedsMoreOutput => {}
            BrotliResult::NeedsMoreInput => return Err(io::ErrorKind::UnexpectedEof.into()),
            BrotliResult::ResultFailure => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    const TEXT: &[u8] = b"hello hello hello hello";
    /// `hello` as one uncompressed meta-block (RFC 7932 9.2) and the empty last one.
    const BR: &[u8] = b"\x0b\x02\x80hello\x03";

    fn gzip(octets: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(octets).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(octets: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(octets).unwrap();
        encoder.finish().unwrap()
    }

    fn deflate(octets: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(octets).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(octets: &[u8]) -> Vec<u8> {
        compress_to_vec(octets, CompressionLevel::Fastest)
    }

    #[test]
    fn codings_are_undone_from_the_last_to_the_first() {
        let rows: [(&str, Vec<u8>, &[u8]); 12] = [
            ("gzip", gzip(TEXT), TEXT),
            ("X-GZIP", gzip(TEXT), TEXT),
            ("gzip", [gzip(b"two "), gzip(b"members")].concat(), b"two members"),
            ("deflate", zlib(TEXT), TEXT),
            ("deflate", deflate(TEXT), TEXT),
            ("br", BR.to_vec(), b"hello"),
            ("zstd", zstd(TEXT), TEXT),
            (
                "zstd",
                [zstd(b"two "), b"\x53\x2a\x4d\x18\x02\0\0\0ab".to_vec(), zstd(b"frames")].concat(),
                b"two frames",
            ),
            ("identity", TEXT.to_vec(), TEXT),
            ("", TEXT.to_vec(), TEXT),
            ("gzip, deflate", zlib(&gzip(TEXT)), TEXT),
            (", br,\tzstd, identity", zstd(BR), b"hello"),
        ];
        for (codings, content, want) in rows {
            assert_eq!(undo(codings.as_bytes(), &content, 1000).as_deref(), Ok(want), "{codings}");
        }
    }

    #[test]
    fn octets_that_a_coding_does_not_make_are_corrupt() {
        let cut = |mut octets: Vec<u8>| {
            octets.truncate(octets.len() - 3);
            octets
        };
        let followed = |octets: Vec<u8>| [&octets, &b"more"[..]].concat();
        let rows = [
            ("gzip", TEXT.to_vec()),
            ("gzip", cut(gzip(TEXT))),
            ("gzip", followed(gzip(TEXT))),
            ("deflate", TEXT.to_vec()),
            ("deflate", cut(zlib(TEXT))),
            ("deflate", followed(zlib(TEXT))),
            ("deflate", cut(deflate(TEXT))),
            ("deflate", followed(deflate(TEXT))),
            ("br", cut(BR.to_vec())),
            ("br", followed(BR.to_vec())),
            ("zstd", TEXT.to_vec()),
            ("zstd", cut(zstd(TEXT))),
            ("zstd", followed(zstd(TEXT))),
            ("zstd", b"\x50\x2a\x4d\x18\xff\0\0\0ab".to_vec()),
        ];
        for (coding, content) in rows {
            let found = undo(coding.as_bytes(), &content, 1000);
            let is_corrupt =
                matches!(&found, Err(CodingTrouble::Corrupt(named, _)) if named == coding);
            assert!(is_corrupt, "{coding} {content:?}: {found:?}");
        }
        let unknown = Err(CodingTrouble::Unknown("compress".to_owned()));
        assert_eq!(undo(b"gzip, compress", TEXT, 1000), unknown);
        let many = [&b"gzip"[..]; MOST_CODINGS + 1].join(&b","[..]);
        assert!(matches!(undo(&many, TEXT, 1000), Err(CodingTrouble::Corrupt(..))));
    }

    #[test]
    fn a_bomb_ends_at_the_cap() {
        let zeros = vec![0; 100_000];
        for (coding, content) in [
            ("gzip", gzip(&zeros)),
            ("deflate", zlib(&zeros)),
            ("deflate", deflate(&zeros)),
            ("zstd", zstd(&zeros)),
            ("gzip, gzip", gzip(&gzip(&zeros))),
        ] {
            let undone = |most| undo(coding.as_bytes(), &content, most);
            assert_eq!(undone(99_999), Err(CodingTrouble::TooLarge(99_999)), "{coding}");
            assert_eq!(undone(100_000).as_deref(), Ok(&*zeros), "{coding}");
        }
        assert_eq!(undo(b"br", BR, 4), Err(CodingTrouble::TooLarge(4)));
    }

    #[test]
    fn spoilt_octets_never_panic() {
        for (coding, content) in [
            ("gzip", gzip(TEXT)),
            ("deflate", zlib(TEXT)),
            ("br", BR.to_vec()),
            ("zstd", zstd(TEXT)),
        ] {
            for at in 0..content.len() {
                for bits in 1..=255 {
                    let mut spoilt = content.clone();
                    spoilt[at] ^= bits;
                    let _ = undo(coding.as_bytes(), &spoilt, 1 << 16);
                    let _ = undo(coding.as_bytes(), &spoilt[..at], 1 << 16);
                }
            }
        }
    }
}
