//! Requests that break a rule: the status that refuses them, and the close after it.

use super::{hold, quick, start, talk, wire};
use crate::reference::Limits;

const HOST: &str = "Host: a\r\n";

#[tokio::test]
async fn a_request_that_breaks_a_rule_is_refused_and_the_connection_closed() {
    let server = start(&[], quick()).await;
    let post = |fields: &str, content: &str| {
        format!("POST /echo HTTP/1.1\r\n{HOST}{fields}\r\n{content}").into_bytes()
    };
    let get = |line: &str| format!("{line}\r\n{HOST}\r\n").into_bytes();
    let chunks = |content: &str| post("Transfer-Encoding: chunked\r\n", content);
    let rows: Vec<(&str, Vec<u8>, u16)> = vec![
        ("garbage", b"\x16\x03\x01\x02\x00\x01\x00".to_vec(), 400),
        ("HTTP/0.9", b"GET /\r\n".to_vec(), 400),
        ("lower-case version", get("GET / http/1.1"), 400),
        ("the garbled request", get("g-get / h-http/1.1"), 400),
        ("HTTP/2.0", get("GET / HTTP/2.0"), 505),
        ("two spaces", get("GET  / HTTP/1.1"), 400),
        ("space in target", get("GET /a b HTTP/1.1"), 400),
        ("asterisk for GET", get("GET * HTTP/1.1"), 400),
        ("https", get("GET https://a/ HTTP/1.1"), 421),
        ("bare CR in target", get("GET /\ra HTTP/1.1"), 400),
        ("bare LF", b"GET / HTTP/1.1\nHost: a\n\n".to_vec(), 400),
        ("no Host", b"GET / HTTP/1.1\r\n\r\n".to_vec(), 400),
        ("two Hosts", get("GET / HTTP/1.1\r\nHost: a"), 400),
        ("bad Host", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n".to_vec(), 400),
        ("space before colon", get("GET / HTTP/1.1\r\nX-A : b"), 400),
        ("folded", get("GET / HTTP/1.1\r\nX-A: b\r\n c"), 400),
        ("NUL in value", get("GET / HTTP/1.1\r\nX-A: \0"), 400),
        ("bare CR in value", get("GET / HTTP/1.1\r\nX-A: b\rc"), 400),
        (
            "both lengths",
            post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            400,
        ),
        ("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"), 400),
        ("length with sign", post("Content-Length: +3\r\n", "abc"), 400),
        ("huge length", post("Content-Length: 18446744073709551619\r\n", "abc"), 400),
        ("unknown coding", post("Transfer-Encoding: x, chunked\r\n", "0\r\n\r\n"), 501),
        ("not chunked last", post("Transfer-Encoding: chunked, x\r\n", "0\r\n\r\n"), 400),
        ("chunk size 0x", chunks("0x3\r\nabc\r\n0\r\n\r\n"), 400),
        ("chunk with LF", chunks("3\nabc\r\n0\r\n\r\n"), 400),
        ("no CRLF after data", chunks("3\r\nabcX0\r\n\r\n"), 400),
        ("bad trailer", chunks("3\r\nabc\r\n0\r\nX A: b\r\n\r\n"), 400),
        ("huge chunk", chunks("fffffffffffffffff\r\nabc"), 413),
        ("long extensions", chunks(&format!("3;{}\r\nabc", "a".repeat(9000))), 400),
        ("content too large", post("Content-Length: 1048577\r\n", "abc"), 413),
        ("content cut short", post("Content-Length: 10\r\n", "abc"), 400),
        ("chunks cut short", chunks("a\r\nabc"), 400),
        ("head cut short", b"GET / HTTP/1.1\r\nHost: a\r\n".to_vec(), 400),
        ("unknown expectation", post("Expect: tea\r\nContent-Length: 1\r\n", "a"), 417),
        ("long target", get(&format!("GET /{} HTTP/1.1", "a".repeat(20_000))), 414),
        ("long method", get(&format!("{} / HTTP/1.1", "A".repeat(20_000))), 501),
        ("long field", get(&format!("GET / HTTP/1.1\r\nX-A: {}", "a".repeat(70_000))), 431),
        ("many fields", get(&format!("GET / HTTP/1.1{}", "\r\nX-A: b".repeat(300))), 431),
    ];
    let mut failures = Vec::new();
    for (name, octets, status) in rows {
        // What would be answered if the connection went on.
        let followed = [&octets[..], b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"].concat();
        let followed = if name.ends_with("cut short") { octets } else { followed };
        let answer = talk(&server, &followed).await;
        let said = answer.field("Connection");
        if answer.statuses() != [status] || answer.end != "FIN" || said.as_deref() != Some("close")
        {
            failures.push(format!("{name}: {:?} {} {said:?}", answer.statuses(), answer.end));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn a_refusal_does_not_wait_for_more_than_it_needs() {
    let server = start(&[], Limits::default()).await;
    for octets in [
        &b"GET /\r\n"[..],
        b"GET / HTTP/3.0\r\n",
        b"\x16\x03\x01",
        b"GET / HTTP/1.1\rHost: a\r\r",
        b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
    ] {
        let answer = hold(&server, octets, super::QUIET).await;
        let shown = String::from_utf8_lossy(octets);
        assert_eq!((answer.statuses().len(), answer.end), (1, "FIN"), "{shown}");
    }
}

#[tokio::test]
async fn a_refusal_of_head_has_no_content() {
    let server = start(&[], quick()).await;
    for text in [
        "HEAD / HTTP/1.1\n\n",
        "HEAD /#a HTTP/1.1\nHost: a\n\n",
        "HEAD / HTTP/1.1\nHost: a\nContent-Length: 5\n\nab",
        "HEAD / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\nx\n",
    ] {
        let answer = talk(&server, &wire(text)).await;
        assert_eq!((answer.statuses(), answer.body()), (vec![400], String::new()), "{text}");
        assert_ne!(answer.field("Content-Length").as_deref(), Some("0"), "{text}");
    }
}

#[tokio::test]
async fn requests_that_are_odd_but_right_are_answered() {
    let server = start(&[], quick()).await;
    let rows = [
        ("empty lines before", "\n\nGET / HTTP/1.1\nHost: a\n\n", 200),
        ("higher minor version", "GET / HTTP/1.9\nHost: a\n\n", 200),
        ("HTTP/1.0 without Host", "GET / HTTP/1.0\n\n", 200),
        ("empty Host", "GET / HTTP/1.1\nHost:\n\n", 200),
        ("absolute form", "GET http://b/ HTTP/1.1\nHost: a\n\n", 200),
        ("absolute form without path", "GET http://b?c HTTP/1.1\nHost: a\n\n", 200),
        ("OPTIONS *", "OPTIONS * HTTP/1.1\nHost: a\n\n", 204),
        ("names in any case", "GET / HTTP/1.1\nhOsT: a\n\n", 200),
        ("empty list elements", "GET / HTTP/1.1\nHost: a\nConnection: ,close,,\n\n", 200),
        ("percent-encoding", "GET /%65vents/.. HTTP/1.1\nHost: a\n\n", 404),
        ("unknown method", "BREW / HTTP/1.1\nHost: a\n\n", 501),
        ("lower-case method", "get / HTTP/1.1\nHost: a\n\n", 501),
        ("known method", "DELETE / HTTP/1.1\nHost: a\n\n", 405),
        ("TRACE", "TRACE / HTTP/1.1\nHost: a\n\n", 405),
        ("CONNECT", "CONNECT a:80 HTTP/1.1\nHost: a:80\n\n", 501),
        ("unknown path", "GET /nowhere HTTP/1.1\nHost: a\n\n", 404),
        ("content for GET", "GET / HTTP/1.1\nHost: a\nContent-Length: 2\n\n\n", 200),
        ("leading zeros", "POST /echo HTTP/1.1\nHost: a\nContent-Length: 002\n\n\n", 200),
        ("Chunked", "POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: Chunked\n\n0\n\n", 200),
        ("long line", &format!("GET /?{} HTTP/1.1\nHost: a\n\n", "a".repeat(8000)), 200),
    ];
    for (name, text, status) in rows {
        let answer = talk(&server, &wire(text)).await;
        assert_eq!(answer.statuses(), [status], "{name}");
    }
}

#[tokio::test]
async fn a_request_may_come_octet_by_octet() {
    use tokio::io::AsyncWriteExt as _;
    let server = start(&[], Limits::default()).await;
    let mut stream = tokio::net::TcpStream::connect(server.address()).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let text =
        "\nPOST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n2;a=\"b\"\nhi\n0\nX: y\n\n";
    for octet in wire(text) {
        stream.write_all(&[octet]).await.unwrap();
        tokio::task::yield_now().await;
    }
    stream.shutdown().await.unwrap();
    let answer = super::read_to_end(&mut stream, super::QUIET).await;
    assert_eq!((answer.statuses(), answer.body().as_str()), (vec![200], "hi"));
}

#[tokio::test]
async fn the_server_stays_up_whatever_it_is_sent() {
    let server = start(&[], quick()).await;
    // A fixed sequence of pseudo-random edits of a valid request.
    let whole = wire(
        "POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nExpect: 100-continue\n\n5\nhello\n0\n\n",
    );
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..300 {
        let mut octets = whole.clone();
        for _ in 0..3 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let at = usize::try_from(state % octets.len() as u64).unwrap();
            match state >> 32 & 3 {
                0 => octets[at] = (state >> 40) as u8,
                1 => octets.insert(at, (state >> 40) as u8),
                2 => drop(octets.remove(at)),
                _ => octets.truncate(at.max(1)),
            }
        }
        let answer = talk(&server, &octets).await;
        assert_ne!(answer.end, "silence", "{}", String::from_utf8_lossy(&octets));
    }
    let answer = talk(&server, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert_eq!(answer.statuses(), [200]);
}
