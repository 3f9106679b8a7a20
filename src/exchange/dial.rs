//! Makes connections, and tells the ways apart in which one cannot be made.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::endpoint::Endpoint;
use super::secure::{self, Secure};
use super::timing::after;
use super::transport::Stream;
use crate::model::target::Address;
use crate::model::tls::Handshake;
use crate::model::transcript::ConnectFailure;

/// A connection that was made.
pub(super) struct Dialled {
    pub(super) stream: Stream,
    /// The peer's address, or the socket's path.
    pub(super) peer: String,
    /// Our address; empty for a Unix socket.
    pub(super) local: String,
    /// What the TLS handshake came to, where there was one.
    pub(super) handshake: Option<Handshake>,
}

/// Why a connection could not be made, and the system's words for it.
pub(super) type DialFailure = (ConnectFailure, String);

/// Whether the target accepts a connection, and over TLS its handshake; the connection is closed again at once.
///
/// # Errors
/// Why it does not, in kind and in the system's words.
pub async fn probe(endpoint: &Endpoint, timeout: Duration) -> Result<(), (ConnectFailure, String)> {
    dial(endpoint, timeout).await.map(drop)
}

/// Why a target cannot be connected to, and what to do about it.
#[must_use]
pub fn not_reached((failure, message): (ConnectFailure, String)) -> String {
    match failure {
        // Somebody is there, and the words say what is wrong with them.
        ConnectFailure::Handshake => message,
        _ => format!("{message}; is the server running, and is this its address?"),
    }
}

/// Connects within `limit`: name look-up, all addresses of the name, and the TLS handshake together.
pub(super) async fn dial(endpoint: &Endpoint, limit: Duration) -> Result<Dialled, DialFailure> {
    let ends = after(Instant::now(), limit);
    match (&endpoint.address, &endpoint.secure) {
        (Address::Unix(path), _) => dial_unix(path, limit).await,
        (_, Some(Err(problem))) => Err((ConnectFailure::Local, problem.clone())),
        (Address::Tcp { host, port } | Address::Tls { host, port }, None) => {
            dial_tcp(host, *port, limit, ends).await
        }
        (Address::Tcp { host, port } | Address::Tls { host, port }, Some(Ok(tls))) => {
            secured(dial_tcp(host, *port, limit, ends).await?, tls, ends).await
        }
    }
}

/// Does the TLS handshake on a connection that was made.
async fn secured(dialled: Dialled, tls: &Secure, ends: Instant) -> Result<Dialled, DialFailure> {
    let Dialled { stream: Stream::Tcp(stream), peer, local, .. } = dialled else {
        return Ok(dialled);
    };
    match timeout_at(ends, secure::handshake(stream, tls)).await {
        Ok(Ok((stream, handshake))) => Ok(Dialled {
            stream: Stream::Tls(Box::new(stream)),
            peer,
            local,
            handshake: Some(handshake),
        }),
        Ok(Err(message)) => Err((ConnectFailure::Handshake, format!("{peer}: {message}"))),
        Err(_) => Err((
            ConnectFailure::Handshake,
            format!("{peer}: the TLS handshake was not finished in time"),
        )),
    }
}

async fn dial_tcp(
    host: &str,
    port: u16,
    limit: Duration,
    ends: Instant,
) -> Result<Dialled, DialFailure> {
    let addresses = resolve(host, port, limit).await?;
    let none = (ConnectFailure::NoSuchHost, format!("`{host}` has no address"));
    dial_in_turn(&addresses, ends).await.map_err(|failure| failure.unwrap_or(none))
}

/// Tries the addresses in order; the most telling failure, where there is an address at all.
async fn dial_in_turn(
    addresses: &[SocketAddr],
    ends: Instant,
) -> Result<Dialled, Option<DialFailure>> {
    let mut telling: Option<DialFailure> = None;
    for (tried, &address) in addresses.iter().enumerate() {
        // One address that swallows every packet must leave time for the ones after it.
        let left = u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
        let share = ends.saturating_duration_since(Instant::now()) / left;
        let failure = match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => match greet(stream, address) {
                Ok(dialled) => return Ok(dialled),
                Err(error) => (classify(&error), format!("{address}: {error}")),
            },
            Ok(Err(error)) => (classify(&error), format!("{address}: {error}")),
            Err(_) => late(&address.to_string()),
        };
        if telling.as_ref().is_none_or(|before| weight(failure.0) > weight(before.0)) {
            telling = Some(failure);
        }
    }
    Err(telling)
}

async fn resolve(host: &str, port: u16, limit: Duration) -> Result<Vec<SocketAddr>, DialFailure> {
    if let Ok(ip) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, port)]);
    }
    match timeout(limit, tokio::net::lookup_host((host, port))).await {
        Ok(Ok(addresses)) => Ok(addresses.collect()),
        Ok(Err(error)) => Err((ConnectFailure::NoSuchHost, format!("{host}: {error}"))),
        Err(_) => Err(late(&format!("the look-up of `{host}`"))),
    }
}

fn greet(stream: TcpStream, address: SocketAddr) -> io::Result<Dialled> {
    let local = stream.local_addr()?;
    if local == address {
        // A socket that dials a free port of its own range can meet itself (simultaneous open,
        // RFC 9293 3.5): there is no server.
        return Err(io::ErrorKind::ConnectionRefused.into());
    }
    // Each write is to leave as it is. Where the option is refused, the peer has already gone, which
    // the next read or write says better.
    let _ = stream.set_nodelay(true);
    Ok(Dialled {
        stream: Stream::Tcp(stream),
        peer: address.to_string(),
        local: local.to_string(),
        handshake: None,
    })
}

