//! Which connections there are, and the kinds of address they go to.

use super::*;

fn connect() -> Step {
    step(Action::Connect)
}

#[tokio::test]
async fn named_connections_are_apart_and_all_are_read_while_one_is_waited_on() {
    let (listener, address) = listen().await;
    // Done when `b`, the second, has its octet; `a` is answered first.
    let mut script = Script::new(|_, seen| match seen.received(1, usize::MAX).len() {
        0 => Want::More,
        _ => Want::Done,
    });
    let steps = vec![
        on("a", send(vec![text("to a")])),
        on("b", connect()),
        on("b", send(vec![text("to b")])),
        on("b", expect()),
    ];
    let bell = Arc::clone(&script.bell);
    let (exchanged, got) = replay(&address, steps, limits(), &mut script, async {
        let (mut a, mut b) = (accept(&listener).await, accept(&listener).await);
        let (mut from_a, mut from_b) = ([0; 4], [0; 4]);
        a.read_exact(&mut from_a).await.unwrap();
        b.read_exact(&mut from_b).await.unwrap();
        a.write_all(b"A").await.unwrap();
        bell.notified().await;
        b.write_all(b"B").await.unwrap();
        b.read_to_end(&mut Vec::new()).await.unwrap();
        (from_a, from_b)
    })
    .await;
    assert_eq!(got, (*b"to a", *b"to b"));
    assert_eq!(exchanged.transcript.connections, ["a", "b"]);
    assert_eq!(
        told(&exchanged.transcript),
        [
            "a: connected",
            "a: request to a",
            "a: done",
            "b: connected",
            "b: done",
            "b: request to b",
            "b: done",
            "a: received A",
            "b: received B",
            "b: done",
        ]
    );
}

#[tokio::test]
async fn a_connect_after_the_end_makes_another_connection_and_one_before_it_makes_none() {
    let (listener, address) = listen().await;
    let mut script = Script::new(always_more);
    let steps = vec![
        connect(),
        connect(),
        send(vec![text(GET)]),
        expect(),
        connect(),
        send(vec![text("x")]),
    ];
    let (exchanged, ()) = replay(&address, steps, limits(), &mut script, async {
        let mut peer = accept(&listener).await;
        read_head(&mut peer).await;
        drop(peer);
        let mut again = accept(&listener).await;
        assert_eq!(again.read_u8().await.unwrap(), b'x');
    })
    .await;
    let want =
        ["connected", "done", "done", "request GET", "done", "FIN", "done", "connected", "done"];
    let lines = told(&exchanged.transcript);
    for (line, want) in lines.iter().zip(want) {
        assert!(line.starts_with(want), "{lines:?}");
    }
    assert_eq!(lines[9..], ["request x", "done"]);
    assert_eq!(exchanged.transcript.connections, ["main", "main"]);
    assert_eq!(exchanged.transcript.sent(1), b"x");
}

#[tokio::test]
async fn a_refused_connection_ends_the_case() {
    let (_kept, nobody) = nobody();
    let address = Address::Tcp { host: "127.0.0.1".to_owned(), port: nobody.port() };
    let mut script = Script::new(always_more);
    let steps = vec![pause(1), send(vec![text(GET)]), expect()];
    let (exchanged, ()) = replay(&address, steps, limits(), &mut script, async {}).await;
    assert_eq!(
        told(&exchanged.transcript),
        ["paused 1000", "done", "connect failed: Refused", "done"],
        "a pause needs no connection"
    );
    let (_, message) = exchanged.transcript.connect_failure().unwrap();
    assert!(message.starts_with("127.0.0.1:"), "{message}");
}

#[tokio::test]
async fn an_ipv6_address_is_dialled() {
    // A machine without IPv6 has nothing to show here.
    let Ok(listener) = TcpListener::bind("[::1]:0").await else { return };
    let port = listener.local_addr().unwrap().port();
    let address = Address::Tcp { host: "::1".to_owned(), port };
    let mut script = Script::new(a_head_for_each_expect);
    let steps = vec![send(vec![text(GET)])];
    let (exchanged, got) = replay(&address, steps, limits(), &mut script, async {
        read_head(&mut accept(&listener).await).await
    })
    .await;
    assert_eq!(got, GET.as_bytes());
    let Some(EventKind::Connected { peer, local }) =
        exchanged.transcript.events.first().map(|event| event.kind.clone())
    else {
        panic!("{:?}", told(&exchanged.transcript));
    };
    assert_eq!(peer, format!("[::1]:{port}"));
    assert!(local.starts_with("[::1]:"), "{local}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_carries_a_case_and_every_kind_of_close() {
    let folder = std::env::temp_dir().join(format!("wirecase-exchange-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("socket");
    for how in [CloseKind::Write, CloseKind::Full, CloseKind::Reset] {
        let _ = std::fs::remove_file(&path);
        let listener = tokio::net::UnixListener::bind(&path).unwrap();
        let address = Address::Unix(path.to_str().unwrap().to_owned());
        let mut script = Script::new(a_head_for_each_expect);
        let steps = vec![send(vec![text(GET)]), expect(), close(how)];
        let (exchanged, got) = replay(&address, steps, limits(), &mut script, async {
            let (mut peer, _) = listener.accept().await.unwrap();
            let mut got = vec![0; GET.len()];
            peer.read_exact(&mut got).await.unwrap();
            peer.write_all(b"ok\r\n\r\n").await.unwrap();
            peer.read_to_end(&mut got).await.unwrap();
            got
        })
        .await;
        assert_eq!(got, GET.as_bytes(), "{how:?}");
        assert_eq!(told(&exchanged.transcript)[3..5], ["received ok\\r\\n\\r\\n", "done"]);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_exchange_can_move_between_threads() {
    fn movable<T: std::marker::Send>(_: &T) {}
    let address = Address::Unix(String::new());
    let (case, limits) = (case(vec![]), limits());
    let mut script = Script::new(always_more);
    movable(&exchange(&Endpoint::at(&address), &case, Variables::new(), &limits, &mut script));
}
