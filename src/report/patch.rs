//! What would change in a file: a unified diff, coloured for a terminal. Without colour and where
//! nothing needs an escape, `patch` takes it.

use similar::{ChangeTag, TextDiff};

use super::ink::{BAD, FAINT, GOOD, Ink, STRONG};
use super::layout::shown;

/// Lines around a change.
const CONTEXT: usize = 3;

/// The difference between two texts of the file `name`; empty where there is none. Octets that a
/// terminal would take for commands are escaped, a CR at a line's end among them.
#[must_use]
pub fn unified(name: &str, old: &[u8], new: &[u8], color: bool) -> String {
    let ink = Ink::new(color);
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let diff = TextDiff::from_lines(&*old, &*new);
    let mut out = String::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        if out.is_empty() {
            let name = shown(name);
            out.push_str(&format!("{}\n", ink.paint(STRONG, &format!("--- {name}"))));
            out.push_str(&format!("{}\n", ink.paint(STRONG, &format!("+++ {name}"))));
        }
        out.push_str(&format!("{}\n", ink.paint(FAINT, &hunk.header().to_string())));
        for change in hunk.iter_changes() {
            let line = change.value();
            let text = line.strip_suffix('\n').unwrap_or(line);
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', Some(BAD)),
                ChangeTag::Insert => ('+', Some(GOOD)),
                ChangeTag::Equal => (' ', None),
            };
            let text = format!("{sign}{}", visible(text, change.tag() != ChangeTag::Equal));
            out.push_str(&style.map_or(text.clone(), |style| ink.paint(style, &text)));
            out.push('\n');
            if !line.ends_with('\n') {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// A line as a terminal may be given it. Its own backslashes stay single: the files are made of
/// them. A CR that ends a line is shown only where the line changes.
fn visible(line: &str, changed: bool) -> String {
    let cut = if changed { line } else { line.strip_suffix('\r').unwrap_or(line) };
    let mut out = String::new();
    for c in cut.chars() {
        match c {
            '\t' => out.push(c),
            c if crate::model::bytes::is_unsafe_to_show(c) => {
                let mut octets = [0; 4];
                out.push_str(&crate::model::bytes::escape(c.encode_utf8(&mut octets).as_bytes()));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_has_its_hunks_with_context_and_escapes_what_moves_a_cursor() {
        let old = "1\n2\n3\n4\n5\n6\x1b[1m\n7\n8";
        let new = "1\n2\n3\n4\nfive\\r\n6\x1b[1m\n7\n8\n";
        let want = "\
--- a .yaml
+++ a .yaml
@@ -2,7 +2,7 @@
 2
 3
 4
-5
+five\\r
 6\\x1b[1m
 7
-8
\\ No newline at end of file
+8
";
        assert_eq!(unified("a\n.yaml", old.as_bytes(), new.as_bytes(), false), want);
        assert_eq!(unified("a", b"a\n", b"a\n", true), "");
        assert!(unified("a", b"a\n", b"b\n", true).contains("\x1b[31m-a\x1b[0m"));
        assert!(unified("a", b"a\r\n", b"a\n", false).contains("-a\\r\n+a\n"));
    }
}
