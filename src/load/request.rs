//! `request:`: the head's lines with CRLF, the empty line that ends it, and the body as written.

use crate::model::case::{Part, Send};
use crate::model::template::{Piece, Template};

use super::decoder::Decoder;
use super::node::{Node, Value};
use super::parts::Within;
use super::templates::{Breaks, Variables, drop_final_break};
use super::wire_text::{Token, TokenKind};

impl Decoder<'_> {
    /// A request, with the `body:` beside it.
    pub(super) fn request(&mut self, node: &Node, body: Option<&Node>) -> Option<Send> {
        if !matches!(node.value, Value::Scalar(_)) {
            let head = self.parts(node, Within::Head);
            let body = body.map(|body| self.content(body)).unwrap_or_default();
            return Some(Send { is_request: true, name: None, head, body });
        }
        let tokens = self.tokens(node, "`request`", false)?;
        let end = head_end(&tokens);
        let (head, written) = match end {
            Some(0) => {
                let help = "the first line is the request line; an empty line to be sent before it is written `\\r\\n` in front of it";
                self.error_help(node, "the head of the request is empty", help);
                return None;
            }
            Some(at) => tokens.split_at(at),
            None => (tokens.as_slice(), [].as_slice()),
        };
        let mut written: Vec<Token> = written.iter().skip(1).cloned().collect();
        drop_final_break(node, &mut written);
        let split = end.and_then(|at| tokens.get(at)).map_or(usize::MAX, |token| token.at);
        self.warn_of_wide_characters(node, split, false);
        let mut head_octets = self.template_of(node, head, Breaks::Crlf, Variables::Head);
        let ended = matches!(head.last(), Some(token) if token.kind == TokenKind::Break);
        head_octets.0.push(Piece::Octets(if ended { "\r\n" } else { "\r\n\r\n" }.into()));
        let body = match body {
            Some(body) if !written.is_empty() => {
                self.error(body, "the request has a body after its empty line, and a `body`");
                Vec::new()
            }
            Some(body) => self.content(body),
            None if written.is_empty() => Vec::new(),
            None => {
                vec![Part::Octets(self.template_of(node, &written, Breaks::Lf, Variables::Known))]
            }
        };
        let head = vec![Part::Octets(joined(head_octets))];
        Some(Send { is_request: true, name: None, head, body })
    }
}

/// The index of the line break that is the head's empty line.
fn head_end(tokens: &[Token]) -> Option<usize> {
    let is_break = |token: Option<&Token>| token.is_some_and(|t| t.kind == TokenKind::Break);
    (0..tokens.len()).find(|&at| {
        is_break(tokens.get(at))
            && (at == 0 || is_break(at.checked_sub(1).and_then(|at| tokens.get(at))))
    })
}

/// The template with neighbouring octets as one piece.
fn joined(template: Template) -> Template {
    let mut pieces: Vec<Piece> = Vec::with_capacity(template.0.len());
    for piece in template.0 {
        match (pieces.last_mut(), piece) {
            (Some(Piece::Octets(last)), Piece::Octets(more)) => last.0.extend_from_slice(&more),
            (_, piece) => pieces.push(piece),
        }
    }
    Template(pieces)
}
