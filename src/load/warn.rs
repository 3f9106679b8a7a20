//! What is likely a slip of the author's, and is told as a warning unless `intended` says that it
//! is meant: a Content-Length that is not the body's, a head without its end, a character that was
//! likely meant as one octet.

use crate::model::case::{Action, Part, Send};
use crate::model::expectation::Check;
use crate::model::grammar::{decimal, trim_ows};
use crate::model::template::{Piece, Template, Variables};

use super::decoder::Decoder;
use super::node::{Node, Style};
use super::step::WrittenStep;

/// What stands for a variable that has no value yet; it is no digit and no line break.
const UNKNOWN: u8 = b'?';

impl Decoder<'_> {
    /// The warnings about the steps of a case, before `each` is expanded.
    pub(super) fn warn_of_steps(&mut self, steps: &[WrittenStep<'_>], variables: &Variables) {
        for (at, written) in steps.iter().enumerate() {
            let (Action::Send(send), Some(node)) = (&written.step.action, written.sent) else {
                continue;
            };
            let later = steps.get(at + 1..).unwrap_or_default();
            let later = later.iter().filter(|other| other.step.on == written.step.on);
            if send.is_request && !written.intended.contains("content-length") {
                let rest = later.clone().map_while(|other| match &other.step.action {
                    Action::Send(send) if send.is_request => None,
                    Action::Send(send) => Some(length(&send.head, variables)),
                    _ => Some(Some(0)),
                });
                let rest: Option<u64> = rest.sum();
                self.warn_of_length(node, send, variables, rest);
            }
            let before = steps.get(..at).unwrap_or_default();
            let is_first = !before.iter().any(|other| other.step.on == written.step.on);
            if !send.is_request && is_first && !written.intended.contains("head") {
                let mut octets = known_octets(&send.head, variables);
                let mut waits_or_closes = false;
                for other in later {
                    match &other.step.action {
                        Action::Send(more) => {
                            octets.extend(known_octets(&more.head, variables));
                        }
                        Action::Expect(expect) => {
                            let mut checks = expect.outcomes.iter().flat_map(|o| &o.checks);
                            waits_or_closes |= checks.any(|c| matches!(c.check, Check::Silence(_)));
                            break;
                        }
                        Action::Close(_) => waits_or_closes = true,
                        Action::Connect | Action::Pause(_) => {}
                    }
                }
                if !waits_or_closes {
                    self.warn_of_head(node, &octets);
                }
            }
        }
    }

    fn warn_of_head(&mut self, node: &Node, octets: &[u8]) {
        let mut lines = octets.split(|&octet| octet == b'\n');
        let line = lines.find(|line| !matches!(line, [] | [b'\r']));
        let is_request = line.is_some_and(|line| line.windows(6).any(|part| part == b" HTTP/"));
        let mut breaks = 0;
        let ended = octets.iter().skip_while(|o| matches!(o, b'\r' | b'\n')).any(|octet| {
            match octet {
                b'\n' => breaks += 1,
                b'\r' => {}
                _ => breaks = 0,
            }
            breaks == 2
        });
        if is_request && !ended {
            let help = "write an empty line and, in a block, one more line break (`|+`); if it is meant: `intended: head`";
            let message = "no empty line ends this head before an answer is expected";
            self.warn_within(node, (0, node.width), message, help);
        }
    }

    fn warn_of_length(
        &mut self,
        node: &Node,
        send: &Send,
        variables: &Variables,
        rest: Option<u64>,
    ) {
        let head = known_octets(&send.head, variables);
        let fields = head.split(|&octet| octet == b'\n').skip(1).filter_map(|line| {
            let colon = line.iter().position(|&octet| octet == b':')?;
            let (name, value) = line.split_at(colon);
            let value = value.get(1..).unwrap_or_default();
            Some((name, trim_ows(value.strip_suffix(b"\r").unwrap_or(value))))
        });
        let named = |wanted: &'static [u8]| {
            let fields = fields.clone();
            fields.filter(move |(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, v)| v)
        };
        let Some(sent) = length(&send.body, variables).zip(rest).map(|(own, rest)| own + rest)
        else {
            return;
        };
        if named(b"transfer-encoding").next().is_some() {
            return;
        }
        let lengths: Vec<&[u8]> = named(b"content-length").collect();
        match lengths.as_slice() {
            [] if length(&send.body, variables).is_some_and(|own| own > 0) => {
                let help = "add `Content-Length: {{body.length}}`; if it is meant: `intended: content-length`";
                let message = format!(
                    "the body of {sent} octets follows a head without Content-Length and Transfer-Encoding"
                );
                self.warn_within(node, (0, node.width), message, help);
            }
            [value] => {
                let Some(declared) = decimal(value).filter(|&declared| declared != sent) else {
                    return;
                };
                let help = "write `{{body.length}}`; if it is meant: `intended: content-length`";
                let message = format!("Content-Length is {declared}, the body has {sent} octets");
                let place = place_of_length(node.text().unwrap_or_default());
                self.warn_within(node, place.unwrap_or((0, node.width)), message, help);
            }
            _ => {}
        }
    }

    /// Warns of a character from U+0080 to U+00FF in the text before `end`: it is sent as two
    /// octets, and one of that number was likely meant. In a `body` UTF-8 is what is meant, so that
    /// only an escape of YAML's own is told there.
    pub(super) fn warn_of_wide_characters(&mut self, node: &Node, end: usize, body: bool) {
        let Some(scalar) = node.scalar().filter(|_| !self.is_intended("octets")) else { return };
        let text = scalar.text.get(..end).unwrap_or(&scalar.text);
        let Some((at, c)) = text.char_indices().find(|(_, c)| ('\u{80}'..='\u{ff}').contains(c))
        else {
            return;
        };
        let (line, column) = self.source.locate(node, at);
        let written = self.source.line(line).unwrap_or_default().chars().nth(column - 1);
        let escaped = scalar.style == Style::Double && written == Some('\\');
        if body && !escaped {
            return;
        }
        let code = u32::from(c);
        let help = if escaped {
            format!(
                "in double quotes YAML reads `\\x` itself; for the octet write `\\\\x{code:02x}` there"
            )
        } else {
            format!(
                "for the octet {code:02X} write `\\x{code:02x}`; if UTF-8 is meant: `intended: octets`"
            )
        };
        let octets: Vec<String> = c.to_string().bytes().map(|b| format!("{b:02X}")).collect();
        let message = format!("U+{code:04X} is sent as the two octets {}", octets.join(" "));
        self.warn_within(node, (at, 1), message, help);
    }
}

