//! Spans of nasty texts: each value is found where it is written.

use super::spans::after_properties;
use super::*;

/// Every scalar, alias and empty value of a text as it is written there, in order.
fn written(text: &str) -> Vec<String> {
    let outline = Outline::of("a.yaml", text.as_bytes()).unwrap();
    let mut all = Vec::new();
    leaves(&outline.root, &outline.text, &mut all);
    all
}

fn leaves(part: &Part, text: &str, all: &mut Vec<String>) {
    match &part.kind {
        PartKind::Scalar(..) | PartKind::Alias => all.push(text[part.span.clone()].to_owned()),
        PartKind::List { members, .. } => members.iter().for_each(|(_, m)| leaves(m, text, all)),
        PartKind::Map { entries, .. } => entries.iter().for_each(|(key, value)| {
            leaves(key, text, all);
            leaves(value, text, all);
        }),
    }
}

#[test]
fn each_value_is_found_where_it_is_written() {
    let rows: [(&str, &[&str]); 14] = [
        ("a: b\n", &["a", "b"]),
        ("\u{feff}a: 'b'  # c\r\n\r\nd: \"e\"", &["a", "'b'", "d", "\"e\""]),
        ("é: ü # ö\nb: c\n", &["é", "ü", "b", "c"]),
        ("a:\nb:\n  - # x\n  -\n  - c\n", &["a", "", "b", "", "", "c"]),
        ("a: |\n  b \n\n  c\n\n# d\ne: f\n", &["a", "|\n  b \n\n  c", "e", "f"]),
        ("a: |+\n  b\n\n\nc: d\n", &["a", "|+\n  b\n\n", "c", "d"]),
        ("a: |+\n  b\n\n", &["a", "|+\n  b\n"]),
        ("a: >-2\n   b\nc: d\n", &["a", ">-2\n   b", "c", "d"]),
        ("a: |\n  b", &["a", "|\n  b"]),
        ("a: {b, c: [d, {e: f}], g: }\n", &["a", "b", "", "c", "d", "e", "f", "g", ""]),
        ("- &x [a, *x ]\n", &[]),
        ("- - a\n  - b: c\n    d: e\n", &["a", "b", "c", "d", "e"]),
        ("a: &x\n  b: c\nd: *x # y\ne: &z f\n", &["a", "b", "c", "d", "*x", "e", "&z f"]),
        ("--- # x\na: b\n  c\n", &["a", "b\n  c"]),
    ];
    for (text, want) in rows {
        if want.is_empty() {
            // An alias within what it stands for is refused.
            assert!(Outline::of("a.yaml", text.as_bytes()).is_err(), "{text}");
            continue;
        }
        assert_eq!(written(text), want, "{text}");
    }
}

#[test]
fn every_bundled_file_is_made_of_spans_that_hold_what_they_say() {
    for (path, text) in crate::load::bundled::FILES {
        let outline = Outline::of(path, text.as_bytes()).unwrap();
        check(&outline.root, &outline.text, path);
    }
}

/// A plain scalar of one line is its own text, and nothing overlaps.
fn check(part: &Part, text: &str, path: &str) {
    let written = &text[part.span.clone()];
    match &part.kind {
        PartKind::Scalar(value, Writing::Plain) if !written.contains(['\n', '&']) => {
            assert_eq!(value, written, "{path}");
        }
        PartKind::Scalar(_, Writing::Quoted) => {
            let body = &text[after_properties(text, part.span.start)..part.span.end];
            assert!(body.starts_with(['"', '\'']) && body.ends_with(['"', '\'']), "{path}: {body}");
        }
        PartKind::Scalar(_, Writing::Block) => {
            let body = &text[after_properties(text, part.span.start)..part.span.end];
            assert!(body.starts_with(['|', '>']), "{path}: {body}");
        }
        PartKind::Scalar(..) => {}
        PartKind::Alias => assert!(written.starts_with('*'), "{path}: {written}"),
        PartKind::List { members, .. } => {
            let ends = members.windows(2).all(|two| two[0].1.span.end <= two[1].0);
            assert!(ends, "{path}: {written}");
            members.iter().for_each(|(_, member)| check(member, text, path));
        }
        PartKind::Map { entries, .. } => entries.iter().for_each(|(key, value)| {
            assert!(key.span.end <= value.span.start, "{path}: {written}");
            check(key, text, path);
            check(value, text, path);
        }),
    }
}

#[test]
fn two_texts_say_the_same_whatever_their_order_and_quotes_but_not_whatever_their_type() {
    let says = |a: &str, b: &str| {
        let [a, b] = [a, b].map(|text| Outline::of("a.yaml", text.as_bytes()).unwrap());
        a.says_the_same_as(&b)
    };
    assert!(says("a: b\nc: [d, 'e']\n", "c:   # x\n  - d\n  - \"e\"\na: b"));
    assert!(!says("a: '1'\n", "a: 1\n"));
    assert!(!says("a: [b, c]\n", "a: [c, b]\n"));
    assert!(!says("a: |\n  b\n", "a: |-\n  b\n"));
    assert!(!says("a: b\n", "a: b\nc: d\n"));
}
