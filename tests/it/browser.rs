//! The HTML report in a real browser. Ignored where only Rust is installed; continuous integration
//! installs the browser and runs these too.
//!
//! `npm test --prefix tests/browser` does the same for who wants to see it run.

use std::path::Path;
use std::process::Command;

#[test]
#[ignore = "needs Chromium, Node.js and tests/browser/node_modules"]
fn the_html_report_holds_what_it_promises_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let installed = folder.join("node_modules/playwright-core").is_dir();
    assert!(installed, "run `npm ci --prefix tests/browser` first");
    let ran = Command::new("node")
        .arg(folder.join("run.mjs"))
        .env("WIRECASE", env!("CARGO_BIN_EXE_wirecase"))
        .output()
        .expect("node is not installed");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    // A run in which nothing was tested is no success.
    let passed = said.lines().find_map(|line| line.strip_prefix("ℹ pass "));
    let passed: u32 = passed.and_then(|count| count.parse().ok()).unwrap_or_default();
    assert!(passed > 30, "{said}");
}
