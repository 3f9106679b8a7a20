//! From the parser's events, whose spans take in what follows a value and tell nothing of the ends of
//! lists and maps, to the octets in which each value is written.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{Part, PartKind, Writing};

/// The value of a text, which was found to be sound; `parsed` is it as the parser takes it, with LF
/// as line ends.
pub(super) fn root(parsed: &str, text: &str) -> Part {
    let root = events(parsed, &Places::new(text));
    let mut root = root.unwrap_or(Part {
        span: text.len()..text.len(),
        kind: PartKind::Scalar(String::new(), Writing::Plain),
    });
    settle(&mut root, text, document_start(text), false);
    root
}

/// Leads from the parser's lines and columns, which know LF alone, to octets of the file.
struct Places {
    /// Of each line: the offset of its start.
    lines: Vec<usize>,
    /// Of lines that are not ASCII: the offset of each character.
    wide: BTreeMap<usize, Vec<usize>>,
    end: usize,
}

impl Places {
    fn new(text: &str) -> Self {
        let (mut lines, mut wide, mut at) = (Vec::new(), BTreeMap::new(), 0);
        for line in text.split_inclusive('\n') {
            if !line.is_ascii() {
                let offsets = line.char_indices().map(|(offset, _)| at + offset).collect();
                wide.insert(lines.len(), offsets);
            }
            lines.push(at);
            at += line.len();
        }
        Self { lines, wide, end: text.len() }
    }

    fn of(&self, line: usize, column: usize) -> usize {
        let line = line.saturating_sub(1);
        let Some(&start) = self.lines.get(line) else { return self.end };
        let next = self.lines.get(line + 1).copied().unwrap_or(self.end);
        match self.wide.get(&line) {
            Some(offsets) => offsets.get(column).copied().unwrap_or(next),
            None => (start + column).min(next),
        }
    }
}

/// The values with the spans that the parser gives them; [`settle`] mends those.
fn events(parsed: &str, places: &Places) -> Option<Part> {
    struct Open {
        part: Part,
        key: Option<Part>,
    }
    let mut parser = Parser::new_from_str(parsed);
    let mut open: Vec<Open> = Vec::new();
    let at = |span: Span| {
        places.of(span.start.line(), span.start.col())..places.of(span.end.line(), span.end.col())
    };
    while let Some(Ok((event, span))) = parser.next_event() {
        let complete = match event {
            Event::Scalar(value, style, _, _) => {
                let writing = match style {
                    ScalarStyle::Plain => Writing::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Writing::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Writing::Block,
                };
                let kind = PartKind::Scalar(value.into_owned(), writing);
                Part { span: at(span), kind }
            }
            Event::Alias(_) => Part { span: at(span), kind: PartKind::Alias },
            Event::SequenceStart(..) => {
                let kind = PartKind::List { flow: false, members: Vec::new() };
                open.push(Open { part: Part { span: at(span), kind }, key: None });
                continue;
            }
            Event::MappingStart(..) => {
                let kind = PartKind::Map { flow: false, entries: Vec::new() };
                open.push(Open { part: Part { span: at(span), kind }, key: None });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop()?.part,
            _ => continue,
        };
        let Some(parent) = open.last_mut() else { return Some(complete) };
        match &mut parent.part.kind {
            PartKind::List { members, .. } => members.push((complete.span.start, complete)),
            PartKind::Map { entries, .. } => match parent.key.take() {
                None => parent.key = Some(complete),
                Some(key) => entries.push((key, complete)),
            },
            _ => {}
        }
    }
    None
}

/// Where the document's value may begin: after `---`, where that is written.
fn document_start(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("---") {
            return at + 3;
        }
        if !line.starts_with(['%', '#']) && !line.trim().is_empty() {
            break;
        }
        at += line.len();
    }
    0
}

