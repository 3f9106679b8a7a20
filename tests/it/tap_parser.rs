//! TAP as another reader counts it: Perl's TAP::Parser, which `prove` is made of.

use std::process::Command;

use serde_json::Value;

use crate::support::command::{Folder, verdicts};

/// Prints the counts of the document that it is given, as JSON. The parser ends at version 13, of
/// which 14 is a superset in all that is written here.
const COUNT: &str = r#"
    local $/; my $tap = <STDIN>; $tap =~ s/^TAP version 14$/TAP version 13/m or die "no version";
    my $parser = TAP::Parser->new({ tap => $tap });
    my ($blocks, $names, $bailout) = (0, "", "");
    while (my $line = $parser->next) {
        $blocks++ if $line->is_yaml;
        $bailout .= $line->explanation if $line->is_bailout;
        $names .= $line->description . "\n" if $line->is_test;
    }
    my %counts = (
        planned => $parser->tests_planned, passed => scalar $parser->actual_passed,
        failed => scalar $parser->failed, todo => scalar $parser->todo,
        skipped => scalar $parser->skipped, blocks => $blocks, names => $names,
        bailout => $bailout,
        errors => join("; ", $parser->parse_errors),
    );
    print JSON::PP->new->encode(\%counts);
"#;

fn counted(folder: &Folder, tap: &str) -> Value {
    let path = folder.write("counted.tap", tap);
    let ran = Command::new("perl")
        .args(["-MTAP::Parser", "-MJSON::PP", "-e", COUNT])
        .stdin(std::fs::File::open(path).unwrap())
        .output()
        .expect("perl is not installed");
    let said = String::from_utf8_lossy(&ran.stderr);
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {said}"))
}

#[test]
#[ignore = "needs perl"]
fn perl_counts_a_run_as_the_results_do() {
    let folder = Folder::new();
    let ran = folder.wirecase(&[
        "demo",
        "session",
        "--fault",
        "close-ignored",
        "--report-tap",
        "run.tap",
        "--report-json",
        "run.json",
    ]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let verdicts = verdicts(&folder.json("run.json"));
    let count = |of: &[&str]| verdicts.iter().filter(|(_, v)| of.contains(&v.as_str())).count();
    let tap = std::fs::read_to_string(folder.path().join("run.tap")).unwrap();
    let counted = counted(&folder, &tap);
    assert_eq!((&counted["errors"], &counted["bailout"]), (&Value::from(""), &Value::from("")));
    assert_eq!(counted["planned"], verdicts.len());
    assert!(count(&["fail"]) > 0, "{}", ran.all());
    assert_eq!(counted["failed"], count(&["fail", "fixed", "error"]));
    assert_eq!(counted["todo"], count(&["known"]));
    assert_eq!(counted["skipped"], count(&["skip"]));
    assert_eq!(counted["blocks"], verdicts.len() - count(&["pass", "skip"]));
    let names = counted["names"].as_str().unwrap();
    for ((id, _), name) in verdicts.iter().zip(names.lines()) {
        assert!(name.starts_with(&format!("- {id} ")), "{id}: {name}");
    }
}

#[test]
#[ignore = "needs perl"]
fn perl_takes_every_verdict_and_bails_out_of_an_interrupted_run() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/goldens/report.tap");
    let golden = std::fs::read_to_string(golden).unwrap();
    let folder = Folder::new();
    let counted = counted(&folder, &golden);
    let numbers = ["planned", "failed", "todo", "skipped", "blocks"].map(|key| &counted[key]);
    assert_eq!(numbers, [16, 8, 1, 3, 12]);
    assert_eq!(counted["errors"], "");
    assert_eq!(counted["bailout"], "the run was interrupted");
}
