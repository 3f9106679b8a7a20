//! The TLS handshake, and the ways apart in which there can be none.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use rustls::{ClientConnection, ProtocolVersion};
use tokio::net::TcpStream;

use super::certificate;
use super::offer::Secure;
use super::stream::TlsStream;
use super::words;
use crate::model::tls::Handshake;

/// The start of an answer in plain HTTP, where the header of a record should be.
const PLAIN_HTTP: &[u8; 5] = b"HTTP/";

/// Does the handshake on a connection that was just made.
///
/// # Errors
/// Why there is no TLS, in words for a user.
pub(in crate::exchange) async fn handshake(
    socket: TcpStream,
    secure: &Secure,
) -> Result<(TlsStream, Handshake), String> {
    let mut session = ClientConnection::new(Arc::clone(&secure.config), secure.name.clone())
        .map_err(|error| words::of_handshake(&error))?;
    // What is put into records is bounded by the write, and sent before the next.
    session.set_buffer_limit(None);
    let mut stream = TlsStream::new(socket, session);
    if let Err(trouble) = poll_fn(|cx| stream.poll_handshake(cx)).await {
        let message = match trouble {
            Trouble::Protocol(_) if stream.place.header() == PLAIN_HTTP => words::PLAIN.to_owned(),
            Trouble::Protocol(error) => words::of_handshake(&error),
            Trouble::Socket(error) => format!("the TLS handshake broke off: {error}"),
            Trouble::Closed => "the peer closed during the TLS handshake (FIN)".to_owned(),
        };
        return Err(message);
    }
    let told = told(&stream.session, secure);
    Ok((stream, told))
}

enum Trouble {
    Socket(io::Error),
    Protocol(rustls::Error),
    Closed,
}

impl TlsStream {
    fn poll_handshake(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Trouble>> {
        loop {
            ready!(self.poll_flush(cx)).map_err(Trouble::Socket)?;
            if !self.session.is_handshaking() {
                return Poll::Ready(Ok(()));
            }
            if ready!(self.poll_records(cx)).map_err(Trouble::Socket)? == 0 {
                return Poll::Ready(Err(Trouble::Closed));
            }
            if let Err(error) = self.session.process_new_packets() {
                // The peer is told why, where that can be done at once.
                let _ = self.poll_flush(cx);
                return Poll::Ready(Err(Trouble::Protocol(error)));
            }
        }
    }
}

fn told(session: &ClientConnection, secure: &Secure) -> Handshake {
    let version = match session.protocol_version() {
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2".to_owned(),
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3".to_owned(),
        other => other.map_or_else(String::new, |version| format!("{version:?}")),
    };
    let suite = session.negotiated_cipher_suite();
    let suite = suite.and_then(|suite| suite.suite().as_str().map(str::to_owned));
    let sni = match &secure.name {
        rustls::pki_types::ServerName::DnsName(name) => Some(name.as_ref().to_owned()),
        _ => None,
    };
    Handshake {
        version,
        cipher: suite.unwrap_or_default().replacen("TLS13_", "TLS_", 1),
        alpn: session.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned()),
        sni,
        certificate: session
            .peer_certificates()
            .and_then(|chain| chain.first())
            .map(certificate::told),
    }
}
