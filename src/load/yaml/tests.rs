//! YAML texts in, nodes with their places or the reason for a refusal out.

use std::time::{Duration, Instant};

use super::*;

fn read(text: &str) -> (Option<Node>, Vec<String>) {
    let source = Source::new("a.yaml", text.as_bytes(), None).unwrap();
    let mut problems = Vec::new();
    let node = parse(&source, &mut problems);
    let short = problems
        .iter()
        .map(|d| format!("{}:{}: {}", d.place.line, d.place.column, d.message))
        .collect();
    (node, short)
}

#[test]
fn scalars_keep_their_lexeme_and_each_node_its_place() {
    let (node, problems) = read("v: 1.0\nlist:\n  - 'a b'\n  - {k: 2xx}\nempty:\n");
    assert_eq!(problems, Vec::<String>::new());
    let node = node.unwrap();
    assert_eq!(node.get("v").unwrap().text(), Some("1.0"));
    let list = node.get("list").unwrap().members();
    assert_eq!((list[0].line, list[0].column, list[0].width), (3, 5, 5));
    assert_eq!((list[1].line, list[1].column), (4, 5));
    assert_eq!(list[1].get("k").unwrap().text(), Some("2xx"));
    assert!(node.get("empty").unwrap().is_null());
}

#[test]
fn what_is_no_yaml_for_us_is_told_at_its_place() {
    let rows = [
        ("a: 1\nb: 2\na: 3\n", "3:1: the key `a` is written twice"),
        ("a: {b: 1, b: 2}\n", "1:11: the key `b` is written twice"),
        ("a: !x 1\n", "1:4: YAML tags have no meaning here"),
        ("a: {{b}}\n", "1:5: a key must be a text"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document in the same file"),
        ("# nothing\n", "1:1: the file is empty"),
        ("- &a [*a]\n", "1:7: an alias within what it stands for"),
        ("a: *x\n", "1:4: while parsing node, found unknown anchor"),
        ("a: \"x\n", "1:4: while scanning a quoted scalar, found unexpected end of stream"),
        ("a:\n\tb: 1\n", "2:2: tabs disallowed within this context (block indentation)"),
    ];
    for (text, want) in rows {
        let (_, problems) = read(text);
        assert_eq!(problems.first().map(String::as_str), Some(want), "{text:?}");
    }
}

#[test]
fn hostile_files_are_refused_quickly() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for i in 1..30 {
        let of = format!("*a{}, ", i - 1).repeat(9);
        bomb.push_str(&format!("a{i}: &a{i} [{of}]\n"));
    }
    let long = format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(1 << 20), "*a, ".repeat(1000));
    let rows = [
        ("alias bomb", bomb, "aliases of this file"),
        ("long aliases", long, "aliases of this file"),
        ("flow nesting", "[".repeat(1 << 20), "nested deeper than 64"),
        ("block nesting", "- ".repeat(1 << 20), "nested deeper than 64"),
        ("map nesting", "{a: ".repeat(1 << 20), "nested deeper than 64"),
    ];
    for (name, text, want) in rows {
        let began = Instant::now();
        let (_, problems) = read(&text);
        assert!(problems.iter().any(|p| p.contains(want)), "{name}: {problems:?}");
        assert!(began.elapsed() < Duration::from_secs(5), "{name}: {:?}", began.elapsed());
    }
}

#[test]
fn a_value_that_two_parsers_read_differently_is_told_at_its_place() {
    let rows = [
        ("a: x\nb: [y, z]\n", "a: x\nb: [y, z]\n", None),
        ("a: 1.0\nb: ~\n", "a: 1.0\nb: null\n", None),
        ("a: x\nb: [y, z]\n", "a: x\nb: [y, w]\n", Some((2, 8))),
        ("a: x\nb: [y, z]\n", "a: x\nb: [y]\n", Some((2, 4))),
        ("a: x\n", "b: x\n", Some((1, 1))),
        ("a: x\n", "a: x\nb: y\n", Some((1, 1))),
        ("a: '1'\n", "a: 1\n", Some((1, 4))),
        ("a: [x]\n", "a: x\n", Some((1, 4))),
    ];
    for (text, other, want) in rows {
        let node = read(text).0.unwrap();
        let value = serde_yaml::from_str(other).unwrap();
        assert_eq!(difference(&node, &value), want, "{text:?} and {other:?}");
    }
}
