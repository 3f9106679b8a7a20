//! What a case asks, in words: for the reason of a verdict, for the sides of findings, and for the
//! pages that explain a case.
//!
//! Each is a phrase that can follow "expected". Octets are escaped and stand in double quotes, the
//! names of exchanges and variables in backticks. With a precision (`{:.60}`) each text of the case
//! is cut after so many characters. Names and patterns are told as the case has them: whoever
//! shows the words to a person escapes what is not safe to show. Lengths of time are exact, in the
//! notation of the case format.

use std::fmt::{self, Display, Formatter};

use crate::model::bytes::escape;
use crate::model::expectation::{
    BodyAsk, BodyMatch, Check, ConnectionFate, CountRange, EventMatch, ExpectedOutcome, FieldAsk,
    FieldMatch, FrameMatch, FramingKind, Hole, InterimMatch, Statuses, TextMatch,
};
use crate::model::template::{Piece, Template};
use crate::model::websocket::opcode_name;

impl Display for ExpectedOutcome {
    /// All that it asks: `status 400 or 431, connection closed`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.checks.is_empty() {
            return f.write_str("anything");
        }
        join(f, self.checks.iter().map(|placed| &placed.check), ", ")
    }
}

impl Display for Check {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(asked) => write!(f, "status {asked}"),
            Self::Reason(asked) => after(f, "reason phrase ", asked),
            Self::Version(asked) => after(f, "version ", asked),
            Self::Header(asked) => after(f, "header ", asked),
            Self::Trailer(asked) => after(f, "trailer ", asked),
            Self::HeadersSameAs { name, except } => {
                write!(f, "the same header fields as `{name}`")?;
                if except.is_empty() { Ok(()) } else { write!(f, " except {}", except.join(", ")) }
            }
            Self::Interim(asked) => asked.fmt(f),
            Self::Body(asked) => asked.fmt(f),
            Self::Framing(asked) => write!(f, "framing {}", AnyOf(asked)),
            Self::Connection(asked) => write!(f, "connection {}", AnyOf(asked)),
            Self::CloseNotify(true) => f.write_str("close_notify before the close"),
            Self::CloseNotify(false) => f.write_str("a close without close_notify"),
            Self::Responses(asked) => counted(f, asked, "response"),
            Self::Silence(asked) => write!(f, "silence for {asked:?}"),
            Self::Within(asked) => write!(f, "whole within {asked:?}"),
            Self::Frames(asked) if asked.is_empty() => f.write_str("no WebSocket frame"),
            Self::Frames(asked) => join(f, asked, " then "),
            Self::Events(asked) if asked.is_empty() => f.write_str("no server-sent event"),
            Self::Events(asked) => join(f, asked, " then "),
            Self::Response(_) => f.write_str("the response as written"),
        }
    }
}

impl Display for Statuses {
    /// `400 or 431`, `2xx`, `neither 200 nor 4xx`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let ranges = self.ranges.iter().map(|&(low, high)| StatusRange(low, high));
        if self.negated { none_of(f, ranges) } else { join(f, ranges, " or ") }
    }
}

impl Display for TextMatch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equals(wanted) => Quoted(wanted).fmt(f),
            Self::Matches(pattern) => {
                f.write_str("matching /")?;
                cut(f, pattern)?;
                f.write_str("/")
            }
            Self::OneOf(wanted) => join(f, wanted.iter().map(Quoted), " or "),
            Self::Contains(wanted) => after(f, "containing ", &Quoted(wanted)),
            Self::Not(inner) => match &**inner {
                Self::OneOf(unwanted) => none_of(f, unwanted.iter().map(Quoted)),
                inner => after(f, "not ", inner),
            },
        }
    }
}

impl Display for FieldMatch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.name)?;
        if self.asked.is_empty() {
            FieldAsk::Present.fmt(f)?;
        } else {
            join(f, &self.asked, " and ")?;
        }
        kept(f, self.capture.as_deref())
    }
}

