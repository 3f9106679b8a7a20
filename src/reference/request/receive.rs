//! Reads the head of a request from the wire, within its bounds.

use std::time::Duration;

use tokio::time::Instant;

use crate::model::grammar;
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::limits::Limits;
use crate::reference::request::check_line;
use crate::reference::request::head::Head;
use crate::reference::request::rule::Refusal;
use crate::reference::wire::{Fill, Wire};

/// Faults in the reading of heads.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "empty-line-refused",
        "RFC 9112 2.2",
        "an empty line before a request line is ignored",
        "refuses a request that comes after an empty line",
    ),
    fault(
        "head-in-one-read-required",
        "RFC 9112 2.2",
        "a head is read until its empty line, in however many pieces it comes",
        "refuses a request whose head does not come in one read",
    ),
    fault(
        "bare-cr-accepted",
        "RFC 9112 2.2",
        "CR without LF in a head is refused, or becomes SP",
        "takes CR without LF in a head as it is",
    ),
    fault(
        "bare-cr-dropped",
        "RFC 9112 2.2",
        "CR without LF in a head is refused, or becomes SP",
        "takes CR without LF in a head for nothing",
    ),
    fault(
        "bare-cr-ends-line",
        "RFC 9112 2.2",
        "CR without LF in a head is refused, or becomes SP",
        "takes CR without LF for the end of a line",
    ),
    fault(
        "long-line-unanswered",
        "RFC 9110 2.3",
        "octets without an end are refused where they pass a bound",
        "closes without an answer where the first word is longer than a request line may be",
    ),
    fault(
        "http2-preface-skipped",
        "RFC 9113 3.4",
        "the preface of HTTP/2 is no request of HTTP/1.1",
        "passes over the preface of HTTP/2 and waits for a request",
    ),
    fault(
        "cut-off-head-accepted",
        "RFC 9110 5.3",
        "a request is not applied before its whole header section has come",
        "acts on the lines that came where a head is cut off",
    ),
    fault(
        "target-too-long-misnamed",
        "RFC 9112 3",
        "a request target that is too long is answered 414",
        "answers a request target that is too long with 400",
    ),
    fault(
        "fields-too-large-server-error",
        "RFC 9110 5.4",
        "fields that are too large are answered with a 4xx status",
        "answers fields that are too large with 500",
    ),
    fault(
        "fields-too-large-unanswered",
        "RFC 9110 5.4",
        "fields that are too large are answered with a 4xx status",
        "closes without an answer where fields are too large",
    ),
    fault(
        "paused-head-accepted",
        "RFC 9112 8",
        "a request whose head has not ended is incomplete",
        "takes a head for whole where no more of it comes for a moment",
    ),
    fault(
        "timeout-unanswered",
        "RFC 9110 15.5.9",
        "a request that takes too long is answered 408",
        "closes without an answer where a request takes too long",
    ),
];

/// What came instead of a request, or the head of one.
pub(crate) enum Received {
    /// A head, up to its empty line; the request line alone in a simple request that a fault lets
    /// pass.
    Head(Head),
    /// Nothing more comes, or the connection was idle for too long.
    Nothing,
    /// What came is no request.
    Refused(Refusal),
}

/// What a client of HTTP/2 sends first (RFC 9113 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How many empty lines are ignored before a request line.
const EMPTY_LINES: usize = 32;

struct Scan {
    /// Where the scan goes on.
    at: usize,
    /// Where the current line begins.
    line: usize,
    /// Where the request line ends, line end included; 0 before that.
    request_line: usize,
    lines: usize,
}

/// Reads one head.
pub(crate) async fn head(wire: &mut Wire, limits: &Limits, faults: &Faults) -> Received {
    let idle = Instant::now() + limits.idle_timeout;
    let mut begun: Option<Instant> = None;
    let mut scan = Scan { at: 0, line: 0, request_line: 0, lines: 0 };
    let mut empty_lines = 0;
    loop {
        while scan.at == 0 && wire.unread().starts_with(b"\r\n") && empty_lines < EMPTY_LINES {
            if faults.has("empty-line-refused") {
                return Received::Refused(Refusal::new(400, "no empty line", "RFC 9112 2.2"));
            }
            wire.consume(2);
            empty_lines += 1;
        }
        if scan.at == 0 && wire.unread().starts_with(b"\n") && faults.has("bare-lf-accepted") {
            wire.consume(1);
        }
        if wire.unread().starts_with(PREFACE) && faults.has("http2-preface-skipped") {
            wire.consume(PREFACE.len());
        }
        if begun.is_none() && !wire.unread().is_empty() {
            begun = Some(Instant::now());
        }
        // A CR alone may be half of an empty line.
        if wire.unread() != b"\r" {
            match scan.step(wire.unread(), limits, faults) {
                Ok(Some((head, length))) => {
                    wire.consume(length);
                    return Received::Head(head);
                }
                Ok(None) if begun.is_some() && faults.has("head-in-one-read-required") => {
                    let reason = "the head did not come in one read";
                    return Received::Refused(Refusal::new(400, reason, "RFC 9112 2.2"));
                }
                Ok(None) => {}
                Err(refusal) => return Received::Refused(refusal),
            }
        }
        if faults.has("paused-head-accepted") && scan.is_at_a_line() {
            let moment = Instant::now() + Duration::from_millis(100);
            if matches!(wire.fill(moment).await, Fill::End | Fill::TimedOut) {
                let head = Head::read(wire.unread(), faults);
                let count = wire.unread().len();
                wire.consume(count);
                return Received::Head(head);
            }
            continue;
        }
        let deadline = begun.map_or(idle, |begun| begun + limits.request_timeout);
        match wire.fill(deadline).await {
            Fill::More => {}
            Fill::Broken => return Received::Nothing,
            Fill::End | Fill::TimedOut if wire.unread().is_empty() => return Received::Nothing,
            Fill::End if scan.line > 0 && faults.has("cut-off-head-accepted") => {
                let head = Head::read(wire.unread().get(..scan.line).unwrap_or_default(), faults);
                wire.consume(wire.unread().len());
                return Received::Head(head);
            }
            Fill::End => {
                return Received::Refused(Refusal::new(
                    400,
                    "the connection ended within a request",
                    "RFC 9112 8",
                ));
            }
            Fill::TimedOut if faults.has("timeout-unanswered") => return Received::Nothing,
            Fill::TimedOut => {
                return Received::Refused(Refusal::new(
                    408,
                    "the request did not come to its end in time",
                    "RFC 9110 15.5.9",
                ));
            }
        }
    }
}

