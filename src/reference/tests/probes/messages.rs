//! Probes for connections, and for the heads and framing of answers.

use super::{Row, get, held, sent};

/// All of them.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(connection());
    rows.extend(messages());
    rows.extend(methods());
    rows
}

fn connection() -> Vec<Row> {
    let two = |fields: &str| get("/inspect", fields) + &get("/no", "");
    let old = |fields: &str| format!("GET /inspect HTTP/1.0\n{fields}\n{}", get("/no", ""));
    vec![
        sent(&["close-ignored", "answers-after-close"], two("Connection: close\n")),
        sent(&["close-without-close-option"], get("/", "Connection: close\n")),
        sent(&["closure-unnoticed"], get("/", "")),
        held(&["speaks-first"], ""),
        held(&["keeps-open-after-close"], &get("/", "Connection: close\n")),
        sent(
            &[
                "connection-not-persistent",
                "connection-dropped",
                "pipelined-out-of-order",
                "pipelining-drops-second",
            ],
            two(""),
        ),
        sent(&["http10-kept-open"], old("")),
        sent(&["http10-keep-alive-ignored"], old("Connection: keep-alive\n")),
        sent(&["connection-option-case-sensitive"], two("Connection: CLOSE\n")),
        sent(&["connection-list-ignored"], two("Connection: x, close\n")),
        sent(&["reset-after-answer"], get("/", "Connection: close\n")),
        sent(
            &["close-forgotten-after-first"],
            get("/", "") + &get("/", "Connection: close\n") + &get("/no", ""),
        ),
        sent(&["close-forgotten-in-errors"], get("/no", "Connection: close\n") + &get("/", "")),
        sent(&["keep-alive-before-close"], two("Connection: keep-alive, close\n")),
        sent(&["close-field-honoured"], two("Close: close\n")),
        sent(
            &["unknown-option-closes", "connection-option-reflected"],
            two("Connection: x-wirecase\n"),
        ),
        sent(&["persistence-by-first-request"], get("/no", "") + &old("")),
        sent(&["pipelined-content-out-of-order"], super::post("/echo", "", "a") + &get("/no", "")),
        sent(&["pipelined-large-overtaken"], get("/large", "") + &get("/no", "")),
        sent(&["pipelined-behind-error-dropped"], get("/no", "") + &get("/", "")),
        sent(&["hop-by-hop-field-refused"], get("/", "Keep-Alive: timeout=5\n")),
        sent(&["te-refused"], get("/", "TE: trailers\n")),
        sent(&["via-refused"], get("/", "Via: 1.1 b\n")),
        sent(&["max-forwards-refused"], get("/", "Max-Forwards: 0\n")),
        sent(&["connection-worn-out"], get("/no", "").repeat(11)),
        sent(&["half-close-unanswered"], get("/", "")),
        // The second request is cut off by the end of the connection, which is answered 400.
        sent(&["pipelined-part-dropped"], get("/", "") + "GET / HTTP/1.1\n"),
        sent(&["upgrade-any-accepted"], get("/", "Connection: Upgrade\nUpgrade: wirecase/1\n")),
        held(
            &["switches-before-continue"],
            &get(
                "/websocket",
                "Connection: Upgrade\nUpgrade: websocket\nExpect: 100-continue\nContent-Length: 1\n",
            ),
        ),
        sent(
            &["refusal-unanswered", "refusal-keeps-open"],
            "GET / HTTP/1.1\n\n".to_owned() + &get("/", ""),
        ),
        sent(&["field-lines-not-joined"], two("Connection: x\nConnection: close\n")),
        sent(&["host-preferred-to-absolute-form"], get("http://b/inspect", "")),
    ]
}

