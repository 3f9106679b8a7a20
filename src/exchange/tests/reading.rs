//! What comes: every octet, however it is cut, and when reading stops.

use super::*;

const ANSWER: &str = "HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n";

#[tokio::test]
async fn an_answer_in_segments_of_one_octet_is_whole() {
    let (listener, address) = listen().await;
    let mut script = Script::new(a_head_for_each_expect);
    let bell = Arc::clone(&script.bell);
    let steps = vec![request(vec![text(GET)], vec![]), expect()];
    let (exchanged, ()) = replay(&address, steps, limits(), &mut script, async {
        let mut peer = accept(&listener).await;
        read_head(&mut peer).await;
        for octet in ANSWER.bytes() {
            peer.write_all(&[octet]).await.unwrap();
            bell.notified().await;
        }
    })
    .await;
    let transcript = exchanged.transcript;
    assert_eq!(transcript.received(0, usize::MAX), ANSWER.as_bytes());
    let receipts =
        transcript.events.iter().filter(|e| matches!(e.kind, EventKind::Received { .. })).count();
    assert_eq!(receipts, ANSWER.len());
}

#[tokio::test]
async fn two_answers_in_one_segment_serve_two_steps() {
    let (listener, address) = listen().await;
    let mut script = Script::new(|step, seen| {
        let received = seen.received(0, usize::MAX);
        let ends = received.windows(4).filter(|w| w == b"\r\n\r\n").count();
        if ends >= step { Want::Done } else { Want::More }
    });
    let steps = vec![request(vec![text(GET), text(GET)], vec![]), expect(), expect()];
    let (exchanged, _peer) = replay(&address, steps, limits(), &mut script, async {
        let mut peer = accept(&listener).await;
        read_head(&mut peer).await;
        read_head(&mut peer).await;
        peer.write_all(format!("{ANSWER}{ANSWER}").as_bytes()).await.unwrap();
        peer
    })
    .await;
    let both = crate::model::bytes::escape(format!("{ANSWER}{ANSWER}").as_bytes());
    assert_eq!(
        told(&exchanged.transcript)[4..],
        [format!("received {both}").as_str(), "done", "done"]
    );
}

#[tokio::test]
async fn fin_reset_and_silence_are_told_apart_and_what_came_before_is_kept() {
    #[derive(Clone, Copy, Debug)]
    enum Peer {
        Closes,
        Resets,
        Stays,
    }
    for (peer, ending) in
        [(Peer::Closes, "FIN"), (Peer::Resets, "RST"), (Peer::Stays, "timed out: Read")]
    {
        for partial in ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour"] {
            let (listener, address) = listen().await;
            let mut script = Script::new(always_more);
            let bell = Arc::clone(&script.bell);
            let steps = vec![request(vec![text(GET)], vec![]), expect(), expect()];
            let short = Limits { read_timeout: Duration::from_millis(50), ..limits() };
            let limits = if let Peer::Stays = peer { short } else { limits() };
            let (exchanged, _stream) = replay(&address, steps, limits, &mut script, async {
                let mut stream = accept(&listener).await;
                read_head(&mut stream).await;
                if !partial.is_empty() {
                    stream.write_all(partial.as_bytes()).await.unwrap();
                    bell.notified().await;
                }
                match peer {
                    Peer::Closes => None,
                    Peer::Resets => {
                        stream.set_zero_linger().unwrap();
                        None
                    }
                    Peer::Stays => Some(stream),
                }
            })
            .await;
            let mut want = vec![];
            if !partial.is_empty() {
                want.push(format!("received {}", escape(partial.as_bytes())));
            }
            want.extend([ending.to_owned(), "done".to_owned()]);
            if let Peer::Stays = peer {
                want.push(ending.to_owned());
            }
            want.push("done".to_owned());
            assert_eq!(told(&exchanged.transcript)[3..], want, "{peer:?} after {partial:?}");
        }
    }
}

#[tokio::test]
async fn a_quiet_period_is_recorded_once_and_only_when_nothing_came_in_it() {
    let (listener, address) = listen().await;
    // Step 1 takes the first octet as a break of the quiet; step 2 goes on wanting quiet for ever.
    let mut script = Script::new(|step, seen| match (step, seen.received(0, usize::MAX).len()) {
        (1, 0) => Want::Quiet(Duration::from_secs(10)),
        (1, _) => Want::Done,
        _ => Want::Quiet(Duration::from_millis(30)),
    });
    let steps = vec![send(vec![text(GET)]), expect(), expect()];
    let (exchanged, _peer) = replay(&address, steps, limits(), &mut script, async {
        let mut peer = accept(&listener).await;
        read_head(&mut peer).await;
        peer.write_all(b"x").await.unwrap();
        peer
    })
    .await;
    assert_eq!(told(&exchanged.transcript)[3..], ["received x", "done", "quiet", "done"]);
    let waited = exchanged.transcript.events.iter().find_map(|event| match event.kind {
        EventKind::Quiet { waited_us } => Some(waited_us),
        _ => None,
    });
    assert!(waited.unwrap() >= 30_000);
}

#[tokio::test]
async fn a_longer_quiet_asked_for_after_a_shorter_one_is_waited_out_from_the_last_octet() {
    let (listener, address) = listen().await;
    let mut script = Script::new(|_, seen| {
        let shorter = seen.events.iter().any(|e| matches!(e.kind, EventKind::Quiet { .. }));
        Want::Quiet(Duration::from_millis(if shorter { 80 } else { 20 }))
    });
    let steps = vec![send(vec![text(GET)]), pause(100), send(vec![text("x")]), expect()];
    let (exchanged, _peer) =
        replay(&address, steps, limits(), &mut script, accept(&listener)).await;
    let transcript = exchanged.transcript;
    assert_eq!(told(&transcript)[5..], ["sent x", "done", "quiet", "quiet", "done"]);
    let at = |index: usize| transcript.events[index].at_us;
    let (sent, first, second) = (at(5), at(7), at(8));
    assert!(first >= sent + 20_000, "{sent} {first}");
    assert!(second >= sent + 80_000, "{sent} {second}");
}

#[tokio::test]
async fn what_comes_during_a_pause_is_read_and_the_pause_lasts_on() {
    let (listener, address) = listen().await;
    let mut script = Script::new(a_head_for_each_expect);
    let steps = vec![send(vec![text(GET)]), pause(30)];
    let (exchanged, ()) = replay(&address, steps, limits(), &mut script, async {
        let mut peer = accept(&listener).await;
        read_head(&mut peer).await;
        peer.write_all(b"early").await.unwrap();
    })
    .await;
    let transcript = exchanged.transcript;
    assert_eq!(told(&transcript)[3..], ["received early", "FIN", "paused 30000", "done"]);
    let times = transcript.events.iter().map(|event| event.at_us);
    assert!(times.clone().max().unwrap() >= 30_000, "{:?}", times.collect::<Vec<_>>());
}
