//! What is written on a connection, and what becomes of it then.

use std::time::Duration;

use tokio::time::Instant;

use super::{Connection, Ending, Next, now, persistence};
use crate::reference::request::Request;
use crate::reference::request::content::Trouble;
use crate::reference::request::rule::Refusal;
use crate::reference::resource::{Answer, Context, methods};
use crate::reference::response::write::{self, Delivery};
use crate::reference::response::{Body, Response};
use crate::reference::wire::Fill;

impl Connection<'_> {
    pub(super) fn explain(&mut self, trouble: Trouble, head_only: bool) -> Next {
        let refusal = match trouble {
            Trouble::Refused(refusal) => refusal,
            Trouble::Incomplete => {
                Refusal::new(400, "the content ended before its length", "RFC 9112 8")
            }
            Trouble::TimedOut if self.faults().has("timeout-unanswered") => {
                return Next::End(Ending::Lingering);
            }
            Trouble::TimedOut => {
                Refusal::new(408, "the content did not come in time", "RFC 9110 15.5.9")
            }
            Trouble::Broken => return Next::End(Ending::Lingering),
        };
        self.refuse(&refusal, head_only)
    }

    /// Answers what is no request, and closes. An answer to HEAD has no content, whatever else is
    /// wrong (RFC 9112 6.3).
    pub(super) fn refuse(&mut self, refusal: &Refusal, head_only: bool) -> Next {
        let faults = &self.shared.faults;
        if refusal.status == 0 || faults.has("refusal-unanswered") {
            return Next::End(Ending::Lingering);
        }
        let keeps_open = faults.has("refusal-keeps-open");
        let option = if keeps_open { "" } else { "close" };
        let delivery = Delivery { option, head_only, now: now(), ..Delivery::default() };
        let response = Response::refusal(refusal);
        write::write(self.wire.output(), response, delivery, faults);
        match () {
            () if keeps_open || faults.has("answers-after-close") => {
                let rest = self.wire.unread();
                let end = rest.windows(4).position(|octets| octets == b"\r\n\r\n");
                let count = end.map_or(rest.len(), |end| end + 4);
                self.wire.consume(count);
                Next::Request
            }
            () => self.ending(),
        }
    }

    pub(super) fn ending(&self) -> Next {
        match () {
            () if self.faults().has("reset-after-answer") => Next::End(Ending::Resetting),
            () if self.faults().has("keeps-open-after-close") => Next::End(Ending::StayingOpen),
            () => Next::End(Ending::Lingering),
        }
    }

    /// Writes a response and decides what becomes of the connection (RFC 9112 9.3).
    pub(super) fn respond(
        &mut self,
        request: &Request,
        response: Response,
        close: bool,
        now: i64,
    ) -> Next {
        let faults = &self.shared.faults;
        if self.history.answers == 0 {
            self.history.began_http10 = request.http10;
        }
        let (closes, option) =
            persistence::decide(request, &response, &self.history, close, faults);
        self.history.answers += 1;
        self.history.had_content = !request.content.is_empty();
        let mut response = response;
        if faults.has("connection-option-reflected")
            && let Some(options) = request.head.value("Connection")
        {
            response.add("Connection", String::from_utf8_lossy(options).into_owned());
        }
        let head_only = request.is("HEAD");
        let delivery = Delivery { head_only, http10: request.http10, option, now };
        self.write(response, delivery);
        match () {
            () if !closes || faults.has("answers-after-close") => Next::Request,
            () => self.ending(),
        }
    }

    /// Writes a response, or holds it back where a fault wants it after the next one.
    pub(super) fn write(&mut self, mut response: Response, delivery: Delivery) {
        let faults = &self.shared.faults;
        if self.shared.secure && !faults.has("hsts-missing-over-tls") {
            response.add("Strict-Transport-Security", "max-age=31536000");
        }
        let large = matches!(&response.body, Body::Octets(octets) if octets.len() > 64 * 1024);
        let failed = response.status >= 400;
        let swaps = faults.has("pipelined-out-of-order")
            || faults.has("pipelined-large-overtaken") && large
            || faults.has("pipelined-content-out-of-order") && self.history.had_content;
        if swaps && self.held.is_none() {
            if self.wire.unread().is_empty() {
                write::write(self.wire.output(), response, delivery, faults);
            } else {
                let mut octets = Vec::new();
                write::write(&mut octets, response, delivery, faults);
                self.held = Some(octets);
            }
            return;
        }
        write::write(self.wire.output(), response, delivery, faults);
        self.release();
        let behind_error = faults.has("pipelined-behind-error-dropped") && failed;
        if faults.has("pipelining-drops-second") || behind_error {
            let count = self.wire.unread().len();
            self.wire.consume(count);
        }
        let rest = self.wire.unread();
        if faults.has("pipelined-part-dropped") && !rest.windows(4).any(|end| end == b"\r\n\r\n") {
            let count = rest.len();
            self.wire.consume(count);
        }
    }

    /// Whether the client closes its side within a moment of its request, for the fault that takes
    /// this for a lack of interest.
    pub(super) async fn is_half_closed(&mut self) -> bool {
        self.wire.fill(Instant::now() + Duration::from_millis(50)).await == Fill::End
    }

    pub(super) fn release(&mut self) {
        if let Some(held) = self.held.take() {
            self.wire.output().extend_from_slice(&held);
        }
    }

    /// Answers a simple request of HTTP/0.9 with content alone.
    pub(super) fn answer_simply(&mut self, request: &Request, context: &Context<'_>) -> Next {
        let answer = match methods::admit(request, context) {
            Some(response) => response.into(),
            None => methods::answer(request, context),
        };
        if let Answer::Response(response) = answer
            && let Body::Octets(octets) = response.body
        {
            self.wire.output().extend_from_slice(&octets);
        }
        Next::End(Ending::Lingering)
    }
}
