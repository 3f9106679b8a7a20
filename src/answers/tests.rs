//! Answers in bytes, changes in words.

use super::*;
use crate::model::case::CloseKind;
use crate::model::transcript::{Event, TimeLimit};

/// A transcript of one connection: each text sent or received, then the end.
struct Recorded(Transcript);

impl Recorded {
    fn new(port: u16) -> Self {
        let connected = EventKind::Connected {
            peer: format!("127.0.0.1:{port}"),
            local: format!("127.0.0.1:{}", port + 1),
        };
        let connections = vec!["main".to_owned()];
        Self(Transcript { connections, ..Transcript::default() }).then(connected)
    }

    fn then(mut self, kind: EventKind) -> Self {
        let at_us = self.0.events.len() as u64;
        self.0.events.push(Event { at_us, connection: 0, step: 0, omitted: 0, kind });
        self
    }

    fn sent(self, text: &str) -> Self {
        self.then(EventKind::Sent { bytes: text.into(), request: true })
    }

    fn came(self, text: &str) -> Self {
        self.then(EventKind::Received { bytes: text.into() })
    }

    /// So many octets of the last event are not in the results.
    fn omitting(mut self, omitted: usize) -> Self {
        self.0.events.last_mut().unwrap().omitted = omitted;
        self
    }

    fn closed(self) -> Self {
        self.then(EventKind::Fin)
    }

    fn ours(self) -> Self {
        self.then(EventKind::Closed { how: CloseKind::Full })
    }
}

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// A GET on a connection that the server closes after this answer; lines end in LF here.
fn get(answer: &str) -> Recorded {
    Recorded::new(8080).sent(GET).came(&answer.replace('\n', "\r\n")).closed()
}

fn told(old: &Recorded, new: &Recorded) -> Vec<String> {
    let side = |side: &Side| match side {
        Side::Bytes(bytes) => crate::model::bytes::escape(bytes),
        Side::Text(text) => text.clone(),
        Side::Number(number) => number.to_string(),
        Side::Fields(fields) => format!("{fields:?}"),
        Side::Nothing => "-".to_owned(),
    };
    let changes = changes(&answers(&old.0), &answers(&new.0));
    let in_words = |change: AnswerChange| {
        let element = match change.element {
            AnswerElement::Header { name, departure } => format!("{name} {departure:?}"),
            AnswerElement::Trailer { name, departure } => format!("trailer {name} {departure:?}"),
            AnswerElement::Body { first_difference, old_length, new_length } => {
                format!("body at {first_difference} of {old_length}/{new_length}")
            }
            AnswerElement::Grammar { deviation } => format!("grammar {deviation:?}"),
            other => format!("{other:?}"),
        };
        let response = change.response.map(|index| format!("{index} ")).unwrap_or_default();
        format!("{response}{element}: {} > {}", side(&change.old), side(&change.new))
    };
    changes.into_iter().map(in_words).collect()
}

#[test]
fn each_element_that_differs_is_told_with_both_sides() {
    let base = "HTTP/1.1 200 OK\nServer: a\nContent-Length: 2\n\nhi";
    let rows: [(&str, &str, &[&str]); 16] = [
        (base, base, &[]),
        (
            base,
            "HTTP/1.0 404 Not Found\nServer: a\nContent-Length: 2\n\nhi",
            &["0 Version: HTTP/1.1 > HTTP/1.0", "0 Code: 200 > 404", "0 Reason: OK > Not Found"],
        ),
        (base, "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", &["0 Server Missing: a > -"]),
        (base, "HTTP/1.1 200 OK\nServer: a\nX: 1\nContent-Length: 2\n\nhi", &["0 X Extra: - > 1"]),
        (base, "HTTP/1.1 200 OK\nServer: b\nContent-Length: 2\n\nhi", &["0 Server Changed: a > b"]),
        (base, "HTTP/1.1 200 OK\nServer: A\nContent-Length: 2\n\nhi", &["0 Server Case: a > A"]),
        (
            base,
            "HTTP/1.1 200 OK\nserver: a\nContent-Length: 2\n\nhi",
            &["0 HeaderName: Server > server"],
        ),
        (
            base,
            "HTTP/1.1 200 OK\nContent-Length: 2\nServer: a\n\nhi",
            &["0 HeaderOrder: server, content-length > content-length, server"],
        ),
        (
            base,
            "HTTP/1.1 200 OK\nServer: a\nServer: a\nContent-Length: 2\n\nhi",
            &["0 Server Repeated: - > a"],
        ),
        (
            "HTTP/1.1 204 No\nVary: a\nVary: b\n\n",
            "HTTP/1.1 204 No\nVary: b\nVary: a\n\n",
            &["0 Vary Reordered: a, b > b, a"],
        ),
        (
            base,
            "HTTP/1.1 200 OK\nServer: a\nContent-Length: 3\n\nhoy",
            &["0 Content-Length Changed: 2 > 3", "0 body at 1 of 2/3: hi > hoy"],
        ),
        (
            base,
            "HTTP/1.1 200 OK\nServer: a\nTransfer-Encoding: chunked\n\n2\nhi\n0\n\n",
            &[
                "0 Content-Length Missing: 2 > -",
                "0 Transfer-Encoding Extra: - > chunked",
                "0 Framing: Content-Length > chunked",
            ],
        ),
        (
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nhi\n0\nA: 1\n\n",
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nh\n1\ni\n0\nA: 2\n\n",
            &["0 trailer A Changed: 1 > 2"],
        ),
        (
            base,
            "HTTP/1.1 200 OK\nServer: a\nContent-Length: 2\n\nh",
            &[
                "0 body at 1 of 2/1: hi > h",
                "0 Progress: whole > broken off within the body",
                "0 grammar Truncated: - > a body that the connection's end cut off",
            ],
        ),
        (
            base,
            "HTTP/1.1 200 OK\nServer : a\nContent-Length: 2\n\nhi",
            &["0 grammar SpaceBeforeColon: - > white space between a field name and its colon"],
        ),
        (base, "hi", &[]),
    ];
    for (old, new, want) in rows {
        let got = told(&get(old), &get(new));
        if new == "hi" {
            assert!(
                got.contains(&"0 Progress: whole > no HTTP/1.x response".to_owned()),
                "{got:#?}"
            );
            continue;
        }
        assert_eq!(got, want, "{new}");
    }
}

