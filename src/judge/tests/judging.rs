//! Which outcome fits, which is the nearest, and what is said of it.

use super::*;
use crate::model::expectation::{BodyAsk, BodyMatch};
use crate::model::finding::{FindingKind, Side};
use crate::model::outcome::Verdict;
use crate::model::transcript::ConnectFailure;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const BAD: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
const FIN: Option<Ending> = Some(Ending::Fin);
const RESET: Option<Ending> = Some(Ending::Reset);
const TIMED_OUT: Option<Ending> = Some(Ending::TimedOut);

fn closed() -> Check {
    fate(ConnectionFate::Closed)
}

#[test]
fn fin_reset_and_time_out_are_told_apart() {
    use ConnectionFate::{Closed, Open, Reset};
    let bad_or_close =
        || expect(vec![vec![status(400)], vec![closed(), Check::Responses(exactly(0))]]);
    let only = |fates: &[ConnectionFate]| expect(vec![vec![Check::Connection(fates.to_vec())]]);
    let with_status = |fates: &[ConnectionFate]| {
        expect(vec![vec![status(400), Check::Connection(fates.to_vec())]])
    };
    type Row<'a> = (&'a str, Action, &'a [u8], Option<Ending>, Verdict);
    let rows: [Row<'_>; 18] = [
        ("400 or close: 400", bad_or_close(), BAD, None, Verdict::Pass),
        ("400 or close: FIN", bad_or_close(), b"", FIN, Verdict::Pass),
        ("400 or close: RST is neither", bad_or_close(), b"", RESET, Verdict::Fail),
        ("400 or close: silence is neither", bad_or_close(), b"", TIMED_OUT, Verdict::Fail),
        ("400 or close: 200 and FIN is neither", bad_or_close(), OK, FIN, Verdict::Fail),
        ("closed alone: FIN", only(&[Closed]), b"", FIN, Verdict::Pass),
        ("closed alone allows a response", only(&[Closed]), OK, FIN, Verdict::Pass),
        ("closed alone: RST without an answer", only(&[Closed]), b"", RESET, Verdict::Fail),
        ("closed or reset", only(&[Closed, Reset]), b"", RESET, Verdict::Pass),
        ("closed: RST after an answer", with_status(&[Closed]), BAD, RESET, Verdict::Pass),
        ("closed: time-out", with_status(&[Closed]), BAD, TIMED_OUT, Verdict::Fail),
        ("reset: RST after an answer", with_status(&[Reset]), BAD, RESET, Verdict::Pass),
        ("reset: FIN", with_status(&[Reset]), BAD, FIN, Verdict::Fail),
        ("open: quiet", with_status(&[Open]), BAD, None, Verdict::Pass),
        ("open: the wait for a close ran out", with_status(&[Open]), BAD, TIMED_OUT, Verdict::Pass),
        ("open: FIN", with_status(&[Open]), BAD, FIN, Verdict::Fail),
        ("open: RST", with_status(&[Open]), BAD, RESET, Verdict::Fail),
        ("open: too much came", only(&[Open]), BAD, Some(Ending::TooManyBytes), Verdict::Fail),
    ];
    for (name, action, received, ending, want) in rows {
        assert_eq!(judged(action, received, ending).verdict, want, "{name}");
    }
}

#[test]
fn a_reset_before_the_answer_is_whole_is_no_close() {
    let cut = &OK[..OK.len() - 1];
    let judgement = judged(expect(vec![vec![status(200), closed()]]), cut, RESET);
    let kinds: Vec<_> = judgement.findings.iter().map(|finding| &finding.kind).collect();
    assert_eq!(kinds, [&FindingKind::Incomplete { ending: RESET }, &FindingKind::Connection]);
    assert_eq!(
        judgement.findings[0].actual,
        Side::Text("broken off after 1 of 2 bytes of its body".to_owned())
    );
    let asked = expect(vec![vec![status(200), fate(ConnectionFate::Reset)]]);
    assert_eq!(judged(asked, cut, RESET).verdict, Verdict::Pass, "where it is asked for");
}

#[test]
fn a_response_that_is_not_whole_never_fits_a_status() {
    let rows: [(&str, &[u8], FindingKind); 4] = [
        ("nothing", b"", FindingKind::NoResponse { ending: FIN }),
        ("in the head", b"HTTP/1.1 200 OK\r\nServer: x", FindingKind::Incomplete { ending: FIN }),
        ("in the body", &OK[..OK.len() - 1], FindingKind::Incomplete { ending: FIN }),
        ("no HTTP", b"h-http/1.1 200 ok\r\n\r\n", FindingKind::NotHttp),
    ];
    for (name, received, want) in rows {
        let present = Check::Header(field("Date", vec![FieldAsk::Present]));
        let judgement = judged(expect(vec![vec![status(200), present]]), received, FIN);
        assert_eq!(judgement.verdict, Verdict::Fail, "{name}");
        assert_eq!(judgement.findings[0].kind, want, "{name}");
        // What could not be seen is a miss, and no finding of its own beside the first.
        let missing = usize::from(name == "in the body");
        assert_eq!(judgement.findings.len(), 1 + missing, "{name}: {:?}", judgement.findings);
    }
}

