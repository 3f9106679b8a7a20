//! A mismatch as data: what was asked, what was there, where both are. Only reporters make words.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::bytes::{Bytes, Span};
use crate::model::case::Place;
use crate::model::citation::{Citation, Level};
use crate::model::observation::{CodingTrouble, DeviationKind, Ending};

/// One mismatch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// How much it weighs: the level of the case, or of the lint.
    pub severity: Level,
    /// The clauses it departs from.
    pub citations: Vec<Citation>,
    /// What was asked.
    pub expected: Side,
    /// What was there.
    pub actual: Side,
    /// The two compared, where more than the sides is worth showing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff: Option<Diff>,
    /// The line in the case file that asked.
    pub place: Place,
    /// Where it is in the bytes received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// Where a finding is in the bytes received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The connection, by its index in the transcript.
    pub connection: usize,
    /// The response on that connection, from 0, interim ones counted.
    pub response: Option<usize>,
    /// The octets.
    pub span: Span,
}

/// One side of a mismatch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Text of our own: `4xx`, `closed`, `an HTTP-date`.
    Text(String),
    /// Octets of the case or the target.
    Bytes(Bytes),
    /// A number.
    Number(u64),
    /// Field lines, names and values.
    Fields(Vec<(Bytes, Bytes)>),
    /// Nothing was there, or asked.
    Nothing,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum FindingKind {
    /// There was no (further) final response to judge.
    NoResponse {
        /// What there was in its place.
        ending: Option<Ending>,
    },
    /// What came is not an HTTP/1.x response.
    NotHttp,
    /// The response broke off or its length cannot be told.
    Incomplete {
        /// What ended it.
        ending: Option<Ending>,
    },
    /// The status code.
    Status,
    /// The reason phrase.
    Reason,
    /// The protocol version.
    Version,
    /// A header field.
    Header {
        /// The name as the case writes it.
        name: String,
        /// How it departs.
        departure: FieldDeparture,
    },
    /// A trailer field.
    Trailer {
        /// The name as the case writes it.
        name: String,
        /// How it departs.
        departure: FieldDeparture,
    },
    /// The interim responses.
    Interim,
    /// The body.
    Body {
        /// How it departs.
        departure: BodyDeparture,
    },
    /// How the body's end was told.
    Framing,
    /// What became of the connection.
    Connection,
    /// How many responses came.
    Responses,
    /// Something came, or the connection ended, where the target should have waited.
    Silence,
    /// The answer came too late.
    Within,
    /// A WebSocket frame.
    Frame {
        /// Its index, from 0.
        index: usize,
        /// Which part of it: `opcode`, `payload`, …, or `missing`.
        part: String,
    },
    /// A server-sent event.
    Event {
        /// Its index, from 0.
        index: usize,
        /// Which part of it, or `missing`.
        part: String,
    },
    /// A lint fired.
    Lint {
        /// Its name.
        lint: String,
        /// The field or element it is about, where there is one.
        subject: Option<String>,
        /// The departure from the grammar behind it, where there is one.
        deviation: Option<DeviationKind>,
    },
    /// A comparison with another response that is not there.
    NothingToCompare {
        /// The `as:` name.
        name: String,
    },
}

/// How a field departs from what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldDeparture {
    /// Not there.
    Missing,
    /// There, and should not be.
    Extra,
    /// Another value.
    Changed,
    /// More or fewer lines than asked.
    Repeated,
    /// The same lines in another order.
    Reordered,
    /// Differs in letter case only.
    Case,
    /// Differs in white space only.
    Space,
}

/// How a body departs from what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodyDeparture {
    /// Other octets.
    Changed,
    /// There, and should not be.
    Extra,
    /// Other length.
    Length,
    /// Other digest.
    Digest,
    /// A pattern or text is not found, or is and should not be.
    Pattern,
    /// Not JSON at all.
    NotJson,
    /// A content coding could not be undone.
    Coding(CodingTrouble),
}

