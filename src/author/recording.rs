//! Octets sent once, and what came back: the steps of a case that asks for the same again.

mod host;

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::exchange::{self, Endpoint, Watch};
use crate::model::case::{Action, Case, MAIN_CONNECTION, Part, Place, Send, Step};
use crate::model::expectation::{Capture, Expect, FramingKind, Hole, ResponseTemplate};
use crate::model::grammar::is_token;
use crate::model::http_date;
use crate::model::observation::{Connection, Ending, Progress, Response};
use crate::model::plan::Limits;
use crate::model::secret::Secrets;
use crate::model::template::{Template, Variables};
use crate::model::transcript::{Event, Transcript, Want};
use crate::observe::{Observer, observe};

use super::case::Act;
use super::expectation::{Expected, map};
use super::hidden;
use super::parts::is_readable;
use super::pipeline::requests;
use super::placeholders::{Varying, field, length_varies};

pub(super) use host::{with_host, with_host_in};

/// The longest body that is written as text, in octets.
const MOST_TEXT: usize = 16 << 10;
/// A file changed within so many seconds of the answer is taken for one that is made anew each time.
const MADE_NOW: i64 = 2;

/// What was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// The steps of the case.
    pub steps: Vec<Act>,
    /// The status line of each final answer, in order.
    pub answers: Vec<String>,
    /// How many requests were sent.
    pub requests: usize,
    /// What could not be asked for, a sentence each.
    pub notes: Vec<String>,
    /// The secrets that are written as `{{name}}`, by name.
    pub secrets: BTreeSet<String>,
}

/// Sends these octets to the server at `endpoint`, and reads until every request in them is answered
/// and nothing more comes for a while.
pub async fn capture(endpoint: &Endpoint, octets: &[u8], limits: &Limits) -> Transcript {
    let requests = requests(octets);
    let step = |action| Step { place: Place::default(), on: MAIN_CONNECTION.to_owned(), action };
    let mut steps: Vec<Step> =
        requests.iter().map(|octets| step(Action::Send(send(octets)))).collect();
    steps.push(step(Action::Expect(Expect { name: None, outcomes: Vec::new() })));
    let case = Case::of_steps("record", steps);
    let mut watcher =
        Watcher { observer: Observer::new(), answers: requests.len(), quiet: limits.quiet };
    let exchanged = exchange::exchange(endpoint, &case, Variables::new(), limits, &mut watcher);
    exchanged.await.transcript
}

fn send(octets: &[u8]) -> Send {
    let head = vec![Part::Octets(Template::octets(octets))];
    Send { is_request: true, name: None, head, body: Vec::new() }
}

/// Waits for as many final answers as there are requests.
struct Watcher {
    observer: Observer,
    answers: usize,
    quiet: std::time::Duration,
}

impl Watch for Watcher {
    fn seen(&mut self, connections: &[String], event: &Event) {
        self.observer.see(connections, event);
    }

    fn wants(&mut self, _: usize) -> Want {
        let connection = self.observer.observation().connections.first();
        let finals = connection.map(|connection| {
            let responses = connection.responses.iter();
            responses.filter(|response| !response.is_interim() && response.is_complete()).count()
        });
        if finals.unwrap_or_default() >= self.answers {
            Want::Quiet(self.quiet)
        } else {
            Want::More
        }
    }

    fn captured(&mut self, _: usize) -> Vec<Capture> {
        Vec::new()
    }
}

/// The steps that ask for what came. `again` is what came when the same octets were sent once more:
/// what differs is a placeholder. Where a Host field is `host` it is written as `{{host}}`, and a secret as
/// its name.
#[must_use]
pub fn recorded(
    sent: &[u8],
    first: &Transcript,
    again: Option<&Transcript>,
    host: &str,
    secrets: &Secrets,
) -> Recording {
    let observation = observe(first);
    let second = again.map(observe);
    let requests = requests(sent);
    let mut recording = Recording {
        steps: requests
            .iter()
            .map(|octets| Act::Send(hidden::sent(with_host(octets, host), secrets)))
            .collect(),
        answers: Vec::new(),
        requests: requests.len(),
        notes: Vec::new(),
        secrets: BTreeSet::new(),
    };
    let nothing = Connection::default();
    let connection = observation.connections.first().unwrap_or(&nothing);
    let other = second.as_ref().and_then(|second| second.connections.first());
    let started = i64::try_from(first.started_unix_ms / 1000).unwrap_or(i64::MAX);
    let others: Vec<&Response> = other.map(|other| finals(other)).unwrap_or_default();
    let mut interim: Vec<String> = Vec::new();
    for response in &connection.responses {
        if response.is_interim() {
            interim.extend(response.status().map(|status| status.to_string()));
            continue;
        }
        let nth = recording.answers.len();
        let line = connection_octets(connection, response.status_line.line);
        if response.progress == Progress::Garbage || !line.starts_with(b"HTTP/") {
            recording.notes.push("what came begins as no status line does".to_owned());
            continue;
        }
        recording.answers.push(String::from_utf8_lossy(line).into_owned());
        let pair = other.zip(others.get(nth).copied());
        let mut expected =
            answer((connection, response), pair, started, (host, secrets), &mut recording.notes);
        if let Some(interim) = listed(&interim) {
            expected.outcome.insert(0, ("interim", interim));
        }
        interim.clear();
        recording.steps.push(Act::Expect(expected));
    }
    end(connection, &mut recording);
    let used = recording.steps.iter().flat_map(hidden::variables);
    recording.secrets =
        used.filter(|name| secrets.variables().contains_key(*name)).map(str::to_owned).collect();
    recording
}

