//! The head of a request as data: the request line and the field lines, read with goodwill; the
//! rules say what is wrong with them.

use std::ops::Range;

use crate::model::grammar;
use crate::reference::fault::Faults;
use crate::reference::request::line::RequestLine;
use crate::reference::request::misread::misread;

/// One field line, with the lines folded into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldLine {
    line: Vec<u8>,
    name: Range<usize>,
    value: Range<usize>,
    /// Where the colon is; `None` in a line without one.
    colon: Option<usize>,
    /// Whether a line led by whitespace was folded into it (RFC 9112 5.2).
    pub(crate) folded: bool,
    /// Whether it is led by whitespace and has nothing to be folded into (RFC 9112 2.2).
    pub(crate) whitespace_led: bool,
}

impl FieldLine {
    fn read(line: Vec<u8>, folded: bool, whitespace_led: bool) -> Self {
        let colon = line.iter().position(|octet| *octet == b':');
        let name = trimmed(&line, 0..colon.unwrap_or(line.len()));
        let value = colon.map_or(0..0, |colon| trimmed(&line, colon + 1..line.len()));
        Self { line, name, value, colon, folded, whitespace_led }
    }

    /// The name as written, without whitespace around it.
    pub(crate) fn name(&self) -> &[u8] {
        self.line.get(self.name.clone()).unwrap_or_default()
    }

    /// The value without whitespace around it.
    pub(crate) fn value(&self) -> &[u8] {
        self.line.get(self.value.clone()).unwrap_or_default()
    }

    /// What stands before the colon, whitespace and all; `None` in a line without a colon.
    pub(crate) fn before_colon(&self) -> Option<&[u8]> {
        self.line.get(..self.colon?)
    }

    /// What stands after the colon, whitespace and all.
    pub(crate) fn after_colon(&self) -> &[u8] {
        self.colon.and_then(|colon| self.line.get(colon + 1..)).unwrap_or_default()
    }
}

fn trimmed(line: &[u8], range: Range<usize>) -> Range<usize> {
    let whole = line.get(range.clone()).unwrap_or_default();
    let blank = |octet: &&u8| matches!(octet, b' ' | b'\t');
    let before = whole.iter().take_while(blank).count();
    let after = whole.iter().skip(before).rev().take_while(blank).count();
    range.start + before..range.end - after
}

/// A request line and field lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    pub(crate) line: RequestLine,
    fields: Vec<FieldLine>,
    /// Whether a line ended in LF without CR before it.
    pub(crate) bare_lf: bool,
    exact_names: bool,
    first_lines_only: bool,
    heeds_led_lines: bool,
    folds: Folds,
}

/// What becomes of a line that is led by whitespace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Folds {
    /// It is joined to the line before it, to be refused.
    #[default]
    Joined,
    /// It is a field line of its own.
    Fields,
    /// It is dropped.
    Dropped,
}

impl Head {
    /// Reads a head from the request line to the empty line, both included.
    pub(crate) fn read(raw: &[u8], faults: &Faults) -> Self {
        let raw = &*misread(raw, faults);
        let (first, rest) = split_line(raw);
        let mut head = Self {
            line: RequestLine::read(without_end(first)),
            exact_names: faults.has("field-names-case-sensitive"),
            first_lines_only: faults.has("field-lines-not-joined"),
            heeds_led_lines: faults.has("whitespace-led-lines-heeded"),
            folds: match () {
                () if faults.has("folded-line-as-field") => Folds::Fields,
                () if faults.has("fold-dropped") => Folds::Dropped,
                () => Folds::Joined,
            },
            ..Self::default()
        };
        head.bare_lf = !first.ends_with(b"\r\n") && first.ends_with(b"\n");
        head.read_fields(rest);
        head
    }

