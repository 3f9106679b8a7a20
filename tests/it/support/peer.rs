//! Scripted peers: a listener on loopback whose every connection plays a script.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// A scripted peer. It lives until the test process ends.
pub(crate) struct Peer {
    pub(crate) port: u16,
    connections: Arc<AtomicUsize>,
}

impl Peer {
    /// Every connection plays `script` in a thread of its own. A connection on which nothing is sent
    /// before it is closed is the harness looking whether somebody is there; scripts see it as an
    /// end of file.
    pub(crate) fn start(script: impl Fn(Connection) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let script = Arc::new(script);
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { continue };
                let script = Arc::clone(&script);
                counted.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || script(Connection { stream, seen: Vec::new() }));
            }
        });
        Self { port, connections }
    }

    /// Answers every request with these bytes and closes.
    pub(crate) fn answering(answer: Vec<u8>) -> Self {
        Self::start(move |mut connection| {
            if connection.read_head() {
                connection.write(&answer);
            }
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many connections were made so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// The URL of an address at which nobody listens, as long as the socket is kept: a free port could be
/// taken by another test meanwhile.
pub(crate) fn nobody() -> (socket2::Socket, String) {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, format!("http://{address}"))
}

/// One connection of a scripted peer. Every operation bears that the other side is gone.
pub(crate) struct Connection {
    stream: TcpStream,
    seen: Vec<u8>,
}

impl Connection {
    /// Reads up to the empty line that ends a head; false where the connection ended before.
    pub(crate) fn read_head(&mut self) -> bool {
        let mut one = [0];
        let from = self.seen.len();
        while !self.seen[from..].ends_with(b"\r\n\r\n") {
            match self.stream.read(&mut one) {
                Ok(1) => self.seen.push(one[0]),
                _ => return false,
            }
        }
        true
    }

    /// Whether these octets are in what was read so far.
    pub(crate) fn has_seen(&self, octets: &[u8]) -> bool {
        self.seen.windows(octets.len()).any(|window| window == octets)
    }

    /// What was read since the last time.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.seen)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    /// Writes octet by octet, each in a segment of its own.
    pub(crate) fn write_in_octets(&mut self, bytes: &[u8]) {
        let _ = self.stream.set_nodelay(true);
        for octet in bytes {
            if !self.write(&[*octet]) {
                return;
            }
        }
    }

    /// Writes the same bytes until the other side has had enough.
    pub(crate) fn write_for_ever(&mut self, bytes: &[u8]) {
        while self.write(bytes) {}
    }

    /// Reads until the other side closes, so that what was written is not lost to a reset.
    pub(crate) fn drain(&mut self) {
        let mut buffer = [0; 4096];
        while matches!(self.stream.read(&mut buffer), Ok(n) if n > 0) {}
    }

    /// Says that nothing more comes, and reads what is still sent, so that nothing is lost to a reset.
    pub(crate) fn end(mut self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Write);
        self.drain();
    }

    /// Reads until the other side closes; what came is what [`Connection::take`] gives.
    pub(crate) fn drain_into_seen(&mut self) {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = self.stream.read(&mut buffer) {
            self.seen.extend_from_slice(&buffer[..count]);
        }
    }

    /// Neither writes nor closes any more.
    pub(crate) fn wait_for_ever(self) {
        std::mem::forget(self.stream);
    }

    /// Ends with RST.
    pub(crate) fn reset(self) {
        let _ = socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }
}

/// An answer with a Date of now after its status line, so that no lint has a word to say about it.
pub(crate) fn dated(answer: &[u8]) -> Vec<u8> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let date = wirecase::model::http_date::format(i64::try_from(now.as_secs()).unwrap());
    let line = answer.iter().position(|octet| *octet == b'\n').unwrap() + 1;
    [&answer[..line], format!("Date: {date}\r\n").as_bytes(), &answer[line..]].concat()
}
