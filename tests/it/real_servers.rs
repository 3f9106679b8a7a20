//! The bundled suite against servers from Debian's packages. Ignored where only Rust is installed;
//! continuous integration installs the servers and runs these too.
//!
//! `tests/servers/run` starts and stops them; it is what anyone uses who wants to see the output.

use std::path::Path;
use std::process::Command;

use crate::support::command::{Folder, verdicts};

/// Runs the suite against a server; no case may fail but those that its target file knows of.
fn has_no_failure_but_its_known_deviations(server: &str) {
    let (root, folder) = (Path::new(env!("CARGO_MANIFEST_DIR")), Folder::new());
    let ran = Command::new("python3")
        .arg(root.join("tests/servers/run"))
        .args([server, "--report-json"])
        .arg(folder.path())
        .env("WIRECASE", env!("CARGO_BIN_EXE_wirecase"))
        .env("NO_COLOR", "1")
        .output()
        .expect("python3 is not installed");
    let said = format!(
        "{}\n{}",
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
    assert_eq!(ran.status.code(), Some(0), "{said}");
    let results = folder.json(&format!("{server}.json"));
    let passed = verdicts(&results).iter().filter(|(_, verdict)| verdict == "pass").count();
    assert!(passed > 100, "{said}");
}

#[test]
#[ignore = "needs nginx"]
fn nginx_has_no_failure_but_its_known_deviations() {
    has_no_failure_but_its_known_deviations("nginx");
}

#[test]
#[ignore = "needs apache2"]
fn apache_has_no_failure_but_its_known_deviations() {
    has_no_failure_but_its_known_deviations("apache");
}

#[test]
#[ignore = "needs lighttpd and lighttpd-mod-webdav"]
fn lighttpd_has_no_failure_but_its_known_deviations() {
    has_no_failure_but_its_known_deviations("lighttpd");
}

#[test]
#[ignore = "needs nodejs"]
fn node_has_no_failure_but_its_known_deviations() {
    has_no_failure_but_its_known_deviations("node");
}
