//! `expect:`: the outcomes, in order of preference, and what each asks.

use std::time::Duration;

use crate::model::case::Place;
use crate::model::expectation::{
    Check, ConnectionFate, CountRange, EventMatch, Expect, ExpectedOutcome, FramingKind,
    OutcomeVerdict, PlacedCheck,
};

use super::decoder::Decoder;
use super::keys;
use super::node::{Node, Value};

/// How long nothing must come where `silence: true` names no time.
const SILENCE: Duration = Duration::from_millis(300);

const FRAMINGS: [(&str, FramingKind); 4] = [
    ("content-length", FramingKind::ContentLength),
    ("chunked", FramingKind::Chunked),
    ("close", FramingKind::Close),
    ("none", FramingKind::None),
];

const FATES: [(&str, ConnectionFate); 3] = [
    ("open", ConnectionFate::Open),
    ("closed", ConnectionFate::Closed),
    ("reset", ConnectionFate::Reset),
];

const VERDICTS: [(&str, OutcomeVerdict); 4] = [
    ("pass", OutcomeVerdict::Pass),
    ("warn", OutcomeVerdict::Warn),
    ("info", OutcomeVerdict::Info),
    ("fail", OutcomeVerdict::Fail),
];

/// What an outcome can ask of an answer alone.
const ASKED_OF_AN_ANSWER: [&str; 11] = [
    "status", "reason", "version", "headers", "trailers", "body", "framing", "within", "frames",
    "events", "response",
];

