//! `body:` rewritten to the content that came.

use sha2::Digest as _;

use crate::author::edit::Edits;
use crate::author::style::Value;
use crate::author::wire::wire_lines;
use crate::load::outline::{Part, PartKind};
use crate::model::bytes::printable;
use crate::model::finding::{BodyDeparture, Finding, FindingKind};
use crate::model::observation::Response;

/// The longest content that is written into a case; of more, its length and digest are.
const MOST_OCTETS: usize = 4096;

pub(super) fn rewrite(
    edits: &mut Edits<'_>,
    (key, value): (&Part, &Part),
    findings: &[&Finding],
    response: Option<&Response>,
) -> Result<(), String> {
    let set = |edits: &mut Edits<'_>, key: &Part, value: &Part, new: &Value| {
        edits.set(key, value, new).map_err(|why| format!("`body`: {why}"))
    };
    let response = response.ok_or("`body`: no response came")?;
    let as_sent = value.get("encoded").and_then(Part::scalar) == Some("as-sent");
    let content: &[u8] = if as_sent { &response.body.content } else { response.body.plain() };
    let PartKind::Map { entries, .. } = &value.kind else {
        return set(edits, key, value, &whole(content));
    };
    for tie in ["capture", "same-as", "slice-of"] {
        if value.get(tie).is_some() {
            return Err(format!("`body`: its `{tie}` ties it to other steps"));
        }
    }
    for finding in findings {
        let FindingKind::Body { departure } = &finding.kind else { continue };
        let (keys, why): (&[&str], &str) = match departure {
            BodyDeparture::Changed => (&["text", "bytes", "hex", "json"], ""),
            BodyDeparture::NotJson => (&[], "what came is no JSON"),
            BodyDeparture::Length => (&["length"], ""),
            BodyDeparture::Digest => (&["sha256"], ""),
            BodyDeparture::Extra => return set(edits, key, value, &whole(content)),
            BodyDeparture::Pattern => (&[], "no pattern can be made of one answer"),
            BodyDeparture::Coding(_) => (&[], "its coding could not be undone"),
        };
        let mut found = false;
        for (name, old) in entries {
            let Some(name_text) = name.scalar().filter(|name| keys.contains(name)) else {
                continue;
            };
            found = true;
            set(edits, name, old, &of_key(name_text, content)?)?;
        }
        if !found {
            return Err(format!("`body`: {why}"));
        }
    }
    Ok(())
}

fn of_key(name: &str, content: &[u8]) -> Result<Value, String> {
    let hex = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
    let too_long = content.len() > MOST_OCTETS;
    match name {
        "length" => Ok(Value::Raw(content.len().to_string())),
        "sha256" => Ok(Value::Text(hex(&sha2::Sha256::digest(content)))),
        _ if too_long => Err(format!("`body`: {} octets are too many for a case", content.len())),
        "hex" => Ok(Value::Text(hex(content))),
        "json" => match serde_json::from_slice(content) {
            Ok(json) => Ok(Value::Raw(of_json(&json).flow())),
            Err(_) => Err("`body`: what came is no JSON".to_owned()),
        },
        _ => Ok(Value::Lines(wire_lines(content, false))),
    }
}

/// What a `body` without a map asks for.
fn whole(content: &[u8]) -> Value {
    if content.is_empty() {
        return Value::Raw("none".to_owned());
    }
    let text = content.len() <= MOST_OCTETS && printable(content).is_some();
    if text && content != b"none" {
        return Value::Lines(wire_lines(content, false));
    }
    let digest: String = sha2::Sha256::digest(content).iter().map(|o| format!("{o:02x}")).collect();
    Value::Raw(format!("{{ length: {}, sha256: '{digest}' }}", content.len()))
}

fn of_json(json: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(members) => Value::List(members.iter().map(of_json).collect()),
        Json::Object(members) => {
            Value::Map(members.iter().map(|(name, value)| (name.clone(), of_json(value))).collect())
        }
        plain => Value::Raw(plain.to_string()),
    }
}
