//! Steps: one action each, on a connection.

use std::collections::BTreeSet;

use crate::model::case::{Action, CloseKind, MAIN_CONNECTION, Send, Step};

use super::decoder::{Decoder, Entries};
use super::keys;
use super::names;
use super::node::{Node, Value};
use super::parts::Within;

const CLOSES: [(&str, CloseKind); 3] =
    [("write", CloseKind::Write), ("full", CloseKind::Full), ("reset", CloseKind::Reset)];

/// The warnings that an author can answer with `intended`.
pub(super) const WARNINGS: [(&str, ()); 3] = [("content-length", ()), ("head", ()), ("octets", ())];

/// A step with what the warnings about it need.
#[derive(Debug)]
pub(super) struct WrittenStep<'n> {
    /// The step.
    pub(super) step: Step,
    /// The node of what is sent, where something is.
    pub(super) sent: Option<&'n Node>,
    /// The warnings that the author has answered.
    pub(super) intended: BTreeSet<String>,
}

impl Decoder<'_> {
    /// `steps:`, in their order.
    pub(super) fn steps<'n>(&mut self, node: &'n Node) -> Vec<WrittenStep<'n>> {
        let mut steps: Vec<WrittenStep<'n>> = Vec::new();
        let Some(members) = self.list(node, "`steps`") else { return steps };
        let mut places = Vec::new();
        for member in members {
            let of_case = self.scope.intended.clone();
            if let Some(step) = self.step(member) {
                places.push((member, step.step.on.clone()));
                steps.push(step);
            }
            self.scope.intended = of_case;
        }
        let opened: BTreeSet<&str> = steps
            .iter()
            .filter(|step| matches!(step.step.action, Action::Send(_) | Action::Connect))
            .map(|step| step.step.on.as_str())
            .collect();
        for (member, on) in &places {
            if on != MAIN_CONNECTION && !opened.contains(on.as_str()) {
                let value = member.get("on").unwrap_or(member);
                let help = names::meant(on, opened.iter().copied());
                self.error_help(value, format!("nothing is sent on the connection `{on}`"), help);
            }
        }
        self.refuse_use_after_close(&steps, &places);
        steps
    }

    /// Whether something came before we closed is a matter of luck, and nothing comes after.
    fn refuse_use_after_close(&mut self, steps: &[WrittenStep<'_>], places: &[(&Node, String)]) {
        let mut closed = BTreeSet::new();
        for (written, (member, on)) in steps.iter().zip(places) {
            match &written.step.action {
                Action::Close(CloseKind::Full | CloseKind::Reset) => {
                    closed.insert(on.as_str());
                }
                Action::Connect => {
                    closed.remove(on.as_str());
                }
                Action::Send(_) | Action::Expect(_) if closed.contains(on.as_str()) => {
                    let help =
                        "put the expectation before the `close`, or open it anew with `connect`";
                    let message = format!("an earlier step closed the connection `{on}`");
                    self.error_help(member, message, help);
                }
                _ => {}
            }
        }
    }

    /// The steps that `request`, `send`, `body`, `expect` and `response` of a case stand for.
    pub(super) fn steps_of_case<'n>(&mut self, entries: &Entries<'n>) -> Vec<WrittenStep<'n>> {
        let mut steps = Vec::new();
        let Some(kind) = self.one_of(entries, &["request", "send", "steps"]) else { return steps };
        if let Some((key, node)) = entries.get(kind) {
            steps.extend(self.sending(entries, kind, node).map(|send| WrittenStep {
                step: Step {
                    place: self.place(key),
                    on: MAIN_CONNECTION.to_owned(),
                    action: Action::Send(send),
                },
                sent: Some(node),
                intended: self.scope.intended.clone(),
            }));
        }
        let Some((key, _)) = entries.get("expect").or_else(|| entries.get("response")) else {
            let help = "add `expect` (or `response`): a case without one cannot fail";
            if !entries.misspells(&["expect", "response"]) {
                self.error_help(entries.owner, "the case expects nothing", help);
            }
            return steps;
        };
        if let Some(action) = self.expectation(entries) {
            let step = Step { place: self.place(key), on: MAIN_CONNECTION.to_owned(), action };
            let intended = self.scope.intended.clone();
            steps.push(WrittenStep { step, sent: None, intended });
        }
        steps
    }

    fn step<'n>(&mut self, node: &'n Node) -> Option<WrittenStep<'n>> {
        let entries = self.entries(node, &keys::STEP)?;
        let kinds = ["request", "send", "expect", "pause", "close", "connect"];
        let kind = if entries.has("response") && entries.present(&kinds).is_empty() {
            "response"
        } else {
            self.one_of(&entries, &kinds)?
        };
        let (key, value) = entries.get(kind)?;
        self.misplaced(&entries, kind);
        if let Some(intended) = entries.value("intended") {
            self.intended(intended);
        }
        let mut on = match entries.value("on") {
            Some(on) => self.name(on, "a connection")?.to_owned(),
            None => MAIN_CONNECTION.to_owned(),
        };
        let name = match entries.value("as") {
            Some(name) => self.exchange_name(name),
            None => None,
        };
        let mut sent = None;
        let action = match kind {
            "request" | "send" => {
                sent = Some(value);
                let mut send = self.sending(&entries, kind, value)?;
                send.name = name;
                Action::Send(send)
            }
            "expect" | "response" => match self.expectation(&entries)? {
                Action::Expect(mut expect) => {
                    expect.name = name;
                    Action::Expect(expect)
                }
                other => other,
            },
            "pause" => Action::Pause(self.duration(value, "`pause`")?),
            "close" => Action::Close(self.word(value, "`close`", &CLOSES)?),
            _ => {
                if value.text() != Some("true") {
                    on = self.name(value, "a connection")?.to_owned();
                    if let Some((key, _)) = entries.get("on") {
                        self.error(key, "the connection is named by both `connect` and `on`");
                    }
                }
                Action::Connect
            }
        };
        let step = Step { place: self.place(key), on, action };
        Some(WrittenStep { step, sent, intended: self.scope.intended.clone() })
    }

    fn sending(&mut self, entries: &Entries<'_>, kind: &str, node: &Node) -> Option<Send> {
        let body = entries.get("body");
        if kind == "request" {
            return self.request(node, body.map(|(_, body)| body));
        }
        if let Some((key, _)) = body {
            self.error(key, "`body` stands beside `request` alone; put it into `send`");
        }
        let head = self.parts(node, Within::Send);
        Some(Send { is_request: false, name: None, head, body: Vec::new() })
    }

    fn expectation(&mut self, entries: &Entries<'_>) -> Option<Action> {
        let response = entries.get("response");
        let exact = match entries.get("headers") {
            Some((key, value)) => {
                if value.text() != Some("exact") || response.is_none() {
                    let help = "fields are asked for under `expect`, as `headers: {Name: value}`";
                    self.error_help(key, "`headers` takes `exact` here, beside `response`", help);
                }
                true
            }
            None => false,
        };
        let expect = self.expect(entries.value("expect"), response, exact);
        let captured = std::mem::take(&mut self.scope.captured);
        self.scope.variables.extend(captured);
        expect.map(Action::Expect)
    }

    /// Reports the keys that have no meaning beside this action.
    fn misplaced(&mut self, entries: &Entries<'_>, kind: &str) {
        let allowed: &[&str] = match kind {
            "request" => &["request", "body", "on", "as", "intended"],
            "send" => &["send", "body", "on", "as", "intended"],
            "expect" | "response" => &["expect", "response", "headers", "on", "as"],
            "connect" => &["connect", "on"],
            _ => &["pause", "close", "on"],
        };
        for (name, key, _) in entries.iter() {
            if !allowed.contains(&name) {
                self.error(key, format!("`{name}` has no meaning beside `{kind}`"));
            }
        }
    }

    fn exchange_name(&mut self, node: &Node) -> Option<String> {
        let name = self.name(node, "an exchange")?.to_owned();
        if !self.scope.exchanges.insert(name.clone()) {
            self.error(node, format!("an earlier step is named `{name}` already"));
        }
        Some(name)
    }

    /// `intended:`, the warnings that the author has answered.
    pub(super) fn intended(&mut self, node: &Node) {
        if matches!(node.value, Value::Map(_)) {
            self.error(node, "`intended` is a word or a list of words");
            return;
        }
        let words = self.each(node, |decoder, member| {
            decoder.word(member, "`intended`", &WARNINGS)?;
            member.text().map(str::to_owned)
        });
        self.scope.intended.extend(words);
    }
}
