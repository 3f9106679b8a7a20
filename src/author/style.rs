//! How values are written: without quotes where YAML reads them back as they are, else in single
//! quotes, else in double ones; texts of several lines as a block.

/// A value that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// Wire text, of which a block has one line break more at its end (that is no part of it).
    Lines(String),
    /// YAML that is written as it is: `404`, `{ absent: true }`.
    Raw(String),
    /// A list.
    List(Vec<Value>),
    /// A map, in this order.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// In one line, for brackets and braces.
    #[must_use]
    pub fn flow(&self) -> String {
        match self {
            Self::Text(text) | Self::Lines(text) => scalar(text, true),
            Self::Raw(text) => text.clone(),
            Self::List(members) => {
                let all: Vec<String> = members.iter().map(Self::flow).collect();
                format!("[{}]", all.join(", "))
            }
            Self::Map(entries) => {
                let all: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| format!("{}: {}", scalar(key, true), value.flow()))
                    .collect();
                format!("{{{}}}", all.join(", "))
            }
        }
    }

    /// What follows a key and its colon: the rest of the line, and lines indented by `indent`.
    #[must_use]
    pub fn after_key(&self, indent: usize, line_end: &str) -> String {
        match self {
            Self::Text(text) => match block(text, indent, line_end) {
                Some(block) => format!(" {block}"),
                None => format!(" {}", scalar(text, false)),
            },
            Self::Lines(text) => match block(&format!("{text}\n"), indent, line_end) {
                Some(block) => format!(" {block}"),
                None => format!(" {}", scalar(text, false)),
            },
            Self::Raw(text) => format!(" {text}"),
            Self::List(members) if members.is_empty() => " []".to_owned(),
            Self::Map(entries) if entries.is_empty() => " {}".to_owned(),
            Self::List(members) => {
                let lead = format!("{line_end}{}-", " ".repeat(indent));
                let member = |value: &Self| format!("{lead}{}", value.after_dash(indent, line_end));
                members.iter().map(member).collect()
            }
            Self::Map(_) => {
                format!("{line_end}{}{}", " ".repeat(indent), self.map(indent, line_end))
            }
        }
    }

    /// What follows the dash of a list at this column.
    #[must_use]
    pub fn after_dash(&self, column: usize, line_end: &str) -> String {
        match self {
            Self::Map(entries) if !entries.is_empty() => {
                format!(" {}", self.map(column + 2, line_end))
            }
            Self::List(_) => format!(" {}", self.flow()),
            other => other.after_key(column + 2, line_end),
        }
    }

    /// The entries of a map at this column, the first without its indentation.
    fn map(&self, column: usize, line_end: &str) -> String {
        let Self::Map(entries) = self else { return String::new() };
        let entries = entries.iter().map(|(key, value)| {
            format!("{}:{}", scalar(key, false), value.after_key(column + 2, line_end))
        });
        entries.collect::<Vec<_>>().join(&format!("{line_end}{}", " ".repeat(column)))
    }
}

/// A text on one line that YAML reads as this text and as no number, date or truth value, in any of
/// its versions. In `flow`, commas and brackets need quotes.
#[must_use]
pub fn scalar(text: &str, flow: bool) -> String {
    if is_plain(text, flow) {
        return text.to_owned();
    }
    let shows = |c: char| !crate::model::bytes::is_unsafe_to_show(c);
    if text.chars().all(shows) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    double_quoted(text)
}

fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if crate::model::bytes::is_unsafe_to_show(c) => match u32::from(c) {
                code @ 0..=0xff => out.push_str(&format!("\\x{code:02x}")),
                code @ 0x100..=0xffff => out.push_str(&format!("\\u{code:04x}")),
                code => out.push_str(&format!("\\U{code:08x}")),
            },
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a text needs no quotes. Stricter than YAML is: what one of its versions, or a reader in a
/// hurry, takes for something else gets quotes.
fn is_plain(text: &str, flow: bool) -> bool {
    let word = text.to_ascii_lowercase();
    let is_word = matches!(
        word.as_str(),
        "" | "~" | "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "=" | "<<"
    );
    let looks_like_a_number =
        text.trim_start_matches(['+', '-', '.']).starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_hexdigit() || "+-.:_xoTZ ".contains(c));
    let special = matches!(word.trim_start_matches(['+', '-']), ".inf" | ".nan");
    let starts =
        text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '('));
    let inside = text.chars().all(|c| {
        let parts = flow && matches!(c, ',' | '[' | ']' | '{' | '}');
        !parts && !crate::model::bytes::is_unsafe_to_show(c)
    });
    let is_more = text.contains(": ")
        || text.contains(" #")
        || text.ends_with([':', ' '])
        || text.starts_with("...");
    let is_other = is_word || special || looks_like_a_number || is_more;
    starts && inside && !is_other
}

/// A text of several lines as a literal block whose lines are indented by `indent`; `None` where it
/// has one line, or characters that need escapes.
#[must_use]
pub fn block(text: &str, indent: usize, line_end: &str) -> Option<String> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let is_line = |c: char| c == '\n' || !crate::model::bytes::is_unsafe_to_show(c);
    if !body.contains('\n') || body.starts_with([' ', '\n']) || !text.chars().all(is_line) {
        return None;
    }
    let chomping = match (text.len() - body.len(), body.ends_with('\n')) {
        (_, true) => "+",
        (0, _) => "-",
        _ => "",
    };
    if chomping == "+" && body.len() == text.len() {
        return None;
    }
    let mut out = format!("|{chomping}");
    for line in body.split('\n') {
        out.push_str(line_end);
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::outline::Outline;

    const TEXTS: [&str; 34] = [
        "a",
        "a b",
        "a: b",
        "a #b",
        "a#b",
        "it's",
        "- a",
        "#a",
        "&a",
        "*a",
        "[a]",
        "a, b",
        "{a}",
        "",
        " a",
        "a ",
        "true",
        "No",
        "~",
        "1",
        "1e3",
        "0x1f",
        "12:30:45",
        "2026-11-21",
        "-1",
        ".5",
        "é",
        "a\tb",
        "a\\b \"c\"",
        "\u{202e}",
        "a:",
        "?",
        "%a",
        "host/a[v=\\x00]",
    ];

    #[test]
    fn whatever_is_written_is_read_as_it_was() {
        for text in
            TEXTS.into_iter().chain(["a\nb", "a\nb\n", "a\n\n  b\n", " a\nb", "a\nb\n\n", "a\n\n"])
        {
            let value = Value::Text(text.to_owned());
            let member =
                Value::List(vec![Value::Map(vec![("k".to_owned(), value.clone())]), value.clone()]);
            for written in [
                format!("v:{}\nl:{}\n", value.after_key(2, "\n"), member.after_key(2, "\n")),
                format!("{{v: {}, l: {}}}\n", value.flow(), member.flow()),
            ] {
                let outline = Outline::of("a.yaml", written.as_bytes()).unwrap();
                let list = outline.root.get("l").unwrap().members();
                let read = [outline.root.get("v").unwrap(), list[0].get("k").unwrap(), list[1]];
                for part in read {
                    assert_eq!(part.scalar(), Some(text), "{written}");
                    assert!(!part.is_null(), "{written}");
                }
            }
        }
    }

    #[test]
    fn quotes_stand_where_they_are_needed() {
        let rows = [
            ("why it is accepted: later", false, "'why it is accepted: later'"),
            ("why, it is", false, "why, it is"),
            ("why, it is", true, "'why, it is'"),
            ("te/a[v=1]", false, "te/a[v=1]"),
            ("404", false, "'404'"),
            ("it's: so", false, "'it''s: so'"),
            ("a\r", false, "\"a\\r\""),
        ];
        for (text, flow, want) in rows {
            assert_eq!(scalar(text, flow), want);
        }
    }
}
