//! The schema of the configuration has the flags that clap has; layers are as strong as they say.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;

use super::*;
use crate::load;

#[test]
fn the_schema_of_the_configuration_lists_each_flag_with_its_type() {
    let schema: Json = serde_json::from_str(load::CONFIG_SCHEMA).unwrap();
    let listed = schema["$defs"]["flags"]["properties"].as_object().unwrap();
    let flags = of_the_file();
    let names: BTreeSet<&str> = flags.iter().filter_map(Arg::get_long).collect();
    assert_eq!(listed.keys().map(String::as_str).collect::<BTreeSet<_>>(), names);
    for arg in &flags {
        let long = arg.get_long().unwrap();
        let takes = |value: Json| {
            let mut one = schema.clone();
            one["$ref"] = Json::String("#/$defs/flags".to_owned());
            let validator = jsonschema::validator_for(&one).unwrap();
            validator.is_valid(&serde_json::json!({ long: value }))
        };
        let is_switch = matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::Count);
        let flag_alone = is_switch || arg.is_require_equals_set();
        let lists = matches!(arg.get_action(), ArgAction::Append);
        let any_text = arg.get_possible_values().is_empty() && !flag_alone;
        assert!(takes(Json::Null), "{long}: nothing takes back");
        if !any_text || !lists {
            assert_eq!(takes(Json::Bool(true)), flag_alone, "{long}: true");
        }
        assert_eq!(takes(serde_json::json!([])), lists, "{long}: an empty list");
        for value in arg.get_possible_values().iter().filter(|_| !is_switch) {
            assert!(takes(Json::String(value.get_name().to_owned())), "{long}: {value:?}");
        }
        if !arg.get_possible_values().is_empty() && !is_switch {
            assert!(!takes(Json::String("something-else".to_owned())), "{long}");
        }
    }
}

/// What holds of a flag for these words, variables and configuration: its values, and from where.
fn held(flag: &str, words: &[&str], variables: &[(&str, &str)], file: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wirecase.yaml");
    std::fs::write(&path, file).unwrap();
    let config = load::load_config(&path).unwrap();
    let words = ["wirecase", "run"].iter().chain(words).map(OsString::from).collect();
    let environment =
        Environment::of(variables.iter().map(|(name, value)| (name.into(), value.into())));
    match parse(words, &environment, |_| Ok(Some(&config))) {
        Ok(parsed) => {
            let held = parsed.flags.iter().find(|held| held.flag == flag).unwrap();
            let from = match &held.origin {
                Origin::Typed => "typed".to_owned(),
                Origin::Environment(name) => name.clone(),
                Origin::File(place, profile) => {
                    format!("{} {}", place.line, profile.as_deref().unwrap_or("defaults"))
                }
                Origin::Default => "default".to_owned(),
            };
            let values = held.values.join(" ");
            let beside = folder.path().display().to_string();
            format!("{} < {from}", values.replace(&beside, "BESIDE"))
        }
        Err(Trouble::Clap(error)) => error.to_string(),
        Err(Trouble::Ours(error)) => {
            error.to_string().replace(&path.display().to_string(), "wirecase.yaml")
        }
    }
}

const FILE: &str = "\
defaults:
  jobs: 2
  strict: true
  tag: [a, b]
  var: { user: joe, page: /x }
  fail-fast: true
  reports: out
  verbose: 2
profiles:
  ci:
    jobs: 3
    strict: false
    tag: []
    var: { user: ann }
";

/// A flag, what is typed, the environment, and what holds.
type Strongest<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, &'a str)], &'a str);
/// What is typed, the environment, the file, and what is told.
type Wrong<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a str, &'a [&'a str]);

#[test]
fn a_value_comes_from_the_strongest_place_that_says_one() {
    let rows: [Strongest<'_>; 22] = [
        ("jobs", &["-j", "5"], &[("WIRECASE_JOBS", "4")], "5 < typed"),
        ("jobs", &[], &[("WIRECASE_JOBS", "4")], "4 < WIRECASE_JOBS"),
        ("jobs", &[], &[("WIRECASE_JOBS", "")], "2 < 2 defaults"),
        ("jobs", &["--profile", "ci"], &[], "3 < 11 ci"),
        ("jobs", &[], &[("WIRECASE_PROFILE", "ci")], "3 < 11 ci"),
        ("jobs", &["--no-jobs"], &[], " < typed"),
        ("strict", &[], &[], "true < 3 defaults"),
        ("strict", &["--no-strict"], &[("WIRECASE_STRICT", "1")], "false < typed"),
        ("strict", &[], &[("WIRECASE_STRICT", "no")], "false < WIRECASE_STRICT"),
        ("strict", &["--profile=ci"], &[], "false < 12 ci"),
        ("strict", &["--no-strict", "--strict"], &[], "true < typed"),
        ("tag", &[], &[], "a b < 4 defaults"),
        ("tag", &[], &[("WIRECASE_TAG", "c, d")], "c d < WIRECASE_TAG"),
        ("tag", &["--profile=ci"], &[], " < 13 ci"),
        ("var", &["--var", "k=v"], &[], "user=joe page=/x k=v < typed"),
        ("var", &["--no-var"], &[], " < typed"),
        (
            "var",
            &["--profile=ci"],
            &[("WIRECASE_VAR_a", "1,2")],
            "user=joe page=/x user=ann a=1,2 < WIRECASE_VAR",
        ),
        ("reports", &[], &[], "BESIDE/out < 7 defaults"),
        ("verbose", &[], &[], "2 < 8 defaults"),
        ("verbose", &["-q"], &[], "0 < default"),
        ("fail-fast", &["--max-fail", "3"], &[], "false < default"),
        ("fail-fast", &["--", "id"], &[], "true < 6 defaults"),
    ];
    for (flag, words, variables, want) in rows {
        assert_eq!(held(flag, words, variables, FILE), want, "{flag} {words:?} {variables:?}");
    }
}