fn finals(connection: &Connection) -> Vec<&Response> {
    connection.responses.iter().filter(|response| !response.is_interim()).collect()
}

fn connection_octets(connection: &Connection, span: crate::model::bytes::Span) -> &[u8] {
    span.of(&connection.received)
}

fn listed(statuses: &[String]) -> Option<String> {
    match statuses {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(format!("[{}]", many.join(", "))),
    }
}

/// What became of the connection, asked for with the last answer.
fn end(connection: &Connection, recording: &mut Recording) {
    let fate = match connection.ending {
        Some(Ending::Fin | Ending::Reset) if !recording.answers.is_empty() => "closed",
        Some(Ending::Fin) => "closed",
        Some(Ending::Reset) => "reset",
        _ => "open",
    };
    match recording.steps.last_mut() {
        Some(Act::Expect(last)) => {
            let switched = recording.answers.last().is_some_and(|line| line.contains(" 101"));
            if !switched {
                last.outcome.push(("connection", fate.to_owned()));
            }
        }
        _ if fate == "open" => {
            // What is waited for is longer than a slow server takes to begin its answer.
            recording.steps.push(Act::Expect(Expected::of(vec![("silence", "1s".to_owned())])));
        }
        _ => {
            let outcome = vec![("connection", fate.to_owned())];
            recording.steps.push(Act::Expect(Expected::of(outcome)));
        }
    }
}

fn answer(
    (connection, response): (&Connection, &Response),
    other: Option<(&Connection, &Response)>,
    started: i64,
    (host, secrets): (&str, &Secrets),
    notes: &mut Vec<String>,
) -> Expected {
    let date = response.field("Date").and_then(|date| http_date::parse_imf(&date));
    let now = date.unwrap_or(started);
    let is_whole = response.is_complete();
    let plain = response.body.plain();
    let mut expected = Expected::default();
    let mut body = None;
    if !is_whole {
        notes.push("the answer stops before its end: its body is not asked for".to_owned());
    } else if plain.is_empty() {
        expected.outcome.push(("body", "none".to_owned()));
    } else {
        body = content(plain, other, (now, secrets), &mut expected);
    }
    let made_now = response
        .field("Last-Modified")
        .and_then(|value| http_date::parse_imf(&value))
        .is_some_and(|time| time.saturating_sub(now).saturating_abs() <= MADE_NOW);
    let mut fields = Vec::new();
    let body_varies = body.as_ref().is_some_and(|body| length_varies(body));
    for (at, line) in response.fields.iter().enumerate() {
        let name = String::from_utf8_lossy(&line.name).into_owned();
        if !is_token(&line.name) {
            notes.push(format!("the field name `{name}` is no token: this line is not asked for"));
            continue;
        }
        if !secrets.find(&line.name).is_empty() {
            notes.push("a field name holds a secret: this line is not asked for".to_owned());
            continue;
        }
        let before = response.fields.iter().take(at).filter(|field| field.is(&name)).count();
        let again = other.and_then(|(_, other)| other.fields_named(&name).nth(before));
        let value = Varying { first: &line.value, again: again.map(|field| &*field.value), now };
        let is_length = name.eq_ignore_ascii_case("content-length");
        let holes = if is_length && body_varies {
            vec![Hole::Number]
        } else if let Some(holes) = hidden::came(&line.value, secrets) {
            holes
        } else {
            with_host_in(field(&name, value, made_now), &name, host)
        };
        fields.push((name, holes));
    }
    let status = connection_octets(connection, response.status_line.line);
    let written = |line: &[u8]| {
        let plain = || vec![Hole::Octets(Template::octets(line))];
        hidden::came(line, secrets).unwrap_or_else(plain)
    };
    let status = other
        .filter(|(of, other)| connection_octets(of, other.status_line.line) != status)
        .map_or_else(
            || written(status),
            |_| {
                notes.push("the second answer had another status line".to_owned());
                written(status)
            },
        );
    if is_whole && response.framing == FramingKind::Close && !plain.is_empty() {
        expected.outcome.push(("framing", "close".to_owned()));
    }
    expected.response = Some(ResponseTemplate { status_line: status, fields, body, exact: false });
    expected
}

/// The body as text with placeholders; where that is no use, by its length and digest.
fn content(
    plain: &[u8],
    other: Option<(&Connection, &Response)>,
    (now, secrets): (i64, &Secrets),
    expected: &mut Expected,
) -> Option<Vec<Hole>> {
    if let Some(holes) = hidden::came(plain, secrets) {
        if plain.len() <= MOST_TEXT && is_readable(plain) {
            return Some(holes);
        }
        // Not its digest: whoever guesses the secret would know by it that it is the one.
        expected.remarks.push("The body holds a secret: it is not compared.".to_owned());
        return None;
    }
    let again = other.map(|(_, other)| other.body.plain());
    if plain.len() <= MOST_TEXT && is_readable(plain) {
        let holes = Varying { first: plain, again, now }.holes();
        if holes.is_none() {
            let remark = "The body is another one each time: it is not compared.";
            expected.remarks.push(remark.to_owned());
        }
        return holes;
    }
    if let Some(again) = again.filter(|again| *again != plain) {
        let remark = "The body is another one each time: only its length is looked at.";
        expected.remarks.push(remark.to_owned());
        let same = again.len() == plain.len();
        let length = if same { plain.len().to_string() } else { "1..".to_owned() };
        expected.outcome.push(("body", map(&[("length", length)])));
        return None;
    }
    let digest: String = Sha256::digest(plain).iter().map(|octet| format!("{octet:02x}")).collect();
    let digest = format!("'{digest}'");
    expected
        .outcome
        .push(("body", map(&[("length", plain.len().to_string()), ("sha256", digest)])));
    None
}