/// Whether a fault lets CR without LF pass, whatever is made of it then.
fn takes_bare_cr(faults: &Faults) -> bool {
    ["bare-cr-accepted", "bare-cr-dropped", "bare-cr-ends-line"].iter().any(|name| faults.has(name))
}

impl Scan {
    /// Whether the request line and a field line were read, and nothing of the next line.
    fn is_at_a_line(&self) -> bool {
        self.lines > 0 && self.at == self.line
    }

    /// Goes on as far as the octets reach; the head and its length in octets once it is whole.
    fn step(
        &mut self,
        octets: &[u8],
        limits: &Limits,
        faults: &Faults,
    ) -> Result<Option<(Head, usize)>, Refusal> {
        let starts_a_token =
            |octet: &u8| grammar::is_tchar(*octet) || matches!(octet, b' ' | b'\t');
        if self.at == 0
            && octets.first().is_some_and(|octet| !starts_a_token(octet))
            && !faults.has("method-not-token-accepted")
            && !takes_bare_cr(faults)
        {
            let reason = "a request begins with a method";
            return Err(Refusal::new(400, reason, "RFC 9112 2.2"));
        }
        while let Some(&octet) = octets.get(self.at) {
            self.at += 1;
            if octet == b'\n' {
                let line = octets.get(self.line..self.at).unwrap_or_default();
                let empty = matches!(line, b"\n" | b"\r\n");
                self.line = self.at;
                if self.request_line == 0 {
                    self.request_line = self.at;
                    self.check_size(octets, limits, faults)?;
                    let head = Head::read(line, faults);
                    check_line(&head, faults)?;
                    if head.line.version().is_empty() {
                        return Ok(Some((head, self.at)));
                    }
                } else if empty {
                    let raw = octets.get(..self.at).unwrap_or_default();
                    return Ok(Some((Head::read(raw, faults), self.at)));
                } else {
                    self.lines += 1;
                }
                self.check_size(octets, limits, faults)?;
            } else if octet == b'\r' {
                match octets.get(self.at) {
                    None => {
                        // The next octet decides; look at this one again then.
                        self.at -= 1;
                        break;
                    }
                    Some(b'\n') => {}
                    Some(_) if takes_bare_cr(faults) => {}
                    Some(_) => {
                        let reason = "CR stands before LF only";
                        return Err(Refusal::new(400, reason, "RFC 9112 2.2"));
                    }
                }
            }
        }
        self.check_size(octets, limits, faults)?;
        Ok(None)
    }

    fn check_size(&self, octets: &[u8], limits: &Limits, faults: &Faults) -> Result<(), Refusal> {
        let line = if self.request_line == 0 { self.at } else { self.request_line };
        if line > limits.request_line {
            // A method longer than any that is known is not known (RFC 9112 3).
            let begin = octets.get(..limits.request_line).unwrap_or_default();
            if !begin.contains(&b' ') {
                let status = if faults.has("long-line-unanswered") { 0 } else { 501 };
                return Err(Refusal::new(status, "no method is that long", "RFC 9112 3"));
            }
            let status = if faults.has("target-too-long-misnamed") { 400 } else { 414 };
            return Err(Refusal::new(status, "the request target is too long", "RFC 9112 3"));
        }
        if self.at.saturating_sub(line) > limits.header_section || self.lines > limits.field_lines {
            let status = if faults.has("fields-too-large-server-error") {
                500
            } else if faults.has("fields-too-large-unanswered") {
                0
            } else {
                431
            };
            return Err(Refusal::new(status, "the header section is too large", "RFC 9110 5.4"));
        }
        Ok(())
    }
}