/// The offset and width of the digits of the Content-Length in a request's text.
fn place_of_length(text: &str) -> Option<(usize, usize)> {
    let lower = text.to_ascii_lowercase();
    let name = lower.find("\ncontent-length")?;
    let line = lower.get(name + 1..)?.lines().next()?;
    let digits = line.find(|c: char| c.is_ascii_digit())? + name + 1;
    let width = text.get(digits..)?.bytes().take_while(u8::is_ascii_digit).count();
    Some((digits, width))
}

/// The octets of parts, as far as they are known; a repetition and a frame are left out.
fn known_octets(parts: &[Part], variables: &Variables) -> Vec<u8> {
    let mut octets = Vec::new();
    for part in parts {
        let Part::Octets(template) = part else {
            octets.push(UNKNOWN);
            continue;
        };
        for piece in &template.0 {
            match piece {
                Piece::Octets(bytes) => octets.extend_from_slice(bytes),
                Piece::Variable(name) => match variables.get(name) {
                    Some(bytes) => octets.extend_from_slice(bytes),
                    None => octets.push(UNKNOWN),
                },
            }
        }
    }
    octets
}

/// How many octets parts are; `None` where that depends on a variable without a value.
fn length(parts: &[Part], variables: &Variables) -> Option<u64> {
    let of = |template: &Template| template.fill(variables).ok().map(|octets| octets.len() as u64);
    let mut sum = 0_u64;
    for part in parts {
        sum = sum.checked_add(match part {
            Part::Octets(template) => of(template)?,
            Part::Repeat { unit, times } => of(unit)?.checked_mul(*times)?,
            Part::Chunk(_) | Part::Frame(_) => return None,
            Part::Pause(_) => 0,
        })?;
    }
    Some(sum)
}
