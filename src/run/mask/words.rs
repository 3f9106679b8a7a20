//! The last pass: every text and every octet string of a judgement, whatever it was made of.
//!
//! Each type is taken apart field by field, so that one that is added cannot be forgotten.

use std::sync::Arc;

use crate::model::bytes::Bytes;
use crate::model::finding::{
    BodyDeparture, Diff, DiffLine, ElementChange, FieldChange, Finding, FindingKind, HexWindow,
    JsonChange, LineDiff, Run, Side,
};
use crate::model::observation::CodingTrouble;
use crate::model::outcome::{Judgement, OutcomeMiss};
use crate::model::secret::Secrets;

/// Masks all that is said of an exchange.
pub(super) fn mask_judgement(secrets: &Secrets, judgement: &mut Judgement) {
    let Judgement { verdict: _, reason, findings, outcomes, lints, linted: _ } = judgement;
    text(secrets, reason);
    findings.iter_mut().chain(lints).for_each(|one| finding(secrets, one));
    for OutcomeMiss { summary, place, nearest: _, misses: _ } in outcomes {
        text(secrets, summary);
        shared(secrets, &mut place.file);
    }
}

/// Takes out what shows a part of the octets only: a secret that is cut off there is not known by
/// its rest.
pub(super) fn drop_windows(finding: &mut Finding) {
    let is_window = match &finding.diff {
        Some(Diff::Hex(_)) => true,
        Some(Diff::Lines(diff)) => {
            diff.cut_short || diff.lines.iter().any(|line| matches!(line, DiffLine::Elided(_)))
        }
        _ => false,
    };
    if is_window {
        finding.diff = None;
    }
}

fn finding(secrets: &Secrets, finding: &mut Finding) {
    // Of what is left out, evidence is offsets alone.
    let Finding { kind, severity: _, citations: _, expected, actual, diff, place, evidence: _ } =
        finding;
    kind_of(secrets, kind);
    side(secrets, expected);
    side(secrets, actual);
    if let Some(diff) = diff {
        differences(secrets, diff);
    }
    shared(secrets, &mut place.file);
}

fn kind_of(secrets: &Secrets, kind: &mut FindingKind) {
    match kind {
        FindingKind::Header { name, departure: _ }
        | FindingKind::Trailer { name, departure: _ } => {
            text(secrets, name);
        }
        FindingKind::Body { departure } => match departure {
            BodyDeparture::Coding(CodingTrouble::Unknown(name)) => text(secrets, name),
            BodyDeparture::Coding(CodingTrouble::Corrupt(name, words)) => {
                text(secrets, name);
                text(secrets, words);
            }
            BodyDeparture::Coding(CodingTrouble::TooLarge(_))
            | BodyDeparture::Changed
            | BodyDeparture::Extra
            | BodyDeparture::Length
            | BodyDeparture::Digest
            | BodyDeparture::Pattern
            | BodyDeparture::NotJson => {}
        },
        FindingKind::Frame { index: _, part } | FindingKind::Event { index: _, part } => {
            text(secrets, part);
        }
        FindingKind::Lint { lint: _, subject, deviation: _ } => {
            if let Some(subject) = subject {
                text(secrets, subject);
            }
        }
        FindingKind::NothingToCompare { name } => text(secrets, name),
        FindingKind::NoResponse { .. }
        | FindingKind::NotHttp
        | FindingKind::Incomplete { .. }
        | FindingKind::Status
        | FindingKind::Reason
        | FindingKind::Version
        | FindingKind::Interim
        | FindingKind::Framing
        | FindingKind::Connection
        | FindingKind::Responses
        | FindingKind::Silence
        | FindingKind::Within => {}
    }
}

fn side(secrets: &Secrets, side: &mut Side) {
    match side {
        Side::Text(words) => text(secrets, words),
        Side::Bytes(octets) => drop(secrets.mask_pieces(&mut [octets])),
        Side::Fields(lines) => {
            for (name, value) in lines {
                secrets.mask_in_place(&mut name.0);
                secrets.mask_in_place(&mut value.0);
            }
        }
        Side::Number(_) | Side::Nothing => {}
    }
}

fn differences(secrets: &Secrets, diff: &mut Diff) {
    match diff {
        Diff::Lines(LineDiff { lines, first_difference: _, cut_short: _ }) => {
            secrets.mask_pieces(&mut one_side(lines, true));
            secrets.mask_pieces(&mut one_side(lines, false));
        }
        Diff::Json(changes) => {
            for JsonChange { path, expected, actual } in changes {
                text(secrets, path);
                [expected, actual].into_iter().flatten().for_each(|value| json(secrets, value));
            }
        }
        Diff::Hex(HexWindow { expected, actual, .. }) => {
            secrets.mask_pieces(&mut [expected]);
            secrets.mask_pieces(&mut [actual]);
        }
        Diff::Fields(changes) => {
            for FieldChange { name, departure: _, expected, actual } in changes {
                text(secrets, name);
                for value in [expected, actual].into_iter().flatten() {
                    secrets.mask_in_place(&mut value.0);
                }
            }
        }
        Diff::StatusLine(changes) => {
            for ElementChange { element: _, departs: _, expected, actual } in changes {
                side(secrets, expected);
                side(secrets, actual);
            }
        }
    }
}

/// What one side of a diff reads, in order: a secret may be split over runs and lines.
fn one_side(lines: &mut [DiffLine], is_expected: bool) -> Vec<&mut Bytes> {
    let mut pieces = Vec::new();
    for line in lines {
        match line {
            DiffLine::Same(bytes) => pieces.push(bytes),
            DiffLine::Expected(runs) if is_expected => pieces.extend(octets(runs)),
            DiffLine::Actual(runs) if !is_expected => pieces.extend(octets(runs)),
            DiffLine::Expected(_) | DiffLine::Actual(_) | DiffLine::Elided(_) => {}
        }
    }
    pieces
}

fn octets(runs: &mut [Run]) -> impl Iterator<Item = &mut Bytes> {
    runs.iter_mut().map(|Run { changed: _, bytes }| bytes)
}

fn json(secrets: &Secrets, value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => {
            let digits = number.to_string();
            let masked = secrets.mask_text(&digits);
            if masked != digits {
                *value = Value::String(masked);
            }
        }
        Value::String(words) => text(secrets, words),
        Value::Array(items) => items.iter_mut().for_each(|item| json(secrets, item)),
        Value::Object(members) => {
            let all = std::mem::take(members).into_iter().map(|(name, mut member)| {
                json(secrets, &mut member);
                (secrets.mask_text(&name), member)
            });
            *members = all.collect();
        }
    }
}

fn text(secrets: &Secrets, words: &mut String) {
    *words = secrets.mask_text(words);
}

fn shared(secrets: &Secrets, words: &mut Arc<str>) {
    if !secrets.find(words.as_bytes()).is_empty() {
        *words = secrets.mask_text(words).into();
    }
}
