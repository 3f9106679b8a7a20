//! One connection: request after request, in order, until one side is done (RFC 9112 section 9).

mod answer;
pub(crate) mod persistence;
pub(crate) mod upgrade;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::reference::connection::persistence::History;
use crate::reference::fault::Faults;
use crate::reference::request::content::{self, Trouble};
use crate::reference::request::receive::{self, Received};
use crate::reference::request::{Request, expectation};
use crate::reference::resource::{Answer, Context, Shared, events, methods, private};
use crate::reference::response::write::{self, Delivery};
use crate::reference::response::{Response, status_line};
use crate::reference::socket::Socket;
use crate::reference::websocket::session;
use crate::reference::wire::Wire;

/// How long a fault keeps a connection open that should be closed: longer than a client waits, and
/// not so long that the connections of a whole suite fill the server.
const HELD: Duration = Duration::from_secs(6);

/// How a connection ends.
enum Ending {
    /// FIN, and reading on for a while.
    Lingering,
    /// RST.
    Resetting,
    /// Nothing, until the client is done.
    StayingOpen,
}

/// What follows an exchange.
enum Next {
    Request,
    End(Ending),
}

/// Serves one connection to its end.
pub(crate) async fn serve(stream: Socket, shared: Arc<Shared>) {
    let wire = Wire::new(stream, &shared.limits, &shared.faults);
    let history = History::default();
    let mut connection =
        Connection { wire, shared: &shared, held: None, authorized: false, history };
    let ending = connection.run().await;
    match ending {
        Ending::Lingering => {
            connection.wire.close_lingering(&shared.limits).await;
        }
        Ending::Resetting => connection.wire.close_resetting().await,
        Ending::StayingOpen => {
            connection.wire.stay_open(Instant::now() + HELD.min(shared.limits.idle_timeout)).await;
        }
    }
}

struct Connection<'a> {
    wire: Wire,
    shared: &'a Shared,
    /// An answer that a fault holds back until the next one has been written.
    held: Option<Vec<u8>>,
    /// Whether the right credentials were seen, for the fault that remembers it.
    authorized: bool,
    history: History,
}

