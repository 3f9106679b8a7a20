//! Faults in what goes with a status, whatever resource it comes from.

use std::borrow::Cow;

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::response::{Body, Response};

/// Faults in the fields and the content that statuses have.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "accepted-unexplained",
        "RFC 9110 15.3.3",
        "202 describes how things stand",
        "sends 202 without content",
    ),
    fault(
        "redirection-note-missing",
        "RFC 9110 15.4.4",
        "a redirection has a note with a link",
        "sends redirections without content",
    ),
    fault(
        "forbidden-with-challenge",
        "RFC 9110 15.5.4",
        "a challenge goes with 401, not with 403",
        "sends WWW-Authenticate with 403",
    ),
    fault(
        "network-login-unlinked",
        "RFC 6585 6",
        "511 links to where one logs in",
        "sends 511 without a link",
    ),
    fault(
        "allow-lists-too-little",
        "RFC 9110 15.5.6",
        "Allow of a 405 lists the methods that are supported",
        "leaves GET out of Allow",
    ),
    fault(
        "content-location-wrong",
        "RFC 9110 8.7",
        "Content-Location names what has the same content",
        "names the page in French for the page in English",
    ),
    fault(
        "cache-control-repeated",
        "RFC 9111 4.2.1",
        "a directive is sent once",
        "sends max-age twice",
    ),
    fault("warning-sent", "RFC 9111 5.5", "Warning is obsolete", "sends Warning"),
    fault("vary-star", "RFC 9111 4.1", "Vary names fields", "sends Vary: * where fields decide"),
    fault(
        "age-sent",
        "RFC 9111 5.1",
        "an origin that has just made an answer sends no Age",
        "sends Age: 60 with what is stored",
    ),
];

const REDIRECTIONS: [u16; 5] = [301, 302, 303, 307, 308];

/// Applies the faults that are on to a response, before its head is written.
pub(crate) fn spoil(response: &mut Response, faults: &Faults) {
    let status = response.status;
    let is_redirection = REDIRECTIONS.contains(&status);
    if status == 202 && faults.has("accepted-unexplained")
        || is_redirection && faults.has("redirection-note-missing")
    {
        response.body = Body::Octets(Cow::Borrowed(b""));
        response.remove("Content-Type");
    }
    if status == 403 && faults.has("forbidden-with-challenge") {
        response.add("WWW-Authenticate", "Basic realm=\"reference\"");
    }
    if status == 511 && faults.has("network-login-unlinked") {
        response.body = Body::Octets(Cow::Borrowed(b"Log in first.\n"));
    }
    if status == 405 && faults.has("allow-lists-too-little") {
        response.change("Allow", |value| value.replace("GET, ", ""));
    }
    if faults.has("content-location-wrong") {
        response.change("Content-Location", |_| "/index.fr.html".to_owned());
    }
    if faults.has("cache-control-repeated") {
        response.change("Cache-Control", |value| format!("{value}, max-age=3600, max-age=60"));
    }
    if status == 200 && faults.has("warning-sent") {
        response.add("Warning", "299 - \"old\"");
    }
    if faults.has("vary-star") {
        response.change("Vary", |_| "*".to_owned());
    }
    if status == 200
        && faults.has("age-sent")
        && response.value("Cache-Control") == Some("no-cache")
    {
        response.add("Age", "60");
    }
}
