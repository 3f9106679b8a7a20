//! A recording in, the script out: what is done again, what is waited for, and what is refused.

use std::fmt::Write as _;
use std::time::Duration;

use super::milestone::Patience;
use super::script::script;
use super::watcher::Watcher;
use crate::exchange::Watch as _;
use crate::model::bytes::escape;
use crate::model::case::{Action, CloseKind, Part};
use crate::model::plan::Limits;
use crate::model::replay::NotReplayed;
use crate::model::template::{Template, unescape};
use crate::model::transcript::{ConnectFailure, Event, EventKind, TimeLimit, Transcript, Want};

/// A transcript of two connections from lines `CONNECTION WORD [REST]`, a blank line ends a step:
/// `>` and `>>` are sent (`>>` starts a request), `<` is received, octets are escaped.
fn recorded(text: &str) -> Transcript {
    let mut transcript = Transcript {
        connections: vec!["main".to_owned(), "other".to_owned()],
        ..Transcript::default()
    };
    for (at, block) in text.split("\n\n").enumerate() {
        let mut connection = 0;
        let mut event = |connection, kind| {
            let event = Event { at_us: 0, connection, step: at, omitted: 0, kind };
            transcript.events.push(event);
        };
        for line in block.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut words = line.splitn(3, ' ');
            connection = words.next().unwrap().parse().unwrap();
            let word = words.next().unwrap();
            let rest = words.next().unwrap_or_default();
            let bytes = || unescape(rest).unwrap().into();
            let number = || rest.parse().unwrap();
            event(
                connection,
                match word {
                    "connect" => EventKind::Connected { peer: String::new(), local: String::new() },
                    "refused" => EventKind::ConnectFailed {
                        failure: ConnectFailure::Refused,
                        message: String::new(),
                    },
                    ">" => EventKind::Sent { bytes: bytes(), request: false },
                    ">>" => EventKind::Sent { bytes: bytes(), request: true },
                    "<" => EventKind::Received { bytes: bytes() },
                    "fin" => EventKind::Fin,
                    "quiet" => EventKind::Quiet { waited_us: number() },
                    "pause" => EventKind::Paused { us: number() },
                    "late" => EventKind::TimedOut { limit: TimeLimit::Read },
                    "write-late" => EventKind::TimedOut { limit: TimeLimit::Write },
                    "case-late" => EventKind::TimedOut { limit: TimeLimit::Case },
                    "flood" => EventKind::TooManyBytes { cap: number() },
                    "lost" => EventKind::SendFailed { message: String::new(), unsent: rest.len() },
                    "no-value" => EventKind::NoValue { variable: String::new() },
                    "half-close" => EventKind::Closed { how: CloseKind::Write },
                    "close" => EventKind::Closed { how: CloseKind::Full },
                    other => unreachable!("{other}"),
                },
            );
        }
        event(connection, EventKind::StepDone);
    }
    transcript
}

/// The script, a line for each step.
fn shown(text: &str) -> String {
    let script = script(&recorded(text), &Limits::default()).unwrap();
    let mut out = String::new();
    for (step, milestone) in script.case.steps.iter().zip(&script.milestones) {
        write!(out, "{}", step.on).unwrap();
        match &step.action {
            Action::Send(send) => {
                out.push_str(if send.is_request { " request" } else { " send" });
                for part in &send.head {
                    match part {
                        Part::Octets(Template(pieces)) => match &pieces[..] {
                            [crate::model::template::Piece::Octets(bytes)] => {
                                write!(out, " \"{}\"", escape(bytes)).unwrap();
                            }
                            other => unreachable!("{other:?}"),
                        },
                        Part::Pause(length) => write!(out, " {length:?}").unwrap(),
                        other => unreachable!("{other:?}"),
                    }
                }
            }
            Action::Expect(_) => {
                write!(out, " wait {}", milestone.reached).unwrap();
                if milestone.ended {
                    out.push_str(", end");
                }
                match milestone.patience {
                    Patience::None => {}
                    Patience::Quiet(length) => write!(out, ", quiet {length:?}").unwrap(),
                    Patience::UntilTimeout => out.push_str(", in vain"),
                }
            }
            Action::Pause(length) => write!(out, " pause {length:?}").unwrap(),
            Action::Close(how) => write!(out, " close {how:?}").unwrap(),
            Action::Connect => out.push_str(" connect"),
        }
        out.push('\n');
    }
    out
}

