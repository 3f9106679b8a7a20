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
mod tests {
    use super::*;

    fn text(of: &str) -> Value {
        Value::Text(of.to_owned())
    }

    /// The text after `edit` was made in it.
    fn edited(written: &str, edit: impl Fn(&mut Edits<'_>, &Part) -> Result<(), String>) -> String {
        let outline = Outline::of("a.yaml", written.as_bytes()).unwrap();
        let mut edits = Edits::new(&outline);
        edit(&mut edits, &outline.root).unwrap();
        String::from_utf8(edits.finish().unwrap()).unwrap()
    }

    #[test]
    fn a_value_is_replaced_and_nothing_else() {
        let rows = [
            ("a: b # c\nd:  'e'\n", "a: new # c\nd:  'e'\n"),
            ("\u{feff}a:   b\r\n# c\r\nd: e", "\u{feff}a:   new\r\n# c\r\nd: e"),
            ("a:\nd: e\n", "a: new\nd: e\n"),
            ("a: # c\n  - b\n\nd: e\n", "a: new # c\n\nd: e\n"),
            ("{a: b, d: e}\n", "{a: new, d: e}\n"),
            ("a: |\n  b\n  c\n\nd: e\n", "a: new\n\nd: e\n"),
            ("d: &x 1\na: *x\n", "d: &x 1\na: new\n"),
        ];
        for (before, after) in rows {
            let got = edited(before, |edits, root| {
                let (key, value) = root.entry("a").unwrap();
                edits.set(key, value, &text("new"))
            });
            assert_eq!(got, after);
        }
    }

    #[test]
    fn what_others_take_their_value_from_is_not_replaced() {
        let outline = Outline::of("a.yaml", b"a: [&x b]\nc: *x\n").unwrap();
        let (key, value) = outline.root.entry("a").unwrap();
        assert!(Edits::new(&outline).set(key, value, &text("d")).is_err());
    }

    #[test]
    fn entries_and_members_are_added_in_the_style_that_is_there() {
        let member = Value::Map(vec![("id".to_owned(), text("x")), ("m".to_owned(), text("1"))]);
        let rows = [
            ("a:\n- b # c\n# d\n", "a:\n- b # c\n- id: x\n  m: '1'\n# d\nz: w\n"),
            ("a:\r\n    -   b\r\n", "a:\r\n    -   b\r\n    - id: x\r\n      m: '1'\r\nz: w\r\n"),
            ("a: [b]\nc: |+\n  d\n\n", "a: [b, {id: x, m: '1'}]\nc: |+\n  d\n\nz: w\n"),
            ("{ a: [] }", "{ a: [{id: x, m: '1'}], z: w }"),
            ("a:\n  - b", "a:\n  - b\n  - id: x\n    m: '1'\nz: w"),
        ];
        for (before, after) in rows {
            let got = edited(before, |edits, root| {
                edits.append(root.get("a").unwrap(), std::slice::from_ref(&member))
            });
            let got = edited(&got, |edits, root| edits.insert(root, "z", &text("w")));
            // An entry is added after the last value: a comment below it stays below.
            let after = after.replace("# d\nz: w\n", "z: w\n# d\n");
            assert_eq!(got, after);
        }
    }

    #[test]
    fn an_entry_is_removed_with_its_line() {
        let rows = [
            ("a: b\nc: d # e\nf: g\n", "c", "a: b\nf: g\n"),
            ("a: b\nc: d", "c", "a: b"),
            ("- a: b\n  c: d\n", "a", "- c: d\n"),
            ("{ a: b, c: d }", "c", "{ a: b }"),
            ("{ a: b, c: d }", "a", "{ c: d }"),
        ];
        for (before, name, after) in rows {
            let got = edited(before, |edits, root| {
                let map = root.members().first().copied().unwrap_or(root);
                edits.remove(map, name)
            });
            assert_eq!(got, after);
        }
    }
}
