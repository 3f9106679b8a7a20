//! The results document: one line for each case, so that it can be read with `grep` and compared
//! with `diff`.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::outcome::{ResultKind, RunReport};
use crate::report::json_text;
use crate::report::layout::shown;

/// Writes the whole report as one JSON document: each member of the top object on a line of its
/// own, each target and each case too. The order of members is fixed.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(report: &RunReport, out: &mut dyn Write) -> io::Result<()> {
    // Taken apart, so that a member added to the report is not forgotten here.
    let RunReport { format, run, targets, totals, totals_by_level, cases } = report;
    write!(out, "{{\n\"format\": {format}")?;
    member(out, "run", run)?;
    lines(out, "targets", targets)?;
    member(out, "totals", totals)?;
    member(out, "totals_by_level", totals_by_level)?;
    lines(out, "cases", cases)?;
    out.write_all(b"\n}\n")
}

fn member(out: &mut dyn Write, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, ",\n\"{name}\": ")?;
    json_text::to_writer(out, value)
}

fn lines<T: Serialize>(out: &mut dyn Write, name: &str, values: &[T]) -> io::Result<()> {
    write!(out, ",\n\"{name}\": [")?;
    for (index, value) in values.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        json_text::to_writer(out, value)?;
    }
    out.write_all(b"\n]")
}

/// Reads a document that [`write()`] wrote. The totals are counted again.
///
/// # Errors
/// [`Error::Usage`] where it is no such document, or one of another format.
pub fn read(bytes: &[u8]) -> Result<RunReport> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let usage = |message: String| Error::Usage { message };
    // The parser's words name what it met in the file.
    let none = |error: serde_json::Error| {
        usage(format!("this is no results document of wirecase: {}", shown(&error.to_string())))
    };
    if bytes.starts_with(b"{\"event\":") {
        let message = "this is a stream of events: results are in the file of --report-json".into();
        return Err(usage(message));
    }
    let Format { format } = serde_json::from_slice(bytes).map_err(none)?;
    if format != RunReport::FORMAT {
        let ours = RunReport::FORMAT;
        return Err(usage(format!(
            "the results are in format {format} and this build reads format {ours}: run the cases again, or read them with the version that wrote them"
        )));
    }
    let mut report: RunReport = serde_json::from_slice(bytes).map_err(none)?;
    check_rows(&report).map_err(usage)?;
    // Rows may have been taken out by hand or with jq; what they say is what counts.
    report.count();
    Ok(report)
}

