//! A peer that answers and takes no more: what it sent before is still heard.

use std::future::poll_fn;

use super::*;
use crate::exchange::connection::Connection;
use crate::exchange::dial::dial;
use tokio::time::Instant;

#[tokio::test]
async fn what_came_before_a_reset_that_a_write_was_told_of_is_read_and_then_the_reset() {
    let authority = Authority::new();
    let (listener, address) = listen_tls().await;
    let endpoint = Endpoint::with(&address, &authority.believed());
    let server = authority.server("127.0.0.1");
    let long = Duration::from_secs(20);
    let (dialled, peer) = tokio::join!(dial(&endpoint, long), server.accept(&listener));
    let (dialled, mut peer) = (dialled.unwrap(), peer.unwrap());
    let mut connection = Connection::new(Instant::now());
    connection.attach(dialled.stream);
    peer.write_all(b"early").await.unwrap();
    peer.flush().await.unwrap();
    peer.get_ref().0.set_zero_linger().unwrap();
    drop(peer);

    let error = poll_fn(|cx| connection.poll_write(cx, b"x")).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    let mut buffer = [0; 64];
    let mut events = Vec::new();
    while connection.is_reading() {
        let event = poll_fn(|cx| connection.poll_event(cx, &mut buffer, 100)).await;
        let is_octets = matches!(event, EventKind::Received { .. });
        events.push(event);
        if is_octets {
            // Nothing more is sent, and every write from here on says why.
            assert!(poll_fn(|cx| connection.poll_write(cx, b"y")).await.is_err());
        }
    }
    // Linux keeps what came before the reset; another system may drop it.
    if cfg!(target_os = "linux") {
        assert_eq!(events, [EventKind::Received { bytes: "early".into() }, EventKind::Reset]);
    } else {
        assert_eq!(events.last(), Some(&EventKind::Reset));
    }
}
