//! Probes for single resources.

use super::{Row, get, held, post, put, sent};

/// All of them.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(resources());
    rows.extend(events());
    rows.extend(other_credentials());
    rows
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
                "location-longer-than-taken",
                "redirection-date-missing",
            ],
            get("/redirect", ""),
        ),
        sent(
            &["media-type-unchecked", "unsupported-type-accept-encoding"],
            post("/form", "Content-Type: text/plain\n", "a=b"),
        ),
        sent(
            &["x-coding-unchecked"],
            post("/form", &format!("{form}Content-Encoding: x-gzip\n"), "a=b"),
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
        sent(
            &["form-refused", "form-plus-kept", "form-percent-kept"],
            post("/form", form, "a=b+c%20d"),
        ),
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
        sent(
            &["stored-etag-missing", "stored-last-modified-missing", "stored-last-modified-fixed"],
            put("", "a") + &read,
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
                "realm-needless-quoted-pair",
                "realm-missing",
                "challenge-parameter-repeated",
                "challenge-charset-unknown",
                "challenge-malformed",
                "unauthorized-as-forbidden",
                "www-authenticate-missing",
            ],
            get("/private", ""),
        ),
        sent(&["credentials-unchecked"], get("/private", "Authorization: Basic YTpi\n")),
        sent(
            &["credentials-refused", "vary-lists-authorization", "challenge-with-success"],
            get("/private", credentials),
        ),
        sent(&["refusal-with-content"], get("/private", "")),
        sent(&["credentials-malformed-server-error"], get("/private", "Authorization: Basic %\n")),
        sent(&["scheme-unchecked"], get("/private", &credentials.replace("Basic", "Bearer"))),
        sent(
            &["credentials-blanks-refused"],
            get("/private", &credentials.replace("Basic", "Basic ")),
        ),
        sent(
            &["password-beginning-checked"],
            get("/private", &credentials.replace("YW1l\n", "YW1lYQ==\n")),
        ),
        sent(&["credentials-on-connection"], get("/private", credentials) + &get("/private", "")),
        sent(&["scheme-case-sensitive"], get("/private", &credentials.replace("Basic", "bASIC"))),
        sent(
            &[
                "cookies-joined",
                "cookie-nameless",
                "cookie-repeated",
                "cookie-date-malformed",
                "cookie-attributes-unspaced",
                "cookie-value-unencoded",
                "cookie-attribute-repeated",
                "cookie-age-malformed",
                "cookie-lifetime-long",
                "cookie-too-large",
                "cookies-required",
            ],
            get("/cookies", ""),
        ),
        sent(
            &["cookie-long-refused"],
            get("/cookies", &format!("Cookie: a={}\n", "b".repeat(2001))),
        ),
        sent(&["cookie-quotes-refused"], get("/cookies", "Cookie: a=\"b\"\n")),
        sent(&["cookie-malformed-server-error"], get("/cookies", "Cookie: a\n")),
        sent(&["cookie-order-relied-on"], get("/cookies", "Cookie: a=b; theme=dark\n")),
        sent(&["https-redirect-temporary"], get("/to-https", "")),
    ]
}

/// Credentials of the users that the suite knows by an ability.
fn other_credentials() -> Vec<Row> {
    let [colon, utf8] = crate::reference::resource::private::other_credentials();
    let with = |(_, value)| get("/private", &format!("Authorization: Basic {value}\n"));
    vec![sent(&["password-colon-refused"], with(colon)), sent(&["password-ascii-only"], with(utf8))]
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
        held(&["events-delayed"], &get("/events", "")),
        sent(&["events-accept-required", "events-charset-wrong"], get("/events", "")),
        sent(&["events-head-differs"], "HEAD /events HTTP/1.1\nHost: a\n\n"),
        sent(&["last-event-id-server-error"], get("/events", "Last-Event-ID: a\n")),
        sent(&["last-event-id-ignored"], get("/events", "Last-Event-ID: 2\n")),
    ]
}
