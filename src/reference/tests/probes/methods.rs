//! Probes for what methods do, and for what goes with statuses.

use super::{Row, get, post, put, sent};

/// All of them.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(store());
    rows.extend(documents());
    rows.extend(statuses());
    rows
}

fn store() -> Vec<Row> {
    let read = get("/store/item", "");
    let delete = |fields: &str, content: &str| {
        post("/store/other", fields, content).replacen("POST", "DELETE", 1)
    };
    let other = put("", "b").replace("item", "other");
    let collection = post("/collection", "", "a");
    vec![
        sent(&["put-transformed"], put("", "a\nb") + &read),
        sent(&["put-appends"], put("", "a") + &put("", "b") + &read),
        sent(&["put-empty-ignored"], put("", "") + &read),
        sent(
            &["put-content-location-followed"],
            put("Content-Location: /store/other\n", "a") + &read,
        ),
        sent(&["query-selects-action"], put("", "a") + &get("/store/item?do=delete", "") + &read),
        sent(
            &["method-overridden"],
            put("", "a") + &get("/store/item", "X-HTTP-Method: DELETE\n") + &read,
        ),
        sent(
            &["delete-content-interpreted"],
            put("", "a") + &other + &delete("", "/store/item") + &read,
        ),
        sent(
            &[
                "post-created-as-success",
                "post-created-unnamed",
                "post-created-undescribed",
                "post-created-elsewhere",
                "post-made-once",
            ],
            collection.clone() + &collection,
        ),
        sent(&["empty-content-refused"], post("/post", "", "")),
        sent(&["post-range-honoured"], post("/post", "Range: bytes=0-0\n", "a")),
        sent(&["put-moved-accepted"], put("", "a").replace("/store/item", "/redirect")),
    ]
}

fn documents() -> Vec<Row> {
    let put = |fields: &str, content: &str| {
        post("/documents/item", fields, content).replacen("POST", "PUT", 1)
    };
    let patch = |fields: &str, content: &str| {
        post("/documents/item", fields, content).replacen("POST", "PATCH", 1)
    };
    let read = get("/documents/item", "");
    let json = "Content-Type: application/json\n";
    let merge = "Content-Type: application/merge-patch+json\n";
    let there = put(json, "{\"a\":1}");
    vec![
        sent(&["document-type-unchecked", "document-refused-silently"], put("", "a")),
        sent(&["document-syntax-unchecked"], put(json, "a")),
        sent(&["patch-discarded"], there.clone() + &patch(merge, "{\"a\":2}") + &read),
        sent(&["patch-failed-applied"], there.clone() + &patch(merge, "{") + &read),
        sent(
            &["patch-type-unchecked", "accept-patch-missing"],
            there.clone() + &patch("Content-Type: text/plain\n", "a"),
        ),
        sent(
            &["patch-fields-stored"],
            there + &patch(&format!("{merge}Content-Language: fr\n"), "{\"b\":2}") + &read,
        ),
        sent(&["patch-creates"], patch(merge, "{}")),
    ]
}

fn statuses() -> Vec<Row> {
    let status = |code: u16| get(&format!("/status/{code}"), "");
    let trace = "TRACE / HTTP/1.1\nHost: a\n\n";
    vec![
        sent(&["accepted-unexplained"], status(202)),
        sent(&["redirection-note-missing"], status(303)),
        sent(&["forbidden-with-challenge"], status(403)),
        sent(&["network-login-unlinked"], status(511)),
        sent(&["status-unexplained"], status(409)),
        sent(&["multiple-choices-unpreferred"], status(300)),
        sent(&["missing-post-accepted"], post("/no", "", "")),
        sent(&["missing-head-accepted"], get("/no", "").replacen("GET", "HEAD", 1)),
        sent(&["missing-options-accepted"], get("/no", "").replacen("GET", "OPTIONS", 1)),
        sent(&["allow-lists-too-little", "allow-lists-refused"], trace),
        sent(
            &[
                "content-location-wrong",
                "cache-control-repeated",
                "warning-sent",
                "vary-star",
                "date-coarse",
                "expires-without-date",
            ],
            get("/", ""),
        ),
        sent(&["age-sent"], put("", "a") + &get("/store/item", "")),
        sent(&["get-content-interpreted"], post("/", "", "a").replacen("POST", "GET", 1)),
        sent(&["cache-directives-refused"], get("/", "Cache-Control: no-cache\n")),
    ]
}
