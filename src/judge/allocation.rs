//! Which response belongs to which step: a walk over the steps with a cursor for each connection.
//!
//! An outcome that asks for a final response takes the next one on its connection, with the interim
//! ones before it. One that asks for interim responses alone takes those up to the last it asked
//! for. `frames:` takes the frames it asked for. `silence:`, `responses: 0` and `connection:` alone
//! take nothing: a response that came meanwhile is left for the steps that follow.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use super::expect::interim;
use super::scene::{Cursor, Named, Scene, Until};
use crate::model::case::{Action, Case, Part, Send};
use crate::model::expectation::{Check, CountRange, Expect, ExpectedOutcome, InterimMatch};
use crate::model::observation::{Connection, Ending, Observation, Progress, StepMark};
use crate::model::template::Variables;

/// What an outcome takes from its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Take {
    /// The next final response.
    Final,
    /// Interim responses.
    Interim,
    /// No response.
    Nothing,
}

/// What `outcome` takes.
pub(super) fn take(outcome: &ExpectedOutcome) -> Take {
    let checks = || outcome.checks.iter().map(|placed| &placed.check);
    // That no interim response came is known when the final one has, or when nothing at all has.
    let nothing_else = checks().any(|check| {
        matches!(check, Check::Silence(_) | Check::Responses(CountRange { most: Some(0), .. }))
    });
    let asks_final = checks().any(|check| match check {
        Check::Status(_)
        | Check::Reason(_)
        | Check::Version(_)
        | Check::Header(_)
        | Check::Trailer(_)
        | Check::HeadersSameAs { .. }
        | Check::Body(_)
        | Check::Framing(_)
        | Check::Within(_)
        | Check::Events(_)
        | Check::Response(_) => true,
        Check::Responses(range) => range.least > 0,
        Check::Interim(InterimMatch::None) => !nothing_else,
        Check::Interim(InterimMatch::Seen(_))
        | Check::Connection(_)
        | Check::CloseNotify(_)
        | Check::Silence(_)
        | Check::Frames(_) => false,
    });
    if asks_final {
        Take::Final
    } else if checks().any(|check| matches!(check, Check::Interim(InterimMatch::Seen(_)))) {
        Take::Interim
    } else {
        Take::Nothing
    }
}

/// A walk over the steps of a case.
pub(super) struct Walk<'a> {
    case: &'a Case,
    variables: &'a Variables,
    observation: &'a Observation,
    started_unix_ms: Option<u64>,
    cursors: BTreeMap<usize, Cursor>,
    /// For each connection, the names of the requests that no response has been taken for.
    unanswered: BTreeMap<usize, VecDeque<Option<&'a str>>>,
    named: Named<'a>,
    /// Stands for a connection that was never made.
    nowhere: &'a Connection,
}

impl<'a> Walk<'a> {
    /// A walk before the first step. `nowhere` stands for a connection that was never made.
    pub(super) fn new(
        case: &'a Case,
        variables: &'a Variables,
        observation: &'a Observation,
        nowhere: &'a Connection,
        started_unix_ms: Option<u64>,
    ) -> Self {
        Self {
            case,
            variables,
            observation,
            started_unix_ms,
            cursors: BTreeMap::new(),
            unanswered: BTreeMap::new(),
            named: Named::new(),
            nowhere,
        }
    }