/// Gives a value its span: `from` is where it can begin at the earliest, after its key or dash;
/// `within` tells whether it stands in brackets or braces.
fn settle(part: &mut Part, text: &str, from: usize, within: bool) {
    if let PartKind::Scalar(value, Writing::Plain) = &part.kind
        && value.is_empty()
        && text.get(part.span.clone()).is_none_or(|written| !written.starts_with(['&', '!']))
    {
        part.span = from..from;
        return;
    }
    let start = skip(text, from);
    let parsed = part.span.end.max(start);
    let begin = after_properties(text, start);
    let starts = |at: usize, c: char| text.get(at..).is_some_and(|rest| rest.starts_with(c));
    let end = match &mut part.kind {
        PartKind::Alias => {
            let rest = text.get(start..).unwrap_or_default();
            let stops = |c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}');
            start + rest.find(stops).unwrap_or(rest.len())
        }
        PartKind::Scalar(_, Writing::Block) => end_of_block(text, start, parsed),
        PartKind::Scalar(_, Writing::Quoted) => end_of_quotes(text, begin).unwrap_or(parsed),
        PartKind::Scalar(_, Writing::Plain) => {
            start + text.get(start..parsed).unwrap_or_default().trim_end().len()
        }
        PartKind::List { flow, members } => {
            *flow = starts(begin, '[');
            let inside = *flow || within;
            let mut at = begin + usize::from(*flow);
            for (dash, member) in members.iter_mut() {
                at = skip(text, at);
                *dash = at;
                let from = at + usize::from(!*flow);
                settle(member, text, from, inside);
                at = member.span.end.max(from);
                if *flow {
                    at = skip(text, at);
                    at += usize::from(starts(at, ','));
                }
            }
            if *flow { skip(text, at) + 1 } else { at }
        }
        PartKind::Map { flow, entries } => {
            let braces = starts(begin, '{');
            // A pair within a list in brackets has no braces of its own.
            *flow = braces || within;
            let mut at = begin + usize::from(braces);
            let mut last = at;
            for (key, value) in entries.iter_mut() {
                at = skip(text, at);
                settle(key, text, at, *flow);
                at = skip(text, key.span.end);
                let from = if starts(at, ':') { at + 1 } else { key.span.end };
                settle(value, text, from, *flow);
                at = value.span.end.max(from);
                last = at;
                if braces {
                    at = skip(text, at);
                    at += usize::from(starts(at, ','));
                }
            }
            if braces { skip(text, at) + 1 } else { last }
        }
    };
    part.span = start..end.min(text.len());
}

/// The offset after blanks, line ends and comments.
fn skip(text: &str, from: usize) -> usize {
    let octets = text.as_bytes();
    let mut at = from;
    while let Some(octet) = octets.get(at) {
        match octet {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            // A comment begins a line or stands after a blank.
            b'#' if at == 0 || matches!(octets.get(at - 1), Some(b' ' | b'\t' | b'\n')) => {
                at += text.get(at..).and_then(|rest| rest.find('\n')).unwrap_or(text.len() - at);
            }
            _ => break,
        }
    }
    at
}

/// The offset after an anchor and what follows it, where there is one.
pub(super) fn after_properties(text: &str, from: usize) -> usize {
    let mut at = from;
    while text.get(at..).is_some_and(|rest| rest.starts_with(['&', '!'])) {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.find(char::is_whitespace).unwrap_or(rest.len());
        at = skip(text, at);
    }
    at
}

/// The offset after the quotes that open at `open`.
fn end_of_quotes(text: &str, open: usize) -> Option<usize> {
    let octets = text.as_bytes();
    let quote = *octets.get(open)?;
    let mut at = open + 1;
    loop {
        match *octets.get(at)? {
            b'\\' if quote == b'"' => at += 2,
            octet if octet != quote => at += 1,
            // Two single quotes stand for one.
            b'\'' if octets.get(at + 1) == Some(&b'\'') => at += 2,
            _ => return Some(at + 1),
        }
    }
}

/// The end of a block scalar that starts at its header: `end` is where the parser went on. What it
/// read over without keeping, empty lines at the end, is no part of it.
fn end_of_block(text: &str, start: usize, end: usize) -> usize {
    let header = after_properties(text, start);
    let line = text.get(header..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let keeps = line.split('#').next().is_some_and(|indicators| indicators.contains('+'));
    let begun = text.get(..end).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let blank = text.get(begun..end).unwrap_or_default().trim_matches(' ').is_empty();
    // The parser stops at the indentation of the line that follows; at the end of the file it stops
    // after the last line.
    let is_next = blank && end < text.len();
    let upto = text.get(..if is_next { begun } else { end }).unwrap_or_default();
    let header_end = header + line.len();
    let kept = match keeps {
        true => {
            upto.strip_suffix('\n').map_or(upto, |upto| upto.strip_suffix('\r').unwrap_or(upto))
        }
        false => trim_blank_lines(upto),
    };
    kept.len().max(header_end)
}

/// The text without line ends and blank lines after its last line; blanks within that line stay.
fn trim_blank_lines(text: &str) -> &str {
    let mut rest = text;
    loop {
        let (before, last) = match rest.rfind('\n') {
            Some(at) => (rest.get(..at), rest.get(at + 1..).unwrap_or_default()),
            None => (None, rest),
        };
        match before {
            Some(before) if last.trim().is_empty() => rest = before,
            _ => return rest.strip_suffix('\r').unwrap_or(rest),
        }
    }
}
