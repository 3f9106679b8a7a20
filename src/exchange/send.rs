//! Writes the parts of a send while reading: an early answer, a FIN or a reset is seen however much
//! is still to be written, and two peers that both only write cannot hold each other up for ever.

use std::future::{Future as _, poll_fn};
use std::io;
use std::pin::pin;
use std::task::Poll;

use tokio::time::{Instant, sleep_until};

use super::parts::{BLOCK, Rendered, opening, render};
use super::request_start::{Before, starts_request};
use super::session::{Over, Session};
use super::timing::after;
use crate::model::case::Send;
use crate::model::transcript::{EventKind, TimeLimit};

/// Of long repetitions at least so many octets are in the transcript, however low the cap.
const RECORDED: u64 = 1 << 20;

/// What became of waiting for a write.
enum Progress {
    Wrote(io::Result<usize>),
    Came,
    Late,
}

/// One send under way.
struct Writing {
    connection: usize,
    /// Whether the next write starts a request.
    request: bool,
}

impl Session<'_> {
    /// Writes all parts of a send. A peer that does not take them ends the send, not the case.
    pub(super) async fn send(&mut self, index: usize, send: &Send) -> Result<(), Over> {
        let parts = match render(send, &mut self.variables) {
            Ok(parts) => parts,
            Err(variable) => {
                self.record(index, EventKind::NoValue { variable });
                return Err(Over);
            }
        };
        self.open(index).await?;
        let Some(connection) = self.connections.get_mut(index) else { return Ok(()) };
        let request = starts_request(send, connection.before, || opening(&parts));
        if parts.iter().any(|part| !matches!(part, Rendered::Pause(_))) {
            connection.before = Before { sent: true, answered: false };
        }
        let mut writing = Writing { connection: index, request };
        for part in &parts {
            let taken = match part {
                Rendered::Pause(length) => {
                    self.pause(index, *length).await?;
                    true
                }
                Rendered::Octets(octets) => self.write(&mut writing, octets, true).await?,
                Rendered::Repeat { unit, times } => self.repeat(&mut writing, unit, *times).await?,
            };
            if !taken {
                break;
            }
        }
        Ok(())
    }

    /// Writes a long repetition block by block, so that its length costs no memory. What is beyond
    /// the cap is sent and counted, not recorded.
    async fn repeat(
        &mut self,
        writing: &mut Writing,
        unit: &[u8],
        times: u64,
    ) -> Result<bool, Over> {
        let per_block = (BLOCK / unit.len().max(1)).max(1);
        let block = unit.repeat(per_block);
        let mut left = times;
        while left > 0 {
            let count = usize::try_from(left).unwrap_or(usize::MAX).min(per_block);
            let octets = block.get(..count.saturating_mul(unit.len())).unwrap_or(&block);
            let room = self.limits.max_bytes.max(RECORDED);
            let recorded = self.connections.get_mut(writing.connection).is_some_and(|connection| {
                let so_far = &mut connection.repeats_recorded;
                *so_far = so_far.saturating_add(octets.len() as u64);
                *so_far <= room
            });
            if !self.write(writing, octets, recorded).await? {
                return Ok(false);
            }
            left -= count as u64;
        }
        Ok(true)
    }

    /// Writes octets, in one piece where the system takes them so; whether all were taken.
    async fn write(
        &mut self,
        writing: &mut Writing,
        octets: &[u8],
        recorded: bool,
    ) -> Result<bool, Over> {
        let index = writing.connection;
        let mut rest = octets;
        let mut last_progress = Instant::now();
        while !rest.is_empty() {
            self.check_time()?;
            if self.connections.get(index).is_none_or(|connection| connection.stuck) {
                let message = "an earlier write was given up".to_owned();
                self.record(index, EventKind::SendFailed { message, unsent: rest.len() });
                return Ok(false);
            }
            match self.progress(index, rest, last_progress).await {
                Progress::Came => {}
                Progress::Wrote(Ok(taken)) => {
                    let (sent, left) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
                    let request = std::mem::take(&mut writing.request);
                    if recorded || request {
                        self.record(index, EventKind::Sent { bytes: sent.into(), request });
                    } else {
                        self.leave_out(index, sent.len());
                    }
                    rest = left;
                    last_progress = Instant::now();
                }
                Progress::Wrote(Err(error)) => {
                    let (message, unsent) = (error.to_string(), rest.len());
                    self.record(index, EventKind::SendFailed { message, unsent });
                    return Ok(false);
                }
                Progress::Late => {
                    self.check_time()?;
                    self.record(index, EventKind::TimedOut { limit: TimeLimit::Write });
                    if let Some(connection) = self.connections.get_mut(index) {
                        connection.stuck = true;
                    }
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Counts octets that were sent and are not recorded, at the last write that is.
    fn leave_out(&mut self, index: usize, octets: usize) {
        let mut events = self.transcript.events.iter_mut().rev();
        let last = events.find(|event| {
            event.connection == index && matches!(event.kind, EventKind::Sent { .. })
        });
        if let Some(event) = last {
            event.omitted = event.omitted.saturating_add(octets);
        }
    }

    async fn progress(&mut self, index: usize, octets: &[u8], since: Instant) -> Progress {
        let until = after(since, self.limits.read_timeout).min(self.ends);
        let mut alarm = pin!(sleep_until(until));
        poll_fn(|cx| {
            let came = self.read_what_is_there(cx);
            let Some(connection) = self.connections.get_mut(index) else {
                return Poll::Ready(Progress::Late);
            };
            match connection.poll_write(cx, octets) {
                Poll::Ready(result) => Poll::Ready(Progress::Wrote(result)),
                Poll::Pending if came => Poll::Ready(Progress::Came),
                Poll::Pending => alarm.as_mut().poll(cx).map(|()| Progress::Late),
            }
        })
        .await
    }
}
