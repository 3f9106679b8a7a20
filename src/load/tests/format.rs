//! The decoder, the schema and the format page agree, key by key and example by example.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::*;
use crate::load::node::Node;
use crate::load::{json, keys};

const PAGE: &str = include_str!("../../../cases/README.md");

/// The fenced blocks of the page: line number, what follows "```yaml", text.
fn blocks() -> Vec<(usize, String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String, String)> = None;
    for (index, line) in PAGE.lines().enumerate() {
        match &mut open {
            None => {
                if let Some(kind) = line.strip_prefix("```yaml") {
                    open = Some((index + 1, kind.trim().to_owned(), String::new()));
                }
            }
            Some(_) if line == "```" => blocks.extend(open.take()),
            Some((_, _, text)) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    blocks
}

fn schema() -> Json {
    serde_json::from_str(CASE_SCHEMA).unwrap()
}

/// A validator for one of the schema's definitions.
fn validator(def: &str) -> jsonschema::Validator {
    let mut schema = schema();
    schema["$ref"] = Json::String(format!("#/$defs/{def}"));
    jsonschema::validator_for(&schema).unwrap()
}

fn parsed(text: &str) -> Node {
    let source = Source::new("a.yaml", text.as_bytes(), None).unwrap();
    yaml::parse(&source, &mut Vec::new()).unwrap()
}

fn fits(def: &str, text: &str) -> std::result::Result<(), String> {
    let value = json::to_json(&parsed(text));
    let validator = validator(def);
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n").chars().take(2000).collect()) }
}

#[test]
fn every_example_of_the_page_loads_and_fits_the_schema() {
    let blocks = blocks();
    assert!(blocks.len() > 15, "{}", blocks.len());
    let folder = std::env::temp_dir().join(format!("wirecase-page-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("page.html"), "<p>").unwrap();
    for (line, kind, text) in blocks {
        let (def, file) = match kind.as_str() {
            "" => ("file", text),
            "case" => ("file", in_case(&text)),
            other => (other, text),
        };
        let path = folder.join("wirecase.yaml");
        std::fs::write(&path, &file).unwrap();
        let text_of = |error: crate::error::Error| error.to_string();
        let told: Vec<String> = match def {
            "target" => load_target(&path).err().map(text_of).into_iter().collect(),
            "config" => find_config(&folder).err().map(text_of).into_iter().collect(),
            _ => load(&[path]).unwrap().diagnostics.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(told, Vec::<String>::new(), "cases/README.md:{line}");
        assert_eq!(fits(def, &file), Ok(()), "cases/README.md:{line}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn every_bundled_file_fits_the_schema() {
    for (path, text) in bundled::FILES {
        assert_eq!(fits("file", text), Ok(()), "{path}");
    }
}

#[test]
fn the_schema_has_the_keys_that_the_decoder_has() {
    let schema = schema();
    for table in keys::ALL {
        let properties = schema["$defs"][table.def]["properties"].as_object();
        let properties = properties.unwrap_or_else(|| panic!("no $defs/{}", table.def));
        let described: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
        let known: BTreeSet<&str> = table.keys.iter().copied().collect();
        assert_eq!(described, known, "$defs/{}", table.def);
        assert_eq!(
            schema["$defs"][table.def]["additionalProperties"],
            Json::Bool(false),
            "{}",
            table.def
        );
    }
}

#[test]
fn the_page_has_a_row_for_each_key_and_each_key_in_an_example() {
    let examples: String = blocks().into_iter().map(|(_, _, text)| text).collect();
    for table in keys::ALL {
        let marker = format!("<!-- keys: {} -->\n", table.def);
        let (_, after) = PAGE.split_once(&marker).unwrap_or_else(|| panic!("no {marker}"));
        let rows = after.lines().take_while(|line| line.starts_with('|')).skip(2);
        let first_columns = rows.filter_map(|row| row.split('|').nth(1));
        let written: BTreeSet<&str> =
            first_columns.flat_map(|column| column.split('`').skip(1).step_by(2)).collect();
        let known: BTreeSet<&str> = table.keys.iter().copied().collect();
        assert_eq!(written, known, "keys: {}", table.def);
        for key in table.keys {
            let shown = examples.contains(&format!("{key}:"));
            assert!(shown, "`{key}` of {} is in no example", table.what);
        }
    }
}

#[test]
fn the_schema_refuses_what_the_decoder_refuses() {
    let rows = [
        "status: 20x",
        "status: {not: 2xx, nto: 1}",
        "headers: {A: {present: false}}",
        "connection: shut",
        "frames: [{rsv: 9}]",
        "responses: 1-2",
        "verdict: ok",
        "interim: 200",
        "body: {none: false}",
    ];
    for row in rows {
        let text = in_case(&format!("send: a\nexpect: {{{row}}}"));
        assert!(fits("file", &text).is_err(), "schema takes {row}");
        assert!(!told(&text).is_empty(), "decoder takes {row}");
    }
}
