//! JSON values by path (RFC 6901). The order of members says nothing (RFC 8259 4); numbers are
//! equal where their values are.

use serde_json::{Map, Value};

use crate::model::finding::JsonChange;

/// How many changes are told.
const MOST_CHANGES: usize = 100;
/// How deep paths go; a value below differs as a whole. Deeper than any parser of ours goes.
const MOST_DEPTH: usize = 128;
/// How many octets of a value are shown.
const MOST_SHOWN: usize = 1024;

/// What differs, in the order of the expected value's members; empty where nothing does.
pub(in crate::judge) fn diff(expected: &Value, actual: &Value) -> Vec<JsonChange> {
    let mut changes = Vec::new();
    compare(&mut String::new(), 0, Some(expected), Some(actual), &mut changes);
    changes
}

fn compare(
    path: &mut String,
    depth: usize,
    expected: Option<&Value>,
    actual: Option<&Value>,
    changes: &mut Vec<JsonChange>,
) {
    if changes.len() >= MOST_CHANGES || is_same(expected, actual, depth) {
        return;
    }
    match (expected, actual) {
        (Some(Value::Object(expected)), Some(Value::Object(actual))) if depth < MOST_DEPTH => {
            objects(path, depth, expected, actual, changes);
        }
        (Some(Value::Array(expected)), Some(Value::Array(actual))) if depth < MOST_DEPTH => {
            arrays(path, depth, expected, actual, changes);
        }
        _ => changes.push(JsonChange {
            path: path.clone(),
            expected: expected.map(shown),
            actual: actual.map(shown),
        }),
    }
}

fn objects(
    path: &mut String,
    depth: usize,
    expected: &Map<String, Value>,
    actual: &Map<String, Value>,
    changes: &mut Vec<JsonChange>,
) {
    for (name, value) in expected {
        below(path, name, |path| compare(path, depth + 1, Some(value), actual.get(name), changes));
    }
    for (name, value) in actual.iter().filter(|(name, _)| !expected.contains_key(*name)) {
        below(path, name, |path| compare(path, depth + 1, None, Some(value), changes));
    }
}

/// Members at the start and at the end that are the same are paired first, so that one member put
/// in shows as one change.
fn arrays(
    path: &mut String,
    depth: usize,
    expected: &[Value],
    actual: &[Value],
    changes: &mut Vec<JsonChange>,
) {
    let same = |(e, a): &(&Value, &Value)| is_same(Some(e), Some(a), depth + 1);
    let start = expected.iter().zip(actual).take_while(same).count();
    let (left, right) =
        (expected.get(start..).unwrap_or_default(), actual.get(start..).unwrap_or_default());
    let end = if expected.len() == actual.len() {
        0
    } else {
        left.iter().rev().zip(right.iter().rev()).take_while(same).count()
    };
    let left = left.get(..left.len() - end).unwrap_or_default();
    let right = right.get(..right.len() - end).unwrap_or_default();
    for at in 0..left.len().max(right.len()) {
        if changes.len() >= MOST_CHANGES {
            return;
        }
        let index = (start + at).to_string();
        below(path, &index, |path| {
            compare(path, depth + 1, left.get(at), right.get(at), changes);
        });
    }
}

fn below(path: &mut String, name: &str, then: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push('/');
    path.push_str(&name.replace('~', "~0").replace('/', "~1"));
    then(path);
    path.truncate(length);
}

fn is_same(expected: Option<&Value>, actual: Option<&Value>, depth: usize) -> bool {
    match (expected, actual) {
        (None, None) => true,
        (Some(Value::Number(a)), Some(Value::Number(b))) => {
            a == b || (a.is_f64() != b.is_f64() && a.as_f64() == b.as_f64())
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) if depth < MOST_DEPTH => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(Some(a), Some(b), depth + 1))
        }
        (Some(Value::Object(a)), Some(Value::Object(b))) if depth < MOST_DEPTH => {
            a.len() == b.len()
                && a.iter().all(|(name, value)| is_same(Some(value), b.get(name), depth + 1))
        }
        (a, b) => a == b,
    }
}

/// The value, or how large it is where it is too large to be shown.
fn shown(value: &Value) -> Value {
    match value {
        Value::String(text) if text.len() > MOST_SHOWN => {
            let text: String = text.chars().take(MOST_SHOWN / 4).collect();
            Value::String(format!("{text}…"))
        }
        Value::Array(members) if !is_small(value) => {
            Value::String(format!("[… {} elements]", members.len()))
        }
        Value::Object(members) if !is_small(value) => {
            Value::String(format!("{{… {} members}}", members.len()))
        }
        _ => value.clone(),
    }
}

fn is_small(value: &Value) -> bool {
    value.to_string().len() <= MOST_SHOWN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(expected: &str, actual: &str) -> Vec<String> {
        let value = |text| serde_json::from_str::<Value>(text).unwrap();
        let side = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
        diff(&value(expected), &value(actual))
            .iter()
            .map(|change| {
                format!("{} {} {}", change.path, side(&change.expected), side(&change.actual))
            })
            .collect()
    }

    #[test]
    fn values_are_compared_by_path() {
        let rows_wanted: [(&str, &str, &[&str]); 12] = [
            ("{\"a\":1,\"b\":[]}", "{ \"b\": [], \"a\": 1 }", &[]),
            ("1", "1.0", &[]),
            ("1", "1.5", &[" 1 1.5"]),
            ("9007199254740993", "9007199254740992", &[" 9007199254740993 9007199254740992"]),
            ("\"1\"", "1", &[" \"1\" 1"]),
            ("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":2}}", &["/a/b 1 2"]),
            ("{\"a\":1}", "{\"b\":1}", &["/a 1 -", "/b - 1"]),
            ("{\"a/b~\":null}", "{\"a/b~\":false}", &["/a~1b~0 null false"]),
            ("[1,2,3]", "[1,9,3]", &["/1 2 9"]),
            ("[1,2,3]", "[1,8,2,3]", &["/1 - 8"]),
            ("[1,2,3]", "[3]", &["/0 1 -", "/1 2 -"]),
            ("{\"a\":null}", "{}", &["/a null -"]),
        ];
        for (expected, actual, want) in rows_wanted {
            assert_eq!(rows(expected, actual), want, "{expected} {actual}");
        }
    }

    #[test]
    fn changes_are_bounded_in_number_and_size() {
        let many = |n: usize| Value::Array((0..5000).map(|i| Value::from(i * n)).collect());
        assert_eq!(diff(&many(1), &many(2)).len(), MOST_CHANGES);
        let changes = diff(&Value::Null, &many(1));
        assert_eq!(changes[0].actual, Some(Value::from("[… 5000 elements]")));
    }
}
