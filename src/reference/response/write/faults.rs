//! What can be wrong in the writing of an answer.

use crate::reference::fault::{Fault, fault};

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