#[test]
fn the_verdict_follows_the_level_and_the_outcome_that_fits() {
    let rows = [
        (Level::Must, Verdict::Fail),
        (Level::Should, Verdict::Warn),
        (Level::May, Verdict::Info),
        (Level::Info, Verdict::Info),
    ];
    for (level, want) in rows {
        let mut case = case(vec![request(None), expect(vec![vec![status(400)]])]);
        case.level = level;
        let observation = observation(OK, &[(0, None, 0), (OK.len(), None, 0)]);
        let judgement = judge(&case, &Variables::new(), &transcript(vec![]), &observation);
        assert_eq!(judgement.verdict, want, "{level}");
        assert_eq!(judgement.findings[0].severity, level);
        assert_eq!(judgement.findings[0].citations, case.citations);
    }
    let verdicts = [
        (OutcomeVerdict::Pass, Verdict::Pass, 0),
        (OutcomeVerdict::Warn, Verdict::Warn, 1),
        (OutcomeVerdict::Info, Verdict::Info, 0),
        (OutcomeVerdict::Fail, Verdict::Fail, 1),
    ];
    for (of_outcome, want, findings) in verdicts {
        let mut action = expect(vec![vec![status(400)], vec![status(200)]]);
        if let Action::Expect(expect) = &mut action {
            expect.outcomes[1].verdict = of_outcome;
            expect.outcomes[1].note = "lenient".to_owned();
        }
        let judgement = judged(action, OK, None);
        assert_eq!(judgement.verdict, want);
        assert_eq!(judgement.reason, "outcome 2 of 2: status 200 (lenient)");
        assert_eq!(judgement.findings.len(), findings, "{of_outcome:?}");
    }
}

#[test]
fn an_answer_with_the_wrong_status_is_nearer_to_another_status_than_to_none() {
    let no_answer = vec![closed(), Check::Responses(exactly(0))];
    let judgement = judged(expect(vec![vec![status(400), closed()], no_answer]), OK, FIN);
    let nearest: Vec<_> = judgement.outcomes.iter().map(|outcome| outcome.nearest).collect();
    assert_eq!(nearest, [true, false], "{}", judgement.reason);
}

#[test]
fn findings_are_against_the_nearest_outcome_and_all_are_named() {
    let action = || {
        expect(vec![
            vec![status(400), closed()],
            vec![status(200), closed(), Check::Header(field("ETag", vec![FieldAsk::Absent]))],
            vec![
                status(200),
                Check::Body(BodyMatch {
                    decoded: true,
                    asked: vec![BodyAsk::Length(exactly(7))],
                    capture: None,
                }),
            ],
        ])
    };
    let judgement = judged(action(), OK, TIMED_OUT);
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert_eq!(
        judgement.reason,
        "none of 3 legal outcomes came: nearest lacks a body of 7 bytes (2)"
    );
    let outcomes: Vec<_> = judgement
        .outcomes
        .iter()
        .map(|outcome| {
            (outcome.summary.as_str(), outcome.misses, outcome.nearest, outcome.place.line)
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            ("status 400, connection closed", 2, false, 10),
            ("status 200, connection closed, header ETag absent", 1, false, 20),
            ("status 200, a body of 7 bytes", 1, true, 30),
        ]
    );
    // The finding is at the line of its check.
    assert_eq!(judgement.findings[0].place.line, 31);
    let judgement = judged(action(), BAD, TIMED_OUT);
    assert_eq!(
        judgement.reason,
        "none of 3 legal outcomes came: nearest lacks connection closed (stayed open until the time-out)"
    );
}

#[test]
fn a_connection_nobody_waited_for_is_no_finding() {
    let judgement = judged(expect(vec![vec![status(400), closed()]]), OK, None);
    let kinds: Vec<_> = judgement.findings.iter().map(|finding| &finding.kind).collect();
    assert_eq!(kinds, [&FindingKind::Status]);
}

