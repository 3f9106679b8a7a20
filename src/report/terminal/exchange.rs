//! What was sent and what came, a line for each request and each connection.

use std::io;

use crate::model::bytes::escape;
use crate::model::transcript::{EventKind, Transcript};
use crate::report::layout::shown;
use crate::report::page::Page;
use crate::report::words::{fate, fate_after_bytes, fate_without_bytes, octets};

/// How many requests are shown.
const SHOWN: usize = 4;
/// How much of a first line is looked at; a terminal shows less.
const LOOKED_AT: usize = 1024;

/// Writes the first line of each request, or of each write that begins none.
pub(super) fn sent(page: &mut Page<'_>, transcript: &Transcript) -> io::Result<()> {
    let mut messages: Vec<Message> = Vec::new();
    for event in &transcript.events {
        let EventKind::Sent { bytes, request } = &event.kind else { continue };
        match messages.iter_mut().rfind(|m| m.connection == event.connection) {
            Some(message) if !request => message.add(bytes),
            _ => {
                let mut message = Message { connection: event.connection, ..Message::default() };
                message.add(bytes);
                messages.push(message);
            }
        }
    }
    if messages.is_empty() {
        return page.labelled_line("sent", "nothing", "");
    }
    let mut label = "sent";
    for message in messages.iter().take(SHOWN) {
        let on = connection_name(transcript, message.connection);
        page.labelled_line(label, &format!("{on}{}", message.first_line()), &message.note())?;
        label = "";
    }
    if let Some(more @ 1..) = messages.len().checked_sub(SHOWN) {
        page.labelled_line("", &format!("… and {more} more"), "")?;
    }
    Ok(())
}

/// Writes the first line of what came on each connection after each request, and what became of
/// the connection.
pub(super) fn came(page: &mut Page<'_>, transcript: &Transcript) -> io::Result<()> {
    let mut label = "came";
    // A connection that could not be made has events too, so the list of names may be shorter.
    let most =
        transcript.events.iter().map(|event| event.connection.saturating_add(1)).max().unwrap_or(0);
    for connection in 0..most.max(transcript.connections.len()).min(SHOWN) {
        let messages = answers(transcript, connection);
        let on = connection_name(transcript, connection);
        let fate = fate(transcript, connection);
        if messages.is_empty() {
            let text = format!("{on}{}", fate_without_bytes(fate));
            page.labelled(label, anstyle::Style::new(), &text)?;
        } else {
            // The last ones matter: judging stops where something is wrong.
            for message in messages.iter().skip(messages.len().saturating_sub(SHOWN)) {
                let line = format!("{on}{}", message.first_line());
                page.labelled_line(label, &line, &message.note())?;
                label = "";
            }
            if let Some(fate) = fate {
                page.labelled("", anstyle::Style::new(), &fate_after_bytes(fate))?;
            }
        }
        label = "";
    }
    Ok(())
}

/// What came on a connection, divided where a request was sent in between.
fn answers(transcript: &Transcript, connection: usize) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let mut next = true;
    for event in transcript.events.iter().filter(|event| event.connection == connection) {
        match &event.kind {
            EventKind::Sent { request, .. } => next |= *request,
            EventKind::Received { bytes } => {
                if std::mem::take(&mut next) || messages.is_empty() {
                    messages.push(Message { connection, ..Message::default() });
                }
                if let Some(message) = messages.last_mut() {
                    message.add(bytes);
                }
            }
            _ => {}
        }
    }
    messages
}

/// `name: ` where there is more than one connection.
fn connection_name(transcript: &Transcript, connection: usize) -> String {
    match transcript.connections.get(connection) {
        Some(name) if transcript.connections.len() > 1 => format!("{}: ", shown(name)),
        _ => String::new(),
    }
}

/// The beginning of a message and how long it is.
#[derive(Default)]
struct Message {
    connection: usize,
    start: Vec<u8>,
    length: usize,
}

impl Message {
    fn add(&mut self, bytes: &[u8]) {
        self.length = self.length.saturating_add(bytes.len());
        let room = LOOKED_AT.saturating_sub(self.start.len());
        self.start.extend(bytes.iter().take(room));
    }

    fn line(&self) -> &[u8] {
        let end = self.start.iter().position(|&octet| octet == b'\n').map(|at| at + 1);
        end.and_then(|end| self.start.get(..end)).unwrap_or(&self.start)
    }

    fn first_line(&self) -> String {
        escape(self.line())
    }

    fn note(&self) -> String {
        let more = if self.line().len() < self.length { "… " } else { "" };
        format!("{more}({})", octets(self.length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::transcript::Event;

    #[test]
    fn what_came_is_divided_where_a_request_was_sent_in_between() {
        let sent = |request| EventKind::Sent { bytes: "x".into(), request };
        let came = |text: &str| EventKind::Received { bytes: text.into() };
        let kinds = [
            sent(true),
            came("HTTP/1.1 200 OK\r\n"),
            came("\r\n"),
            sent(false),
            came("more"),
            sent(true),
            came("HTTP/1.1 304 Not Modified\r\n\r\n"),
        ];
        let event = |kind| Event { at_us: 0, connection: 0, step: 0, omitted: 0, kind };
        let transcript = Transcript {
            connections: vec!["main".to_owned()],
            events: kinds.into_iter().map(event).collect(),
            ..Transcript::default()
        };
        let lines: Vec<(String, usize)> =
            answers(&transcript, 0).iter().map(|m| (m.first_line(), m.length)).collect();
        let want = [("HTTP/1.1 200 OK\\r\\n", 23), ("HTTP/1.1 304 Not Modified\\r\\n", 29)];
        assert_eq!(lines, want.map(|(line, length)| (line.to_owned(), length)));
    }
}
