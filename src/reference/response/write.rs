//! Responses as octets: head, framing and body.

use std::borrow::Cow;

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::response::{
    Body, Field, Response, accompany, chunks, protection, spoil, status_line,
};

const LINE: &str =
    "a field line is name, colon, value, CRLF, without whitespace that is not needed";
const VALUE: &str = "a field value has no control octets";
const LENGTH: &str = "Content-Length is the length of the content";

/// Faults in how heads and bodies are written.
pub(crate) const FAULTS: &[Fault] = &[
    fault("space-before-colon", "RFC 9112 5.1", LINE, "writes SP before the colon"),
    fault("space-after-colon-missing", "RFC 9110 5.6.3", LINE, "writes no SP after the colon"),
    fault("space-at-line-end", "RFC 9110 5.6.3", LINE, "writes SP after field values"),
    fault("obs-fold", "RFC 9112 5.2", "no folded field lines are sent", "folds field lines"),
    fault("field-bare-lf", "RFC 9112 5", LINE, "ends field lines in LF alone"),
    fault(
        "head-end-bare-lf",
        "RFC 9112 2.1",
        "an empty line, CRLF, ends the head",
        "ends the head in LF alone",
    ),
    fault(
        "head-end-missing",
        "RFC 9112 2.1",
        "an empty line, CRLF, ends the head",
        "leaves out the empty line between head and body",
    ),
    fault(
        "whitespace-after-status-line",
        "RFC 9112 2.2",
        "no whitespace stands between the status line and the first field line",
        "begins the first field line with SP",
    ),
    fault("field-bare-cr", "RFC 9112 2.2", VALUE, "sends CR alone in a field value"),
    fault("field-nul", "RFC 9110 5.5", VALUE, "sends NUL in a field value"),
    fault("field-control", "RFC 9110 5.5", VALUE, "sends 0x01 in a field value"),
    fault("field-without-colon", "RFC 9112 5", LINE, "sends a field line without a colon"),
    fault(
        "field-name-invalid",
        "RFC 9110 5.1",
        "a field name is a token",
        "sends a field name with a space in it",
    ),
    fault(
        "field-name-empty",
        "RFC 9110 5.1",
        "a field name is a token",
        "sends a field line that begins with its colon",
    ),
    fault("content-length-too-long", "RFC 9110 8.6", LENGTH, "says one octet more than it sends"),
    fault("content-length-too-short", "RFC 9110 8.6", LENGTH, "says one octet less than it sends"),
    fault("content-length-signed", "RFC 9110 8.6", LENGTH, "writes + before Content-Length"),
    fault("content-length-differing", "RFC 9110 8.6", LENGTH, "sends two that differ"),
    fault("content-length-repeated", "RFC 9110 8.6", LENGTH, "sends the same one twice"),
    fault(
        "content-length-missing",
        "RFC 9112 6.3",
        "content of known length has Content-Length",
        "ends content by closing",
    ),
    fault(
        "content-length-beside-chunked",
        "RFC 9112 6.2",
        "no Content-Length is sent beside Transfer-Encoding",
        "sends Content-Length with chunks",
    ),
    fault(
        "chunked-listed-twice",
        "RFC 9112 6.1",
        "chunked is applied once",
        "lists chunked twice in Transfer-Encoding",
    ),
    fault(
        "chunked-not-last",
        "RFC 9112 6.1",
        "the last transfer coding is chunked, or the connection closes",
        "lists identity after chunked",
    ),
    fault(
        "chunked-to-http10",
        "RFC 9112 6.1",
        "no Transfer-Encoding is sent to a client of HTTP/1.0",
        "sends chunks to a client of HTTP/1.0",
    ),
    fault(
        "octets-after-end",
        "RFC 9112 6.3",
        "an answer ends where its framing says",
        "sends an empty line after each answer",
    ),
    fault(
        "expires-without-date",
        "RFC 9111 5.3",
        "a server that has no clock sends no Expires",
        "sends Expires and no Date",
    ),
    fault(
        "head-has-body",
        "RFC 9110 9.3.2",
        "the answer to HEAD has no content",
        "sends content in answer to HEAD",
    ),
    fault(
        "head-fields-differ",
        "RFC 9110 9.3.2",
        "the answer to HEAD has the fields of that to GET",
        "leaves ETag and Last-Modified out of the answer to HEAD",
    ),
    fault(
        "head-status-differs",
        "RFC 9110 9.3.2",
        "the answer to HEAD has the status of that to GET",
        "answers HEAD with 200 where GET is redirected, refused or not modified",
    ),
    fault(
        "head-chunks-end-sent",
        "RFC 9110 9.3.2",
        "the answer to HEAD has no content, and no end of content",
        "sends the last chunk in answer to HEAD",
    ),
    fault(
        "head-http10-has-body",
        "RFC 9110 9.3.2",
        "the answer to HEAD has no content in HTTP/1.0 either",
        "sends content in answer to HEAD in HTTP/1.0",
    ),
    fault(
        "head-large-has-body",
        "RFC 9110 9.3.2",
        "the answer to HEAD has no content, however much GET has",
        "sends content in answer to HEAD where there is more than 64 KiB of it",
    ),
    fault(
        "head-refusal-has-body",
        "RFC 9110 9.3.2",
        "the refusal of a malformed HEAD has no content",
        "sends content with 400 in answer to HEAD",
    ),
    fault(
        "head-content-length-differs",
        "RFC 9110 8.6",
        "Content-Length in the answer to HEAD is that of GET",
        "sends Content-Length: 0 in answer to HEAD",
    ),
    fault(
        "no-content-has-content-length",
        "RFC 9110 8.6",
        "204 has no Content-Length",
        "sends Content-Length: 0 with 204",
    ),
    fault(
        "no-content-has-transfer-encoding",
        "RFC 9112 6.1",
        "204 has no Transfer-Encoding",
        "sends Transfer-Encoding: chunked with 204",
    ),
    fault(
        "no-content-has-body",
        "RFC 9110 15.3.5",
        "204 ends with its head",
        "sends content with 204",
    ),
    fault(
        "reset-content-has-body",
        "RFC 9110 15.3.6",
        "205 has no content",
        "sends content with 205",
    ),
    fault(
        "not-modified-has-body",
        "RFC 9110 15.4.5",
        "304 ends with its head",
        "sends content with 304",
    ),
    fault(
        "interim-has-content-length",
        "RFC 9110 8.6",
        "a 1xx answer has no Content-Length",
        "sends Content-Length: 0 with 103",
    ),
    fault(
        "interim-to-http10",
        "RFC 9110 15.2",
        "no 1xx answer is sent to a client of HTTP/1.0",
        "sends 103 to a client of HTTP/1.0",
    ),
];