impl Connection<'_> {
    async fn run(&mut self) -> Ending {
        let shared = self.shared;
        if shared.faults.has("speaks-first") {
            self.wire.output().extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
        loop {
            let received = receive::head(&mut self.wire, &shared.limits, &shared.faults).await;
            let request = match received {
                Received::Nothing if shared.faults.has("closure-unnoticed") => {
                    return Ending::StayingOpen;
                }
                Received::Nothing => return Ending::Lingering,
                Received::Refused(refusal) => {
                    Err((refusal, self.wire.unread().starts_with(b"HEAD ")))
                }
                Received::Head(head) => {
                    let head_only = head.line.method() == b"HEAD";
                    Request::accept(head, &shared.faults).map_err(|refusal| (refusal, head_only))
                }
            };
            let next = match request {
                Ok(request) => self.exchange(request).await,
                Err((refusal, head_only)) => self.refuse(&refusal, head_only),
            };
            if let Next::End(ending) = next {
                self.release();
                return ending;
            }
            if !self.wire.flush_if_large().await {
                return Ending::Lingering;
            }
        }
    }

    fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    async fn exchange(&mut self, mut request: Request) -> Next {
        let shared = self.shared;
        let context = Context { shared, faults: &shared.faults, now: now() };
        if context.faults.has("half-close-unanswered") && self.is_half_closed().await {
            return Next::End(Ending::Lingering);
        }
        if self.authorized && context.faults.has("credentials-on-connection") {
            let right = private::credentials();
            request.head.remove("Authorization");
            request.head.read_fields(format!("Authorization: Basic {right}\r\n\r\n").as_bytes());
        }
        self.authorized |= private::is_authorized(&request, &context);
        if request.simple {
            return self.answer_simply(&request, &context);
        }
        if let Some(response) = upgrade::take(&request, context.faults) {
            return self.respond(&request, response, true, context.now);
        }
        if let Some(response) = methods::admit(&request, &context) {
            return self.refuse_content(request, response, &context).await;
        }
        let awaited = expectation::is_held_back(&request, context.faults);
        self.invite(&request, awaited);
        if expectation::waits_for_nothing(&request, context.faults) {
            return Next::End(Ending::StayingOpen);
        }
        let read = content::read(&mut self.wire, &mut request, &shared.limits, context.faults);
        if let Err(trouble) = read.await {
            return self.explain(trouble, request.is("HEAD"));
        }
        if awaited && context.faults.has("continue-without-final") {
            return Next::End(Ending::Lingering);
        }
        let next = match methods::answer(&request, &context) {
            Answer::Response(response) => self.respond(&request, response, false, context.now),
            Answer::Events(response, last) => {
                self.respond(&request, response, true, context.now);
                let chunked = !request.http10 || context.faults.has("chunked-to-http10");
                events::run(&mut self.wire, last, chunked, &shared.limits, context.faults).await;
                Next::End(Ending::Lingering)
            }
            Answer::WebSocket(response) => {
                let delivery = Delivery { now: context.now, ..Delivery::default() };
                write::write(self.wire.output(), response, delivery, context.faults);
                session::run(&mut self.wire, &shared.limits, context.faults).await;
                let resets = context.faults.has("websocket-close-resets");
                Next::End(if resets { Ending::Resetting } else { Ending::Lingering })
            }
        };
        if awaited && context.faults.has("continue-after-final") {
            self.wire.output().extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
        next
    }

    /// Sends 100 where the client may be waiting for it. It may be left out once content has begun
    /// to arrive (RFC 9110 10.1.1).
    fn invite(&mut self, request: &Request, awaited: bool) {
        let faults = &self.shared.faults;
        let silent = request.http10 && !faults.has("continue-to-http10");
        let awaited =
            awaited || faults.has("continue-unasked") && expectation::has_content(request);
        let arrives = !self.wire.unread().is_empty();
        let left_out = faults.has("expect-ignored") || faults.has("continue-after-final");
        if !awaited || silent || arrives || left_out {
            return;
        }
        let out = self.wire.output();
        status_line::write(out, 100, request.http10, faults);
        if faults.has("continue-with-content-length") {
            out.extend_from_slice(b"Content-Length: 0\r\n");
        }
        if faults.has("continue-with-transfer-encoding") {
            out.extend_from_slice(b"Transfer-Encoding: chunked\r\n");
        }
        out.extend_from_slice(b"\r\n");
    }

    /// Answers before the content was read. The content is then read and thrown away, or the
    /// connection closed (RFC 9112 9.3).
    async fn refuse_content(
        &mut self,
        mut request: Request,
        response: Response,
        context: &Context<'_>,
    ) -> Next {
        let shared = self.shared;
        let faults = context.faults;
        let too_large = content::is_declared_too_large(&request, &shared.limits);
        let held_back =
            expectation::is_held_back(&request, faults) && self.wire.unread().is_empty();
        if too_large && faults.has("content-too-large-keeps-open")
            || held_back && faults.has("early-refusal-keeps-open")
            || response.status == 404 && faults.has("missing-content-left-unread")
            || faults.has("content-left-unread")
        {
            return self.respond(&request, response, false, context.now);
        }
        let tunnel = request.is("CONNECT") && response.status / 100 == 2;
        if too_large || held_back || tunnel {
            return self.respond(&request, response, true, context.now);
        }
        let read = content::read(&mut self.wire, &mut request, &shared.limits, faults);
        match read.await {
            Ok(())
                if faults.has("trailer-credentials-accepted")
                    && private::is_authorized(&request, context) =>
            {
                let accepted = Response::with_text(200, "The credentials came late.\n");
                self.respond(&request, accepted, false, context.now)
            }
            Ok(()) => self.respond(&request, response, false, context.now),
            // The answer stands; that the content was broken too only costs the connection.
            Err(Trouble::Broken) => Next::End(Ending::Lingering),
            Err(_) => self.respond(&request, response, true, context.now),
        }
    }
}

/// Seconds since 1970-01-01 UTC.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or_default()
}
