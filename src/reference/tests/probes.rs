//! One probe for each fault: octets whose answer the fault changes.

use super::wire;

/// What is sent, and whether the client closes its side after it.
pub(super) enum Probe {
    /// The writing side is closed after the octets.
    Sent(Vec<u8>),
    /// The connection is left open.
    Held(Vec<u8>),
}

/// A probe and the faults that it shows.
pub(super) struct Row {
    pub(super) faults: &'static [&'static str],
    pub(super) probe: Probe,
    /// The first status that a server with one of the faults answers, where that is the point.
    pub(super) status: Option<u16>,
}

fn sent(faults: &'static [&'static str], text: impl AsRef<str>) -> Row {
    Row { faults, probe: Probe::Sent(wire(text.as_ref())), status: None }
}

fn held(faults: &'static [&'static str], text: &str) -> Row {
    Row { faults, probe: Probe::Held(wire(text)), status: None }
}

fn octets(faults: &'static [&'static str], octets: impl Into<Vec<u8>>) -> Row {
    Row { faults, probe: Probe::Sent(octets.into()), status: None }
}

fn get(path: &str, fields: &str) -> String {
    format!("GET {path} HTTP/1.1\nHost: a\n{fields}\n")
}

fn post(path: &str, fields: &str, content: &str) -> String {
    let length = content.replace('\n', "\r\n").len();
    format!("POST {path} HTTP/1.1\nHost: a\n{fields}Content-Length: {length}\n\n{content}")
}

fn put(fields: &str, content: &str) -> String {
    post("/store/item", fields, content).replacen("POST", "PUT", 1)
}

/// Probes for the whole table.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(accepted(request_lines()));
    rows.extend(accepted(heads()));
    rows.extend(refused(needless()));
    rows.extend(content());
    rows.extend(connection());
    rows.extend(messages());
    rows.extend(methods());
    rows.extend(preconditions());
    rows.extend(ranges());
    rows.extend(resources());
    rows.extend(negotiation());
    rows.extend(events());
    rows.extend(super::websocket::probes());
    rows
}

/// Requests that only a fault lets pass are answered as if nothing were wrong with them.
fn accepted(rows: Vec<Row>) -> impl Iterator<Item = Row> {
    rows.into_iter().map(|row| Row { status: row.status.or(Some(200)), ..row })
}

/// Requests that are right and that only a fault refuses.
fn refused(rows: Vec<(&'static str, u16, String)>) -> impl Iterator<Item = Row> {
    rows.into_iter().map(|(fault, status, text)| {
        let faults: &'static [&'static str] = Vec::leak(vec![fault]);
        Row { faults, probe: Probe::Sent(wire(&text)), status: Some(status) }
    })
}

fn request_lines() -> Vec<Row> {
    let line = |faults, line: &str| sent(faults, format!("{line}\nHost: a\n\n"));
    vec![
        line(&["request-line-leading-space-accepted"], " GET / HTTP/1.1"),
        line(&["request-line-trailing-space-accepted"], "GET / HTTP/1.1 "),
        line(&["request-line-tab-accepted"], "GET\t/ HTTP/1.1"),
        line(&["request-line-extra-space-accepted"], "GET  / HTTP/1.1"),
        line(&["request-line-incomplete-accepted"], "GET HTTP/1.1"),
        line(&["target-space-accepted"], "GET /?a b HTTP/1.1"),
        line(&["method-not-token-accepted"], "G@T / HTTP/1.1"),
        line(&["version-lower-case-accepted"], "GET / http/1.1"),
        line(&["version-malformed-accepted"], "GET / HTTP/11"),
        line(&["version-unsupported-accepted"], "GET / HTTP/2.0"),
        line(&["target-control-accepted"], "GET /?\x01 HTTP/1.1"),
        line(&["target-non-ascii-accepted"], "GET /?\u{e9} HTTP/1.1"),
        line(&["target-fragment-accepted"], "GET /#a HTTP/1.1"),
        line(&["target-octet-accepted"], "GET /?{a} HTTP/1.1"),
        line(&["target-percent-accepted"], "GET /?%zz HTTP/1.1"),
        line(&["asterisk-form-accepted"], "GET * HTTP/1.1"),
        line(&["authority-form-accepted"], "GET a:80 HTTP/1.1"),
        line(&["connect-target-accepted"], "CONNECT / HTTP/1.1"),
        line(&["connect-port-accepted"], "CONNECT a:99999 HTTP/1.1"),
        line(&["target-form-accepted"], "GET index.html HTTP/1.1"),
        line(&["uri-userinfo-accepted"], "GET http://u@a/ HTTP/1.1"),
        line(&["uri-empty-host-accepted"], "GET http:///?a HTTP/1.1"),
        line(&["uri-authority-invalid-accepted"], "GET http://a:b/ HTTP/1.1"),
        line(&["https-target-accepted"], "GET https://a/ HTTP/1.1"),
        line(&["scheme-unknown-accepted"], "GET ftp://a/ HTTP/1.1"),
        line(&["method-case-insensitive"], "get / HTTP/1.1"),
        line(&["unknown-method-accepted"], "BREW / HTTP/1.1"),
        line(
            &["connect-with-content-length", "connect-with-transfer-encoding"],
            "CONNECT a:80 HTTP/1.1",
        ),
    ]
}

