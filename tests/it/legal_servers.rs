//! Servers that do what the text allows and few suites expect: the bundled cases do not blame them.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::support::command::{Folder, verdicts};
use crate::support::peer::{Peer, dated};

/// What the bundled cases with these ids or prefixes find at fault with a server of which only the
/// address is known.
fn blamed(peer: &Peer, ids: &[&str]) -> Vec<(String, String)> {
    let folder = Folder::new();
    let url = peer.url();
    let ran = folder.wirecase(&[&["run", "-t", &url, "--report-json", "r.json"], ids].concat());
    let results: Value = ran.json("r.json");
    assert!(results["totals"]["skip"].as_u64() < results["run"]["selected"].as_u64());
    let harmless = ["pass", "info", "skip"];
    verdicts(&results).into_iter().filter(|(_, v)| !harmless.contains(&v.as_str())).collect()
}

#[test]
fn a_server_of_version_1_0_that_closes_after_each_answer() {
    let peer = Peer::start(|mut connection| {
        if connection.read_head() {
            let modified = connection.has_seen(b"\r\nIf-Modified-Since: ");
            connection.write(&dated(if modified {
                b"HTTP/1.0 304 Not Modified\r\n\r\n"
            } else {
                b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\
                  Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 2\r\n\r\nok"
            }));
        }
    });
    let ids = ["session/conditional", "session/connection/close-is-announced"];
    assert_eq!(blamed(&peer, &ids), []);
}

#[test]
fn a_page_that_is_another_one_each_time() {
    let count = AtomicUsize::new(10_000);
    let peer = Peer::start(move |mut connection| {
        while connection.read_head() {
            let n = count.fetch_add(1, Ordering::SeqCst);
            let body = if connection.has_seen(b"HEAD ") { String::new() } else { n.to_string() };
            connection.write(&dated(
                format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: \"{n}\"\r\n\
                     X-Request-Id: {n}\r\nContent-Length: 5\r\n\r\n{body}"
                )
                .as_bytes(),
            ));
        }
    });
    let ids = ["session/conditional", "session/range", "session/head/same-fields", "session/push"];
    assert_eq!(blamed(&peer, &ids), []);
}

#[test]
fn an_empty_page() {
    let peer = Peer::answering(dated(
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    ));
    assert_eq!(blamed(&peer, &["session/status/successful"]), []);
}

#[test]
fn a_server_that_knows_no_post() {
    for status in ["405 Method Not Allowed\r\nAllow: GET, HEAD", "501 Not Implemented"] {
        let peer = Peer::start(move |mut connection| {
            if connection.read_head() {
                let get = connection.has_seen(b"GET ");
                let status = if get { "200 OK" } else { status };
                let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
                let rest = "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";
                connection.write(&dated(format!("{head}{rest}").as_bytes()));
                connection.drain();
            }
        });
        assert_eq!(blamed(&peer, &["session/malformed/head-runs-into-body"]), [], "{status}");
    }
}

#[test]
fn a_server_that_refuses_what_follows_the_close_option() {
    let peer = Peer::start(|mut connection| {
        let known = connection.read_head() && !connection.has_seen(b"Connection: close");
        if known || connection.read_head() {
            connection.write(&dated(
                b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\n\
                  Content-Length: 2\r\n\r\nno",
            ));
        }
    });
    assert_eq!(blamed(&peer, &["session/connection/nothing-after-close"]), []);
}

#[test]
fn a_page_larger_than_what_is_read() {
    let peer = Peer::start(|mut connection| {
        if connection.read_head() {
            let body = vec![b'a'; 17 << 20];
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            connection.write(&[dated(head.as_bytes()), body].concat());
        }
    });
    let folder = Folder::new();
    let ran = folder.wirecase(&["run", "-t", &peer.url(), "session/request/get"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(ran.stderr().contains("has more than 4194304 octets"), "{}", ran.all());
}
