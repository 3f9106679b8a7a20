//! WebSocket frames, to send and to expect (RFC 6455 5.2).

use crate::model::case::FrameToSend;
use crate::model::expectation::FrameMatch;
use crate::model::template::{Piece, Template};
use crate::model::websocket::OPCODES;

use super::decoder::Decoder;
use super::keys;
use super::names;
use super::node::Node;

/// The masking key of a frame that names none: that of the examples of RFC 6455 5.7.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

impl Decoder<'_> {
    /// A frame to send: a client's, masked and final unless it says otherwise.
    pub(super) fn frame_to_send(&mut self, node: &Node) -> Option<FrameToSend> {
        let entries = self.entries(node, &keys::FRAME)?;
        let opcode = match entries.value("opcode") {
            Some(value) => self.opcode(value)?,
            None => {
                self.error(node, "`opcode` is missing in a frame");
                return None;
            }
        };
        let mut frame = FrameToSend {
            fin: true,
            rsv: 0,
            opcode,
            mask: Some(MASK),
            payload: Template::default(),
            declared_length: None,
            length_bits: None,
        };
        if let Some(value) = entries.value("fin") {
            frame.fin = self.flag(value, "`fin`")?;
        }
        if let Some(value) = entries.value("rsv") {
            frame.rsv = self.rsv(value)?;
        }
        if let Some(value) = entries.value("mask") {
            frame.mask = self.mask(value)?;
        }
        if let Some(value) = entries.value("code") {
            let code = self.number(value, "`code`", (0, 65535))?;
            let octets = u16::try_from(code).unwrap_or_default().to_be_bytes();
            frame.payload.0.push(Piece::Octets(octets.as_slice().into()));
        }
        if let (Some(_), Some((key, _))) = (entries.get("payload"), entries.get("hex")) {
            self.error(key, "`payload` and `hex` exclude each other");
        }
        if let Some(value) = entries.value("payload") {
            frame.payload.0.extend(self.template(value, "`payload`")?.0);
        }
        if let Some(value) = entries.value("hex") {
            let octets = self.hex(value, "`hex`")?;
            frame.payload.0.push(Piece::Octets(octets.into()));
        }
        if let Some(value) = entries.value("length") {
            frame.declared_length = Some(self.number(value, "`length`", (0, u64::MAX))?);
        }
        if let Some(value) = entries.value("length-bits") {
            frame.length_bits =
                Some(self.word(value, "`length-bits`", &[("7", 7), ("16", 16), ("64", 64)])?);
        }
        Some(frame)
    }

    /// A frame to expect.
    pub(super) fn frame_match(&mut self, node: &Node) -> Option<FrameMatch> {
        let entries = self.entries(node, &keys::FRAME_MATCH)?;
        let mut asked = FrameMatch::default();
        for (name, _, value) in entries.iter() {
            match name {
                "opcode" => asked.opcode = self.opcode(value),
                "fin" => asked.fin = self.flag(value, "`fin`"),
                "rsv" => asked.rsv = self.rsv(value),
                "masked" => asked.masked = self.flag(value, "`masked`"),
                "payload" => asked.payload = self.text_match(value, "`payload`"),
                "length" => asked.length = self.range(value, "`length`"),
                _ => {
                    asked.code = self.each(value, |decoder, member| {
                        let code = decoder.number(member, "`code`", (0, 65535))?;
                        u16::try_from(code).ok()
                    });
                }
            }
        }
        Some(asked)
    }

    fn opcode(&mut self, node: &Node) -> Option<u8> {
        let text = node.text().unwrap_or_default();
        if let Some((_, opcode)) = OPCODES.iter().find(|(name, _)| *name == text) {
            return Some(*opcode);
        }
        if let Some(number) = text.parse::<u8>().ok().filter(|&number| number <= 15) {
            return Some(number);
        }
        let message = format!("{} is no opcode", node.described());
        let words = OPCODES.iter().map(|(name, _)| *name);
        let help = match names::nearest(text, words.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("{}, or 0 to 15", names::meant(text, words)),
        };
        self.error_help(node, message, help);
        None
    }

    fn rsv(&mut self, node: &Node) -> Option<u8> {
        let bits = self.number(node, "`rsv` (RSV1 is 4, RSV2 is 2, RSV3 is 1)", (0, 7))?;
        u8::try_from(bits).ok()
    }

    fn mask(&mut self, node: &Node) -> Option<Option<[u8; 4]>> {
        if node.text() == Some("none") {
            return Some(None);
        }
        let octets = self.hex(node, "`mask`")?;
        let key: Option<[u8; 4]> = octets.try_into().ok();
        if key.is_none() {
            self.error(node, "`mask` is 8 hex digits or `none`");
        }
        key.map(Some)
    }
}
