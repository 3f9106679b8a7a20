//! From a recorded transcript to what is to be done again: the same writes, pauses and closes at the
//! same places, and between them what has to come before the next.
//!
//! A results file is as hostile as any input. What cannot have happened is refused, and everything
//! that is done again is bounded by the limits of a run.

use std::time::Duration;

use crate::model::case::{Action, Case, CloseKind, Part, Place, Send, Step};
use crate::model::expectation::{Check, Expect, ExpectedOutcome, OutcomeVerdict, PlacedCheck};
use crate::model::plan::Limits;
use crate::model::replay::NotReplayed;
use crate::model::template::Template;
use crate::model::transcript::{Event, EventKind, TimeLimit, Transcript};
use crate::observe::Observer;

use super::milestone::{Extent, Milestone, Patience};

/// Steps that are replayed at most; the longest bundled case has a few hundred.
const MOST_STEPS: usize = 4096;
/// Octets that a connection may receive at most, whatever was recorded: what came is kept.
const MOST_BYTES: u64 = 64 << 20;

/// What is done again, and what is waited for.
#[derive(Debug)]
pub(super) struct Script {
    /// The steps; connections are named by their index in the recording.
    pub(super) case: Case,
    /// For each step what the recording had when it was finished.
    pub(super) milestones: Vec<Milestone>,
    /// The limits of this exchange.
    pub(super) limits: Limits,
}

/// Makes the script.
///
/// # Errors
/// Why what was recorded cannot be sent again.
pub(super) fn script(recorded: &Transcript, limits: &Limits) -> Result<Script, NotReplayed> {
    let mut steps = Vec::new();
    let mut milestones = Vec::new();
    let mut observer = Observer::new();
    let mut connections = Connections::default();
    let mut waits = Duration::ZERO;
    let mut came = vec![Came::default(); recorded.connections.len()];
    let mut begun = 0;
    while begun < recorded.events.len() {
        if steps.len() == MOST_STEPS {
            let steps = recorded.events.iter().filter(|e| e.kind == EventKind::StepDone).count();
            return Err(NotReplayed::TooManySteps { steps, most: MOST_STEPS });
        }
        let rest = recorded.events.get(begun..).unwrap_or_default();
        let length = rest.iter().position(|event| event.kind == EventKind::StepDone);
        let events = rest.get(..length.map_or(rest.len(), |done| done + 1)).unwrap_or_default();
        let group = Group::read(events, begun, &mut connections, recorded)?;
        waits = waits.saturating_add(group.waits);
        if waits > limits.case_timeout {
            return Err(NotReplayed::TooLong { waits, limit: limits.case_timeout });
        }
        for event in events {
            observer.see(&recorded.connections, event);
            if let (EventKind::Received { bytes }, Some(came)) =
                (&event.kind, came.get_mut(event.connection))
            {
                came.octets = came.octets.saturating_add(bytes.len()).saturating_add(event.omitted);
                came.is_cut |= event.omitted > 0;
            }
        }
        let came_here = came.get(group.connection).filter(|came| came.is_cut);
        let connection = observer.observation().connections.get(group.connection);
        milestones.push(Milestone {
            connection: group.connection,
            reached: connection.map(Extent::of).unwrap_or_default(),
            octets: came_here.map_or(0, |came| came.octets),
            ended: connection.is_some_and(super::milestone::has_ended),
            patience: group.patience,
        });
        begun += events.len();
        if group.no_value {
            // The case ended here when it was recorded, before anything of this step was sent.
            milestones.pop();
            break;
        }
        steps.push(group.into_step());
    }
    if connections.made == 0 {
        return Err(NotReplayed::NotConnected);
    }
    let limits = Limits { max_bytes: most_received(recorded, &came, limits.max_bytes), ..*limits };
    Ok(Script { case: Case::of_steps("replay", steps), milestones, limits })
}

/// What came on a connection of the recording.
#[derive(Clone, Copy, Default)]
struct Came {
    octets: usize,
    /// Whether some of it is not in the results.
    is_cut: bool,
}

/// How much may come on a connection: as much as came then, even where a case of its own allowed
/// more than others.
fn most_received(recorded: &Transcript, came: &[Came], usual: u64) -> u64 {
    let cap = recorded.events.iter().find_map(|event| match event.kind {
        EventKind::TooManyBytes { cap } => Some(cap),
        _ => None,
    });
    let came = came.iter().map(|came| came.octets as u64).max().unwrap_or_default();
    cap.unwrap_or(usual.max(came)).min(MOST_BYTES)
}

/// The connections of the recording as they come up: each is named when it is first used, in order.
#[derive(Default)]
struct Connections {
    named: usize,
    made: usize,
}

/// The events of one step.
#[derive(Default)]
struct Group {
    connection: usize,
    parts: Vec<Part>,
    has_octets: bool,
    is_request: bool,
    connects: bool,
    close: Option<CloseKind>,
    no_value: bool,
    waits: Duration,
    patience: Patience,
}

