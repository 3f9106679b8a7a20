//! WebSocket frames (RFC 6455 section 5.2), read as their octets come after a 101.

use crate::model::bytes::{Bytes, Span};
use crate::model::observation::Frame;
use crate::model::websocket::header;

/// How many frames are kept; a hostile peer can make one of two octets.
pub(super) const MOST_FRAMES: usize = 65_536;

/// Reads frames one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frames {
    at: usize,
    /// Of the frame whose payload is under way: how many octets it still lacks, and its mask.
    payload: Option<(u64, Option<[u8; 4]>)>,
}

impl Frames {
    /// Frames from this offset on.
    pub(super) fn at(start: usize) -> Self {
        Self { at: start, payload: None }
    }

    /// Reads what came, at this time.
    pub(super) fn read(&mut self, received: &[u8], frames: &mut Vec<Frame>, at_us: u64) {
        loop {
            let there = received.get(self.at..).unwrap_or_default();
            let Some((missing, mask)) = self.payload else {
                let Some(header) = header(there).filter(|_| frames.len() < MOST_FRAMES) else {
                    return;
                };
                let start = self.at;
                self.at += header.header_length;
                self.payload = Some((header.length, header.mask));
                frames.push(Frame {
                    span: Span::new(start, self.at),
                    fin: header.fin,
                    rsv: header.rsv,
                    opcode: header.opcode,
                    masked: header.mask.is_some(),
                    payload: Bytes::default(),
                    complete: false,
                    shortest_length: header.shortest_length,
                    at_us,
                });
                continue;
            };
            let Some(frame) = frames.last_mut() else { return };
            let wanted = usize::try_from(missing).unwrap_or(usize::MAX);
            let came = there.get(..wanted).unwrap_or(there);
            let done = frame.payload.len();
            match mask {
                // RFC 6455 5.3: octet i is masked with octet i modulo 4 of the key.
                Some(key) => {
                    let key = key.iter().cycle().skip(done % 4);
                    frame.payload.0.extend(came.iter().zip(key).map(|(octet, key)| octet ^ key));
                }
                None => frame.payload.0.extend_from_slice(came),
            }
            self.at += came.len();
            frame.span.end = self.at;
            if !came.is_empty() {
                frame.at_us = at_us;
            }
            let missing = missing - came.len() as u64;
            if missing > 0 {
                self.payload = Some((missing, mask));
                return;
            }
            frame.complete = true;
            self.payload = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_whole_masked_or_cut_off_whatever_the_segments() {
        let wire =
            b"\x81\x05Hello\x01\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58\x88\x00\x82\x7e\x00\x05ab";
        for step in 1..=wire.len() {
            let (mut reader, mut frames) = (Frames::at(0), Vec::new());
            for end in (step..wire.len()).step_by(step).chain([wire.len()]) {
                reader.read(&wire[..end], &mut frames, 0);
            }
            let found: Vec<_> = frames
                .iter()
                .map(|f| (f.fin, f.opcode, f.masked, &*f.payload.0, f.complete, f.shortest_length))
                .collect();
            assert_eq!(
                found,
                [
                    (true, 1, false, &b"Hello"[..], true, true),
                    (false, 1, true, b"Hello", true, true),
                    (true, 8, false, b"", true, true),
                    (true, 2, false, b"ab", false, false),
                ]
            );
            assert_eq!(frames[3].span, Span::new(20, wire.len()));
        }
    }
}
