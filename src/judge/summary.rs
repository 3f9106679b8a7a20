//! What an outcome asks, in words, for the reason of a verdict and the text sides of findings:
//! `status 400 or 431, connection closed`.

use crate::model::bytes::escape;
use crate::model::expectation::{
    BodyAsk, BodyMatch, Check, ConnectionFate, CountRange, EventMatch, ExpectedOutcome, FieldAsk,
    FieldMatch, FrameMatch, FramingKind, InterimMatch, Statuses, TextMatch,
};
use crate::model::finding::Side;
use crate::model::observation::Ending;
use crate::model::template::{Piece, Template};
use crate::model::websocket::OPCODES;

/// How many characters of a text of the case or the target are told.
const MOST_CHARACTERS: usize = 60;

/// All that an outcome asks.
pub(super) fn outcome(outcome: &ExpectedOutcome) -> String {
    let all: Vec<String> = outcome.checks.iter().map(|placed| check(&placed.check)).collect();
    if all.is_empty() { "anything".to_owned() } else { all.join(", ") }
}

/// What an outcome asks of the final response.
pub(super) fn of_response(outcome: &ExpectedOutcome) -> String {
    let status = outcome.checks.iter().find_map(|placed| match &placed.check {
        Check::Status(asked) => Some(statuses(asked)),
        _ => None,
    });
    status.map_or("a response".to_owned(), |status| format!("a response with status {status}"))
}

/// One check.
pub(super) fn check(check: &Check) -> String {
    match check {
        Check::Status(asked) => format!("status {}", statuses(asked)),
        Check::Reason(asked) => format!("reason {}", text(asked)),
        Check::Version(asked) => format!("version {}", text(asked)),
        Check::Header(asked) => field(asked),
        Check::Trailer(asked) => format!("trailer {}", field(asked)),
        Check::HeadersSameAs { name, .. } => format!("the header fields of `{name}`"),
        Check::Interim(asked) => interim(asked),
        Check::Body(asked) => body(asked),
        Check::Framing(asked) => format!("framing {}", framings(asked)),
        Check::Connection(asked) => format!("connection {}", fates(asked)),
        Check::Responses(asked) => counted(asked, "response"),
        Check::Silence(asked) => format!("silence for {asked:?}"),
        Check::Within(asked) => format!("within {asked:?}"),
        Check::Frames(asked) => match asked.as_slice() {
            [] => "no frame".to_owned(),
            many => either(many.iter().map(frame), ", then "),
        },
        Check::Events(asked) => match asked.as_slice() {
            [] => "no event".to_owned(),
            many => either(many.iter().map(event), ", then "),
        },
        Check::Response(_) => "the response as written".to_owned(),
    }
}

fn either(words: impl Iterator<Item = String>, separator: &str) -> String {
    words.collect::<Vec<_>>().join(separator)
}

/// Status codes: `400 or 431`, `2xx`, `not 2xx`.
pub(super) fn statuses(asked: &Statuses) -> String {
    let words = asked.ranges.iter().map(|&(low, high)| {
        if low == high {
            low.to_string()
        } else if low % 100 == 0 && high == low.saturating_add(99) {
            format!("{}xx", low / 100)
        } else {
            format!("{low}..{high}")
        }
    });
    let words = either(words, " or ");
    if asked.negated { format!("not {words}") } else { words }
}

/// A text or pattern.
pub(super) fn text(asked: &TextMatch) -> String {
    match asked {
        TextMatch::Equals(wanted) => format!("`{}`", template(wanted)),
        TextMatch::Matches(pattern) => format!("matching /{}/", cut(pattern)),
        TextMatch::OneOf(wanted) => {
            either(wanted.iter().map(|one| format!("`{}`", template(one))), " or ")
        }
        TextMatch::Contains(wanted) => format!("containing `{}`", template(wanted)),
        TextMatch::Not(inner) => format!("not {}", text(inner)),
    }
}

/// A template as the case format writes it.
pub(super) fn template(template: &Template) -> String {
    let pieces = template.0.iter().map(|piece| match piece {
        Piece::Octets(octets) => escape(octets.get(..MOST_CHARACTERS * 4).unwrap_or(octets)),
        Piece::Variable(name) => format!("{{{{{name}}}}}"),
    });
    cut(&either(pieces, ""))
}

/// A text, cut where it is long.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn field(asked: &FieldMatch) -> String {
    let name = &asked.name;
    match asked.asked.as_slice() {
        [] | [FieldAsk::Present] => format!("{name} present"),
        [FieldAsk::Absent] => format!("no {name}"),
        many => format!("{name} {}", either(many.iter().map(field_ask), " and ")),
    }
}

/// One thing asked of a field, to follow its name.
pub(super) fn field_ask(asked: &FieldAsk) -> String {
    let listed = |members: &[Template]| {
        either(members.iter().map(|member| format!("`{}`", template(member))), ", ")
    };
    match asked {
        FieldAsk::Absent => "absent".to_owned(),
        FieldAsk::Present => "present".to_owned(),
        FieldAsk::Value(asked) => text(asked),
        FieldAsk::Lines(lines) => format!("in {} lines: {}", lines.len(), listed(lines)),
        FieldAsk::ListContains(members) => format!("listing {}", listed(members)),
        FieldAsk::ListLacks(members) => format!("not listing {}", listed(members)),
        FieldAsk::Count(asked) => format!("in {}", counted(asked, "line")),
        FieldAsk::HttpDate { within: None } => "an HTTP-date".to_owned(),
        FieldAsk::HttpDate { within: Some(within) } => {
            format!("an HTTP-date within {within:?} of now")
        }
        FieldAsk::Integer(CountRange { least: 0, most: None }) => "a number".to_owned(),
        FieldAsk::Integer(asked) => format!("a number, {}", range(asked)),
        FieldAsk::SameAs(name) => format!("as in `{name}`"),
        FieldAsk::DiffersFrom(name) => format!("unlike in `{name}`"),
    }
}

