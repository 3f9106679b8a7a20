//! What carries the octets: TCP, TLS or a Unix socket behind one face.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::time::{Instant, timeout_at};

use super::secure::{Came, TlsStream};

/// A connected byte stream.
#[derive(Debug)]
pub(super) enum Stream {
    /// TCP over IPv4 or IPv6.
    Tcp(TcpStream),
    /// TLS over TCP.
    Tls(Box<TlsStream>),
    /// A Unix stream socket.
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Stream {
    /// Reads what is there into `buffer`.
    pub(super) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<Came>> {
        ready!(match self {
            Self::Tcp(stream) => Pin::new(stream).poll_read(cx, buffer),
            Self::Tls(stream) => return stream.poll_read(cx, buffer),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_read(cx, buffer),
        })?;
        Poll::Ready(Ok(if buffer.filled().is_empty() { Came::Fin } else { Came::Octets }))
    }

    /// Hands octets to the system, which may take only some of them.
    pub(super) fn poll_write(
        &mut self,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self {
            Self::Tcp(stream) => Pin::new(stream).poll_write(cx, octets),
            Self::Tls(stream) => stream.poll_write(cx, octets),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_write(cx, octets),
        }
    }

    /// Sends FIN and goes on reading (half-close), over TLS the closure alert before it, where the
    /// peer takes that by then.
    pub(super) async fn half_close(&mut self, until: Instant) -> io::Result<()> {
        if let Self::Tls(stream) = self {
            let _ = timeout_at(until, poll_fn(|cx| stream.poll_close_notify(cx))).await;
        }
        poll_fn(|cx| match self {
            Self::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => stream.poll_fin(cx),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
        })
        .await
    }

    /// Closes with RST rather than FIN. A Unix socket knows no reset and is simply closed.
    pub(super) fn reset(self) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.set_zero_linger(),
            Self::Tls(stream) => stream.reset(),
            #[cfg(unix)]
            Self::Unix(_) => Ok(()),
        }
    }
}
