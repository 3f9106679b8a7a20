//! The recipes for engines of CI name flags and verbs that there are, and the GitHub action's step
//! does what its inputs say. What the engines themselves take is held by `ci/lint/run`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::command::Folder;
use crate::support::server::Served;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of text below a folder, but for what was installed there.
fn texts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true if name == "node_modules" || name == ".tools" || name == "lint" => {}
            true => texts(&path, found),
            false => found.push(path),
        }
    }
}

/// The verbs of the command line and, of all of them together, the flags.
fn known() -> (BTreeSet<String>, BTreeSet<String>) {
    let folder = Folder::new();
    let help = folder.wirecase(&["--help"]).stdout();
    let listed = help.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    let verbs: BTreeSet<String> = listed
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    let mut flags = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    for verb in verbs.iter().filter(|verb| *verb != "help") {
        flags.extend(words(&folder.wirecase(&[verb, "--help"]).stdout()));
    }
    (verbs, flags)
}

/// The words of a text that are long flags.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.split(move |c: char| !is_word(c))
        .filter(|word| word.starts_with("--") && word.len() > 3)
        .map(str::to_owned)
}

#[test]
fn recipes_name_verbs_and_flags_that_there_are() {
    let (verbs, flags) = known();
    assert!(verbs.contains("run") && flags.contains("--shard"), "{verbs:?} {flags:?}");
    let mut paths = vec![root().join("README.md"), root().join(".pre-commit-hooks.yaml")];
    for folder in ["ci", "deploy"] {
        texts(&root().join(folder), &mut paths);
    }
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for path in paths {
        let text = fs::read_to_string(&path).unwrap().replace("\\\n", " ");
        for (number, line) in text.lines().enumerate() {
            let calls: Vec<&str> = line
                .match_indices("wirecase ")
                .map(|(at, found)| &line[at + found.len()..])
                .filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
                .collect();
            let builds = path.extension().is_some_and(|e| e == "sh") && line.contains("flags");
            for rest in calls.iter().copied().chain(builds.then_some(line)) {
                // A sentence about wirecase is no call of it.
                let verb: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
                if !builds && !verbs.contains(&verb) {
                    continue;
                }
                let call = rest.split(['`', '|', ';', '#']).next().unwrap_or(rest);
                // What stands in quotes is a word of another command.
                let own: String = call.split('\'').step_by(2).collect();
                for flag in words(&own) {
                    seen += 1;
                    if !flags.contains(&flag) {
                        wrong.push(format!("{}:{}: {flag}", path.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 20, "only {seen} flags were found: the recipes are read wrongly");
}

/// Runs the main step of the GitHub action, as a runner would, and gives its exit code, what it says
/// and its outputs.
fn step(folder: &Folder, inputs: &[(&str, &str)]) -> (i32, String, String) {
    let outputs = folder.write("outputs", "");
    let ran = Command::new("bash")
        .arg(root().join("ci/github/run.sh"))
        .current_dir(folder.path())
        .env("IN_BINARY", env!("CARGO_BIN_EXE_wirecase"))
        .env("GITHUB_OUTPUT", &outputs)
        .env("GITHUB_ACTIONS", "true")
        .env_remove("GITHUB_STEP_SUMMARY")
        .envs(inputs.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
    (ran.status.code().unwrap(), said.into_owned(), fs::read_to_string(outputs).unwrap())
}

#[test]
#[ignore = "needs bash"]
fn the_github_action_runs_what_its_inputs_say_and_ends_as_wirecase_does() {
    let folder = Folder::new();
    let fault = Served::start(&["--fault", "host-missing-accepted"]);
    let case = ("IN_CASES", "rfc9112/3.2/host-missing");
    let (code, said, outputs) = step(&folder, &[("IN_TARGET", &fault.url), case]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("::error"), "{said}");
    assert!(outputs.contains("exit-code=1\n"), "{outputs}");
    let results = outputs.lines().find_map(|line| line.strip_prefix("results=")).unwrap();
    assert!(Path::new(results).exists(), "{outputs}");

    let binary = env!("CARGO_BIN_EXE_wirecase");
    let launch = format!("{binary} serve --addr 127.0.0.1:{{{{port}}}}");
    let inputs = [
        ("IN_LAUNCH", launch.as_str()),
        case,
        ("IN_ARGS", "--strict  --level must"),
        ("IN_REPORTS", "of it"),
    ];
    let (code, said, outputs) = step(&folder, &inputs);
    assert_eq!(code, 0, "{said}");
    assert!(outputs.contains("/of it/report.html\n"), "{outputs}");

    // Every line of an input counts, and a folder may be named from the root.
    let whole = folder.path().join("whole");
    let inputs = [
        ("IN_TARGET", "  \n  wire case.yaml  \r\n"),
        case,
        ("IN_ARGS", "--strict\n--level must\r\n--report-tap last.tap\n"),
        ("IN_REPORTS", whole.to_str().unwrap()),
    ];
    folder.write("wire case.yaml", format!("url: {}\nresources: {{page: /}}\n", fault.url));
    let (code, said, outputs) = step(&folder, &inputs);
    assert_eq!(code, 1, "{said}");
    assert!(folder.path().join("last.tap").exists(), "{said}");
    assert!(outputs.contains(&format!("results={}/results.json\n", whole.display())), "{outputs}");

    // What stands in an input is a word of a flag, and never a command.
    let (code, said, _) = step(&folder, &[("IN_TARGET", "$(touch owned)"), case]);
    assert_eq!(code, 2, "{said}");
    assert!(!folder.path().join("owned").exists());
}

#[test]
#[ignore = "needs a shell, curl, tar and sha256sum"]
fn the_installer_takes_what_was_released_and_nothing_else() {
    let folder = Folder::new();
    let machine = std::env::consts::ARCH;
    let name = format!("wirecase-{machine}-unknown-linux-musl.tar.gz");
    let script = format!(
        "set -e; mkdir -p packed download/v1.0.0; cp '{}' packed/wirecase
         tar -C packed -czf download/v1.0.0/{name} .
         cd download/v1.0.0; sha256sum {name} >SHA256SUMS",
        env!("CARGO_BIN_EXE_wirecase")
    );
    let run = |script: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).current_dir(folder.path());
        shell.env("WIRECASE_RELEASES", format!("file://{}", folder.path().display()));
        shell.output().unwrap()
    };
    assert!(run(&script).status.success());
    let install = format!("'{}' v1.0.0 bin", root().join("ci/install.sh").display());
    let ran = run(&install);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(String::from_utf8_lossy(&ran.stdout).starts_with("wirecase "));
    assert!(run("bin/wirecase --version").status.success());
    run(&format!("rm -r bin; printf x >>download/v1.0.0/{name}"));
    let ran = run(&install);
    assert!(!ran.status.success() && !folder.path().join("bin/wirecase").exists());
    assert!(String::from_utf8_lossy(&ran.stderr).contains("checksum differs"));
}
