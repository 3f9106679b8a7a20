//! `wirecase show ID`: a case for someone who asks what it demands and on what ground.

use std::io::{self, Write};

use anstyle::Style;

use crate::model::bytes::escape;
use crate::model::case::{Action, Case, LimitChanges, Part, Send};
use crate::model::citation::Level;
use crate::model::expectation::{Check, Expect, Hole, OutcomeVerdict};
use crate::model::websocket::opcode_name;
use crate::report::TextOptions;
use crate::report::ink::{FAINT, STRONG, TOLD, WARNING};
use crate::report::layout::{fold, shown};
use crate::report::page::Page;
use crate::report::words::{asked, closed, duration, plural};

/// Columns before what a step does.
const INDENT: usize = 5;

/// Writes the requirement in words, its clauses with their links, what is sent, escaped and with
/// the names of variables, and what would pass.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(case: &Case, options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let page = &mut Page::of(out, options);
    let level = match case.level {
        Level::Info => "info".to_owned(),
        level => level.word().to_uppercase(),
    };
    page.both_ends(0, (STRONG, &shown(&case.id)), (STRONG, &level))?;
    page.text(2, Style::new(), &shown(&case.title))?;
    if !case.requirement.is_empty() {
        page.blank()?;
        for paragraph in case.requirement.split("\n\n") {
            page.text(2, Style::new(), shown(paragraph).trim_end())?;
        }
    }
    page.blank()?;
    for citation in &case.citations {
        page.text(
            2,
            FAINT,
            &format!("{} · {}", shown(&citation.to_string()), shown(&citation.url())),
        )?;
    }
    facts(page, case)?;
    for (index, step) in case.steps.iter().enumerate() {
        page.blank()?;
        let on = if one_connection(case) {
            String::new()
        } else {
            format!(" · on {}", shown(&step.on))
        };
        let heading = format!("{}. {}{on}", index + 1, what(&step.action));
        page.text(2, TOLD, &heading)?;
        match &step.action {
            Action::Send(send) => sent(page, send)?,
            Action::Expect(expect) => expected(page, expect)?,
            Action::Connect | Action::Pause(_) | Action::Close(_) => {}
        }
    }
    Ok(())
}

fn one_connection(case: &Case) -> bool {
    let mut names = case.steps.iter().map(|step| &step.on);
    let first = names.next();
    names.all(|name| Some(name) == first)
}

/// What is known of the case beside its requirement, where there is something.
fn facts(page: &mut Page<'_>, case: &Case) -> io::Result<()> {
    page.labelled("written", FAINT, &format!("{}:{}", shown(&case.place.file), case.place.line))?;
    for (label, words) in [("covers", &case.covers), ("tags", &case.tags), ("needs", &case.needs)] {
        if !words.is_empty() {
            page.labelled(label, FAINT, &shown(&words.join(", ")))?;
        }
    }
    for (name, value) in case.variables.iter().chain(&case.bound) {
        page.labelled("variable", FAINT, &format!("{} = \"{}\"", shown(name), escape(value)))?;
    }
    let LimitChanges { read_timeout, case_timeout, max_bytes } = case.limits;
    for (limit, time) in [("read", read_timeout), ("case", case_timeout)] {
        if let Some(time) = time {
            page.labelled("limit", FAINT, &format!("{limit} time-out {}", micros(time)))?;
        }
    }
    if let Some(bytes) = max_bytes {
        page.labelled("limit", FAINT, &format!("{} on a connection", plural(bytes, "byte")))?;
    }
    Ok(())
}

fn micros(time: std::time::Duration) -> String {
    duration(u64::try_from(time.as_micros()).unwrap_or(u64::MAX))
}

fn what(action: &Action) -> String {
    match action {
        Action::Connect => "connect".to_owned(),
        Action::Pause(time) => format!("pause {}", micros(*time)),
        Action::Close(how) => closed(*how).to_owned(),
        Action::Send(send) => named(if send.is_request { "request" } else { "send" }, &send.name),
        Action::Expect(expect) => {
            let what =
                if expect.outcomes.len() > 1 { "expect the first that fits" } else { "expect" };
            named(what, &expect.name)
        }
    }
}

fn named(what: &str, name: &Option<String>) -> String {
    match name {
        Some(name) => format!("{what} (`{}`)", shown(name)),
        None => what.to_owned(),
    }
}

