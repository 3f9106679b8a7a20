//! The bounds of an exchange: octets and time.

use super::*;

#[tokio::test]
async fn an_endless_body_is_read_up_to_the_cap_and_one_as_long_as_the_cap_is_whole() {
    const CAP: u64 = 100_000;
    for (length, ending) in
        [(u64::MAX, "more than 100000"), (CAP + 1, "more than 100000"), (CAP, "FIN")]
    {
        let (listener, address) = listen().await;
        let mut script = Script::new(always_more);
        let steps = vec![request(vec![text(GET)], vec![]), expect(), send(vec![text("x")])];
        let limits = Limits { max_bytes: CAP, ..limits() };
        let (exchanged, ()) = replay(&address, steps, limits, &mut script, async {
            let mut peer = accept(&listener).await;
            read_head(&mut peer).await;
            let mut left = length;
            while left > 0 {
                let block = left.min(4096);
                if peer.write_all(&vec![b'x'; block as usize]).await.is_err() {
                    break;
                }
                left -= block;
            }
        })
        .await;
        let transcript = exchanged.transcript;
        assert_eq!(transcript.received(0, usize::MAX).len() as u64, CAP, "of {length}");
        let lines = told(&transcript);
        assert_eq!(lines[4..6], [ending, "done"], "of {length}");
    }
}

#[tokio::test]
async fn a_peer_that_dribbles_for_ever_ends_with_the_cases_time() {
    let (listener, address) = listen().await;
    let mut script = Script::new(always_more);
    let bell = Arc::clone(&script.bell);
    let steps = vec![send(vec![text(GET)]), expect(), send(vec![text("never")])];
    let limits = Limits { case_timeout: Duration::from_millis(100), ..limits() };
    let (exchanged, ()) = replay(&address, steps, limits, &mut script, async {
        let mut peer = accept(&listener).await;
        read_head(&mut peer).await;
        while peer.write_all(b"x").await.is_ok() {
            // Without an end of its own: the exchange drops its side.
            tokio::select! {
                () = bell.notified() => {}
                _ = peer.read_u8() => break,
            }
        }
    })
    .await;
    let lines = told(&exchanged.transcript);
    assert!(lines[3].starts_with("received xx"), "{lines:?}");
    assert_eq!(lines[4..], ["timed out: Case", "done"]);
}

#[tokio::test]
async fn the_cases_time_ends_it_in_a_pause_a_write_or_a_wait() {
    let endless = || Part::Repeat { unit: Template::octets("x"), times: u64::MAX };
    let rows = [
        ("pause", pause(60_000)),
        ("pause between parts", send(vec![Part::Pause(Duration::from_secs(60)), text("never")])),
        ("write", send(vec![endless()])),
        ("blocked write", send(vec![endless()])),
        ("wait", expect()),
    ];
    for (name, step) in rows {
        let (listener, address) = listen().await;
        let mut script = Script::new(always_more);
        let steps = vec![step, send(vec![text("never")])];
        let limits = Limits {
            case_timeout: Duration::from_millis(50),
            read_timeout: Duration::from_secs(600),
            ..limits()
        };
        let (exchanged, _peer) = replay(&address, steps, limits, &mut script, async {
            if name == "pause" {
                return None;
            }
            let mut peer = accept(&listener).await;
            let mut buffer = vec![0; 1 << 16];
            while name != "blocked write" && peer.read(&mut buffer).await.is_ok_and(|n| n > 0) {}
            Some(peer)
        })
        .await;
        let lines = told(&exchanged.transcript);
        assert_eq!(lines[lines.len() - 2..], ["timed out: Case", "done"], "{name}");
        assert!(!lines.iter().any(|line| line.contains("never")), "{name}");
        assert!(exchanged.transcript.events.iter().all(|event| event.step == 0), "{name}");
    }
}

#[tokio::test]
async fn limits_without_end_and_of_nothing_are_both_kept() {
    let endless = Limits {
        connect_timeout: Duration::MAX,
        read_timeout: Duration::MAX,
        case_timeout: Duration::MAX,
        quiet: Duration::MAX,
        max_bytes: u64::MAX,
    };
    let rows = [
        (endless, &["connected", "sent!", "done", "received x", "FIN", "done"][..]),
        (
            Limits { max_bytes: 0, ..endless },
            &["connected", "sent!", "done", "more than 0", "done"],
        ),
    ];
    for (limits, want) in rows {
        let (listener, address) = listen().await;
        let mut script = Script::new(always_more);
        let steps = vec![send(vec![text(GET)]), expect()];
        let (exchanged, ()) = replay(&address, steps, limits, &mut script, async {
            let mut peer = accept(&listener).await;
            read_head(&mut peer).await;
            peer.write_all(b"x").await.unwrap();
        })
        .await;
        let sent = format!("request {}", escape(GET.as_bytes()));
        let want: Vec<&str> = want.iter().map(|w| if *w == "sent!" { &sent } else { *w }).collect();
        assert_eq!(told(&exchanged.transcript), want, "{limits:?}");
    }
}

#[tokio::test]
async fn what_moves_may_take_longer_than_the_read_time_out() {
    let moves = Duration::from_millis(600);
    let limits =
        Limits { read_timeout: Duration::from_millis(200), max_bytes: 1 << 30, ..limits() };

    let (listener, address) = listen().await;
    let mut script = Script::new(always_more);
    let bell = Arc::clone(&script.bell);
    let steps = vec![send(vec![text(GET)]), expect()];
    let (exchanged, ()) = replay(&address, steps, limits, &mut script, async {
        let mut peer = accept(&listener).await;
        let started = std::time::Instant::now();
        while started.elapsed() < moves {
            peer.write_all(b"x").await.unwrap();
            bell.notified().await;
        }
        read_head(&mut peer).await;
    })
    .await;
    assert_eq!(told(&exchanged.transcript).iter().rev().nth(1).unwrap(), "FIN", "an answer");

    // One write of which the system takes a little at a time, for the peer reads at its own pace.
    let mut script = Script::new(always_more);
    let steps = vec![send(vec![text(&"x".repeat(24 << 20))])];
    let (exchanged, ()) = replay(&address, steps, limits, &mut script, async {
        let mut peer = accept(&listener).await;
        let mut buffer = vec![0; 1 << 16];
        let mut read = 0;
        let started = std::time::Instant::now();
        while started.elapsed() < moves {
            if read < started.elapsed().as_micros() * 20 {
                read += peer.read(&mut buffer).await.unwrap() as u128;
            } else {
                tokio::task::yield_now().await;
            }
        }
    })
    .await;
    let lines = told(&exchanged.transcript);
    let ending: Vec<&String> = lines.iter().filter(|line| !line.contains("xxx")).collect();
    assert!(ending.iter().any(|line| *line == "send failed"), "{ending:?}");
    assert!(!ending.iter().any(|line| *line == "timed out: Write"), "{ending:?}");
}
