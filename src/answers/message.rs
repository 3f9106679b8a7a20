//! Two responses, element by element.

use crate::answers::vary::Moment;
use crate::answers::{Tell, body, fields};
use crate::model::answer::{Answer, AnswerElement, AnswerEnd, AnswerMessage};
use crate::model::bytes::Bytes;
use crate::model::expectation::FramingKind;
use crate::model::finding::Side;
use crate::model::observation::{DeviationKind, Progress};

/// Tells what differs between the response `was` of the old answer and `is` of the new one.
pub(super) fn changes(old: &Answer, was: usize, new: &Answer, is: usize, tell: &mut Tell<'_>) {
    let (Some(before), Some(after)) = (old.responses.get(was), new.responses.get(is)) else {
        return;
    };
    let mut tell = |element, old, new| tell(Some(was), element, old, new);
    status_line(before, after, &mut tell);
    let changed_body = body::change((before, old), (after, new));
    let (old_side, new_side) = (Moment::of(before, old), Moment::of(after, new));
    let same_body = changed_body.is_none();
    fields::changes(&before.fields, &after.fields, &old_side, &new_side, &mut |change| {
        let of_length = matches!(&change.element, AnswerElement::Header { name, .. }
            if name.eq_ignore_ascii_case("Content-Length"));
        // The length follows from the address within the body.
        let follows = of_length && same_body && has_own_length(before) && has_own_length(after);
        if !follows {
            tell(change.element, change.old, change.new);
        }
    });
    let text = |text: &str| Side::Text(text.to_owned());
    if before.framing != after.framing {
        tell(AnswerElement::Framing, text(framing(before.framing)), text(framing(after.framing)));
    }
    if let Some((element, old, new)) = changed_body {
        tell(element, old, new);
    }
    fields::changes(&before.trailers, &after.trailers, &old_side, &new_side, &mut |change| {
        match change.element {
            AnswerElement::Header { name, departure } => {
                tell(AnswerElement::Trailer { name, departure }, change.old, change.new);
            }
            other => tell(other, change.old, change.new),
        }
    });
    let is_known = |answer: &Answer, message: &AnswerMessage| {
        message.progress == Progress::Complete
            || (!message.body_cut && answer.end != AnswerEnd::Unseen)
    };
    if is_known(old, before) && is_known(new, after) {
        if before.progress != after.progress {
            let (old, new) = (progress(before.progress), progress(after.progress));
            tell(AnswerElement::Progress, text(old), text(new));
        }
        // What is said of the end of a message is known where the end is.
        deviations(before, after, |_| true, &mut tell);
    } else {
        let at_end = |kind| {
            matches!(
                kind,
                DeviationKind::Truncated
                    | DeviationKind::OctetsAfterEnd
                    | DeviationKind::BodyForbidden
                    | DeviationKind::BadChunkSize
                    | DeviationKind::MissingChunkEnd
            )
        };
        deviations(before, after, |kind| !at_end(kind), &mut tell);
    }
}

fn status_line(
    before: &AnswerMessage,
    after: &AnswerMessage,
    tell: &mut impl FnMut(AnswerElement, Side, Side),
) {
    let side = |octets: &Bytes| match octets.is_empty() {
        true => Side::Nothing,
        false => Side::Bytes(body::excerpt(octets)),
    };
    let mut any = false;
    for (element, old, new) in [
        (AnswerElement::Version, &before.version, &after.version),
        (AnswerElement::Code, &before.code, &after.code),
        (AnswerElement::Reason, &before.reason, &after.reason),
    ] {
        if old != new {
            any = true;
            tell(element, side(old), side(new));
        }
    }
    if !any && before.status_line != after.status_line {
        let (old, new) = (side(&before.status_line), side(&after.status_line));
        tell(AnswerElement::StatusLine, old, new);
    }
}

fn deviations(
    before: &AnswerMessage,
    after: &AnswerMessage,
    is_known: impl Fn(DeviationKind) -> bool,
    tell: &mut impl FnMut(AnswerElement, Side, Side),
) {
    let side = |kind: DeviationKind| Side::Text(kind.clause().words.to_owned());
    for kind in before.deviations.iter().copied().filter(|kind| is_known(*kind)) {
        if !after.deviations.contains(&kind) {
            tell(AnswerElement::Grammar { deviation: kind }, side(kind), Side::Nothing);
        }
    }
    for kind in after.deviations.iter().copied().filter(|kind| is_known(*kind)) {
        if !before.deviations.contains(&kind) {
            tell(AnswerElement::Grammar { deviation: kind }, Side::Nothing, side(kind));
        }
    }
}

fn has_own_length(message: &AnswerMessage) -> bool {
    let length = message.body.len().to_string();
    message.fields.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case(b"Content-Length") && **value == *length.as_bytes()
    })
}

fn framing(kind: FramingKind) -> &'static str {
    match kind {
        FramingKind::ContentLength => "Content-Length",
        FramingKind::Chunked => "chunked",
        FramingKind::Close => "close",
        FramingKind::None => "no body",
    }
}

fn progress(progress: Progress) -> &'static str {
    match progress {
        Progress::Complete => "whole",
        Progress::InHead => "broken off within the head",
        Progress::InBody => "broken off within the body",
        Progress::Garbage => "no HTTP/1.x response",
        Progress::Unframed => "its length cannot be told",
    }
}
