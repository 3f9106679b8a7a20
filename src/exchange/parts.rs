//! Makes the octets of a send out of its parts and the variables known by then.

use std::time::Duration;

use crate::model::case::{Part, Send};
use crate::model::template::Variables;
use crate::model::websocket;

/// No block that is made for a repetition is longer than this, unless its unit alone is.
pub(super) const BLOCK: usize = 64 << 10;

/// The variable that is the length of the request's own body.
const BODY_LENGTH: &str = "body.length";

/// A part with its holes filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rendered {
    /// Octets for one write.
    Octets(Vec<u8>),
    /// A repetition too long to be made as a whole.
    Repeat {
        /// What is repeated; never empty.
        unit: Vec<u8>,
        /// How often; never zero.
        times: u64,
    },
    /// No write for this long.
    Pause(Duration),
}

impl Rendered {
    /// How many octets it puts on the wire.
    fn length(&self) -> u64 {
        match self {
            Self::Octets(octets) => octets.len() as u64,
            Self::Repeat { unit, times } => times.saturating_mul(unit.len() as u64),
            Self::Pause(_) => 0,
        }
    }
}

/// All parts of a send, in order, without those that put nothing on the wire and do not wait.
///
/// The body comes first, for the head may name its length.
///
/// # Errors
/// The name of the first variable that has no value.
pub(super) fn render(send: &Send, variables: &mut Variables) -> Result<Vec<Rendered>, String> {
    let body = render_all(&send.body, variables)?;
    if !send.is_request && send.body.is_empty() {
        return render_all(&send.head, variables);
    }
    let length = body.iter().map(Rendered::length).fold(0, u64::saturating_add);
    let before = variables.insert(BODY_LENGTH.to_owned(), length.to_string().into_bytes().into());
    let head = render_all(&send.head, variables);
    match before {
        Some(value) => variables.insert(BODY_LENGTH.to_owned(), value),
        None => variables.remove(BODY_LENGTH),
    };
    let mut parts = head?;
    parts.extend(body);
    Ok(parts)
}

/// The octets that a send would put on the wire, for showing them: at most `cap`, whatever is left
/// out told by the second value.
///
/// # Errors
/// The name of the first variable that has no value.
pub fn octets_of(send: &Send, variables: &Variables, cap: usize) -> Result<(Vec<u8>, u64), String> {
    let (mut out, mut left_out) = (Vec::new(), 0_u64);
    for part in render(send, &mut variables.clone())? {
        let (unit, times) = match part {
            Rendered::Octets(octets) => (octets, 1),
            Rendered::Repeat { unit, times } => (unit, times),
            Rendered::Pause(_) => continue,
        };
        for done in 0..times {
            let room = cap.saturating_sub(out.len());
            out.extend(unit.iter().take(room));
            if unit.len() > room {
                let rest = (times - done).saturating_mul(unit.len() as u64);
                left_out = left_out.saturating_add(rest.saturating_sub(room as u64));
                break;
            }
        }
    }
    Ok((out, left_out))
}

fn render_all(parts: &[Part], variables: &Variables) -> Result<Vec<Rendered>, String> {
    let mut out = Vec::with_capacity(parts.len());
    for part in parts {
        let rendered = match part {
            Part::Octets(template) => Rendered::Octets(template.fill(variables)?),
            Part::Repeat { unit, times } => repeat(unit.fill(variables)?, *times),
            Part::Chunk(template) => Rendered::Octets(chunk(&template.fill(variables)?)),
            Part::Frame(frame) => {
                let payload = frame.payload.fill(variables)?;
                Rendered::Octets(websocket::encode(frame, &payload))
            }
            Part::Pause(duration) => Rendered::Pause(*duration),
        };
        if rendered != Rendered::Octets(Vec::new()) {
            out.push(rendered);
        }
    }
    Ok(out)
}

fn repeat(unit: Vec<u8>, times: u64) -> Rendered {
    match usize::try_from(times).ok().and_then(|times| times.checked_mul(unit.len())) {
        // A repetition of nothing makes nothing, however often.
        _ if unit.is_empty() => Rendered::Octets(Vec::new()),
        Some(length) if length <= BLOCK => Rendered::Octets(unit.repeat(length / unit.len())),
        _ => Rendered::Repeat { unit, times },
    }
}

/// One chunk: size in hex, CRLF, the octets, CRLF (RFC 9112 7.1).
fn chunk(octets: &[u8]) -> Vec<u8> {
    let mut out = format!("{:x}\r\n", octets.len()).into_bytes();
    out.extend_from_slice(octets);
    out.extend_from_slice(b"\r\n");
    out
}