fn messages() -> Vec<Row> {
    let trailers = get("/chunked", "TE: trailers\nConnection: TE\n");
    let status = |status: u16| get(&format!("/status/{status}"), "");
    vec![
        sent(
            &[
                "status-line-no-reason-space",
                "status-line-double-space",
                "status-line-bare-lf",
                "status-line-missing",
                "status-code-two-digits",
                "status-code-out-of-range",
                "reason-control",
                "version-lower-case-sent",
                "version-unknown-sent",
                "version-garbled",
                "version-downgraded-always",
                "space-before-colon",
                "space-after-colon-missing",
                "space-at-line-end",
                "obs-fold",
                "field-bare-lf",
                "head-end-bare-lf",
                "head-end-missing",
                "whitespace-after-status-line",
                "field-bare-cr",
                "field-nul",
                "field-control",
                "field-without-colon",
                "field-name-invalid",
                "field-name-empty",
                "content-length-too-long",
                "content-length-too-short",
                "content-length-signed",
                "content-length-differing",
                "content-length-repeated",
                "content-length-missing",
                "octets-after-end",
                "date-missing",
                "date-obsolete-format",
                "date-asctime-format",
                "date-wrong-zone",
                "date-extra-space",
                "date-wrong-weekday",
                "date-skewed",
                "date-repeated",
                "server-advertises",
                "server-double-space",
                "server-detailed",
                "server-malformed",
                "server-missing",
                "server-version-misused",
                "via-malformed",
                "accept-ranges-malformed",
                "strict-transport-security-in-the-clear",
                "content-type-options-unknown",
                "frame-options-unknown",
                "xss-protection-unknown",
                "page-empty",
                "request-field-sent",
                "connection-lists-end-to-end",
                "keep-alive-unlisted",
                "content-type-missing",
                "content-type-malformed",
                "content-type-repeated",
                "parameter-blank-sent",
                "last-modified-future",
                "last-modified-obsolete-format",
                "etag-unquoted",
                "etag-weak-lower-case",
                "etag-repeated",
                "list-empty-element-sent",
                "vary-missing",
                "accept-ranges-missing",
                "etag-missing",
                "last-modified-missing",
                "etag-changes",
                "content-language-missing",
                "content-language-malformed",
                "etag-shared-by-languages",
                "cache-control-malformed",
                "cache-control-conflicting",
                "expires-obsolete-format",
                "age-malformed",
                "get-refused",
            ],
            get("/", ""),
        ),
        sent(&["version-downgraded"], "GET / HTTP/1.0\n\n"),
        sent(&["version-downgraded-in-errors"], get("/no", "")),
        sent(&["head-status-differs"], "HEAD /no HTTP/1.1\nHost: a\n\n"),
        sent(&["head-chunks-end-sent"], "HEAD /chunked HTTP/1.1\nHost: a\n\n"),
        sent(&["head-http10-has-body"], "HEAD / HTTP/1.0\n\n"),
        sent(&["head-large-has-body"], "HEAD /large HTTP/1.1\nHost: a\n\n"),
        sent(&["head-refusal-has-body"], "HEAD / HTTP/1.1\n\n"),
        sent(
            &[
                "chunked-bare-lf",
                "chunked-size-prefixed",
                "chunked-size-wrong",
                "chunked-data-end-missing",
                "chunked-last-missing",
                "chunked-end-missing",
                "chunked-extension-malformed",
                "chunked-listed-twice",
                "chunked-not-last",
                "content-length-beside-chunked",
                "trailers-unasked",
                "transfer-coding-unasked",
            ],
            get("/chunked", ""),
        ),
        sent(&["trailer-forbidden-field", "trailer-obs-fold", "trailer-unannounced"], trailers),
        sent(&["chunked-to-http10"], "GET /chunked HTTP/1.0\n\n"),
        sent(
            &["head-has-body", "head-fields-differ", "head-content-length-differs", "head-refused"],
            "HEAD / HTTP/1.1\nHost: a\n\n",
        ),
        sent(
            &[
                "no-content-has-content-length",
                "no-content-has-transfer-encoding",
                "no-content-has-body",
            ],
            status(204),
        ),
        sent(&["reset-content-has-body"], status(205)),
        sent(&["not-modified-has-body"], status(304)),
        sent(&["interim-has-content-length", "interim-as-final"], status(103)),
        sent(&["interim-to-http10"], "GET /status/103 HTTP/1.0\n\n"),
        sent(&["proxy-authenticate-missing"], status(407)),
        sent(&["upgrade-missing", "upgrade-unlisted"], status(426)),
        sent(&["retry-after-invalid", "retry-after-missing"], status(503)),
        sent(&["multiple-choices-unlisted"], status(300)),
        sent(&["error-content-missing", "server-error-as-success"], status(500)),
    ]
}

fn methods() -> Vec<Row> {
    let on_page = |method: &str, fields: &str| format!("{method} / HTTP/1.1\nHost: a\n{fields}\n");
    vec![
        sent(
            &[
                "not-allowed-method-accepted",
                "not-allowed-misnamed",
                "allow-lists-too-much",
                "allow-missing",
            ],
            on_page("DELETE", ""),
        ),
        sent(
            &["options-allow-missing", "options-refused", "options-content-type-missing"],
            on_page("OPTIONS", ""),
        ),
        sent(&["options-preconditions-evaluated"], on_page("OPTIONS", "If-Match: \"x\"\n")),
        sent(&["missing-preconditions-evaluated"], get("/no", "If-Match: \"x\"\n")),
        sent(&["missing-found", "client-error-date-missing"], get("/no", "")),
        sent(&["trace-reflects-secrets"], on_page("TRACE", "Cookie: a=b\n")),
    ]
}
