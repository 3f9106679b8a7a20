//! How the end of a response is told: RFC 9112 section 6.3, as a numbered list, in its order.

use crate::model::bytes::Span;
use crate::model::expectation::FramingKind;
use crate::model::grammar::split_outside_quotes;
use crate::model::observation::{Deviation, DeviationKind, Field, Response, SentRequest};

use super::note::{note, note_once};

/// How the end of the body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Framing {
    /// In the words of the case format.
    pub(super) kind: FramingKind,
    /// The rule of RFC 9112 6.3 that decided.
    pub(super) rule: u8,
    /// What to read.
    pub(super) length: Length,
}

/// What to read after the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// Nothing.
    None,
    /// So many octets.
    Octets(u64),
    /// Chunks and trailers.
    Chunked,
    /// Everything until the peer closes.
    UntilClose,
    /// It cannot be told; everything that comes is shown.
    Unknown,
}

/// Decides how the response whose head is complete ends, and notes what is wrong with the fields
/// that say so.
pub(super) fn decide(
    received: &[u8],
    response: &mut Response,
    request: Option<&SentRequest>,
) -> Framing {
    let Response { fields, deviations, status_line, .. } = response;
    let status = status_line.status.unwrap_or_default();
    let is_head = request.is_some_and(|request| &*request.method == b"HEAD");
    let is_tunnel = makes_tunnel(request, status);
    let has_no_fields_of_length = is_tunnel || status == 204 || (100..200).contains(&status);

    let codings = transfer_codings(fields);
    let length = if has_no_fields_of_length {
        note_forbidden(fields, deviations);
        None
    } else {
        note_transfer_encoding(
            received,
            fields,
            &codings,
            status_line.version,
            request,
            deviations,
        );
        content_length(fields, deviations)
    };
    let framing = |kind, rule, length| Framing { kind, rule, length };

    // 1. HEAD, 1xx, 204 and 304: the empty line after the header fields is the end.
    if is_head || status == 204 || status == 304 || (100..200).contains(&status) {
        return framing(FramingKind::None, 1, Length::None);
    }
    // 2. A 2xx to CONNECT: a tunnel from there on.
    if is_tunnel {
        return framing(FramingKind::None, 2, Length::None);
    }
    if let Some(codings) = &codings {
        // 3. Transfer-Encoding overrides Content-Length; how it ends is then told by rule 4.
        let rule = if length.is_some() { 3 } else { 4 };
        // 4. By the chunked coding where it is the last, else by the close.
        return if codings.last().is_some_and(|coding| is_chunked(coding)) {
            framing(FramingKind::Chunked, rule, Length::Chunked)
        } else {
            framing(FramingKind::Close, rule, Length::UntilClose)
        };
    }
    match length {
        // 5. An invalid Content-Length: unrecoverable, unless it is a list of one repeated value.
        Some(ContentLength::Invalid) => framing(FramingKind::Close, 5, Length::Unknown),
        Some(ContentLength::Repeated(octets)) => {
            framing(FramingKind::ContentLength, 5, Length::Octets(octets))
        }
        // 6. A valid Content-Length.
        Some(ContentLength::Valid(octets)) => {
            framing(FramingKind::ContentLength, 6, Length::Octets(octets))
        }
        // 7. is about requests.
        // 8. Neither: what comes until the close.
        None => framing(FramingKind::Close, 8, Length::UntilClose),
    }
}

/// Whether the connection is a tunnel after this response (RFC 9110 9.3.6).
pub(super) fn makes_tunnel(request: Option<&SentRequest>, status: u16) -> bool {
    (200..300).contains(&status) && request.is_some_and(|request| &*request.method == b"CONNECT")
}

enum ContentLength {
    Valid(u64),
    Repeated(u64),
    Invalid,
}

fn named<'a>(fields: &'a [Field], name: &'static str) -> impl Iterator<Item = &'a Field> {
    fields.iter().filter(move |field| field.is(name))
}

