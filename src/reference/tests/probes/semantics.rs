//! Probes for preconditions, ranges and negotiation.

use super::{Row, get, post, put, sent};

/// All of them.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(preconditions());
    rows.extend(ranges());
    rows.extend(negotiation());
    rows
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
        with(
            &["if-match-ignored", "if-match-ignored-for-get", "precondition-failed-performed"],
            "If-Match: \"x\"\n".into(),
        ),
        sent(&["if-match-ignored-for-put"], put("If-Match: \"x\"\n", "a")),
        sent(
            &["if-match-ignored-for-delete"],
            stored.clone() + "DELETE /store/item HTTP/1.1\nHost: a\nIf-Match: \"x\"\n\n",
        ),
        with(&["if-match-refused"], format!("If-Match: {tag}\n")),
        with(&["if-match-star-refused"], "If-Match: *\n".into()),
        sent(&["if-none-match-star-refused"], put("If-None-Match: *\n", "a")),
        with(&["if-modified-since-any-date"], format!("If-Modified-Since: {LONG_AGO}\n")),
        with(
            &["if-modified-since-needed-too"],
            format!("If-None-Match: {tag}\nIf-Modified-Since: {LONG_AGO}\n"),
        ),
        with(&["if-unmodified-since-equal-refused"], format!("If-Unmodified-Since: {DATE}\n")),
        with(
            &["if-unmodified-since-later-refused", "two-digit-year-past"],
            "If-Unmodified-Since: Saturday, 01-Jan-50 00:00:00 GMT\n".into(),
        ),
        with(
            &["if-unmodified-since-preferred"],
            format!("If-Match: \"x\"\nIf-Unmodified-Since: {DATE}\n"),
        ),
        with(
            &["leap-second-ignored"],
            "If-Unmodified-Since: Sat, 31 Dec 2016 23:59:60 GMT\n".into(),
        ),
        with(&["range-before-preconditions"], "If-None-Match: *\nRange: bytes=0-4\n".into()),
        with(&["etag-backslash"], String::new()),
        sent(&["preconditions-before-checks"], get("/missing", "If-Match: \"x\"\n")),
        sent(&["range-before-checks"], get("/missing", "Range: bytes=0-1\n")),
        sent(&["range-for-other-methods"], put("Range: bytes=0-1\n", "a")),
        sent(
            &["if-modified-since-for-post"],
            post("/post", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\n", "a"),
        ),
        sent(&["if-modified-since-without-date"], get("/chunked", "If-Modified-Since: x\n")),
        sent(&["if-unmodified-since-without-date"], get("/chunked", "If-Unmodified-Since: x\n")),
        sent(&["if-range-without-ranges"], get("/chunked", "If-Range: x\n")),
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
        with(&["if-none-match-any-tag"], "If-None-Match: \"x\"\n".into()),
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
        range(&["range-one-octet-refused"], "bytes=0-0"),
        range(&["range-content-shifted"], "bytes=10-19"),
        range(&["range-suffix-too-long-refused"], "bytes=-999999"),
        range(&["range-unit-case-sensitive"], "BYTES=0-4"),
        range(&["range-signs-accepted"], "bytes=+0-4"),
        range(&["range-empty-element-refused"], "bytes=,0-4"),
        range(&["range-leading-zeros-refused"], "bytes=000-004"),
        range(&["ranges-all-or-nothing"], "bytes=0-4,999999-"),
        range(&["range-first-line-only"], "bytes=0-4\nRange: bytes=6-7"),
        sent(
            &["range-of-nothing-honoured"],
            put("", "") + &get("/store/item", "Range: bytes=0-0\n"),
        ),
        sent(&["range-of-decoded"], get("/gzip", "Accept-Encoding: gzip\nRange: bytes=0-4\n")),
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
        language(&["language-prefix-matched"], "frr"),
        language(&["language-missing-as-error"], "da"),
        sent(&["vary-on-default-missing", "hsts-directive-valued"], get("/", "")),
        sent(&["accept-required"], get("/variants", "")),
        sent(&["accept-charset-refused"], get("/", "Accept-Charset: utf-8\n")),
        media(&["accept-ignored", "variant-hidden"], "text/plain"),
        media(&["quality-rounded"], "text/html;q=0.98, text/plain;q=0.99"),
        media(&["quality-default-low"], "text/html;q=0.9, text/plain"),
        media(&["quality-malformed-server-error"], "text/html;q=2"),
        media(&["weight-blank-refused"], "text/html; q=0.1, text/plain;q=0.9"),
        media(&["weight-last-only"], "text/html;q=0.1;level=1, text/plain;q=0.9"),
        media(
            &["preference-quotes-ignored"],
            "text/html;q=0.2;a=\"b, application/json, c\", text/plain;q=0.5",
        ),
        media(&["wildcard-ignored"], "text/html;q=0.1, application/*"),
        media(&["specific-range-ignored"], "text/*, text/html;q=0.1"),
        media(&["not-acceptable-unexplained", "not-acceptable-as-success"], "image/png"),
        media(&["quality-zero-acceptable"], "text/html;q=0"),
        gzip(&["content-encoding-wrong", "content-encoding-identity"], "identity"),
        gzip(&["accept-encoding-ignored"], "gzip;q=0"),
        gzip(&["x-gzip-unknown"], "x-gzip"),
        gzip(&["content-encoding-missing", "gzip-truncated", "etag-shared-by-codings"], "gzip"),
        gzip(&["gzip-in-zlib-format"], "gzip"),
        gzip(&["coding-not-listed-sent"], "identity"),
        sent(&["coding-unasked"], get("/gzip", "")),
        language(&["language-fallback-missing"], "fr-ca"),
        gzip(&["deflate-raw"], "deflate"),
        gzip(&["unacceptable-coding-sent"], "identity;q=0"),
    ]
}
