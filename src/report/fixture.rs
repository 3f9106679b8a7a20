//! One fixed run that holds every verdict and every kind of finding, side, diff and event: what
//! the tests of all reporters are made of.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::model::bytes::{Bytes, Span};
use crate::model::case::*;
use crate::model::citation::{Citation, Level};
use crate::model::expectation::*;
use crate::model::finding::*;
use crate::model::observation::{CodingTrouble, DeviationKind, Ending};
use crate::model::outcome::*;
use crate::model::target::{Address, KnownDeviation, Target};
use crate::model::template::{Piece, Template, Variables};
use crate::model::transcript::*;

/// A place to write that can be looked at afterwards.
#[derive(Clone, Default)]
pub(super) struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Compares with the file of that name in `goldens/`, or writes it where `UPDATE_GOLDENS` is set.
pub(super) fn assert_golden(name: &str, got: &str) {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/goldens").join(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, got).unwrap();
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    let first = want.lines().zip(got.lines()).position(|(want, got)| want != got);
    let first = first.unwrap_or(want.lines().count().min(got.lines().count()));
    assert!(
        want == got,
        "{name} differs from line {} on (UPDATE_GOLDENS=1 rewrites it)\n- {:?}\n+ {:?}",
        first + 1,
        want.lines().nth(first),
        got.lines().nth(first),
    );
}

/// The run, its totals counted.
pub(super) fn report() -> RunReport {
    let mut report = RunReport {
        format: RunReport::FORMAT,
        run: RunFacts {
            tool: "wirecase".to_owned(),
            version: "0.1.0".to_owned(),
            command: "wirecase run -t http://127.0.0.1:8080".to_owned(),
            started: "2026-11-21T07:29:05Z".to_owned(),
            duration_ms: 1234,
            selected: 14,
            deselected: 3,
            responses_linted: 17,
            interrupted: false,
            strict: false,
            troubles: vec![TargetTrouble {
                target: "http://127.0.0.1:8080".to_owned(),
                message: "does not answer any more: connection refused".to_owned(),
                after: Some("chunked/size-overflow".to_owned()),
            }],
        },
        targets: vec![target()],
        totals: Default::default(),
        totals_by_level: Default::default(),
        cases: vec![
            passed(),
            te_and_cl(),
            page_differs(),
            json_and_hex(),
            hostile(),
            warned(),
            told(),
            skipped("redirect/301", "the target has no `redirect`"),
            skipped("redirect/308", "the target has no `redirect`"),
            skipped("events/稳定的流", "the target has no `events`"),
            known(),
            fixed(),
            flaky(),
            refused(),
            lint(),
        ],
    };
    report.count();
    report
}

/// The run with one more case that holds whatever a results document can hold.
pub(super) fn everything() -> RunReport {
    let mut report = report();
    let mut result =
        case("everything/at-once", "Every kind of finding", Level::Must, Verdict::Fail);
    result.findings = every_finding();
    result.outcomes = vec![miss("status 2xx", 4, true, 40)];
    result.attempts = vec![Attempt {
        verdict: Verdict::Fail,
        duration_us: 5_250_000,
        findings: Vec::new(),
        transcript: every_event(),
    }];
    report.cases.push(result);
    let mut unix = target();
    unix.name = "套接字".to_owned();
    unix.address = Address::Unix("/run/http.sock".to_owned());
    report.targets.push(unix);
    report.run.troubles.push(TargetTrouble {
        target: "套接字".to_owned(),
        message: "no such file".to_owned(),
        after: None,
    });
    report.count();
    report
}

fn target() -> Target {
    let address = Address::Tcp { host: "127.0.0.1".to_owned(), port: 8080 };
    let mut target = Target::bare(address);
    target.abilities.push("keep-alive".to_owned());
    target.variables.insert("user".to_owned(), "joe".to_owned());
    target.known = vec![KnownDeviation {
        id: "host/empty".to_owned(),
        reason: "Host is not checked behind the proxy".to_owned(),
        link: Some("https://example.test/issues/7".to_owned()),
    }];
    target
}

fn cite(text: &str) -> Citation {
    text.parse().unwrap()
}

fn place(line: usize) -> Place {
    Place { file: "cases/framing.yaml".into(), line, column: 9 }
}

