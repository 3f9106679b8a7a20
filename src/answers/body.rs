//! Bodies and other runs of octets: whether they are the same but for aliases, and where not.

use crate::answers::alias;
use crate::model::answer::{Answer, AnswerElement, AnswerMessage};
use crate::model::bytes::Bytes;
use crate::model::finding::Side;
use crate::model::grammar::parameters;

/// Octets of a side that are shown, and how many of them stand before the first difference.
const SHOWN: usize = 64;
const BEFORE: usize = 16;

/// Whether octets are the same but for what is called otherwise in each run.
pub(super) fn same(old: &[u8], old_answer: &Answer, new: &[u8], new_answer: &Answer) -> bool {
    old == new || alias::without(old, old_answer) == alias::without(new, new_answer)
}

/// The beginning, as much of it as a side shows.
pub(super) fn excerpt(octets: &[u8]) -> Bytes {
    octets.get(..SHOWN).unwrap_or(octets).into()
}

/// How two bodies differ; `None` where they are the same as far as both are known.
pub(super) fn change(
    (old, old_answer): (&AnswerMessage, &Answer),
    (new, new_answer): (&AnswerMessage, &Answer),
) -> Option<(AnswerElement, Side, Side)> {
    if old.body == new.body {
        return None;
    }
    let plain = |message: &AnswerMessage, answer: &Answer| {
        let octets = alias::without(&message.body, answer);
        match boundary(message) {
            Some(boundary) => alias::replaced(&octets, &boundary, b"{boundary}"),
            None => octets,
        }
    };
    let (was, is) = (plain(old, old_answer), plain(new, new_answer));
    let first = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
    let ends = |octets: &[u8], cut: bool| cut && first == octets.len();
    if was == is || ends(&was, old.body_cut) || ends(&is, new.body_cut) {
        return None;
    }
    let window = |octets: &[u8]| {
        let from = first.saturating_sub(BEFORE);
        let end = octets.len().min(from.saturating_add(SHOWN));
        match octets.is_empty() {
            true => Side::Nothing,
            false => Side::Bytes(octets.get(from..end).unwrap_or_default().into()),
        }
    };
    let (old_length, new_length) = (old.body.len(), new.body.len());
    let element = AnswerElement::Body { first_difference: first, old_length, new_length };
    Some((element, window(&was), window(&is)))
}

/// What separates the parts of a multipart body (RFC 2046 5.1.1); made at random by most servers.
fn boundary(message: &AnswerMessage) -> Option<Vec<u8>> {
    let (_, value) =
        message.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(b"Content-Type"))?;
    if !value.get(..10)?.eq_ignore_ascii_case(b"multipart/") {
        return None;
    }
    let (_, boundary) =
        parameters(value)?.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(b"boundary"))?;
    Some(boundary)
}