fn heads() -> Vec<Row> {
    let fields = |faults, fields: &str| sent(faults, format!("GET /inspect HTTP/1.1\n{fields}\n"));
    let length = |faults, fields: &str| {
        sent(faults, format!("POST /echo HTTP/1.1\nHost: a\n{fields}\n3\nabc\n0\n\n"))
    };
    vec![
        octets(&["bare-lf-accepted"], "GET / HTTP/1.1\nHost: a\n\n"),
        octets(&["bare-cr-accepted"], "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\rc\r\n\r\n"),
        fields(&["whitespace-before-first-field-accepted"], " X-A: b\nHost: a\n"),
        fields(&["request-obs-fold-accepted"], "Host: a\nX-A: b\n c\n"),
        fields(&["field-without-colon-accepted"], "Host: a\nX-A\n"),
        fields(&["field-name-space-accepted"], "Host: a\nX-A : b\n"),
        fields(&["field-name-empty-accepted"], "Host: a\n: b\n"),
        fields(&["field-name-not-token-accepted"], "Host: a\nX(A: b\n"),
        fields(&["field-value-nul-accepted"], "Host: a\nX-A: \0\n"),
        fields(&["field-value-control-accepted"], "Host: a\nX-A: \x01\n"),
        fields(&["host-missing-accepted"], "X-A: b\n"),
        fields(&["host-repeated-accepted"], "Host: a\nHost: a\n"),
        fields(&["host-invalid-accepted"], "Host: a b\n"),
        fields(&["expectation-unknown-accepted"], "Host: a\nExpect: tea\n"),
        length(
            &["content-length-beside-transfer-encoding-accepted", "content-length-preferred"],
            "Content-Length: 13\nTransfer-Encoding: chunked\n",
        ),
        sent(
            &["transfer-encoding-http10-accepted"],
            "POST /echo HTTP/1.0\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n",
        ),
        length(
            &["transfer-encoding-not-chunked-last-accepted"],
            "Transfer-Encoding: chunked, identity\n",
        ),
        length(
            &["transfer-encoding-chunked-twice-accepted"],
            "Transfer-Encoding: chunked, chunked\n",
        ),
        length(&["transfer-coding-parameter-accepted"], "Transfer-Encoding: chunked;q=1\n"),
        length(&["transfer-coding-unknown-accepted"], "Transfer-Encoding: x, chunked\n"),
        length(&["content-length-invalid-accepted"], "Content-Length: 13x\n"),
        length(&["content-length-differing-accepted"], "Content-Length: 13\nContent-Length: 14\n"),
        length(&["content-length-repeated-accepted"], "Content-Length: 13, 13\n"),
        length(&["content-length-overflow-accepted"], "Content-Length: 18446744073709551629\n"),
        length(&["transfer-encoding-ignored"], "Transfer-Encoding: chunked\n"),
    ]
}

