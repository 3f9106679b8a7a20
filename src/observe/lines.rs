//! Lines of a message, found as the octets come and without looking at an octet twice.

use crate::model::bytes::Span;

/// A line that is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its octets without the line end.
    pub(super) text: Span,
    /// The line end: CRLF, or LF alone, which a recipient may take for one (RFC 9112 2.2).
    pub(super) end: Span,
}

impl Line {
    /// Whether it ends in LF alone.
    pub(super) fn ends_in_bare_lf(&self) -> bool {
        self.end.len() == 1
    }
}

/// Where the next line starts, and how far the search for its end has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    start: usize,
    scanned: usize,
}

impl Lines {
    /// Lines from this offset on.
    pub(super) fn at(start: usize) -> Self {
        Self { start, scanned: start }
    }

    /// The next line, once its LF is there.
    pub(super) fn next(&mut self, received: &[u8]) -> Option<Line> {
        let unseen = received.get(self.scanned..)?;
        let Some(offset) = unseen.iter().position(|&octet| octet == b'\n') else {
            self.scanned = received.len();
            return None;
        };
        let lf = self.scanned + offset;
        let text = Span::new(self.start, lf).of(received);
        let end = if text.last() == Some(&b'\r') { lf - 1 } else { lf };
        let line = Line { text: Span::new(self.start, end), end: Span::new(end, lf + 1) };
        *self = Self::at(lf + 1);
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_lf_and_the_cr_before_it_is_no_part_of_them() {
        let received = b"a\r\n\nb\r\r\nc";
        let mut lines = Lines::at(0);
        let mut found: Vec<(&[u8], &[u8])> = Vec::new();
        while let Some(line) = lines.next(received) {
            found.push((line.text.of(received), line.end.of(received)));
        }
        assert_eq!(found, [(&b"a"[..], &b"\r\n"[..]), (b"", b"\n"), (b"b\r", b"\r\n")]);
    }
}
