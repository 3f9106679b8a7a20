//! The YAML tree as a person wrote it: scalars with their lexeme and style, maps in order, and the
//! place of each.

/// A value of a YAML file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// Line of its first character, from 1. For a block scalar, its first line that is not empty.
    pub(super) line: usize,
    /// Column in characters, from 1.
    pub(super) column: usize,
    /// How many characters a caret underlines, at least 1.
    pub(super) width: usize,
    /// The line after its last one.
    pub(super) end_line: usize,
    /// What it is.
    pub(super) value: Value,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A text, as YAML's own quoting and folding leaves it; numbers and words as written.
    Scalar(Scalar),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping; its keys are scalars.
    Map(Vec<(Node, Node)>),
}

/// A scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scalar {
    /// Its text.
    pub(super) text: String,
    /// How it is written.
    pub(super) style: Style,
}

/// How a scalar is written (YAML 1.2.2, 7.3 and 8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`, in which YAML has escapes of its own.
    Double,
    /// `|` or `>`
    Block,
}

impl Scalar {
    /// Whether YAML reads it as null: nothing written, `~` or `null`.
    pub(super) fn is_null(&self) -> bool {
        self.style == Style::Plain
            && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// The text without the one line break that a block scalar has at its end.
    pub(super) fn without_final_break(&self) -> &str {
        match self.style {
            Style::Block => self.text.strip_suffix('\n').unwrap_or(&self.text),
            _ => &self.text,
        }
    }
}

impl Node {
    /// The scalar, where it is one that is not null.
    pub(super) fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) if !scalar.is_null() => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar that is not null.
    pub(super) fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// Whether nothing is written here.
    pub(super) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(scalar) if scalar.is_null())
    }

    /// The members of a list; a value that is no list is its only member.
    pub(super) fn members(&self) -> &[Node] {
        match &self.value {
            Value::List(members) => members,
            _ => std::slice::from_ref(self),
        }
    }

    /// The node under a key, where this is a map that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(entries) => {
                entries.iter().find(|(k, _)| k.text() == Some(key)).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// How much there is in it: its scalars' octets, and one for each node.
    pub(super) fn weight(&self) -> usize {
        match &self.value {
            Value::Scalar(scalar) => scalar.text.len().saturating_add(1),
            Value::List(members) => {
                members.iter().fold(1, |sum: usize, node| sum.saturating_add(node.weight()))
            }
            Value::Map(entries) => entries.iter().fold(1, |sum: usize, (key, value)| {
                sum.saturating_add(key.weight()).saturating_add(value.weight())
            }),
        }
    }

    /// How many nodes there are in it, itself included.
    pub(super) fn count(&self) -> usize {
        match &self.value {
            Value::Scalar(_) => 1,
            Value::List(members) => members.iter().fold(1, |sum, node| sum + node.count()),
            Value::Map(entries) => entries.iter().fold(1, |sum, (_, node)| sum + 1 + node.count()),
        }
    }

    /// What was found, for a message.
    pub(super) fn described(&self) -> String {
        match &self.value {
            Value::Scalar(scalar) if scalar.is_null() => "nothing".to_owned(),
            Value::Scalar(scalar) => {
                let line = scalar.text.lines().next().unwrap_or_default();
                let mut short: String = line.chars().take(40).collect();
                if short.len() < scalar.text.trim_end_matches('\n').len() {
                    short.push('…');
                }
                format!("`{short}`")
            }
            Value::List(members) => format!("a list of {}", members.len()),
            Value::Map(_) => "a map".to_owned(),
        }
    }
}
