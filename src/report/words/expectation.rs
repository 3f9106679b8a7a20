//! What would pass, in words: for `wirecase show` and for pages that explain a case.

use crate::model::bytes::escape;
use crate::model::expectation::{
    BodyAsk, BodyMatch, Check, ConnectionFate, CountRange, EventMatch, ExpectedOutcome, FieldAsk,
    FieldMatch, FrameMatch, FramingKind, Hole, InterimMatch, Statuses, TextMatch,
};
use crate::model::template::{Piece, Template};
use crate::model::websocket::OPCODES;
use crate::report::layout::shown;
use crate::report::words::{duration, plural};

/// An outcome: its checks, in order, between commas. `any response` where it asks for nothing.
#[must_use]
pub fn outcome(outcome: &ExpectedOutcome) -> String {
    let checks: Vec<String> = outcome.checks.iter().map(|placed| check(&placed.check)).collect();
    if checks.is_empty() { "any response".to_owned() } else { checks.join(", ") }
}

/// One check, as short as it can be said.
#[must_use]
pub fn check(check: &Check) -> String {
    match check {
        Check::Status(wanted) => format!("status {}", statuses(wanted)),
        Check::Reason(wanted) => format!("reason phrase {}", text(wanted)),
        Check::Version(wanted) => format!("version {}", text(wanted)),
        Check::Header(wanted) => format!("header {}", field(wanted)),
        Check::Trailer(wanted) => format!("trailer {}", field(wanted)),
        Check::HeadersSameAs { name, except } if except.is_empty() => {
            format!("the same header fields as `{}`", shown(name))
        }
        Check::HeadersSameAs { name, except } => {
            let except = shown(&except.join(", "));
            format!("the same header fields as `{}` except {except}", shown(name))
        }
        Check::Interim(InterimMatch::None) => "no interim response".to_owned(),
        Check::Interim(InterimMatch::Seen(codes)) => {
            format!("interim {}", join(codes, " then ", u16::to_string))
        }
        Check::Body(wanted) => body(wanted),
        Check::Framing(kinds) => join(kinds, " or ", |kind| framing(*kind).to_owned()),
        Check::Connection(fates) => {
            format!("connection {}", join(fates, " or ", |fate| connection(*fate).to_owned()))
        }
        Check::Responses(range) => count(*range, "response"),
        Check::Silence(time) => format!("silence for {}", micros(*time)),
        Check::Within(time) => format!("whole within {}", micros(*time)),
        Check::Frames(frames) if frames.is_empty() => "no WebSocket frame".to_owned(),
        Check::Frames(frames) => format!("frames: {}", join(frames, " then ", frame)),
        Check::Events(events) => format!("events: {}", join(events, " then ", event)),
        Check::Response(_) => "the response as written".to_owned(),
    }
}

/// Octets with holes: escaped, holes as `{{name}}`.
#[must_use]
pub(crate) fn template(template: &Template) -> String {
    template
        .0
        .iter()
        .map(|piece| match piece {
            Piece::Octets(octets) => escape(octets),
            Piece::Variable(name) => format!("{{{{{}}}}}", shown(name)),
        })
        .collect()
}

fn join<T>(items: &[T], between: &str, word: impl Fn(&T) -> String) -> String {
    items.iter().map(word).collect::<Vec<_>>().join(between)
}

fn micros(time: std::time::Duration) -> String {
    duration(u64::try_from(time.as_micros()).unwrap_or(u64::MAX))
}

fn quoted(octets: &Template) -> String {
    format!("\"{}\"", template(octets))
}

fn statuses(wanted: &Statuses) -> String {
    let range = |&(low, high): &(u16, u16)| match (low, high) {
        _ if low == high => low.to_string(),
        _ if low % 100 == 0 && low.checked_add(99) == Some(high) => format!("{}xx", low / 100),
        _ => format!("{low} to {high}"),
    };
    let not = if wanted.negated { "not " } else { "" };
    format!("{not}{}", join(&wanted.ranges, " or ", range))
}

fn text(wanted: &TextMatch) -> String {
    match wanted {
        TextMatch::Equals(octets) => quoted(octets),
        TextMatch::Matches(pattern) => format!("matches /{}/", shown(pattern)),
        TextMatch::OneOf(choices) => join(choices, " or ", quoted),
        TextMatch::Contains(octets) => format!("contains {}", quoted(octets)),
        TextMatch::Not(inner) => format!("not ({})", text(inner)),
    }
}