/// A range of numbers.
pub(super) fn range(asked: &CountRange) -> String {
    match (asked.least, asked.most) {
        (least, Some(most)) if least == most => least.to_string(),
        (0, Some(most)) => format!("at most {most}"),
        (least, Some(most)) => format!("{least} to {most}"),
        (least, None) => format!("at least {least}"),
    }
}

fn counted(asked: &CountRange, noun: &str) -> String {
    match (asked.least, asked.most) {
        (0, Some(0)) => format!("no {noun}"),
        (1, Some(1)) => format!("1 {noun}"),
        _ => format!("{} {noun}s", range(asked)),
    }
}

/// Interim responses.
pub(super) fn interim(asked: &InterimMatch) -> String {
    match asked {
        InterimMatch::None => "no interim response".to_owned(),
        InterimMatch::Seen(codes) => {
            format!("interim {}", either(codes.iter().map(u16::to_string), ", then "))
        }
    }
}

fn body(asked: &BodyMatch) -> String {
    if asked.asked.is_empty() {
        return "any body".to_owned();
    }
    either(asked.asked.iter().map(body_ask), " and ")
}

/// One thing asked of a body.
pub(super) fn body_ask(asked: &BodyAsk) -> String {
    match asked {
        BodyAsk::Equals { octets, .. } => format!("body `{}`", template(octets)),
        BodyAsk::Json(value) => format!("JSON body {}", cut(&value.to_string())),
        BodyAsk::Text(asked) => format!("body {}", text(asked)),
        BodyAsk::Length(asked) => format!("a body of {}", counted(asked, "octet")),
        BodyAsk::Sha256(digest) => format!("body with SHA-256 {}", cut(digest)),
        BodyAsk::None => "no body".to_owned(),
        BodyAsk::SameAs(name) => format!("the body of `{name}`"),
        BodyAsk::SliceOf { name, first, last: Some(last) } => {
            format!("octets {first} to {last} of the body of `{name}`")
        }
        BodyAsk::SliceOf { name, first, last: None } => {
            format!("octets from {first} of the body of `{name}`")
        }
    }
}

/// Framings: `content-length or chunked`.
pub(super) fn framings(asked: &[FramingKind]) -> String {
    let words = asked.iter().map(|framing| match framing {
        FramingKind::ContentLength => "content-length",
        FramingKind::Chunked => "chunked",
        FramingKind::Close => "close",
        FramingKind::None => "none",
    });
    either(words.map(str::to_owned), " or ")
}

/// Fates of a connection: `closed or reset`.
pub(super) fn fates(asked: &[ConnectionFate]) -> String {
    let words = asked.iter().map(|fate| match fate {
        ConnectionFate::Open => "open",
        ConnectionFate::Closed => "closed",
        ConnectionFate::Reset => "reset",
    });
    either(words.map(str::to_owned), " or ")
}

/// What became of a connection, as the actual side of `connection:`.
pub(super) fn ending(ending: Option<Ending>) -> String {
    match ending {
        None => "stayed open",
        Some(Ending::Fin) => "closed",
        Some(Ending::Reset) => "reset",
        Some(Ending::NotConnected) => "not made",
        Some(Ending::TimedOut) => "stayed open until the time-out",
        Some(Ending::TooManyBytes) => "sent more than is kept",
        Some(Ending::ClosedByUs) => "closed by us",
        Some(Ending::Failed) => "failed",
    }
    .to_owned()
}

/// A frame: `text frame`.
pub(super) fn frame(asked: &FrameMatch) -> String {
    let mut words = asked.opcode.map_or("a frame".to_owned(), |o| format!("{} frame", opcode(o)));
    if !asked.code.is_empty() {
        words.push_str(&format!(" with code {}", codes(&asked.code)));
    }
    if let Some(payload) = &asked.payload {
        words.push_str(&format!(" {}", text(payload)));
    }
    words
}

/// Close codes: `1000 or 1001`.
pub(super) fn codes(asked: &[u16]) -> String {
    either(asked.iter().map(u16::to_string), " or ")
}

/// An opcode by its name (RFC 6455 5.2).
pub(super) fn opcode(opcode: u8) -> String {
    let known = OPCODES.iter().find(|(_, number)| *number == opcode);
    known.map_or_else(|| format!("opcode {opcode}"), |(name, _)| (*name).to_owned())
}

/// An event: `event `tick` with data `1``.
pub(super) fn event(asked: &EventMatch) -> String {
    let mut words = "event".to_owned();
    for (label, part) in [("", &asked.event), (" with data", &asked.data), (" with id", &asked.id)]
    {
        if let Some(part) = part {
            words.push_str(&format!("{label} {}", text(part)));
        }
    }
    words
}

/// A side in a few words.
pub(super) fn side(side: &Side) -> String {
    match side {
        Side::Text(text) => cut(text),
        Side::Bytes(octets) => cut(&escape(octets.get(..MOST_CHARACTERS * 4).unwrap_or(octets))),
        Side::Number(number) => number.to_string(),
        Side::Fields(fields) => format!("{} lines", fields.len()),
        Side::Nothing => "nothing".to_owned(),
    }
}
