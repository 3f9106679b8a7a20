//! The `text/event-stream` format (HTML standard 9.2.5 and 9.2.6), read as its standard says.

use std::sync::Arc;

use crate::model::bytes::{Bytes, Span};

/// What a body of type `text/event-stream` holds. Spans index into the octets that were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// The events that are dispatched, in order.
    pub events: Vec<ServerSentEvent>,
    /// Comment lines, without their line ends.
    pub comments: Vec<Span>,
    /// Field lines that are ignored, without their line ends: a name that is none of the four, an
    /// `id` with a NUL, a `retry` that is not digits.
    pub ignored: Vec<Span>,
    /// Blocks that dispatch nothing because they have fields but no data.
    pub without_data: Vec<Span>,
    /// Octets at the end that are dropped because no empty line follows them.
    pub unfinished: Option<Span>,
    /// The first octets that are not UTF-8, which the stream always is.
    pub bad_utf8: Option<Span>,
    /// Whether it begins with a byte order mark.
    pub has_bom: bool,
    /// The reconnection time in milliseconds, where one was set.
    pub retry: Option<u64>,
}

/// One event that is dispatched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSentEvent {
    /// Its type; `message` where the block names none.
    pub event: Bytes,
    /// Its data, lines joined by LF.
    pub data: Bytes,
    /// The last event id when it is dispatched; `None` where no block has set one yet. Events that
    /// inherit one share it, so that a long id costs its length once.
    pub id: Option<Arc<Bytes>>,
    /// The reconnection time in milliseconds that was set since the event before it.
    pub retry: Option<u64>,
    /// The block, with the empty line that ends it.
    pub span: Span,
}

/// Reads a whole body, or as much of it as came.
#[must_use]
pub fn events(octets: &[u8]) -> Stream {
    first_events(octets, usize::MAX)
}

/// Reads a body up to its first `most` events: what a reader needs that waits for so many.
#[must_use]
pub fn first_events(octets: &[u8], most: usize) -> Stream {
    let has_bom = octets.starts_with(b"\xef\xbb\xbf");
    let mut stream = Stream { has_bom, bad_utf8: bad_utf8(octets), ..Stream::default() };
    let mut block = Block { start: if has_bom { 3 } else { 0 }, ..Block::default() };
    let mut last_id = None;
    let mut retry = None;
    let mut at = block.start;
    while stream.events.len() < most {
        let Some((line, next)) = line(octets, at) else { break };
        let text = line.of(octets);
        if text.is_empty() {
            let span = Span::new(block.start, next);
            if let Some(id) = block.id.take() {
                last_id = Some(Arc::new(id));
            }
            match block.data.take() {
                Some(data) => stream.events.push(ServerSentEvent {
                    event: block.event.take().unwrap_or_else(|| Bytes::from("message")),
                    data: Bytes::from(data),
                    id: last_id.clone(),
                    retry: std::mem::take(&mut retry),
                    span,
                }),
                None if block.has_fields => stream.without_data.push(span),
                None => {}
            }
            block = Block { start: next, ..Block::default() };
        } else if text.first() == Some(&b':') {
            stream.comments.push(line);
        } else {
            block.has_fields = true;
            let (name, value) = field(text);
            match name {
                b"event" => block.event = Some(Bytes::from(value)).filter(|name| !name.is_empty()),
                b"data" => block.add(value),
                b"id" if !value.contains(&0) => block.id = Some(Bytes::from(value)),
                b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                    retry = Some(milliseconds(value));
                    stream.retry = retry;
                }
                _ => stream.ignored.push(line),
            }
        }
        at = next;
    }
    if stream.events.len() < most && (block.has_fields || at < octets.len()) {
        stream.unfinished = Some(Span::new(block.start, octets.len()));
    }
    stream
}

/// What the lines since the last empty line have set.
#[derive(Default)]
struct Block {
    start: usize,
    event: Option<Bytes>,
    data: Option<Vec<u8>>,
    id: Option<Bytes>,
    has_fields: bool,
}

impl Block {
    fn add(&mut self, value: &[u8]) {
        match &mut self.data {
            Some(data) => {
                data.push(b'\n');
                data.extend_from_slice(value);
            }
            None => self.data = Some(value.to_vec()),
        }
    }
}

/// The line that starts here without its end (CRLF, LF or CR), and where the next one starts;
/// `None` where it has no end.
fn line(octets: &[u8], start: usize) -> Option<(Span, usize)> {
    let rest = octets.get(start..)?;
    let end = rest.iter().position(|octet| matches!(octet, b'\r' | b'\n'))?;
    let length = if rest.get(end..).is_some_and(|r| r.starts_with(b"\r\n")) { 2 } else { 1 };
    let end = start + end;
    Some((Span::new(start, end), end + length))
}

/// Name and value: one space after the colon is no part of the value.
fn field(line: &[u8]) -> (&[u8], &[u8]) {
    match line.iter().position(|&octet| octet == b':') {
        None => (line, &[]),
        Some(colon) => {
            let (name, rest) = line.split_at(colon);
            let value = rest.get(1..).unwrap_or_default();
            (name, value.strip_prefix(b" ").unwrap_or(value))
        }
    }
}

