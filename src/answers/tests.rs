//! Answers in bytes, changes in words.

use super::*;
use crate::model::case::CloseKind;
use crate::model::transcript::{Event, TimeLimit};

mod varying;

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