fn case(id: &str, title: &str, level: Level, verdict: Verdict) -> CaseResult {
    CaseResult {
        kind: ResultKind::Case,
        id: id.to_owned(),
        title: title.to_owned(),
        requirement: "A requirement in our own words.".to_owned(),
        file_title: "Message body length".to_owned(),
        file: "cases/framing.yaml".to_owned(),
        line: 12,
        source: format!("id: {id}\n"),
        level,
        citations: vec![cite("RFC 9112 6.1")],
        covers: vec!["9112-6.1-12".to_owned()],
        tags: vec!["smuggling".to_owned()],
        target: "http://127.0.0.1:8080".to_owned(),
        verdict,
        reason: String::new(),
        findings: Vec::new(),
        outcomes: Vec::new(),
        see: Vec::new(),
        attempts: Vec::new(),
    }
}

fn miss(summary: &str, misses: usize, nearest: bool, line: usize) -> OutcomeMiss {
    OutcomeMiss { summary: summary.to_owned(), place: place(line), nearest, misses }
}

fn finding(kind: FindingKind, expected: Side, actual: Side, line: usize) -> Finding {
    Finding {
        kind,
        severity: Level::Must,
        citations: vec![cite("RFC 9112 6.1")],
        expected,
        actual,
        diff: None,
        place: place(line),
        evidence: None,
    }
}

fn text(text: &str) -> Side {
    Side::Text(text.to_owned())
}

fn octets(octets: &[u8]) -> Side {
    Side::Bytes(octets.into())
}

fn run(changed: bool, text: &str) -> Run {
    Run { changed, bytes: text.into() }
}

/// One exchange on one connection: what was sent, what came in one read each, how it ended.
fn exchange(sent: &[&[u8]], came: &[&[u8]], end: EventKind) -> Transcript {
    let mut kinds = vec![EventKind::Connected {
        peer: "127.0.0.1:8080".to_owned(),
        local: "127.0.0.1:53412".to_owned(),
    }];
    kinds.extend(sent.iter().map(|b| EventKind::Sent { bytes: Bytes::from(*b), request: true }));
    kinds.push(EventKind::StepDone);
    kinds.extend(came.iter().map(|b| EventKind::Received { bytes: Bytes::from(*b) }));
    kinds.extend([end, EventKind::StepDone, EventKind::Closed { how: CloseKind::Full }]);
    let event = |(at, kind)| Event { at_us: at as u64 * 412, connection: 0, step: 0, kind };
    Transcript {
        started_unix_ms: 1_795_246_145_000,
        connections: vec!["main".to_owned()],
        events: kinds.into_iter().enumerate().map(event).collect(),
    }
}

fn attempt(verdict: Verdict, transcript: Transcript) -> Attempt {
    let duration_us = transcript.events.last().map_or(0, |event| event.at_us);
    Attempt { verdict, duration_us, findings: Vec::new(), transcript }
}

const QUIET: EventKind = EventKind::Quiet { waited_us: 150_000 };
const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
const OK: &[u8] = b"HTTP/1.1 200 OK\r\nServer : toy\r\nContent-Length: 2\r\n\r\nok";

fn passed() -> CaseResult {
    let mut result = case("session/get", "GET 得到一个完整的回答", Level::Must, Verdict::Pass);
    result.see = vec!["space-before-colon".to_owned()];
    result.attempts = vec![attempt(Verdict::Pass, exchange(&[REQUEST], &[OK], QUIET))];
    result
}

fn te_and_cl() -> CaseResult {
    let title = "Content-Length beside Transfer-Encoding ends in a closed connection";
    let mut result = case("framing/te-and-cl-closes", title, Level::Must, Verdict::Fail);
    let sent = b"POST /post HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    result.findings = vec![
        finding(FindingKind::Status, text("400"), Side::Number(200), 24),
        finding(FindingKind::Connection, text("closed"), text("open"), 24),
    ];
    result.outcomes = vec![
        miss("status 400, connection closed", 2, true, 24),
        miss("status 2xx, connection closed", 1, false, 25),
    ];
    result.see = vec!["space-before-colon".to_owned()];
    result.attempts = vec![attempt(Verdict::Fail, exchange(&[sent], &[OK], QUIET))];
    result
}