#[test]
fn what_is_wrong_is_told_where_it_was_written() {
    let rows: [Wrong<'_>; 13] = [
        (
            &[],
            &[],
            "defaults:\n  jobs: many\n",
            &["wirecase.yaml:2:9", "'many'", "--jobs", "many\n"],
        ),
        (&[], &[], "defaults:\n  jbos: 1\n", &["wirecase.yaml:2:3", "did you mean `jobs`"]),
        (&[], &[], "defaults:\n  --jobs: 1\n", &["wirecase.yaml:2:3", "write `jobs:`"]),
        (&[], &[], "defaults:\n  level: [must, mut]\n", &["wirecase.yaml:2:17", "mut"]),
        (&[], &[], "defaults:\n  strict: maybe\n", &["wirecase.yaml:2:11", "true or false"]),
        (&[], &[], "defaults:\n  jobs: [1, 2]\n", &["wirecase.yaml:2:3", "one value"]),
        (&[], &[], "defaults:\n  color: bleu\n", &["wirecase.yaml:2:10", "auto, always, never"]),
        (&[], &[], "defaults:\n  secret: {a: b}\n", &["wirecase.yaml:2:3", "secrets-file"]),
        (&[], &[], "defaults:\n  profile: ci\n", &["wirecase.yaml:2:3", "cannot stand"]),
        (
            &[],
            &[],
            "defaults:\n  max-fail: 2\n  fail-fast: true\n",
            &["wirecase.yaml:3:3", "cannot stand beside `max-fail`"],
        ),
        // The profile that is not chosen, too.
        (&[], &[], "profiles:\n  a:\n    jobs: x\n", &["wirecase.yaml:3:11"]),
        (&["--profile", "cl"], &[], FILE, &["has no profile `cl`", "did you mean `ci`"]),
        (&[], &[("WIRECASE_JOBS", "x")], "cases: [a]\n", &["WIRECASE_JOBS: ", "'x'"]),
    ];
    for (words, variables, file, wants) in rows {
        let told = held("jobs", words, variables, file);
        for want in wants {
            assert!(told.contains(want), "{want} is missing for {file}\n{told}");
        }
    }
}

#[test]
fn a_secret_is_told_by_its_name_alone_and_a_file_that_is_named_is_asked_for() {
    assert_eq!(held("secret", &["--secret", "token=abc"], &[], "cases: [a]\n"), "token=… < typed");
    let words = || ["wirecase", "run", "--jobs=1"].map(OsString::from).to_vec();
    let environment = Environment::of([("WIRECASE_CONFIG".into(), "other.yaml".into())]);
    let mut asked = None;
    let parsed = parse(words(), &environment, |path| {
        asked = path;
        Ok(None)
    });
    assert!(parsed.is_ok());
    assert_eq!(asked.as_deref(), Some(Path::new("other.yaml")));
}

#[test]
fn demo_reads_no_file_and_other_verbs_neither_file_nor_environment() {
    let environment = Environment::of([("WIRECASE_JOBS".into(), "7".into())]);
    let of = |words: &[&str]| {
        let words = words.iter().map(OsString::from).collect();
        let parsed = parse(words, &environment, |_| panic!("the file is read")).ok().unwrap();
        let jobs = parsed.flags.into_iter().find(|held| held.flag == "jobs");
        jobs.map(|held| held.values.join(" "))
    };
    assert_eq!(of(&["wirecase", "demo"]), Some("7".to_owned()));
    assert_eq!(of(&["wirecase", "list"]), None);
}

#[test]
fn the_flags_that_take_back_are_hidden_and_move_no_other() {
    let order = |command: &Command| {
        let run = command.find_subcommand("run").unwrap();
        let shown = run.get_arguments().filter(|arg| !arg.is_hide_set());
        shown.map(|arg| arg.get_id().to_string()).collect::<Vec<_>>()
    };
    let command = command();
    assert_eq!(order(&command), order(&Cli::command()));
    command.debug_assert();
}

#[test]
fn a_variable_that_is_nearly_a_flags_is_named_with_the_one_that_is_meant() {
    let set = |name: &str| (OsString::from(name), OsString::from("1"));
    let names = ["WIRECASE_JOB", "WIRECASE_REPROTS", "WIRECASE_JOBS", "WIRECASE_VAR_JOB"];
    let others = ["WIRECASE_SECRET_JOBS", "WIRECASE_PORT", "WIRECASE_ANYTHING_ELSE", "JOBS"];
    let environment = Environment::of(names.iter().chain(&others).map(|name| set(name)));
    let told = Flags::of(&command(), "run").misspelt(&environment);
    let told: Vec<(&str, &str)> = told.iter().map(|(v, m)| (v.as_str(), m.as_str())).collect();
    assert_eq!(told, [("WIRECASE_JOB", "WIRECASE_JOBS"), ("WIRECASE_REPROTS", "WIRECASE_REPORTS")]);
}