fn refused(text: &str) -> NotReplayed {
    script(&recorded(text), &Limits::default()).unwrap_err()
}

const OK: &str = r"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

#[test]
fn the_same_writes_pauses_and_closes_are_done_again_at_the_same_places() {
    let text = format!(
        "0 connect
         0 >> GET / HT
         0 pause 5000
         0 > TP/1.1\\r\\n\\r\\n

         0 < {OK}

         0 pause 7000

         0 half-close

         1 connect
         1 >> \\x00\\xff

         0 fin

         1 close"
    );
    assert_eq!(
        shown(&text),
        r#"0 request "GET / HT" 5ms "TP/1.1\r\n\r\n"
0 wait 1 response
0 pause 7ms
0 close Write
1 request "\0\xff"
0 wait 1 response, end
1 close Full
"#
    );
}

#[test]
fn what_is_waited_for_is_what_had_come_when_the_step_was_recorded() {
    let get = r"0 >> GET / HTTP/1.1\r\n\r\n";
    let stream = r"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    let switch = r"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    let rows = [
        (format!("0 < {OK}"), "1 response"),
        (format!("0 < {OK}{OK}"), "2 responses"),
        (format!("0 < {OK}\n0 quiet 150000"), "1 response, quiet 150ms"),
        (format!("0 < {OK}\n0 fin"), "1 response, end"),
        ("0 late".to_owned(), "nothing, in vain"),
        ("0 case-late".to_owned(), "nothing, in vain"),
        ("0 quiet 300000".to_owned(), "nothing, quiet 300ms"),
        (format!("0 < {stream}data: 1\\n\\ndata: 2\\n\\nda"), "1 response in its body (2)"),
        (
            r"0 < HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".to_owned(),
            "1 response in its body (3)",
        ),
        ("0 < HTTP/1.1 2".to_owned(), "1 response in its head (10)"),
        (format!("0 < {switch}\\x81\\x01a\\x81\\x05b"), "1 response, 1 frame"),
    ];
    for (came, want) in rows {
        let script = shown(&format!("0 connect\n{get}\n\n{came}"));
        let (_, wait) = script.trim_end().split_once("\n0 wait ").unwrap();
        assert_eq!(wait, want, "{came}");
    }
}

#[test]
fn what_cannot_be_sent_again_exactly_is_refused_with_the_reason() {
    let second = Duration::from_secs(1);
    let too_long = |waits| NotReplayed::TooLong { waits, limit: 30 * second };
    let impossible = |event, why| NotReplayed::Impossible { event, why };
    let rows = [
        ("0 refused", NotReplayed::NotConnected),
        ("0 no-value", NotReplayed::NotConnected),
        ("0 connect\n0 > a\n0 lost bcd", NotReplayed::NotTaken(3)),
        ("0 connect\n0 > a\n0 write-late", NotReplayed::OutOfTime),
        ("0 connect\n0 > a\n0 case-late", NotReplayed::OutOfTime),
        ("0 connect\n0 pause 31000000", too_long(31 * second)),
        ("0 connect\n0 quiet 18446744073709551615", too_long(Duration::from_micros(u64::MAX))),
        ("0 connect\n0 pause 20000000\n\n0 quiet 20000000", too_long(40 * second)),
        ("1 connect\n1 > a", impossible(2, "connections are out of order")),
        ("0 connect\n1 < a\n0 > a", impossible(1, "there is no such connection")),
        ("0 connect\n\n1 connect\n0 > a\n1 > b", impossible(3, "a step acts on two connections")),
        (
            "0 connect\n0 close\n0 > a",
            impossible(2, "a step goes on after it closed its connection"),
        ),
        ("0 connect\n0 > a\n0 close", impossible(3, "a step both sends and closes")),
    ];
    for (text, want) in rows {
        assert_eq!(refused(text), want, "{text}");
    }
    let mut cut = recorded("0 connect\n0 > a\n0 > b");
    cut.events[1].omitted = 5;
    cut.events[2].omitted = 2;
    assert_eq!(script(&cut, &Limits::default()).unwrap_err(), NotReplayed::Cut(7));
    let mut strange = recorded("0 connect\n0 > a");
    strange.connections.clear();
    let none = impossible(0, "there is no such connection");
    assert_eq!(script(&strange, &Limits::default()).unwrap_err(), none);
    let many = vec!["0 connect"; 4097].join("\n\n");
    let many_steps = NotReplayed::TooManySteps { steps: 4097, most: 4096 };
    assert_eq!(refused(&many), many_steps);
}

