//! Faults in the fields by which an answer asks browsers to guard a page.

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::response::Response;

/// Faults in these fields. Browsers define two of them without a document of their own, so the
/// clause is the nearest one: sniffing, and that a field value has the format of its field.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "strict-transport-security-in-the-clear",
        "RFC 6797 7.2",
        "Strict-Transport-Security is sent over secure transport only",
        "sends Strict-Transport-Security without TLS",
    ),
    fault(
        "hsts-directive-valued",
        "RFC 6797 6.1.2",
        "includeSubDomains has no value",
        "sends Strict-Transport-Security with includeSubDomains=true",
    ),
    fault(
        "content-type-options-unknown",
        "RFC 9110 8.3",
        "sniffing is switched off in a way that browsers know",
        "sends X-Content-Type-Options: sniff",
    ),
    fault(
        "frame-options-unknown",
        "RFC 7034 2.1",
        "X-Frame-Options is DENY or SAMEORIGIN",
        "sends X-Frame-Options: ALLOWALL",
    ),
    fault(
        "xss-protection-unknown",
        "RFC 9110 5.5",
        "a field value is in the format that its field has",
        "sends X-XSS-Protection: on",
    ),
];

/// Applies the faults that are on to a response, before its head is written.
pub(crate) fn spoil(response: &mut Response, faults: &Faults) {
    if faults.has("strict-transport-security-in-the-clear") {
        response.add("Strict-Transport-Security", "max-age=31536000");
    }
    if faults.has("hsts-directive-valued") {
        let value = "max-age=31536000; includeSubDomains=true";
        response.add("Strict-Transport-Security", value);
    }
    for (name, field, value) in [
        ("content-type-options-unknown", "X-Content-Type-Options", "sniff"),
        ("frame-options-unknown", "X-Frame-Options", "ALLOWALL"),
        ("xss-protection-unknown", "X-XSS-Protection", "on"),
    ] {
        if faults.has(name) {
            response.change(field, |_| value.to_owned());
        }
    }
}
