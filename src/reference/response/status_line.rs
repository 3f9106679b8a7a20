//! The status line (RFC 9112 section 4).

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::response::reason;

const FORM: &str = "a status line is version, SP, three digits, SP, an optional reason, CRLF";

/// Faults in status lines.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "status-line-no-reason-space",
        "RFC 9112 4",
        "the SP after the status code stays where there is no reason phrase",
        "ends the status line right after the status code",
    ),
    fault("status-line-double-space", "RFC 9112 4", FORM, "writes two SP before the status code"),
    fault("status-line-bare-lf", "RFC 9112 4", FORM, "ends the status line in LF alone"),
    fault("status-line-missing", "RFC 9112 4", FORM, "begins an answer with its header section"),
    fault("status-code-two-digits", "RFC 9112 4", FORM, "writes the first two digits of the code"),
    fault(
        "status-code-out-of-range",
        "RFC 9110 15",
        "a status code is within 100 and 599",
        "adds 500 to every status code",
    ),
    fault(
        "reason-control",
        "RFC 9112 4",
        "a reason phrase has no control octets",
        "puts a control octet into the reason phrase",
    ),
    fault(
        "version-lower-case-sent",
        "RFC 9112 2.3",
        "the name HTTP in a version is in upper case",
        "begins the status line with http/1.1",
    ),
    fault(
        "version-unknown-sent",
        "RFC 9110 6.2",
        "a server sends no version that it does not conform to",
        "begins the status line with HTTP/2.0",
    ),
    fault(
        "version-garbled",
        "RFC 9112 2.3",
        "a version is HTTP/, a digit, a dot and a digit",
        "begins the status line with h-http/1.1",
    ),
    fault(
        "version-downgraded",
        "RFC 9110 6.2",
        "a server answers with the highest minor version that it conforms to",
        "begins the status line with HTTP/1.0 where the request does",
    ),
    fault(
        "version-downgraded-in-errors",
        "RFC 9110 6.2",
        "an error has the version that a success has",
        "begins the status line of errors with HTTP/1.0",
    ),
    fault(
        "version-downgraded-always",
        "RFC 9112 2.3",
        "a server does not downgrade its version without a reason",
        "begins every status line with HTTP/1.0",
    ),
];

/// Writes the status line with its line end.
pub(crate) fn write(out: &mut Vec<u8>, status: u16, http10: bool, faults: &Faults) {
    if faults.is_empty() {
        out.extend_from_slice(b"HTTP/1.1 ");
        out.extend_from_slice(status.to_string().as_bytes());
        out.push(b' ');
        out.extend_from_slice(reason::phrase(status).as_bytes());
        out.extend_from_slice(b"\r\n");
        return;
    }
    if faults.has("status-line-missing") {
        return;
    }
    let downgraded = faults.has("version-downgraded-always")
        || http10 && faults.has("version-downgraded")
        || status >= 400 && faults.has("version-downgraded-in-errors");
    let version = match () {
        () if downgraded => "HTTP/1.0",
        () if faults.has("version-lower-case-sent") => "http/1.1",
        () if faults.has("version-unknown-sent") => "HTTP/2.0",
        () if faults.has("version-garbled") => "h-http/1.1",
        () => "HTTP/1.1",
    };
    out.extend_from_slice(version.as_bytes());
    out.push(b' ');
    if faults.has("status-line-double-space") {
        out.push(b' ');
    }
    let raised = if faults.has("status-code-out-of-range") { 500 } else { 0 };
    let code = status.saturating_add(raised).to_string();
    let digits = if faults.has("status-code-two-digits") { 2 } else { 3 };
    out.extend_from_slice(code.get(..digits).unwrap_or_default().as_bytes());
    if !faults.has("status-line-no-reason-space") {
        out.push(b' ');
        out.extend_from_slice(reason::phrase(status).as_bytes());
    }
    if faults.has("reason-control") {
        out.push(1);
    }
    out.extend_from_slice(if faults.has("status-line-bare-lf") { b"\n" } else { b"\r\n" });
}