#[test]
fn only_a_connection_not_made_and_a_variable_without_a_value_are_errors() {
    let refused = EventKind::ConnectFailed {
        failure: ConnectFailure::Refused,
        message: "connection refused".to_owned(),
    };
    let no_value = EventKind::NoValue { variable: "etag".to_owned() };
    let steps = || {
        vec![
            request(None),
            expect(vec![vec![status(200)]]),
            request(None),
            expect(vec![vec![status(200)]]),
        ]
    };
    let seen = [(0, None, 0), (OK.len(), None, 0)];
    let run = |received: &[u8], event| {
        let transcript = transcript(vec![event]);
        judge(&case(steps()), &Variables::new(), &transcript, &observation(received, &seen))
    };
    let judgement = run(b"", (0, refused.clone()));
    assert_eq!(
        (judgement.verdict, judgement.reason.as_str()),
        (Verdict::Error, "could not connect: connection refused")
    );
    assert_eq!(run(OK, (2, no_value.clone())).verdict, Verdict::Error);
    // A step that failed before is what counts: nothing was captured because of it.
    assert_eq!(run(BAD, (2, no_value)).verdict, Verdict::Fail);
    let asks =
        Check::Header(field("ETag", vec![FieldAsk::Value(TextMatch::Equals(variable("etag")))]));
    let judgement = judged(expect(vec![vec![asks]]), OK, None);
    assert_eq!(
        (judgement.verdict, judgement.reason.as_str()),
        (Verdict::Error, "the variable `etag` has no value")
    );
}

#[test]
fn a_step_that_was_never_reached_lacks_its_response() {
    let steps = vec![request(None), expect(vec![vec![status(200)]])];
    let mut observation = observation(b"", &[]);
    observation.connections[0].ending = TIMED_OUT;
    let judgement = judge(&case(steps), &Variables::new(), &transcript(vec![]), &observation);
    assert_eq!(judgement.findings[0].kind, FindingKind::NoResponse { ending: TIMED_OUT });
    assert_eq!(
        judgement.reason,
        "expected status 200: lacks a response with status 200 (no response: stayed open until the time-out)"
    );
}

#[test]
fn a_response_cut_off_is_excused_for_a_stream_or_a_reset_alone() {
    use crate::model::expectation::EventMatch;
    let cut = &OK[..OK.len() - 1];
    let either = Check::Connection(vec![ConnectionFate::Reset, ConnectionFate::Closed]);
    let judgement = judged(expect(vec![vec![status(200), either]]), cut, FIN);
    assert_eq!(judgement.findings[0].kind, FindingKind::Incomplete { ending: FIN });
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n";
    let stream = [&head[..], b"data: 1\n\n"].concat();
    let events = Check::Events(vec![EventMatch {
        data: Some(TextMatch::Equals(template("1"))),
        ..EventMatch::default()
    }]);
    // Beside the events, the body is what came with them.
    let body = |text: &str| {
        let asked = vec![BodyAsk::Text(TextMatch::Contains(template(text)))];
        Check::Body(BodyMatch { decoded: true, asked, capture: None })
    };
    let whole = Check::Within(Duration::from_secs(9));
    let judgement = judged(expect(vec![vec![status(200), events.clone()]]), &stream, None);
    assert_eq!(judgement.verdict, Verdict::Pass);
    let seen = expect(vec![vec![status(200), events.clone(), body("data: 1")]]);
    assert_eq!(judged(seen, &stream, None).verdict, Verdict::Pass);
    let unseen = expect(vec![vec![status(200), events.clone(), body("data: 2")]]);
    assert_eq!(judged(unseen, &stream, None).verdict, Verdict::Fail);
    let judgement = judged(expect(vec![vec![status(200), events, whole]]), &stream, None);
    assert_eq!(judgement.findings[0].kind, FindingKind::Incomplete { ending: None });
}

#[test]
fn the_simple_checks_hold_or_depart() {
    let text = |wanted: &str| TextMatch::Equals(template(wanted));
    let within = |ms| Check::Within(Duration::from_millis(ms));
    let rows: [(&str, Check, Option<FindingKind>); 12] = [
        ("status", status(200), None),
        ("another status", status(400), Some(FindingKind::Status)),
        ("reason", Check::Reason(text("OK")), None),
        ("another reason", Check::Reason(text("Ok")), Some(FindingKind::Reason)),
        ("version", Check::Version(text("HTTP/1.1")), None),
        ("another version", Check::Version(text("HTTP/1.0")), Some(FindingKind::Version)),
        ("framing", Check::Framing(vec![FramingKind::Chunked, FramingKind::ContentLength]), None),
        ("another framing", Check::Framing(vec![FramingKind::Close]), Some(FindingKind::Framing)),
        // The request was sent at 1 ms and the answer was whole at 2 ms.
        ("within", within(1), None),
        ("not within", within(0), Some(FindingKind::Within)),
        ("responses", Check::Responses(exactly(1)), None),
        ("too few", Check::Responses(exactly(2)), Some(FindingKind::Responses)),
    ];
    for (name, check, want) in rows {
        let judgement = judged(expect(vec![vec![check]]), OK, None);
        let kinds: Vec<_> = judgement.findings.into_iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, Vec::from_iter(want), "{name}");
    }
}