#[test]
fn a_response_more_or_less_is_told_only_where_its_absence_was_seen() {
    let ok = "HTTP/1.1 204 No Content\r\n\r\n";
    let interim = "HTTP/1.1 100 Continue\r\n\r\n";
    let start = || Recorded::new(80).sent(GET).sent(GET).came(ok);
    let two = || start().came(ok);
    let lost = ["1 Response: HTTP/1.1 204 No Content > -"];
    assert_eq!(told(&two().closed(), &start().closed()), lost);
    assert_eq!(told(&two().ours(), &start().ours()), [""; 0]);
    let quiet = start().then(EventKind::TimedOut { limit: TimeLimit::Read }).ours();
    assert_eq!(told(&two().ours(), &quiet), lost);
    let one = |head: &str| Recorded::new(80).sent(GET).came(head).came(ok).ours();
    assert_eq!(told(&one(interim), &one("")), ["0 Response: HTTP/1.1 100 Continue > -"]);
    assert_eq!(told(&one(""), &one(interim)), ["0 Response: - > HTTP/1.1 100 Continue"]);
}

#[test]
fn the_end_of_a_connection_is_compared_where_both_were_looked_at() {
    let start = || Recorded::new(80).sent(GET).came("HTTP/1.1 204 No Content\r\n\r\n");
    let quiet = || start().then(EventKind::Quiet { waited_us: 9 }).ours();
    assert_eq!(told(&start().closed(), &quiet()), ["End: closed > open"]);
    assert_eq!(told(&start().closed(), &start().ours()), [""; 0]);
    assert_eq!(told(&start().closed(), &start().then(EventKind::Reset)), ["End: closed > reset"]);
}

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
fn what_is_not_in_the_results_is_not_compared() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
    let whole = |body: &str| Recorded::new(80).sent(GET).came(head).came(body).closed();
    let cut = |body: &str| Recorded::new(80).sent(GET).came(head).came(body).omitting(3).closed();
    assert_eq!(told(&whole("abcdef"), &cut("abc")), [""; 0]);
    assert_eq!(told(&cut("abc"), &whole("abcdef")), [""; 0]);
    assert_eq!(told(&cut("abc"), &whole("abXdef")), ["0 body at 2 of 3/6: abc > abXdef"]);
    assert!(answers(&cut("abc").0)[0].cut && !answers(&whole("abcdef").0)[0].cut);
    // A stream that we left: how far it had come says nothing.
    let stream = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    let left = |more: &str| Recorded::new(80).sent(GET).came(stream).came(more).ours();
    assert_eq!(told(&left(""), &left("1\r\nd\r\n")), [""; 0]);
    // Of a head that is cut no field is missing.
    let two = |more: &str| whole("abcdef").sent(GET).came("HTTP/1.1 200 OK\r\nServ").came(more);
    let two = |more: &str| {
        let mut t = two(more);
        t.0.events.retain(|e| e.kind != EventKind::Fin);
        t
    };
    let rest = "er: a\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(told(&two("").omitting(9).closed(), &two(rest).closed()), [""; 0]);
    assert_eq!(told(&two("").closed(), &two(rest).closed()).len(), 4);
}
