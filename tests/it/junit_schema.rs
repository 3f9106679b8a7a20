//! JUnit XML held to the schema of Jenkins. Ignored where only Rust is installed; continuous
//! integration installs what validates.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::command::Folder;

fn in_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What `xmllint` has against a document; nothing where it is valid.
fn refused(folder: &Folder, document: &str) -> Option<String> {
    let path = folder.write("validated.xml", document);
    let ran = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .args([in_project("tests/junit/junit-10-extended.xsd"), path])
        .output()
        .expect("xmllint is not installed");
    (!ran.status.success()).then(|| String::from_utf8_lossy(&ran.stderr).into_owned())
}

/// A document with every verdict and every kind of finding in it.
fn golden() -> String {
    std::fs::read_to_string(in_project("src/report/goldens/junit.xml")).unwrap()
}

#[test]
fn the_schema_is_that_of_jenkins_but_for_the_marked_lines() {
    let read = |name: &str| std::fs::read_to_string(in_project("tests/junit").join(name)).unwrap();
    let extended = read("junit-10-extended.xsd");
    let (added, own): (Vec<&str>, Vec<&str>) =
        extended.lines().partition(|line| line.ends_with("<!-- added by wirecase -->"));
    assert_eq!(own, read("junit-10.xsd").lines().collect::<Vec<_>>());
    assert_eq!(added.len(), 4);
}

#[test]
#[ignore = "needs xmllint (libxml2-utils)"]
fn every_verdict_and_a_run_that_fails_keep_the_schema() {
    let folder = Folder::new();
    assert_eq!(refused(&folder, &golden()), None);
    for (name, words) in [
        ("failing", &["--fault", "close-ignored"][..]),
        ("strict", &["--fault", "date-missing", "--strict"]),
        ("passing", &[]),
    ] {
        let words = [&["demo", "session", "--report-junit", "junit.xml"][..], words].concat();
        let ran = folder.wirecase(&words);
        let path = folder.path().join("junit.xml");
        let document = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{}", ran.all()));
        assert_eq!(document.contains("<failure"), name != "passing", "{name}: {}", ran.all());
        assert_eq!(refused(&folder, &document), None, "{name}");
    }
}

#[test]
#[ignore = "needs xmllint (libxml2-utils)"]
fn the_validation_can_fail() {
    let folder = Folder::new();
    for (from, to, why) in [
        ("<testcase name=", "<testcase title=", "attribute 'title'"),
        (" classname=", " class=", "attribute 'class'"),
        (" tests=\"16\" skipped=\"4\" errors=", " skipped=\"4\" errors=", "'tests' is required"),
        (" time=\"1.234\"", " time=\"1.2 s\"", "facet 'pattern'"),
        ("<failure ", "<failure at=\"12\" ", "attribute 'at'"),
        (" type=\"fail\">\n", ">\n", "'type' is required"),
        ("<system-out>", "<system-out><b/>", "Element content is not allowed"),
        ("<property name=\"level\" ", "<property ", "'name' is required"),
        ("</testsuites>", "", "parser error"),
        ("FAIL session", "FAIL \u{1} session", "parser error"),
    ] {
        let broken = golden().replace(from, to);
        assert_ne!(broken, golden(), "{from} is not in the golden");
        let said = refused(&folder, &broken).unwrap_or_else(|| panic!("{to} is taken for valid"));
        assert!(said.contains(why), "{to}: {}", said.lines().next().unwrap_or_default());
    }
}