/// What every reader of results relies on: a row belongs to one of the targets, and a target has a
/// row but once.
fn check_rows(report: &RunReport) -> std::result::Result<(), String> {
    let targets: HashSet<&str> = report.targets.iter().map(|t| t.name.as_str()).collect();
    let mut seen = HashSet::new();
    for row in &report.cases {
        let (id, target) = (shown(&row.id), shown(&row.target));
        if !targets.contains(row.target.as_str()) {
            return Err(format!(
                "these results hold `{id}` on {target}, which is none of their targets: were they edited?"
            ));
        }
        let is_lint = row.kind == ResultKind::Lint;
        if !seen.insert((row.target.as_str(), row.id.as_str(), is_lint)) {
            return Err(format!(
                "these results hold `{id}` on {target} twice: were they edited? `wirecase report A B` merges results"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::report::RESULTS_SCHEMA;
    use crate::report::fixture::{assert_golden, everything, report};

    fn written(report: &RunReport) -> Vec<u8> {
        let mut out = Vec::new();
        write(report, &mut out).unwrap();
        out
    }

    fn parsed(report: &RunReport) -> Value {
        serde_json::from_slice(&written(report)).unwrap()
    }

    #[test]
    fn totals_are_those_of_the_rows_and_rows_that_are_nobodys_are_refused() {
        let edit = |change: &dyn Fn(&mut RunReport)| {
            let mut edited = report();
            change(&mut edited);
            read(&written(&edited)).map_err(|error| error.to_string())
        };
        let few = edit(&|report| report.cases.truncate(1)).unwrap();
        assert_eq!(few.totals.values().sum::<u64>(), 1, "{:?}", few.totals);
        let twice = edit(&|report| report.cases.push(report.cases[0].clone())).unwrap_err();
        assert!(twice.contains("twice"), "{twice}");
        let of_none = edit(&|report| report.cases[0].target = "else\u{1b}".to_owned()).unwrap_err();
        assert!(of_none.contains("on else\\x1b, which is none"), "{of_none}");
    }

    fn schema() -> Value {
        serde_json::from_str(RESULTS_SCHEMA).unwrap()
    }

    #[test]
    fn the_document_keeps_its_schema_whatever_is_in_it() {
        jsonschema::draft202012::meta::validate(&schema()).unwrap();
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let mut strict = report();
        strict.run.interrupted = true;
        strict.run.flaky_fails = true;
        (strict.run.repeat, strict.run.seed) = (Some(2), Some(u64::MAX));
        strict.run.overran_ms = Some(10_000);
        strict.cases.clear();
        strict.count();
        for report in [report(), everything(), strict] {
            let document = parsed(&report);
            let errors: Vec<String> = validator
                .iter_errors(&document)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, [""; 0]);
        }
    }

    #[test]
    fn totals_are_counted_and_not_believed() {
        let mut document = parsed(&report());
        document["totals"] = json!({ "fail": u64::MAX, "fixed": u64::MAX });
        document["totals_by_level"] = json!({});
        assert_eq!(read(document.to_string().as_bytes()).unwrap(), report());
    }

    #[test]
    fn the_schema_refuses_what_the_document_never_holds() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let rows = [
            ("/format", json!(2)),
            ("/run/strange", json!(1)),
            ("/totals/passed", json!(1)),
            ("/cases/0/verdict", json!("passed")),
            ("/cases/0/line", json!(-1)),
            ("/cases/0/citations/0", json!("RFC9112")),
            ("/cases/1/findings/0/kind/what", json!("strange")),
            ("/cases/1/findings/0/kind/name", json!("x")),
            ("/cases/1/findings/0/expected", json!({"text": "a", "number": 1})),
            ("/cases/1/findings/0/actual", json!(null)),
            ("/cases/1/attempts/0/transcript/events/0/event", json!("sent")),
            ("/cases/1/attempts/0/transcript/events/0/strange", json!(1)),
            ("/cases/1/attempts/0/transcript/events/1/bytes/base64", json!("\u{0}")),
        ];
        for (pointer, value) in rows {
            let mut document = parsed(&report());
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            match document.pointer_mut(parent).unwrap() {
                Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
                Value::Object(members) => drop(members.insert(key.to_owned(), value)),
                other => unreachable!("{pointer} leads into {other}"),
            }
            assert!(!validator.is_valid(&document), "{pointer}");
        }
        // Without any one of its members the document is not one.
        let whole = parsed(&report());
        for member in whole.as_object().unwrap().keys() {
            let mut document = whole.clone();
            document.as_object_mut().unwrap().remove(member);
            assert!(!validator.is_valid(&document), "{member}");
        }
    }

    /// Every word of the schema's enumerations is used: the fixture holds all that there is, and
    /// the schema allows no more than that.
    #[test]
    fn the_fixture_holds_every_word_that_the_schema_knows() {
        fn words(schema: &Value, into: &mut BTreeSet<String>) {
            match schema {
                Value::Object(members) => {
                    for (key, value) in members {
                        match (key.as_str(), value) {
                            ("enum", Value::Array(words)) => {
                                into.extend(
                                    words.iter().filter_map(|w| w.as_str()).map(String::from),
                                );
                            }
                            ("const", Value::String(word)) => drop(into.insert(word.clone())),
                            _ => words(value, into),
                        }
                    }
                }
                Value::Array(items) => items.iter().for_each(|item| words(item, into)),
                _ => {}
            }
        }
        fn strings(value: &Value, into: &mut BTreeSet<String>) {
            match value {
                Value::String(text) => drop(into.insert(text.clone())),
                Value::Array(items) => items.iter().for_each(|item| strings(item, into)),
                Value::Object(members) => {
                    into.extend(members.keys().cloned());
                    members.values().for_each(|value| strings(value, into));
                }
                _ => {}
            }
        }
        let (mut known, mut used) = (BTreeSet::new(), BTreeSet::new());
        words(&schema(), &mut known);
        strings(&parsed(&everything()), &mut used);
        let unused: Vec<_> = known.difference(&used).collect();
        assert_eq!(unused, [""; 0]);
    }

    #[test]
    fn what_was_written_reads_back_the_same_and_a_case_is_a_line() {
        let report = everything();
        let bytes = written(&report);
        assert_eq!(read(&bytes).unwrap(), report);
        let text = String::from_utf8(bytes).unwrap();
        for case in &report.cases {
            let id = serde_json::to_string(&case.id).unwrap();
            let start = format!(
                r#"{{"kind":"{}","id":{id},"#,
                if case.line == 0 { "lint" } else { "case" }
            );
            assert_eq!(text.lines().filter(|line| line.starts_with(&start)).count(), 1, "{id}");
        }
        assert_golden(
            "results.json",
            &String::from_utf8(written(&super::tests::report())).unwrap(),
        );
    }

    #[test]
    fn no_control_character_of_a_target_stands_in_the_document() {
        let text = String::from_utf8(written(&everything())).unwrap();
        assert!(!text.chars().any(|c| c != '\n' && c.is_control()));
    }

    #[test]
    fn another_document_or_format_is_refused_by_name() {
        for (bytes, want) in [
            (&b"{\"format\": 2, \"new\": true}"[..], "format 2"),
            (b"{}", "no results document"),
            (b"", "no results document"),
            (b"{\"format\": 1}", "no results document"),
            (b"{\"format\": \"\\u001b[2J\"}", "no results document"),
        ] {
            let error = read(bytes).unwrap_err().to_string();
            assert!(error.contains(want), "{error}");
            assert!(!error.contains('\x1b'), "{error:?}");
        }
    }
}
