//! What differs between any two runs, and what only looks like it.

use super::*;

#[test]
fn what_varies_by_nature_is_no_change_and_a_change_of_its_shape_is() {
    let (now, later) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Mon, 07 Nov 1994 08:49:47 GMT");
    let dated = |date: &str, fields: &str| {
        get(&format!("HTTP/1.1 204 No Content\nDate: {date}\n{fields}\n\n"))
    };
    let same = [
        ("Age: 1", "Age: 20"),
        ("Expires: Sun, 06 Nov 1994 09:49:37 GMT", "Expires: Mon, 07 Nov 1994 09:49:48 GMT"),
        ("Expires: 0", "Expires: 0"),
        (
            "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\nETag: \"a\"",
            "Last-Modified: Mon, 07 Nov 1994 08:49:46 GMT\nETag: \"b\"",
        ),
        ("Set-Cookie: id=abc; Path=/; HttpOnly", "Set-Cookie: id=xyz1; Path=/; HttpOnly"),
        (
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ),
        (
            "Content-Type: multipart/byteranges; boundary=a1",
            "Content-Type: multipart/byteranges; boundary=\"b2\"",
        ),
        (
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\"",
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"2\"",
        ),
        ("X-Request-Id: 1", "X-Request-Id: 2"),
        ("Server-Timing: a;dur=1", "Server-Timing: a;dur=2"),
    ];
    for (a, b) in same {
        assert_eq!(told(&dated(now, a), &dated(later, b)), [""; 0], "{a} > {b}");
    }
    let other = [
        ("Age: 1", "Age: old"),
        ("Expires: Sun, 06 Nov 1994 09:49:37 GMT", "Expires: Mon, 07 Nov 1994 10:49:47 GMT"),
        ("Expires: Sun, 06 Nov 1994 09:49:37 GMT", "Expires: 0"),
        (
            "Last-Modified: Sat, 05 Nov 1994 08:49:37 GMT",
            "Last-Modified: Mon, 07 Nov 1994 08:49:46 GMT",
        ),
        ("ETag: \"a\"", "ETag: \"b\""),
        ("ETag: \"a\"", "ETag: W/\"a\""),
        ("Set-Cookie: id=abc; Path=/; HttpOnly", "Set-Cookie: id=abc; Path=/"),
        ("Set-Cookie: id=abc", "Set-Cookie: id="),
        ("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "Sec-WebSocket-Accept: x"),
        (
            "Content-Type: multipart/byteranges; boundary=a",
            "Content-Type: multipart/mixed; boundary=a",
        ),
        (
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\"",
            "WWW-Authenticate: Digest realm=\"b\", nonce=\"1\"",
        ),
        ("X-Request-Id: 1", "X-Request-Id:"),
    ];
    for (a, b) in other {
        assert_eq!(told(&dated(now, a), &dated(later, b)).len(), 1, "{a} > {b}");
    }
    assert_eq!(told(&dated(now, "A: 1"), &dated("yesterday", "A: 1")).len(), 1);
    let (one, other) = ("2026-11-21 07:29:05", "2026-11-22 17:30:00");
    assert_eq!(told(&dated(one, "A: 1"), &dated(other, "A: 1")), [""; 0]);
    assert_eq!(told(&dated(one, "A: 1"), &dated("2026-11-22", "A: 1")).len(), 1);
    // Without Date our own clock tells that a page was made for the answer.
    let made = |at: &str, unix: u64| {
        let mut recorded = get(&format!("HTTP/1.1 204 No Content\nLast-Modified: {at}\n\n"));
        recorded.0.started_unix_ms = unix * 1000;
        recorded
    };
    assert_eq!(told(&made(now, 784_111_777), &made(later, 784_198_187)), [""; 0]);
    assert_eq!(told(&made(now, 784_111_777), &made(later, 784_111_777)).len(), 1);
}

#[test]
fn the_addresses_of_the_two_ends_are_no_change_wherever_they_stand() {
    let on = |port: u16, host: &str| {
        let at = format!("127.0.0.1:{port}");
        let body = format!("see http://{host}:{port}/ and {at}, you are 127.0.0.1:{}", port + 1);
        let length = body.len();
        Recorded::new(port).sent(&format!("GET / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n")).came(
            &format!("HTTP/1.1 301 Moved\r\nLocation: http://{at}/a\r\nContent-Length: {length}\r\n\r\n{body}"),
        )
    };
    assert_eq!(told(&on(80, "localhost"), &on(40_000, "example.test")), [""; 0]);
    let elsewhere =
        Recorded::new(80).sent(GET).came("HTTP/1.1 301 Moved\r\nLocation: http://b:80/\r\n\r\n");
    let here =
        Recorded::new(81).sent(GET).came("HTTP/1.1 301 Moved\r\nLocation: http://b:81/\r\n\r\n");
    assert_eq!(told(&elsewhere, &here), ["0 Location Changed: http://b:80/ > http://b:81/"]);
}

#[test]
fn a_longer_port_is_another_address() {
    let naming = |port: u16, location: &str| {
        let head = format!("HTTP/1.1 301 Moved\r\nLocation: {location}\r\n\r\n");
        Recorded::new(port).sent(GET).came(&head)
    };
    let (old, new) = (naming(80, "//127.0.0.1:8080/"), naming(81, "//127.0.0.1:8180/"));
    assert_eq!(told(&old, &new), ["0 Location Changed: //127.0.0.1:8080/ > //127.0.0.1:8180/"]);
}

#[test]
fn what_the_target_created_under_a_counted_name_is_no_change() {
    let post = |path: &str| {
        get(&format!(
            "HTTP/1.1 201 Created\nLocation: {path}\nContent-Length: {}\n\nat {path}.",
            path.len() + 4
        ))
    };
    assert_eq!(told(&post("/items/1"), &post("/items/17")), [""; 0]);
    assert_eq!(told(&post("http://a/items/1"), &post("http://a/items/7")), [""; 0]);
    for (a, b) in [("/items/1", "/things/1"), ("/items/a", "/items/b"), ("/items/1", "/items/")] {
        assert!(!told(&post(a), &post(b)).is_empty(), "{a} {b}");
    }
}

#[test]
fn a_document_with_thousands_of_names_for_the_target_costs_no_more_than_one_with_some() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let recorded = (0..3000).fold(Recorded::new(80), |recorded, n| {
        recorded.sent(&format!("GET / HTTP/1.1\r\nHost: h{n}:80\r\n\r\n")).came(head)
    });
    let answers = answers(&recorded.0);
    assert_eq!(answers[0].responses.len(), 3000);
    assert!(answers[0].aliases.len() < 20, "{}", answers[0].aliases.len());
}