/// Two things compared, ready to be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Diff {
    /// Text by line, with words inside the line.
    Lines(LineDiff),
    /// JSON by path.
    Json(Vec<JsonChange>),
    /// Octets around the first difference.
    Hex(HexWindow),
    /// Field lines by name.
    Fields(Vec<FieldChange>),
    /// Status line by element: version, code, reason; the two sides of each.
    StatusLine(Vec<ElementChange>),
}

/// A diff of text lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LineDiff {
    /// In order.
    pub lines: Vec<DiffLine>,
    /// Offset of the first octet that differs.
    pub first_difference: usize,
    /// Whether the comparison was cut short (too large, or out of time) and what is shown is a
    /// window around the first difference.
    pub cut_short: bool,
}

/// One line of a diff. Its octets carry their own line end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiffLine {
    /// In both.
    Same(Bytes),
    /// Only in what was expected; runs that changed are marked.
    Expected(Vec<Run>),
    /// Only in what came; runs that changed are marked.
    Actual(Vec<Run>),
    /// So many equal lines left out.
    Elided(usize),
}

/// A run of octets in a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Whether it is what changed.
    pub changed: bool,
    /// The octets.
    pub bytes: Bytes,
}

/// A change in a JSON value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JsonChange {
    /// JSON Pointer (RFC 6901); empty for the whole value.
    pub path: String,
    /// `None` where it was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "write_bounded", deserialize_with = "read_present")]
    pub expected: Option<serde_json::Value>,
    /// `None` where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "write_bounded", deserialize_with = "read_present")]
    pub actual: Option<serde_json::Value>,
}

/// How deep a value may be nested when it is written. Readers of JSON stop somewhere (`serde_json`
/// at 128, ours among them), and a target must not be able to make a report that nobody can read.
const MOST_NESTED: usize = 64;

fn write_bounded<S: Serializer>(
    value: &Option<serde_json::Value>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.as_ref().map(|value| bounded(value, MOST_NESTED)).serialize(serializer)
}

fn bounded(value: &serde_json::Value, most: usize) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Array(_) | Value::Object(_) if most == 0 => Value::String("…".to_owned()),
        Value::Array(items) => items.iter().map(|item| bounded(item, most - 1)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), bounded(member, most - 1))).collect()
        }
        plain => plain.clone(),
    }
}

/// A member that is there is there, even where it is `null`.
fn read_present<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<serde_json::Value>, D::Error> {
    serde_json::Value::deserialize(deserializer).map(Some)
}

/// The octets around the first difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HexWindow {
    /// Offset of the first octet that differs.
    pub first_difference: usize,
    /// Offset of the first octet shown, a multiple of 16.
    pub start: usize,
    /// Expected octets from `start`.
    pub expected: Bytes,
    /// Actual octets from `start`.
    pub actual: Bytes,
    /// Length of all that was expected.
    pub expected_length: usize,
    /// Length of all that came.
    pub actual_length: usize,
}

/// A change among field lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The name.
    pub name: String,
    /// How; `None` where the line is the same in both and shown for context.
    pub departure: Option<FieldDeparture>,
    /// The expected line's value.
    pub expected: Option<Bytes>,
    /// The actual line's value.
    pub actual: Option<Bytes>,
}

/// A change of one element of a status line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ElementChange {
    /// `version`, `code` or `reason`.
    pub element: String,
    /// Whether it departs.
    pub departs: bool,
    /// What was asked, in words or as is.
    pub expected: Side,
    /// What was there.
    pub actual: Side,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_not_missing_and_deep_values_stay_readable() {
        let mut deep = serde_json::Value::Null;
        for _ in 0..127 {
            deep = vec![deep].into();
        }
        let change = |expected, actual| JsonChange { path: String::new(), expected, actual };
        for given in [
            change(Some(serde_json::Value::Null), None),
            change(None, Some(serde_json::Value::Null)),
            change(None, Some(1.into())),
        ] {
            let json = serde_json::to_string(&given).unwrap();
            assert_eq!(serde_json::from_str::<JsonChange>(&json).unwrap(), given);
        }
        let json = serde_json::to_string(&change(Some(deep), None)).unwrap();
        assert_eq!(
            json,
            format!(r#"{{"path":"","expected":{}"…"{}}}"#, "[".repeat(64), "]".repeat(64))
        );
    }
}
