//! Cuts what comes on the socket at the ends of TLS records (RFC 8446 5.1, RFC 5246 6.2.1), so that
//! what follows a closure alert is still there to be seen.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead as _, ReadBuf};
use tokio::net::TcpStream;

/// The octets before a record's fragment: its type, a version, its length.
const HEADER: usize = 5;

/// Where in a record the next octet belongs.
#[derive(Debug, Default)]
pub(super) struct Place {
    header: [u8; HEADER],
    /// How much of the header has come.
    came: usize,
    /// How much of the fragment is missing.
    missing: usize,
}

impl Place {
    /// How many octets there are up to the next end of a header or record.
    fn wanted(&self) -> usize {
        if self.missing > 0 { self.missing } else { HEADER.saturating_sub(self.came) }
    }

    fn take(&mut self, octets: &[u8]) {
        if self.missing > 0 {
            self.missing = self.missing.saturating_sub(octets.len());
            return;
        }
        if self.came == HEADER {
            self.came = 0;
        }
        for (place, octet) in self.header.iter_mut().skip(self.came).zip(octets) {
            *place = *octet;
        }
        self.came = self.came.saturating_add(octets.len());
        if self.came >= HEADER {
            let [_, _, _, high, low] = self.header;
            self.missing = usize::from(u16::from_be_bytes([high, low]));
            self.came = 0;
        }
    }

    /// The last header, or as much of it as came.
    pub(super) fn header(&self) -> &[u8; HEADER] {
        &self.header
    }
}

/// The socket as something that can be read at once or would block.
pub(super) struct Incoming<'a, 'b> {
    pub(super) socket: &'a mut TcpStream,
    pub(super) cx: &'a mut Context<'b>,
    pub(super) place: &'a mut Place,
}

impl Read for Incoming<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = buffer.len().min(self.place.wanted());
        let mut buffer = ReadBuf::new(buffer.get_mut(..room).unwrap_or_default());
        match Pin::new(&mut *self.socket).poll_read(self.cx, &mut buffer) {
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
            Poll::Ready(Err(error)) => Err(error),
            Poll::Ready(Ok(())) => {
                self.place.take(buffer.filled());
                Ok(buffer.filled().len())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_ends_with_the_header_and_with_the_fragment_however_it_comes() {
        let mut place = Place::default();
        let mut wanted = Vec::new();
        // A record of three octets, cut twice, an empty one, and the start of another.
        for octets in [&[23, 3][..], &[3, 0, 3], b"ab", b"c", &[23, 3, 3, 0, 0], &[21]] {
            wanted.push(place.wanted());
            place.take(octets);
        }
        assert_eq!(wanted, [5, 3, 3, 1, 5, 5]);
        assert_eq!((place.wanted(), place.header()[0]), (4, 21));
    }
}
