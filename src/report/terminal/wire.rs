//! Everything that happened on the wire, with its time: `>` is what we sent, `<` what came.

use std::io;

use anstyle::Style;

use crate::model::bytes::escape;
use crate::model::outcome::CaseResult;
use crate::model::transcript::{EventKind, Transcript};
use crate::report::ink::{BAD, FAINT, STRONG, TOLD};
use crate::report::layout::{cut, fold, pad, shown, width};
use crate::report::page::Page;
use crate::report::words::{duration, event, is_trouble, octets};

/// Columns of a time.
const TIME: usize = 10;
/// How many octets of one event are shown.
const MOST_OCTETS: usize = 4096;
/// How many events of one try are shown.
const MOST_EVENTS: usize = 500;

pub(super) fn write(page: &mut Page<'_>, result: &CaseResult) -> io::Result<()> {
    for (index, attempt) in result.attempts.iter().enumerate() {
        page.blank()?;
        let which = match result.attempts.len() {
            1 => String::new(),
            of => format!(" of try {} of {of}, {}", index + 1, attempt.verdict),
        };
        let text = format!("wire{which}, {}", duration(attempt.duration_us));
        page.text(2, STRONG, &text)?;
        transcript(page, &attempt.transcript)?;
    }
    Ok(())
}

fn transcript(page: &mut Page<'_>, transcript: &Transcript) -> io::Result<()> {
    let several = transcript.connections.len() > 1;
    let names: Vec<String> =
        transcript.connections.iter().map(|name| cut(&shown(name), 16)).collect();
    let name_columns = names.iter().map(|name| width(name)).max().unwrap_or(0) + 1;
    let told = transcript.events.iter().filter(|e| e.kind != EventKind::StepDone);
    for happened in told.clone().take(MOST_EVENTS) {
        let mut margin = format!("{:>TIME$} ", duration(happened.at_us));
        if several {
            let name = names.get(happened.connection).map_or("", String::as_str);
            margin.push_str(&pad(name, name_columns));
        }
        match &happened.kind {
            EventKind::Sent { bytes, .. } => {
                on_wire(page, &margin, (">", TOLD), bytes, happened.omitted)?;
            }
            EventKind::Received { bytes } => {
                on_wire(page, &margin, ("<", Style::new()), bytes, happened.omitted)?;
            }
            kind => {
                let room = page.room(2 + width(&margin) + 2);
                let style = if is_trouble(kind) { BAD } else { FAINT };
                let line = page.ink.paint(style, &format!("* {}", cut(&event(kind), room)));
                page.line(2, &format!("{}{line}", page.ink.paint(FAINT, &margin)))?;
            }
        }
    }
    let more = told.count().saturating_sub(MOST_EVENTS);
    if more > 0 {
        page.text(2, FAINT, &format!("… and {more} more events"))?;
    }
    Ok(())
}

/// Octets, a line of them on a line, escaped as the case format writes them.
fn on_wire(
    page: &mut Page<'_>,
    margin: &str,
    (sign, style): (&str, Style),
    bytes: &[u8],
    omitted: usize,
) -> io::Result<()> {
    let mut margin = margin.to_owned();
    let room = page.room(2 + width(&margin) + 2);
    let kept = bytes.get(..MOST_OCTETS).unwrap_or(bytes);
    for line in kept.split_inclusive(|&octet| octet == b'\n') {
        for part in fold(&escape(line), room) {
            let text = page.ink.paint(style, &format!("{sign} {part}"));
            page.line(2, &format!("{}{text}", page.ink.paint(FAINT, &margin)))?;
            margin = " ".repeat(width(&margin));
        }
    }
    if kept.len() < bytes.len() {
        let more = format!("{sign} … (+{})", octets(bytes.len() - kept.len()));
        page.line(2, &format!("{margin}{}", page.ink.paint(FAINT, &more)))?;
    }
    if omitted > 0 {
        let more = format!("{sign} … (+{}, not kept)", octets(omitted));
        page.line(2, &format!("{margin}{}", page.ink.paint(FAINT, &more)))?;
    }
    Ok(())
}
