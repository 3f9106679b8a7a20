//! Changes of a YAML text by spans: a value is replaced, an entry or a member is added, and every
//! other octet stays: comments, order, quotes, indentation, line ends.

use std::ops::Range;

use crate::load::outline::{Outline, Part, PartKind};

use super::style::Value;

/// Octets of a text and what is to stand in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What goes.
    pub span: Range<usize>,
    /// What comes.
    pub with: String,
}

/// The text with all changes made; `None` where two of them touch the same octets.
#[must_use]
pub fn apply(text: &str, mut changes: Vec<Change>) -> Option<String> {
    changes.sort_by_key(|change| (change.span.start, change.span.end));
    let mut out = String::with_capacity(text.len() + 256);
    let mut at = 0;
    for change in changes {
        // What is before `at` is gone already.
        out.push_str(text.get(at..change.span.start)?);
        out.push_str(&change.with);
        at = change.span.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// Changes of one file that are made together.
#[derive(Debug)]
pub struct Edits<'a> {
    outline: &'a Outline,
    changes: Vec<Change>,
}

impl<'a> Edits<'a> {
    /// No change yet.
    #[must_use]
    pub fn new(outline: &'a Outline) -> Self {
        Self { outline, changes: Vec::new() }
    }

    /// Whether anything is to be changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The file's octets with the changes made, its byte order mark included; `None` where two of
    /// them touch the same octets.
    #[must_use]
    pub fn finish(self) -> Option<Vec<u8>> {
        let text = apply(&self.outline.text, self.changes)?;
        let mark: &[u8] = if self.outline.marked { b"\xef\xbb\xbf" } else { b"" };
        Some([mark, text.as_bytes()].concat())
    }

    /// Writes another value under a key.
    ///
    /// # Errors
    /// Why it cannot: the value has an anchor, so that other places take theirs from it.
    pub fn set(&mut self, key: &Part, old: &Part, new: &Value) -> Result<(), String> {
        let text = &self.outline.text;
        if text.get(old.span.clone()).is_some_and(|written| written.contains('&'))
            && has_anchor(old, text)
        {
            return Err("its value has an anchor that other places take theirs from".to_owned());
        }
        let in_flow = is_in_flow(&self.outline.root, key.span.start);
        let after =
            key.span.end + text.get(key.span.end..).and_then(|t| t.find(':')).unwrap_or(0) + 1;
        let gap = text.get(after..old.span.start).unwrap_or_default();
        let written = if in_flow {
            format!(" {}", new.flow())
        } else {
            new.after_key(self.outline.column(key.span.start) + 2, self.outline.line_end())
        };
        if !gap.contains('\n') {
            let Some(first) = written.find('\n') else {
                // What stands between the colon and the value stays, where there is something.
                let from = if gap.is_empty() { after } else { old.span.start };
                let with = if gap.is_empty() { &written[..] } else { written.trim_start() };
                self.change(from..old.span.end, with);
                return Ok(());
            };
            // A comment after the old value stays beside the key.
            let stop = self.outline.line_stop(old.span.end);
            let rest = text.get(old.span.end..stop).unwrap_or_default();
            let (comment, end) = if comment_of(rest).is_empty() {
                ("", old.span.end)
            } else {
                (comment_of(rest), stop)
            };
            let first =
                first - usize::from(written.get(..first).is_some_and(|w| w.ends_with('\r')));
            let (head, tail) = written.split_at(first);
            self.change(after..end, &format!("{head}{comment}{tail}"));
            return Ok(());
        }
        // The value is on lines of its own, and a comment may stand after the key.
        let end = if old.span.is_empty() { after } else { old.span.end };
        if written.contains('\n') {
            self.change(after..end, &format!("{}{written}", comment_of(gap)));
        } else {
            self.change(after..end, &format!("{written}{}", comment_of(gap)));
        }
        Ok(())
    }

    /// Adds an entry at the end of a map.
    ///
    /// # Errors
    /// Why it cannot: this is no map.
    pub fn insert(&mut self, map: &Part, name: &str, value: &Value) -> Result<(), String> {
        let PartKind::Map { flow, entries } = &map.kind else {
            return Err(format!("`{name}` cannot be added to what is no map"));
        };
        let key = super::style::scalar(name, *flow);
        let Some((first, _)) = entries.first() else {
            self.change(map.span.clone(), &format!("{{{key}: {}}}", value.flow()));
            return Ok(());
        };
        let end = entries.last().map_or(map.span.end, |(k, v)| v.span.end.max(k.span.end));
        if *flow {
            self.change(end..end, &format!(", {key}: {}", value.flow()));
            return Ok(());
        }
        let column = self.outline.column(first.span.start);
        let line_end = self.outline.line_end();
        let stop = self.outline.line_stop(end);
        let written = value.after_key(column + 2, line_end);
        self.change(stop..stop, &format!("{line_end}{}{key}:{written}", " ".repeat(column)));
        Ok(())
    }

    /// Adds members at the end of a list.
    ///
    /// # Errors
    /// Why it cannot: this is no list.
    pub fn append(&mut self, list: &Part, values: &[Value]) -> Result<(), String> {
        let PartKind::List { flow, members } = &list.kind else {
            return Err("an entry cannot be added to what is no list".to_owned());
        };
        let line_end = self.outline.line_end();
        let Some((dash, last)) = members.last() else {
            let all: Vec<String> = values.iter().map(Value::flow).collect();
            self.change(list.span.clone(), &format!("[{}]", all.join(", ")));
            return Ok(());
        };
        let mut written = String::new();
        for value in values {
            if *flow {
                written.push_str(&format!(", {}", value.flow()));
            } else {
                let column = self.outline.column(*dash);
                let member = value.after_dash(column, line_end);
                written.push_str(&format!("{line_end}{}-{member}", " ".repeat(column)));
            }
        }
        let end = last.span.end.max(*dash + usize::from(!*flow));
        let at = if *flow { end } else { self.outline.line_stop(end) };
        self.change(at..at, &written);
        Ok(())
    }

    /// Removes an entry of a map, with what stands after it in its line.
    ///
    /// # Errors
    /// Why it cannot: it is the only entry, or it is not there.
    pub fn remove(&mut self, map: &Part, name: &str) -> Result<(), String> {
        let PartKind::Map { flow, entries } = &map.kind else {
            return Err("an entry cannot be taken out of what is no map".to_owned());
        };
        let at = entries.iter().position(|(key, _)| key.scalar() == Some(name));
        let (Some(at), true) = (at, entries.len() > 1) else {
            return Err(format!("`{name}` cannot be taken out"));
        };
        let end_of = |(key, value): &(Part, Part)| value.span.end.max(key.span.end);
        let Some((entry, (key, _))) = entries.get(at).map(|entry| (entry, entry)) else {
            return Ok(());
        };
        let next = entries.get(at + 1);
        let before = at.checked_sub(1).and_then(|at| entries.get(at));
        let span = match (flow, before, next) {
            (_, None, Some((next, _))) => key.span.start..next.span.start,
            (true, Some(before), _) => end_of(before)..end_of(entry),
            _ => {
                let stop = self.outline.line_stop(end_of(entry));
                let start = self.outline.line_start(key.span.start);
                // Up to the line end before it, so that a last line leaves none behind.
                let before = start.saturating_sub(1);
                let cr = self.outline.text.get(..before).is_some_and(|text| text.ends_with('\r'));
                before - usize::from(cr)..stop
            }
        };
        self.change(span, "");
        Ok(())
    }

    /// Puts a text in the place of a span.
    pub fn change(&mut self, span: Range<usize>, with: &str) {
        self.changes.push(Change { span, with: with.to_owned() });
    }
}

/// The comment in a gap between a key and its value, with the blanks before it.
fn comment_of(gap: &str) -> &str {
    if gap.contains('#') { gap.trim_end() } else { "" }
}

fn has_anchor(part: &Part, text: &str) -> bool {
    let own = text.get(part.span.clone()).is_some_and(|written| written.starts_with('&'));
    own || match &part.kind {
        PartKind::Scalar(..) | PartKind::Alias => false,
        PartKind::List { members, .. } => {
            members.iter().any(|(_, member)| has_anchor(member, text))
        }
        PartKind::Map { entries, .. } => {
            entries.iter().any(|(key, value)| has_anchor(key, text) || has_anchor(value, text))
        }
    }
}

/// Whether the octet at `at` stands in brackets or braces.
fn is_in_flow(part: &Part, at: usize) -> bool {
    if !part.span.contains(&at) {
        return false;
    }
    let below = |part: &Part| is_in_flow(part, at);
    part.is_flow()
        || match &part.kind {
            PartKind::Scalar(..) | PartKind::Alias => false,
            PartKind::List { members, .. } => members.iter().any(|(_, member)| below(member)),
            PartKind::Map { entries, .. } => {
                entries.iter().any(|(key, value)| below(key) || below(value))
            }
        }
}

#[cfg(test)]
mod tests;
