//! Runs the binary and reads what it wrote.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder of its own to run the binary in.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file and gives its path.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The results document of this name.
    pub(crate) fn json(&self, name: &str) -> Value {
        let path = self.path().join(name);
        let text = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        serde_json::from_slice(&text).unwrap()
    }

    /// Runs `wirecase` with these words in this folder.
    pub(crate) fn wirecase(&self, words: &[&str]) -> Ran {
        Ran { output: self.command(words).output().unwrap(), folder: self.path().to_owned() }
    }

    /// The same, with these variables in its environment.
    pub(crate) fn wirecase_in(&self, environment: &[(&str, &str)], words: &[&str]) -> Ran {
        let mut command = self.command(words);
        command.envs(environment.iter().copied());
        Ran { output: command.output().unwrap(), folder: self.path().to_owned() }
    }

    /// The same, given up to `meanwhile` with the process id while it runs.
    pub(crate) fn wirecase_while(&self, words: &[&str], meanwhile: impl FnOnce(u32)) -> Ran {
        let mut command = self.command(words);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        meanwhile(child.id());
        Ran { output: child.wait_with_output().unwrap(), folder: self.path().to_owned() }
    }

    /// The command, for a test that looks at it while it runs.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wirecase"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("WIRECASE_") {
                command.env_remove(name);
            }
        }
        command
            .args(words)
            .current_dir(self.path())
            .env_remove("GITHUB_ACTIONS")
            .env_remove("GITHUB_STEP_SUMMARY")
            .env_remove("GITHUB_WORKSPACE")
            .env_remove("CI_NODE_INDEX")
            .env_remove("CI_NODE_TOTAL")
            .env_remove("CI_JOB_NAME")
            .env_remove("WIRECASE_SHARDS")
            .env("NO_COLOR", "1")
            .env("COLUMNS", "80");
        command
    }
}

/// What a run of the binary left.
pub(crate) struct Ran {
    output: Output,
    folder: PathBuf,
}

impl Ran {
    pub(crate) fn code(&self) -> i32 {
        self.output.status.code().unwrap_or(-1)
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    /// All that it said, for the message of a failing test.
    pub(crate) fn all(&self) -> String {
        format!("exit {}\n{}\n{}", self.code(), self.stdout(), self.stderr())
    }

    /// The results document that it wrote.
    pub(crate) fn json(&self, name: &str) -> Value {
        let path = self.folder.join(name);
        let text = std::fs::read(&path)
            .unwrap_or_else(|e| panic!("{}: {e}\n{}", path.display(), self.all()));
        serde_json::from_slice(&text).unwrap()
    }
}

/// The results of a document by verdict word, ids in order.
pub(crate) fn verdicts(results: &Value) -> Vec<(String, String)> {
    let word = |case: &Value, key: &str| case[key].as_str().unwrap().to_owned();
    results["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| (word(case, "id"), word(case, "verdict")))
        .collect()
}
