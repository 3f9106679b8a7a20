//! `headers: {same-as: get, except: [Date]}`: the same fields with the same values as in another
//! response, as HEAD has beside GET (RFC 9110 9.3.2). The order of different names says nothing
//! (RFC 9110 5.3); that of lines of one name does.

use super::Departure;
use super::field::Section;
use crate::judge::diff::fields;
use crate::judge::scene::Scene;
use crate::model::bytes::Bytes;
use crate::model::finding::{Diff, FieldChange, FindingKind, Side};
use crate::model::observation::{Field, Response};

pub(super) fn check(
    name: &str,
    except: &[String],
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let Some(other) = scene.named(name) else {
        return vec![Departure {
            kind: FindingKind::NothingToCompare { name: name.to_owned() },
            expected: Side::Text(format!("the response `{name}`")),
            actual: Side::Nothing,
            diff: None,
            evidence: scene.evidence(index, response.head),
        }];
    };
    let compared = |fields: &[Field]| -> Vec<(Vec<u8>, Vec<u8>)> {
        let is_compared = |field: &&Field| !except.iter().any(|name| field.is(name));
        fields
            .iter()
            .filter(is_compared)
            .map(|field| (field.name.to_vec(), field.value.to_vec()))
            .collect()
    };
    let changes = fields::diff(&compared(&other.fields), &compared(&response.fields));
    by_name(&changes)
        .into_iter()
        .filter_map(|changes| depart(changes, index, response, scene))
        .collect()
}

/// The rows of each name, in order.
pub(super) fn by_name(changes: &[FieldChange]) -> Vec<&[FieldChange]> {
    changes.chunk_by(|a, b| a.name.eq_ignore_ascii_case(&b.name)).collect()
}

/// One departure for the rows of one name; `None` where they are the same.
pub(super) fn depart(
    changes: &[FieldChange],
    index: usize,
    response: &Response,
    scene: &Scene<'_>,
) -> Option<Departure> {
    let departure = fields::gravest(changes)?;
    let name = changes.first()?.name.clone();
    let line = response.fields.iter().find(|field| field.is(&name)).map(|field| field.line);
    let side = |value: fn(&FieldChange) -> Option<&Bytes>| {
        let values: Vec<&Bytes> = changes.iter().filter_map(value).collect();
        match values.as_slice() {
            [] => Side::Nothing,
            [one] => super::shown(one),
            many => Side::Fields(
                many.iter()
                    .take(super::MOST_DEPARTURES)
                    .map(|value| (Bytes::from(name.as_str()), (*value).clone()))
                    .collect(),
            ),
        }
    };
    Some(Departure {
        kind: Section::Header.kind(&name, departure),
        expected: side(|change| change.expected.as_ref()),
        actual: side(|change| change.actual.as_ref()),
        diff: Some(Diff::Fields(changes.to_vec())),
        evidence: scene.evidence(index, line.unwrap_or(response.head)),
    })
}
