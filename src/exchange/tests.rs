//! Scripted peers on loopback: each test says what the peer does and reads what the transcript tells.

mod closing;
mod connections;
mod limits;
mod reading;
mod secured;
mod writing;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::{Endpoint, Exchanged, Watch, exchange};
use crate::model::bytes::escape;
use crate::model::case::{Action, Case, CloseKind, MAIN_CONNECTION, Part, Place, Send, Step};
use crate::model::citation::Level;
use crate::model::expectation::{Capture, Check, Expect, ExpectedOutcome, OutcomeVerdict};
use crate::model::expectation::{InterimMatch, PlacedCheck};
use crate::model::plan::Limits;
use crate::model::target::Address;
use crate::model::template::{Piece, Template, Variables};
use crate::model::transcript::{Event, EventKind, Transcript, Want};

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// A watch that says what the test wants, by step and by what was seen so far.
struct Script {
    wants: fn(usize, &Transcript) -> Want,
    captured: BTreeMap<usize, Capture>,
    seen: Transcript,
    /// Rung at each `Received` and `Quiet`.
    bell: Arc<Notify>,
}

impl Script {
    fn new(wants: fn(usize, &Transcript) -> Want) -> Self {
        Self {
            wants,
            captured: BTreeMap::new(),
            seen: Transcript::default(),
            bell: Arc::new(Notify::new()),
        }
    }
}

impl Watch for Script {
    fn seen(&mut self, connections: &[String], event: &Event) {
        self.seen.connections = connections.to_vec();
        self.seen.events.push(event.clone());
        if matches!(event.kind, EventKind::Received { .. } | EventKind::Quiet { .. }) {
            self.bell.notify_one();
        }
    }

    fn wants(&mut self, step: usize) -> Want {
        (self.wants)(step, &self.seen)
    }

    fn captured(&mut self, step: usize) -> Vec<Capture> {
        self.captured.get(&step).cloned().into_iter().collect()
    }
}

/// Wants as many ends of a head on the first connection as there are expects up to this step, every
/// second step being one.
fn a_head_for_each_expect(step: usize, seen: &Transcript) -> Want {
    let received = seen.received(0, usize::MAX);
    let ends = received.windows(4).filter(|w| w == b"\r\n\r\n").count();
    if ends > step / 2 { Want::Done } else { Want::More }
}

fn always_more(_: usize, _: &Transcript) -> Want {
    Want::More
}

fn step(action: Action) -> Step {
    Step { place: Place::default(), on: MAIN_CONNECTION.to_owned(), action }
}

fn on(name: &str, step: Step) -> Step {
    Step { on: name.to_owned(), ..step }
}

fn text(octets: &str) -> Part {
    Part::Octets(Template::octets(octets))
}

fn hole(name: &str) -> Part {
    Part::Octets(Template(vec![Piece::Variable(name.to_owned())]))
}

fn send(parts: Vec<Part>) -> Step {
    step(Action::Send(Send { is_request: false, name: None, head: parts, body: vec![] }))
}

fn request(head: Vec<Part>, body: Vec<Part>) -> Step {
    step(Action::Send(Send { is_request: true, name: None, head, body }))
}

fn expect() -> Step {
    step(Action::Expect(Expect { name: None, outcomes: vec![] }))
}

fn expect_100() -> Step {
    let check = Check::Interim(InterimMatch::Seen(vec![100]));
    let outcome = ExpectedOutcome {
        place: Place::default(),
        verdict: OutcomeVerdict::Pass,
        note: String::new(),
        ends: false,
        checks: vec![PlacedCheck { place: Place::default(), check }],
    };
    step(Action::Expect(Expect { name: None, outcomes: vec![outcome] }))
}

fn pause(ms: u64) -> Step {
    step(Action::Pause(Duration::from_millis(ms)))
}

fn close(how: CloseKind) -> Step {
    step(Action::Close(how))
}

fn case(steps: Vec<Step>) -> Case {
    Case { level: Level::Must, ..Case::of_steps("test", steps) }
}

fn limits() -> Limits {
    let long = Duration::from_secs(20);
    Limits { read_timeout: long, case_timeout: long, ..Limits::default() }
}

