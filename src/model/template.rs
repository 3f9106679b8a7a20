//! Octets with holes: wire text in which `{{name}}` is filled in when the case is sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::bytes::Bytes;

/// Values for `{{name}}`, by name.
pub type Variables = BTreeMap<String, Bytes>;

/// One piece of a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// Octets as they are.
    Octets(Bytes),
    /// The value of a variable; `body.length` is the length of the request's own body in decimal.
    Variable(String),
}

/// Octets with holes for variables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Template(pub Vec<Piece>);

impl Template {
    /// A template without holes.
    #[must_use]
    pub fn octets(bytes: impl Into<Bytes>) -> Self {
        Self(vec![Piece::Octets(bytes.into())])
    }

    /// The names of its holes, in order, repeated where they are repeated.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Octets(_) => None,
            Piece::Variable(name) => Some(name.as_str()),
        })
    }

    /// The octets with every hole filled.
    ///
    /// # Errors
    /// The name of the first variable that has no value.
    pub fn fill(&self, variables: &Variables) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Octets(bytes) => out.extend_from_slice(bytes),
                Piece::Variable(name) => {
                    out.extend_from_slice(variables.get(name).ok_or_else(|| name.clone())?);
                }
            }
        }
        Ok(out)
    }
}

/// Reads the escapes that [`crate::model::bytes::escape`] writes: `\r \n \t \0 \\` and `\xNN`.
///
/// # Errors
/// The offset of the escape that is not one of these.
pub fn unescape(text: &str) -> Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        let (octet, length) = unescape_one(&bytes[at..]).ok_or(at)?;
        out.push(octet);
        at += length;
    }
    Ok(out)
}

/// The octet that the escape at the start of `bytes` stands for, and the escape's length.
#[must_use]
pub fn unescape_one(bytes: &[u8]) -> Option<(u8, usize)> {
    let simple = match bytes.get(1)? {
        b'r' => b'\r',
        b'n' => b'\n',
        b't' => b'\t',
        b'0' => 0,
        b'\\' => b'\\',
        b'x' => {
            let digits = std::str::from_utf8(bytes.get(2..4)?).ok()?;
            if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                return None;
            }
            return Some((u8::from_str_radix(digits, 16).ok()?, 4));
        }
        _ => return None,
    };
    Some((simple, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bytes::escape;

    #[test]
    fn what_is_escaped_reads_back_as_the_same_octets() {
        let every: Vec<u8> = (0..=255).collect();
        assert_eq!(unescape(&escape(&every)).unwrap(), every);
    }

    #[test]
    fn an_unknown_escape_is_named_by_its_offset() {
        for (text, at) in [("ab\\q", 2), ("\\x4", 0), ("\\x+1", 0), ("x\\", 1)] {
            assert_eq!(unescape(text), Err(at), "{text}");
        }
    }

    #[test]
    fn a_hole_without_a_value_is_named() {
        let template =
            Template(vec![Piece::Octets("GET ".into()), Piece::Variable("page".to_owned())]);
        assert_eq!(template.fill(&Variables::new()), Err("page".to_owned()));
        let variables = Variables::from([("page".to_owned(), Bytes::from("/"))]);
        assert_eq!(template.fill(&variables).unwrap(), b"GET /");
    }
}
