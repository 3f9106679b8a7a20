//! `response:` rewritten to the answer that came: lines that fit stay as they are written, with
//! their placeholders; the others become what came, with placeholders for what varies.

use regex::bytes::Regex;

use crate::author::edit::Edits;
use crate::author::style::Value;
use crate::author::wire::{wire_lines, wire_text};
use crate::load::outline::{Outline, Part, PartKind, Writing};
use crate::model::bytes::Bytes;
use crate::model::finding::{Finding, FindingKind};
use crate::model::observation::{Connection, Response};
use crate::model::template::unescape;

use super::asked::asked;

/// The longest content that is written into a case.
const MOST_OCTETS: usize = 16 << 10;

pub(super) fn rewrite(
    edits: &mut Edits<'_>,
    outline: &Outline,
    (key, value): (&Part, &Part),
    findings: &[&Finding],
    (connection, response): (&Connection, Option<&Response>),
    stubborn: bool,
) -> Result<(), String> {
    let PartKind::Scalar(text, writing) = &value.kind else {
        return Err("`response`: it is written elsewhere".to_owned());
    };
    let response = response.ok_or("`response`: no response came")?;
    let body = text.strip_suffix('\n').filter(|_| *writing == Writing::Block).unwrap_or(text);
    let mut written = Written::of(body);
    if written.head.iter().any(|line| line.ends_with('\\')) {
        return Err("`response`: lines of its head are joined by `\\`".to_owned());
    }
    for finding in findings {
        match &finding.kind {
            FindingKind::Status | FindingKind::Reason | FindingKind::Version => {
                let line = response.status_line.line.of(&connection.received);
                written.status_line(line, stubborn);
            }
            FindingKind::Header { name, .. } => written.field(name, response, stubborn),
            FindingKind::Body { .. } => written.body(response.body.plain(), stubborn)?,
            _ => return Err("`response`: no whole response came".to_owned()),
        }
    }
    let new = written.text();
    match block(outline, value, &new).filter(|_| *writing == Writing::Block) {
        Some(block) => edits.change(value.span.clone(), &block),
        None => {
            edits.set(key, value, &Value::Lines(new)).map_err(|why| format!("`response`: {why}"))?
        }
    }
    Ok(())
}

/// A block scalar with other lines under the header that it has; `None` where it has a number in
/// it or no line to take the indentation from.
fn block(outline: &Outline, value: &Part, new: &str) -> Option<String> {
    let old = outline.text.get(value.span.clone())?;
    let (header, lines) = old.split_once('\n')?;
    if !header.starts_with('|') || header.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let first = lines.lines().find(|line| !line.trim().is_empty())?;
    let indent = " ".repeat(first.len() - first.trim_start_matches(' ').len());
    let line_end = if header.ends_with('\r') { "\r\n" } else { "\n" };
    let mut out = header.trim_end_matches('\r').to_owned();
    for line in new.split('\n') {
        out.push_str(line_end);
        if !line.is_empty() {
            out.push_str(&indent);
            out.push_str(line);
        }
    }
    Some(out)
}

/// The lines of a whole answer as a case has them.
struct Written {
    head: Vec<String>,
    body: Option<Vec<String>>,
}

impl Written {
    fn of(text: &str) -> Self {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        match lines.iter().position(String::is_empty) {
            Some(empty) => {
                let (head, rest) = lines.split_at(empty);
                let rest = rest.get(1..).unwrap_or_default().to_vec();
                Self { head: head.to_vec(), body: Some(rest) }
            }
            None => Self { head: lines, body: None },
        }
    }

    fn text(&self) -> String {
        let mut lines = self.head.clone();
        if let Some(body) = &self.body {
            lines.push(String::new());
            lines.extend(body.iter().cloned());
        }
        lines.join("\n")
    }

    fn status_line(&mut self, came: &[u8], stubborn: bool) {
        let Some(line) = self.head.first_mut() else { return };
        let parts: Vec<&str> = line.splitn(3, ' ').collect();
        let actual: Vec<&[u8]> = came.splitn(3, |&octet| octet == b' ').collect();
        if stubborn || parts.len() != actual.len() {
            *line = wire_text(came, true);
            return;
        }
        let kept = parts.iter().zip(&actual).map(|(written, came)| {
            if fits(written, came) { (*written).to_owned() } else { wire_text(came, true) }
        });
        *line = kept.collect::<Vec<_>>().join(" ");
    }