#[test]
fn a_status_line_is_shown_by_element_with_the_one_that_departs() {
    use crate::model::finding::Diff;
    let text = |wanted: &str| TextMatch::Equals(template(wanted));
    let rows = [
        ("version", Check::Version(text("HTTP/1.0")), Side::Bytes("HTTP/1.0".into())),
        ("code", status(400), Side::Text("400".to_owned())),
        ("reason", Check::Reason(text("Fine")), Side::Bytes("Fine".into())),
    ];
    for (element, check, expected) in rows {
        let finding = judged(expect(vec![vec![check]]), OK, None).findings.remove(0);
        let Some(Diff::StatusLine(elements)) = finding.diff else { panic!("{element}") };
        let departing: Vec<_> = elements.iter().filter(|row| row.departs).collect();
        assert_eq!(departing.len(), 1);
        assert_eq!((departing[0].element.as_str(), &departing[0].expected), (element, &expected));
        let actual: Vec<_> = elements.into_iter().map(|row| row.actual).collect();
        assert_eq!(actual, ["HTTP/1.1", "200", "OK"].map(|text| Side::Bytes(text.into())));
    }
}

#[test]
fn fields_that_may_differ_are_left_out_of_a_comparison() {
    let answer = |date: &str, tag: &str| {
        format!("HTTP/1.1 200 OK\r\nDate: {date}\r\nETag: {tag}\r\nContent-Length: 0\r\n\r\n")
    };
    let same = |except: &[&str]| {
        let except = except.iter().map(|&name| name.to_owned()).collect();
        expect(vec![vec![Check::HeadersSameAs { name: "get".to_owned(), except }]])
    };
    let rows: [(&str, &[&str], String, usize); 3] = [
        ("left out", &["date"], answer("2", "a"), 0),
        ("not left out", &[], answer("2", "a"), 1),
        ("another differs too", &["date"], answer("2", "b"), 1),
    ];
    for (name, except, second, want) in rows {
        let first = answer("1", "a");
        let both = [first.as_bytes(), second.as_bytes()].concat();
        let steps = vec![
            request(Some("get")),
            expect(vec![vec![status(200)]]),
            request(None),
            same(except),
        ];
        let (end, all) = (first.len(), both.len());
        let seen = [(0, None, 0), (end, None, 0), (end, None, 0), (all, None, 0)];
        let observation = observation(&both, &seen);
        let judgement = judge(&case(steps), &Variables::new(), &transcript(vec![]), &observation);
        assert_eq!(judgement.findings.len(), want, "{name}: {:?}", judgement.findings);
    }
}

#[test]
fn the_worst_step_gives_the_verdict_and_a_choice_gives_the_reason() {
    let lenient = |of_outcome| match expect(vec![vec![status(400)], vec![status(200)]]) {
        Action::Expect(mut expect) => {
            expect.outcomes[1].verdict = of_outcome;
            Action::Expect(expect)
        }
        other => other,
    };
    let plain = || expect(vec![vec![status(200)]]);
    let run = |first, second| {
        let two = [OK, OK].concat();
        let steps = vec![request(None), request(None), first, second];
        let (none, end) = ((0, None, 0), (two.len(), None, 0));
        let observation = observation(&two, &[none, none, end, end]);
        let judgement = judge(&case(steps), &Variables::new(), &transcript(vec![]), &observation);
        (judgement.verdict, judgement.reason)
    };
    let (warn, pass) = (OutcomeVerdict::Warn, OutcomeVerdict::Pass);
    let rows = [
        (run(lenient(warn), plain()), Verdict::Warn, "step 3 of 4: outcome 2 of 2: status 200"),
        (run(plain(), lenient(warn)), Verdict::Warn, "step 4 of 4: outcome 2 of 2: status 200"),
        (run(lenient(pass), plain()), Verdict::Pass, "step 3 of 4: outcome 2 of 2: status 200"),
        (run(plain(), lenient(pass)), Verdict::Pass, "step 4 of 4: outcome 2 of 2: status 200"),
        (run(plain(), plain()), Verdict::Pass, "step 3 of 4: status 200"),
    ];
    for ((verdict, reason), want, words) in rows {
        assert_eq!((verdict, reason.as_str()), (want, words));
    }
}
