//! WebSocket frames as octets (RFC 6455 5.2) and the handshake's proof of receipt (4.2.2).

use base64::Engine as _;
use sha1::Digest as _;

use crate::model::case::FrameToSend;

/// Opcodes by the names that the case format uses.
pub const OPCODES: [(&str, u8); 6] =
    [("continuation", 0), ("text", 1), ("binary", 2), ("close", 8), ("ping", 9), ("pong", 10)];

/// What the case format calls an opcode; `None` for those that RFC 6455 5.2 leaves reserved.
#[must_use]
pub fn opcode_name(opcode: u8) -> Option<&'static str> {
    OPCODES.iter().find(|(_, number)| *number == opcode).map(|(name, _)| *name)
}

/// The value of Sec-WebSocket-Accept for a key.
#[must_use]
pub fn accept(key: &[u8]) -> String {
    let mut hash = sha1::Sha1::new();
    hash.update(key);
    hash.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    base64::engine::general_purpose::STANDARD.encode(hash.finalize())
}

/// The octets of a frame with this payload.
#[must_use]
pub fn encode(frame: &FrameToSend, payload: &[u8]) -> Vec<u8> {
    let length = frame.declared_length.unwrap_or(payload.len() as u64);
    let mut out = Vec::with_capacity(payload.len() + 14);
    out.push(u8::from(frame.fin) << 7 | (frame.rsv & 7) << 4 | frame.opcode & 15);
    let mask_bit = u8::from(frame.mask.is_some()) << 7;
    let bits = frame.length_bits.unwrap_or(match length {
        0..=125 => 7,
        126..=0xffff => 16,
        _ => 64,
    });
    match bits {
        7 => out.push(mask_bit | (length & 0x7f) as u8),
        16 => {
            out.push(mask_bit | 126);
            out.extend_from_slice(&((length & 0xffff) as u16).to_be_bytes());
        }
        _ => {
            out.push(mask_bit | 127);
            out.extend_from_slice(&length.to_be_bytes());
        }
    }
    match frame.mask {
        Some(key) => {
            out.extend_from_slice(&key);
            out.extend(payload.iter().zip(key.iter().cycle()).map(|(octet, key)| octet ^ key));
        }
        None => out.extend_from_slice(payload),
    }
    out
}

/// The header of a frame at the start of `octets`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameHeader {
    /// FIN bit.
    pub fin: bool,
    /// Reserved bits, RSV1 as 4.
    pub rsv: u8,
    /// Opcode.
    pub opcode: u8,
    /// Masking key.
    pub mask: Option<[u8; 4]>,
    /// Payload length as declared.
    pub length: u64,
    /// How many octets the header takes.
    pub header_length: usize,
    /// Whether the length is in the shortest form.
    pub shortest_length: bool,
}

/// Reads a frame's header; `None` where more octets are needed.
#[must_use]
pub fn header(octets: &[u8]) -> Option<FrameHeader> {
    let (&[first, second], rest) = octets.split_first_chunk::<2>()?;
    let (length, length_octets, shortest_length) = match second & 0x7f {
        126 => {
            let length = u64::from(u16::from_be_bytes(*rest.first_chunk()?));
            (length, 2, length > 125)
        }
        127 => {
            let length = u64::from_be_bytes(*rest.first_chunk()?);
            (length, 8, length > 0xffff)
        }
        short => (u64::from(short), 0, true),
    };
    let masked = second & 0x80 != 0;
    let mask = if masked { Some(*rest.get(length_octets..)?.first_chunk()?) } else { None };
    Some(FrameHeader {
        fin: first & 0x80 != 0,
        rsv: first >> 4 & 7,
        opcode: first & 15,
        mask,
        length,
        header_length: 2 + length_octets + if masked { 4 } else { 0 },
        shortest_length,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::Template;

    fn frame(opcode: u8, mask: Option<[u8; 4]>) -> FrameToSend {
        FrameToSend {
            fin: true,
            rsv: 0,
            opcode,
            mask,
            payload: Template::default(),
            declared_length: None,
            length_bits: None,
        }
    }

    #[test]
    fn the_examples_of_rfc_6455_section_5_7_are_encoded_octet_for_octet() {
        assert_eq!(encode(&frame(1, None), b"Hello"), b"\x81\x05Hello");
        let masked = encode(&frame(1, Some([0x37, 0xfa, 0x21, 0x3d])), b"Hello");
        assert_eq!(masked, [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
        assert_eq!(&encode(&frame(2, None), &[0; 256])[..4], [0x82, 0x7e, 0x01, 0x00]);
        assert_eq!(
            &encode(&frame(2, None), &[0; 65536])[..10],
            [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0]
        );
    }

    #[test]
    fn the_accept_value_is_that_of_rfc_6455_section_1_3() {
        assert_eq!(accept(b"dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    #[test]
    fn a_header_is_read_back_and_a_longer_length_than_needed_is_seen() {
        for length in [0, 125, 126, 65535, 65536] {
            let octets = encode(&frame(9, Some([1, 2, 3, 4])), &vec![0; length]);
            let read = header(&octets).unwrap();
            assert_eq!((read.length, read.opcode, read.shortest_length), (length as u64, 9, true));
            assert_eq!(octets.len(), read.header_length + length);
            assert_eq!(header(&octets[..read.header_length - 1]), None);
        }
        let long = FrameToSend { length_bits: Some(64), ..frame(1, None) };
        assert!(!header(&encode(&long, b"a")).unwrap().shortest_length);
    }
}
