//! The wire as the page reads it, and how much of it is kept: of what departs all, of what conforms
//! as much as the page has room for.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::ser::{SerializeTuple, Serializer};

use crate::model::outcome::{CaseResult, RunReport, Verdict};
use crate::model::transcript::{Event, EventKind, Transcript};
use crate::report::html::inert::Octets;
use crate::report::words;

/// Octets that the evidence of what conforms may take in a page, once for the cases that depart on
/// another target, where the two are worth comparing, and once for the others.
const ROOM: usize = 4 << 20;
/// How much of one event is kept, the most that fits the room; where none does, nothing is.
const STEPS: [usize; 5] = [64 << 10, 8 << 10, 2 << 10, 512, 128];
/// About what an event and an attempt take beside their octets.
const AROUND_EVENT: usize = 40;
const AROUND_ATTEMPT: usize = 150;

/// How much of an event's octets is kept; `None` where the whole wire is left out.
pub(super) type Most = Option<usize>;

/// How much evidence each result keeps.
pub(super) struct Evidence<'a> {
    departing: BTreeSet<&'a str>,
    beside_a_departure: Most,
    elsewhere: Most,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(report: &'a RunReport) -> Self {
        let departing: BTreeSet<&str> =
            report.cases.iter().filter(|r| departs(r)).map(|r| r.id.as_str()).collect();
        let conforming = |beside: bool| {
            let known = &departing;
            let of_kind =
                move |r: &&CaseResult| !departs(r) && known.contains(r.id.as_str()) == beside;
            report.cases.iter().filter(of_kind)
        };
        let beside_a_departure = most(|| conforming(true));
        let elsewhere = most(|| conforming(false));
        Self { departing, beside_a_departure, elsewhere }
    }

    pub(super) fn of(&self, result: &CaseResult) -> Most {
        if departs(result) {
            Some(usize::MAX)
        } else if self.departing.contains(result.id.as_str()) {
            self.beside_a_departure
        } else {
            self.elsewhere
        }
    }
}

fn departs(result: &CaseResult) -> bool {
    !matches!(result.verdict, Verdict::Pass | Verdict::Info | Verdict::Skip)
}

fn most<'a, I: Iterator<Item = &'a CaseResult>>(results: impl Fn() -> I) -> Most {
    let fits = |&most: &usize| {
        let mut room = ROOM;
        results().all(|result| match room.checked_sub(cost(result, most)) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        })
    };
    STEPS.into_iter().find(fits)
}

/// About how many octets of the page the wire of a result takes.
fn cost(result: &CaseResult, most: usize) -> usize {
    let event = |event: &Event| match &event.kind {
        EventKind::Sent { bytes, .. } | EventKind::Received { bytes } => {
            AROUND_EVENT + bytes.len().min(most)
        }
        EventKind::StepDone => 0,
        _ => 2 * AROUND_EVENT,
    };
    let events = result.attempts.iter().flat_map(|attempt| &attempt.transcript.events);
    result.attempts.len() * AROUND_ATTEMPT + events.map(event).sum::<usize>()
}

/// A transcript.
#[derive(Serialize)]
pub(super) struct WireView<'a> {
    started: u64,
    connections: &'a [String],
    events: Vec<EventView<'a>>,
}

impl<'a> WireView<'a> {
    pub(super) fn new(transcript: &'a Transcript, most: usize) -> Self {
        let told = transcript.events.iter().filter(|event| event.kind != EventKind::StepDone);
        Self {
            started: transcript.started_unix_ms,
            connections: &transcript.connections,
            events: told.map(|event| EventView { event, most }).collect(),
        }
    }
}

/// `[µs, connection, ">" or "<", octets, omitted, is_request]`, or `[µs, connection, "*" or "!", words]`
/// where `!` is trouble.
struct EventView<'a> {
    event: &'a Event,
    most: usize,
}

impl Serialize for EventView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Event { at_us, connection, omitted, kind, .. } = self.event;
        let (sign, bytes, request) = match kind {
            EventKind::Sent { bytes, request } => (">", bytes, *request),
            EventKind::Received { bytes } => ("<", bytes, false),
            kind => {
                let sign = if words::is_trouble(kind) { "!" } else { "*" };
                return (at_us, connection, sign, words::event(kind)).serialize(serializer);
            }
        };
        let kept = bytes.get(..self.most).unwrap_or(bytes);
        let omitted = omitted.saturating_add(bytes.len() - kept.len());
        let length = if request {
            6
        } else if omitted > 0 {
            5
        } else {
            4
        };
        let mut tuple = serializer.serialize_tuple(length)?;
        tuple.serialize_element(at_us)?;
        tuple.serialize_element(connection)?;
        tuple.serialize_element(sign)?;
        tuple.serialize_element(&Octets(kept))?;
        if length > 4 {
            tuple.serialize_element(&omitted)?;
        }
        if length > 5 {
            tuple.serialize_element(&1)?;
        }
        tuple.end()
    }
}