fn needless() -> Vec<(&'static str, u16, String)> {
    let chunked = |coding: &str, content: &str| {
        format!("POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: {coding}\n\n{content}")
    };
    let long = format!("GET /?{} HTTP/1.1\nHost: a\n\n", "a".repeat(7900));
    vec![
        ("http10-refused", 505, "GET / HTTP/1.0\n\n".to_owned()),
        ("higher-minor-version-refused", 505, "GET / HTTP/1.2\nHost: a\n\n".to_owned()),
        ("long-request-line-refused", 414, long),
        ("absolute-form-refused", 400, get("http://a/", "")),
        ("options-asterisk-refused", 400, "OPTIONS * HTTP/1.1\nHost: a\n\n".to_owned()),
        ("percent-encoding-refused", 400, get("/?%41", "")),
        ("percent-encoding-distinct", 404, get("/%65cho", "").replacen("GET", "POST", 1)),
        ("empty-line-refused", 400, format!("\n{}", get("/", ""))),
        ("unknown-field-refused", 400, get("/", "X-A: b\n")),
        ("obs-text-refused", 400, get("/", "X-A: \u{e9}\n")),
        ("field-whitespace-refused", 400, get("/", "Accept:  */*\t\n")),
        ("empty-list-element-refused", 400, get("/", "Accept: ,*/*,,\n")),
        ("many-fields-refused", 431, get("/", &"Cookie: a=b\n".repeat(40))),
        ("http10-host-required", 400, "GET / HTTP/1.0\n\n".to_owned()),
        ("host-port-refused", 400, "GET / HTTP/1.1\nHost: a:80\n\n".to_owned()),
        ("chunked-refused", 411, chunked("chunked", "0\n\n")),
        ("transfer-coding-case-sensitive", 501, chunked("CHUNKED", "0\n\n")),
        ("content-length-leading-zero-refused", 400, post("/echo", "", "a").replace(": 1", ": 01")),
        ("chunk-extension-refused", 400, chunked("chunked", "1;a=b\na\n0\n\n")),
        ("chunk-size-upper-case-refused", 400, chunked("chunked", "A\naaaaaaaaaa\n0\n\n")),
        ("chunk-size-leading-zero-refused", 400, chunked("chunked", "01\na\n0\n\n")),
        ("chunk-extension-blank-refused", 400, chunked("chunked", "1 ; a = b\na\n0\n\n")),
        ("content-range-in-request-refused", 400, get("/", "Content-Range: bytes 0-1/5\n")),
        ("trailers-refused", 400, chunked("chunked", "0\nX-A: b\n\n")),
        ("field-names-case-sensitive", 400, get("/", "").replace("Host", "hOST")),
        ("target-too-long-misnamed", 400, get(&format!("/{}", "a".repeat(20_000)), "")),
        ("fields-too-large-server-error", 500, get("/", &format!("X-A: {}\n", "a".repeat(70_000)))),
        ("unknown-method-misnamed", 403, "BREW / HTTP/1.1\nHost: a\n\n".to_owned()),
        ("content-too-large-misnamed", 500, post("/echo", "", "").replace(": 0", ": 9999999")),
    ]
}

fn content() -> Vec<Row> {
    let chunked = |faults, content: &str| {
        sent(
            faults,
            format!("POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n{content}"),
        )
    };
    let after = get("/inspect", "");
    let many = format!("1;{}\na\n0\n\n", "a".repeat(9000));
    let rows = vec![
        chunked(&["chunk-size-invalid-accepted"], "0x1\na\n0\n\n"),
        chunked(&["chunk-size-overflow-accepted"], "10000000000000001\na\n0\n\n"),
        chunked(&["chunk-data-end-unchecked"], "1\naXX0\n\n"),
        chunked(&["chunk-extension-invalid-accepted"], "1;=\na\n0\n\n"),
        chunked(&["chunk-extension-unlimited"], &many),
        chunked(&["trailer-unchecked"], "1\na\n0\nX A: b\n\n"),
        octets(
            &["chunk-bare-lf-accepted"],
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
        ),
        sent(&["incomplete-content-accepted"], post("/echo", "", "abc").replace(": 3", ": 9")),
        sent(&["content-read-short"], post("/echo", "", "abc")),
    ];
    let mut rows: Vec<Row> = accepted(rows).collect();
    let trailer = "Transfer-Encoding: chunked\n\n0\nX-A: b\n\n";
    let unread = post("/no", "", &after);
    rows.extend([
        sent(&["http09-accepted"], "GET /\n"),
        sent(&["trailers-merged"], format!("POST /inspect HTTP/1.1\nHost: a\n{trailer}")),
        chunked(&["trailers-left-unread"], "0\nX-A: b\n\n"),
        sent(&["content-left-unread"], unread),
        sent(&["get-content-left-unread"], post("/", "", &after).replacen("POST", "GET", 1)),
        sent(
            &["content-too-large-keeps-open"],
            format!("POST /echo HTTP/1.1\nHost: a\nContent-Length: 9999999\n\n{after}"),
        ),
        held(
            &["expect-ignored"],
            &post("/echo", "Expect: 100-continue\n", "").replace(": 0", ": 1"),
        ),
        sent(
            &["continue-without-final", "continue-after-final"],
            post("/echo", "Expect: 100-continue\n", "a"),
        ),
        held(
            &["early-refusal-keeps-open"],
            &post("/no", "Expect: 100-continue\n", "").replace(": 0", ": 1"),
        ),
        held(
            &["expectation-case-sensitive"],
            &post("/echo", "Expect: 100-CONTINUE\n", "").replace(": 0", ": 1"),
        ),
        held(
            &["continue-with-content-length", "continue-with-transfer-encoding"],
            &post("/echo", "Expect: 100-continue\n", "").replace(": 0", ": 1"),
        ),
        held(
            &["continue-to-http10"],
            "POST /echo HTTP/1.0\nContent-Length: 1\nExpect: 100-continue\n\n",
        ),
        sent(&["fields-too-large-unanswered"], get("/", &format!("X-A: {}\n", "a".repeat(70_000)))),
        held(&["timeout-unanswered"], "GET / HTTP/1.1\nHost: a\n"),
    ]);
    rows
}