/// Reads all Content-Length lines as one list (RFC 9110 8.6); `None` where there is none.
fn content_length(fields: &[Field], deviations: &mut Vec<Deviation>) -> Option<ContentLength> {
    named(fields, "Content-Length").next()?;
    let mut value: Option<u64> = None;
    let (mut is_valid, mut is_list) = (true, false);
    let mut noted: Vec<DeviationKind> = Vec::new();
    for field in named(fields, "Content-Length") {
        let members = split_outside_quotes(&field.value, b',');
        is_list |= members.len() > 1 || value.is_some();
        let mut gravest: Option<DeviationKind> = None;
        for member in &members {
            let departure = match (octet_count(member), value) {
                // An empty member makes no list invalid, but it is no single value either
                // (RFC 9110 5.6.1.2).
                (None, _) if member.is_empty() && members.len() > 1 => {
                    Some(DeviationKind::BadContentLength)
                }
                (None, _) => {
                    is_valid = false;
                    Some(DeviationKind::BadContentLength)
                }
                (Some(octets), None) => {
                    value = Some(octets);
                    None
                }
                (Some(octets), Some(known)) if octets == known => {
                    Some(DeviationKind::RepeatedContentLength)
                }
                (Some(_), Some(_)) => {
                    is_valid = false;
                    Some(DeviationKind::ConflictingContentLength)
                }
            };
            // Invalid before differing before repeated: the order in which the kinds are declared.
            gravest = gravest.into_iter().chain(departure).min();
        }
        // The first line of a kind is always told; the thousandth need not be.
        match gravest {
            Some(kind) if noted.contains(&kind) => note(deviations, kind, place(field)),
            Some(kind) => {
                note_once(deviations, kind, place(field));
                noted.push(kind);
            }
            None => {}
        }
    }
    Some(match value {
        Some(octets) if is_valid && is_list => ContentLength::Repeated(octets),
        Some(octets) if is_valid => ContentLength::Valid(octets),
        _ => ContentLength::Invalid,
    })
}

/// `1*DIGIT`. A number past 64 bits is valid, only no such body will come (RFC 9110 8.6).
fn octet_count(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(
        digits.iter().fold(0u64, |sum, digit| {
            sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
        }),
    )
}

/// The members of all Transfer-Encoding lines, in the order in which they were applied; `None`
/// where there is no such line. Empty members are left out.
pub(super) fn transfer_codings(fields: &[Field]) -> Option<Vec<Vec<u8>>> {
    named(fields, "Transfer-Encoding").next()?;
    let members = named(fields, "Transfer-Encoding")
        .flat_map(|field| split_outside_quotes(&field.value, b','))
        .filter(|member| !member.is_empty())
        .map(<[u8]>::to_vec);
    Some(members.collect())
}

/// Whether a transfer coding is the chunked one. It has no parameters; where there are some, it is
/// chunked all the same (RFC 9112 7.1).
pub(super) fn is_chunked(coding: &[u8]) -> bool {
    let name = split_outside_quotes(coding, b';').first().copied().unwrap_or_default();
    name.eq_ignore_ascii_case(b"chunked")
}

fn note_transfer_encoding(
    received: &[u8],
    fields: &[Field],
    codings: &Option<Vec<Vec<u8>>>,
    version: Span,
    request: Option<&SentRequest>,
    deviations: &mut Vec<Deviation>,
) {
    let (Some(codings), Some(field)) = (codings, named(fields, "Transfer-Encoding").next()) else {
        return;
    };
    if let Some(length) = named(fields, "Content-Length").next() {
        note_once(deviations, DeviationKind::ContentLengthWithTransferEncoding, length.line);
    }
    let is_before_11 = |version: &[u8]| {
        matches!(version, [b'H', b'T', b'T', b'P', b'/', major, b'.', minor]
            if major.is_ascii_digit() && minor.is_ascii_digit() && [*major, *minor] < [b'1', b'1'])
    };
    if is_before_11(version.of(received)) || request.is_some_and(|r| is_before_11(&r.version)) {
        note_once(deviations, DeviationKind::TransferEncodingBefore11, field.line);
    }
    // Without chunked as the last the close tells the end, which RFC 9112 6.1 allows a response.
    // What it does not allow is chunked twice, or chunked within another coding: the chunks' ends
    // would be hidden from the framing that they are there for.
    let chunked = codings.iter().filter(|coding| is_chunked(coding)).count();
    let ends_in_chunked = codings.last().is_some_and(|coding| is_chunked(coding));
    if codings.is_empty() || chunked > 1 || (chunked == 1 && !ends_in_chunked) {
        note_once(deviations, DeviationKind::BadTransferEncoding, place(field));
    }
}

fn note_forbidden(fields: &[Field], deviations: &mut Vec<Deviation>) {
    for (name, kind) in [
        ("Content-Length", DeviationKind::ContentLengthForbidden),
        ("Transfer-Encoding", DeviationKind::TransferEncodingForbidden),
    ] {
        if let Some(field) = named(fields, name).next() {
            note_once(deviations, kind, field.line);
        }
    }
}

/// The value, or the whole line where there is no value to point at.
fn place(field: &Field) -> Span {
    if field.value_span.is_empty() { field.line } else { field.value_span }
}
