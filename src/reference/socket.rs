//! The connection under a [`Wire`](crate::reference::wire::Wire): TCP, or TLS over it.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::reference::fault::{Fault, Faults, fault};

/// Faults that only a server that speaks TLS has.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "close-notify-missing",
        "RFC 9112 9.8",
        "over TLS a server sends its closure alert before it closes",
        "closes a TLS connection without close_notify",
    ),
    fault(
        "tls-answers-in-the-clear",
        "RFC 9112 9.7",
        "over TLS every octet of HTTP is application data",
        "answers in the clear on a TLS connection",
    ),
    fault(
        "hsts-missing-over-tls",
        "RFC 6797 7.1",
        "a host with a policy tells it in every answer over TLS",
        "leaves Strict-Transport-Security out over TLS",
    ),
    fault(
        "cookies-insecure-over-tls",
        "RFC 6265 8.3",
        "a cookie that is set over TLS is Secure",
        "sets cookies without Secure over TLS",
    ),
];

/// A connection that was accepted.
pub(crate) enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Socket {
    /// Does the handshake, where TLS is spoken.
    pub(crate) async fn of(stream: TcpStream, acceptor: Option<&TlsAcceptor>) -> io::Result<Self> {
        // Small answers go out at once.
        let _ = stream.set_nodelay(true);
        Ok(match acceptor {
            None => Self::Plain(stream),
            Some(acceptor) => Self::Tls(Box::new(acceptor.accept(stream).await?)),
        })
    }

    /// Reads once; 0 is the peer's end. A client may close without its closure alert (RFC 9112 9.8).
    pub(crate) async fn read(&mut self, input: &mut Vec<u8>) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read_buf(input).await,
            Self::Tls(stream) => match stream.read_buf(input).await {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
                result => result,
            },
        }
    }

    pub(crate) async fn write_all(&mut self, octets: &[u8], faults: &Faults) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(octets).await,
            Self::Tls(stream) if faults.has("tls-answers-in-the-clear") => {
                stream.get_mut().0.write_all(octets).await
            }
            Self::Tls(stream) => {
                stream.write_all(octets).await?;
                stream.flush().await
            }
        }
    }

    /// Sends FIN, over TLS after the closure alert.
    pub(crate) async fn close(&mut self, faults: &Faults) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.shutdown().await,
            Self::Tls(stream) if faults.has("close-notify-missing") => {
                stream.get_mut().0.shutdown().await
            }
            Self::Tls(stream) => stream.shutdown().await,
        }
    }

    /// Has the connection closed with RST when it is dropped.
    pub(crate) fn reset(&self) {
        let _ = match self {
            Self::Plain(stream) => stream.set_zero_linger(),
            Self::Tls(stream) => stream.get_ref().0.set_zero_linger(),
        };
    }
}