fn field(wanted: &FieldMatch) -> String {
    let name = shown(&wanted.name);
    let mut asks: Vec<String> = wanted.asked.iter().map(field_ask).collect();
    if let Some(variable) = &wanted.capture {
        asks.push(format!("kept as `{}`", shown(variable)));
    }
    format!("{name} {}", asks.join(" and "))
}

fn field_ask(ask: &FieldAsk) -> String {
    match ask {
        FieldAsk::Absent => "absent".to_owned(),
        FieldAsk::Present => "present".to_owned(),
        FieldAsk::Value(wanted) => text(wanted),
        FieldAsk::Lines(lines) => format!("in these lines: {}", join(lines, ", ", quoted)),
        FieldAsk::ListContains(members) => format!("lists {}", join(members, " and ", quoted)),
        FieldAsk::ListLacks(members) => format!("does not list {}", join(members, " or ", quoted)),
        FieldAsk::Count(range) => format!("in {}", count(*range, "line")),
        FieldAsk::HttpDate { within: None } => "is an HTTP-date".to_owned(),
        FieldAsk::HttpDate { within: Some(time) } => {
            format!("is an HTTP-date at most {} from now", micros(*time))
        }
        FieldAsk::Integer(CountRange { least: 0, most: None }) => "is a number".to_owned(),
        FieldAsk::Integer(range) => format!("is a number, {}", between(*range)),
        FieldAsk::SameAs(name) => format!("as in `{}`", shown(name)),
        FieldAsk::DiffersFrom(name) => format!("not as in `{}`", shown(name)),
    }
}

fn between(range: CountRange) -> String {
    match range {
        CountRange { least, most: Some(most) } if least == most => least.to_string(),
        CountRange { least: 0, most: Some(most) } => format!("at most {most}"),
        CountRange { least, most: Some(most) } => format!("{least} to {most}"),
        CountRange { least, most: None } => format!("at least {least}"),
    }
}

fn count(range: CountRange, noun: &str) -> String {
    match range {
        CountRange { least, most: Some(most) } if least == most => plural(least, noun),
        _ => format!("{} {noun}s", between(range)),
    }
}

fn body(wanted: &BodyMatch) -> String {
    let asks = join(&wanted.asked, " and ", body_ask);
    let coded = if wanted.decoded { "" } else { " (content codings left as sent)" };
    match &wanted.capture {
        Some(name) => format!("{asks}, kept as `{}`{coded}", shown(name)),
        None => format!("{asks}{coded}"),
    }
}

fn body_ask(ask: &BodyAsk) -> String {
    match ask {
        BodyAsk::Equals { octets, .. } => format!("body {}", quoted(octets)),
        BodyAsk::Json(value) => format!("body is the JSON {}", shown(&value.to_string())),
        BodyAsk::Text(wanted) => format!("body {}", text(wanted)),
        BodyAsk::Length(range) => format!("body of {}", count(*range, "byte")),
        BodyAsk::Sha256(digest) => format!("body with the SHA-256 {}", shown(digest)),
        BodyAsk::None => "no body".to_owned(),
        BodyAsk::SameAs(name) => format!("the body of `{}`", shown(name)),
        BodyAsk::SliceOf { name, first, last: Some(last) } => {
            format!("bytes {first} to {last} of the body of `{}`", shown(name))
        }
        BodyAsk::SliceOf { name, first, last: None } => {
            format!("the body of `{}` from byte {first} on", shown(name))
        }
    }
}

fn framing(kind: FramingKind) -> &'static str {
    match kind {
        FramingKind::ContentLength => "framed by Content-Length",
        FramingKind::Chunked => "framed by the chunked coding",
        FramingKind::Close => "framed by the close of the connection",
        FramingKind::None => "without a body by its kind",
    }
}

fn connection(fate: ConnectionFate) -> &'static str {
    match fate {
        ConnectionFate::Open => "open",
        ConnectionFate::Closed => "closed",
        ConnectionFate::Reset => "reset",
    }
}

