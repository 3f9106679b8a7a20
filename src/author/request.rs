//! What is sent, as the keys `request`, `body` and `send` of a case or a step.

use crate::model::bytes::Bytes;
use crate::model::template::{Piece, Template};

use super::parts::{binary, is_readable};
use super::wire::{Breaks, WireText};

/// The lines of the keys by which the loader gets these octets back, exactly.
pub(super) fn keys(sent: &Template) -> Vec<String> {
    match split(sent) {
        Some((head, body)) if is_text(&head) => request(&head, &body),
        _ => send(sent),
    }
}

/// Where the head ends by an empty line: the head without it, and the body. A head that begins with
/// an empty line, or has none at its end, is no head of a `request`.
fn split(sent: &Template) -> Option<(Template, Template)> {
    const END: &[u8] = b"\r\n\r\n";
    for (at, piece) in sent.0.iter().enumerate() {
        let Piece::Octets(octets) = piece else { continue };
        let Some(end) = octets.windows(END.len()).position(|window| window == END) else {
            continue;
        };
        let (before, after) = octets.split_at(end);
        let after = after.get(END.len()..).unwrap_or_default();
        let mut head: Vec<Piece> = sent.0.get(..at).unwrap_or_default().to_vec();
        head.push(Piece::Octets(Bytes::from(before)));
        let mut body = Vec::new();
        if !after.is_empty() {
            body.push(Piece::Octets(Bytes::from(after)));
        }
        body.extend_from_slice(sent.0.get(at + 1..).unwrap_or_default());
        let begins = match head.first() {
            Some(Piece::Octets(first)) => !first.is_empty() && !first.starts_with(b"\r\n"),
            first => first.is_some(),
        };
        return begins.then_some((Template(head), Template(body)));
    }
    None
}

fn literal(template: &Template) -> Vec<u8> {
    let octets = template.0.iter().filter_map(|piece| match piece {
        Piece::Octets(octets) => Some(&octets[..]),
        Piece::Variable(_) => None,
    });
    octets.collect::<Vec<_>>().concat()
}

/// Whether it can be, and is better, written as text; only text can hold variables.
fn is_text(template: &Template) -> bool {
    template.variables().next().is_some() || is_readable(&literal(template))
}

fn request(head: &Template, body: &Template) -> Vec<String> {
    let mut text = WireText::new(Breaks::Crlf);
    text.template(head);
    text.line_break();
    let mut lines = vec!["request: |".to_owned()];
    lines.extend(indented(text.whole_lines()));
    if body.0.is_empty() {
        return lines;
    }
    if is_text(body) {
        let mut text = WireText::new(Breaks::Lf);
        text.template(body);
        lines.push(String::new());
        lines.extend(indented(text.block()));
    } else {
        lines.push("body:".to_owned());
        lines.extend(indented(binary(&literal(body))));
    }
    lines
}

fn send(sent: &Template) -> Vec<String> {
    if !is_text(sent) {
        let mut lines = vec!["send:".to_owned()];
        lines.extend(indented(listed(binary(&literal(sent)))));
        return lines;
    }
    let mut text = WireText::new(Breaks::Crlf);
    text.template(sent);
    let (style, written) =
        if text.ends_in_break() { ("|+", text.whole_lines()) } else { ("|-", text.block()) };
    let mut lines = vec![format!("send: {style}")];
    lines.extend(indented(written));
    lines
}

/// Lines two columns further in; an empty line stays empty.
pub(super) fn indented(lines: Vec<String>) -> impl Iterator<Item = String> {
    lines.into_iter().map(|line| if line.is_empty() { line } else { format!("  {line}") })
}

/// Lines as the member of a list.
pub(super) fn listed(lines: Vec<String>) -> Vec<String> {
    let mut lines = indented(lines).collect::<Vec<_>>();
    if let Some(first) = lines.first_mut() {
        first.replace_range(..1, "-");
    }
    lines
}
