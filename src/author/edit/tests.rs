//! A text, an edit, the text after it.

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
