//! What holds of all lints together. That each fires on its own examples is held by the
//! integration tests, where the observer reads them.

use super::*;
use crate::model::bytes::{Bytes, Span};
use crate::model::finding::Side;
use crate::model::transcript::{Event, EventKind};
use sample::observe;

mod circumstance;
mod sample;

/// Sun, 06 Nov 1994 08:49:37 GMT.
const AT: u64 = 784_111_777_000;

/// The transcript of an example: the request is sent, the answer comes, the server closes.
fn transcript((request, response): Example) -> Transcript {
    let connected =
        EventKind::Connected { peer: "127.0.0.1:80".to_owned(), local: "127.0.0.1:9".to_owned() };
    let events = [
        connected,
        EventKind::Sent { bytes: Bytes::from(request), request: true },
        EventKind::Received { bytes: Bytes::from(response) },
        EventKind::Fin,
        EventKind::StepDone,
    ];
    Transcript {
        started_unix_ms: AT,
        connections: vec!["main".to_owned()],
        events: events
            .into_iter()
            .enumerate()
            .map(|(i, kind)| Event {
                at_us: 1000 * i as u64,
                connection: 0,
                step: 0,
                omitted: 0,
                kind,
            })
            .collect(),
    }
}

/// The names of the lints that fire on an example.
fn fired(example: Example) -> Vec<String> {
    let transcript = transcript(example);
    names(&run(&observe(&transcript), &transcript).0)
}

fn names(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| match &finding.kind {
            FindingKind::Lint { lint, .. } => lint.clone(),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn a_departure_from_the_message_grammar_is_reported_where_it_is() {
    for lint in LINTS {
        let Some(kind) = lint.deviation() else { continue };
        let &example = lint.fires.first().unwrap();
        let transcript = transcript(example);
        let mut observation = observe(&transcript);
        if observation.connections[0].responses.is_empty() {
            // Not a response by the stand-in's lights: any other carries the deviation as well.
            let plain = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            observation = observe(&self::transcript((example.0, plain)));
        }
        let response = &mut observation.connections[0].responses[0];
        let span = Span::new(response.span.start + 1, response.span.start + 3);
        response.deviations.push(Deviation { kind, span });
        let (findings, _) = run(&observation, &transcript);
        let of_lint = findings.iter().find(|finding| matches!(&finding.kind,
            FindingKind::Lint { lint: name, deviation: Some(k), .. } if name == lint.name && *k == kind));
        let finding = of_lint.unwrap_or_else(|| panic!("{} is silent", lint.name));
        assert_eq!(finding.severity, lint.level, "{}", lint.name);
        assert_eq!(finding.evidence.as_ref().map(|e| e.span), Some(span), "{}", lint.name);
    }
}

#[test]
fn names_are_unique_and_clauses_have_the_form_of_clauses() {
    let mut names = std::collections::BTreeSet::new();
    for lint in LINTS {
        assert!(names.insert(lint.name), "{} twice", lint.name);
        assert!(
            lint.name
                .bytes()
                .all(|o| o.is_ascii_lowercase() || o.is_ascii_digit() || b"-.".contains(&o))
        );
        assert!(!lint.summary.is_empty() && !lint.summary.ends_with('.'), "{}", lint.name);
        for citation in lint.citations() {
            let text = citation.to_string();
            assert_eq!(text.parse::<Citation>().as_ref(), Ok(&citation), "{}", lint.name);
        }
        for id in lint.covers {
            let rfc = id.split('-').next().and_then(|rfc| rfc.parse::<u16>().ok());
            assert!(
                rfc.is_some_and(|rfc| (6000..10000).contains(&rfc)),
                "{} covers {id}",
                lint.name
            );
        }
    }
    assert!(LINTS.len() >= 40);
}

#[test]
fn every_kind_of_deviation_belongs_to_exactly_one_lint() {
    for kind in DeviationKind::ALL {
        let claims = LINTS.iter().filter(|lint| lint.deviation() == Some(kind)).count();
        assert_eq!(claims, 1, "{kind:?}");
    }
    assert_eq!(LINTS.iter().filter_map(Lint::deviation).count(), DeviationKind::ALL.len());
}

#[test]
fn one_lint_reports_one_response_once_and_a_flood_of_responses_a_few_times() {
    let two = (GET, &b"HTTP/1.1 200 OK\r\nX-A:b\r\nX-B:c\r\nContent-Length: 0\r\n\r\n"[..]);
    assert_eq!(fired(two).iter().filter(|name| *name == "colon-space").count(), 1);

    let flood = b"HTTP/1.1 200 OK\r\nX-A:b\r\nContent-Length: 0\r\n\r\n".repeat(1000);
    let transcript = transcript((GET, flood.leak()));
    let (findings, looked_at) = run(&observe(&transcript), &transcript);
    assert_eq!(looked_at, 1000);
    assert_eq!(names(&findings).iter().filter(|name| *name == "colon-space").count(), MAX_HITS);
}

#[test]
fn nothing_is_found_missing_in_a_head_that_broke_off() {
    let broken = (GET, &b"HTTP/1.1 401 Unauthorized\r\nConte"[..]);
    assert_eq!(fired(broken), [""; 0]);
}

#[test]
fn evidence_points_at_the_field_line_and_the_sides_are_typed() {
    let response = b"HTTP/1.1 200 OK\r\nX-A: b\r\nETag: abc\r\nContent-Length: 0\r\n\r\n";
    let transcript = transcript((GET, response));
    let (findings, _) = run(&observe(&transcript), &transcript);
    let etag = findings.iter().find(|f| {
        matches!(&f.kind, FindingKind::Lint { lint, subject, deviation: None }
            if lint == "etag-invalid" && subject.as_deref() == Some("ETag"))
    });
    let etag = etag.unwrap();
    let evidence = etag.evidence.as_ref().unwrap();
    assert_eq!(evidence.span.of(response), b"ETag: abc");
    assert_eq!((evidence.connection, evidence.response), (0, Some(0)));
    assert_eq!(etag.actual, Side::Bytes(Bytes::from("abc")));
    assert_eq!(etag.severity, Level::Must);
    assert_eq!(etag.citations, [Citation::rfc(9110, "8.8.3"), Citation::rfc(9110, "2.2")]);
}

#[test]
fn hostile_answers_take_no_time_that_grows_with_their_square() {
    let many = |line: &str| line.repeat(40_000).into_bytes();
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
    let rows: [(&str, Vec<u8>); 6] = [
        (
            "fields",
            [&head[..], &many("Trailer: a\r\n"), b"\r\n0\r\n", &many("b: c\r\n"), b"\r\n"].concat(),
        ),
        ("cookies", [&head[..], &many("Set-Cookie: a=b; c; c\r\n"), b"\r\n0\r\n\r\n"].concat()),
        (
            "a list",
            [&head[..], b"Vary: ", &many("a,"), b"\r\nVia: ", &many("(("), b"\r\n\r\n0\r\n\r\n"]
                .concat(),
        ),
        (
            "challenges",
            [&head[..], b"WWW-Authenticate: ", &many("a b=c,"), b"\r\n\r\n0\r\n\r\n"].concat(),
        ),
        ("a path", [&head[..], b"Location: ", &many("/%41"), b"\r\n\r\n0\r\n\r\n"].concat()),
        ("responses", many("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")),
    ];
    for (name, response) in rows {
        let transcript = transcript((GET, response.leak()));
        let observation = observe(&transcript);
        let start = std::time::Instant::now();
        let _ = run(&observation, &transcript);
        assert!(start.elapsed().as_secs() < 60, "{name}: {:?}", start.elapsed());
    }
}
