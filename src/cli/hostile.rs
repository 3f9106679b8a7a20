//! Results documents that no run wrote: whatever numbers and texts they hold, every verb that reads
//! them ends, and none panics.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::exit;
use super::reports::Kind;
use crate::compare::compare;
use crate::merge::merge;
use crate::model::outcome::RunReport;
use crate::replay;
use crate::report::fixture::everything;
use crate::report::ndjson::Ndjson;
use crate::report::terminal::{Progress, Terminal, TerminalOptions, Verbosity};
use crate::report::{self, Reporter as _, TextOptions, github};

/// The path of each leaf, with `*` for the places in lists, and one leaf of those that have it.
fn shapes(value: &Value, path: &str, into: &mut BTreeMap<String, Value>) {
    match value {
        Value::Array(items) => {
            items.iter().for_each(|item| shapes(item, &format!("{path}/*"), into))
        }
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| shapes(member, &format!("{path}/{name}"), into)),
        _ => drop(into.insert(path.to_owned(), value.clone())),
    }
}

/// Puts `by` in the place of all leaves of this shape.
fn replace(value: &mut Value, shape: &str, by: &Value) {
    let Some((first, rest)) = shape.strip_prefix('/').map(|s| s.split_once('/').unwrap_or((s, "")))
    else {
        if !value.is_array() && !value.is_object() {
            value.clone_from(by);
        }
        return;
    };
    let rest = if rest.is_empty() { String::new() } else { format!("/{rest}") };
    match value {
        Value::Array(items) if first == "*" => {
            items.iter_mut().for_each(|item| replace(item, &rest, by));
        }
        Value::Object(members) => {
            if let Some(member) = members.get_mut(first) {
                replace(member, &rest, by);
            }
        }
        _ => {}
    }
}

/// All that is made of results, into memory.
fn all(results: &RunReport) {
    let mut out = Vec::new();
    for kind in Kind::ALL {
        kind.write(results, &mut out).unwrap();
    }
    Ndjson::new(Box::new(std::io::sink())).finish(results).unwrap();
    let verbosity = Verbosity::WireOfAll;
    let options = TerminalOptions { color: true, width: 60, verbosity, progress: Progress::None };
    Terminal::new(Box::new(std::io::sink()), options).in_github_log().finish(results).unwrap();
    github::annotate(results, &github::Files::default(), "here", &mut out).unwrap();
    let sound = everything();
    for (old, new) in [(&sound, results), (results, &sound)] {
        let comparison = compare(("old", old), ("new", new));
        let options = TextOptions { color: false, width: 60 };
        report::compare::text(&comparison, report::compare::Part::Whole, options, &mut out)
            .unwrap();
        report::compare::markdown(&comparison, &mut out).unwrap();
        report::compare::json(&comparison, &mut out).unwrap();
    }
    let mut part = results.clone();
    part.cases.truncate(1);
    // What does not fit is refused in words.
    drop(merge(vec![("a".to_owned(), results.clone()), ("b".to_owned(), part)]));
    drop(replay::select(results, &[]).and_then(|cases| replay::targets(results, &cases, None)));
    let _ = exit::of_run(results);
}

/// The results, where the document still is one.
fn read(document: &Value) -> Option<RunReport> {
    report::json::read(document.to_string().as_bytes()).ok()
}

#[test]
fn no_number_and_no_text_of_a_results_document_makes_a_reader_of_it_panic() {
    let mut written = Vec::new();
    report::json::write(&everything(), &mut written).unwrap();
    let sound: Value = serde_json::from_slice(&written).unwrap();
    let mut leaves = BTreeMap::new();
    shapes(&sound, "", &mut leaves);
    let mut documents = Vec::new();
    for (shape, _) in leaves.iter().filter(|(_, leaf)| leaf.is_number()) {
        for by in [json!(u64::MAX), json!(0)] {
            let mut document = sound.clone();
            replace(&mut document, shape, &by);
            documents.extend(read(&document).map(|results| (format!("{shape}: {by}"), results)));
        }
    }
    // All texts at once, as far as they may be any; then what results are called by as well.
    for names in [&["id", "name", "target"][..], &[]] {
        let mut document = sound.clone();
        let is_text = |(shape, leaf): &(&String, &Value)| {
            leaf.is_string() && !names.iter().any(|name| shape.ends_with(&format!("/{name}")))
        };
        for (shape, _) in leaves.iter().filter(is_text) {
            let before = document.clone();
            replace(&mut document, shape, &json!("\u{1b}`|é\u{202e}"));
            if read(&document).is_none() {
                document = before;
            }
        }
        documents.extend(read(&document).map(|results| (format!("texts but {names:?}"), results)));
    }
    assert!(documents.len() > 50, "{}", documents.len());
    let panics: Vec<&String> = documents
        .iter()
        .filter(|(_, results)| std::panic::catch_unwind(|| all(results)).is_err())
        .map(|(what, _)| what)
        .collect();
    assert_eq!(panics, [""; 0]);
}
