//! Which response, frame or octet belongs to which step.

use super::*;
use crate::model::expectation::{FrameMatch, InterimMatch};
use crate::model::finding::{FindingKind, Side};
use crate::model::outcome::Verdict;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const BAD: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
const FIN: Option<Ending> = Some(Ending::Fin);
const TIMED_OUT: Option<Ending> = Some(Ending::TimedOut);

/// The judgement of these steps, for what came and what each step had seen by its end.
fn judged_steps(steps: Vec<Action>, received: &[u8], seen: &[Seen]) -> Judgement {
    let observation = observation(received, seen);
    judge(&case(steps), &Variables::new(), &transcript(vec![]), &observation)
}

#[test]
fn pipelined_responses_go_to_the_steps_in_order() {
    let both = [OK, CONTINUE, BAD].concat();
    let steps = vec![
        request(None),
        request(None),
        expect(vec![vec![status(200), Check::Interim(InterimMatch::None)]]),
        expect(vec![vec![status(400), Check::Interim(InterimMatch::Seen(vec![100]))]]),
    ];
    let all = both.len();
    let seen = [(0, None, 0), (0, None, 0), (all, None, 0), (all, None, 0)];
    let judgement =
        judge(&case(steps), &Variables::new(), &transcript(vec![]), &observation(&both, &seen));
    assert_eq!(judgement.verdict, Verdict::Pass, "{judgement:?}");
}

#[test]
fn what_came_after_a_step_was_done_is_a_later_steps() {
    let steps = || {
        vec![
            request(None),
            expect(vec![vec![Check::Silence(Duration::from_millis(300))]]),
            expect(vec![vec![status(200)]]),
        ]
    };
    let run = |silent: Seen| {
        let seen = [(0, None, 0), silent, (OK.len(), None, 0)];
        judge(&case(steps()), &Variables::new(), &transcript(vec![]), &observation(OK, &seen))
    };
    assert_eq!(run((0, None, 300)).verdict, Verdict::Pass);
    let rows: [(&str, Seen, Side); 4] = [
        ("an answer", (OK.len(), None, 0), Side::Bytes(OK.into())),
        ("an octet", (1, None, 300), Side::Bytes(b"H"[..].into())),
        ("a close", (0, FIN, 0), Side::Text("closed".to_owned())),
        ("not long enough", (0, None, 200), Side::Text("silence for 200ms only".to_owned())),
    ];
    for (name, silent, want) in rows {
        let judgement = run(silent);
        assert_eq!(judgement.findings[0].kind, FindingKind::Silence, "{name}");
        assert_eq!(judgement.findings[0].actual, want, "{name}");
        assert!(judgement.reason.starts_with("step 2 of 3: expected silence"), "{name}");
    }
}

#[test]
fn an_interim_response_may_be_asked_for_alone() {
    let steps = || {
        vec![
            request(None),
            expect(vec![
                vec![Check::Interim(InterimMatch::Seen(vec![100]))],
                vec![status(417), fate(ConnectionFate::Closed)],
            ]),
            expect(vec![vec![status(200), Check::Interim(InterimMatch::None)]]),
        ]
    };
    let both = [CONTINUE, OK].concat();
    let seen = [(0, None, 0), (CONTINUE.len(), None, 0), (both.len(), None, 0)];
    let judgement =
        judge(&case(steps()), &Variables::new(), &transcript(vec![]), &observation(&both, &seen));
    assert_eq!(judgement.verdict, Verdict::Pass, "{judgement:?}");
    let seen = [(0, None, 0), (OK.len(), None, 0)];
    let judgement =
        judge(&case(steps()), &Variables::new(), &transcript(vec![]), &observation(OK, &seen));
    assert_eq!(judgement.findings[0].kind, FindingKind::Interim);
    assert_eq!(judgement.findings[0].actual, Side::Text("200".to_owned()));
}

#[test]
fn responses_are_counted_from_the_steps_first_on() {
    let two = [OK, BAD].concat();
    let garbage = [OK, b"<html>"].concat();
    let rows: [(&str, CountRange, &[u8], Option<u64>); 6] = [
        ("one", exactly(1), OK, None),
        ("one too many", exactly(1), &two, Some(2)),
        ("what is no HTTP is an answer as well", exactly(1), &garbage, Some(2)),
        ("two", exactly(2), &two, None),
        ("one too few", CountRange { least: 2, most: None }, OK, Some(1)),
        ("none asked", exactly(0), OK, Some(1)),
    ];
    for (name, range, received, want) in rows {
        let judgement = judged(expect(vec![vec![Check::Responses(range)]]), received, None);
        let got = judgement.findings.first().map(|finding| finding.actual.clone());
        assert_eq!(got, want.map(Side::Number), "{name}");
    }
}