#[cfg(unix)]
async fn dial_unix(path: &str, limit: Duration) -> Result<Dialled, DialFailure> {
    let connecting = async {
        loop {
            match UnixStream::connect(path).await {
                // The listener's queue is full, for which a Unix socket does not wait by itself.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    sleep(Duration::from_millis(2)).await;
                }
                result => return result,
            }
        }
    };
    match timeout(limit, connecting).await {
        Ok(Ok(stream)) => Ok(Dialled {
            stream: Stream::Unix(stream),
            peer: path.to_owned(),
            local: String::new(),
            handshake: None,
        }),
        Ok(Err(error)) => Err((classify(&error), format!("{path}: {error}"))),
        Err(_) => Err(late(path)),
    }
}

#[cfg(not(unix))]
async fn dial_unix(path: &str, _: Duration) -> Result<Dialled, DialFailure> {
    Err((ConnectFailure::Local, format!("{path}: this system has no Unix sockets")))
}

fn late(whom: &str) -> DialFailure {
    (ConnectFailure::TimedOut, format!("{whom}: no answer in time"))
}

fn classify(error: &io::Error) -> ConnectFailure {
    match error.kind() {
        // NotFound is a Unix socket's missing file. A reset while connecting is what a listener
        // that closes under load sends.
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::NotFound => ConnectFailure::Refused,
        io::ErrorKind::TimedOut => ConnectFailure::TimedOut,
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown => ConnectFailure::Unreachable,
        _ => ConnectFailure::Local,
    }
}

/// Which of several addresses' failures tells most about the target: that it refused is more than
/// that this machine has no way to another family of addresses.
fn weight(failure: ConnectFailure) -> u8 {
    match failure {
        ConnectFailure::Handshake => 5,
        ConnectFailure::Refused => 4,
        ConnectFailure::TimedOut => 3,
        ConnectFailure::Unreachable => 2,
        ConnectFailure::Local => 1,
        ConnectFailure::NoSuchHost => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tests::nobody;

    #[test]
    fn each_way_in_which_the_system_refuses_has_its_own_name() {
        use ConnectFailure::{Local, Refused, TimedOut, Unreachable};
        // Linux errno values.
        let rows = [
            (111, Refused),     // ECONNREFUSED
            (104, Refused),     // ECONNRESET
            (2, Refused),       // ENOENT
            (110, TimedOut),    // ETIMEDOUT
            (113, Unreachable), // EHOSTUNREACH
            (101, Unreachable), // ENETUNREACH
            (100, Unreachable), // ENETDOWN
            (24, Local),        // EMFILE
            (99, Local),        // EADDRNOTAVAIL
            (13, Local),        // EACCES
        ];
        if cfg!(target_os = "linux") {
            for (errno, want) in rows {
                let error = io::Error::from_raw_os_error(errno);
                assert_eq!(classify(&error), want, "{error}");
            }
        }
    }

    #[tokio::test]
    async fn a_probe_tells_a_listener_from_none() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let second = Duration::from_secs(5);
        // By name as well: both addresses of `localhost` may have to be tried.
        for host in ["127.0.0.1", "localhost"] {
            let address = Address::Tcp { host: host.to_owned(), port };
            assert_eq!(probe(&Endpoint::at(&address), second).await, Ok(()), "{host}");
        }
        let (_kept, nobody) = nobody();
        let address = Address::Tcp { host: "127.0.0.1".to_owned(), port: nobody.port() };
        assert_eq!(
            probe(&Endpoint::at(&address), second).await.unwrap_err().0,
            ConnectFailure::Refused
        );
        let file = Address::Unix("/nonexistent/wirecase.sock".to_owned());
        assert_eq!(
            probe(&Endpoint::at(&file), second).await.unwrap_err().0,
            ConnectFailure::Refused
        );
    }

    #[tokio::test]
    async fn addresses_are_tried_in_order_and_what_is_written_leaves_at_once() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let open = listener.local_addr().unwrap();
        let (_kept, closed) = nobody();
        let ends = after(Instant::now(), Duration::from_secs(20));
        let dialled = dial_in_turn(&[closed, open, closed], ends).await.ok().unwrap();
        assert_eq!(dialled.peer, open.to_string());
        if let Stream::Tcp(stream) = dialled.stream {
            assert!(stream.nodelay().unwrap());
        }
        // A link-local address without its link cannot be dialled from here at all (RFC 4007 6).
        let local = "[fe80::1]:80".parse().unwrap();
        for addresses in [&[closed][..], &[closed, local], &[local, closed]] {
            let failure = dial_in_turn(addresses, ends).await.err().flatten().unwrap();
            assert_eq!(failure.0, ConnectFailure::Refused, "{addresses:?}");
        }
        assert!(dial_in_turn(&[], ends).await.err().unwrap().is_none());
    }

    #[tokio::test]
    async fn a_name_that_cannot_be_looked_up_is_no_such_host() {
        // Neither can be asked of a name server: a label has at most 63 octets (RFC 1035 2.3.4).
        for host in [format!("{}.invalid", "a".repeat(64)).as_str(), "a\0b"] {
            let address = Address::Tcp { host: host.to_owned(), port: 80 };
            let failure =
                probe(&Endpoint::at(&address), Duration::from_secs(20)).await.unwrap_err();
            assert_eq!(failure.0, ConnectFailure::NoSuchHost, "{host:?}: {}", failure.1);
        }
    }
}
