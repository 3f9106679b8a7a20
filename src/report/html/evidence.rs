//! The wire as the page reads it, and how much of it is kept: of what departs all, of what conforms
//! as much as the page has room for.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::ser::{SerializeTuple, Serializer};

use crate::model::outcome::{Attempt, CaseResult, RunReport, Verdict};
use crate::model::transcript::{Event, EventKind, Transcript};
use crate::report::html::inert::Octets;
use crate::report::words;

/// Octets that the evidence of what conforms, and of tries that only confirm, may take in a page.
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
    /// Of each case that departs on one target, the first result that conforms on another: the two
    /// are worth comparing.
    beside: BTreeMap<&'a str, &'a str>,
    of_these: Most,
    of_confirming: Most,
    of_others: Most,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(report: &'a RunReport) -> Self {
        let departing: BTreeSet<&str> =
            report.cases.iter().filter(|r| departs(r)).map(|r| r.id.as_str()).collect();
        let mut beside = BTreeMap::new();
        for result in report.cases.iter().filter(|r| !departs(r) && !r.attempts.is_empty()) {
            if departing.contains(result.id.as_str()) {
                beside.entry(result.id.as_str()).or_insert(result.target.as_str());
            }
        }
        let conforming = |wanted: bool| {
            let beside = &beside;
            report.cases.iter().filter(move |r| !departs(r) && is_beside(beside, r) == wanted)
        };
        let of_results = |results: &mut dyn Iterator<Item = &'a CaseResult>| -> Vec<&'a Attempt> {
            results.flat_map(|result| &result.attempts).collect()
        };
        let confirming =
            report.cases.iter().flat_map(|r| r.attempts.iter().filter(|a| is_confirming(r, a)));
        let mut room = ROOM;
        let of_these = most(&of_results(&mut conforming(true)), &mut room);
        let of_confirming = most(&confirming.collect::<Vec<_>>(), &mut room);
        let of_others = most(&of_results(&mut conforming(false)), &mut room);
        Self { beside, of_these, of_confirming, of_others }
    }

    pub(super) fn of(&self, result: &CaseResult, attempt: &Attempt) -> Most {
        if is_confirming(result, attempt) {
            self.of_confirming
        } else if departs(result) {
            Some(usize::MAX)
        } else if is_beside(&self.beside, result) {
            self.of_these
        } else {
            self.of_others
        }
    }
}

/// Whether a try only says once more what the first said.
fn is_confirming(result: &CaseResult, attempt: &Attempt) -> bool {
    departs(result)
        && result.verdict != Verdict::Flaky
        && result.attempts.first().is_some_and(|first| !std::ptr::eq(first, attempt))
}

fn is_beside(beside: &BTreeMap<&str, &str>, result: &CaseResult) -> bool {
    beside.get(result.id.as_str()).is_some_and(|target| *target == result.target)
}

fn departs(result: &CaseResult) -> bool {
    !matches!(result.verdict, Verdict::Pass | Verdict::Info | Verdict::Skip)
}

/// The most that fits; what it takes is taken from the room.
fn most(attempts: &[&Attempt], room: &mut usize) -> Most {
    STEPS.into_iter().find(|&most| {
        let left =
            attempts.iter().try_fold(*room, |room, attempt| room.checked_sub(cost(attempt, most)));
        *room = left.unwrap_or(*room);
        left.is_some()
    })
}

/// About how many octets of the page the wire of a try takes.
fn cost(attempt: &Attempt, most: usize) -> usize {
    let event = |event: &Event| match &event.kind {
        EventKind::Sent { bytes, .. } | EventKind::Received { bytes } => {
            AROUND_EVENT + bytes.len().min(most)
        }
        EventKind::StepDone => 0,
        _ => 2 * AROUND_EVENT,
    };
    AROUND_ATTEMPT + attempt.transcript.events.iter().map(event).sum::<usize>()
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