impl Group {
    /// Reads the events of one step, the first of which is the `first` of the transcript.
    fn read(
        events: &[Event],
        first: usize,
        connections: &mut Connections,
        recorded: &Transcript,
    ) -> Result<Self, NotReplayed> {
        let impossible = |at: usize, why| NotReplayed::Impossible { event: first + at, why };
        let last = events.len().saturating_sub(1);
        let connection = events.last().map_or(0, |event| event.connection);
        let mut group = Self { connection, ..Self::default() };
        if connection > connections.named {
            return Err(impossible(last, "connections are out of order"));
        }
        if connection == connections.named {
            connections.named += 1;
        }
        let mut out_of_time = false;
        for (at, event) in events.iter().enumerate() {
            if event.connection >= connections.named.min(recorded.connections.len()) {
                return Err(impossible(at, "there is no such connection"));
            }
            let own = match &event.kind {
                EventKind::Received { .. }
                | EventKind::CloseNotify
                | EventKind::NoCloseNotify
                | EventKind::Fin
                | EventKind::Reset
                | EventKind::ReadFailed { .. }
                | EventKind::TooManyBytes { .. } => true,
                _ => event.connection == connection,
            };
            if !own {
                return Err(impossible(at, "a step acts on two connections"));
            }
            if group.close.is_some() && event.kind != EventKind::StepDone {
                return Err(impossible(at, "a step goes on after it closed its connection"));
            }
            match &event.kind {
                EventKind::Sent { .. } if event.omitted > 0 => {
                    return Err(NotReplayed::Cut(sent_and_omitted(recorded)));
                }
                EventKind::Sent { bytes, request } => {
                    group.is_request |= request;
                    group.has_octets = true;
                    group.parts.push(Part::Octets(Template::octets(bytes.clone())));
                }
                EventKind::SendFailed { unsent, .. } => return Err(NotReplayed::NotTaken(*unsent)),
                EventKind::TimedOut { limit: TimeLimit::Write } => {
                    return Err(NotReplayed::OutOfTime);
                }
                EventKind::TimedOut { limit: TimeLimit::Case } => out_of_time = true,
                EventKind::TimedOut { limit: TimeLimit::Read } => {
                    group.patience = Patience::UntilTimeout;
                }
                EventKind::Quiet { waited_us } => {
                    let waited = Duration::from_micros(*waited_us);
                    group.waits = group.waits.saturating_add(waited);
                    group.patience = group.patience.and_quiet(waited);
                }
                EventKind::Paused { us } => {
                    let length = Duration::from_micros(*us);
                    group.waits = group.waits.saturating_add(length);
                    group.parts.push(Part::Pause(length));
                }
                EventKind::Connected { .. } => {
                    connections.made += 1;
                    group.connects = true;
                }
                EventKind::ConnectFailed { .. } => group.connects = true,
                EventKind::Closed { how } => group.close = Some(*how),
                EventKind::NoValue { .. } => group.no_value = true,
                EventKind::Received { .. }
                | EventKind::Secured(_)
                | EventKind::CloseNotify
                | EventKind::NoCloseNotify
                | EventKind::Fin
                | EventKind::Reset
                | EventKind::ReadFailed { .. }
                | EventKind::TooManyBytes { .. }
                | EventKind::StepDone => {}
            }
        }
        if out_of_time {
            if group.has_octets {
                return Err(NotReplayed::OutOfTime);
            }
            group.patience = Patience::UntilTimeout;
        }
        if group.close.is_some() && !group.parts.is_empty() {
            return Err(impossible(last, "a step both sends and closes"));
        }
        Ok(group)
    }

    fn into_step(self) -> Step {
        let action = if let Some(how) = self.close {
            Action::Close(how)
        } else if self.has_octets || (self.connects && !self.parts.is_empty()) {
            Action::Send(Send {
                is_request: self.is_request,
                name: None,
                head: self.parts,
                body: Vec::new(),
            })
        } else if self.parts.is_empty() {
            Action::Expect(expect())
        } else {
            Action::Pause(self.waits)
        };
        Step { place: Place::default(), on: self.connection.to_string(), action }
    }
}

/// All octets that were sent and are not in the results.
fn sent_and_omitted(recorded: &Transcript) -> usize {
    let sent = recorded.events.iter().filter(|e| matches!(e.kind, EventKind::Sent { .. }));
    sent.map(|event| event.omitted).fold(0, usize::saturating_add)
}

/// A step that waits; for what is asked of the watch. It is an expectation of the kind after which
/// a send that is no request goes on with the one before.
fn expect() -> Expect {
    let silence = PlacedCheck { place: Place::default(), check: Check::Silence(Duration::ZERO) };
    Expect {
        name: None,
        outcomes: vec![ExpectedOutcome {
            place: Place::default(),
            verdict: OutcomeVerdict::Info,
            note: String::new(),
            ends: false,
            checks: vec![silence],
        }],
    }
}