impl Display for FieldAsk {
    /// To follow the field's name.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Present => f.write_str("present"),
            Self::Value(asked) => asked.fmt(f),
            Self::Lines(lines) => {
                write!(f, "in {} lines: ", lines.len())?;
                join(f, lines.iter().map(Quoted), ", ")
            }
            Self::ListContains(members) => {
                f.write_str("listing ")?;
                join(f, members.iter().map(Quoted), " and ")
            }
            Self::ListLacks(members) => {
                f.write_str("not listing ")?;
                join(f, members.iter().map(Quoted), " or ")
            }
            Self::Count(asked) => {
                f.write_str("in ")?;
                counted(f, asked, "line")
            }
            Self::HttpDate { within: None } => f.write_str("an HTTP-date"),
            Self::HttpDate { within: Some(within) } => {
                write!(f, "an HTTP-date at most {within:?} from its receipt")
            }
            Self::Integer(CountRange { least: 0, most: None }) => f.write_str("a number"),
            Self::Integer(asked) => write!(f, "a number, {asked}"),
            Self::SameAs(name) => write!(f, "as in `{name}`"),
            Self::DiffersFrom(name) => write!(f, "not as in `{name}`"),
        }
    }
}

impl Display for CountRange {
    /// `1`, `at most 3`, `1 to 3`, `at least 1`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (least, Some(most)) if least == most => write!(f, "{least}"),
            (0, Some(most)) => write!(f, "at most {most}"),
            (least, Some(most)) => write!(f, "{least} to {most}"),
            (least, None) => write!(f, "at least {least}"),
        }
    }
}

impl Display for InterimMatch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("no interim response"),
            Self::Seen(codes) => {
                f.write_str("interim ")?;
                join(f, codes, " then ")
            }
        }
    }
}

impl Display for BodyMatch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.asked.is_empty() {
            f.write_str("any body")?;
        } else {
            join(f, &self.asked, " and ")?;
        }
        kept(f, self.capture.as_deref())?;
        if self.decoded { Ok(()) } else { f.write_str(" (content codings left as sent)") }
    }
}

impl Display for BodyAsk {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equals { octets, .. } => after(f, "body ", &Quoted(octets)),
            Self::Json(value) => {
                f.write_str("JSON body ")?;
                cut(f, &value.to_string())
            }
            Self::Text(asked) => after(f, "body ", asked),
            Self::Length(CountRange { least: 0, most: Some(0) }) => f.write_str("an empty body"),
            Self::Length(asked) => {
                f.write_str("a body of ")?;
                counted(f, asked, "byte")
            }
            Self::Sha256(digest) => write!(f, "a body with SHA-256 {digest}"),
            Self::None => f.write_str("no body"),
            Self::SameAs(name) => write!(f, "the body of `{name}`"),
            Self::SliceOf { name, first, last: Some(last) } => {
                write!(f, "bytes {first} to {last} of the body of `{name}`")
            }
            Self::SliceOf { name, first, last: None } => {
                write!(f, "the body of `{name}` from byte {first} on")
            }
        }
    }
}

impl Display for FramingKind {
    /// As the case format names it.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ContentLength => "content-length",
            Self::Chunked => "chunked",
            Self::Close => "close",
            Self::None => "none",
        })
    }
}

impl Display for ConnectionFate {
    /// As the case format names it.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Reset => "reset",
        })
    }
}

impl Display for FrameMatch {
    /// `a close frame with code 1002 or 1007`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let name = self.opcode.and_then(opcode_name);
        match name {
            Some(name) => write!(f, "a {name} frame")?,
            None if *self == Self::default() => f.write_str("any frame")?,
            None => f.write_str("a frame")?,
        }
        let mut parts = Parts::default();
        parts.add(f, "opcode", self.opcode.filter(|_| name.is_none()))?;
        parts.add(f, "FIN", self.fin.map(u8::from))?;
        parts.add(f, "RSV", self.rsv)?;
        parts.add(f, "MASK", self.masked.map(u8::from))?;
        parts.add(f, "length", self.length)?;
        parts.add(f, "code", (!self.code.is_empty()).then_some(AnyOf(&self.code)))?;
        parts.add(f, "payload", self.payload.as_ref())
    }
}

