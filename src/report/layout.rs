//! Text in columns: how wide it is on a terminal, where it is broken, where it is cut.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns the text takes; a CJK character takes two.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

pub(super) use crate::model::bytes::shown;

/// The text with spaces after it up to `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text, or as much of it as fits `columns` with a `…` at its end.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if head_of(text, columns).len() == text.len() {
        return text.to_owned();
    }
    let head = head_of(text, columns.saturating_sub(1));
    format!("{head}…")
}

/// The same, with the number of characters that were cut.
pub(super) fn cut_and_count(text: &str, columns: usize) -> String {
    if head_of(text, columns).len() == text.len() {
        return text.to_owned();
    }
    // The number has at most as many digits as that of all characters.
    let all = text.chars().count();
    let note = width(&format!("… (+{all} characters)"));
    let head = head_of(text, columns.saturating_sub(note));
    format!("{head}… (+{} characters)", all - head.chars().count())
}

/// How many characters a column may hold: accents, and no more than a script piles up. A hostile
/// text piles up thousands, which no count of columns would ever cut.
pub(super) const PER_COLUMN: usize = 4;

/// The longest beginning of `text` that fits `columns`.
fn head_of(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (count, (at, c)) in text.char_indices().enumerate() {
        used += c.width().unwrap_or(0);
        if used > columns || count >= columns.saturating_mul(PER_COLUMN) {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// The text in lines of at most `columns`: broken at spaces, within a word only where the word is
/// wider than a line. At least one line; columns below 8 count as 8.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    for mut word in text.split(' ') {
        let joined = width(&line) + usize::from(!line.is_empty()) + width(word);
        if !line.is_empty() {
            if joined <= columns {
                line.push(' ');
                line.push_str(word);
                continue;
            }
            lines.push(std::mem::take(&mut line));
        }
        loop {
            let head = head_of(word, columns);
            if head.len() == word.len() {
                break;
            }
            lines.push(head.to_owned());
            word = word.get(head.len()..).unwrap_or_default();
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// Items between commas, in lines of at most `columns` that break between items only.
pub(super) fn join_in_lines(items: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if width(line) + 2 + width(item) < columns => {
                line.push_str(", ");
                line.push_str(item);
            }
            Some(line) => {
                line.push(',');
                lines.push(item.clone());
            }
            None => lines.push(item.clone()),
        }
    }
    lines
}

/// Escaped octets in lines of at most `columns`, broken wherever a line is full (a space is as
/// telling as any other octet), but not within an escape such as `\x1b`.
pub(super) fn fold(text: &str, columns: usize) -> Vec<&str> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let (mut start, mut used) = (0, 0);
    let mut at = 0;
    while let Some(unit) = unit_at(text, at) {
        let taken = width(unit);
        if used + taken > columns {
            lines.push(text.get(start..at).unwrap_or_default());
            (start, used) = (at, 0);
        }
        used += taken;
        at += unit.len();
    }
    lines.push(text.get(start..).unwrap_or_default());
    lines
}

/// What must stay together from `at` on: an escape, or a character.
fn unit_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let mut chars = rest.char_indices();
    let (_, first) = chars.next()?;
    let length = match (first, chars.next()) {
        ('\\', Some((_, 'x'))) if rest.is_char_boundary(4) => 4,
        ('\\', Some((second, c))) => second + c.len_utf8(),
        _ => first.len_utf8(),
    };
    rest.get(..length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bytes::is_unsafe_to_show;

    #[test]
    fn text_is_cut_and_padded_by_columns_not_by_characters() {
        for (text, columns, want) in [
            ("abc", 3, "abc"),
            ("abcd", 3, "ab…"),
            ("中文标题", 8, "中文标题"),
            ("中文标题", 7, "中文标…"),
            ("中文标题", 6, "中文…"),
            ("", 0, ""),
            ("e\u{301}\u{301}\u{301}\u{301}\u{301}", 1, "…"),
        ] {
            assert_eq!(cut(text, columns), want, "{text} in {columns}");
        }
        assert_eq!(pad("中", 4), "中  ");
        assert_eq!(pad("año", 4), "año ");
    }

    #[test]
    fn what_is_cut_is_counted() {
        assert_eq!(cut_and_count("abc", 3), "abc");
        assert_eq!(
            cut_and_count(&"中".repeat(100), 40),
            format!("{}… (+90 characters)", "中".repeat(10))
        );
        assert_eq!(cut_and_count(&"a".repeat(30), 5), "… (+30 characters)");
    }

    #[test]
    fn no_wrapped_line_is_wider_than_asked_and_no_word_is_lost() {
        let text = "Content-Length beside Transfer-Encoding 一个非常长的中文标题没有空格 ends";
        for columns in 8..60 {
            let lines = wrap(text, columns);
            for line in &lines {
                assert!(width(line) <= columns, "{line:?} in {columns}");
            }
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""), "{columns}");
        }
    }

    #[test]
    fn folding_loses_nothing_and_breaks_no_escape() {
        let text = r"abcdef\x1bghijkl\r\nmno\\pqr\xff\xfe\0";
        for columns in 8..40 {
            let lines = fold(text, columns);
            assert_eq!(lines.concat(), text);
            for line in lines {
                assert!(width(line) <= columns, "{line:?} in {columns}");
                assert!(crate::model::template::unescape(line).is_ok(), "{line:?} in {columns}");
            }
        }
    }

    #[test]
    fn nothing_in_shown_text_moves_the_cursor_or_hides() {
        let text = "a\x1b[2J\u{202e}b\r\nc\u{9b}31m\\x00";
        assert_eq!(shown(text), r"a\x1b[2J\xe2\x80\xaeb\r c\xc2\x9b31m\x00");
        for code in 0..=0x10_ffff {
            let Some(c) = char::from_u32(code) else { continue };
            assert!(!shown(&c.to_string()).chars().any(is_unsafe_to_show), "{code:x}");
        }
    }
}
