//! Does the steps of a case in order.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::Instant;

use super::request_start::awaits_final_response;
use super::session::{Over, Session};
use super::timing::{after, microseconds};
use crate::model::case::{Action, Case, CloseKind, Step};
use crate::model::transcript::{EventKind, TimeLimit, Want};

impl Session<'_> {
    /// Does every step, or those up to where the case cannot go on.
    pub(super) async fn run(&mut self, case: &Case) {
        for (number, step) in case.steps.iter().enumerate() {
            self.step = number;
            let done = self.run_step(step).await;
            self.record(self.current, EventKind::StepDone);
            if done.is_err() {
                break;
            }
            if matches!(step.action, Action::Expect(_)) {
                for capture in self.watch.captured(number) {
                    self.variables.insert(capture.name, capture.value);
                }
            }
        }
    }

    async fn run_step(&mut self, step: &Step) -> Result<(), Over> {
        if let Action::Pause(length) = step.action {
            // A pause needs no connection: it is noted on one that there is.
            self.current = match self.find(&step.on) {
                Some(index) => index,
                None if self.connections.is_empty() => self.add(&step.on),
                None => self.current,
            };
            return self.pause(self.current, length).await;
        }
        let index = self.name(&step.on);
        self.current = index;
        match &step.action {
            Action::Connect => self.connect(&step.on, index).await,
            Action::Send(send) => self.send(index, send).await,
            Action::Expect(expect) => {
                self.open(index).await?;
                self.expect(index).await?;
                if let Some(connection) = self.connections.get_mut(index) {
                    connection.before.answered = awaits_final_response(expect);
                }
                Ok(())
            }
            Action::Close(how) => {
                self.open(index).await?;
                self.close(index, *how).await;
                Ok(())
            }
            Action::Pause(_) => Ok(()),
        }
    }

    /// Makes the connection; where one of that name has ended, another one.
    async fn connect(&mut self, name: &str, index: usize) -> Result<(), Over> {
        let ended = self.connections.get(index).is_some_and(|c| c.dialled && !c.is_reading());
        if ended {
            self.current = self.add(name);
        }
        self.open(self.current).await
    }

    /// Reads until the watch wants nothing more, or until what it wants can no longer come in time.
    async fn expect(&mut self, index: usize) -> Result<(), Over> {
        let begun = Instant::now();
        // The traffic after which it was quiet, and for how long it was.
        let mut quiet: Option<(Instant, Duration)> = None;
        loop {
            let want = self.watch.wants(self.step);
            let Some(connection) = self.connections.get(index) else { return Ok(()) };
            if !connection.is_reading() {
                self.see_the_end().await;
                return Ok(());
            }
            let traffic = connection.last_traffic;
            let until = match want {
                Want::Done => return Ok(()),
                Want::More => after(begun.max(connection.last_event), self.limits.read_timeout),
                Want::Quiet(length) if quiet.is_some_and(|(t, l)| t == traffic && l >= length) => {
                    return Ok(());
                }
                Want::Quiet(length) => after(traffic, length),
            };
            if self.wait(until).await? {
                continue;
            }
            if let Want::Quiet(_) = want {
                let waited = Instant::now().saturating_duration_since(traffic);
                quiet = Some((traffic, waited));
                self.record(index, EventKind::Quiet { waited_us: microseconds(waited) });
            } else {
                self.record(index, EventKind::TimedOut { limit: TimeLimit::Read });
                return Ok(());
            }
        }
    }

    /// Takes what came with the end of a connection: the FIN behind a closure alert.
    async fn see_the_end(&mut self) {
        yield_now().await;
        poll_fn(|cx| {
            while self.read_what_is_there(cx) {}
            Poll::Ready(())
        })
        .await;
    }

    async fn close(&mut self, index: usize, how: CloseKind) {
        // A peer that does not read cannot be told over TLS that this is the end.
        let until = after(Instant::now(), self.limits.read_timeout).min(self.ends);
        match how {
            CloseKind::Write => {
                if let Some(stream) = self.connections.get_mut(index).and_then(|c| c.stream()) {
                    // It fails only where the peer's reset came before, which the next read tells.
                    let _ = stream.half_close(until).await;
                }
            }
            CloseKind::Full => {
                // A socket closed with octets unread sends RST, not FIN (compare RFC 9112 9.6).
                self.see_the_end().await;
                if let Some(mut stream) = self.connections.get_mut(index).and_then(|c| c.detach()) {
                    let _ = stream.half_close(until).await;
                }
            }
            CloseKind::Reset => {
                if let Some(stream) = self.connections.get_mut(index).and_then(|c| c.detach()) {
                    let _ = stream.reset();
                }
            }
        }
        self.record(index, EventKind::Closed { how });
    }
}
