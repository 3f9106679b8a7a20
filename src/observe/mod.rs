//! From what happened on the wire to what came back: responses by element, each departure from the
//! grammar at its place.
//!
//! Reading is lossless (an element is a span of the octets received), total (no octets are refused)
//! and incremental (each octet is looked at once, and how the octets came in segments makes no
//! difference but to the times). What is kept is bounded by what was received; what a hostile peer
//! could make many of (field lines, chunks, frames, responses, deviations) is capped besides.

use crate::model::case::CloseKind;
use crate::model::observation::{Connection, Ending, Observation, StepMark};
use crate::model::transcript::{Event, EventKind, Transcript};

mod between;
mod chunk_extension;
mod chunked;
mod coding;
mod connection;
mod excess;
mod field_section;
mod frames;
mod framing;
mod lines;
mod note;
mod request;
mod status_line;
#[cfg(test)]
mod tests;
mod trailer;

/// Reads events as they happen.
#[derive(Debug, Default)]
pub struct Observer {
    observation: Observation,
    readers: Vec<connection::Reader>,
    /// The longest quiet period that passed in the step under way.
    quiet_us: u64,
}

/// Reads a whole transcript.
#[must_use]
pub fn observe(transcript: &Transcript) -> Observation {
    let mut observer = Observer::new();
    observer.open(&transcript.connections);
    for event in &transcript.events {
        observer.see(&transcript.connections, event);
    }
    observer.into_observation()
}

impl Observer {
    /// An observer that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one event of a transcript whose connections have these names so far.
    ///
    /// An event on a connection without a name is left out.
    pub fn see(&mut self, connections: &[String], event: &Event) {
        self.open(connections);
        let index = event.connection;
        let (Some(reader), Some(connection)) =
            (self.readers.get_mut(index), self.observation.connections.get_mut(index))
        else {
            return;
        };
        match &event.kind {
            EventKind::Sent { bytes, request } => {
                connection.last_sent_us = event.at_us;
                reader.sent(connection, bytes, *request);
            }
            EventKind::Received { bytes } => {
                if connection.ending == Some(Ending::TimedOut) {
                    connection.ending = None;
                }
                if !bytes.is_empty() {
                    connection.last_received_us = event.at_us;
                }
                reader.received(connection, bytes, event.at_us);
            }
            EventKind::Quiet { waited_us } => self.quiet_us = self.quiet_us.max(*waited_us),
            EventKind::StepDone => {
                self.observation.marks.push(StepMark {
                    step: event.step,
                    connection: index,
                    received: connection.received.len(),
                    ending: connection.ending,
                    quiet_us: std::mem::take(&mut self.quiet_us),
                    at_us: event.at_us,
                    last_sent_us: connection.last_sent_us,
                });
            }
            kind => {
                match kind {
                    EventKind::Secured(_) => connection.close_notify = Some(false),
                    EventKind::CloseNotify => connection.close_notify = Some(true),
                    _ => {}
                }
                // The first end is the end; only a wait that ran out may be followed by another.
                if let Some(ending) = ending(kind)
                    && matches!(connection.ending, None | Some(Ending::TimedOut))
                {
                    connection.ending = Some(ending);
                    reader.ended(connection, ending);
                }
            }
        }
    }

    fn open(&mut self, connections: &[String]) {
        for name in connections.iter().skip(self.readers.len()) {
            self.readers.push(connection::Reader::default());
            let connection = Connection { name: name.clone(), ..Connection::default() };
            self.observation.connections.push(connection);
        }
    }

    /// What came back so far.
    #[must_use]
    pub fn observation(&self) -> &Observation {
        &self.observation
    }

    /// What came back.
    #[must_use]
    pub fn into_observation(self) -> Observation {
        self.observation
    }
}

/// How the connection, or reading from it, ended with an event; `None` where it did not.
fn ending(kind: &EventKind) -> Option<Ending> {
    match kind {
        EventKind::ConnectFailed { .. } => Some(Ending::NotConnected),
        EventKind::Fin | EventKind::CloseNotify => Some(Ending::Fin),
        EventKind::Reset => Some(Ending::Reset),
        EventKind::ReadFailed { .. } => Some(Ending::Failed),
        EventKind::TimedOut { .. } => Some(Ending::TimedOut),
        EventKind::TooManyBytes { .. } => Some(Ending::TooManyBytes),
        EventKind::Closed { how: CloseKind::Full | CloseKind::Reset } => Some(Ending::ClosedByUs),
        EventKind::Closed { how: CloseKind::Write }
        | EventKind::Connected { .. }
        | EventKind::Secured(_)
        | EventKind::NoCloseNotify
        | EventKind::Sent { .. }
        | EventKind::SendFailed { .. }
        | EventKind::Received { .. }
        | EventKind::Quiet { .. }
        | EventKind::Paused { .. }
        | EventKind::NoValue { .. }
        | EventKind::StepDone => None,
    }
}
