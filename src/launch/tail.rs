//! The end of what a server writes: as much as is kept, and how much was before it.

use std::collections::VecDeque;
use std::fmt::Write as _;

/// How many octets of a server's output are kept.
const KEPT: usize = 64 << 10;

/// The last octets of a stream.
#[derive(Debug, Default)]
pub(super) struct Tail {
    kept: VecDeque<u8>,
    omitted: u64,
}

impl Tail {
    pub(super) fn push(&mut self, octets: &[u8]) {
        self.kept.extend(octets);
        let over = self.kept.len().saturating_sub(KEPT);
        self.kept.drain(..over);
        self.omitted = self.omitted.saturating_add(over as u64);
    }

    /// The octets as text, whole lines where there is more than fits, and how many octets were before
    /// it. An octet that is no UTF-8 is written `\xNN`; nothing else is changed.
    pub(super) fn text(&self) -> (String, u64) {
        let mut octets: Vec<u8> = self.kept.iter().copied().collect();
        let mut omitted = self.omitted;
        if omitted > 0
            && let Some(end) = octets.iter().position(|octet| *octet == b'\n')
            && end + 1 < octets.len()
        {
            octets.drain(..=end);
            omitted = omitted.saturating_add(end as u64 + 1);
        }
        let mut text = String::new();
        for chunk in octets.utf8_chunks() {
            text.push_str(chunk.valid());
            for octet in chunk.invalid() {
                let _ = write!(text, "\\x{octet:02x}");
            }
        }
        (text, omitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_kept_whole_and_what_was_before_is_counted() {
        let mut tail = Tail::default();
        tail.push(b"first\n");
        assert_eq!(tail.text(), ("first\n".to_owned(), 0));
        tail.push("second \u{1b}[31m\n".as_bytes());
        tail.push(b"\xff\xfe no text");
        let want = "first\nsecond \u{1b}[31m\n\\xff\\xfe no text";
        assert_eq!(tail.text(), (want.to_owned(), 0));

        let mut tail = Tail::default();
        let line = format!("{}\n", "x".repeat(99));
        for _ in 0..1000 {
            tail.push(line.as_bytes());
        }
        let (text, omitted) = tail.text();
        assert_eq!(text, line.repeat(KEPT / 100));
        assert_eq!(omitted + text.len() as u64, 100_000);
        // One line that is longer than all that is kept is not thrown away for being one.
        let mut tail = Tail::default();
        tail.push(&vec![b'y'; KEPT + 5]);
        assert_eq!(tail.text(), ("y".repeat(KEPT), 5));
    }
}
