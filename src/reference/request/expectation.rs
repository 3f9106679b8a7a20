//! Expect: 100-continue (RFC 9110 section 10.1.1).

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::Request;
use crate::reference::request::framing::Framing;
use crate::reference::request::head::Head;
use crate::reference::request::rule::{Rule, rule};

/// What Expect may ask for.
pub(crate) const RULES: &[Rule<Head>] = &[rule(
    "expectation-unknown-accepted",
    "RFC 9110 10.1.1",
    417,
    "100-continue is the only expectation that can be met here",
    "ignores expectations that it does not know",
    |head| {
        !head.line.is_http10()
            && head.list("Expect").iter().any(|e| !e.eq_ignore_ascii_case(b"100-continue"))
    },
)];

/// Faults in answers to Expect.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "expect-ignored",
        "RFC 9110 10.1.1",
        "Expect: 100-continue is answered at once, with 100 or a final status",
        "waits for content that the client holds back, and never sends 100",
    ),
    fault(
        "continue-to-http10",
        "RFC 9110 15.2",
        "no 1xx answer is sent to a client of HTTP/1.0",
        "sends 100 to a client of HTTP/1.0",
    ),
    fault(
        "continue-after-final",
        "RFC 9110 15.2",
        "an interim answer comes before the final one",
        "sends 100 after the final answer",
    ),
    fault(
        "continue-without-final",
        "RFC 9110 10.1.1",
        "100 is followed by a final answer once the content was read",
        "sends 100 and closes without a final answer",
    ),
    fault(
        "continue-with-content-length",
        "RFC 9110 8.6",
        "a 1xx answer has no Content-Length",
        "sends Content-Length: 0 in 100",
    ),
    fault(
        "continue-with-transfer-encoding",
        "RFC 9112 6.1",
        "a 1xx answer has no Transfer-Encoding",
        "sends Transfer-Encoding: chunked in 100",
    ),
    fault(
        "early-refusal-keeps-open",
        "RFC 9110 10.1.1",
        "a final answer instead of 100 says close, or the content is read",
        "answers instead of 100 without close, and takes the content for the next request",
    ),
    fault(
        "expectation-of-chunks-ignored",
        "RFC 9110 10.1.1",
        "Expect: 100-continue is answered at once whatever the framing of the content",
        "waits for chunked content that the client holds back",
    ),
    fault(
        "expectation-without-content-awaited",
        "RFC 9110 10.1.1",
        "Expect without content leaves nothing to wait for",
        "waits for content where a request with Expect has none",
    ),
    fault(
        "continue-unasked",
        "RFC 9110 10.1.1",
        "100 is sent to a client that holds its content back",
        "sends 100 to a client that did not ask for it",
    ),
    fault(
        "expectation-case-sensitive",
        "RFC 9110 10.1.1",
        "the value of Expect is the same in any case",
        "knows 100-continue in lower case only",
    ),
];

/// Whether the client may be holding content back until it is told to go on. The expectation is
/// ignored in HTTP/1.0, but for the fault that answers it there too.
pub(crate) fn is_held_back(request: &Request, faults: &Faults) -> bool {
    if faults.has("expectation-of-chunks-ignored") && request.framing == Framing::Chunked {
        return false;
    }
    let asked = match faults.has("expectation-case-sensitive") {
        true => request.head.list("Expect").contains(&&b"100-continue"[..]),
        false => request.head.lists("Expect", "100-continue"),
    };
    let heard = !request.http10 || faults.has("continue-to-http10");
    has_content(request) && asked && heard
}

/// Whether content follows the head.
pub(crate) fn has_content(request: &Request) -> bool {
    !matches!(request.framing, Framing::Absent | Framing::Length(0))
}

/// Whether a fault makes the server wait for content that never comes.
pub(crate) fn waits_for_nothing(request: &Request, faults: &Faults) -> bool {
    faults.has("expectation-without-content-awaited")
        && !has_content(request)
        && request.head.value("Expect").is_some()
}