#[test]
fn an_answer_is_compared_with_one_that_a_request_or_an_expectation_named() {
    let rows: [(&str, &[u8], &[u8], Verdict); 3] = [
        ("same", OK, OK, Verdict::Pass),
        ("other", OK, BAD, Verdict::Fail),
        ("the other way round", BAD, OK, Verdict::Fail),
    ];
    for (name, first, second, want) in rows {
        let same = Check::HeadersSameAs { name: "get".to_owned(), except: vec![] };
        let both = [first, second].concat();
        let later = expect(vec![vec![same.clone()]]);
        let earlier = expect(vec![vec![Check::Within(Duration::from_secs(1))]]);
        let steps = vec![request(Some("get")), earlier, request(None), later];
        let all = both.len();
        let seen = [(0, None, 0), (first.len(), None, 0), (first.len(), None, 0), (all, None, 0)];
        let observation = observation(&both, &seen);
        let judgement = judge(&case(steps), &Variables::new(), &transcript(vec![]), &observation);
        assert_eq!(judgement.verdict, want, "{name}");
    }
}

#[test]
fn a_response_counts_as_far_as_it_had_come_when_the_step_was_done() {
    let cut = OK.len() - 1;
    let later = (OK.len(), None, 0);
    let asked = || vec![request(None), expect(vec![vec![status(200)]]), request(None)];
    let judgement = judged_steps(asked(), OK, &[(0, None, 0), (cut, TIMED_OUT, 0), later]);
    assert_eq!(judgement.findings[0].kind, FindingKind::Incomplete { ending: TIMED_OUT });
    let two = [OK, BAD].concat();
    let one = expect(vec![vec![Check::Responses(exactly(1))]]);
    let seen = [(0, None, 0), (OK.len(), None, 150), (two.len(), None, 0)];
    let judgement = judged_steps(vec![request(None), one, request(None)], &two, &seen);
    assert_eq!(judgement.verdict, Verdict::Pass, "{judgement:?}");
}

#[test]
fn a_reset_closes_what_was_answered_and_is_the_answer_to_what_was_not() {
    let reset = Some(Ending::Reset);
    let closed = || expect(vec![vec![fate(ConnectionFate::Closed)]]);
    let answered = || vec![request(None), expect(vec![vec![status(200)]])];
    let before = [(0, None, 0), (OK.len(), None, 0)];
    let at_once = [answered(), vec![closed()]].concat();
    let after_another = [answered(), vec![request(None), closed()]].concat();
    let end = (OK.len(), reset, 0);
    let judgement = judged_steps(at_once, OK, &[before[0], before[1], end]);
    assert_eq!(judgement.verdict, Verdict::Pass);
    let seen = [before[0], before[1], (OK.len(), None, 0), end];
    let judgement = judged_steps(after_another, OK, &seen);
    assert_eq!(judgement.findings[0].kind, FindingKind::Connection);
}

#[test]
fn frames_go_to_the_steps_in_order_and_only_whole_ones() {
    let asks = |opcode| {
        let frame = FrameMatch { opcode: Some(opcode), ..FrameMatch::default() };
        expect(vec![vec![Check::Frames(vec![frame])]])
    };
    let silence = || expect(vec![vec![Check::Silence(Duration::from_millis(100))]]);
    let run = |steps, seen: &[Seen], change: fn(&mut Connection)| {
        let mut observation = observation(&[0; 4], seen);
        observation.connections[0].responses.clear();
        observation.connections[0].frames = frames(&[1, 8]);
        change(&mut observation.connections[0]);
        judge(&case(steps), &Variables::new(), &transcript(vec![]), &observation).verdict
    };
    let (first, both) = ((2, None, 0), (4, None, 0));
    assert_eq!(run(vec![asks(1), asks(8)], &[first, both], |_| ()), Verdict::Pass);
    assert_eq!(run(vec![asks(8), asks(1)], &[first, both], |_| ()), Verdict::Fail);
    assert_eq!(run(vec![asks(1), asks(1)], &[first, both], |_| ()), Verdict::Fail);
    let cut: fn(&mut Connection) = |connection| connection.frames[1].complete = false;
    assert_eq!(run(vec![asks(1), asks(8)], &[first, both], cut), Verdict::Fail);
    // A frame that came after the step was done is not the step's.
    assert_eq!(run(vec![asks(1), asks(8)], &[first, first], |_| ()), Verdict::Fail);
    let quiet = |received| (received, None, 100);
    assert_eq!(run(vec![asks(1), silence()], &[first, quiet(2)], |_| ()), Verdict::Pass);
    assert_eq!(run(vec![asks(1), silence()], &[first, quiet(4)], |_| ()), Verdict::Fail);
}

