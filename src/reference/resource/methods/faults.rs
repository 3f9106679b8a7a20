//! What can be wrong in the treatment of methods.

use crate::reference::fault::{Fault, fault};

const TUNNEL: &str = "the head of a 2xx answer to CONNECT says nothing of content";

/// Faults in methods.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "system-file-given",
        "RFC 9110 17.3",
        "a path gives nothing from outside the server's own name space",
        "gives a file of the system where dot segments lead to it",
    ),
    fault(
        "unknown-method-accepted",
        "RFC 9110 9.1",
        "a method that is not known is answered 501",
        "takes any method for GET",
    ),
    fault(
        "unknown-method-misnamed",
        "RFC 9110 9.1",
        "a method that is not known is answered 501",
        "answers 403 to a method that it does not know",
    ),
    fault(
        "not-allowed-method-accepted",
        "RFC 9110 9.1",
        "a method that is known and not allowed is answered 405",
        "answers 200 to methods that a resource does not have",
    ),
    fault(
        "not-allowed-misnamed",
        "RFC 9110 9.1",
        "a method that is known and not allowed is answered 405",
        "answers 404 to methods that a resource does not have",
    ),
    fault("head-refused", "RFC 9110 9.1", "GET and HEAD are supported", "answers HEAD with 405"),
    fault("get-refused", "RFC 9110 9.1", "GET and HEAD are supported", "answers GET with 501"),
    fault(
        "allow-lists-too-much",
        "RFC 9110 15.5.6",
        "Allow lists the methods that are supported",
        "lists PATCH in Allow, and does not support it",
    ),
    fault(
        "allow-lists-refused",
        "RFC 9110 15.5.6",
        "Allow lists the methods that are supported",
        "lists the method that it refuses in Allow",
    ),
    fault(
        "get-content-interpreted",
        "RFC 9110 9.3.1",
        "content does not change what GET asks for",
        "answers GET with content with something else",
    ),
    fault(
        "cache-directives-refused",
        "RFC 9111 5.2.1",
        "directives of a request are for caches",
        "answers 504 to Cache-Control and Pragma",
    ),
    fault(
        "missing-post-accepted",
        "RFC 9110 15.5.5",
        "what is not there is answered 404",
        "answers 200 to POST where there is no resource",
    ),
    fault(
        "missing-head-accepted",
        "RFC 9110 9.3.2",
        "the status of HEAD is that of GET",
        "answers 200 to HEAD where there is no resource",
    ),
    fault(
        "missing-options-accepted",
        "RFC 9110 15.5.5",
        "what is not there is answered 404",
        "answers 200 to OPTIONS where there is no resource",
    ),
    fault(
        "options-allow-missing",
        "RFC 9110 9.3.7",
        "a successful answer to OPTIONS tells what is supported",
        "answers OPTIONS without Allow",
    ),
    fault(
        "options-refused",
        "RFC 9110 9.3.7",
        "OPTIONS is answered with what is supported",
        "answers OPTIONS with 501",
    ),
    fault(
        "options-content-type-missing",
        "RFC 9110 8.3",
        "an answer with content has Content-Type",
        "answers OPTIONS with content of no type",
    ),
    fault(
        "options-preconditions-evaluated",
        "RFC 9110 13.2.1",
        "preconditions are ignored in OPTIONS",
        "answers OPTIONS with 412 where If-Match is false",
    ),
    fault(
        "missing-preconditions-evaluated",
        "RFC 9110 13.2.1",
        "preconditions are ignored where the answer would not be a success",
        "answers 412 to If-Match where there is no resource",
    ),
    fault(
        "missing-found",
        "RFC 9110 15.5.5",
        "what is not there is answered 404",
        "answers 200 where there is no resource",
    ),
    fault(
        "trace-reflects-secrets",
        "RFC 9110 9.3.8",
        "TRACE reflects no fields with secrets",
        "reflects Authorization and Cookie in answer to TRACE",
    ),
    fault("connect-with-content-length", "RFC 9110 9.3.6", TUNNEL, "answers with Content-Length"),
    fault(
        "connect-with-transfer-encoding",
        "RFC 9112 6.1",
        TUNNEL,
        "answers CONNECT with 200 and Transfer-Encoding",
    ),
    fault(
        "query-reflected-decoded",
        "RFC 9110 5.5",
        "a field value has no CR and no LF, whatever the request target says",
        "writes the query into a field of its answer with its percent-encoding undone",
    ),
];
