//! What may come back, as the keys `response` and `expect` of a case or a step.

use crate::model::expectation::{Hole, ResponseTemplate};
use crate::model::template::Template;

use super::request::indented;
use super::style::scalar;
use super::wire::{Breaks, WireText};
use super::words::comment;

/// What is expected of one answer. Where all is empty it is a success: `status: 2xx`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    /// The answer as it should look.
    pub response: Option<ResponseTemplate>,
    /// Keys of the outcome with their values, in YAML.
    pub outcome: Vec<(&'static str, String)>,
    /// Comments, a line each.
    pub remarks: Vec<String>,
}

impl Expected {
    /// An outcome of these keys.
    #[must_use]
    pub fn of(outcome: Vec<(&'static str, String)>) -> Self {
        Self { outcome, ..Self::default() }
    }

    pub(super) fn keys(&self) -> Vec<String> {
        let response = self.response.as_ref().map(response);
        let remarks = self.remarks.iter().map(|remark| comment(remark));
        if let Some(response) = &response
            && self.outcome.is_empty()
            && self.remarks.is_empty()
        {
            return response.clone();
        }
        let mut lines = vec!["expect:".to_owned()];
        let mut within: Vec<String> = remarks.collect();
        within.extend(response.into_iter().flatten());
        within.extend(self.outcome.iter().map(|(key, value)| format!("{key}: {value}")));
        if self.response.is_none() && self.outcome.is_empty() {
            within.push("status: 2xx".to_owned());
        }
        lines.extend(indented(within));
        lines
    }
}

fn response(answer: &ResponseTemplate) -> Vec<String> {
    let mut text = WireText::new(Breaks::Answer);
    text.holes(&answer.status_line);
    for (name, value) in &answer.fields {
        text.line_break();
        let mut name = vec![Hole::Octets(Template::octets(format!("{name}: ").as_str()))];
        name.extend_from_slice(value);
        text.holes(&name);
    }
    let mut lines = vec!["response: |".to_owned()];
    lines.extend(indented(text.block()));
    if let Some(body) = &answer.body {
        let mut text = WireText::new(Breaks::Answer);
        text.holes(body);
        lines.push(String::new());
        lines.extend(indented(text.block()));
    }
    if answer.exact {
        lines.push("headers: exact".to_owned());
    }
    lines
}

/// A map on one line: `{ key: value }`, of keys and values that are YAML already.
pub(super) fn map(entries: &[(&str, String)]) -> String {
    let entries: Vec<String> =
        entries.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// A text as a flow scalar; a regular expression is no wire text.
pub(super) fn text(text: &str) -> String {
    scalar(text, true)
}
