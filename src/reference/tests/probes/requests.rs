//! Probes for the rules that requests are held to.

use super::super::wire;
use super::{Probe, Row, get, held, octets, post, sent};

/// All of them.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(accepted(request_lines()));
    rows.extend(accepted(heads()));
    rows.extend(refused(needless()));
    rows.extend(content());
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
        line(&["https-uri-empty-host-accepted"], "GET https:/// HTTP/1.1"),
        line(&["two-slashes-as-authority"], "GET //a/ HTTP/1.1"),
        line(&["encoded-nul-ends-path"], "GET /%00a HTTP/1.1"),
        line(&["system-file-given"], "GET /../etc/passwd HTTP/1.1"),
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
        octets(&["bare-cr-dropped"], "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"),
        octets(&["bare-cr-ends-line"], "GET / HTTP/1.1\r\nHost: a\rX-A: b\r\n\r\n"),
        fields(&["characters-end-lines"], "Host: a\nX-A: \u{560a}X-B: c\n"),
        fields(&["controls-dropped"], "Host: a\nX-A: b\x01\n"),
        fields(&["whitespace-led-lines-heeded"], " X-A: b\n X-B: c\nHost: a\n"),
        fields(&["folded-line-as-field", "fold-dropped"], "Host: a\nX-A: b\n X-B: c\n"),
        sent(&["cut-off-head-accepted"], "GET / HTTP/1.1\nHost: a\nX-A: b"),
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
        ("uri-scheme-case-sensitive", 400, get("HTTP://a/", "")),
        ("absolute-form-empty-path-refused", 400, get("http://a?b", "")),
        ("query-octet-refused", 400, get("/?a:b", "")),
        ("host-case-sensitive", 421, get("/", "").replace(": a", ": A")),
        ("host-unknown-refused", 421, get("/", "").replace(": a", ": a.invalid")),
        ("host-first-required", 400, "GET / HTTP/1.1\nX-A: b\nHost: a\n\n".to_owned()),
        ("field-name-octet-refused", 400, get("/", "X.A: b\n")),
        ("long-field-refused", 431, get("/", &format!("X-A: {}\n", "a".repeat(4001)))),
        ("quoted-pair-refused", 400, get("/", "Accept: */*;a=\"\\b\"\n")),
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
        ("host-port-required", 400, get("/", "")),
        ("host-port-refused", 400, "GET / HTTP/1.1\nHost: a:80\n\n".to_owned()),
        ("chunked-refused", 411, chunked("chunked", "0\n\n")),
        ("transfer-coding-case-sensitive", 501, chunked("CHUNKED", "0\n\n")),
        ("content-length-leading-zero-refused", 400, post("/echo", "", "a").replace(": 1", ": 01")),
        ("transfer-encoding-empty-element-refused", 400, chunked(", chunked", "0\n\n")),
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
        ("content-read-long", 400, post("/echo", "", "abc")),
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
        chunked(&["chunk-ends-at-line-end"], "5\na\n0\n\n"),
        octets(
            &["chunk-data-bare-lf-accepted"],
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\n0\r\n\r\n",
        ),
        chunked(&["incomplete-chunks-accepted"], "1\na\n"),
        chunked(&["trailers-unlimited"], &format!("0\n{}\n", "X-A: b\n".repeat(3000))),
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
        chunked(&["chunk-size-decimal"], "10\n0123456789abcdef\n0\n\n"),
        chunked(&["chunks-after-last-read"], "1\na\n0\n\n1\nb\n0\n\n"),
        chunked(&["chunks-in-one-read-required"], &format!("fff0\n{}\n0\n\n", "a".repeat(0xfff0))),
        sent(
            &["content-without-length-awaited"],
            format!("POST /post HTTP/1.1\nHost: a\n\n{after}"),
        ),
        sent(
            &["trailer-credentials-accepted"],
            format!(
                "GET /private HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n\
                 0\nAuthorization: Basic {}\n\n",
                crate::reference::resource::private::credentials()
            ),
        ),
        sent(
            &["folded-field-passed-over", "fold-cut-off"],
            get("/inspect", "Content-Length: 1\n 0\n"),
        ),
        sent(
            &["underscore-taken-for-hyphen"],
            "POST /echo HTTP/1.1\nHost: a\nContent-Length: 5\nTransfer_Encoding: chunked\n\n0\n\n",
        ),
        sent(&["query-reflected-decoded"], get("/?a=%0d%0aX-A:%20b", "")),
        sent(&["content-left-unread", "missing-content-left-unread"], unread),
        sent(&["octets-after-content-dropped"], format!("{}{after}", post("/echo", "", "abc"))),
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
        held(
            &["expectation-of-chunks-ignored"],
            "POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nExpect: 100-continue\n\n",
        ),
        sent(&["expectation-without-content-awaited"], get("/", "Expect: 100-continue\n")),
        held(&["continue-unasked"], &post("/echo", "", "").replace(": 0", ": 1")),
        sent(
            &["head-content-left-unread", "options-content-left-unread"],
            post("/", "", "GET /no HTTP/1.1\nHost: a\n\n").replacen("POST", "HEAD", 1)
                + &post("/", "", "GET /no HTTP/1.1\nHost: a\n\n").replacen("POST", "OPTIONS", 1),
        ),
        sent(&["connection-removes-fields"], post("/echo", "Connection: content-length\n", "a")),
        sent(&["content-in-one-read-required"], post("/echo", "", &"a".repeat(40_000))),
        sent(&["paused-head-accepted"], "GET / HTTP/1.1\nHost: a\n"),
        sent(&["long-line-unanswered"], "A".repeat(20_000)),
        sent(&["http2-preface-skipped"], format!("PRI * HTTP/2.0\n\nSM\n\n{}", get("/", ""))),
        held(&["head-in-one-read-required"], "GET / HTTP/1.1\nHost: a\n"),
        held(&["timeout-unanswered"], "GET / HTTP/1.1\nHost: a\n"),
    ]);
    rows
}
