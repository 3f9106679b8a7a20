//! Holds the table of which folder may use which, by reading the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// Folder or file of `src/`, and what it may use of the crate.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &["model"]),
    ("error", &["model", "error"]),
    ("load", &["load", "model", "error"]),
    ("plan", &["plan", "model", "error"]),
    ("exchange", &["exchange", "model", "error"]),
    ("observe", &["observe", "model", "error"]),
    ("judge", &["judge", "model", "error"]),
    ("report", &["report", "model", "error"]),
    ("reference", &["reference", "model", "error"]),
    ("launch", &["launch", "model"]),
    (
        "run",
        &[
            "run", "load", "plan", "exchange", "observe", "judge", "report", "launch", "model",
            "error",
        ],
    ),
    ("coverage", &["coverage", "load", "judge", "model"]),
    ("matrix", &["matrix", "run", "plan", "reference", "model", "error"]),
    ("merge", &["merge", "run", "model", "error"]),
    ("replay", &["replay", "answers", "exchange", "observe", "model", "error"]),
    ("answers", &["answers", "observe", "model"]),
    ("suite", &["suite", "load", "plan", "run", "report", "model", "error"]),
    ("compare", &["compare", "answers", "model"]),
    ("author", &["author", "answers", "load", "exchange", "observe", "model", "error"]),
    (
        "cli",
        &[
            "cli",
            "author",
            "merge",
            "answers",
            "compare",
            "coverage",
            "matrix",
            "replay",
            "launch",
            "run",
            "load",
            "plan",
            "exchange",
            "observe",
            "judge",
            "report",
            "reference",
            "model",
            "error",
        ],
    ),
];

/// A crate, or a part of one, and the only folders that may name it.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("serde_yaml", &["load"]),
    ("saphyr_parser", &["load"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("tokio", &["exchange", "reference", "run", "replay", "matrix", "launch", "suite", "cli"]),
    ("tokio::process", &["launch", "cli"]),
    ("rustix", &["launch", "cli"]),
    ("tokio::net", &["exchange", "reference"]),
    ("std::net::Tcp", &["exchange", "reference", "launch"]),
    ("println!", &[]),
    ("eprintln!", &[]),
    ("process::exit", &[]),
    ("std::fs", &["load", "report", "cli"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Each source file: the stage it belongs to, its path, and its lines without comments.
fn code() -> Vec<(String, PathBuf, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let inside = path.strip_prefix(&root).unwrap();
        let stage = inside.components().next().unwrap().as_os_str().to_string_lossy();
        let stage = stage.trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let lines = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default().to_owned())
            .collect();
        all.push((stage, path, lines));
    }
    all
}

#[test]
fn no_folder_uses_another_that_the_table_does_not_allow() {
    let mut wrong = Vec::new();
    for (stage, path, lines) in code() {
        if matches!(stage.as_str(), "main" | "lib") {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == stage) else {
            wrong.push(format!("{}: `{stage}` has no row in the table", path.display()));
            continue;
        };
        for (number, line) in lines.iter().enumerate() {
            for used in line.split("crate::").skip(1) {
                let used: String =
                    used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !used.is_empty() && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{}:{}: uses {used}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sockets_yaml_clap_and_printing_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for (stage, path, lines) in code() {
        let in_tests = path.to_string_lossy().contains("test");
        for (number, line) in lines.iter().enumerate() {
            if line.contains("#[cfg(test)]") || in_tests {
                break;
            }
            for (name, folders) in ONLY_IN {
                let named = line.match_indices(name).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"')
                });
                if named && !folders.contains(&stage.as_str()) {
                    wrong.push(format!("{}:{}: names {name}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_source_file_says_first_what_it_is_for() {
    let mut wrong = Vec::new();
    for (_, path, _) in code() {
        if !fs::read_to_string(&path).unwrap().starts_with("//! ") {
            wrong.push(path.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
