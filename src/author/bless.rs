//! Expectations rewritten to what was answered: check by check, by the places that the findings
//! name. What cannot be asked for sensibly is left, with the reason.

mod answer;
mod asked;
mod body;

use std::collections::BTreeSet;

use crate::load::outline::{Outline, Part};
use crate::model::bytes::Bytes;
use crate::model::case::Place;
use crate::model::expectation::FramingKind;
use crate::model::finding::{Finding, FindingKind, Side};
use crate::model::observation::{Connection, Ending, Field, Observation, Response};

use super::edit::Edits;
use super::style::Value;
use super::wire::wire_text;
use asked::asked;

/// Makes the edits for the findings of one attempt; `stubborn` where edits that kept what seemed to
/// hold were not enough.
///
/// # Errors
/// What cannot be changed, and why.
pub fn rewrite(
    edits: &mut Edits<'_>,
    outline: &Outline,
    findings: &[Finding],
    came: &Observation,
    stubborn: bool,
) -> Result<(), String> {
    let mut done: BTreeSet<(usize, usize)> = BTreeSet::new();
    for finding in findings {
        let place = (finding.place.line, finding.place.column);
        let here: Vec<&Finding> = findings.iter().filter(|f| same(&f.place, place)).collect();
        if !done.insert(place) {
            continue;
        }
        let at = outline.offset_of(place.0, place.1);
        let entry = at.and_then(|at| outline.root.entry_at(at));
        let Some((key, value)) = entry else {
            return Err(format!("{}: no check is written there", told(finding)));
        };
        let name = key.scalar().unwrap_or_default();
        let of = |finding: &Finding| of_finding(came, finding);
        let (connection, response) = of(finding)
            .ok_or_else(|| format!("{}: there is no answer to ask for", told(finding)))?;
        if name == "response" {
            answer::rewrite(edits, outline, (key, value), &here, (connection, response), stubborn)?;
            continue;
        }
        // A check that stands in no key of its own, as "no answer" beside `connection: closed` does.
        if key_of(&finding.kind).is_some_and(|wanted| wanted != name) {
            return Err(format!("`{name}` alone asks for an end without an answer, and one came"));
        }
        let new = new_value(name, value, &here, connection, response)
            .map_err(|why| format!("`{name}`: {why}"))?;
        if let Some(new) = new {
            edits.set(key, value, &new).map_err(|why| format!("`{name}`: {why}"))?;
        }
        if here.iter().any(|f| matches!(f.kind, FindingKind::Body { .. })) {
            body::rewrite(edits, (key, value), &here, response)?;
        }
    }
    Ok(())
}

fn same(place: &Place, at: (usize, usize)) -> bool {
    (place.line, place.column) == at
}

/// A finding in a few words of the format.
fn told(finding: &Finding) -> &'static str {
    match &finding.kind {
        FindingKind::NoResponse { .. } => "no response came",
        FindingKind::NotHttp => "what came is no HTTP response",
        FindingKind::Incomplete { .. } => "the response is not whole",
        FindingKind::NothingToCompare { .. } => "there is nothing to compare with",
        _ => "a check",
    }
}

/// The connection and the response that a finding is about.
fn of_finding<'a>(
    came: &'a Observation,
    finding: &Finding,
) -> Option<(&'a Connection, Option<&'a Response>)> {
    let evidence = finding.evidence.as_ref();
    let connection = came.connections.get(evidence.map_or(0, |evidence| evidence.connection))?;
    let response = match evidence.and_then(|evidence| evidence.response) {
        Some(index) => connection.responses.get(index),
        None => connection.responses.iter().rev().find(|response| !response.is_interim()),
    };
    Some((connection, response))
}

/// The key that a check of this kind stands under, where it has one name.
fn key_of(kind: &FindingKind) -> Option<&'static str> {
    match kind {
        FindingKind::Status => Some("status"),
        FindingKind::Reason => Some("reason"),
        FindingKind::Version => Some("version"),
        FindingKind::Framing => Some("framing"),
        FindingKind::Connection => Some("connection"),
        FindingKind::Responses => Some("responses"),
        FindingKind::Interim => Some("interim"),
        FindingKind::Body { .. } => Some("body"),
        _ => None,
    }
}

