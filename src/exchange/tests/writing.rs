//! What leaves: exactly the octets of the case.

use super::*;
use crate::exchange::parts::BLOCK;
use crate::model::bytes::Bytes;
use crate::model::case::FrameToSend;

#[tokio::test]
async fn all_256_octets_arrive_as_they_are() {
    let every: Vec<u8> = (0..=255).collect();
    let (listener, address) = listen().await;
    let mut script = Script::new(always_more);
    let steps = vec![send(vec![Part::Octets(Template::octets(every.clone()))])];
    let (exchanged, got) = replay(&address, steps, limits(), &mut script, async {
        let mut got = Vec::new();
        accept(&listener).await.read_to_end(&mut got).await.unwrap();
        got
    })
    .await;
    assert_eq!(got, every);
    assert_eq!(exchanged.transcript.sent(0), every);
}

#[tokio::test]
async fn each_part_is_a_write_and_nothing_is_added() {
    let frame = FrameToSend {
        fin: true,
        rsv: 0,
        opcode: 1,
        mask: Some([0x37, 0xfa, 0x21, 0x3d]),
        payload: Template::octets("Hello"),
        declared_length: None,
        length_bits: None,
    };
    let (listener, address) = listen().await;
    let mut script = Script::new(always_more);
    let steps = vec![
        request(
            vec![
                text("POST / HTTP/1.1\r\nContent-Length: "),
                hole("body.length"),
                text("\r\n\r\n"),
            ],
            vec![
                Part::Chunk(Template::octets("0123456789")),
                Part::Pause(Duration::from_millis(1)),
                Part::Chunk(Template::octets("")),
            ],
        ),
        send(vec![Part::Frame(frame)]),
        send(vec![text(""), Part::Repeat { unit: Template::octets("ab"), times: 3 }]),
    ];
    let (exchanged, got) = replay(&address, steps, limits(), &mut script, async {
        let mut got = Vec::new();
        accept(&listener).await.read_to_end(&mut got).await.unwrap();
        got
    })
    .await;
    assert_eq!(
        told(&exchanged.transcript),
        [
            "connected",
            "request POST / HTTP/1.1\\r\\nContent-Length: ",
            "sent 20",
            "sent \\r\\n\\r\\n",
            "sent a\\r\\n0123456789\\r\\n",
            "paused 1000",
            "sent 0\\r\\n\\r\\n",
            "done",
            "sent \\x81\\x857\\xfa!=\\x7f\\x9fMQX",
            "done",
            "sent ababab",
            "done",
        ]
    );
    assert_eq!(got, exchanged.transcript.sent(0));
}

#[tokio::test]
async fn a_write_that_starts_a_request_is_marked_and_one_that_goes_on_with_it_is_not() {
    let (listener, address) = listen().await;
    let mut script = Script::new(|step, seen| match seen.received(0, usize::MAX).len() {
        n if n >= [0, 0, 1, 0, 0, 2][step] => Want::Done,
        _ => Want::More,
    });
    let steps = vec![
        send(vec![text("POST / HTTP/1.1\r\n")]),
        send(vec![text("Expect: 100-continue\r\n\r\n")]),
        expect_100(),
        send(vec![text("the body")]),
        send(vec![text("GET /next HTTP/1.1\r\n\r\n")]),
        expect(),
        send(vec![text("\0garbage")]),
        request(vec![text("no request line")], vec![text("but a body")]),
    ];
    let (exchanged, ()) = replay(&address, steps, limits(), &mut script, async {
        let mut peer = accept(&listener).await;
        read_head(&mut peer).await;
        peer.write_all(b"1").await.unwrap();
        read_head(&mut peer).await;
        peer.write_all(b"2").await.unwrap();
        peer.read_to_end(&mut Vec::new()).await.unwrap();
    })
    .await;
    let writes: Vec<String> = told(&exchanged.transcript)
        .into_iter()
        .filter(|line| line.starts_with("request ") || line.starts_with("sent "))
        .collect();
    assert_eq!(
        writes,
        [
            "request POST / HTTP/1.1\\r\\n",
            "sent Expect: 100-continue\\r\\n\\r\\n",
            "sent the body",
            "request GET /next HTTP/1.1\\r\\n\\r\\n",
            "request \\0garbage",
            "request no request line",
            "sent but a body",
        ]
    );
}

