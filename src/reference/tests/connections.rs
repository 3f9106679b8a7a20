//! Persistence, pipelining, Expect, time-outs and closing.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{QUIET, hold, quick, read_to_end, start, talk, wire};
use crate::reference::Limits;

#[tokio::test]
async fn a_connection_lasts_as_long_as_both_sides_let_it() {
    let server = start(&[], Limits::default()).await;
    let rows = [
        ("1.1", "GET / HTTP/1.1\nHost: a\n\n", "silence", None),
        ("1.1 close", "GET / HTTP/1.1\nHost: a\nConnection: x, Close\n\n", "FIN", Some("close")),
        ("1.0", "GET / HTTP/1.0\n\n", "FIN", Some("close")),
        ("1.0 kept", "GET / HTTP/1.0\nConnection: keep-alive\n\n", "silence", Some("keep-alive")),
        ("1.0 chunked", "GET /chunked HTTP/1.0\nConnection: keep-alive\n\n", "FIN", Some("close")),
        ("404", "GET /no HTTP/1.1\nHost: a\n\n", "silence", None),
        ("405 read", "POST / HTTP/1.1\nHost: a\nContent-Length: 2\n\n\n", "silence", None),
    ];
    let tries = rows.map(|(name, text, end, option)| {
        let server = &server;
        async move {
            let open = std::time::Duration::from_millis(300);
            let answer = hold(server, &wire(text), if end == "FIN" { QUIET } else { open }).await;
            assert_eq!(answer.end, end, "{name}");
            assert_eq!(answer.field("Connection").as_deref(), option, "{name}");
        }
    });
    for one in tries {
        one.await;
    }
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order_and_none_after_close() {
    let server = start(&[], Limits::default()).await;
    let text = "HEAD / HTTP/1.1\nHost: a\n\nGET /no HTTP/1.1\nHost: a\n\n\
                POST /echo HTTP/1.1\nHost: a\nContent-Length: 4\n\n\n\n\
                GET /status/204 HTTP/1.1\nHost: a\n\nOPTIONS * HTTP/1.1\nHost: a\nConnection: close\n\n\
                GET / HTTP/1.1\nHost: a\n\n";
    let answer = talk(&server, &wire(text)).await;
    assert_eq!(answer.statuses(), [200, 404, 200, 204, 204]);
}

#[tokio::test]
async fn a_client_that_holds_content_back_is_told_to_go_on_or_refused() {
    let server = start(&[], Limits::default()).await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let head = "POST /echo HTTP/1.1\nHost: a\nContent-Length: 2\nExpect: 100-Continue\n\n";
    stream.write_all(&wire(head)).await.unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"hi").await.unwrap();
    stream.shutdown().await.unwrap();
    let answer = read_to_end(&mut stream, QUIET).await;
    assert_eq!((answer.statuses(), answer.body().as_str()), (vec![200], "hi"));

    for (path, version, status) in [("/", "1.1", 405), ("/no", "1.1", 404)] {
        let head = format!(
            "POST {path} HTTP/{version}\nHost: a\nContent-Length: 2\nExpect: 100-continue\n\n"
        );
        let answer = hold(&server, &wire(&head), QUIET).await;
        assert_eq!((answer.statuses(), answer.end), (vec![status], "FIN"), "{path}");
    }
    let old = "POST /echo HTTP/1.0\nContent-Length: 2\nExpect: 100-continue\n\nhi";
    assert_eq!(talk(&server, &wire(old)).await.statuses(), [200]);
}

#[tokio::test]
async fn a_request_that_does_not_end_is_answered_408_and_an_idle_connection_closed() {
    let server = start(&[], quick()).await;
    for octets in [
        &b"GET / HTTP/1.1\r\nHost: a\r\n"[..],
        b"GET",
        b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab",
        b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n",
    ] {
        let answer = hold(&server, octets, QUIET).await;
        assert_eq!((answer.statuses(), answer.end), (vec![408], "FIN"));
        assert_eq!(answer.field("Connection").as_deref(), Some("close"));
    }
    for octets in [&b""[..], b"\r\n"] {
        let answer = hold(&server, octets, QUIET).await;
        assert_eq!((answer.octets.len(), answer.end), (0, "FIN"));
    }
}

#[tokio::test]
async fn a_refusal_is_not_lost_although_content_is_still_on_its_way() {
    let server = start(&[], Limits::default()).await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let head = "POST /echo HTTP/1.1\nHost: a\nContent-Length: 8000000\n\n";
    stream.write_all(&wire(head)).await.unwrap();
    // Everything is written before anything is read.
    stream.write_all(&vec![b'a'; 8_000_000]).await.unwrap();
    stream.shutdown().await.unwrap();
    let answer = read_to_end(&mut stream, QUIET).await;
    assert_eq!((answer.statuses(), answer.end), (vec![413], "FIN"));
}

#[tokio::test]
async fn more_connections_than_are_served_at_a_time_wait_for_their_turn() {
    let server = start(&[], Limits { connections: 1, ..quick() }).await;
    let mut first = TcpStream::connect(server.address()).await.unwrap();
    let mut second = TcpStream::connect(server.address()).await.unwrap();
    second.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
    let silent = read_to_end(&mut second, std::time::Duration::from_millis(50)).await;
    assert_eq!((silent.octets.len(), silent.end), (0, "silence"));
    first.shutdown().await.unwrap();
    drop(first);
    assert_eq!(read_to_end(&mut second, QUIET).await.statuses(), [200]);
}

#[tokio::test]
async fn a_server_that_was_stopped_listens_no_more() {
    let server = start(&[], Limits::default()).await;
    let address = server.address();
    let mut stream = TcpStream::connect(address).await.unwrap();
    server.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
    assert_ne!(read_to_end(&mut stream, QUIET).await.end, "silence");
}