#[test]
fn a_step_that_sent_nothing_for_want_of_a_value_ends_the_script() {
    let text = "0 connect\n0 >> a\n\n0 no-value";
    assert_eq!(shown(text), "0 request \"a\"\n");
}

/// What the last step of the recording wants where this came when it is done again.
fn wants(recording: &Transcript, came: &str) -> Want {
    let script = script(recording, &Limits::default()).unwrap();
    let mut watcher = Watcher::new(&script.milestones, Duration::from_millis(150));
    let came = recorded(&format!("0 connect\n0 >> GET / HTTP/1.1\\r\\n\\r\\n\n{came}"));
    for event in came.events.iter().filter(|event| event.kind != EventKind::StepDone) {
        watcher.seen(&came.connections, event);
    }
    watcher.wants(script.milestones.len() - 1)
}

#[test]
fn a_step_is_done_when_as_much_has_come_as_in_the_recording_and_never_waits_for_less() {
    let begin = "0 connect\n0 >> GET / HTTP/1.1\\r\\n\\r\\n\n\n";
    let stream = r"0 < HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    let (ok, two) = (format!("0 < {OK}"), format!("0 < {OK}{OK}"));
    let half = r"0 < HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab";
    let quiet = |ms| Want::Quiet(Duration::from_millis(ms));
    let rows = [
        (ok.clone(), "", Want::More),
        (ok.clone(), half, Want::More),
        (ok.clone(), &ok, Want::Done),
        (ok.clone(), &two, Want::Done),
        (two.clone(), &ok, Want::More),
        (format!("{ok}\n0 fin"), &ok, Want::More),
        (format!("{ok}\n0 quiet 300000"), &ok, quiet(300)),
        // Nothing came in time then; where something comes now, it is not waited for as long.
        ("0 late".to_owned(), "", Want::More),
        ("0 late".to_owned(), &ok, quiet(150)),
        (format!("{stream}id: 1\\ndata: a\\n\\n"), &format!("{stream}id: 22"), Want::More),
        (format!("{stream}id: 1\\ndata: a\\n\\n"), &format!("{stream}data:b\\n\\n"), Want::Done),
    ];
    for (then, now, want) in rows {
        assert_eq!(wants(&recorded(&format!("{begin}{then}")), now), want, "{then} {now}");
    }
    // Of a response that the results do not hold whole, as many octets are waited for, or its end.
    let mut cut = recorded(&format!("{begin}{half}"));
    let Some(came) = cut.events.iter_mut().find(|e| matches!(e.kind, EventKind::Received { .. }))
    else {
        unreachable!()
    };
    came.omitted = 4;
    assert_eq!(wants(&cut, half), Want::More);
    assert_eq!(wants(&cut, &format!("{half}cdef")), Want::Done);
    assert_eq!(wants(&cut, &ok), Want::Done);
}

#[test]
fn as_much_may_come_as_came_then_but_not_without_bound() {
    for (cap, want) in [(100, 100), (8 << 20, 8 << 20), (u64::MAX, 64 << 20)] {
        let flooded = recorded(&format!("0 connect\n0 > a\n\n0 < b\n0 flood {cap}"));
        assert_eq!(script(&flooded, &Limits::default()).unwrap().limits.max_bytes, want);
    }
    let mut long = recorded("0 connect\n0 > a\n\n0 < b");
    long.events[3].omitted = 5 << 20;
    assert_eq!(script(&long, &Limits::default()).unwrap().limits.max_bytes, (5 << 20) + 1);
}