fn connection() -> Vec<Row> {
    let two = |fields: &str| get("/inspect", fields) + &get("/no", "");
    let old = |fields: &str| format!("GET /inspect HTTP/1.0\n{fields}\n{}", get("/no", ""));
    vec![
        sent(&["close-ignored", "answers-after-close"], two("Connection: close\n")),
        sent(&["close-without-close-option"], get("/", "Connection: close\n")),
        sent(&["closure-unnoticed"], get("/", "")),
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
                "server-detailed",
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
        sent(
            &[
                "trailer-forbidden-field",
                "trailer-obs-fold",
                "trailer-unannounced",
                "trailers-missing",
            ],
            trailers,
        ),
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
        sent(&["error-content-missing"], status(500)),
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

const DATE: &str = "Tue, 01 Oct 2024 08:00:00 GMT";
const LONG_AGO: &str = "Mon, 01 Jan 2001 00:00:00 GMT";

/// The entity tag of `/` in English, as the server without a fault sends it.
fn etag() -> String {
    crate::reference::resource::page::english_tag()
}

fn preconditions() -> Vec<Row> {
    let tag = etag();
    let with = |faults, fields: String| sent(faults, get("/", &fields));
    let stored = put("", "a");
    vec![
        with(&["if-match-ignored", "precondition-failed-performed"], "If-Match: \"x\"\n".into()),
        with(&["if-match-weak"], format!("If-Match: W/{tag}\n")),
        with(&["if-match-first-only"], format!("If-Match: \"x\", {tag}\n")),
        sent(&["if-match-star-always-true"], put("If-Match: *\n", "a")),
        with(
            &[
                "if-none-match-ignored",
                "not-modified-date-missing",
                "not-modified-etag-missing",
                "not-modified-cache-control-missing",
                "not-modified-expires-missing",
                "not-modified-vary-missing",
                "not-modified-content-location-missing",
                "not-modified-content-type",
                "not-modified-content-length-wrong",
            ],
            format!("If-None-Match: {tag}\n"),
        ),
        with(&["if-none-match-strong"], format!("If-None-Match: W/{tag}\n")),
        with(&["if-none-match-star-ignored"], "If-None-Match: *\n".into()),
        with(&["if-none-match-first-only"], format!("If-None-Match: \"x\", {tag}\n")),
        sent(
            &["if-none-match-not-modified-for-put"],
            stored.clone() + &put("If-None-Match: *\n", "b"),
        ),
        with(&["if-modified-since-ignored"], format!("If-Modified-Since: {DATE}\n")),
        with(
            &["if-modified-since-beside-if-none-match"],
            format!("If-None-Match: \"x\"\nIf-Modified-Since: {DATE}\n"),
        ),
        with(&["if-modified-since-invalid-honoured"], "If-Modified-Since: x\n".into()),
        with(
            &["if-modified-since-exact-only"],
            "If-Modified-Since: Thu, 02 Jan 2025 00:00:00 GMT\n".into(),
        ),
        sent(
            &["if-modified-since-any-method"],
            stored.clone() + &put("If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\n", "b"),
        ),
        with(&["if-unmodified-since-ignored"], format!("If-Unmodified-Since: {LONG_AGO}\n")),
        with(
            &["if-unmodified-since-beside-if-match"],
            format!("If-Match: {tag}\nIf-Unmodified-Since: {LONG_AGO}\n"),
        ),
        with(&["if-unmodified-since-invalid-honoured"], "If-Unmodified-Since: x\n".into()),
        with(&["precondition-order-reversed"], format!("If-Match: \"x\"\nIf-None-Match: {tag}\n")),
        with(
            &["rfc850-date-ignored"],
            "If-Modified-Since: Tuesday, 01-Oct-24 08:00:00 GMT\n".into(),
        ),
        with(&["asctime-date-ignored"], "If-Modified-Since: Tue Oct  1 08:00:00 2024\n".into()),
        with(
            &["two-digit-year-ahead"],
            "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT\n".into(),
        ),
        sent(&["preconditions-before-authentication"], get("/private", "If-None-Match: *\n")),
        sent(
            &["preconditions-after-put"],
            stored + &put("If-None-Match: *\n", "b") + &get("/store/item", ""),
        ),
    ]
}

fn ranges() -> Vec<Row> {
    let tag = etag();
    let range = |faults, range: &str| sent(faults, get("/", &format!("Range: {range}\n")));
    let if_range = |faults, value: &str| {
        sent(faults, get("/", &format!("Range: bytes=0-4\nIf-Range: {value}\n")))
    };
    vec![
        range(
            &[
                "range-ignored",
                "range-off-by-one",
                "partial-date-missing",
                "partial-etag-missing",
                "partial-cache-control-missing",
                "partial-expires-missing",
                "partial-vary-missing",
                "partial-content-location-missing",
                "partial-metadata-missing",
                "partial-status-200",
                "content-range-missing",
                "content-range-length-unknown",
                "content-range-wrong",
                "content-range-malformed",
                "multipart-for-one-range",
            ],
            "bytes=0-4",
        ),
        range(&["range-suffix-from-start"], "bytes=-5"),
        range(&["range-open-refused"], "bytes=5-"),
        range(&["range-not-clamped"], "bytes=5-999999"),
        range(&["range-overflow"], "bytes=0-18446744073709551620"),
        range(
            &["range-unsatisfiable-ignored", "unsatisfiable-content-range-missing"],
            "bytes=999999-",
        ),
        range(&["range-unknown-unit-honoured"], "lines=0-4"),
        range(&["range-invalid-honoured"], "bytes=4-0"),
        range(&["ranges-unlimited"], &format!("bytes={}", ["0-"; 20].join(","))),
        range(
            &[
                "ranges-first-only",
                "ranges-sorted",
                "multipart-content-range-in-head",
                "multipart-part-range-missing",
                "multipart-part-type-missing",
                "multipart-bare-lf",
                "multipart-end-missing",
                "multipart-boundary-missing",
            ],
            "bytes=4-5,0-1",
        ),
        sent(&["range-for-head"], "HEAD / HTTP/1.1\nHost: a\nRange: bytes=0-4\n\n"),
        if_range(&["if-range-ignored"], "\"x\""),
        if_range(&["if-range-refused", "partial-metadata-for-if-range"], &tag),
        if_range(&["if-range-weak"], &format!("W/{tag}")),
        if_range(&["if-range-later-date"], "Thu, 01 Jan 2026 00:00:00 GMT"),
        sent(&["if-range-alone-honoured"], get("/", "If-Range: \"x\"\n")),
    ]
}

fn resources() -> Vec<Row> {
    let form = "Content-Type: application/x-www-form-urlencoded\n";
    let credentials = "Authorization: Basic YWxhZGRpbjpvcGVuc2VzYW1l\n";
    let delete = "DELETE /store/item HTTP/1.1\nHost: a\n\n".to_owned();
    let read = get("/store/item", "");
    vec![
        sent(
            &[
                "location-missing",
                "location-empty-host",
                "location-userinfo",
                "location-invalid",
                "redirect-as-success",
                "redirection-date-missing",
            ],
            get("/redirect", ""),
        ),
        sent(
            &["media-type-unchecked", "unsupported-type-accept-encoding"],
            post("/form", "Content-Type: text/plain\n", "a=b"),
        ),
        sent(&["media-type-case-sensitive"], post("/form", &form.to_uppercase(), "a=b")),
        sent(
            &["media-type-parameters-refused"],
            post("/form", &form.replace("ed\n", "ed; charset=utf-8\n"), "a=b"),
        ),
        sent(
            &["request-coding-unchecked", "unsupported-coding-unexplained"],
            post("/form", &format!("{form}Content-Encoding: x\n"), "a=b"),
        ),
        sent(&["form-plus-kept", "form-percent-kept"], post("/form", form, "a=b+c%20d")),
        sent(&["echo-changes-line-ends", "echo-stops-at-nul"], post("/echo", "", "a\n\0b")),
        sent(&["echo-drops-high-octets"], post("/echo", "", "\u{e9}")),
        sent(
            &[
                "put-created-as-success",
                "put-updated-as-created",
                "put-discarded",
                "put-validator-wrong",
                "etag-unchanged-after-put",
                "delete-without-effect",
                "delete-as-error",
                "get-deletes",
            ],
            put("", "a") + &read + &put("", "b") + &read + &delete + &read,
        ),
        sent(&["put-content-range-accepted"], put("Content-Range: bytes 0-0/2\n", "a")),
        sent(
            &["put-unknown-fields-stored", "put-content-location-stored"],
            put("X-A: b\nContent-Location: /x\n", "a") + &read,
        ),
        sent(&["delete-missing-as-success"], delete),
        sent(
            &[
                "authentication-skipped",
                "realm-unquoted",
                "realm-missing",
                "challenge-parameter-repeated",
                "unauthorized-as-forbidden",
                "www-authenticate-missing",
            ],
            get("/private", ""),
        ),
        sent(&["credentials-unchecked"], get("/private", "Authorization: Basic YTpi\n")),
        sent(&["credentials-refused"], get("/private", credentials)),
        sent(&["credentials-on-connection"], get("/private", credentials) + &get("/private", "")),
        sent(&["scheme-case-sensitive"], get("/private", &credentials.replace("Basic", "bASIC"))),
        sent(
            &["cookies-joined", "cookie-nameless", "cookie-repeated", "cookie-date-malformed"],
            get("/cookies", ""),
        ),
    ]
}

fn negotiation() -> Vec<Row> {
    let gzip =
        |faults, value: &str| sent(faults, get("/gzip", &format!("Accept-Encoding: {value}\n")));
    let language =
        |faults, value: &str| sent(faults, get("/", &format!("Accept-Language: {value}\n")));
    let media = |faults, value: &str| sent(faults, get("/variants", &format!("Accept: {value}\n")));
    vec![
        language(&["accept-language-ignored"], "fr"),
        language(&["quality-ignored"], "en;q=0.1, fr;q=0.9"),
        language(&["weight-name-case-sensitive"], "en;Q=0.1, fr;Q=0.9"),
        language(&["preference-case-sensitive"], "FR"),
        media(&["accept-ignored"], "text/plain"),
        media(&["wildcard-ignored"], "text/html;q=0.1, application/*"),
        media(&["specific-range-ignored"], "text/*, text/html;q=0.1"),
        media(&["not-acceptable-unexplained", "not-acceptable-as-success"], "image/png"),
        media(&["quality-zero-acceptable"], "text/html;q=0"),
        gzip(&["content-encoding-wrong", "content-encoding-identity"], "identity"),
        gzip(&["accept-encoding-ignored"], "gzip;q=0"),
        gzip(&["x-gzip-unknown"], "x-gzip"),
        gzip(&["content-encoding-missing", "gzip-truncated", "etag-shared-by-codings"], "gzip"),
        gzip(&["deflate-raw"], "deflate"),
        gzip(&["unacceptable-coding-sent"], "identity;q=0"),
    ]
}

fn events() -> Vec<Row> {
    vec![
        sent(
            &[
                "events-wrong-type",
                "events-wrong-status",
                "events-lf-missing",
                "events-field-upper-case",
                "events-unknown-field",
                "events-retry-invalid",
                "events-id-nul",
                "events-id-missing",
                "events-not-utf8",
                "events-two-byte-order-marks",
                "events-cut",
            ],
            get("/events", ""),
        ),
        held(&["events-delayed", "events-comments-missing"], &get("/events", "")),
        sent(&["last-event-id-ignored"], get("/events", "Last-Event-ID: 2\n")),
    ]
}
