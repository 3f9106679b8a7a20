//! Findings and their diffs as the page reads them: words from `words`, octets as octets.

use serde::Serialize;
use serde::ser::{SerializeTuple, Serializer};

use crate::model::finding::{Diff, DiffLine, Finding, FindingKind, Side};
use crate::report::html::inert::Octets;
use crate::report::words;

/// One finding.
#[derive(Serialize)]
pub(super) struct FindingView<'a> {
    /// Which element of the answer it is about; the page groups by it.
    part: &'static str,
    title: String,
    expected: SideView<'a>,
    actual: SideView<'a>,
    clauses: Vec<(String, String)>,
    /// Line in the case file; 0 where there is none.
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<(usize, Option<usize>, usize, usize)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<DiffView<'a>>,
}

impl<'a> FindingView<'a> {
    pub(super) fn new(finding: &'a Finding) -> Self {
        Self {
            part: part(&finding.kind),
            title: words::finding_title(finding),
            expected: SideView(&finding.expected),
            actual: SideView(&finding.actual),
            clauses: finding.citations.iter().map(|c| (c.to_string(), c.url())).collect(),
            line: finding.place.line,
            evidence: finding
                .evidence
                .as_ref()
                .map(|e| (e.connection, e.response, e.span.start, e.span.end)),
            diff: finding.diff.as_ref().map(DiffView),
        }
    }
}

fn part(kind: &FindingKind) -> &'static str {
    match kind {
        FindingKind::Status | FindingKind::Reason | FindingKind::Version => "Status line",
        FindingKind::Header { .. } => "Header fields",
        FindingKind::Trailer { .. } => "Trailer fields",
        FindingKind::Interim => "Interim responses",
        FindingKind::Body { .. } => "Body",
        FindingKind::Framing => "Framing",
        FindingKind::Connection => "Connection",
        FindingKind::Frame { .. } => "WebSocket frames",
        FindingKind::Event { .. } => "Server-sent events",
        FindingKind::Lint { .. } => "Rule of every response",
        FindingKind::NoResponse { .. }
        | FindingKind::NotHttp
        | FindingKind::Incomplete { .. }
        | FindingKind::Responses
        | FindingKind::Silence
        | FindingKind::Within
        | FindingKind::NothingToCompare { .. } => "Response",
    }
}

/// `["t", text]`, `["b", octets]`, `["f", [[name, value], …]]`, or null for nothing.
struct SideView<'a>(&'a Side);

impl Serialize for SideView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Side::Text(text) => ("t", text).serialize(serializer),
            Side::Number(number) => ("t", number.to_string()).serialize(serializer),
            Side::Bytes(octets) => ("b", Octets(octets)).serialize(serializer),
            Side::Fields(fields) => {
                let fields: Vec<_> =
                    fields.iter().map(|(name, value)| (Octets(name), Octets(value))).collect();
                ("f", fields).serialize(serializer)
            }
            Side::Nothing => serializer.serialize_none(),
        }
    }
}

/// `[kind, …]`, as the page's `diff.js` reads it.
struct DiffView<'a>(&'a Diff);

impl Serialize for DiffView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Diff::Lines(diff) => {
                let lines: Vec<_> = diff.lines.iter().map(LineView).collect();
                ("lines", lines, diff.first_difference, diff.cut_short).serialize(serializer)
            }
            Diff::Json(changes) => {
                let text = |value: &Option<serde_json::Value>| {
                    value
                        .as_ref()
                        .map(|value| serde_json::to_string_pretty(value).unwrap_or_default())
                };
                let rows: Vec<_> = changes
                    .iter()
                    .map(|change| (&change.path, text(&change.expected), text(&change.actual)))
                    .collect();
                ("json", rows).serialize(serializer)
            }
            Diff::Hex(window) => (
                "hex",
                window.start,
                window.first_difference,
                (Octets(&window.expected), window.expected_length),
                (Octets(&window.actual), window.actual_length),
            )
                .serialize(serializer),
            Diff::Fields(changes) => {
                let rows: Vec<_> = changes
                    .iter()
                    .map(|change| {
                        let expected = change.expected.as_ref().map(|value| Octets(value));
                        let actual = change.actual.as_ref().map(|value| Octets(value));
                        (&change.name, change.departure.map(words::departure), expected, actual)
                    })
                    .collect();
                ("fields", rows).serialize(serializer)
            }
            Diff::StatusLine(elements) => {
                let rows: Vec<_> = elements
                    .iter()
                    .map(|e| (&e.element, e.departs, SideView(&e.expected), SideView(&e.actual)))
                    .collect();
                ("status-line", rows).serialize(serializer)
            }
        }
    }
}

/// `["=", octets]`, `["-", [[changed, octets], …]]`, `["+", …]` or `["…", count]`.
struct LineView<'a>(&'a DiffLine);

impl Serialize for LineView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(2)?;
        match self.0 {
            DiffLine::Same(octets) => {
                tuple.serialize_element("=")?;
                tuple.serialize_element(&Octets(octets))?;
            }
            DiffLine::Expected(runs) | DiffLine::Actual(runs) => {
                let expected = matches!(self.0, DiffLine::Expected(_));
                tuple.serialize_element(if expected { "-" } else { "+" })?;
                let runs: Vec<_> =
                    runs.iter().map(|run| (run.changed, Octets(&run.bytes))).collect();
                tuple.serialize_element(&runs)?;
            }
            DiffLine::Elided(count) => {
                tuple.serialize_element("…")?;
                tuple.serialize_element(count)?;
            }
        }
        tuple.end()
    }
}
