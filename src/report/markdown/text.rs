//! Words of cases and targets as Markdown that means nothing but itself.
//!
//! Two things read what is written here. A Markdown parser sees structure: that is taken away by
//! code spans, or by writing punctuation as character references. Then GitHub looks through the
//! text that was rendered, for mentions, issue numbers, addresses, emoji names and formulas; there
//! a reference is no help, and only code is left alone. So text that holds such a thing is code.

use crate::report::layout::shown;

/// Text as code, in a paragraph, a list or the cell of a table. Empty text gives nothing.
pub(in crate::report) fn code(text: &str) -> String {
    // Parsers disagree on what a backslash before a pipe means in a cell, so none is written.
    let text = shown(text);
    let pieces: Vec<String> = text.split('|').map(span).collect();
    pieces.join("<code>&#124;</code>")
}

/// Text as sentences, in a paragraph, a list or the cell of a table.
pub(in crate::report) fn prose(text: &str) -> String {
    let text = shown(text.trim());
    if is_tame(&text) { references(&text) } else { code(&text) }
}

/// Text as code inside of HTML, where Markdown is not read.
pub(super) fn html_code(text: &str) -> String {
    format!("<code>{}</code>", references(&shown(text)))
}

/// Text as sentences inside of HTML, where Markdown is not read.
pub(super) fn html_prose(text: &str) -> String {
    let text = shown(text.trim());
    if is_tame(&text) { references(&text) } else { html_code(&text) }
}

/// Lines of text that are already escaped, between fences that none of them can close.
pub(super) fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).saturating_add(1).max(3));
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

fn span(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(text) + 1);
    // One space is taken away at both ends where both have one, and a backtick at an end would
    // belong to the fence.
    let spaced = text.starts_with(' ') && text.ends_with(' ') && !text.trim_matches(' ').is_empty();
    let pad = if spaced || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Whether nothing in the text is more than text once it is rendered: no mention, number of an
/// issue, formula, address or emoji name.
fn is_tame(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let before_any = |mark: &str, wanted: fn(char) -> bool| {
        lower.match_indices(mark).any(|(at, _)| {
            lower.get(at + mark.len()..).and_then(|rest| rest.chars().next()).is_some_and(wanted)
        })
    };
    !(lower.contains(['@', '#', '$'])
        || lower.contains("www.")
        || before_any(":", |c| c != ' ')
        || before_any("gh-", |c| c.is_ascii_digit()))
}

/// Everything but letters, digits and marks that have no meaning anywhere as character references,
/// which Markdown and HTML read alike.
fn references(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.chars().enumerate() {
        let plain = match c {
            // At the start of a line these make lists and headings.
            '0'..='9' | '-' | '+' | '=' => at > 0,
            ' ' | ',' | '.' | ';' | ':' | '(' | ')' | '/' | '?' | '%' | '\'' | '"' => true,
            c => c.is_ascii_alphanumeric() || !c.is_ascii(),
        };
        if plain {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
        }
    }
    out
}
