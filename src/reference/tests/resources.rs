//! What each resource answers to well-formed requests.

use super::{Answer, quick, start, talk, wire};
use crate::reference::resource::store::MOST;
use crate::reference::{Server, target};

async fn get(server: &Server, path: &str, fields: &str) -> Answer {
    let text = format!("GET {path} HTTP/1.1\nHost: a\n{fields}Connection: close\n\n");
    talk(server, &wire(&text)).await
}

async fn send(server: &Server, line: &str, fields: &str, content: &str) -> Answer {
    let length = content.len();
    let text = format!(
        "{line} HTTP/1.1\r\nHost: a\r\n{fields}Content-Length: {length}\r\nConnection: close\r\n\r\n{content}"
    );
    talk(server, text.as_bytes()).await
}

#[tokio::test]
async fn the_page_is_negotiated_and_head_has_the_same_fields() {
    let server = start(&[], quick()).await;
    for (fields, language) in [
        ("", "en"),
        ("Accept-Language: fr\n", "fr"),
        ("Accept-Language: fr-CA\n", "fr"),
        ("Accept-Language: fr;q=0.4, en;q=0.5\n", "en"),
        ("Accept-Language: FR, en;q=0.9\n", "fr"),
        ("Accept-Language: en;q=0, *;q=0.1\n", "fr"),
        ("Accept-Language: de\n", "en"),
        ("Accept-Language: *\n", "en"),
    ] {
        let answer = get(&server, "/", fields).await;
        assert_eq!(answer.field("Content-Language").as_deref(), Some(language), "{fields}");
        assert_eq!(answer.field("Vary").as_deref(), Some("Accept-Language"));
        assert!(answer.body().contains(&format!("<html lang=\"{language}\">")), "{fields}");
        let length: usize = answer.field("Content-Length").unwrap().parse().unwrap();
        assert_eq!(answer.body().len(), length);
    }
    for path in ["/", "/missing", "/chunked", "/large", "/gzip", "/events", "/status/301"] {
        let fields = |answer: &Answer| answer.text().split("\r\n\r\n").next().unwrap().to_owned();
        let got = get(&server, path, "").await;
        let asked = format!("HEAD {path} HTTP/1.1\nHost: a\nConnection: close\n\n");
        let head = talk(&server, &wire(&asked)).await;
        assert_eq!(head.body(), "", "{path}");
        let undated = |text: String| {
            text.lines().filter(|l| !l.starts_with("Date: ")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(undated(fields(&head)), undated(fields(&got)), "{path}");
    }
}

#[tokio::test]
async fn preconditions_are_evaluated_in_order() {
    let server = start(&[], quick()).await;
    let first = get(&server, "/", "").await;
    let (tag, date) = (first.field("ETag").unwrap(), first.field("Last-Modified").unwrap());
    let rows = [
        (format!("If-None-Match: {tag}\n"), 304),
        (format!("If-None-Match: \"x\", W/{tag}\n"), 304),
        ("If-None-Match: *\n".to_owned(), 304),
        ("If-None-Match: \"x\"\n".to_owned(), 200),
        (format!("If-None-Match: \"x\"\nIf-Modified-Since: {date}\n"), 200),
        (format!("If-Modified-Since: {date}\n"), 304),
        ("If-Modified-Since: Tuesday, 01-Oct-24 08:00:00 GMT\n".to_owned(), 304),
        ("If-Modified-Since: Tue Oct  1 08:00:00 2024\n".to_owned(), 304),
        ("If-Modified-Since: Tue, 01 Oct 2024 07:59:59 GMT\n".to_owned(), 200),
        ("If-Modified-Since: yesterday\n".to_owned(), 200),
        (format!("If-Modified-Since: {date}\nIf-Modified-Since: {date}\n"), 200),
        (format!("If-Match: {tag}\n"), 200),
        ("If-Match: *\n".to_owned(), 200),
        (format!("If-Match: W/{tag}\n"), 412),
        ("If-Match: \"x\"\n".to_owned(), 412),
        (format!("If-Match: \"x\"\nIf-None-Match: {tag}\n"), 412),
        (format!("If-Match: {tag}\nIf-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT\n"), 200),
        ("If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT\n".to_owned(), 412),
        ("If-Unmodified-Since: never\n".to_owned(), 200),
    ];
    for (fields, status) in rows {
        let answer = get(&server, "/", &fields).await;
        assert_eq!(answer.statuses(), [status], "{fields}");
        if status == 304 {
            for name in ["ETag", "Date", "Cache-Control", "Expires", "Content-Location", "Vary"] {
                assert!(answer.field(name).is_some(), "{name}");
            }
            assert_eq!(
                (answer.field("Content-Length"), answer.field("Content-Type")),
                (None, None)
            );
            assert_eq!(answer.body(), "");
        }
    }
}

#[tokio::test]
async fn ranges_are_answered_with_exactly_what_they_ask_for() {
    let server = start(&[], quick()).await;
    let whole = get(&server, "/", "").await;
    let (body, tag) = (whole.body(), whole.field("ETag").unwrap());
    let size = body.len();
    for (range, want) in [
        ("bytes=0-0", &body[..1]),
        ("bytes=1-3", &body[1..4]),
        ("bytes=-5", &body[size - 5..]),
        ("bytes=10-", &body[10..]),
        ("bytes=10-99999999999999999999", &body[10..]),
    ] {
        let answer = get(&server, "/", &format!("Range: {range}\n")).await;
        assert_eq!((answer.statuses(), answer.body().as_str()), (vec![206], want), "{range}");
        assert!(answer.field("Content-Range").unwrap().ends_with(&format!("/{size}")), "{range}");
    }
    let date = whole.field("Last-Modified").unwrap();
    for (fields, status) in [
        (format!("Range: bytes={size}-\n"), 416),
        ("Range: bytes=5-1\n".to_owned(), 200),
        ("Range: lines=0-1\n".to_owned(), 200),
        (format!("Range: bytes=0-1\nIf-Range: {tag}\n"), 206),
        (format!("Range: bytes=0-1\nIf-Range: W/{tag}\n"), 200),
        (format!("Range: bytes=0-1\nIf-Range: {date}\n"), 206),
        ("Range: bytes=0-1\nIf-Range: Thu, 01 Jan 2026 00:00:00 GMT\n".to_owned(), 200),
        ("If-Range: \"x\"\n".to_owned(), 200),
    ] {
        assert_eq!(get(&server, "/", &fields).await.statuses(), [status], "{fields}");
    }
    let several = get(&server, "/", "Range: bytes=4-5, 0-1\n").await;
    assert_eq!((several.statuses(), several.field("Content-Range")), (vec![206], None));
    let media_type = several.field("Content-Type").unwrap();
    let boundary = media_type.strip_prefix("multipart/byteranges; boundary=").unwrap();
    let text = several.body();
    let parts: Vec<&str> = text.split(&format!("\r\n--{boundary}")).collect();
    let [_, first, second, "--\r\n"] = parts[..] else { panic!("{parts:?}") };
    assert!(first.contains(&format!("\r\nContent-Range: bytes 4-5/{size}\r\n")));
    assert!(first.ends_with(&format!("\r\n\r\n{}", &body[4..6])));
    assert!(second.ends_with(&format!("\r\n\r\n{}", &body[..2])));
}

#[tokio::test]
async fn the_store_keeps_what_is_put_until_it_is_deleted() {
    let server = start(&[], quick()).await;
    let put = |fields: &'static str, content: &'static str| {
        send(&server, "PUT /store/item", fields, content)
    };
    assert_eq!(get(&server, "/store/item", "").await.statuses(), [404]);
    assert_eq!(put("If-Match: *\r\n", "a").await.statuses(), [412]);
    let created = put("Content-Type: text/plain\r\nIf-None-Match: *\r\n", "one").await;
    assert_eq!(created.statuses(), [201]);
    assert_eq!(created.field("Location").as_deref(), Some("/store/item"));
    let got = get(&server, "/store/item", "").await;
    assert_eq!((got.body().as_str(), got.field("ETag")), ("one", created.field("ETag")));
    assert_eq!(got.field("Content-Type").as_deref(), Some("text/plain"));
    assert_eq!(put("If-None-Match: *\r\n", "two").await.statuses(), [412]);
    assert_eq!(put("Content-Range: bytes 0-0/3\r\n", "t").await.statuses(), [400]);
    assert_eq!(get(&server, "/store/item", "").await.body(), "one");
    let updated = put("", "two").await;
    assert_eq!(updated.statuses(), [204]);
    assert_ne!(updated.field("ETag"), created.field("ETag"));
    assert_eq!(send(&server, "DELETE /store/item", "", "").await.statuses(), [204]);
    assert_eq!(send(&server, "DELETE /store/item", "", "").await.statuses(), [404]);
    for number in 0..=MOST {
        let status = if number < MOST { 201 } else { 507 };
        let line = format!("PUT /store/{number}");
        assert_eq!(send(&server, &line, "", "x").await.statuses(), [status], "{number}");
    }
}

#[tokio::test]
async fn forms_echoes_and_codings_are_what_was_sent_and_asked_for() {
    let server = start(&[], quick()).await;
    let form = "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n";
    let content = "name=Joe%20User&request=Send+me%20one%2e&empty&x=%";
    let answer = send(&server, "POST /form", form, content).await;
    assert_eq!(answer.body(), "name = Joe User\nrequest = Send me one.\nempty = \nx = %\n");
    let json = send(&server, "POST /form", "Content-Type: application/json\r\n", "{}").await;
    assert_eq!((json.statuses(), json.field("Accept-Encoding")), (vec![415], None));
    let coded = send(&server, "POST /form", &format!("{form}Content-Encoding: x\r\n"), "a").await;
    assert_eq!((coded.statuses(), coded.field("Accept-Encoding").is_some()), (vec![415], true));
    let echo = send(&server, "PUT /echo", "Content-Type: text/plain\r\n", "a\r\n\0\u{e9}").await;
    assert_eq!(
        (echo.body().as_str(), echo.field("Content-Type").as_deref()),
        ("a\r\n\0\u{e9}", Some("text/plain"))
    );
    let untyped = send(&server, "POST /echo", "Content-Type: a b\r\n", "a").await;
    assert_eq!(untyped.field("Content-Type").as_deref(), Some("application/octet-stream"));
    assert_eq!(send(&server, "POST /post", "", "abc").await.body(), "3 octets\n");
    for (fields, status, coding) in [
        ("", 200, None),
        ("Accept-Encoding: gzip\n", 200, Some("gzip")),
        ("Accept-Encoding: x-gzip\n", 200, Some("gzip")),
        ("Accept-Encoding: gzip;q=0.5, deflate\n", 200, Some("deflate")),
        ("Accept-Encoding: br\n", 200, None),
        ("Accept-Encoding: gzip;q=0, *\n", 200, Some("deflate")),
        ("Accept-Encoding:\n", 200, None),
        ("Accept-Encoding: identity;q=0\n", 406, None),
        ("Accept-Encoding: identity;q=0, gzip;q=0.1\n", 200, Some("gzip")),
    ] {
        let answer = get(&server, "/gzip", fields).await;
        assert_eq!(answer.statuses(), [status], "{fields}");
        assert_eq!(answer.field("Content-Encoding").as_deref(), coding, "{fields}");
        assert_eq!(answer.field("Vary").as_deref(), Some("Accept-Encoding"), "{fields}");
    }
    for (fields, want) in [
        ("", "text/html; charset=utf-8"),
        ("Accept: application/*, text/*;q=0.5\n", "application/json"),
        ("Accept: text/plain, */*;q=0.1\n", "text/plain; charset=utf-8"),
        ("Accept: image/png\n", "text/plain; charset=utf-8"),
    ] {
        let answer = get(&server, "/variants", fields).await;
        assert_eq!(answer.field("Content-Type").as_deref(), Some(want), "{fields}");
        let status = if fields.contains("png") { 406 } else { 200 };
        assert_eq!(answer.statuses(), [status], "{fields}");
    }
}

#[tokio::test]
async fn the_other_resources_answer_as_they_are_described() {
    let server = start(&[], quick()).await;
    let redirect = get(&server, "/redirect", "").await;
    assert_eq!(
        (redirect.statuses(), redirect.field("Location").as_deref()),
        (vec![301], Some("/"))
    );
    let open = get(&server, "/private", "Authorization: bAsIc YWxhZGRpbjpvcGVuc2VzYW1l\n").await;
    assert_eq!(open.statuses(), [200]);
    for fields in [
        "",
        "Authorization: Basic YTpi\n",
        "Authorization: Basic\n",
        "Authorization: Bearer YWxhZGRpbjpvcGVuc2VzYW1l\n",
    ] {
        let closed = get(&server, "/private", fields).await;
        assert_eq!(
            (closed.statuses(), closed.field("WWW-Authenticate").is_some()),
            (vec![401], true)
        );
    }
    let plain = get(&server, "/chunked", "").await;
    assert_eq!(plain.field("Transfer-Encoding").as_deref(), Some("chunked"));
    assert!(plain.field("Trailer").is_none() && plain.body().ends_with("\r\n0\r\n\r\n"));
    let text = "GET /chunked HTTP/1.1\nHost: a\nTE: trailers\nConnection: TE, close\n\n";
    let trailed = talk(&server, &wire(text)).await;
    assert_eq!(trailed.field("Trailer").as_deref(), Some("X-Checksum"));
    assert!(trailed.body().contains("\r\n0\r\nX-Checksum: "));
    let old = talk(&server, b"GET /chunked HTTP/1.0\r\n\r\n").await;
    assert!(old.field("Transfer-Encoding").is_none() && old.body().starts_with("The first chunk."));
    let events = get(&server, "/events", "").await;
    for part in [
        "id: 1\ndata: first\n\n",
        "event: update\ndata: second\ndata: of two lines\n\n",
        ": still here",
        "\r\n0\r\n\r\n",
    ] {
        assert!(events.body().contains(part) || part.starts_with(':'), "{part}: {}", events.body());
    }
    let resumed = get(&server, "/events", "Last-Event-ID: 2\n").await;
    assert!(!resumed.body().contains("id: 2\n") && resumed.body().contains("id: 3\n"));
    let cookies = get(&server, "/cookies", "").await;
    assert_eq!(cookies.text().matches("\r\nSet-Cookie: ").count(), 2);
    let inspect = get(&server, "/inspect?q", "X-A: \t caf\u{e9}\u{7f}\n").await;
    assert_eq!(inspect.statuses(), [400]);
    let inspect = get(&server, "http://b:8080/inspect?q", "X-a: \tb\n").await;
    let want =
        "URI: http://b:8080/inspect?q\n\nGET http://b:8080/inspect?q HTTP/1.1\nHost: a\nX-a: b\n";
    assert!(inspect.body().starts_with(want), "{}", inspect.body());
}

#[tokio::test]
async fn each_status_comes_with_the_fields_that_it_obliges_to() {
    let server = start(&[], quick()).await;
    for (status, name) in [
        (201, "Location"),
        (300, "Location"),
        (308, "Location"),
        (401, "WWW-Authenticate"),
        (405, "Allow"),
        (407, "Proxy-Authenticate"),
        (416, "Content-Range"),
        (426, "Upgrade"),
        (503, "Retry-After"),
    ] {
        let answer = get(&server, &format!("/status/{status}"), "").await;
        assert_eq!((answer.statuses(), answer.field(name).is_some()), (vec![status], true));
    }
    for status in [204, 304] {
        let answer = get(&server, &format!("/status/{status}"), "").await;
        assert_eq!((answer.statuses(), answer.field("Content-Length")), (vec![status], None));
    }
    assert_eq!(get(&server, "/status/103", "").await.statuses(), [103, 200]);
    assert_eq!(talk(&server, b"GET /status/103 HTTP/1.0\r\n\r\n").await.statuses(), [200]);
    let phraseless = get(&server, "/status/299", "").await;
    assert!(phraseless.text().starts_with("HTTP/1.1 299 \r\n"));
    for path in
        ["/status/101", "/status/206", "/status/99", "/status/600", "/status/+20", "/status/"]
    {
        assert_eq!(get(&server, path, "").await.statuses(), [404], "{path}");
    }
}

#[tokio::test]
async fn every_resource_of_the_target_is_there() {
    let server = start(&[], quick()).await;
    let target = target(server.address());
    for name in [
        "page",
        "redirect",
        "form",
        "gzip",
        "cookies",
        "large",
        "variants",
        "inspect",
        "chunked",
        "to-https",
        "collection",
    ] {
        let path = target.resources.get(name).unwrap_or_else(|| panic!("no {name}"));
        let status = if ["redirect", "to-https"].contains(&name) { 301 } else { 200 };
        assert_eq!(get(&server, path, "").await.statuses(), [status], "{name}");
    }
    assert_eq!(get(&server, &target.resources["missing"], "").await.statuses(), [404]);
    assert_eq!(target.resources.len(), 20);
    assert_eq!(target.variables["credentials"], "YWxhZGRpbjpvcGVuc2VzYW1l");
}