#[test]
fn names_are_those_of_the_requests_in_order_or_of_the_expectation_itself() {
    let same = |name: &str| {
        expect(vec![vec![Check::HeadersSameAs { name: name.to_owned(), except: vec![] }]])
    };
    let named = |name: &str| match expect(vec![vec![status(200)]]) {
        Action::Expect(expect) => Action::Expect(Expect { name: Some(name.to_owned()), ..expect }),
        other => other,
    };
    let raw = |text: &str| {
        Action::Send(Send {
            is_request: false,
            name: None,
            head: vec![Part::Octets(template(text))],
            body: Vec::new(),
        })
    };
    let three = [OK, BAD, BAD].concat();
    let all = three.len();
    // The second response is that of `b`, as a raw request came before, and its body was no
    // request.
    let steps = vec![
        raw("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n"),
        raw("body"),
        request(Some("b")),
        request(None),
        expect(vec![vec![status(200)]]),
        expect(vec![vec![status(400)]]),
        same("b"),
    ];
    let seen = [(0, None, 0); 4].into_iter().chain([(all, None, 0); 3]).collect::<Vec<_>>();
    let judgement = judged_steps(steps, &three, &seen);
    assert_eq!(judgement.verdict, Verdict::Pass, "{judgement:?}");
    let steps = vec![request(None), named("first"), request(None), same("first")];
    let two = [OK, OK].concat();
    let seen = [(0, None, 0), (OK.len(), None, 0), (OK.len(), None, 0), (two.len(), None, 0)];
    assert_eq!(judged_steps(steps, &two, &seen).verdict, Verdict::Pass);
}

#[test]
fn a_connection_that_carried_a_further_response_was_open_after_the_one_before() {
    let both = [OK, BAD].concat();
    let steps = |second| {
        let open = vec![status(200), fate(ConnectionFate::Open)];
        vec![
            request(None),
            request(None),
            expect(vec![open]),
            expect(vec![vec![status(400), fate(second)]]),
        ]
    };
    let rows: [(&str, &[u8], ConnectionFate, Verdict); 3] = [
        ("closed after the second", &both, ConnectionFate::Closed, Verdict::Pass),
        ("closed after the first", OK, ConnectionFate::Closed, Verdict::Fail),
        ("not open after the second", &both, ConnectionFate::Open, Verdict::Fail),
    ];
    for (name, received, second, want) in rows {
        let all = received.len();
        let seen = [(0, None, 0), (0, None, 0), (all, FIN, 0), (all, FIN, 0)];
        let judgement = judged_steps(steps(second), received, &seen);
        assert_eq!(judgement.verdict, want, "{name}: {judgement:?}");
    }
}

#[test]
fn a_final_response_is_told_as_an_interim_one_only_where_it_came_in_its_place() {
    let none = || Check::Interim(InterimMatch::None);
    let hints = || Check::Interim(InterimMatch::Seen(vec![103]));
    let both = [CONTINUE, OK].concat();
    let rows: [(&str, Check, &[u8], &str); 3] = [
        ("none asked", none(), &both, "100"),
        ("another asked", hints(), &both, "100"),
        ("in its place", hints(), OK, "200"),
    ];
    for (name, check, received, want) in rows {
        let seen = [(0, None, 0), (received.len(), None, 0)];
        let steps = vec![request(None), expect(vec![vec![status(200), check]])];
        let judgement = judged_steps(steps, received, &seen);
        assert_eq!(judgement.findings[0].actual, Side::Text(want.to_owned()), "{name}");
    }
}

#[test]
fn that_no_interim_response_came_is_known_with_the_final_one_or_with_silence() {
    let none = || Check::Interim(InterimMatch::None);
    let silence = Check::Silence(Duration::from_millis(100));
    let both = [CONTINUE, OK].concat();
    type Row<'a> = (&'a str, Vec<Check>, &'a [u8], Option<FindingKind>);
    let rows: [Row<'_>; 4] = [
        ("a final one alone", vec![none(), status(200)], OK, None),
        ("an interim one before", vec![none(), status(200)], &both, Some(FindingKind::Interim)),
        ("nothing", vec![none(), silence], b"", None),
        (
            "nothing, and no silence asked",
            vec![none()],
            b"",
            Some(FindingKind::NoResponse { ending: None }),
        ),
    ];
    for (name, checks, received, want) in rows {
        let seen = [(0, None, 0), (received.len(), None, 100)];
        let judgement = judged_steps(vec![request(None), expect(vec![checks])], received, &seen);
        assert_eq!(judgement.findings.first().map(|f| f.kind.clone()), want, "{name}");
    }
}

#[test]
fn a_close_of_an_earlier_step_is_no_silence_and_a_wait_that_ran_out_is() {
    let outcomes =
        || expect(vec![vec![status(408)], vec![Check::Silence(Duration::from_millis(300))]]);
    for (ending, want) in [(TIMED_OUT, Verdict::Pass), (FIN, Verdict::Fail)] {
        let seen = [(0, None, 0), (0, ending, 0)];
        assert_eq!(judged_steps(vec![request(None), outcomes()], b"", &seen).verdict, want);
    }
}
