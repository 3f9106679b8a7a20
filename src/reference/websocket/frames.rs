//! Frames as they come and go (RFC 6455 section 5): what a client's frame has to be, and how the
//! server writes its own.

use crate::model::case::FrameToSend;
use crate::model::template::Template;
use crate::model::websocket::{self, FrameHeader};
use crate::reference::fault::{Fault, Faults, fault};

/// Faults in frames.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "websocket-unmasked-accepted",
        "RFC 6455 5.1",
        "a client's frame that is not masked fails the connection",
        "takes frames that are not masked",
    ),
    fault(
        "websocket-reserved-bits-accepted",
        "RFC 6455 5.2",
        "reserved bits fail the connection where no extension gives them a meaning",
        "ignores reserved bits",
    ),
    fault(
        "websocket-opcode-unknown-accepted",
        "RFC 6455 5.2",
        "an unknown opcode fails the connection",
        "ignores frames of unknown opcodes",
    ),
    fault(
        "websocket-control-fragmented-accepted",
        "RFC 6455 5.5",
        "a control frame is not fragmented",
        "takes a control frame without FIN",
    ),
    fault(
        "websocket-control-long-accepted",
        "RFC 6455 5.5",
        "a control frame has 125 octets at the most",
        "takes control frames of any length",
    ),
    fault(
        "websocket-length-not-minimal-accepted",
        "RFC 6455 5.2",
        "a length is written in the fewest octets",
        "takes a length that is longer than needed",
    ),
    fault(
        "websocket-masks-frames",
        "RFC 6455 5.1",
        "a server does not mask frames",
        "masks the frames that it sends",
    ),
    fault(
        "websocket-reserved-bit-sent",
        "RFC 6455 5.2",
        "reserved bits are 0 where no extension gives them a meaning",
        "sets RSV1 in the frames that it sends",
    ),
    fault(
        "websocket-length-not-minimal-sent",
        "RFC 6455 5.2",
        "a length is written in the fewest octets",
        "writes every length in 64 bits",
    ),
    fault(
        "websocket-fragmented-control-sent",
        "RFC 6455 5.5",
        "a control frame is not fragmented",
        "sends Pong and Close without FIN",
    ),
    fault(
        "websocket-length-16-refused",
        "RFC 6455 5.2",
        "lengths from 126 on stand in two octets",
        "refuses messages of more than 125 octets",
    ),
    fault(
        "websocket-length-64-refused",
        "RFC 6455 5.2",
        "lengths from 65536 on stand in eight octets",
        "refuses messages of more than 65535 octets",
    ),
    fault(
        "websocket-length-sign-unchecked",
        "RFC 6455 5.2",
        "the first bit of a length of eight octets is 0",
        "waits for the payload of a frame whose length has its first bit set",
    ),
];

/// The longest message, in octets.
pub(super) const LONGEST: u64 = 1024 * 1024;

/// What fails the connection: a close code (RFC 6455 7.4.1) and a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) code: u16,
    pub(super) reason: &'static str,
}

/// A departure from the protocol: close code 1002.
pub(super) fn protocol(reason: &'static str) -> Failure {
    Failure { code: 1002, reason }
}

/// Holds the header of a client's frame against the rules.
pub(super) fn check(header: &FrameHeader, faults: &Faults) -> Result<(), Failure> {
    let is_control = header.opcode >= 8;
    let is_known = matches!(header.opcode, 0..=2 | 8..=10);
    if header.mask.is_none() && !faults.has("websocket-unmasked-accepted") {
        return Err(protocol("a client masks its frames"));
    }
    if header.rsv != 0 && !faults.has("websocket-reserved-bits-accepted") {
        return Err(protocol("the reserved bits are 0"));
    }
    if !is_known && !faults.has("websocket-opcode-unknown-accepted") {
        return Err(protocol("this opcode is not known"));
    }
    if is_control && !header.fin && !faults.has("websocket-control-fragmented-accepted") {
        return Err(protocol("a control frame is not fragmented"));
    }
    if is_control && header.length > 125 && !faults.has("websocket-control-long-accepted") {
        return Err(protocol("a control frame is short"));
    }
    if header.length >> 63 != 0 && faults.has("websocket-length-sign-unchecked") {
        return Err(Failure { code: 1009, reason: "this is too large" });
    }
    if !is_control && header.length > 125 && faults.has("websocket-length-16-refused")
        || header.length > 0xffff && faults.has("websocket-length-64-refused")
    {
        return Err(protocol("no message is so long"));
    }
    let minimal = header.shortest_length && header.length >> 63 == 0;
    if !minimal && !faults.has("websocket-length-not-minimal-accepted") {
        return Err(protocol("a length is in its shortest form"));
    }
    if header.length > LONGEST {
        return Err(Failure { code: 1009, reason: "this is too large" });
    }
    Ok(())
}

/// The octets of a frame of the server.
pub(super) fn encode(opcode: u8, payload: &[u8], faults: &Faults) -> Vec<u8> {
    let fragmented = opcode >= 8 && faults.has("websocket-fragmented-control-sent");
    let frame = FrameToSend {
        fin: !fragmented,
        rsv: if faults.has("websocket-reserved-bit-sent") { 4 } else { 0 },
        opcode,
        mask: faults.has("websocket-masks-frames").then_some([0x37, 0xfa, 0x21, 0x3d]),
        payload: Template::default(),
        declared_length: None,
        length_bits: faults.has("websocket-length-not-minimal-sent").then_some(64),
    };
    websocket::encode(&frame, payload)
}

/// Whether a close code may stand in a Close frame (RFC 6455 7.4, and the registry it founded).
pub(super) fn may_be_sent(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_header_that_breaks_a_rule_fails_with_the_code_for_it() {
        let rows: [(&str, &[u8], Option<u16>); 10] = [
            ("masked text", b"\x81\x80mask", None),
            ("masked ping", b"\x89\x80mask", None),
            ("unmasked", b"\x81\x00", Some(1002)),
            ("RSV1", b"\xc1\x80mask", Some(1002)),
            ("opcode 3", b"\x83\x80mask", Some(1002)),
            ("fragmented ping", b"\x09\x80mask", Some(1002)),
            ("long ping", b"\x89\xfe\x00\x7emask", Some(1002)),
            ("length 5 in 16 bits", b"\x81\xfe\x00\x05mask", Some(1002)),
            ("sign bit", b"\x81\xff\x80\0\0\0\0\0\0\0mask", Some(1002)),
            ("4 exbibytes", b"\x81\xff\x40\0\0\0\0\0\0\0mask", Some(1009)),
        ];
        for (name, octets, want) in rows {
            let header = websocket::header(octets).unwrap();
            assert_eq!(check(&header, &Faults::none()).err().map(|f| f.code), want, "{name}");
        }
    }

    #[test]
    fn reserved_close_codes_are_not_sent() {
        for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000] {
            assert!(!may_be_sent(code), "{code}");
        }
        for code in [1000, 1001, 1011, 3000, 4999] {
            assert!(may_be_sent(code), "{code}");
        }
    }
}