/// The octets line by line, in the notation of cases; parts that are more than octets on lines of
/// their own.
fn sent(page: &mut Page<'_>, send: &Send) -> io::Result<()> {
    let mut text = String::new();
    for part in send.head.iter().chain(&send.body) {
        match part {
            Part::Octets(octets) => text.push_str(&asked(octets)),
            Part::Chunk(octets) => {
                flush(page, &mut text)?;
                note(page, &format!("chunk of \"{}\"", asked(octets)))?;
            }
            Part::Repeat { unit, times } => {
                flush(page, &mut text)?;
                note(page, &format!("\"{}\", {}", asked(unit), plural(*times, "time")))?;
            }
            Part::Pause(time) => {
                flush(page, &mut text)?;
                note(page, &format!("pause {}", micros(*time)))?;
            }
            Part::Frame(frame) => {
                flush(page, &mut text)?;
                let name = opcode_name(frame.opcode);
                let mut words =
                    vec![name.map_or_else(|| format!("opcode {}", frame.opcode), str::to_owned)];
                if !frame.fin {
                    words.push("not fin".to_owned());
                }
                if frame.rsv > 0 {
                    words.push(format!("rsv {}", frame.rsv));
                }
                words.push(if frame.mask.is_some() { "masked" } else { "not masked" }.to_owned());
                if let Some(length) = frame.declared_length {
                    words.push(format!("length said to be {length}"));
                }
                if let Some(bits) = frame.length_bits {
                    words.push(format!("length in {bits} bits"));
                }
                words.push(format!("payload \"{}\"", asked(&frame.payload)));
                note(page, &format!("frame: {}", words.join(", ")))?;
            }
        }
    }
    flush(page, &mut text)
}

/// Writes what was gathered, a line of octets on a line.
fn flush(page: &mut Page<'_>, text: &mut String) -> io::Result<()> {
    // In escaped text a line feed is `\n`; an escaped backslash before an n is not one.
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(end_of_line(rest));
        for part in fold(line, page.room(INDENT)) {
            page.line(INDENT, part)?;
        }
        rest = after;
    }
    text.clear();
    Ok(())
}

fn end_of_line(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate();
    while let Some((_, octet)) = bytes.next() {
        if octet == b'\\'
            && let Some((at, b'n')) = bytes.next()
        {
            return at + 1;
        }
    }
    text.len()
}

fn note(page: &mut Page<'_>, text: &str) -> io::Result<()> {
    page.text(INDENT, WARNING, &format!("[{text}]"))
}

/// A text with placeholders, as the case writes it.
fn holes(holes: &[Hole]) -> String {
    holes.iter().map(asked).collect()
}

fn expected(page: &mut Page<'_>, expect: &Expect) -> io::Result<()> {
    for choice in &expect.outcomes {
        let verdict = match choice.verdict {
            OutcomeVerdict::Pass => "pass",
            OutcomeVerdict::Warn => "warn",
            OutcomeVerdict::Info => "info",
            OutcomeVerdict::Fail => "fail",
        };
        let mut text = format!("{verdict}: {}", asked(choice));
        if !choice.note.is_empty() {
            text.push_str(&format!(" ({})", shown(choice.note.trim_end())));
        }
        if choice.ends {
            text.push_str("; the case ends here");
        }
        page.text(INDENT, Style::new(), &text)?;
        for placed in &choice.checks {
            if let Check::Response(whole) = &placed.check {
                page.text(INDENT + 2, Style::new(), &holes(&whole.status_line))?;
                for (name, value) in &whole.fields {
                    let line = format!("{}: {}", shown(name), holes(value));
                    page.text(INDENT + 2, Style::new(), &line)?;
                }
                if whole.exact {
                    page.text(INDENT + 2, FAINT, "(and no other field)")?;
                }
                if let Some(body) = &whole.body {
                    page.blank()?;
                    page.text(INDENT + 2, Style::new(), &holes(body))?;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{assert_golden, sample_case};

    #[test]
    fn a_case_reads_as_in_the_golden() {
        let mut out = Vec::new();
        write(&sample_case(), TextOptions::default(), &mut out).unwrap();
        assert_golden("show.txt", &String::from_utf8(out).unwrap());
    }

    #[test]
    fn an_escaped_backslash_before_an_n_ends_no_line() {
        for (text, want) in [("a\\r\\nb", 5), ("a\\\\nb\\n", 7), ("ab", 2), ("a\\", 2)] {
            assert_eq!(end_of_line(text), want, "{text}");
        }
    }
}
