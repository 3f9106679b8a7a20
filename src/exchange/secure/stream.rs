//! A TCP connection that carries TLS: the octets in its records, and its end in all its forms.

use std::io::{self, Read as _, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use rustls::ClientConnection;
use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};
use tokio::net::TcpStream;

use super::records::{Incoming, Place};
use super::words;

/// How many octets are put into records at once: whole ones, four of the longest (RFC 8446 5.1).
const AT_ONCE: usize = 4 << 14;

/// What a read brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Came {
    /// Octets, now in the buffer.
    Octets,
    /// The closure alert.
    CloseNotify,
    /// No closure alert, although FIN is next.
    NoCloseNotify,
    /// FIN.
    Fin,
}

/// How far the peer has closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PeersEnd {
    None,
    Notified,
    Cut,
}

/// A TCP connection that carries TLS.
#[derive(Debug)]
pub(in crate::exchange) struct TlsStream {
    pub(super) socket: TcpStream,
    pub(super) session: ClientConnection,
    pub(super) place: Place,
    peers_end: PeersEnd,
    /// How many octets of the write under way are in records that have not all been sent.
    taken: usize,
    /// Whether nothing more may be sent: our own closure alert was, or there is to be none.
    silent: bool,
    /// Why the socket takes nothing more. The system tells it once, to whichever call comes first.
    broken: Option<io::Error>,
}

impl TlsStream {
    pub(super) fn new(socket: TcpStream, session: ClientConnection) -> Self {
        Self {
            socket,
            session,
            place: Place::default(),
            peers_end: PeersEnd::None,
            taken: 0,
            silent: false,
            broken: None,
        }
    }

    /// Reads what is there, at most what one record holds.
    ///
    /// # Errors
    /// Those of the socket; `InvalidData` for an alert or a record that breaks the protocol.
    pub(in crate::exchange) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<Came>> {
        // An answer to the peer's own records, or the rest of a write. That the peer takes no more is
        // told by the write: what it sent before is still there to be read.
        let _ = self.poll_flush(cx);
        loop {
            match self.peers_end {
                PeersEnd::Notified => return self.poll_after_close_notify(cx),
                PeersEnd::Cut => return Poll::Ready(Ok(Came::Fin)),
                PeersEnd::None => {}
            }
            match self.session.reader().read(buffer.initialize_unfilled()) {
                Ok(0) => {
                    self.peers_end = PeersEnd::Notified;
                    return Poll::Ready(Ok(Came::CloseNotify));
                }
                Ok(count) => {
                    buffer.advance(count);
                    return Poll::Ready(Ok(Came::Octets));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
            if ready!(self.poll_records(cx))? == 0 {
                // Linux hands a pending RST to whichever call comes first, here a flush, and lets
                // the next read end as if by FIN.
                if self.broken.as_ref().is_some_and(|e| e.kind() == io::ErrorKind::ConnectionReset)
                {
                    return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
                }
                self.peers_end = PeersEnd::Cut;
                return Poll::Ready(Ok(Came::NoCloseNotify));
            }
            if let Err(error) = self.session.process_new_packets() {
                let _ = self.poll_flush(cx);
                return Poll::Ready(Err(invalid(words::of_session(&error))));
            }
        }
    }

    /// Nothing may follow the closure alert but FIN (RFC 8446 6.1).
    fn poll_after_close_notify(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Came>> {
        let mut octets = [0; 512];
        let mut buffer = ReadBuf::new(&mut octets);
        ready!(Pin::new(&mut self.socket).poll_read(cx, &mut buffer))?;
        Poll::Ready(if buffer.filled().is_empty() {
            Ok(Came::Fin)
        } else {
            Err(invalid("octets came after the closure alert (close_notify)".to_owned()))
        })
    }

    /// Takes up to the end of a record from the socket; 0 is FIN.
    pub(super) fn poll_records(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let Self { socket, session, place, .. } = self;
        match session.read_tls(&mut Incoming { socket, cx, place }) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
            result => Poll::Ready(result),
        }
    }

    /// Puts octets into records of their own and sends these; ready when the system has taken them.
    pub(in crate::exchange) fn poll_write(
        &mut self,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.silent {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        if self.taken == 0 {
            let now = octets.get(..AT_ONCE).unwrap_or(octets);
            self.taken = self.session.writer().write(now)?;
        }
        ready!(self.poll_flush(cx))?;
        Poll::Ready(Ok(std::mem::take(&mut self.taken)))
    }

    /// Sends the records that are waiting. An error is that of every call from then on.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { socket, session, broken, .. } = self;
        while session.wants_write() {
            if let Some(error) = broken {
                return Poll::Ready(Err(same(error)));
            }
            let mut outgoing = Outgoing { socket, cx };
            let error = match session.write_tls(&mut outgoing) {
                Ok(0) => io::ErrorKind::WriteZero.into(),
                Ok(_) => continue,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Poll::Pending,
                Err(error) => error,
            };
            *broken = Some(error);
        }
        Poll::Ready(Ok(()))
    }

    /// Sends the closure alert after all that was written.
    pub(in crate::exchange) fn poll_close_notify(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.silent {
            self.silent = true;
            self.session.send_close_notify();
        }
        self.poll_flush(cx)
    }

    /// Sends FIN, whatever was sent before.
    pub(in crate::exchange) fn poll_fin(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }

    /// Closes with RST, without a closure alert.
    pub(in crate::exchange) fn reset(mut self) -> io::Result<()> {
        self.silent = true;
        self.socket.set_zero_linger()
    }
}

impl Drop for TlsStream {
    /// Who closes says so first (RFC 8446 6.1), as far as that can be done at once.
    fn drop(&mut self) {
        if self.silent {
            return;
        }
        self.session.send_close_notify();
        let mut waiting = Vec::new();
        while self.session.wants_write() {
            if !matches!(self.session.write_tls(&mut waiting), Ok(1..)) {
                return;
            }
        }
        let _ = self.socket.try_write(&waiting);
    }
}

/// The socket as something that can be written to at once or would block.
struct Outgoing<'a, 'b> {
    socket: &'a mut TcpStream,
    cx: &'a mut Context<'b>,
}

impl io::Write for Outgoing<'_, '_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match Pin::new(&mut *self.socket).poll_write(self.cx, octets) {
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
            Poll::Ready(result) => result,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The error once more.
fn same(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
