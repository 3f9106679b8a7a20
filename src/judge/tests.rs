//! Whole steps: raw bytes in, verdicts, findings and wants out.
//!
//! The reader here splits well-formed responses and knows nothing else; what is malformed is made
//! by hand where a test needs it.

mod allocating;
mod captures;
mod judging;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::model::bytes::{Bytes, Span};
use crate::model::case::{Part, Place, Send, Step};
use crate::model::citation::{Citation, Level};
use crate::model::expectation::{
    ConnectionFate, CountRange, ExpectedOutcome, FieldAsk, FieldMatch, FramingKind, OutcomeVerdict,
    PlacedCheck, Statuses, TextMatch,
};
use crate::model::grammar::decimal;
use crate::model::observation::{Body, Field, Progress, Response, StatusLine, StepMark};
use crate::model::template::{Piece, Template};
use crate::model::transcript::Event;

/// A template without holes.
pub(super) fn template(text: &str) -> Template {
    Template::octets(text)
}

/// A template that is one variable.
pub(super) fn variable(name: &str) -> Template {
    Template(vec![Piece::Variable(name.to_owned())])
}

/// Reads well-formed responses, one after the other, with a body by Content-Length or none. What
/// has none of the two and is no 1xx, 204 or 304 takes all that is left.
pub(super) fn responses(received: &[u8]) -> Vec<Response> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < received.len() {
        let response = response(received, at);
        at = response.span.end;
        all.push(response);
    }
    all
}

fn response(received: &[u8], start: usize) -> Response {
    let rest = &received[start..];
    let whole_head = rest.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
    let head = Span::new(start, start + whole_head.unwrap_or(rest.len()));
    let mut lines = Vec::new();
    let mut line_start = start;
    for line in head.of(received).split_inclusive(|&octet| octet == b'\n') {
        let length = line.strip_suffix(b"\r\n").unwrap_or(line).len();
        lines.push(Span::new(line_start, line_start + length));
        line_start += line.len();
    }
    let line = lines[0];
    let is_http = line.of(received).starts_with(b"HTTP/");
    let status_line = StatusLine {
        line,
        version: Span::new(start, start + 8),
        code: Span::new(start + 9, start + 12),
        reason: Span::new((start + 13).min(line.end), line.end),
        status: decimal(Span::new(start + 9, start + 12).of(received))
            .and_then(|status| status.try_into().ok()),
    };
    let fields: Vec<Field> = lines[1..]
        .iter()
        .filter(|line| line.of(received).windows(2).any(|two| two == b": "))
        .map(|&line| {
            let colon = line.start + line.of(received).iter().position(|&o| o == b':').unwrap();
            let (name_span, value_span) =
                (Span::new(line.start, colon), Span::new(colon + 2, line.end));
            Field {
                name: name_span.of(received).into(),
                value: value_span.of(received).into(),
                line,
                name_span,
                value_span,
            }
        })
        .collect();
    let length = fields.iter().find(|field| field.is("content-length"));
    let length = length.and_then(|field| decimal(&field.value)).map(|length| length as usize);
    let bodyless = matches!(status_line.status, Some(100..=199 | 204 | 304));
    let (framing, framing_rule, length) = match length {
        _ if bodyless => (FramingKind::None, 1, 0),
        Some(length) => (FramingKind::ContentLength, 6, length),
        None => (FramingKind::Close, 8, usize::MAX),
    };
    let end = head.end.saturating_add(length).min(received.len());
    let body = Span::new(head.end, end);
    let progress = if !is_http {
        Progress::Garbage
    } else if whole_head.is_none() {
        Progress::InHead
    } else if length != usize::MAX && body.len() < length {
        Progress::InBody
    } else {
        Progress::Complete
    };
    let end = if is_http { end } else { received.len() };
    Response {
        span: Span::new(start, end),
        head,
        status_line,
        fields,
        framing,
        framing_rule,
        body: Body { span: body, content: body.of(received).to_vec(), ..Body::default() },
        trailers: Vec::new(),
        deviations: Vec::new(),
        progress,
        request: None,
        first_octet_us: 2_000,
        head_us: 2_000,
        end_us: if progress == Progress::Complete { 2_000 } else { 0 },
    }
}

/// One connection that received this and ended so.
pub(super) fn connection(name: &str, received: &[u8], ending: Option<Ending>) -> Connection {
    Connection {
        name: name.to_owned(),
        received: received.to_vec(),
        responses: responses(received),
        ending,
        last_sent_us: 1_000,
        last_received_us: 2_000,
        ..Connection::default()
    }
}

