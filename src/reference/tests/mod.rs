//! Tests of the whole server over loopback: octets in, octets out.

mod connections;
mod faults;
mod probes;
mod requests;
mod resources;
mod tls;
mod websocket;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::reference::{Faults, Limits, Server};

/// How long nothing may come before an answer counts as ended by silence.
const QUIET: Duration = Duration::from_millis(1500);

/// Limits whose times are short, so that waiting for one of them is.
fn quick() -> Limits {
    Limits {
        request_timeout: Duration::from_millis(300),
        idle_timeout: Duration::from_millis(300),
        linger: Duration::from_millis(300),
        events: Duration::from_millis(400),
        events_comment: Duration::from_millis(250),
        ..Limits::default()
    }
}

async fn start(faults: &[&str], limits: Limits) -> Server {
    let names: Vec<String> = faults.iter().map(|name| (*name).to_owned()).collect();
    let faults = Faults::named(&names).unwrap();
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Server::start_with(any, faults, limits).await.unwrap()
}

/// What came back, and how it ended: `FIN`, `RST` or `silence`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    octets: Vec<u8>,
    end: &'static str,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.octets).into_owned()
    }

    /// The status codes of all answers, in order.
    fn statuses(&self) -> Vec<u16> {
        let text = self.text();
        let after = text.split("HTTP/1.1 ").skip(1);
        after.filter_map(|rest| rest.get(..3)?.parse().ok()).collect()
    }

    /// The value of a field in the head of the first answer.
    fn field(&self, name: &str) -> Option<String> {
        let text = self.text();
        let text = text.split("\r\n\r\n").next()?;
        let start = text.to_ascii_lowercase().find(&format!("\r\n{}: ", name.to_lowercase()))?;
        let rest = text.get(start + name.len() + 4..)?;
        Some(rest.split("\r\n").next()?.to_owned())
    }

    /// What follows the first head.
    fn body(&self) -> String {
        let text = self.text();
        text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
    }
}

/// Reads until the server closes, or is silent.
async fn read_to_end(stream: &mut TcpStream, quiet: Duration) -> Answer {
    let mut octets = Vec::new();
    let end = loop {
        match timeout(quiet, stream.read_buf(&mut octets)).await {
            Err(_) => break "silence",
            Ok(Ok(0)) => break "FIN",
            Ok(Ok(_)) => {}
            Ok(Err(_)) => break "RST",
        }
    };
    Answer { octets, end }
}

/// Sends octets on a fresh connection, closes the writing side, and reads to the end.
async fn talk(server: &Server, octets: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(octets).await.unwrap();
    stream.shutdown().await.unwrap();
    read_to_end(&mut stream, QUIET).await
}

/// Sends octets on a fresh connection and reads, without closing the writing side.
async fn hold(server: &Server, octets: &[u8], quiet: Duration) -> Answer {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(octets).await.unwrap();
    read_to_end(&mut stream, quiet).await
}

/// A request written with LF for CRLF.
fn wire(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}
