//! One connection of a case: its socket, and what is known of its two directions.

use std::io;
use std::task::{Context, Poll};

use tokio::io::ReadBuf;
use tokio::time::Instant;

use super::request_start::Before;
use super::secure::Came;
use super::transport::Stream;
use crate::model::transcript::EventKind;

/// A connection, from when a step first named it.
#[derive(Debug)]
pub(super) struct Connection {
    /// `None` before it is made and after we closed it.
    stream: Option<Stream>,
    /// Whether it was ever tried to be made.
    pub(super) dialled: bool,
    /// Whether more can be read from it.
    reading: bool,
    /// Whether a write was given up, after which anything sent would follow a hole.
    pub(super) stuck: bool,
    /// Whether the peer has said that nothing more comes (close_notify).
    notified: bool,
    /// How many octets were kept of what came.
    received: u64,
    /// More came than is kept.
    flooded: bool,
    /// A write was answered by the peer's RST, which the system tells only once.
    reset_on_write: bool,
    /// For telling where requests start.
    pub(super) before: Before,
    /// How many octets of long repetitions are in the transcript.
    pub(super) repeats_recorded: u64,
    /// When anything last happened on it.
    pub(super) last_event: Instant,
    /// When octets last went either way, or it was made.
    pub(super) last_traffic: Instant,
}

impl Connection {
    /// A connection that is not yet made.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            stream: None,
            dialled: false,
            reading: false,
            stuck: false,
            notified: false,
            received: 0,
            flooded: false,
            reset_on_write: false,
            before: Before::default(),
            repeats_recorded: 0,
            last_event: now,
            last_traffic: now,
        }
    }

    /// Takes the socket that was made for it.
    pub(super) fn attach(&mut self, stream: Stream) {
        self.stream = Some(stream);
        self.reading = true;
    }

    /// Whether anything can still come; what comes after a closure alert is no answer to anything.
    pub(super) fn is_reading(&self) -> bool {
        self.reading && !self.notified
    }

    /// Takes the socket away, after which nothing can be read or sent.
    pub(super) fn detach(&mut self) -> Option<Stream> {
        self.reading = false;
        self.stream.take()
    }

    /// The socket, for as long as we have not closed it.
    pub(super) fn stream(&mut self) -> Option<&mut Stream> {
        self.stream.as_mut()
    }

    /// The next thing that comes: octets, a closure alert, FIN, RST, or trouble.
    pub(super) fn poll_event(
        &mut self,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
        cap: u64,
    ) -> Poll<EventKind> {
        if !self.reading {
            return Poll::Pending;
        }
        if self.flooded {
            self.detach();
            return Poll::Ready(EventKind::TooManyBytes { cap });
        }
        let Some(stream) = &mut self.stream else { return Poll::Pending };
        let mut buffer = ReadBuf::new(buffer);
        let Poll::Ready(result) = stream.poll_read(cx, &mut buffer) else { return Poll::Pending };
        match result {
            Ok(Came::Fin | Came::NoCloseNotify) if self.reset_on_write => {
                self.reading = false;
                Poll::Ready(EventKind::Reset)
            }
            Ok(Came::Fin) => {
                self.reading = false;
                Poll::Ready(EventKind::Fin)
            }
            Ok(Came::NoCloseNotify) => Poll::Ready(EventKind::NoCloseNotify),
            Ok(Came::CloseNotify) => {
                self.notified = true;
                Poll::Ready(EventKind::CloseNotify)
            }
            Ok(Came::Octets) => Poll::Ready(self.keep(buffer.filled(), cap)),
            Err(error) => {
                self.reading = false;
                Poll::Ready(match error.kind() {
                    io::ErrorKind::ConnectionReset => EventKind::Reset,
                    _ => EventKind::ReadFailed { message: error.to_string() },
                })
            }
        }
    }

    fn keep(&mut self, came: &[u8], cap: u64) -> EventKind {
        let room = usize::try_from(cap.saturating_sub(self.received)).unwrap_or(usize::MAX);
        let kept = came.get(..room).unwrap_or(came);
        self.flooded = kept.len() < came.len();
        if kept.is_empty() {
            // Closing with octets unread tells the peer to stop (RST; compare RFC 9112 9.6).
            self.detach();
            return EventKind::TooManyBytes { cap };
        }
        self.received = self.received.saturating_add(kept.len() as u64);
        EventKind::Received { bytes: kept.into() }
    }

    /// Hands octets to the system; an answer of zero octets is an error.
    pub(super) fn poll_write(
        &mut self,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Some(stream) = &mut self.stream else {
            let closed = io::Error::new(io::ErrorKind::NotConnected, "closed by us before");
            return Poll::Ready(Err(closed));
        };
        let result = match stream.poll_write(cx, octets) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Ok(0)) => Err(io::ErrorKind::WriteZero.into()),
            Poll::Ready(result) => result,
        };
        if let Err(error) = &result {
            // Linux hands a pending RST to whichever call comes first and lets the next read end as
            // if by FIN. A broken pipe is no such sign: then the peer's FIN had come before, or the
            // half-close was ours.
            self.reset_on_write |= error.kind() == io::ErrorKind::ConnectionReset;
        }
        Poll::Ready(result)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::AsyncWriteExt as _;
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    #[tokio::test]
    async fn a_reset_that_a_write_was_told_of_is_still_a_reset_after_what_came_before_it() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut peer, _) = listener.accept().await.unwrap();
        let mut connection = Connection::new(Instant::now());
        connection.attach(Stream::Tcp(stream));
        peer.write_all(b"partial").await.unwrap();
        peer.set_zero_linger().unwrap();
        drop(peer);
        let error = poll_fn(|cx| connection.poll_write(cx, b"x")).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
        let mut buffer = [0; 16];
        let mut events = Vec::new();
        while connection.is_reading() {
            events.push(poll_fn(|cx| connection.poll_event(cx, &mut buffer, 100)).await);
        }
        // Linux keeps what came before the reset; another system may drop it.
        if cfg!(target_os = "linux") {
            let partial = EventKind::Received { bytes: "partial".into() };
            assert_eq!(events, [partial, EventKind::Reset]);
        } else {
            assert_eq!(events.last(), Some(&EventKind::Reset));
        }
    }
}