fn page_differs() -> CaseResult {
    let title = "La página de inicio en español, con sus campos";
    let mut result = case("session/página", title, Level::Must, Verdict::Fail);
    let mut fields = finding(
        FindingKind::Header { name: "Content-Type".to_owned(), departure: FieldDeparture::Changed },
        octets(b"text/html"),
        octets(b"text/plain "),
        31,
    );
    let change =
        |name: &str, departure, expected: Option<&str>, actual: Option<&str>| FieldChange {
            name: name.to_owned(),
            departure,
            expected: expected.map(Bytes::from),
            actual: actual.map(Bytes::from),
        };
    fields.diff = Some(Diff::Fields(vec![
        change("Date", None, None, Some("Sat, 21 Nov 2026 07:29:05 GMT")),
        change(
            "Content-Type",
            Some(FieldDeparture::Changed),
            Some("text/html"),
            Some("text/plain "),
        ),
        change("ETag", Some(FieldDeparture::Missing), Some("\"a\\b\""), None),
        change("X-Cache", Some(FieldDeparture::Extra), None, Some("hit\tfrom 缓存")),
        change("vary", Some(FieldDeparture::Case), Some("Accept"), Some("accept")),
    ]));
    let mut body = finding(
        FindingKind::Body { departure: BodyDeparture::Changed },
        octets(b"<h1>Bienvenidos</h1>\r\n"),
        octets(b"<h1>Bienvenido</h1> \n"),
        36,
    );
    body.diff = Some(Diff::Lines(LineDiff {
        lines: vec![
            DiffLine::Elided(12),
            DiffLine::Same("<body>\r\n".into()),
            DiffLine::Expected(vec![
                run(false, "<h1>"),
                run(true, "Bienvenidos"),
                run(false, "</h1>"),
                run(true, "\r\n"),
            ]),
            DiffLine::Actual(vec![
                run(false, "<h1>"),
                run(true, "Bienvenido"),
                run(false, "</h1>"),
                run(true, " \n"),
            ]),
            DiffLine::Actual(vec![run(true, "<p>再见\t</p>")]),
        ],
        first_difference: 412,
        cut_short: true,
    }));
    let mut line = finding(FindingKind::Status, text("200"), Side::Number(203), 30);
    let element = |name: &str, departs, expected, actual| ElementChange {
        element: name.to_owned(),
        departs,
        expected,
        actual,
    };
    line.diff = Some(Diff::StatusLine(vec![
        element("version", false, octets(b"HTTP/1.1"), octets(b"HTTP/1.1")),
        element("code", true, Side::Number(200), Side::Number(203)),
        element("reason", false, Side::Nothing, octets(b"Non-Authoritative Information")),
    ]));
    result.findings = vec![line, fields, body];
    result.outcomes = vec![miss("the response as written", 3, true, 29)];
    let came: [&[u8]; 2] = [
        b"HTTP/1.1 203 Non-Authoritative Information\r\nContent-Type: text/plain \r\n",
        b"Content-Length: 4\r\n\r\nbody",
    ];
    result.attempts = vec![attempt(Verdict::Fail, exchange(&[REQUEST], &came, EventKind::Fin))];
    result
}

