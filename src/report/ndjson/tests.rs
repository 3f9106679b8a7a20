//! Runs in, lines out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::model::bytes::is_unsafe_to_show;
use crate::report::fixture::{Sink, assert_golden, everything, report};
use crate::report::{EVENTS_SCHEMA, RESULTS_SCHEMA};

/// The lines of a reporter that is told what `tell` tells it.
fn lines(tell: impl FnOnce(&mut Ndjson)) -> String {
    let sink = Sink::default();
    tell(&mut Ndjson::new(Box::new(sink.clone())));
    sink.text()
}

fn kept(report: &RunReport) -> String {
    lines(|events| events.finish(report).unwrap())
}

fn parsed(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Each event in a few words.
fn told(lines: &str) -> Vec<String> {
    let word = |event: &Value, key: &str| event[key].as_str().unwrap_or_default().to_owned();
    let words = |event: &Value| match word(event, "event").as_str() {
        "case-finished" => format!(
            "{}/{} {} {}",
            event["done"],
            event["of"],
            word(event, "id"),
            word(event, "verdict")
        ),
        "verdict-changed" => {
            format!("{} {} -> {}", word(event, "id"), word(event, "was"), word(event, "verdict"))
        }
        "lint" => word(event, "id"),
        other => other.to_owned(),
    };
    parsed(lines).iter().map(words).collect()
}

fn validator(schema: &str) -> (Value, jsonschema::Validator) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    (schema, validator)
}

#[test]
fn kept_results_are_told_in_the_order_of_the_plan() {
    assert_golden("events.ndjson", &kept(&report()));
}

#[test]
fn a_run_is_told_as_cases_end_and_put_right_at_the_end() {
    let mut report = report();
    report.cases.retain(|result| {
        ["session/get", "host/repeated", "time/slow-request", "lines/bare-lf"]
            .contains(&result.id.as_str())
            || result.kind == ResultKind::Lint
    });
    report.count();
    let [get, bare_lf, repeated, slow, lint] = report.cases.as_slice() else { unreachable!() };
    assert_eq!((slow.id.as_str(), lint.kind), ("time/slow-request", ResultKind::Lint));
    let text = lines(|events| {
        let of = 4;
        events.start(&RunStart { cases: of, jobs: 2, ..RunStart::default() }).unwrap();
        // A listed deviation that is gone passes at first, and `bare_lf` gets a longer reason.
        let passes = CaseResult { verdict: Verdict::Pass, ..repeated.clone() };
        events.case_finished(&passes, 1, of).unwrap();
        events.case_finished(get, 3, of).unwrap();
        let brief = CaseResult { reason: "taken".to_owned(), ..bare_lf.clone() };
        events.case_finished(&brief, 3, of).unwrap();
        // `slow` was never begun.
        events.finish(&report).unwrap();
    });
    assert_eq!(
        told(&text),
        [
            "run-started",
            "1/4 host/repeated pass",
            "2/4 session/get pass",
            "3/4 lines/bare-lf info",
            "4/4 time/slow-request flaky",
            "lines/bare-lf info -> info",
            "host/repeated pass -> fixed",
            "lint/space-before-colon",
            "run-finished",
        ]
    );
    let mut last = BTreeMap::new();
    for event in parsed(&text).iter().filter(|event| event["verdict"].is_string()) {
        last.insert(event["id"].clone().to_string(), event["verdict"].clone());
    }
    for result in &report.cases {
        assert_eq!(last[&json!(result.id).to_string()], result.verdict.word(), "{}", result.id);
    }
    assert_eq!(last.len(), report.cases.len());
}

#[test]
fn whatever_is_told_fits_the_schema_and_is_one_line_that_does_nothing_to_a_terminal() {
    let (schema, validator) = validator(EVENTS_SCHEMA);
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let mut report = everything();
    report.cases[0].title = "a\r\n\u{2028}\u{9b}2J\u{7f}".to_owned();
    let start = RunStart { jobs: 1, repeat: Some(2), seed: Some(7), ..RunStart::default() };
    report.run.flaky_fails = true;
    report.run.overran_ms = Some(10_000);
    let started = lines(|events| events.start(&start).unwrap());
    let changed = lines(|events| {
        events.case_finished(&report.cases[1], 1, 1).unwrap();
        report.cases[1].reason = "another\n".to_owned();
        events.finish(&report).unwrap();
    });
    for text in [started, changed, kept(&report)] {
        assert!(!text.chars().any(|c| c != '\n' && is_unsafe_to_show(c)));
        for event in parsed(&text) {
            let errors: Vec<String> =
                validator.iter_errors(&event).map(|error| error.to_string()).collect();
            assert_eq!(errors, [""; 0], "{event}");
        }
    }
}

#[test]
fn the_schema_refuses_what_is_never_told() {
    let (_, validator) = validator(EVENTS_SCHEMA);
    let events = parsed(&kept(&report()));
    let place = |name: &str| events.iter().position(|event| event["event"] == name).unwrap();
    let rows = [
        (place("run-started"), "jobs", json!(0)),
        (place("run-started"), "format", json!(2)),
        (place("run-started"), "strange", json!(1)),
        (place("case-finished"), "verdict", json!("passed")),
        (place("case-finished"), "done", json!(0)),
        (place("case-finished"), "transcript", json!({})),
        (place("case-finished"), "findings", json!([{ "kind": "status" }])),
        (place("lint"), "line", json!(0)),
        (place("lint"), "event", json!("case-finished")),
        (place("run-finished"), "totals", json!({})),
    ];
    for (index, member, value) in rows {
        let mut event = events[index].clone();
        assert!(validator.is_valid(&event), "{event}");
        event[member] = value;
        assert!(!validator.is_valid(&event), "{event}");
    }
    for event in &events {
        for member in event.as_object().unwrap().keys() {
            let mut event = event.clone();
            event.as_object_mut().unwrap().remove(member);
            assert!(!validator.is_valid(&event), "without {member}: {event}");
        }
    }
}

#[test]
fn what_events_and_results_share_has_one_schema() {
    let (events, _) = validator(EVENTS_SCHEMA);
    let (results, _) = validator(RESULTS_SCHEMA);
    let mut shared = 0;
    for (name, definition) in events["$defs"].as_object().unwrap() {
        if let Some(of_results) = results["$defs"].get(name) {
            assert_eq!(definition, of_results, "copy `{name}` from results.schema.json");
            shared += 1;
        }
    }
    assert!(shared > 10, "{shared}");
    let run = &results["$defs"]["run"]["properties"];
    let finished = &events["$defs"]["run-finished"]["properties"];
    assert_eq!(finished["troubles"], run["troubles"]);
    assert_eq!(
        finished["totals_by_level"]["required"],
        results["properties"]["totals_by_level"]["required"]
    );
}
