//! How connections end from our side, as the peer sees it.

use std::io;

use super::*;

/// What a read of the peer gives.
async fn peer_reads(peer: &mut TcpStream) -> String {
    let mut octet = [0];
    match peer.read(&mut octet).await {
        Ok(0) => "FIN".to_owned(),
        Ok(_) => escape(&octet),
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => "RST".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn each_kind_of_close_reaches_the_peer_as_what_it_is() {
    for (how, want) in
        [(CloseKind::Write, "FIN"), (CloseKind::Full, "FIN"), (CloseKind::Reset, "RST")]
    {
        let (listener, address) = listen().await;
        let mut script = Script::new(a_head_for_each_expect);
        let steps = vec![send(vec![text(GET)]), expect(), close(how)];
        let (exchanged, got) = replay(&address, steps, limits(), &mut script, async {
            let mut peer = accept(&listener).await;
            read_head(&mut peer).await;
            peer.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
            peer_reads(&mut peer).await
        })
        .await;
        assert_eq!(got, want, "{how:?}");
        assert_eq!(
            told(&exchanged.transcript)[5..],
            [format!("closed: {how:?}"), "done".to_owned()]
        );
    }
}

#[tokio::test]
async fn after_a_half_close_the_answer_is_still_read() {
    let (listener, address) = listen().await;
    let mut script = Script::new(always_more);
    let steps =
        vec![send(vec![text(GET)]), close(CloseKind::Write), expect(), send(vec![text("x")])];
    let (exchanged, got) = replay(&address, steps, limits(), &mut script, async {
        let mut peer = accept(&listener).await;
        let mut got = Vec::new();
        peer.read_to_end(&mut got).await.unwrap();
        peer.write_all(b"late").await.unwrap();
        got
    })
    .await;
    assert_eq!(got, GET.as_bytes());
    assert_eq!(
        told(&exchanged.transcript)[3..],
        ["closed: Write", "done", "received late", "FIN", "done", "send failed", "done"]
    );
}

#[tokio::test]
async fn no_fin_leaves_before_the_end_unless_a_step_says_so() {
    let (listener, address) = listen().await;
    let mut script = Script::new(|_, seen| match seen.events.last().map(|e| &e.kind) {
        Some(EventKind::Quiet { .. }) => Want::Done,
        _ => Want::Quiet(Duration::from_millis(50)),
    });
    let bell = Arc::clone(&script.bell);
    let steps = vec![send(vec![text(GET)]), expect(), send(vec![text("y")])];
    let (exchanged, got) = replay(&address, steps, limits(), &mut script, async {
        let mut peer = accept(&listener).await;
        read_head(&mut peer).await;
        // The quiet has passed: a half-close would have been read by now instead of the octet.
        bell.notified().await;
        let first = peer_reads(&mut peer).await;
        (first, peer_reads(&mut peer).await)
    })
    .await;
    assert_eq!(got, ("y".to_owned(), "FIN".to_owned()));
    assert_eq!(told(&exchanged.transcript)[3..], ["quiet", "done", "request y", "done"]);
}

#[tokio::test]
async fn a_connection_that_we_closed_takes_no_more_and_gives_no_more() {
    for how in [CloseKind::Full, CloseKind::Reset] {
        let (listener, address) = listen().await;
        let mut script = Script::new(always_more);
        let steps = vec![send(vec![text(GET)]), close(how), send(vec![text("x")]), expect()];
        let (exchanged, _peer) =
            replay(&address, steps, limits(), &mut script, accept(&listener)).await;
        assert_eq!(told(&exchanged.transcript)[5..], ["send failed", "done", "done"], "{how:?}");
    }
}
