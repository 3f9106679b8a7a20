//! The socket of one connection: what was read and not yet used, what is still to be written, and
//! the ways to close.

use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use crate::reference::fault::Faults;
use crate::reference::limits::Limits;
use crate::reference::socket::Socket;

const READ_SIZE: usize = 16 * 1024;
/// Answers to pipelined requests are written together up to this many octets.
const WRITE_SIZE: usize = 64 * 1024;

/// How a read ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// There are more octets.
    More,
    /// The peer sent FIN.
    End,
    /// The deadline passed.
    TimedOut,
    /// The connection is gone.
    Broken,
}

/// A connection's socket with its two buffers.
pub(crate) struct Wire {
    stream: Socket,
    input: Vec<u8>,
    used: usize,
    output: Vec<u8>,
    write_timeout: Duration,
    faults: Faults,
}

impl Wire {
    pub(crate) fn new(stream: Socket, limits: &Limits, faults: &Faults) -> Self {
        Self {
            stream,
            input: Vec::new(),
            used: 0,
            output: Vec::new(),
            write_timeout: limits.write_timeout,
            faults: faults.clone(),
        }
    }

    /// What was read and not yet consumed.
    pub(crate) fn unread(&self) -> &[u8] {
        self.input.get(self.used..).unwrap_or_default()
    }

    /// Marks octets at the front of [`Wire::unread`] as used.
    pub(crate) fn consume(&mut self, count: usize) {
        self.used = self.used.saturating_add(count).min(self.input.len());
        if self.used == self.input.len() {
            self.input.clear();
            self.used = 0;
        }
    }

    /// Where octets to be written are put; they go out before the next wait for input.
    pub(crate) fn output(&mut self) -> &mut Vec<u8> {
        &mut self.output
    }

    /// Reads once, after everything that is to be written has been.
    pub(crate) async fn fill(&mut self, deadline: Instant) -> Fill {
        if !self.flush().await {
            return Fill::Broken;
        }
        if self.used > 0 {
            self.input.drain(..self.used);
            self.used = 0;
        }
        self.input.reserve(READ_SIZE);
        match timeout_at(deadline, self.stream.read(&mut self.input)).await {
            Err(_) => Fill::TimedOut,
            Ok(Ok(0)) => Fill::End,
            Ok(Ok(_)) => Fill::More,
            Ok(Err(_)) => Fill::Broken,
        }
    }

    /// Writes what is waiting; false where the peer no longer takes it.
    pub(crate) async fn flush(&mut self) -> bool {
        if self.output.is_empty() {
            return true;
        }
        let written =
            timeout(self.write_timeout, self.stream.write_all(&self.output, &self.faults)).await;
        self.output.clear();
        self.output.shrink_to(WRITE_SIZE);
        matches!(written, Ok(Ok(())))
    }

    /// Writes what is waiting where it has grown large.
    pub(crate) async fn flush_if_large(&mut self) -> bool {
        self.output.len() < WRITE_SIZE || self.flush().await
    }

    /// Closes so that the peer can read the last answer: FIN, then reading on for a bounded time
    /// (RFC 9112 9.6).
    pub(crate) async fn close_lingering(mut self, limits: &Limits) {
        if !self.flush().await {
            return;
        }
        let closing = timeout(self.write_timeout, self.stream.close(&self.faults)).await;
        if !matches!(closing, Ok(Ok(()))) {
            return;
        }
        let deadline = Instant::now() + limits.linger;
        let mut left = limits.linger_octets;
        while left > 0 && self.fill(deadline).await == Fill::More {
            left = left.saturating_sub(self.unread().len());
            let count = self.unread().len();
            self.consume(count);
        }
    }

    /// Closes with a reset, which may take the last answer with it.
    pub(crate) async fn close_resetting(mut self) {
        let _ = self.flush().await;
        self.stream.reset();
    }

    /// Waits for the deadline without closing, even where the peer does; input is thrown away.
    pub(crate) async fn stay_open(&mut self, deadline: Instant) {
        while self.fill(deadline).await == Fill::More {
            let count = self.unread().len();
            self.consume(count);
        }
        sleep_until(deadline).await;
    }
}
