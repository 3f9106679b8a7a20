//! YAML text → nodes with places. The only file that names the YAML libraries, but for `outline.rs`.
//!
//! saphyr-parser's events give places and lexemes, serde_yaml is asked whether it reads the same
//! values: where a YAML 1.1 and a YAML 1.2 parser differ, the author is told instead of surprised.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::model::diagnostic::{Diagnostic, Severity};

use super::node::{Node, Scalar, Style, Value};
use super::source::Source;

/// How deep lists and maps may be nested.
const MOST_DEEP: usize = 64;
/// How many nodes aliases may stand for in one file, all together.
const MOST_ALIASED_NODES: usize = 100_000;
/// How many octets of text aliases may stand for in one file, all together.
const MOST_ALIASED_OCTETS: usize = 16 << 20;

/// Reads a file's one document; what is wrong with it goes to `problems`.
pub(super) fn parse(source: &Source, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    let mut reader = Reader { source, problems, anchors: HashMap::new(), aliased: (0, 0) };
    let known = reader.problems.len();
    let node = reader.document()?;
    if problems.len() == known {
        compare(source, &node, problems);
    }
    Some(node)
}

struct Reader<'a> {
    source: &'a Source,
    problems: &'a mut Vec<Diagnostic>,
    anchors: HashMap<usize, Node>,
    aliased: (usize, usize),
}

/// A collection that is being read.
struct Open {
    node: Node,
    anchor: usize,
    keys: HashSet<String>,
    key: Option<Node>,
}

impl Reader<'_> {
    fn document(&mut self) -> Option<Node> {
        let text = self.source.text.as_str();
        let mut parser = Parser::new_from_str(text);
        let mut open: Vec<Open> = Vec::new();
        let mut root = None;
        while let Some(event) = parser.next_event() {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let mark = error.marker();
                    let message = match error.info() {
                        // The scanner reads ahead of its events, and has a limit of its own.
                        "recursion limit exceeded" => too_deep(),
                        info => info.to_owned(),
                    };
                    self.error(mark.line(), mark.col() + 1, message, None);
                    return None;
                }
            };
            let complete = match event {
                Event::Scalar(text, style, anchor, tag) => {
                    self.refuse_tag(tag.is_some(), span);
                    let node = scalar(text.into_owned(), style, span);
                    self.anchor(anchor, &node)?;
                    node
                }
                Event::SequenceStart(anchor, tag) => {
                    self.refuse_tag(tag.is_some(), span);
                    open.push(Open::new(Value::List(Vec::new()), anchor, span));
                    self.check_depth(open.len(), span)?;
                    continue;
                }
                Event::MappingStart(anchor, tag) => {
                    self.refuse_tag(tag.is_some(), span);
                    open.push(Open::new(Value::Map(Vec::new()), anchor, span));
                    self.check_depth(open.len(), span)?;
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    let mut done = open.pop()?;
                    let after = usize::from(!span.is_empty());
                    done.node.end_line = span.end.line() + after;
                    done.node.width = done.node.width.max(1);
                    self.anchor(done.anchor, &done.node)?;
                    done.node
                }
                Event::Alias(anchor) => self.alias(anchor, span)?,
                Event::DocumentStart(_) if root.is_some() => {
                    let help = "put all cases of a file under one `cases:`".to_owned();
                    let message = "a second document in the same file".to_owned();
                    self.error(span.start.line(), span.start.col() + 1, message, Some(help));
                    return None;
                }
                _ => continue,
            };
            match open.last_mut() {
                Some(parent) => self.attach(parent, complete),
                None => root = Some(complete),
            }
        }
        if root.is_none() {
            self.error(1, 1, "the file is empty".to_owned(), None);
        }
        root
    }

    fn attach(&mut self, parent: &mut Open, node: Node) {
        match &mut parent.node.value {
            Value::Scalar(_) => {}
            Value::List(members) => members.push(node),
            Value::Map(entries) => match parent.key.take() {
                None => parent.key = Some(node),
                Some(key) => {
                    let Value::Scalar(Scalar { text, .. }) = &key.value else {
                        let message = "a key must be a text".to_owned();
                        let help =
                            "a value that starts with `{`, such as `{{name}}`, stands in quotes"
                                .to_owned();
                        self.error(key.line, key.column, message, Some(help));
                        return;
                    };
                    if parent.keys.insert(text.clone()) {
                        if entries.is_empty() && parent.node.width == 0 {
                            parent.node.width = key.width;
                        }
                        entries.push((key, node));
                    } else {
                        let message = format!("the key {} is written twice", key.described());
                        let diagnostic = self.source.diagnostic(
                            Severity::Error,
                            (key.line, key.column),
                            key.width,
                            message,
                            Some("a key stands once in a map; its values may be a list".to_owned()),
                        );
                        self.problems.push(diagnostic);
                    }
                }
            },
        }
    }

    fn anchor(&mut self, id: usize, node: &Node) -> Option<()> {
        if id != 0 {
            self.charge(node, (node.line, node.column))?;
            self.anchors.insert(id, node.clone());
        }
        Some(())
    }

    fn alias(&mut self, id: usize, span: Span) -> Option<Node> {
        let (line, column) = (span.start.line(), span.start.col() + 1);
        let Some(node) = self.anchors.get(&id) else {
            self.error(line, column, "an alias within what it stands for".to_owned(), None);
            return None;
        };
        let node = node.clone();
        self.charge(&node, (line, column))?;
        Some(node)
    }

    /// Bounds what anchors keep and aliases repeat.
    fn charge(&mut self, node: &Node, (line, column): (usize, usize)) -> Option<()> {
        self.aliased.0 += node.count();
        self.aliased.1 += node.weight();
        if self.aliased.0 <= MOST_ALIASED_NODES && self.aliased.1 <= MOST_ALIASED_OCTETS {
            return Some(());
        }
        let message = format!(
            "the aliases of this file stand for more than {MOST_ALIASED_NODES} values or {} MiB",
            MOST_ALIASED_OCTETS >> 20
        );
        self.error(line, column, message, None);
        None
    }

    fn check_depth(&mut self, depth: usize, span: Span) -> Option<()> {
        if depth <= MOST_DEEP {
            return Some(());
        }
        self.error(span.start.line(), span.start.col() + 1, too_deep(), None);
        None
    }

    fn refuse_tag(&mut self, tagged: bool, span: Span) {
        if tagged {
            let help = "leave it out; quote a text that starts with `!`".to_owned();
            let message = "YAML tags have no meaning here".to_owned();
            self.error(span.start.line(), span.start.col() + 1, message, Some(help));
        }
    }

    fn error(&mut self, line: usize, column: usize, message: String, help: Option<String>) {
        let diagnostic = self.source.diagnostic(Severity::Error, (line, column), 1, message, help);
        self.problems.push(diagnostic);
    }
}