impl Display for EventMatch {
    /// `an event with type "tick" and data "1"`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::default() { "any event" } else { "an event" })?;
        let mut parts = Parts::default();
        parts.add(f, "type", self.event.as_ref())?;
        parts.add(f, "data", self.data.as_ref())?;
        parts.add(f, "id", self.id.as_ref())?;
        parts.add(f, "retry", self.retry)
    }
}

impl Display for Hole {
    /// As the case format writes it, octets escaped.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Octets(octets) => octets.fmt(f),
            Self::Any => f.write_str("[[any]]"),
            Self::HttpDate => f.write_str("[[http-date]]"),
            Self::Number => f.write_str("[[number]]"),
            Self::Matches(pattern) => write!(f, "[[/{pattern}/]]"),
        }
    }
}

impl Display for Template {
    /// Octets escaped, holes as `{{name}}`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // A character has at most four octets: no more of them than are shown are looked at.
        let most = f.precision().map(|most| most.saturating_add(1).saturating_mul(4));
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Octets(octets) => {
                    let shown = most.and_then(|most| octets.get(..most));
                    text.push_str(&escape(shown.unwrap_or(octets)));
                }
                Piece::Variable(name) => text.push_str(&format!("{{{{{name}}}}}")),
            }
        }
        cut(f, &text)
    }
}

/// One of these: `closed or reset`.
#[derive(Clone, Copy, Debug)]
pub struct AnyOf<'a, T>(pub &'a [T]);

impl<T: Display> Display for AnyOf<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        join(f, self.0, " or ")
    }
}

struct StatusRange(u16, u16);

impl Display for StatusRange {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(low, high) = *self;
        if low == high {
            write!(f, "{low}")
        } else if low % 100 == 0 && low.checked_add(99) == Some(high) {
            write!(f, "{}xx", low / 100)
        } else {
            write!(f, "{low} to {high}")
        }
    }
}

struct Quoted<'a>(&'a Template);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        self.0.fmt(f)?;
        f.write_str("\"")
    }
}

/// The parts of a frame or an event that are asked for, told one after the other.
#[derive(Default)]
struct Parts {
    told: bool,
}

impl Parts {
    fn add(
        &mut self,
        f: &mut Formatter<'_>,
        name: &str,
        part: Option<impl Display>,
    ) -> fmt::Result {
        let Some(part) = part else { return Ok(()) };
        write!(f, " {} {name} ", if self.told { "and" } else { "with" })?;
        self.told = true;
        part.fmt(f)
    }
}

/// Words before what is asked; the precision is passed on, as in all that follow.
fn after(f: &mut Formatter<'_>, words: &str, asked: &impl Display) -> fmt::Result {
    f.write_str(words)?;
    asked.fmt(f)
}

fn join(
    f: &mut Formatter<'_>,
    items: impl IntoIterator<Item = impl Display>,
    between: &str,
) -> fmt::Result {
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

/// `not a`, `neither a nor b`.
fn none_of(
    f: &mut Formatter<'_>,
    items: impl ExactSizeIterator<Item = impl Display>,
) -> fmt::Result {
    f.write_str(if items.len() > 1 { "neither " } else { "not " })?;
    join(f, items, " nor ")
}

/// `no line`, `1 line`, `at most 2 lines`.
fn counted(f: &mut Formatter<'_>, range: &CountRange, noun: &str) -> fmt::Result {
    match (range.least, range.most) {
        (0, Some(0)) => write!(f, "no {noun}"),
        (_, Some(1)) | (1, None) => write!(f, "{range} {noun}"),
        _ => write!(f, "{range} {noun}s"),
    }
}

fn kept(f: &mut Formatter<'_>, capture: Option<&str>) -> fmt::Result {
    capture.map_or(Ok(()), |name| write!(f, " and kept as `{name}`"))
}

/// A text of the case, cut where a precision says so.
fn cut(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    match f.precision().and_then(|most| text.char_indices().nth(most)) {
        Some((end, _)) => write!(f, "{}…", text.get(..end).unwrap_or_default()),
        None => f.write_str(text),
    }
}

#[cfg(test)]
mod tests;