/// Runs `with` on a scene that shows all that one connection received; earlier responses by name
/// are on connections of their own.
pub(super) fn scene_of<T>(
    received: &[u8],
    named: &[(&str, &[u8])],
    with: impl FnOnce(&Scene<'_>) -> T,
) -> T {
    let mut connections = vec![connection("main", received, None)];
    connections.extend(named.iter().map(|(name, octets)| connection(name, octets, None)));
    let names = named.iter().enumerate().map(|(at, (name, _))| (*name, (at + 1, 0))).collect();
    with_scene(&connections, names, with)
}

/// Runs `with` on a scene of the first of these connections.
pub(super) fn with_scene<T>(
    connections: &[Connection],
    named: scene::Named<'_>,
    with: impl FnOnce(&Scene<'_>) -> T,
) -> T {
    let variables = Variables::from([("known".to_owned(), Bytes::from("value"))]);
    let main = &connections[0];
    with(&Scene {
        connections,
        index: 0,
        connection: main,
        from: scene::Cursor::default(),
        until: scene::Until {
            received: main.received.len(),
            ending: main.ending,
            quiet_us: 0,
            last_sent_us: main.last_sent_us,
        },
        named,
        variables: &variables,
        // Wed, 21 Oct 2015 07:28:00 GMT
        started_unix_ms: Some(1_445_412_480_000),
        explains: std::cell::Cell::new(true),
        trouble: std::cell::RefCell::new(None),
    })
}

/// `status: 400`.
pub(super) fn status(code: u16) -> Check {
    Check::Status(Statuses { ranges: vec![(code, code)], negated: false })
}

/// `connection: …`
pub(super) fn fate(fate: ConnectionFate) -> Check {
    Check::Connection(vec![fate])
}

/// `headers: {name: …}`
pub(super) fn field(name: &str, asked: Vec<FieldAsk>) -> FieldMatch {
    FieldMatch { name: name.to_owned(), asked, capture: None }
}

/// `n`
pub(super) fn exactly(count: u64) -> CountRange {
    CountRange { least: count, most: Some(count) }
}

/// An outcome on the given line, which fits as a pass.
pub(super) fn outcome(line: usize, checks: Vec<Check>) -> ExpectedOutcome {
    let place = |line| Place { file: Arc::from("a.yaml"), line, column: 1 };
    let checks = checks
        .into_iter()
        .enumerate()
        .map(|(at, check)| PlacedCheck { place: place(line + at), check });
    ExpectedOutcome {
        place: place(line),
        verdict: OutcomeVerdict::Pass,
        note: String::new(),
        ends: false,
        checks: checks.collect(),
    }
}

/// A step that expects one of these outcomes; the first is on line 10, the next on line 20.
pub(super) fn expect(outcomes: Vec<Vec<Check>>) -> Action {
    let outcomes =
        outcomes.into_iter().enumerate().map(|(at, checks)| outcome(10 * (at + 1), checks));
    Action::Expect(Expect { name: None, outcomes: outcomes.collect() })
}

/// A step that sends one request.
pub(super) fn request(name: Option<&str>) -> Action {
    Action::Send(Send {
        is_request: true,
        name: name.map(str::to_owned),
        head: vec![Part::Octets(template("GET / HTTP/1.1\r\n\r\n"))],
        body: Vec::new(),
    })
}

/// A MUST case of these steps, all on the main connection.
pub(super) fn case(actions: Vec<Action>) -> Case {
    let step = |action| Step { place: Place::default(), on: "main".to_owned(), action };
    Case {
        citations: vec![Citation::rfc(9112, "6.1")],
        level: Level::Must,
        ..Case::of_steps("a/b", actions.into_iter().map(step).collect())
    }
}

/// What each step saw by its end: octets received in all, the ending, the quiet period in ms.
pub(super) type Seen = (usize, Option<Ending>, u64);

/// What one connection received, with a mark for each step in order; where there are fewer marks
/// than steps, the later steps are not finished.
pub(super) fn observation(received: &[u8], seen: &[Seen]) -> Observation {
    let ending = seen.last().and_then(|seen| seen.1);
    let marks = seen.iter().enumerate().map(|(step, &(received, ending, quiet_ms))| StepMark {
        step,
        connection: 0,
        received,
        ending,
        quiet_us: quiet_ms * 1000,
        at_us: 3_000,
        last_sent_us: 1_000,
    });
    Observation { connections: vec![connection("main", received, ending)], marks: marks.collect() }
}

/// A transcript of nothing but these events, each in the given step.
pub(super) fn transcript(events: Vec<(usize, EventKind)>) -> Transcript {
    let event = |(step, kind)| Event { at_us: 0, connection: 0, step, omitted: 0, kind };
    Transcript {
        started_unix_ms: 1_445_412_480_000,
        connections: vec!["main".to_owned()],
        events: events.into_iter().map(event).collect(),
    }
}

/// The judgement of one request and one expectation, for what came and how it ended.
pub(super) fn judged(action: Action, received: &[u8], ending: Option<Ending>) -> Judgement {
    let observation = observation(received, &[(0, None, 0), (received.len(), ending, 0)]);
    let case = case(vec![request(None), action]);
    judge(&case, &Variables::new(), &transcript(Vec::new()), &observation)
}

/// Complete frames of two octets each with these opcodes.
pub(super) fn frames(opcodes: &[u8]) -> Vec<crate::model::observation::Frame> {
    let frame = |(at, &opcode): (usize, &u8)| crate::model::observation::Frame {
        span: Span::new(2 * at, 2 * at + 2),
        fin: true,
        rsv: 0,
        opcode,
        masked: false,
        payload: Bytes::default(),
        complete: true,
        shortest_length: true,
        at_us: 0,
    };
    opcodes.iter().enumerate().map(frame).collect()
}
