//! The lints against what the observer makes of their examples, against the levels of the
//! deviations that some of them report, and their list in `reports/lints.md`.

use std::fmt::Write as _;
use std::path::Path;

use wirecase::judge::lint::{self, Example, LINTS};
use wirecase::model::bytes::{Bytes, escape};
use wirecase::model::citation::{Citation, Level};
use wirecase::model::finding::FindingKind;
use wirecase::model::transcript::{Event, EventKind, Transcript};
use wirecase::observe::observe;

/// Sun, 06 Nov 1994 08:49:37 GMT, the date that the examples have.
const AT: u64 = 784_111_777_000;

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
const HEAD: &[u8] = b"HEAD / HTTP/1.1\r\nHost: a.example\r\n\r\n";

/// The names of the lints that fire where the request is sent, the answer comes in one segment,
/// and the server closes.
fn fired((request, response): Example) -> Vec<String> {
    let local = "127.0.0.1:9".to_owned();
    let events = [
        EventKind::Connected { peer: "127.0.0.1:80".to_owned(), local },
        EventKind::Sent { bytes: Bytes::from(request), request: true },
        EventKind::Received { bytes: Bytes::from(response) },
        EventKind::Fin,
        EventKind::StepDone,
    ];
    let event =
        |(at, kind): (u64, _)| Event { at_us: 1000 * at, connection: 0, step: 0, omitted: 0, kind };
    let transcript = Transcript {
        started_unix_ms: AT,
        connections: vec!["main".to_owned()],
        events: (0..).zip(events).map(event).collect(),
    };
    let (findings, _) = lint::run(&observe(&transcript), &transcript);
    let name = |kind| match kind {
        FindingKind::Lint { lint, .. } => lint,
        other => panic!("{other:?}"),
    };
    findings.into_iter().map(|finding| name(finding.kind)).collect()
}

#[test]
fn every_lint_fires_on_its_firing_examples_and_is_silent_on_its_quiet_ones() {
    let mut wrong = Vec::new();
    for lint in LINTS {
        let examples = [(true, lint.fires), (false, lint.quiet)];
        for (fires, examples) in examples {
            assert!(!examples.is_empty(), "{}: no example that fires: {fires}", lint.name);
            for &example in examples {
                let fired = fired(example);
                if fired.iter().any(|name| name == lint.name) != fires {
                    let told = if fires { "is silent on" } else { "fires on" };
                    let (request, response) = (escape(example.0), escape(example.1));
                    wrong.push(format!("{} {told} {response} to {request}", lint.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_good_answer_gives_no_finding_at_all() {
    let good: &[Example] = &[
        (
            GET,
            b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: a/1 (b) c\r\n\
            Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT\r\nETag: \"a\"\r\nAccept-Ranges: bytes\r\n\
            Cache-Control: private=\"Set-Cookie\", max-age=60\r\nVary: Accept-Encoding, Cookie\r\n\
            Set-Cookie: a=b; Path=/; HttpOnly\r\nSet-Cookie: c=d; Max-Age=5; SameSite=Lax\r\n\
            Content-Language: en, fr-CA\r\nContent-Type: text/html; charset=utf-8\r\n\
            X-Frame-Options: DENY\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        ),
        (
            GET,
            b"HTTP/1.1 404 Not Found\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
            Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
            2\r\nok\r\n0\r\n\r\n",
        ),
        (
            HEAD,
            b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: close\r\n\
            Content-Type: text/plain\r\nContent-Length: 9\r\n\r\n",
        ),
        (
            b"GET / HTTP/1.0\r\n\r\n",
            b"HTTP/1.0 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
            Content-Type: text/plain\r\n\r\nok",
        ),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
            Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
            Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
        ),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nok",
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nLocation: /a\r\n\
            Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        ),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"a\"\r\n\r\n",
            b"HTTP/1.1 304 Not Modified\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nETag: \"a\"\r\n\
            Connection: close\r\n\r\n",
        ),
    ];
    for &example in good {
        assert_eq!(fired(example), [""; 0], "{}", escape(example.1));
    }
}

#[test]
fn a_lint_that_reports_a_deviation_agrees_with_its_level_and_its_clause() {
    let mut wrong = Vec::new();
    for lint in LINTS {
        let Some(kind) = lint.deviation() else { continue };
        let clause = kind.clause();
        if lint.level != clause.level {
            wrong.push(format!("{} is {}, {kind:?} {}", lint.name, lint.level, clause.level));
        }
        let cited = Citation::rfc(clause.rfc, clause.section);
        if !lint.citations().contains(&cited) {
            wrong.push(format!("{} does not cite {cited}, which {kind:?} breaks", lint.name));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_list_of_lints_is_current() {
    let list = list();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/lints.md");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, &list).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = list.lines().find(|line| !kept.lines().any(|kept| kept == *line));
    assert!(kept == list, "reports/lints.md is stale (UPDATE_GOLDENS=1 rewrites it): {differs:?}");
}

fn list() -> String {
    let mut text = String::from(
        "# The lints\n\n\
         Made by `UPDATE_GOLDENS=1 cargo test --test it lints`. Every response of every case passes through all of\n\
         these, whatever the case is about, and each that fires is told once per run, as `lint/` and its name. The level\n\
         is the clause's own word. Grammar without a word of its own is a MUST by RFC 9110 2.2, which is then cited beside\n\
         it; `info` is what no sentence forbids, or what may be right for a reason that is not seen from outside.\n\n\
         | lint | level | clauses | what it says |\n|---|---|---|---|\n",
    );
    for lint in LINTS {
        let level = match lint.level {
            Level::Info => "info".to_owned(),
            level => level.word().to_uppercase(),
        };
        let clauses: Vec<String> = lint
            .citations()
            .iter()
            .map(|citation| format!("[{citation}]({})", citation.url()))
            .collect();
        let summary = lint.summary.replace('|', "\\|");
        let _ =
            writeln!(text, "| `{}` | {level} | {} | {summary} |", lint.name, clauses.join(", "));
    }
    text
}
