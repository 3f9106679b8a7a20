//! Words of a case that people read: titles, ids, comments.

use crate::model::bytes::{is_unsafe_to_show, shown};

/// The longest title, in characters.
const LONGEST_TITLE: usize = 120;
/// The longest id that is made of a name, in octets; what makes it unique comes behind it.
const LONGEST_ID: usize = 120;

/// Whether a character can stand in a case file and is seen there.
pub(super) fn is_yaml_character(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a1}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10fffd}')
        && !is_unsafe_to_show(c)
}

/// Text on one line that YAML can hold; what cannot be shown is escaped.
fn one_line(text: &str) -> String {
    shown(text).chars().map(|c| if is_yaml_character(c) { c } else { '?' }).collect()
}

/// A comment, with its `# `.
pub(super) fn comment(text: &str) -> String {
    format!("# {}", one_line(text)).trim_end().to_owned()
}

/// A title: a text on one line, not empty, not too long.
pub(super) fn title(text: &str) -> String {
    let line = one_line(text);
    let line = line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return "Untitled".to_owned();
    }
    if line.chars().count() <= LONGEST_TITLE {
        return line;
    }
    line.chars().take(LONGEST_TITLE - 1).chain(['…']).collect()
}

/// What can be an id, made of a name: lower case, and `-` for what has no place in one.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        let c = c.to_ascii_lowercase();
        match c {
            'a'..='z' | '0'..='9' | '.' | '_' => out.push(c),
            '/' if out.ends_with('/') => {}
            '/' => out.push('/'),
            _ if out.ends_with('-') => {}
            _ => out.push('-'),
        }
        if out.len() >= LONGEST_ID {
            break;
        }
    }
    let out = out.replace("-/", "/").replace("/-", "/");
    out.trim_matches(['-', '/', '.']).to_owned()
}
