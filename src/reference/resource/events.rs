//! `/events`: server-sent events (HTML standard, section 9.2).

use tokio::time::{Instant, sleep_until};

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::limits::Limits;
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::{Body, Response, chunks};
use crate::reference::wire::{Fill, Wire};

const LINES: &str = "a line of an event stream is a comment, or a known field, a colon and a value";

/// Faults of the event stream.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "events-wrong-type",
        "SSE 9.2.3",
        "the type of an event stream is text/event-stream",
        "sends an event stream as text/plain",
    ),
    fault(
        "events-wrong-status",
        "SSE 9.2.3",
        "an event stream comes with status 200",
        "sends an event stream with status 202",
    ),
    fault(
        "events-charset-wrong",
        "SSE 9.2.5",
        "an event stream is UTF-8, and no other charset can be named",
        "says that an event stream is in ISO-8859-1",
    ),
    fault(
        "events-head-differs",
        "RFC 9110 9.3.2",
        "HEAD is answered with the fields of the stream",
        "answers HEAD for an event stream as text/html",
    ),
    fault(
        "events-accept-required",
        "RFC 9110 12.4.1",
        "a stream is sent to who does not name its type",
        "refuses a stream to a request without Accept: text/event-stream",
    ),
    fault(
        "events-lf-missing",
        "SSE 9.2.6",
        "an empty line ends an event",
        "leaves out the empty line after events",
    ),
    fault("events-field-upper-case", "SSE 9.2.6", LINES, "writes Data: for data:"),
    fault("events-unknown-field", "SSE 9.2.6", LINES, "sends a field with the name payload"),
    fault("events-retry-invalid", "SSE 9.2.6", "the value of retry is digits", "sends retry: 3s"),
    fault("events-id-nul", "SSE 9.2.6", "an id has no NUL", "sends an id with NUL in it"),
    fault("events-id-missing", "SSE 9.2.6", "events are told apart by their ids", "sends no ids"),
    fault("events-not-utf8", "SSE 9.2.5", "an event stream is UTF-8", "sends an octet FF in data"),
    fault(
        "events-two-byte-order-marks",
        "SSE 9.2.5",
        "no more than one byte order mark begins a stream",
        "begins the stream with two byte order marks",
    ),
    fault(
        "last-event-id-ignored",
        "SSE 9.2.4",
        "a stream goes on after the event that Last-Event-ID names",
        "begins with the first event whatever Last-Event-ID says",
    ),
    fault(
        "events-delayed",
        "SSE 9.2.7",
        "events are sent as they happen",
        "keeps events back until the stream ends",
    ),
    fault(
        "events-cut",
        "SSE 9.2.6",
        "an event stream stays open for what is still to happen",
        "closes the connection after the first event",
    ),
];

const EVENTS: [(&str, &str); 3] =
    [("", "first"), ("update", "second\nof two lines"), ("", "third: caf\u{e9}")];

/// The head of the stream. Last-Event-ID is the number of an event.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    if faults.has("events-accept-required") && !request.head.lists("Accept", "text/event-stream") {
        return Response::error(404, "There is a stream of events here, and nothing else").into();
    }
    let status = if faults.has("events-wrong-status") { 202 } else { 200 };
    let mut response = Response::empty(status);
    let media_type = match () {
        () if faults.has("events-wrong-type") => "text/plain",
        () if faults.has("events-head-differs") && request.is("HEAD") => "text/html",
        () if faults.has("events-charset-wrong") => "text/event-stream; charset=ISO-8859-1",
        () => "text/event-stream",
    };
    response.add("Content-Type", media_type);
    response.add("Cache-Control", "no-cache");
    response.add("X-Content-Type-Options", "nosniff");
    response.body = Body::Stream;
    if request.is("HEAD") {
        return response.into();
    }
    let last = request.head.value("Last-Event-ID").unwrap_or_default();
    let last = match faults.has("last-event-id-ignored") {
        true => 0,
        false => crate::model::grammar::decimal(last).unwrap_or_default(),
    };
    Answer::Events(response, last)
}

/// One event as it stands in the stream.
fn event(number: u64, (kind, data): (&str, &str), faults: &Faults) -> Vec<u8> {
    let mut out = Vec::new();
    let mut line = |text: &str| out.extend_from_slice(format!("{text}\n").as_bytes());
    if !faults.has("events-id-missing") {
        let nul = if faults.has("events-id-nul") { "\0" } else { "" };
        line(&format!("id: {number}{nul}"));
    }
    if !kind.is_empty() {
        line(&format!("event: {kind}"));
    }
    let name = if faults.has("events-field-upper-case") { "Data" } else { "data" };
    data.lines().for_each(|text| line(&format!("{name}: {text}")));
    if faults.has("events-unknown-field") {
        out.extend_from_slice(b"payload: 1\n");
    }
    if faults.has("events-not-utf8") {
        out.extend_from_slice(b"data: \xff\n");
    }
    if !faults.has("events-lf-missing") {
        out.push(b'\n');
    }
    out
}

/// Writes the stream after its head, until the client leaves or the time is over. Chunked, or up to
/// the close for a client of HTTP/1.0.
pub(crate) async fn run(
    wire: &mut Wire,
    last: u64,
    chunked: bool,
    limits: &Limits,
    faults: &Faults,
) {
    let send = |wire: &mut Wire, octets: &[u8]| match chunked {
        true => chunks::write_chunk(wire.output(), octets, faults),
        false => wire.output().extend_from_slice(octets),
    };
    let retry = if faults.has("events-retry-invalid") { "3s" } else { "3000" };
    let marks = if faults.has("events-two-byte-order-marks") { "\u{feff}\u{feff}" } else { "" };
    let start = format!("{marks}: events\nretry: {retry}\n\n").into_bytes();
    let mut held = Vec::new();
    let delayed = faults.has("events-delayed");
    match delayed {
        true => held.extend_from_slice(&start),
        false => send(wire, &start),
    }
    for (number, content) in (1..).zip(EVENTS) {
        if number <= last {
            continue;
        }
        let octets = event(number, content, faults);
        match delayed {
            true => held.extend_from_slice(&octets),
            false => send(wire, &octets),
        }
        if !wire.flush().await || faults.has("events-cut") {
            return;
        }
    }
    let end = Instant::now() + limits.events;
    let mut comment = Instant::now() + limits.events_comment;
    loop {
        tokio::select! {
            () = sleep_until(comment.min(end)) => {
                if Instant::now() >= end {
                    break;
                }
                if !delayed {
                    send(wire, b": still here\n\n");
                }
                comment += limits.events_comment;
                if !wire.flush().await {
                    return;
                }
            }
            fill = wire.fill(end) => match fill {
                Fill::More => {
                    // The stream does not end, so what is pipelined after it is never answered.
                    let count = wire.unread().len();
                    wire.consume(count);
                }
                Fill::End => break,
                Fill::TimedOut => {}
                Fill::Broken => return,
            },
        }
    }
    send(wire, &held);
    if chunked {
        chunks::write_end(wire.output(), &[], faults);
    }
}
