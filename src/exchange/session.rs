//! A case under way: its connections, its clock and its transcript.

use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use tokio::task::yield_now;
use tokio::time::{Instant, sleep_until};

use super::Watch;
use super::connection::Connection;
use super::dial::dial;
use super::endpoint::Endpoint;
use super::timing::{after, microseconds};
use crate::model::plan::Limits;
use crate::model::template::Variables;
use crate::model::transcript::{Event, EventKind, TimeLimit, Transcript};

/// How much is read at once, in octets: at first, and at most once an answer has turned out long.
const READ: (usize, usize) = (16 << 10, 256 << 10);

/// The case cannot go on; why is in the transcript.
#[derive(Debug)]
pub(super) struct Over;

/// A case under way.
pub(super) struct Session<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) limits: &'a Limits,
    pub(super) watch: &'a mut dyn Watch,
    pub(super) variables: Variables,
    pub(super) transcript: Transcript,
    /// By the same index as the names in the transcript.
    pub(super) connections: Vec<Connection>,
    /// The step under way.
    pub(super) step: usize,
    /// The connection it is on.
    pub(super) current: usize,
    started: Instant,
    /// When the case's time is up.
    pub(super) ends: Instant,
    buffer: Vec<u8>,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        endpoint: &'a Endpoint,
        limits: &'a Limits,
        variables: Variables,
        watch: &'a mut dyn Watch,
    ) -> Self {
        let started = Instant::now();
        let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let started_unix_ms = u64::try_from(since_epoch.unwrap_or_default().as_millis());
        Self {
            endpoint,
            limits,
            watch,
            variables,
            transcript: Transcript {
                started_unix_ms: started_unix_ms.unwrap_or(u64::MAX),
                ..Transcript::default()
            },
            connections: Vec::new(),
            step: 0,
            current: 0,
            started,
            ends: after(started, limits.case_timeout),
            buffer: vec![0; READ.0],
        }
    }

    /// Puts an event into the transcript and shows it to the watch.
    pub(super) fn record(&mut self, connection: usize, kind: EventKind) {
        let now = Instant::now();
        if let Some(state) = self.connections.get_mut(connection) {
            state.last_event = now;
            if matches!(
                kind,
                EventKind::Connected { .. } | EventKind::Sent { .. } | EventKind::Received { .. }
            ) {
                state.last_traffic = now;
            }
        }
        let at_us = microseconds(now.saturating_duration_since(self.started));
        let event = Event { at_us, connection, step: self.step, omitted: 0, kind };
        self.watch.seen(&self.transcript.connections, &event);
        self.transcript.events.push(event);
    }

    /// The latest connection of this name, not necessarily made.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.transcript.connections.iter().rposition(|known| known == name)
    }

    /// The latest connection of this name; a new one, not yet made, where there is none.
    pub(super) fn name(&mut self, name: &str) -> usize {
        self.find(name).unwrap_or_else(|| self.add(name))
    }

    /// A new connection of this name, not yet made.
    pub(super) fn add(&mut self, name: &str) -> usize {
        self.transcript.connections.push(name.to_owned());
        self.connections.push(Connection::new(Instant::now()));
        self.connections.len().saturating_sub(1)
    }

    /// Makes the connection unless it was made before. The others are read meanwhile.
    pub(super) async fn open(&mut self, index: usize) -> Result<(), Over> {
        match self.connections.get_mut(index) {
            Some(connection) if !connection.dialled => connection.dialled = true,
            _ => return Ok(()),
        }
        let left = self.ends.saturating_duration_since(Instant::now());
        let mut dialling = pin!(dial(self.endpoint, self.limits.connect_timeout.min(left)));
        let dialled = poll_fn(|cx| {
            while self.read_what_is_there(cx) {}
            dialling.as_mut().poll(cx)
        });
        match dialled.await {
            Ok(dialled) => {
                if let Some(connection) = self.connections.get_mut(index) {
                    connection.attach(dialled.stream);
                }
                let (peer, local) = (dialled.peer, dialled.local);
                self.record(index, EventKind::Connected { peer, local });
                if let Some(handshake) = dialled.handshake {
                    self.record(index, EventKind::Secured(Box::new(handshake)));
                }
                Ok(())
            }
            Err((failure, message)) => {
                self.record(index, EventKind::ConnectFailed { failure, message });
                Err(Over)
            }
        }
    }

    /// One read on each connection that has something; whether anything was recorded. Where nothing
    /// was, the task is woken when something comes.
    pub(super) fn read_what_is_there(&mut self, cx: &mut Context<'_>) -> bool {
        let cap = self.limits.max_bytes;
        let mut any = false;
        for index in 0..self.connections.len() {
            let Some(connection) = self.connections.get_mut(index) else { continue };
            if let Poll::Ready(kind) = connection.poll_event(cx, &mut self.buffer, cap) {
                let room = self.buffer.len();
                if matches!(&kind, EventKind::Received { bytes } if bytes.len() == room) {
                    self.buffer.resize(room.saturating_mul(2).min(READ.1), 0);
                }
                self.record(index, kind);
                any = true;
            }
        }
        any
    }

    /// Reads until something was recorded, on whichever connection, or until the moment has come;
    /// whether something was.
    ///
    /// # Errors
    /// When the case's time is up.
    pub(super) async fn wait(&mut self, until: Instant) -> Result<bool, Over> {
        self.check_time()?;
        let mut alarm = pin!(sleep_until(until.min(self.ends)));
        let came = poll_fn(|cx| {
            if self.read_what_is_there(cx) {
                return Poll::Ready(true);
            }
            alarm.as_mut().poll(cx).map(|()| false)
        });
        if came.await {
            return Ok(true);
        }
        // The moment may have passed while the runtime was not asking the system, for it was busy or
        // the moment lay in the past. Silence is believed only after it was asked.
        yield_now().await;
        if poll_fn(|cx| Poll::Ready(self.read_what_is_there(cx))).await {
            return Ok(true);
        }
        self.check_time()?;
        Ok(false)
    }

    /// Waits, while still reading.
    pub(super) async fn pause(&mut self, index: usize, length: Duration) -> Result<(), Over> {
        let until = after(Instant::now(), length);
        while Instant::now() < until {
            self.wait(until).await?;
        }
        self.record(index, EventKind::Paused { us: microseconds(length) });
        Ok(())
    }

    /// Ends the case when its time is up.
    pub(super) fn check_time(&mut self) -> Result<(), Over> {
        if Instant::now() < self.ends {
            return Ok(());
        }
        self.record(self.current, EventKind::TimedOut { limit: TimeLimit::Case });
        Err(Over)
    }
}
