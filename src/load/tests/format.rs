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

fn config_schema() -> Json {
    serde_json::from_str(CONFIG_SCHEMA).unwrap()
}

fn target_schema() -> Json {
    serde_json::from_str(TARGET_SCHEMA).unwrap()
}

/// A validator for one of the schemas' definitions.
fn validator(def: &str) -> jsonschema::Validator {
    let has = |schema: &Json| schema["$defs"][def].is_object();
    let mut schema = [schema(), target_schema(), config_schema()].into_iter().find(has).unwrap();
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
    std::fs::create_dir_all(folder.join("targets")).unwrap();
    std::fs::write(folder.join("targets/page.yaml"), "resources: {page: /}").unwrap();
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
fn the_schemas_have_the_keys_that_the_decoder_has() {
    let of_configurations = keys::OF_CONFIGURATIONS.iter().map(|table| {
        let of_target = table.def == keys::TARGET.def;
        (if of_target { target_schema() } else { config_schema() }, table)
    });
    for (schema, table) in keys::OF_CASES.iter().map(|t| (schema(), t)).chain(of_configurations) {
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
fn what_two_schemas_define_is_the_same_in_both() {
    let (target, config, case) = (target_schema(), config_schema(), schema());
    let defs = |schema: &Json| schema["$defs"].as_object().unwrap().clone();
    let of_config = defs(&config);
    for (name, def) in defs(&target) {
        if name == "target" {
            let named = &of_config["named-target"]["properties"];
            for (key, property) in def["properties"].as_object().unwrap() {
                assert_eq!(&named[key], property, "{key}");
            }
        } else {
            assert_eq!(of_config[&name], def, "{name}");
        }
    }
    for (name, def) in defs(&case) {
        assert!(of_config.get(&name).is_none_or(|other| *other == def), "{name}");
    }
}

#[test]
fn the_schemas_of_targets_and_configurations_refuse_what_their_decoders_refuse() {
    let folder = std::env::temp_dir().join(format!("wirecase-refused-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("wirecase.yaml");
    let rows = [
        ("target", "tls: {min: 1.1}"),
        ("target", "tls: {insecure: maybe}"),
        ("target", "launch: {folder: a}"),
        ("target", "launch: {command: a, http: health}"),
        ("target", "launch: {command: a, http: {path: /, status: 99}}"),
        ("target", "launch: {command: ' '}"),
        ("target", "file: a.yaml"),
        ("config", "suites: {'a b': [x]}"),
        ("config", "suites: {a: []}"),
        ("config", "profiles: {ci: [a]}"),
        ("config", "defaults: true"),
        ("config", "targets: {a: [b]}"),
    ];
    for (def, text) in rows {
        std::fs::write(&path, text).unwrap();
        assert!(fits(def, text).is_err(), "the schema takes {text}");
        let told =
            if def == "target" { load_target(&path).err() } else { load_config(&path).err() };
        assert!(told.is_some_and(|error| error.to_string().contains(":1:")), "{text}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_page_has_a_row_for_each_key_and_each_key_in_an_example() {
    let examples: String = blocks().into_iter().map(|(_, _, text)| text).collect();
    for table in keys::OF_CASES.into_iter().chain(keys::OF_CONFIGURATIONS) {
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