impl Decoder<'_> {
    /// `expect:`, with the `response:` and the `headers: exact` beside it.
    pub(super) fn expect(
        &mut self,
        node: Option<&Node>,
        response: Option<(&Node, &Node)>,
        exact: bool,
    ) -> Option<Expect> {
        let mut outcomes = Vec::new();
        match node.map(|node| (node, &node.value)) {
            Some((node, Value::List(members))) => {
                if members.is_empty() {
                    self.error(node, "`expect` has no outcome");
                }
                for member in members {
                    outcomes.extend(self.outcome(member, false));
                }
            }
            Some((node, _)) => outcomes.extend(self.outcome(node, response.is_some())),
            None => {}
        }
        if let Some((key, value)) = response {
            let place = self.place(key);
            let template = self.response(value, exact)?;
            let check = PlacedCheck { place: place.clone(), check: Check::Response(template) };
            match (node.map(|node| &node.value), outcomes.as_mut_slice()) {
                (None, _) => outcomes.push(outcome_at(place, vec![check])),
                (Some(Value::Map(_)), [outcome]) => outcome.checks.push(check),
                (Some(Value::Map(_)), _) => {}
                _ => {
                    let help = "write it within one of the outcomes";
                    self.error_help(key, "`response` cannot stand beside a list of outcomes", help);
                }
            }
        }
        (!outcomes.is_empty()).then_some(Expect { name: None, outcomes })
    }

    fn outcome(&mut self, node: &Node, may_be_empty: bool) -> Option<ExpectedOutcome> {
        let entries = self.entries(node, &keys::OUTCOME)?;
        let mut outcome = outcome_at(self.place(node), Vec::new());
        let errors = self.errors;
        for (name, key, value) in entries.iter() {
            let check = match name {
                "verdict" => {
                    outcome.verdict = self.word(value, "`verdict`", &VERDICTS).unwrap_or_default();
                    continue;
                }
                "note" => {
                    outcome.note = self.text(value, "`note`").unwrap_or_default().to_owned();
                    continue;
                }
                "ends" => {
                    outcome.ends = self.flag(value, "`ends`").unwrap_or_default();
                    continue;
                }
                "headers" if value.text() == Some("exact") && entries.has("response") => continue,
                "headers" | "trailers" => {
                    let checks = if name == "headers" {
                        self.header_checks(value)
                    } else {
                        self.trailer_checks(value)
                    };
                    for (key, check) in checks {
                        let place = self.place(key);
                        outcome.checks.push(PlacedCheck { place, check });
                    }
                    continue;
                }
                "status" => self.statuses(value).map(Check::Status),
                "reason" => self.text_match(value, "`reason`").map(Check::Reason),
                "version" => self.text_match(value, "`version`").map(Check::Version),
                "interim" => self.interim(value).map(Check::Interim),
                "body" => self.body_match(value).map(Check::Body),
                "framing" => self.words(value, "`framing`", &FRAMINGS).map(Check::Framing),
                "connection" => self.words(value, "`connection`", &FATES).map(Check::Connection),
                "close-notify" => self.flag(value, "`close-notify`").map(Check::CloseNotify),
                "responses" => self.range(value, "`responses`").map(Check::Responses),
                "silence" if value.text() == Some("true") => Some(Check::Silence(SILENCE)),
                "silence" => self.duration(value, "`silence`").map(Check::Silence),
                "within" => self.duration(value, "`within`").map(Check::Within),
                "frames" => {
                    // An empty list asks that none comes.
                    let frames = value.members().iter();
                    let frames = frames.filter_map(|member| self.frame_match(member)).collect();
                    Some(Check::Frames(frames))
                }
                "events" => {
                    let events = value.members().iter();
                    let events = events.filter_map(|member| self.event_match(member)).collect();
                    Some(Check::Events(events))
                }
                _ => {
                    let headers = entries.value("headers");
                    let exact = headers.is_some_and(|headers| headers.text() == Some("exact"));
                    self.response(value, exact).map(Check::Response)
                }
            };
            let place = self.place(key);
            outcome.checks.extend(check.map(|check| PlacedCheck { place, check }));
        }
        let asks_nothing = outcome.checks.is_empty() && self.errors == errors;
        if asks_nothing && !may_be_empty && outcome.verdict == OutcomeVerdict::Pass {
            let help =
                "ask for something, or give what fits all else the `verdict` warn, info or fail";
            self.error_help(node, "this outcome fits whatever comes, and passes", help);
            return None;
        }
        if self.errors == errors
            && let Some((key, _)) = entries.get("silence")
            && let [other, ..] = entries.present(&ASKED_OF_AN_ANSWER).as_slice()
        {
            let message = format!("`silence` and `{other}` cannot both hold");
            let help = "silence is an outcome of its own; write them as two outcomes of a list";
            self.error_help(key, message, help);
        }
        // "Or it closes" speaks of closing in place of an answer: written beside `status: 400`, it
        // must not be met by a 200 before the close.
        let only_connection =
            outcome.checks.iter().all(|placed| matches!(placed.check, Check::Connection(_)));
        if let ([placed], true) = (outcome.checks.as_slice(), only_connection) {
            let place = placed.place.clone();
            let none = CountRange { least: 0, most: Some(0) };
            outcome.checks.push(PlacedCheck { place, check: Check::Responses(none) });
        }
        Some(outcome)
    }

    fn words<T: Clone>(&mut self, node: &Node, what: &str, words: &[(&str, T)]) -> Option<Vec<T>> {
        let read = self.each(node, |decoder, member| decoder.word(member, what, words));
        (!read.is_empty()).then_some(read)
    }

    fn event_match(&mut self, node: &Node) -> Option<EventMatch> {
        let entries = self.entries(node, &keys::EVENT_MATCH)?;
        let mut asked = EventMatch::default();
        for (name, _, value) in entries.iter() {
            match name {
                "event" => asked.event = self.text_match(value, "`event`"),
                "data" => asked.data = self.text_match(value, "`data`"),
                "id" => asked.id = self.text_match(value, "`id`"),
                _ => asked.retry = self.number(value, "`retry` (milliseconds)", (0, u64::MAX)),
            }
        }
        Some(asked)
    }
}

fn outcome_at(place: Place, checks: Vec<PlacedCheck>) -> ExpectedOutcome {
    ExpectedOutcome { place, checks, ..ExpectedOutcome::default() }
}