fn frame(wanted: &FrameMatch) -> String {
    let opcode = wanted.opcode.map(|opcode| {
        let known = OPCODES.iter().find(|(_, value)| *value == opcode);
        known.map_or_else(|| format!("opcode {opcode}"), |(name, _)| (*name).to_owned())
    });
    let bit = |set: bool, name: &str| if set { name.to_owned() } else { format!("not {name}") };
    let parts = [
        opcode,
        wanted.fin.map(|set| bit(set, "fin")),
        wanted.rsv.map(|bits| format!("rsv {bits}")),
        wanted.masked.map(|set| bit(set, "masked")),
        wanted.length.map(|range| count(range, "byte")),
        (!wanted.code.is_empty())
            .then(|| format!("code {}", join(&wanted.code, " or ", u16::to_string))),
        wanted.payload.as_ref().map(|payload| format!("payload {}", text(payload))),
    ];
    any_of_its_kind("any frame", parts.into_iter().flatten())
}

fn event(wanted: &EventMatch) -> String {
    let named = |name: &str, wanted: &Option<TextMatch>| {
        wanted.as_ref().map(|wanted| format!("{name} {}", text(wanted)))
    };
    let parts = [
        named("event", &wanted.event),
        named("data", &wanted.data),
        named("id", &wanted.id),
        wanted.retry.map(|ms| format!("retry {ms}")),
    ];
    any_of_its_kind("any event", parts.into_iter().flatten())
}

fn any_of_its_kind(any: &str, parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { any.to_owned() } else { parts.join(" ") }
}

/// A text with placeholders, as the case writes them.
pub(crate) fn holes(holes: &[Hole]) -> String {
    let word = |hole: &Hole| match hole {
        Hole::Octets(octets) => template(octets),
        Hole::Any => "[[any]]".to_owned(),
        Hole::HttpDate => "[[http-date]]".to_owned(),
        Hole::Number => "[[number]]".to_owned(),
        Hole::Matches(pattern) => format!("[[/{}/]]", shown(pattern)),
    };
    holes.iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::expectation::ResponseTemplate;
    use std::time::Duration;

    fn octets(text: &str) -> Template {
        Template::octets(text)
    }

    #[test]
    fn each_check_is_said_as_short_as_it_can_be() {
        let field = |asked: Vec<FieldAsk>| FieldMatch {
            name: "ETag".to_owned(),
            asked,
            capture: Some("etag".to_owned()),
        };
        let statuses =
            |ranges: Vec<(u16, u16)>, negated| Check::Status(Statuses { ranges, negated });
        let page = Template(vec![Piece::Variable("page".to_owned()), Piece::Octets("\r".into())]);
        let rows = [
            (statuses(vec![(400, 400), (500, 599)], false), "status 400 or 5xx"),
            (statuses(vec![(200, 206)], true), "status not 200 to 206"),
            (
                Check::Header(field(vec![FieldAsk::Present, FieldAsk::Lines(vec![page])])),
                r#"header ETag present and in these lines: "{{page}}\r" and kept as `etag`"#,
            ),
            (
                Check::Connection(vec![ConnectionFate::Closed, ConnectionFate::Reset]),
                "connection closed or reset",
            ),
            (Check::Responses(CountRange { least: 1, most: Some(1) }), "1 response"),
            (Check::Responses(CountRange { least: 0, most: Some(2) }), "at most 2 responses"),
            (Check::Silence(Duration::from_millis(300)), "silence for 300 ms"),
            (Check::Silence(Duration::MAX), "silence for 307445734561 min 49 s"),
            (
                Check::Body(BodyMatch {
                    decoded: false,
                    asked: vec![BodyAsk::Text(TextMatch::Not(Box::new(TextMatch::Contains(
                        octets("\x1b[2J"),
                    ))))],
                    capture: None,
                }),
                r#"body not (contains "\x1b[2J") (content codings left as sent)"#,
            ),
            (
                Check::Frames(vec![
                    FrameMatch { opcode: Some(8), code: vec![1002, 1007], ..FrameMatch::default() },
                    FrameMatch::default(),
                ]),
                "frames: close code 1002 or 1007 then any frame",
            ),
            (
                Check::Events(vec![EventMatch {
                    data: Some(TextMatch::Equals(octets("a\nb"))),
                    ..EventMatch::default()
                }]),
                r#"events: data "a\nb""#,
            ),
            (
                Check::Response(ResponseTemplate {
                    status_line: vec![
                        Hole::Octets(octets("HTTP/1.1 200 ")),
                        Hole::Matches(".*".to_owned()),
                    ],
                    fields: vec![("Date".to_owned(), vec![Hole::HttpDate])],
                    body: None,
                    exact: true,
                }),
                "the response as written",
            ),
        ];
        for (given, want) in rows {
            assert_eq!(check(&given), want);
        }
    }
}