    /// The mark of a step; they are in the order of the steps, and mostly there is one for each.
    fn mark(&self, step: usize) -> Option<&'a StepMark> {
        let marks = &self.observation.marks;
        let is_its = |mark: &&StepMark| mark.step == step;
        marks.get(step).filter(is_its).or_else(|| marks.iter().find(is_its))
    }

    /// The connection of a step, by index; past the end where it was never made.
    fn connection_of(&self, step: usize) -> usize {
        let connections = &self.observation.connections;
        let by_name = || {
            let on = self.case.steps.get(step).map(|step| step.on.as_str());
            connections.iter().rposition(|connection| Some(connection.name.as_str()) == on)
        };
        self.mark(step).map(|mark| mark.connection).or_else(by_name).unwrap_or(connections.len())
    }

    /// What `step` is judged on: up to its mark where it is finished, else up to now.
    pub(super) fn scene(&self, step: usize) -> Scene<'a> {
        let index = self.connection_of(step);
        let connection = self.observation.connections.get(index).unwrap_or(self.nowhere);
        let until = match self.mark(step) {
            Some(mark) => Until {
                received: mark.received,
                ending: mark.ending,
                quiet_us: mark.quiet_us,
                last_sent_us: mark.last_sent_us,
            },
            None => Until {
                received: connection.received.len(),
                ending: connection.ending,
                quiet_us: 0,
                last_sent_us: connection.last_sent_us,
            },
        };
        Scene {
            connections: &self.observation.connections,
            index,
            connection,
            from: self.cursors.get(&index).copied().unwrap_or_default(),
            until,
            named: self.named.clone(),
            variables: self.variables,
            started_unix_ms: self.started_unix_ms,
            explains: Cell::new(false),
            trouble: RefCell::new(None),
        }
    }

    /// How the connection of `step` had ended when the step before it on that connection was done.
    pub(super) fn ending_before(&self, step: usize) -> Option<Ending> {
        let index = self.connection_of(step);
        let before = |mark: &&StepMark| mark.connection == index && mark.step < step;
        self.observation.marks.iter().rfind(before).and_then(|mark| mark.ending)
    }

    /// Goes past a step that is no `expect`.
    pub(super) fn pass(&mut self, step: usize) {
        let Some(Action::Send(send)) = self.case.steps.get(step).map(|step| &step.action) else {
            return;
        };
        let index = self.connection_of(step);
        self.cursors.entry(index).or_default().answered = false;
        if begins_request(send, self.variables) {
            self.unanswered.entry(index).or_default().push_back(send.name.as_deref());
        }
    }

    /// Goes past an `expect` of which `outcome` fitted what `scene` shows.
    pub(super) fn settle(
        &mut self,
        expect: &'a Expect,
        outcome: &ExpectedOutcome,
        scene: &Scene<'a>,
    ) {
        let mut cursor = scene.from;
        match take(outcome) {
            Take::Final => {
                if let Some((index, response)) = scene.final_response() {
                    cursor.response = index + 1;
                    cursor.octet = response.span.end.min(scene.until.received);
                    cursor.answered = scene.progress(response) == Progress::Complete;
                    let asked = self.unanswered.entry(scene.index).or_default().pop_front();
                    for name in [asked.flatten(), expect.name.as_deref()].into_iter().flatten() {
                        self.named.insert(name, (scene.index, index));
                    }
                }
            }
            Take::Interim => {
                if let Some((index, response)) = interim::last_asked(outcome, scene) {
                    cursor.response = index + 1;
                    cursor.octet = response.span.end;
                }
            }
            Take::Nothing => {}
        }
        for placed in &outcome.checks {
            let Check::Frames(asked) = &placed.check else { continue };
            let last = asked.len().checked_sub(1).and_then(|last| scene.frames(asked).nth(last));
            if let Some((index, frame)) = last {
                cursor.frame = cursor.frame.max(index.saturating_add(1));
                cursor.octet = cursor.octet.max(frame.span.end);
            }
        }
        self.cursors.insert(scene.index, cursor);
    }
}

/// Whether a `send` begins a request, so that a response answers it. A raw `send:` does where it is
/// named or its first line looks like a request line; otherwise it goes on with an earlier one.
fn begins_request(send: &Send, variables: &Variables) -> bool {
    if send.is_request || send.name.is_some() {
        return true;
    }
    let first = send.head.iter().find_map(|part| match part {
        Part::Octets(octets) => octets.fill(variables).ok(),
        _ => None,
    });
    let line = first.unwrap_or_default();
    let line = line.split(|&octet| octet == b'\n').next().unwrap_or_default();
    line.windows(6).any(|six| six.eq_ignore_ascii_case(b" HTTP/"))
}
