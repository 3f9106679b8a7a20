//! Wire text → templates: what a line break becomes, and which variables are known.

use crate::model::bytes::Bytes;
use crate::model::template::{Piece, Template};

use super::decoder::Decoder;
use super::names::{self, BODY_LENGTH, STANDARD_RESOURCES, STANDARD_VARIABLES};
use super::node::{Node, Style};
use super::wire_text::{Token, TokenKind, scan};

/// What a line break becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaks {
    /// CRLF: in the head of a message, and in `send:`.
    Crlf,
    /// LF, as it is written: in bodies and values.
    Lf,
}

/// Which variables may stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variables {
    /// None: the text is itself the value of one.
    None,
    /// Those that are known at this step.
    Known,
    /// Those, and `{{body.length}}`.
    Head,
}

impl Decoder<'_> {
    /// The tokens of a scalar; each fault is reported at its place, and left out of them.
    pub(super) fn tokens(&mut self, node: &Node, what: &str, holes: bool) -> Option<Vec<Token>> {
        let Some(scalar) = node.scalar() else {
            let found = node.described();
            self.error(node, format!("{what} is a text, found {found}"));
            return None;
        };
        let (tokens, faults) = scan(&scalar.text, holes);
        for fault in faults {
            self.error_within(node, (fault.at, fault.width), fault.message, fault.help);
        }
        Some(tokens)
    }

    /// The template that tokens of a scalar make. Holes have no place in one.
    pub(super) fn template_of(
        &mut self,
        node: &Node,
        tokens: &[Token],
        breaks: Breaks,
        variables: Variables,
    ) -> Template {
        let mut pieces: Vec<Piece> = Vec::new();
        for token in tokens {
            let octets: &[u8] = match &token.kind {
                TokenKind::Octets(octets) => octets,
                TokenKind::Break if breaks == Breaks::Crlf => b"\r\n",
                TokenKind::Break => match node.text().unwrap_or_default().get(token.at..) {
                    // YAML's double quotes can hold a CR before the LF; it is kept.
                    Some(text) if text.starts_with('\r') => b"\r\n",
                    _ => b"\n",
                },
                TokenKind::Variable(name) => {
                    self.check_variable(node, token.at, name, variables);
                    if variables == Variables::None {
                        continue;
                    }
                    pieces.push(Piece::Variable(name.clone()));
                    continue;
                }
                TokenKind::Hole(_) => continue,
            };
            match pieces.last_mut() {
                Some(Piece::Octets(Bytes(last))) => last.extend_from_slice(octets),
                _ => pieces.push(Piece::Octets(Bytes::from(octets))),
            }
        }
        Template(pieces)
    }

    /// Wire text in which line breaks are LF and the final one of a block scalar is left out.
    pub(super) fn template(&mut self, node: &Node, what: &str) -> Option<Template> {
        let mut tokens = self.tokens(node, what, false)?;
        drop_final_break(node, &mut tokens);
        Some(self.template_of(node, &tokens, Breaks::Lf, Variables::Known))
    }

    /// Wire text without variables.
    pub(super) fn octets(&mut self, node: &Node, what: &str) -> Option<Bytes> {
        let mut tokens = self.tokens(node, what, false)?;
        drop_final_break(node, &mut tokens);
        let template = self.template_of(node, &tokens, Breaks::Lf, Variables::None);
        template.fill(&crate::model::template::Variables::new()).ok().map(Bytes)
    }

    /// Reports a variable that nothing gives a value to; notes a standard resource that is used.
    pub(super) fn check_variable(
        &mut self,
        node: &Node,
        at: usize,
        name: &str,
        variables: Variables,
    ) {
        let width = name.chars().count() + 4;
        let scope = &self.scope;
        if variables == Variables::None {
            let help = "for the characters themselves write `\\{{`".to_owned();
            let message = "a variable cannot stand in the value of another one";
            self.error_within(node, (at, width), message, Some(help));
            return;
        }
        if scope.variables.contains(name)
            || scope.needs.contains(name)
            || STANDARD_VARIABLES.contains(&name)
            || (name == BODY_LENGTH && variables == Variables::Head)
        {
            return;
        }
        if STANDARD_RESOURCES.contains(&name) {
            if !scope.inferred.iter().any(|resource| resource == name) {
                self.scope.inferred.push(name.to_owned());
            }
            return;
        }
        if name == BODY_LENGTH {
            let message = "`{{body.length}}` is known in the head of a `request` only";
            self.error_within(node, (at, width), message, None);
            return;
        }
        let known = scope.variables.iter().chain(&scope.needs).map(String::as_str);
        let known = known.chain(STANDARD_VARIABLES).chain(STANDARD_RESOURCES).chain([BODY_LENGTH]);
        let help = match names::nearest(name, known) {
            Some(near) => format!("did you mean `{{{{{near}}}}}`?"),
            None => {
                "declare it under `variables`, name it in `needs`, or capture it in an earlier step"
                    .to_owned()
            }
        };
        let message = format!("nothing gives `{{{{{name}}}}}` a value here");
        self.error_within(node, (at, width), message, Some(help));
    }
}

/// Takes away the one line break that YAML leaves at the end of a block scalar.
pub(super) fn drop_final_break(node: &Node, tokens: &mut Vec<Token>) {
    let block = node.scalar().is_some_and(|scalar| scalar.style == Style::Block);
    if block && tokens.last().is_some_and(|token| token.kind == TokenKind::Break) {
        tokens.pop();
    }
}