fn json_and_hex() -> CaseResult {
    let title = "The echo gives back what it was given, octet for octet";
    let mut result = case(r"echo/octet[octet=\x00]", title, Level::Must, Verdict::Fail);
    result.citations.push(cite("RFC 9110 8.6"));
    let mut json = finding(
        FindingKind::Body { departure: BodyDeparture::Changed },
        octets(br#"{"items":[1]}"#),
        octets(br#"{"items":["1"]}"#),
        50,
    );
    let value = |text: &str| serde_json::from_str(text).ok();
    let json_change =
        |path: &str, expected, actual| JsonChange { path: path.to_owned(), expected, actual };
    json.diff = Some(Diff::Json(vec![
        json_change("/items/0", value("1"), value("\"1\"")),
        json_change("/missing~1name", value("{\"a\":[true,null]}"), None),
        json_change("/null", value("null"), value("0")),
        json_change("/\u{202e}extra", None, value("\"\\u001b[31m\"")),
    ]));
    let mut hex = finding(
        FindingKind::Body { departure: BodyDeparture::Changed },
        Side::Number(19),
        Side::Number(21),
        51,
    );
    hex.diff = Some(Diff::Hex(HexWindow {
        first_difference: 37,
        start: 32,
        expected: b"12345\x00789abcdef\x7fz!"[..].into(),
        actual: b"12345\xff\xfe89abcdef\x7f"[..].into(),
        expected_length: 50,
        actual_length: 47,
    }));
    result.findings = vec![json, hex];
    result.outcomes = vec![
        miss("status 200, body \"12345\\0…\"", 1, true, 50),
        miss("status 413", 1, false, 53),
        miss("status 4xx, connection closed", 2, false, 54),
    ];
    let came: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 47\r\n\r\n";
    let sent: [&[u8]; 3] = [REQUEST, b"POST /echo HTTP/1.1\r\n\r\n", b"\xff\x00"];
    result.attempts = vec![attempt(Verdict::Fail, exchange(&sent, &[came], QUIET))];
    result
}

/// Everything a target can say to take a terminal over.
fn hostile() -> CaseResult {
    let mut result =
        case("hostile/answer", "垃圾回答得到描述，而不是让工具崩溃", Level::Must, Verdict::Fail);
    let came = b"\x1b]0;owned\x07\x1b[2J\xe2\x80\xaeHTTP/1.1 200 \xffOK\r\n".as_slice();
    let mut garbage = finding(FindingKind::NotHttp, Side::Nothing, octets(came), 60);
    garbage.evidence =
        Some(Evidence { connection: 0, response: Some(0), span: Span::new(0, came.len()) });
    let long = vec![b'a'; 700];
    let mut missing = finding(
        FindingKind::Header { name: "X-Long".to_owned(), departure: FieldDeparture::Changed },
        octets(b"a"),
        Side::Bytes(long.into()),
        61,
    );
    missing.evidence = Some(Evidence { connection: 0, response: Some(1), span: Span::new(3, 9) });
    missing.citations = vec![cite("RFC 9110 5.5")];
    result.findings = vec![garbage, missing];
    result.attempts = vec![attempt(Verdict::Fail, exchange(&[REQUEST], &[came], EventKind::Reset))];
    result
}

fn warned() -> CaseResult {
    let title = "An unknown method is answered with 501";
    let mut result = case("method/unknown", title, Level::Should, Verdict::Warn);
    result.reason = "fits `status 4xx`, which departs from a SHOULD".to_owned();
    result.citations = vec![cite("RFC 9110 9.1")];
    let mut status = finding(FindingKind::Status, text("501 or 405"), Side::Number(400), 70);
    status.severity = Level::Should;
    status.citations = vec![cite("RFC 9110 9.1")];
    result.findings = vec![status];
    let came: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    result.attempts = vec![attempt(Verdict::Warn, exchange(&[REQUEST], &[came], QUIET))];
    result
}

fn told() -> CaseResult {
    let title = "Whether a bare LF is taken as a line end";
    let mut result = case("lines/bare-lf", title, Level::May, Verdict::Info);
    result.reason = "the target takes a bare LF as a line end".to_owned();
    result.attempts =
        vec![attempt(Verdict::Info, exchange(&[b"GET / HTTP/1.1\n\n"], &[OK], QUIET))];
    result
}

fn skipped(id: &str, reason: &str) -> CaseResult {
    let mut result = case(id, "A redirect names its target", Level::Should, Verdict::Skip);
    result.reason = reason.to_owned();
    result
}

fn known() -> CaseResult {
    let mut result =
        case("host/empty", "An empty Host field is legal", Level::Must, Verdict::Known);
    result.reason = "Host is not checked behind the proxy".to_owned();
    result.findings = vec![finding(FindingKind::Status, text("2xx"), Side::Number(400), 80)];
    result.attempts = vec![attempt(Verdict::Fail, exchange(&[REQUEST], &[OK], QUIET))];
    result
}

fn fixed() -> CaseResult {
    let title = "A repeated Host field is refused";
    let mut result = case("host/repeated", title, Level::Must, Verdict::Fixed);
    result.reason = "listed as a known deviation, but it passes: remove the entry".to_owned();
    result.attempts = vec![attempt(Verdict::Pass, exchange(&[REQUEST], &[OK], EventKind::Fin))];
    result
}

fn flaky() -> CaseResult {
    let title = "A slow request is answered with 408";
    let mut result = case("time/slow-request", title, Level::Must, Verdict::Flaky);
    result.reason = "failed, then passed when it was run alone".to_owned();
    let late = EventKind::TimedOut { limit: TimeLimit::Read };
    let mut first = attempt(Verdict::Fail, exchange(&[b"GET /"], &[], late));
    let nothing = FindingKind::NoResponse { ending: Some(Ending::TimedOut) };
    first.findings = vec![finding(nothing, Side::Nothing, Side::Nothing, 91)];
    result.findings = first.findings.clone();
    let came: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n";
    let second = attempt(Verdict::Pass, exchange(&[b"GET /"], &[came], EventKind::Fin));
    result.attempts = vec![first, second];
    result
}

fn refused() -> CaseResult {
    let title = "Two requests on one connection have two answers";
    let mut result = case("session/pipelined", title, Level::Must, Verdict::Error);
    result.reason = "no connection: connection refused".to_owned();
    let failed = EventKind::ConnectFailed {
        failure: ConnectFailure::Refused,
        message: "Connection refused (os error 111)".to_owned(),
    };
    let transcript = Transcript {
        started_unix_ms: 1_795_246_145_000,
        connections: vec!["main".to_owned()],
        events: vec![Event { at_us: 96, connection: 0, step: 0, kind: failed }],
    };
    result.attempts = vec![attempt(Verdict::Error, transcript)];
    result
}

fn lint() -> CaseResult {
    let title = "No white space stands between a field name and the colon";
    let mut result = case("lint/space-before-colon", title, Level::Must, Verdict::Fail);
    result.kind = ResultKind::Lint;
    result.citations = vec![cite("RFC 9112 5.1")];
    (result.file, result.line, result.file_title) = (String::new(), 0, String::new());
    let (requirement, source) = (String::new(), String::new());
    (result.requirement, result.source) = (requirement, source);
    let mut found = finding(
        FindingKind::Lint {
            lint: "space-before-colon".to_owned(),
            subject: Some("Server".to_owned()),
            deviation: Some(DeviationKind::SpaceBeforeColon),
        },
        Side::Nothing,
        octets(b" "),
        0,
    );
    found.citations = result.citations.clone();
    found.evidence = Some(Evidence { connection: 0, response: Some(0), span: Span::new(23, 24) });
    result.findings = vec![found];
    let of_cases = ["session/get", "framing/te-and-cl-closes", "lines/bare-lf", "host/empty"];
    result.see = of_cases.iter().map(|id| (*id).to_owned()).collect();
    result.see.push("host/repeated".to_owned());
    result
}

fn every_finding() -> Vec<Finding> {
    let header = |departure| FindingKind::Header { name: "ETag".to_owned(), departure };
    let trailer = |departure| FindingKind::Trailer { name: "Digest".to_owned(), departure };
    let body = |departure| FindingKind::Body { departure };
    let coding = |trouble| body(BodyDeparture::Coding(trouble));
    let part = |part: &str| part.to_owned();
    let fields = Side::Fields(vec![("A".into(), "1".into()), ("B".into(), b"\xff"[..].into())]);
    let kinds = [
        FindingKind::NoResponse { ending: None },
        FindingKind::NoResponse { ending: Some(Ending::Fin) },
        FindingKind::NotHttp,
        FindingKind::Incomplete { ending: None },
        FindingKind::Incomplete { ending: Some(Ending::TooManyBytes) },
        FindingKind::Status,
        FindingKind::Reason,
        FindingKind::Version,
        header(FieldDeparture::Missing),
        header(FieldDeparture::Extra),
        header(FieldDeparture::Changed),
        header(FieldDeparture::Repeated),
        trailer(FieldDeparture::Reordered),
        trailer(FieldDeparture::Case),
        trailer(FieldDeparture::Space),
        FindingKind::Interim,
        body(BodyDeparture::Changed),
        body(BodyDeparture::Extra),
        body(BodyDeparture::Length),
        body(BodyDeparture::Digest),
        body(BodyDeparture::Pattern),
        body(BodyDeparture::NotJson),
        coding(CodingTrouble::Unknown(part("x-snappy"))),
        coding(CodingTrouble::Corrupt(part("gzip"), part("invalid header"))),
        coding(CodingTrouble::TooLarge(16 << 20)),
        FindingKind::Framing,
        FindingKind::Connection,
        FindingKind::Responses,
        FindingKind::Silence,
        FindingKind::Within,
        FindingKind::Frame { index: 0, part: part("opcode") },
        FindingKind::Event { index: 1, part: part("missing") },
        FindingKind::Lint { lint: part("date-missing"), subject: None, deviation: None },
        FindingKind::NothingToCompare { name: part("get") },
    ];
    let mut findings: Vec<Finding> = kinds
        .into_iter()
        .enumerate()
        .map(|(index, kind)| match index % 4 {
            0 => finding(kind, text("an HTTP-date"), octets(b"yesterday\r\n"), 40 + index),
            1 => finding(kind, Side::Number(1), Side::Nothing, 40 + index),
            2 => finding(kind, Side::Nothing, fields.clone(), 40 + index),
            _ => finding(kind, fields.clone(), Side::Nothing, 40 + index),
        })
        .collect();
    use Ending as E;
    for ending in [E::Reset, E::NotConnected, E::TimedOut, E::ClosedByUs, E::Failed] {
        let kind = FindingKind::NoResponse { ending: Some(ending) };
        findings.push(finding(kind, Side::Nothing, Side::Nothing, 90));
    }
    for kind in every_deviation() {
        let lint =
            FindingKind::Lint { lint: part("grammar"), subject: None, deviation: Some(kind) };
        findings.push(finding(lint, Side::Nothing, Side::Nothing, 0));
    }
    findings
}

fn every_deviation() -> impl Iterator<Item = DeviationKind> {
    use DeviationKind as D;
    [
        D::GarbageBeforeStatusLine,
        D::EmptyLineBeforeStatusLine,
        D::BadVersion,
        D::BadStatusCode,
        D::BadStatusLineSpace,
        D::MissingReasonSpace,
        D::BadReasonOctet,
        D::BareLf,
        D::BareCr,
        D::SpaceBeforeFirstField,
        D::SpaceBeforeColon,
        D::ObsFold,
        D::NoColon,
        D::EmptyFieldName,
        D::BadNameOctet,
        D::BadValueOctet,
        D::BadContentLength,
        D::ConflictingContentLength,
        D::RepeatedContentLength,
        D::ContentLengthWithTransferEncoding,
        D::ContentLengthForbidden,
        D::TransferEncodingForbidden,
        D::TransferEncodingBefore11,
        D::BadTransferEncoding,
        D::BadChunkSize,
        D::ChunkSizeOverflow,
        D::ChunkWhitespace,
        D::BadChunkExtension,
        D::ChunkBareLf,
        D::MissingChunkEnd,
        D::ForbiddenTrailer,
        D::OctetsAfterEnd,
        D::BodyForbidden,
        D::Truncated,
    ]
    .into_iter()
}

/// Two connections on which all happens that can.
fn every_event() -> Transcript {
    let failed = |failure| EventKind::ConnectFailed { failure, message: "why\n\x1b[1m".to_owned() };
    let kinds = [
        (0, EventKind::Connected { peer: "/run/http.sock".to_owned(), local: String::new() }),
        (1, EventKind::Connected { peer: "[::1]:80".to_owned(), local: "[::1]:5".to_owned() }),
        (0, EventKind::Sent { bytes: REQUEST.into(), request: true }),
        (0, EventKind::Sent { bytes: "more".into(), request: false }),
        (1, EventKind::SendFailed { message: "Broken pipe".to_owned(), unsent: 512 }),
        (0, EventKind::Received { bytes: OK.into() }),
        (1, EventKind::Received { bytes: b"\xff\x00\\\x1b[31m"[..].into() }),
        (0, EventKind::Paused { us: 100_000 }),
        (0, EventKind::Quiet { waited_us: 150_000 }),
        (0, EventKind::TimedOut { limit: TimeLimit::Read }),
        (0, EventKind::TimedOut { limit: TimeLimit::Case }),
        (0, EventKind::TimedOut { limit: TimeLimit::Write }),
        (0, EventKind::TooManyBytes { cap: 16 << 20 }),
        (1, EventKind::Fin),
        (1, EventKind::Reset),
        (1, EventKind::ReadFailed { message: "Input/output error".to_owned() }),
        (0, EventKind::NoValue { variable: "etag".to_owned() }),
        (0, EventKind::Closed { how: CloseKind::Write }),
        (0, EventKind::Closed { how: CloseKind::Full }),
        (0, EventKind::Closed { how: CloseKind::Reset }),
        (0, failed(ConnectFailure::Refused)),
        (0, failed(ConnectFailure::TimedOut)),
        (0, failed(ConnectFailure::NoSuchHost)),
        (0, failed(ConnectFailure::Unreachable)),
        (0, failed(ConnectFailure::Local)),
        (0, EventKind::StepDone),
    ];
    let event = |(at, (connection, kind))| Event {
        at_us: at as u64 * 200_000,
        connection,
        step: at / 10,
        kind,
    };
    Transcript {
        started_unix_ms: 1_795_246_145_000,
        connections: vec!["main".to_owned(), "第二".to_owned()],
        events: kinds.into_iter().enumerate().map(event).collect(),
    }
}

/// A case with steps of each kind.
pub(super) fn sample_case() -> Case {
    let hole = |name: &str| Piece::Variable(name.to_owned());
    let text = |text: &str| Piece::Octets(text.into());
    let at = |line| Place { file: "cases/session.yaml".into(), line, column: 5 };
    let step = |line, on: &str, action| Step { place: at(line), on: on.to_owned(), action };
    let outcome = |line, verdict, note: &str, checks: Vec<Check>| ExpectedOutcome {
        place: at(line),
        verdict,
        note: note.to_owned(),
        checks: checks.into_iter().map(|check| PlacedCheck { place: at(line), check }).collect(),
    };
    let statuses =
        |low, high| Check::Status(Statuses { ranges: vec![(low, high)], negated: false });
    let request = Send {
        is_request: true,
        name: Some("get".to_owned()),
        head: vec![Part::Octets(Template(vec![
            text("GET "),
            hole("page"),
            text(" HTTP/1.1\r\nHost: "),
            hole("host"),
            text("\r\nX-Text: caf\u{e9} \\n \u{202e}\r\n\r\n"),
        ]))],
        body: Vec::new(),
    };
    let parts = Send {
        is_request: false,
        name: None,
        head: vec![
            Part::Octets(Template(vec![text("If-None-Match: "), hole("etag"), text("\r\n")])),
            Part::Pause(Duration::from_millis(50)),
            Part::Repeat { unit: Template::octets("a\0"), times: 65_536 },
            Part::Chunk(Template::octets("chunk")),
            Part::Frame(FrameToSend {
                fin: false,
                rsv: 4,
                opcode: 1,
                mask: None,
                payload: Template::octets(b"\xff".as_slice()),
                declared_length: Some(9),
                length_bits: Some(16),
            }),
        ],
        body: Vec::new(),
    };
    let whole = ResponseTemplate {
        status_line: vec![Hole::Octets(Template::octets("HTTP/1.1 304 ")), Hole::Any],
        fields: vec![("Date".to_owned(), vec![Hole::HttpDate])],
        body: None,
        exact: false,
    };
    let first = vec![
        outcome(15, OutcomeVerdict::Pass, "", vec![statuses(200, 200)]),
        outcome(16, OutcomeVerdict::Warn, "a SHOULD speaks against it", vec![statuses(400, 499)]),
    ];
    let second = vec![outcome(30, OutcomeVerdict::Pass, "", vec![Check::Response(whole)])];
    Case {
        id: "session/conditional".to_owned(),
        title: "Un GET condicional recibe 304 mientras la página no cambia".to_owned(),
        requirement: "A condition that does not hold for a GET is answered with 304, so that the client\nuses what it has stored.\n\nA second paragraph.\n".to_owned(),
        file_title: "The typical session".to_owned(),
        place: at(7),
        source: "id: session/conditional\n".into(),
        citations: vec![cite("RFC 9110 13.1.2"), cite("SSE 9.2.5")],
        covers: vec!["9110-13.1.2-5".to_owned()],
        level: Level::Must,
        tags: vec!["session".to_owned(), "cache".to_owned()],
        needs: vec!["page".to_owned()],
        variables: Variables::from([("octet".to_owned(), Bytes::from(&b"\x00"[..]))]),
        steps: vec![
            step(8, "main", Action::Send(request)),
            step(14, "main", Action::Expect(Expect { name: None, outcomes: first })),
            step(18, "main", Action::Pause(Duration::from_millis(100))),
            step(19, "second", Action::Send(parts)),
            step(29, "second", Action::Expect(Expect { name: None, outcomes: second })),
            step(31, "main", Action::Close(CloseKind::Reset)),
        ],
        limits: LimitChanges { read_timeout: Some(Duration::from_secs(2)), ..LimitChanges::default() },
    }
}