/// What the request and the connection make of a response.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Delivery {
    /// The request was HEAD.
    pub(crate) head_only: bool,
    /// The request was of HTTP/1.0.
    pub(crate) http10: bool,
    /// What Connection says beside `upgrade`; empty for nothing.
    pub(crate) option: &'static str,
    /// Seconds since 1970-01-01 UTC.
    pub(crate) now: i64,
}

/// Writes a response. Chunked content goes unchunked, up to the close, to a client of HTTP/1.0.
pub(crate) fn write(
    out: &mut Vec<u8>,
    mut response: Response,
    delivery: Delivery,
    faults: &Faults,
) {
    write_interim(out, &response, delivery, faults);
    if !faults.is_empty() {
        spoil::spoil(&mut response, delivery.now, faults);
        protection::spoil(&mut response, faults);
        accompany::spoil(&mut response, faults);
        if delivery.head_only && faults.has("head-fields-differ") {
            response.remove("ETag");
            response.remove("Last-Modified");
        }
        if delivery.head_only && response.status >= 300 && faults.has("head-status-differs") {
            response.status = 200;
        }
        if response.status == 205 && faults.has("reset-content-has-body") {
            response.body = Body::Octets(Cow::Borrowed(b"reset"));
        }
    }
    let chunked = !delivery.http10 || faults.has("chunked-to-http10");
    write_head(out, &response, delivery, chunked, faults);
    match &response.body {
        Body::Absent => {
            let no_content = response.status == 204 && faults.has("no-content-has-body");
            if no_content || response.status == 304 && faults.has("not-modified-has-body") {
                out.extend_from_slice(b"content");
            }
        }
        Body::Chunked { .. }
            if chunked && delivery.head_only && faults.has("head-chunks-end-sent") =>
        {
            out.extend_from_slice(b"0\r\n\r\n");
        }
        body if delivery.head_only && !has_head_body(&response, body, delivery, faults) => {}
        Body::Octets(octets) => out.extend_from_slice(octets),
        Body::Chunked { chunks, trailers } if chunked => {
            chunks.iter().for_each(|chunk| chunks::write_chunk(out, chunk, faults));
            chunks::write_end(out, trailers, faults);
        }
        Body::Chunked { chunks, .. } => chunks.iter().for_each(|c| out.extend_from_slice(c)),
        Body::Stream => {}
    }
    if faults.has("octets-after-end") {
        out.extend_from_slice(b"\r\n");
    }
}

/// Whether a fault sends content in answer to HEAD.
fn has_head_body(response: &Response, body: &Body, delivery: Delivery, faults: &Faults) -> bool {
    let large = matches!(body, Body::Octets(octets) if octets.len() > 64 * 1024);
    faults.has("head-has-body")
        || faults.has("head-http10-has-body") && delivery.http10
        || faults.has("head-large-has-body") && large
        || faults.has("head-refusal-has-body") && response.status == 400
}

fn write_interim(out: &mut Vec<u8>, response: &Response, delivery: Delivery, faults: &Faults) {
    if delivery.http10 && !faults.has("interim-to-http10") {
        return;
    }
    for (status, fields) in &response.interim {
        status_line::write(out, *status, delivery.http10, faults);
        fields.iter().for_each(|field| write_field(out, field, faults));
        if faults.has("interim-has-content-length") {
            out.extend_from_slice(b"Content-Length: 0\r\n");
        }
        out.extend_from_slice(b"\r\n");
    }
}