fn too_deep() -> String {
    format!("lists and maps are nested deeper than {MOST_DEEP}")
}

impl Open {
    fn new(value: Value, anchor: usize, span: Span) -> Self {
        // A block map takes the width of its first key, a flow collection that of its bracket.
        let width = span.end.index() - span.start.index();
        let node = Node {
            line: span.start.line(),
            column: span.start.col() + 1,
            width,
            end_line: span.end.line() + 1,
            value,
        };
        Self { node, anchor, keys: HashSet::new(), key: None }
    }
}

fn scalar(text: String, style: ScalarStyle, span: Span) -> Node {
    let style = match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::Single,
        ScalarStyle::DoubleQuoted => Style::Double,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
    };
    let one_line = span.start.line() == span.end.line();
    let width = if one_line {
        span.end.col().saturating_sub(span.start.col())
    } else {
        text.lines().find(|line| !line.is_empty()).map_or(1, |line| line.chars().count())
    };
    Node {
        line: span.start.line(),
        column: span.start.col() + 1,
        width: width.clamp(1, 200),
        end_line: span.end.line(),
        value: Value::Scalar(Scalar { text, style }),
    }
}

/// Tells where serde_yaml reads another value than the one that the events gave.
fn compare(source: &Source, node: &Node, problems: &mut Vec<Diagnostic>) {
    let mut differ = |(line, column): (usize, usize), message: String| {
        problems.push(source.diagnostic(Severity::Error, (line, column), 1, message, None));
    };
    match serde_yaml::from_str::<serde_yaml::Value>(&source.text) {
        Ok(value) => {
            if let Some(place) = difference(node, &value) {
                differ(
                    place,
                    "YAML 1.1 and YAML 1.2 read this differently; write it in quotes".to_owned(),
                );
            }
        }
        Err(error) => {
            let place = error.location().map_or((1, 1), |at| (at.line(), at.column()));
            differ(place, format!("not YAML 1.1: {error}"));
        }
    }
}

/// The place of the first value that is not the same.
fn difference(node: &Node, value: &serde_yaml::Value) -> Option<(usize, usize)> {
    use serde_yaml::Value as Read;
    let same = match (&node.value, value) {
        (Value::Scalar(scalar), Read::String(text)) => scalar.text == *text,
        (Value::Scalar(scalar), Read::Null) => scalar.is_null(),
        (Value::Scalar(scalar), Read::Bool(_) | Read::Number(_)) => scalar.style == Style::Plain,
        (Value::List(members), Read::Sequence(values)) => {
            if let Some(place) = members.iter().zip(values).find_map(|(n, v)| difference(n, v)) {
                return Some(place);
            }
            members.len() == values.len()
        }
        (Value::Map(entries), Read::Mapping(values)) => {
            let first = entries.iter().zip(values).find_map(|((key, node), (k, value))| {
                difference(key, k).or_else(|| difference(node, value))
            });
            if first.is_some() {
                return first;
            }
            entries.len() == values.len()
        }
        _ => false,
    };
    (!same).then_some((node.line, node.column))
}

#[cfg(test)]
mod tests;
