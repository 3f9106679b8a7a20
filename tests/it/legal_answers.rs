//! Answers that the text allows and few suites expect: no bundled case and no lint finds fault with
//! them. Each row says why the answer is legal; where a suite went wrong on it before, it is here.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use wirecase::load;
use wirecase::model::case::Suite;
use wirecase::model::outcome::{ResultKind, Verdict};
use wirecase::model::plan::{Limits, Selection};
use wirecase::model::template::Variables;
use wirecase::plan::plan;
use wirecase::reference;
use wirecase::run::{RunSettings, Stop, run};

use crate::support::peer::dated;

mod any_answer;
mod conditions;
mod messages;
mod negotiation;
mod rows;
mod semantics;
mod sessions;
mod streams;

/// How the peer ends a connection after its last answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It reads on, and answers nothing more.
    Open,
    /// It closes after it has read all that came.
    Fin,
    /// It resets, once its answer has left.
    Rst,
}

/// One answer after another on each connection: an answer for each piece of a request that arrives.
#[derive(Clone, Copy)]
struct Row {
    why: &'static str,
    /// A bundled case by its id, or by what comes before the values of `each`.
    case: &'static str,
    answers: &'static [&'static str],
    end: End,
}

/// A small page.
const PAGE: &str = "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 2\n\nok";
/// A refusal, as a row may write any: see [`octets`].
const REFUSED: &str = "400 Bad Request";

const fn row(
    why: &'static str,
    case: &'static str,
    answers: &'static [&'static str],
    end: End,
) -> Row {
    Row { why, case, answers, end }
}

/// CRLF line ends, and a Date in every answer that is final. A status alone stands for a short answer
/// that says that the connection closes.
fn octets(answer: &str) -> Vec<u8> {
    let answer = if answer.starts_with(|first: char| first.is_ascii_digit()) {
        format!(
            "HTTP/1.1 {answer}\nContent-Type: text/plain\nConnection: close\nContent-Length: 2\n\nno"
        )
    } else {
        answer.to_owned()
    };
    let answer = answer.replace('\n', "\r\n");
    let mut octets = Vec::new();
    for line in answer.split_inclusive("\r\n") {
        octets.extend_from_slice(line.as_bytes());
        if line.starts_with("HTTP/1.1 ") && !line.starts_with("HTTP/1.1 1") {
            octets.extend_from_slice(&dated(b"\n")[1..]);
        }
    }
    octets
}

/// The answers follow each other over all connections of a row, and each connection has at most as
/// many as there are: a case may ask its second question on a second connection.
fn play(mut stream: TcpStream, answers: &[&str], next: &AtomicUsize, end: End) {
    let mut buffer = vec![0; 1 << 16];
    for _ in answers {
        // A case sends a request in one write, if it does not say otherwise. Who sends nothing looks
        // whether somebody is there.
        if !matches!(stream.read(&mut buffer), Ok(n) if n > 0) {
            return;
        }
        let answer = answers[next.fetch_add(1, Ordering::SeqCst) % answers.len()];
        if stream.write_all(&octets(answer)).is_err() {
            return;
        }
    }
    match end {
        End::Open => while matches!(stream.read(&mut buffer), Ok(n) if n > 0) {},
        End::Fin => {
            let _ = stream.shutdown(std::net::Shutdown::Write);
            while matches!(stream.read(&mut buffer), Ok(n) if n > 0) {}
        }
        End::Rst => {
            let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
        }
    }
}

fn peer(answers: &'static [&'static str], end: End) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let next = Arc::new(AtomicUsize::new(0));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let next = Arc::clone(&next);
            std::thread::spawn(move || play(stream, answers, &next, end));
        }
    });
    address
}

/// What is said of a row that is not harmless. A case meets its answers in their order, so each
/// has a peer of its own where there are several.
async fn blamed(suite: &Suite, row: &Row) -> Vec<String> {
    let is_meant = |id: &str| {
        id.strip_prefix(row.case).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
    };
    let cases: Vec<_> = suite.cases.iter().filter(|case| is_meant(&case.id)).cloned().collect();
    assert!(!cases.is_empty(), "no case {}", row.case);
    let together = if row.answers.len() == 1 { cases.len() } else { 1 };
    let mut all = Vec::new();
    for cases in cases.chunks(together) {
        let part = Suite { cases: cases.to_vec() };
        // A reset can overtake the answer before it, on a busy machine: once more, as a run does.
        if !blamed_once(&part, row).await.is_empty() {
            all.extend(blamed_once(&part, row).await);
        }
    }
    all
}

async fn blamed_once(suite: &Suite, row: &Row) -> Vec<String> {
    let target = reference::target(peer(row.answers, row.end));
    let limits = Limits { read_timeout: Duration::from_secs(1), ..Limits::default() };
    let plan =
        plan(suite, vec![target], &Selection::default(), &Variables::new(), &limits).unwrap();
    let settings = RunSettings { jobs: 16, ..RunSettings::default() };
    let (report, _) = run(&plan, &settings, &Stop::default(), &mut []).await;
    assert!(report.cases.iter().any(|result| result.kind == ResultKind::Case));
    report
        .cases
        .iter()
        .filter(|result| !matches!(result.verdict, Verdict::Pass | Verdict::Info))
        .map(|r| format!("{}: {} {}: {}", row.why, r.verdict, r.id, r.reason))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_case_and_no_lint_blames_a_server_for_what_is_legal() {
    let suite = Arc::new(load::load_bundled().suite);
    let tables = [
        rows::ROWS,
        messages::ROWS,
        semantics::ROWS,
        conditions::ROWS,
        sessions::ROWS,
        negotiation::ROWS,
        streams::ROWS,
        any_answer::ROWS,
    ];
    let mut waiting = tables.into_iter().flatten();
    let mut running = tokio::task::JoinSet::new();
    let mut all = Vec::new();
    loop {
        while running.len() < 4 {
            let Some(row) = waiting.next() else { break };
            let suite = Arc::clone(&suite);
            running.spawn(async move { blamed(&suite, row).await });
        }
        let Some(blamed) = running.join_next().await else { break };
        all.extend(blamed.unwrap());
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}