    /// Reads the lines of a header or trailer section, up to an empty line or the end.
    pub(crate) fn read_fields(&mut self, mut rest: &[u8]) {
        let mut dropped = false;
        while !rest.is_empty() {
            let (line, after) = split_line(rest);
            self.bare_lf |= !line.ends_with(b"\r\n");
            let line = without_end(line);
            if line.is_empty() {
                return;
            }
            let led = matches!(line.first(), Some(b' ' | b'\t'));
            rest = after;
            if led && self.fields.is_empty() && self.heeds_led_lines {
                if dropped {
                    self.fields.push(FieldLine::read(
                        line.trim_ascii_start().to_vec(),
                        false,
                        false,
                    ));
                }
                dropped = true;
                continue;
            }
            if led && !self.fields.is_empty() && self.folds != Folds::Joined {
                if self.folds == Folds::Fields {
                    self.fields.push(FieldLine::read(
                        line.trim_ascii_start().to_vec(),
                        false,
                        false,
                    ));
                }
                continue;
            }
            match self.fields.pop() {
                // A fold that is taken is taken raw: what became of it shows in `/inspect`.
                Some(before) if led => {
                    let joined = [&before.line[..], b"\r\n", line].concat();
                    self.fields.push(FieldLine::read(joined, true, before.whitespace_led));
                }
                before => {
                    self.fields.extend(before);
                    self.fields.push(FieldLine::read(line.to_vec(), false, led));
                }
            }
        }
    }

    /// The field lines in order.
    pub(crate) fn fields(&self) -> &[FieldLine] {
        &self.fields
    }

    /// Adds lines of another section, as a server must not do with trailers.
    pub(crate) fn merge(&mut self, other: Self) {
        self.fields.extend(other.fields);
    }

    /// Takes out the folded field lines, as a server must not.
    pub(crate) fn drop_folded(&mut self) {
        self.fields.retain(|field| !field.folded);
    }

    /// Takes the folds off the folded field lines, as a server must not.
    pub(crate) fn cut_folds(&mut self) {
        for field in &mut self.fields {
            let (first, _) = split_line(&field.line);
            *field = FieldLine::read(without_end(first).to_vec(), false, field.whitespace_led);
        }
    }

    /// Takes out every line of a field.
    pub(crate) fn remove(&mut self, name: &str) {
        self.fields.retain(|field| !field.name().eq_ignore_ascii_case(name.as_bytes()));
    }

    /// The values of a field's lines in order, whatever the case of the name (RFC 9110 5.1).
    pub(crate) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let most = if self.first_lines_only { 1 } else { usize::MAX };
        self.fields.iter().filter(move |f| self.is_named(f, name)).map(FieldLine::value).take(most)
    }

    fn is_named(&self, field: &FieldLine, name: &str) -> bool {
        if self.exact_names {
            field.name() == name.as_bytes()
        } else {
            field.name().eq_ignore_ascii_case(name.as_bytes())
        }
    }

    /// The value of a field that may be there once; `None` where it is not there.
    pub(crate) fn value<'a>(&'a self, name: &'a str) -> Option<&'a [u8]> {
        self.values(name).next()
    }

    /// The members of a list field over all its lines (RFC 9110 5.3, 5.6.1.2).
    pub(crate) fn list<'a>(&'a self, name: &'a str) -> Vec<&'a [u8]> {
        self.values(name).flat_map(grammar::list_members).collect()
    }

    /// Whether a list field has this member, without regard to case.
    pub(crate) fn lists(&self, name: &str, member: &str) -> bool {
        self.values(name).any(|value| grammar::list_has(value, member))
    }
}

fn split_line(octets: &[u8]) -> (&[u8], &[u8]) {
    match octets.iter().position(|octet| *octet == b'\n') {
        Some(end) => octets.split_at(end + 1),
        None => (octets, b""),
    }
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_name_in_any_case_and_joined_over_lines() {
        let head = Head::read(
            b"GET / HTTP/1.1\r\nhOsT: \t a\t\r\nAccept: x, ,y\r\nACCEPT: z\r\n\r\n",
            &Faults::none(),
        );
        assert_eq!(head.value("Host"), Some(&b"a"[..]));
        assert_eq!(head.list("Accept"), [&b"x"[..], b"y", b"z"]);
        assert!(head.lists("accept", "Z") && !head.lists("accept", "w"));
        assert_eq!(head.value("Age"), None);
        assert!(!head.bare_lf);
    }

    #[test]
    fn folds_stray_whitespace_and_bare_lf_are_noticed_and_nothing_is_lost() {
        let head = Head::read(
            b"GET / HTTP/1.1\r\n X: 1\r\nHost : a\n\tfold\r\nnocolon\r\n\r\n",
            &Faults::none(),
        );
        let [led, folded, plain] = head.fields() else { unreachable!("{head:?}") };
        assert!(led.whitespace_led && led.name() == b"X" && led.value() == b"1");
        assert!(folded.folded && folded.before_colon() == Some(b"Host "));
        assert_eq!(folded.value(), b"a\r\n\tfold");
        assert_eq!(plain.before_colon(), None);
        assert!(head.bare_lf);
    }
}
