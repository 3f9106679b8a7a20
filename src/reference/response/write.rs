//! Responses as octets: head, framing and body.

mod faults;

use std::borrow::Cow;

use crate::reference::fault::Faults;
use crate::reference::response::{
    Body, Field, Response, accompany, chunks, protection, spoil, status_line,
};

pub(crate) use faults::FAULTS;

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