    /// The lines of one name, as many as came, each in the place of the one before it.
    fn field(&mut self, name: &str, response: &Response, stubborn: bool) {
        let is_named = |line: &String| {
            line.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(name))
        };
        let date = response.field("date");
        let came: Vec<&Bytes> =
            response.fields.iter().filter(|f| f.is(name)).map(|f| &f.value).collect();
        let mut values = came.into_iter();
        let mut last = None;
        let mut head = Vec::new();
        for (at, line) in std::mem::take(&mut self.head).into_iter().enumerate() {
            if at == 0 || !is_named(&line) {
                head.push(line);
                continue;
            }
            let Some(value) = values.next() else { continue };
            let (found, written) = line.split_once(':').unwrap_or((name, ""));
            let keeps = !stubborn && fits(written.trim_matches(' '), value);
            let text = asked(name, value, date.as_deref()).text;
            head.push(if keeps { line.clone() } else { format!("{found}: {text}") });
            last = Some(head.len());
        }
        let at = last.unwrap_or(head.len());
        let more = values.map(|value| {
            let text = asked(name, value, date.as_deref()).text;
            format!("{name}: {text}")
        });
        let more: Vec<String> = more.collect();
        head.splice(at..at, more);
        self.head = head;
    }

    /// The lines of the content; those with placeholders stay where they fit the line that came.
    fn body(&mut self, came: &[u8], stubborn: bool) -> Result<(), String> {
        if came.len() > MOST_OCTETS {
            return Err(format!("`response`: a body of {} octets is too long", came.len()));
        }
        let text = wire_lines(came, true);
        let mut new: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let old = self.body.take().unwrap_or_default();
        let lines: Vec<&[u8]> = came.split(|&octet| octet == b'\n').collect();
        if !stubborn && (old.len() == new.len()) {
            for (at, line) in old.iter().enumerate() {
                let is_last = at + 1 == old.len();
                let line = if is_last { line.strip_suffix("\\n").unwrap_or(line) } else { line };
                let kept = lines.get(at).is_some_and(|came| fits(line, came));
                if let Some(slot) = new.get_mut(at).filter(|_| kept && line.contains("[[")) {
                    let end = if is_last && came.ends_with(b"\n") { "\\n" } else { "" };
                    *slot = format!("{line}{end}");
                }
            }
        }
        self.body = Some(if came.is_empty() { vec![String::new()] } else { new });
        Ok(())
    }
}

/// Whether wire text with placeholders and variables fits these octets. A variable, whose value is
/// not known here, fits anything: the case is run again with what is written.
fn fits(written: &str, came: &[u8]) -> bool {
    let mut pattern = String::from(r"(?s-u)\A");
    let mut rest = written;
    while !rest.is_empty() {
        let hole = ["[[", "{{"].iter().filter_map(|open| rest.find(open)).min();
        let (literal, after) = rest.split_at(hole.unwrap_or(rest.len()));
        let Ok(octets) = unescape(literal) else { return false };
        pattern.extend(octets.iter().map(|octet| format!("\\x{octet:02x}")));
        let close = if after.starts_with("[[/") {
            "/]]"
        } else if after.starts_with("[[") {
            "]]"
        } else {
            "}}"
        };
        let Some(end) = after.find(close) else { break };
        let name = after.get(2..end).unwrap_or_default();
        pattern.push_str(&match name {
            "number" if close == "]]" => "[0-9]+".to_owned(),
            _ if close == "/]]" => format!("(?:{})", name.trim_start_matches('/')),
            _ => ".*?".to_owned(),
        });
        rest = after.get(end + close.len()..).unwrap_or_default();
    }
    pattern.push_str(r"\z");
    Regex::new(&pattern).is_ok_and(|regex| regex.is_match(came))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_fit_what_they_stand_for() {
        for (written, came, want) in [
            ("[[http-date]]", "x", true),
            ("a[[number]]b", "a12b", true),
            ("a[[number]]b", "ab", false),
            ("[[/a+/]]b", "aab", true),
            ("{{page}}?[[any]]", "/x?y", true),
            ("a\\\\b", "a\\b", true),
            ("a", "ab", false),
        ] {
            assert_eq!(fits(written, came.as_bytes()), want, "{written}");
        }
    }

    #[test]
    fn lines_that_fit_stay() {
        let mut written = Written::of("HTTP/1.1 [[number]] OK\nA: b\n\nx [[any]] y\nz\\n");
        written.status_line(b"HTTP/1.1 404 Not Found", false);
        written.body(b"x 1 y\nq\n", false).unwrap();
        assert_eq!(written.text(), "HTTP/1.1 [[number]] Not Found\nA: b\n\nx [[any]] y\nq\\n");
        written.body(b"q", false).unwrap();
        assert_eq!(written.text(), "HTTP/1.1 [[number]] Not Found\nA: b\n\nq");
    }
}
