//! Where everything of a YAML file is written: the spans of its keys and values, for whoever changes
//! the file and has to leave alone what stands between them.

use std::ops::Range;

use crate::error::{Error, Result};

use super::source::Source;
use super::yaml;

mod spans;

/// The text of a file and where its values are in it.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The file's text as it is, without a byte order mark.
    pub text: String,
    /// Whether a byte order mark stands before it.
    pub marked: bool,
    /// The document's value.
    pub root: Part,
}

/// A value, and the octets of [`Outline::text`] in which it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// From its first octet, its anchor included, to its last, without the line end after it. A value
    /// that is not written has an empty span where it would be.
    pub span: Range<usize>,
    /// What it is.
    pub kind: PartKind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A scalar: its text as YAML reads it, and how it is written.
    Scalar(String, Writing),
    /// A sequence; in a block one, each member with the offset of its dash.
    List {
        /// Whether it is written in brackets.
        flow: bool,
        /// The offset of the dash (of a flow list, of the member), and the member.
        members: Vec<(usize, Part)>,
    },
    /// A mapping.
    Map {
        /// Whether it is written in braces.
        flow: bool,
        /// Keys and values in order.
        entries: Vec<(Part, Part)>,
    },
    /// `*name`
    Alias,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Without quotes.
    Plain,
    /// In quotes of either kind.
    Quoted,
    /// `|` or `>`
    Block,
}

impl Outline {
    /// Reads the octets of a file that `file` names in messages.
    ///
    /// # Errors
    /// [`Error::Files`] where they are no YAML that this tool reads.
    pub fn of(file: &str, octets: &[u8]) -> Result<Self> {
        let source =
            Source::new(file, octets, None).map_err(|problem| Error::Files(vec![*problem]))?;
        let mut problems = Vec::new();
        yaml::parse(&source, &mut problems);
        if !problems.is_empty() {
            return Err(Error::Files(problems));
        }
        let unmarked = octets.strip_prefix(b"\xef\xbb\xbf");
        let text = String::from_utf8_lossy(unmarked.unwrap_or(octets)).into_owned();
        let root = spans::root(&source.text, &text);
        Ok(Self { text, marked: unmarked.is_some(), root })
    }

    /// The line end that most of the file's lines have.
    #[must_use]
    pub fn line_end(&self) -> &'static str {
        let crlf = self.text.matches("\r\n").count();
        let all = self.text.matches('\n').count();
        if crlf * 2 > all { "\r\n" } else { "\n" }
    }

    /// The offset at which the line that holds `at` begins.
    #[must_use]
    pub fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
    }

    /// The offset at which the line that holds `at` ends, before its line end.
    #[must_use]
    pub fn line_stop(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let stop = rest.find('\n').unwrap_or(rest.len());
        let cr = rest.get(..stop).is_some_and(|line| line.ends_with('\r'));
        at + stop - usize::from(cr)
    }

    /// Columns before `at` in its line, in characters.
    #[must_use]
    pub fn column(&self, at: usize) -> usize {
        self.text.get(self.line_start(at)..at).unwrap_or_default().chars().count()
    }

    /// The offset of a place, line and column from 1 in characters; `None` where there is none.
    #[must_use]
    pub fn offset_of(&self, line: usize, column: usize) -> Option<usize> {
        let mut start = 0;
        let mut lines = self.text.split_inclusive('\n');
        for before in lines.by_ref().take(line.checked_sub(1)?) {
            start += before.len();
        }
        let written = lines.next()?;
        let (offset, _) = written.char_indices().nth(column.checked_sub(1)?)?;
        Some(start + offset)
    }

    /// Whether nothing but blanks stands before `at` in its line.
    #[must_use]
    pub fn is_first_in_line(&self, at: usize) -> bool {
        let before = self.text.get(self.line_start(at)..at).unwrap_or_default();
        before.chars().all(|c| c == ' ')
    }

    /// Whether two texts say the same: the same values, whatever their quotes, places and comments,
    /// and maps with the same entries in whatever order.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        same(&self.root, &self.text, &other.root, &other.text)
    }
}

impl Part {
    /// The value of a key, with the key, where this is a map that has it.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<(&Part, &Part)> {
        let PartKind::Map { entries, .. } = &self.kind else { return None };
        let entry = entries.iter().find(|(key, _)| key.scalar() == Some(name));
        entry.map(|(key, value)| (key, value))
    }

    /// The value of a key, where this is a map that has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Part> {
        self.entry(name).map(|(_, value)| value)
    }

    /// The text of a scalar.
    #[must_use]
    pub fn scalar(&self) -> Option<&str> {
        match &self.kind {
            PartKind::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// The members of a list.
    #[must_use]
    pub fn members(&self) -> Vec<&Part> {
        match &self.kind {
            PartKind::List { members, .. } => members.iter().map(|(_, member)| member).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it is a list or a map that stands in brackets or braces.
    #[must_use]
    pub fn is_flow(&self) -> bool {
        matches!(self.kind, PartKind::List { flow: true, .. } | PartKind::Map { flow: true, .. })
    }

    /// Whether it is a list or a map by its indentation.
    #[must_use]
    pub fn is_block(&self) -> bool {
        matches!(self.kind, PartKind::List { flow: false, .. } | PartKind::Map { flow: false, .. })
    }

    /// Whether it is nothing: nothing written, `~` or `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        let words = ["", "~", "null", "Null", "NULL"];
        matches!(&self.kind, PartKind::Scalar(text, Writing::Plain) if words.contains(&text.as_str()))
    }

    /// The entry whose key is written at `at`, anywhere below.
    #[must_use]
    pub fn entry_at(&self, at: usize) -> Option<(&Part, &Part)> {
        match &self.kind {
            PartKind::Scalar(..) | PartKind::Alias => None,
            PartKind::List { members, .. } => {
                members.iter().find_map(|(_, member)| member.entry_at(at))
            }
            PartKind::Map { entries, .. } => entries.iter().find_map(|(key, value)| {
                if key.span.start == at { Some((key, value)) } else { value.entry_at(at) }
            }),
        }
    }
}

fn same(a: &Part, of_a: &str, b: &Part, of_b: &str) -> bool {
    let written = |part: &Part, text: &str| text.get(part.span.clone()).map(str::to_owned);
    match (&a.kind, &b.kind) {
        (PartKind::Scalar(x, how), PartKind::Scalar(y, other)) => {
            x == y && (*how == Writing::Plain) == (*other == Writing::Plain)
        }
        (PartKind::Alias, PartKind::Alias) => written(a, of_a) == written(b, of_b),
        (PartKind::List { members: x, .. }, PartKind::List { members: y, .. }) => {
            let both = x.iter().zip(y);
            x.len() == y.len() && both.into_iter().all(|((_, x), (_, y))| same(x, of_a, y, of_b))
        }
        (PartKind::Map { entries: x, .. }, PartKind::Map { entries: y, .. }) => {
            x.len() == y.len()
                && x.iter().all(|(key, value)| {
                    let found = key.scalar().and_then(|name| b.get(name));
                    found.is_some_and(|other| same(value, of_a, other, of_b))
                })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
