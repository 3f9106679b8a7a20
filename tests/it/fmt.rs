//! `wirecase fmt`: files in one style, and the check that CI makes.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::command::Folder;

const UNTIDY: &str = "title:  Untidy\ncases:\n- id: a/b\n  title: A b   \n  expect: {status: 200}\n  request: |\n    GET / HTTP/1.1  \n    Host: x\n";
const TIDY: &str = "title: Untidy\ncases:\n  - id: a/b\n    title: A b\n    request: |\n      GET / HTTP/1.1  \n      Host: x\n    expect: {status: 200}\n";

#[test]
fn the_check_shows_what_would_change_and_writes_nothing() {
    let folder = Folder::new();
    let file = folder.write("a.yaml", UNTIDY);
    let ran = folder.wirecase(&["fmt", "--check", "a.yaml"]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    assert!(ran.stdout().starts_with("--- a.yaml\n+++ a.yaml\n@@ -1,"), "{}", ran.all());
    assert!(ran.stdout().contains("\n-title:  Untidy\n"), "{}", ran.all());
    assert!(ran.stderr().contains("1 of 1 file is not formatted"), "{}", ran.all());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), UNTIDY);

    let ran = folder.wirecase(&["fmt", "a.yaml"]);
    assert_eq!((ran.code(), ran.stdout().as_str()), (0, "formatted a.yaml\n1 of 1 file changed\n"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), TIDY);
    let ran = folder.wirecase(&["fmt", "--check", "a.yaml"]);
    assert_eq!((ran.code(), ran.stdout().as_str()), (0, "1 file is formatted\n"));
}

#[test]
fn without_a_path_it_is_the_cases_of_the_configuration_and_itself() {
    let folder = Folder::new();
    assert_eq!(folder.wirecase(&["fmt"]).code(), 2);
    folder.write("wirecase.yaml", "cases:   [cases]\n");
    folder.write("cases/a.yaml", TIDY);
    let ran = folder.wirecase(&["fmt"]);
    assert!(ran.stdout().contains("formatted wirecase.yaml\n1 of 2 files"), "{}", ran.all());
}

#[test]
fn standard_input_is_formatted_to_standard_output() {
    let folder = Folder::new();
    let mut child =
        folder.command(&["fmt", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(UNTIDY.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), TIDY);
    assert!(output.status.success());
}

#[test]
fn a_file_that_is_no_yaml_is_told_and_the_others_are_formatted() {
    let folder = Folder::new();
    folder.write("cases/a.yaml", "a: [b\n");
    let file = folder.write("cases/b.yaml", UNTIDY);
    let ran = folder.wirecase(&["fmt", "cases"]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("cases/a.yaml:"), "{}", ran.all());
    assert_eq!(std::fs::read_to_string(file).unwrap(), TIDY);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let file = folder.write("real.yaml", UNTIDY);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("link.yaml");
    std::os::unix::fs::symlink("real.yaml", &link).unwrap();
    assert_eq!(folder.wirecase(&["fmt", "link.yaml"]).code(), 0);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), TIDY);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn the_bundled_cases_are_formatted() {
    let folder = Folder::new();
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/cases");
    let ran = folder.wirecase(&["fmt", "--check", cases]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
}
