//! `response:`: the whole answer as it should look, with placeholders for what varies.

use crate::model::bytes::Bytes;
use crate::model::expectation::{Hole, ResponseTemplate};
use crate::model::grammar::is_token;

use super::decoder::Decoder;
use super::node::Node;
use super::templates::{Breaks, Variables, drop_final_break};
use super::wire_text::{Token, TokenKind};

impl Decoder<'_> {
    /// The status line, the field lines up to the first empty line, and what follows as the body.
    pub(super) fn response(&mut self, node: &Node, exact: bool) -> Option<ResponseTemplate> {
        let mut tokens = self.tokens(node, "`response`", true)?;
        drop_final_break(node, &mut tokens);
        let mut lines = tokens.split(|token| token.kind == TokenKind::Break);
        let status_line = lines.next().map(|line| self.holes(node, line)).unwrap_or_default();
        if !starts_with(&status_line, b"HTTP/") {
            let help = "its first line is the status line, such as `HTTP/1.1 200 OK`";
            self.error_help(node, "`response` has no status line", help);
            return None;
        }
        let mut fields = Vec::new();
        let mut taken = 1 + tokens.iter().take_while(|t| t.kind != TokenKind::Break).count();
        let mut body = None;
        for line in lines {
            taken += line.len() + 1;
            if line.is_empty() {
                let rest = tokens.get(taken..).unwrap_or_default();
                body = (!rest.is_empty()).then(|| self.holes(node, rest));
                break;
            }
            let at = line.first().map_or(0, |token| token.at);
            match field(self.holes(node, line)) {
                Some(field) => fields.push(field),
                None => {
                    let help =
                        "a field line is `Name: value`; an empty line ends the head".to_owned();
                    self.error_within(
                        node,
                        (at, 1),
                        "this line of `response` has no field name",
                        Some(help),
                    );
                }
            }
        }
        Some(ResponseTemplate { status_line, fields, body, exact })
    }

    /// Tokens as pieces of an answer; variables are kept in the octets' template.
    fn holes(&mut self, node: &Node, tokens: &[Token]) -> Vec<Hole> {
        let mut holes = Vec::new();
        for run in tokens.chunk_by(|a, b| !is_hole(a) && !is_hole(b)) {
            match run.first().map(|token| &token.kind) {
                Some(TokenKind::Hole(hole)) => holes.push(hole.clone()),
                _ => holes.push(Hole::Octets(self.template_of(
                    node,
                    run,
                    Breaks::Lf,
                    Variables::Known,
                ))),
            }
        }
        holes
    }
}

fn is_hole(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Hole(_))
}

fn starts_with(holes: &[Hole], octets: &[u8]) -> bool {
    match holes.first() {
        Some(Hole::Octets(template)) => match template.0.first() {
            Some(crate::model::template::Piece::Octets(first)) => first.starts_with(octets),
            _ => true,
        },
        Some(_) => true,
        None => false,
    }
}

/// A field line's name and value; white space around the value is no part of it (RFC 9112 5).
fn field(mut holes: Vec<Hole>) -> Option<(String, Vec<Hole>)> {
    use crate::model::template::Piece;
    let Some(Hole::Octets(template)) = holes.first_mut() else { return None };
    let Some(Piece::Octets(Bytes(first))) = template.0.first_mut() else { return None };
    let colon = first.iter().position(|&octet| octet == b':')?;
    let name = first.get(..colon).filter(|name| is_token(name))?;
    let name = String::from_utf8_lossy(name).into_owned();
    let blank = |octet: &u8| matches!(octet, b' ' | b'\t');
    let value = first.get(colon + 1..).unwrap_or_default();
    let value = value.get(value.iter().take_while(|o| blank(o)).count()..).unwrap_or_default();
    *first = value.to_vec();
    if first.is_empty() {
        template.0.remove(0);
    }
    if let Some(Hole::Octets(template)) = holes.last_mut()
        && let Some(Piece::Octets(Bytes(last))) = template.0.last_mut()
    {
        last.truncate(last.len() - last.iter().rev().take_while(|o| blank(o)).count());
        if last.is_empty() {
            template.0.pop();
        }
    }
    holes.retain(|hole| !matches!(hole, Hole::Octets(template) if template.0.is_empty()));
    Some((name, holes))
}