/// What a check is to ask for; nothing where it is a body, which has a file of its own.
fn new_value(
    name: &str,
    old: &Part,
    findings: &[&Finding],
    connection: &Connection,
    response: Option<&Response>,
) -> Result<Option<Value>, String> {
    let raw = |text: &str| Ok(Some(Value::Raw(text.to_owned())));
    let Some(finding) = findings.first() else { return Ok(None) };
    let whole = || response.ok_or_else(|| "no response came".to_owned());
    match &finding.kind {
        FindingKind::Status => match &finding.actual {
            Side::Number(status) => raw(&status.to_string()),
            _ => Err("what came is no status code".to_owned()),
        },
        FindingKind::Reason => {
            Ok(Some(text_of(whole()?.status_line.reason.of(&connection.received))))
        }
        FindingKind::Version => {
            Ok(Some(text_of(whole()?.status_line.version.of(&connection.received))))
        }
        FindingKind::Header { .. } => field(name, old, &whole()?.fields, whole()?),
        FindingKind::Trailer { .. } => field(name, old, &whole()?.trailers, whole()?),
        FindingKind::Framing => raw(match whole()?.framing {
            FramingKind::ContentLength => "content-length",
            FramingKind::Chunked => "chunked",
            FramingKind::Close => "close",
            FramingKind::None => "none",
        }),
        FindingKind::Connection => match connection.ending {
            Some(Ending::Fin) => raw("closed"),
            Some(Ending::Reset) => raw("reset"),
            None | Some(Ending::TimedOut | Ending::ClosedByUs) => raw("open"),
            Some(Ending::NotConnected | Ending::TooManyBytes | Ending::Failed) => {
                Err("what became of the connection was not seen".to_owned())
            }
        },
        FindingKind::Responses => match &finding.actual {
            Side::Number(count) => raw(&count.to_string()),
            _ => Err("how many came is not known".to_owned()),
        },
        FindingKind::Interim => {
            let codes: Vec<String> = connection
                .responses
                .iter()
                .filter(|response| response.is_interim())
                .filter_map(|response| response.status().map(|status| status.to_string()))
                .collect();
            match codes.as_slice() {
                [] => raw("none"),
                [one] => raw(one),
                many => raw(&format!("[{}]", many.join(", "))),
            }
        }
        FindingKind::Body { .. } => Ok(None),
        FindingKind::Silence => Err("silence was asked for, and something came".to_owned()),
        FindingKind::Within => Err("how long an answer takes is not made a rule of".to_owned()),
        FindingKind::Frame { .. } => Err("frames are not rewritten".to_owned()),
        FindingKind::Event { .. } => Err("events are not rewritten".to_owned()),
        FindingKind::NoResponse { .. }
        | FindingKind::NotHttp
        | FindingKind::Incomplete { .. }
        | FindingKind::Lint { .. }
        | FindingKind::NothingToCompare { .. } => Err(told(finding).to_owned()),
    }
}

fn text_of(octets: &[u8]) -> Value {
    Value::Text(wire_text(octets, false))
}

/// What to ask of a field, as its lines came.
fn field(
    name: &str,
    old: &Part,
    fields: &[Field],
    response: &Response,
) -> Result<Option<Value>, String> {
    for key in ["capture", "same-as", "differs-from"] {
        if name == key || old.get(key).is_some() {
            return Err(format!("its `{key}` ties it to other steps"));
        }
    }
    let date = response.field("date");
    let values: Vec<&Bytes> =
        fields.iter().filter(|field| field.is(name)).map(|field| &field.value).collect();
    let new = match values.as_slice() {
        [] => Value::Raw("{ absent: true }".to_owned()),
        [value] => match asked(name, value, date.as_deref()).map {
            Some(map) => Value::Raw(map),
            None => text_of(value),
        },
        many => {
            let varies = |value: &&Bytes| asked(name, value, date.as_deref()).map.is_some();
            if many.iter().any(varies) {
                Value::Raw(format!("{{ count: {} }}", many.len()))
            } else {
                let lines = many.iter().map(|value| text_of(value)).collect();
                Value::Raw(Value::List(lines).flow())
            }
        }
    };
    Ok(Some(new))
}

#[cfg(test)]
mod tests;