fn milliseconds(digits: &[u8]) -> u64 {
    digits
        .iter()
        .fold(0u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

/// The first octets that are not UTF-8. A character that is merely cut off at the end may still be
/// completed by what comes next, so it is none.
fn bad_utf8(octets: &[u8]) -> Option<Span> {
    let error = std::str::from_utf8(octets).err()?;
    let start = error.valid_up_to();
    error.error_len().map(|length| Span::new(start, start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(event: &ServerSentEvent) -> String {
        let text = |bytes: &Bytes| String::from_utf8_lossy(bytes).into_owned();
        let id = event.id.as_deref().map_or("-".to_owned(), text);
        let retry = event.retry.map_or("-".to_owned(), |retry| retry.to_string());
        format!("{} {:?} id={id} retry={retry}", text(&event.event), text(&event.data))
    }

    #[test]
    fn streams_are_read_as_the_standard_says() {
        let rows: [(&str, &[&str]); 18] = [
            ("data: YHOO\ndata: +2\ndata: 10\n\n", &["message \"YHOO\\n+2\\n10\" id=- retry=-"]),
            (
                "data:a\r\n\r\ndata:  b\r\r",
                &["message \"a\" id=- retry=-", "message \" b\" id=- retry=-"],
            ),
            (
                "event: add\ndata: 1\n\ndata: 2\n\n",
                &["add \"1\" id=- retry=-", "message \"2\" id=- retry=-"],
            ),
            ("event: add\nevent:\ndata: 1\n\n", &["message \"1\" id=- retry=-"]),
            (
                "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
                &[
                    "message \"a\" id=1 retry=-",
                    "message \"b\" id=1 retry=-",
                    "message \"c\" id= retry=-",
                ],
            ),
            ("id: 1\n\ndata: b\n\n", &["message \"b\" id=1 retry=-"]),
            ("id: a\0b\ndata: b\n\n", &["message \"b\" id=- retry=-"]),
            (
                "retry: 3000\n\ndata: b\n\ndata: c\n\n",
                &["message \"b\" id=- retry=3000", "message \"c\" id=- retry=-"],
            ),
            ("retry: 3s\nretry:\nretry: -1\ndata: b\n\n", &["message \"b\" id=- retry=-"]),
            ("data\n\n", &["message \"\" id=- retry=-"]),
            ("data\ndata\n\n", &["message \"\\n\" id=- retry=-"]),
            (":comment\n: data: x\n\n", &[]),
            ("Data: x\n data: y\n\n", &[]),
            ("event: x\n\n", &[]),
            ("data: x\n", &[]),
            ("data: x\n\nda", &["message \"x\" id=- retry=-"]),
            ("\u{feff}data: x\n\n", &["message \"x\" id=- retry=-"]),
            ("data: \u{feff}\u{1F600}:\n\n", &["message \"\u{feff}\u{1F600}:\" id=- retry=-"]),
        ];
        for (text, want) in rows {
            let found: Vec<_> = events(text.as_bytes()).events.iter().map(shown).collect();
            let want: Vec<_> = want.iter().map(|w| w.replace('\u{feff}', "\\u{feff}")).collect();
            assert_eq!(found, want, "{text:?}");
        }
    }

    #[test]
    fn what_dispatches_nothing_is_kept_apart_with_its_place() {
        let octets = b"\xef\xbb\xbf:hi\nfoo: 1\nretry: x\n\nevent: e\n\n\ndata: \xff\n\nid: 7\nda";
        let stream = events(octets);
        let text = |span: &Span| String::from_utf8_lossy(span.of(octets)).into_owned();
        let all = |spans: &[Span]| spans.iter().map(text).collect::<Vec<_>>();
        assert_eq!(all(&stream.comments), [":hi"]);
        assert_eq!(all(&stream.ignored), ["foo: 1", "retry: x"]);
        assert_eq!(all(&stream.without_data), [":hi\nfoo: 1\nretry: x\n\n", "event: e\n\n"]);
        assert_eq!(stream.unfinished.as_ref().map(text).unwrap(), "id: 7\nda");
        assert_eq!(stream.bad_utf8.unwrap().of(octets), b"\xff");
        assert!(stream.has_bom);
        assert_eq!(stream.events.len(), 1);
        assert_eq!(text(&stream.events[0].span), "data: \u{fffd}\n\n");
    }

    #[test]
    fn reading_can_stop_after_the_first_events() {
        let stream = first_events(b"data: 1\n\ndata: 2\n\ndata: 3", 1);
        assert_eq!(stream.events.len(), 1);
        assert_eq!(stream.unfinished, None);
        assert_eq!(first_events(b"data: 1\n\ndata: 2", 2).events.len(), 1);
    }

    #[test]
    fn a_character_cut_off_at_the_end_is_not_bad_yet() {
        assert_eq!(events(b"data: \xf0\x9f").bad_utf8, None);
        assert_eq!(events(b"data: \xf0\x9f\n\n").bad_utf8, Some(Span::new(6, 8)));
    }
}