async fn listen() -> (TcpListener, Address) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, Address::Tcp { host: "127.0.0.1".to_owned(), port })
}

/// An address at which nobody listens, as long as the socket is kept: a free port could be taken by
/// another test meanwhile.
pub(super) fn nobody() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

async fn accept(listener: &TcpListener) -> TcpStream {
    let (stream, _) = listener.accept().await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Does the exchange beside its peer, and holds what is true of every exchange.
async fn replay<P: Future>(
    address: &Address,
    steps: Vec<Step>,
    limits: Limits,
    script: &mut Script,
    peer: P,
) -> (Exchanged, P::Output) {
    replay_at(&Endpoint::at(address), steps, limits, script, peer).await
}

/// The same, where more than the address is said.
async fn replay_at<P: Future>(
    endpoint: &Endpoint,
    steps: Vec<Step>,
    limits: Limits,
    script: &mut Script,
    peer: P,
) -> (Exchanged, P::Output) {
    let case = case(steps);
    let exchange = exchange(endpoint, &case, Variables::new(), &limits, script);
    let both = async { tokio::join!(exchange, peer) };
    let (exchanged, peer) = timeout(Duration::from_secs(60), both).await.unwrap();
    // What a write leaves out is counted at an event that was seen before.
    let mut seen = script.seen.events.clone();
    for (seen, event) in seen.iter_mut().zip(&exchanged.transcript.events) {
        seen.omitted = event.omitted;
    }
    assert!(exchanged.transcript.events == seen, "the watch sees every event");
    assert_eq!(exchanged.transcript.connections, script.seen.connections);
    assert!(exchanged.transcript.events.is_sorted_by_key(|event| (event.step, event.at_us)));
    (exchanged, peer)
}

/// The transcript in words, a line for each event; receipts that follow one another are one, for
/// how TCP cuts them is its own affair. With the connection's name where it is not `main`.
fn told(transcript: &Transcript) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut last_from = None;
    for event in &transcript.events {
        let received = matches!(event.kind, EventKind::Received { .. });
        let line = match &event.kind {
            EventKind::Connected { .. } => "connected".to_owned(),
            EventKind::Secured(handshake) => format!("secured: {}", handshake.version),
            EventKind::CloseNotify => "close_notify".to_owned(),
            EventKind::NoCloseNotify => "no close_notify".to_owned(),
            EventKind::ConnectFailed { failure, .. } => format!("connect failed: {failure:?}"),
            EventKind::Sent { bytes, request: true } => format!("request {}", escape(bytes)),
            EventKind::Sent { bytes, request: false } => format!("sent {}", escape(bytes)),
            EventKind::SendFailed { .. } => "send failed".to_owned(),
            EventKind::Received { bytes } if last_from == Some(event.connection) => {
                if let Some(line) = lines.last_mut() {
                    line.push_str(&escape(bytes));
                }
                continue;
            }
            EventKind::Received { bytes } => format!("received {}", escape(bytes)),
            EventKind::TimedOut { limit } => format!("timed out: {limit:?}"),
            EventKind::Quiet { .. } => "quiet".to_owned(),
            EventKind::TooManyBytes { cap } => format!("more than {cap}"),
            EventKind::Closed { how } => format!("closed: {how:?}"),
            EventKind::Paused { us } => format!("paused {us}"),
            EventKind::NoValue { variable } => format!("no value: {variable}"),
            EventKind::Fin => "FIN".to_owned(),
            EventKind::Reset => "RST".to_owned(),
            EventKind::ReadFailed { message } => format!("read failed: {message}"),
            EventKind::StepDone => "done".to_owned(),
        };
        last_from = received.then_some(event.connection);
        match transcript.connections.get(event.connection).map(String::as_str) {
            Some(MAIN_CONNECTION) => lines.push(line),
            name => lines.push(format!("{}: {line}", name.unwrap_or("?"))),
        }
    }
    lines
}

/// Reads until an empty line has come.
async fn read_head(stream: &mut TcpStream) -> Vec<u8> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    head
}