fn write_head(
    out: &mut Vec<u8>,
    response: &Response,
    delivery: Delivery,
    chunked: bool,
    faults: &Faults,
) {
    status_line::write(out, response.status, delivery.http10, faults);
    if faults.has("whitespace-after-status-line") {
        out.push(b' ');
    }
    if !faults.has("expires-without-date") || response.value("Expires").is_none() {
        spoil::date_and_server(out, response.status, delivery.now, faults);
    }
    for (name, line) in [
        ("field-without-colon", &b"a field line without a colon\r\n"[..]),
        ("field-name-invalid", b"X Invalid: yes\r\n"),
        ("field-name-empty", b": yes\r\n"),
        ("field-bare-cr", b"X-Invalid: a\rb\r\n"),
        ("field-nul", b"X-Invalid: a\0b\r\n"),
        ("field-control", b"X-Invalid: a\x01b\r\n"),
    ] {
        if faults.has(name) {
            out.extend_from_slice(line);
        }
    }
    for field in &response.fields {
        write_field(out, field, faults);
    }
    write_connection(out, response, delivery, faults);
    write_framing(out, response, delivery, chunked, faults);
    if faults.has("head-end-bare-lf") {
        out.push(b'\n');
    } else if !faults.has("head-end-missing") {
        out.extend_from_slice(b"\r\n");
    }
}

fn write_field(out: &mut Vec<u8>, (name, value): &Field, faults: &Faults) {
    if faults.is_empty() {
        for part in [name.as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            out.extend_from_slice(part);
        }
        return;
    }
    let before = if faults.has("space-before-colon") { " " } else { "" };
    let after = match () {
        () if faults.has("obs-fold") => "\r\n ",
        () if faults.has("space-after-colon-missing") => "",
        () => " ",
    };
    let end = match () {
        () if faults.has("field-bare-lf") => "\n",
        () if faults.has("space-at-line-end") => " \r\n",
        () => "\r\n",
    };
    out.extend_from_slice(format!("{name}{before}:{after}{value}{end}").as_bytes());
}

fn write_connection(out: &mut Vec<u8>, response: &Response, delivery: Delivery, faults: &Faults) {
    let mut options = Vec::new();
    if !delivery.option.is_empty() {
        options.push(delivery.option);
    }
    if response.value("Upgrade").is_some() && !faults.has("upgrade-unlisted") {
        options.push("upgrade");
    }
    if faults.has("connection-lists-end-to-end") {
        options.push("cache-control");
    }
    if !options.is_empty() {
        write_field(out, &("Connection".into(), options.join(", ").into()), faults);
    }
}

fn write_framing(
    out: &mut Vec<u8>,
    response: &Response,
    delivery: Delivery,
    chunked: bool,
    faults: &Faults,
) {
    let mut field = |name: &'static str, value: String| {
        write_field(out, &(name.into(), value.into()), faults);
    };
    match &response.body {
        Body::Absent if response.status == 204 => {
            if faults.has("no-content-has-content-length") {
                field("Content-Length", "0".to_owned());
            }
            if faults.has("no-content-has-transfer-encoding") {
                field("Transfer-Encoding", "chunked".to_owned());
            }
        }
        Body::Absent => {}
        Body::Octets(octets) => {
            let mut length = octets.len();
            if delivery.head_only && faults.has("head-content-length-differs") {
                length = 0;
            }
            length = match () {
                () if faults.has("content-length-missing") => return,
                () if faults.has("content-length-too-long") => length.saturating_add(1),
                () if faults.has("content-length-too-short") => length.saturating_sub(1),
                () => length,
            };
            let sign = if faults.has("content-length-signed") { "+" } else { "" };
            field("Content-Length", format!("{sign}{length}"));
            if faults.has("content-length-differing") {
                field("Content-Length", (length.saturating_add(1)).to_string());
            }
            if faults.has("content-length-repeated") {
                field("Content-Length", length.to_string());
            }
        }
        Body::Chunked { .. } | Body::Stream if !chunked => {}
        Body::Chunked { .. } | Body::Stream => {
            if faults.has("content-length-beside-chunked") {
                field("Content-Length", "5".to_owned());
            }
            let codings = match () {
                () if faults.has("chunked-listed-twice") => "chunked, chunked",
                () if faults.has("chunked-not-last") => "chunked, identity",
                () => "chunked",
            };
            field("Transfer-Encoding", codings.to_owned());
        }
    }
}

/// Whether a response can only be ended by closing the connection.
pub(crate) fn needs_close(response: &Response, http10: bool, faults: &Faults) -> bool {
    match response.body {
        Body::Absent => false,
        Body::Octets(_) => {
            faults.has("content-length-missing") || faults.has("content-length-too-long")
        }
        Body::Chunked { .. } | Body::Stream => http10 || chunks::end_is_broken(faults),
    }
}