/// The first octets of a send, up to a block.
pub(super) fn opening(parts: &[Rendered]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in parts {
        match part {
            Rendered::Octets(octets) | Rendered::Repeat { unit: octets, .. } => {
                out.extend(octets.iter().take(BLOCK.saturating_sub(out.len())));
            }
            Rendered::Pause(_) => {}
        }
        if out.len() >= BLOCK || matches!(part, Rendered::Repeat { .. }) {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bytes::Bytes;
    use crate::model::case::FrameToSend;
    use crate::model::template::{Piece, Template};

    fn text(octets: &str) -> Part {
        Part::Octets(Template::octets(octets))
    }

    fn hole(name: &str) -> Part {
        Part::Octets(Template(vec![Piece::Variable(name.to_owned())]))
    }

    fn request(head: Vec<Part>, body: Vec<Part>) -> Send {
        Send { is_request: true, name: None, head, body }
    }

    fn flat(parts: &[Rendered]) -> Vec<u8> {
        parts
            .iter()
            .flat_map(|part| match part {
                Rendered::Octets(octets) => octets.clone(),
                Rendered::Repeat { unit, times } => unit.repeat(usize::try_from(*times).unwrap()),
                Rendered::Pause(_) => Vec::new(),
            })
            .collect()
    }

    #[test]
    fn the_bodys_length_counts_what_is_sent_of_it_chunk_framing_too_and_pauses_not() {
        let frame = FrameToSend {
            fin: true,
            rsv: 0,
            opcode: 1,
            mask: Some([1, 2, 3, 4]),
            payload: Template::octets("Hello"),
            declared_length: None,
            length_bits: None,
        };
        let repeat = |times| Part::Repeat { unit: Template::octets("abc"), times };
        let chunk = |octets: &str| Part::Chunk(Template::octets(octets));
        let pause = Part::Pause(Duration::from_secs(1));
        let rows: [(&str, Vec<Part>, &str); 8] = [
            ("no body", vec![], "0"),
            ("text", vec![text("hé"), text("y")], "4"),
            ("a hole", vec![hole("v")], "5"),
            ("pause", vec![text("a"), pause, text("b")], "2"),
            ("chunks", vec![chunk("0123456789abcdef"), chunk("")], "27"),
            ("short repeat", vec![repeat(3)], "9"),
            ("long repeat", vec![repeat(1 << 40)], "3298534883328"),
            ("frame", vec![Part::Frame(frame)], "11"),
        ];
        let mut variables = Variables::from([("v".to_owned(), Bytes::from("value"))]);
        for (name, body, length) in rows {
            let send = request(vec![hole("body.length")], body);
            let parts = render(&send, &mut variables).unwrap();
            assert_eq!(parts.first(), Some(&Rendered::Octets(length.into())), "{name}");
        }
        assert_eq!(variables.len(), 1, "the length is no variable of the steps after");
    }

    #[test]
    fn a_chunk_has_its_size_in_hex_and_a_repetition_its_exact_length() {
        let chunk = Part::Chunk(Template::octets("x".repeat(26).as_str()));
        let send = Send { is_request: false, name: None, head: vec![chunk], body: vec![] };
        let want = format!("1a\r\n{}\r\n", "x".repeat(26));
        assert_eq!(flat(&render(&send, &mut Variables::new()).unwrap()), want.as_bytes());
        for (unit, times) in [("a", 0), ("", 7), ("a", 1), ("ab", BLOCK as u64), ("abc", 21846)] {
            let part = Part::Repeat { unit: Template::octets(unit), times };
            let parts = render(&request(vec![part], vec![]), &mut Variables::new()).unwrap();
            let want = unit.repeat(usize::try_from(times).unwrap());
            assert_eq!(flat(&parts), want.as_bytes(), "{unit} × {times}");
            assert_eq!(parts.is_empty(), want.is_empty(), "{unit} × {times}");
        }
    }

    #[test]
    fn a_hole_without_a_value_is_named_wherever_it_is() {
        let frame = FrameToSend {
            fin: true,
            rsv: 0,
            opcode: 1,
            mask: None,
            payload: Template(vec![Piece::Variable("x".to_owned())]),
            declared_length: None,
            length_bits: None,
        };
        let unit = Template(vec![Piece::Variable("x".to_owned())]);
        for part in [
            hole("x"),
            Part::Repeat { unit: unit.clone(), times: 3 },
            Part::Chunk(unit),
            Part::Frame(frame),
        ] {
            for send in [
                request(vec![text("a"), part.clone()], vec![]),
                request(vec![text("a")], vec![part]),
            ] {
                assert_eq!(render(&send, &mut Variables::new()), Err("x".to_owned()));
            }
        }
        let raw =
            Send { is_request: false, name: None, head: vec![hole(BODY_LENGTH)], body: vec![] };
        assert_eq!(render(&raw, &mut Variables::new()), Err(BODY_LENGTH.to_owned()));
    }
}