#[tokio::test]
async fn a_long_repetition_is_sent_whole_and_recorded_up_to_a_bound() {
    // A unit that is no divisor of a block shows a block cut in its middle.
    const TIMES: u64 = 700_001;
    let (listener, address) = listen().await;
    let mut script = Script::new(always_more);
    let unit = Template::octets("abc");
    let long = Part::Repeat { unit, times: TIMES };
    let steps = vec![send(vec![text("<"), long.clone(), text(">")]), request(vec![long], vec![])];
    let limits = Limits { max_bytes: 100, ..limits() };
    let (exchanged, got) = replay(&address, steps, limits, &mut script, async {
        let mut got = Vec::new();
        accept(&listener).await.read_to_end(&mut got).await.unwrap();
        got
    })
    .await;
    let long = "abc".repeat(TIMES as usize);
    let want = format!("<{long}>{long}");
    assert!(got == want.as_bytes(), "{} octets, not {}", got.len(), want.len());
    let recorded = String::from_utf8(exchanged.transcript.sent(0)).unwrap();
    let (first, second) = recorded.strip_prefix('<').and_then(|r| r.split_once('>')).unwrap();
    assert!((1 << 19..=1 << 20).contains(&first.len()), "{}", first.len());
    // Past the bound the write that starts a request is recorded all the same, and it alone.
    assert!((1..=BLOCK).contains(&second.len()), "{}", second.len());
    assert!(long.starts_with(first) && long.starts_with(second));
    assert!(told(&exchanged.transcript).iter().any(|line| line.starts_with("request abc")));
    let omitted: usize = exchanged.transcript.events.iter().map(|event| event.omitted).sum();
    assert_eq!(recorded.len() + omitted, want.len());
}

#[tokio::test]
async fn a_captured_value_is_in_the_sends_after_it() {
    let (listener, address) = listen().await;
    let mut script = Script::new(a_head_for_each_expect);
    let capture = Capture { name: "etag".to_owned(), value: Bytes::from("\"v1\"") };
    script.captured.insert(1, capture);
    let steps = vec![request(vec![text(GET)], vec![]), expect(), send(vec![hole("etag")])];
    let (exchanged, got) = replay(&address, steps, limits(), &mut script, async {
        let mut peer = accept(&listener).await;
        read_head(&mut peer).await;
        peer.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
        let mut got = Vec::new();
        peer.read_to_end(&mut got).await.unwrap();
        got
    })
    .await;
    assert_eq!(got, b"\"v1\"");
    assert_eq!(exchanged.variables, Variables::from([("etag".to_owned(), "\"v1\"".into())]));
}

#[tokio::test]
async fn a_variable_without_a_value_ends_the_case_before_anything_is_sent() {
    let (listener, address) = listen().await;
    let mut script = Script::new(always_more);
    let steps = vec![request(vec![text(GET)], vec![hole("missing")]), expect()];
    let (exchanged, ()) = replay(&address, steps, limits(), &mut script, async {}).await;
    assert_eq!(told(&exchanged.transcript), ["no value: missing", "done"]);
    drop(listener);
}

#[tokio::test]
async fn a_peer_that_answers_and_never_reads_is_heard_and_the_write_is_given_up() {
    let (listener, address) = listen().await;
    let mut script = Script::new(|_, _| Want::Done);
    let endless = Part::Repeat { unit: Template::octets("x"), times: u64::MAX };
    let steps = vec![send(vec![text(GET), endless, text("tail")]), expect(), send(vec![text("y")])];
    let limits = Limits { read_timeout: Duration::from_millis(50), ..limits() };
    let bell = Arc::new(Notify::new());
    let (exchanged, _peer) = replay(&address, steps, limits, &mut script, async {
        let mut peer = accept(&listener).await;
        peer.write_all(b"HTTP/1.1 413 Content Too Large\r\n\r\n").await.unwrap();
        bell.notify_one();
        peer
    })
    .await;
    let lines: Vec<String> = told(&exchanged.transcript)
        .into_iter()
        .filter(|line| !line.starts_with("sent x") && !line.starts_with("request "))
        .collect();
    assert_eq!(
        lines,
        [
            "connected",
            "received HTTP/1.1 413 Content Too Large\\r\\n\\r\\n",
            "timed out: Write",
            "done",
            "done",
            "send failed",
            "done",
        ]
    );
}

#[tokio::test]
async fn an_early_answer_and_a_reset_are_both_seen_while_a_body_is_being_written() {
    let (listener, address) = listen().await;
    let mut script = Script::new(always_more);
    let bell = Arc::clone(&script.bell);
    let endless = Part::Repeat { unit: Template::octets("x"), times: u64::MAX };
    let steps = vec![send(vec![text(GET), endless]), expect()];
    let (exchanged, ()) = replay(&address, steps, limits(), &mut script, async {
        let mut peer = accept(&listener).await;
        read_head(&mut peer).await;
        peer.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        // What is unread when it closes makes this a reset; the answer was received before.
        bell.notified().await;
    })
    .await;
    let lines: Vec<String> = told(&exchanged.transcript)
        .into_iter()
        .filter(|line| !line.starts_with("sent x") && !line.starts_with("request "))
        .collect();
    assert_eq!(lines[..2], ["connected", "received HTTP/1.1 400 Bad Request\\r\\n\\r\\n"]);
    // Which call the system tells first is its own affair.
    let mut ending = lines[2..].to_vec();
    ending.sort();
    assert_eq!(ending, ["RST", "done", "done", "send failed"]);
}
