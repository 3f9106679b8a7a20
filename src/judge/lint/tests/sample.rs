//! A stand-in for the observer: splits exchanges that keep the grammar, sees no deviation, and takes
//! whatever says gzip for corrupt.

use super::*;
use crate::model::expectation::FramingKind;
use crate::model::grammar;
use crate::model::observation::{
    Body, CodingTrouble, Connection, Ending, Field, Progress, Response, SentRequest, StatusLine,
};

/// What came back in a transcript of one connection.
pub(super) fn observe(transcript: &Transcript) -> Observation {
    let received = transcript.received(0, usize::MAX);
    let requests = requests(&transcript.sent(0));
    let mut connection = Connection {
        name: "main".to_owned(),
        received,
        requests,
        ending: Some(Ending::Fin),
        ..Connection::default()
    };
    let (mut at, mut answered) = (0, 0);
    while at < connection.received.len() {
        let request = (answered < connection.requests.len()).then_some(answered);
        let method = request.map(|i| connection.requests[i].method.clone()).unwrap_or_default();
        let Some(mut response) = response(&connection.received, at, &method) else { break };
        response.request = request;
        answered += usize::from(!response.is_interim());
        at = response.span.end;
        connection.responses.push(response);
    }
    Observation { connections: vec![connection], marks: Vec::new() }
}

fn requests(mut sent: &[u8]) -> Vec<SentRequest> {
    let mut found = Vec::new();
    while let Some(end) = sent.windows(4).position(|w| w == b"\r\n\r\n") {
        let head = String::from_utf8_lossy(&sent[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let words: Vec<Bytes> = lines.next().unwrap().split(' ').map(Bytes::from).collect();
        let fields: Vec<(Bytes, Bytes)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (Bytes::from(name), Bytes::from(value.trim())))
            .collect();
        let request = SentRequest {
            method: words[0].clone(),
            target: words[1].clone(),
            version: words.get(2).cloned().unwrap_or_default(),
            well_formed: words.len() == 3 && fields.iter().all(|(n, _)| grammar::is_token(n)),
            fields,
        };
        let length = request
            .fields
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(b"Content-Length"))
            .and_then(|(_, value)| grammar::decimal(value))
            .unwrap_or(0) as usize;
        sent = &sent[(end + 4 + length).min(sent.len())..];
        found.push(request);
    }
    found
}

fn response(all: &[u8], start: usize, method: &[u8]) -> Option<Response> {
    let rest = &all[start..];
    let line_end = start + find(rest, b"\r\n")?;
    if !rest.starts_with(b"HTTP/") {
        return None;
    }
    let version = Span::new(start, start + find(rest, b" ")?);
    let code = Span::new(version.end + 1, version.end + 4);
    let status = std::str::from_utf8(code.of(all)).ok()?.parse().ok();
    let mut response = Response {
        span: Span::new(start, all.len()),
        head: Span::new(start, all.len()),
        status_line: StatusLine {
            line: Span::new(start, line_end),
            version,
            code,
            reason: Span::new((code.end + 1).min(line_end), line_end),
            status,
        },
        fields: Vec::new(),
        framing: FramingKind::None,
        framing_rule: 1,
        body: Body::default(),
        trailers: Vec::new(),
        deviations: Vec::new(),
        progress: Progress::InHead,
        request: None,
        first_octet_us: 2000,
        head_us: 2000,
        end_us: 2000,
    };
    let Some((fields, head_end)) = field_lines(all, line_end + 2) else { return Some(response) };
    response.fields = fields;
    response.head.end = head_end;
    response.progress = Progress::Complete;
    body(all, method, &mut response);
    Some(response)
}

fn body(all: &[u8], method: &[u8], response: &mut Response) {
    let start = response.head.end;
    let status = response.status().unwrap_or(0);
    let length = response.field("Content-Length").and_then(|v| grammar::decimal(&v));
    let mut end = start;
    if method == b"HEAD" || status < 200 || matches!(status, 204 | 304) {
        response.framing = FramingKind::None;
    } else if response.field("Transfer-Encoding").is_some_and(|v| grammar::list_has(&v, "chunked"))
    {
        response.framing = FramingKind::Chunked;
        end = chunks(all, start, response).unwrap_or_else(|| {
            response.progress = Progress::InBody;
            all.len()
        });
    } else if let Some(length) = length {
        response.framing = FramingKind::ContentLength;
        end = start + length as usize;
        if end > all.len() {
            response.progress = Progress::InBody;
            end = all.len();
        }
        response.body.content = all[start..end].to_vec();
    } else {
        response.framing = FramingKind::Close;
        end = all.len();
        response.body.content = all[start..].to_vec();
    }
    let is_gzip = response.field("Content-Encoding").is_some_and(|v| grammar::list_has(&v, "gzip"));
    if is_gzip && !response.body.content.is_empty() {
        let corrupt = CodingTrouble::Corrupt("gzip".to_owned(), "no header".to_owned());
        response.body.decoded = Some(Err(corrupt));
    }
    response.body.span = Span::new(start, end);
    response.span.end = end;
}

fn chunks(all: &[u8], mut at: usize, response: &mut Response) -> Option<usize> {
    loop {
        let line = at + find(&all[at..], b"\r\n")?;
        let digits = std::str::from_utf8(&all[at..line]).ok()?.split(';').next()?;
        let size = usize::from_str_radix(digits, 16).ok()?;
        at = line + 2;
        if size == 0 {
            let (trailers, end) = field_lines(all, at)?;
            response.trailers = trailers;
            return Some(end);
        }
        response.body.content.extend_from_slice(all.get(at..at + size)?);
        at += size + 2;
    }
}

/// Field lines from `at` to the empty line, and the offset after that line.
fn field_lines(all: &[u8], mut at: usize) -> Option<(Vec<Field>, usize)> {
    let mut fields = Vec::new();
    loop {
        let end = at + find(all.get(at..)?, b"\r\n")?;
        if end == at {
            return Some((fields, end + 2));
        }
        let line = &all[at..end];
        if let Some(colon) = line.iter().position(|o| *o == b':') {
            let value = grammar::trim_ows(&line[colon + 1..]);
            let before = line[colon + 1..].iter().take_while(|o| matches!(o, b' ' | b'\t')).count();
            let value_start = at + colon + 1 + before;
            fields.push(Field {
                name: Bytes::from(&line[..colon]),
                value: Bytes::from(value),
                line: Span::new(at, end),
                name_span: Span::new(at, at + colon),
                value_span: Span::new(value_start, value_start + value.len()),
            });
        }
        at = end + 2;
    }
}

fn find(octets: &[u8], wanted: &[u8]) -> Option<usize> {
    octets.windows(wanted.len()).position(|window| window == wanted)
}
