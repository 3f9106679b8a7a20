//! Files → [`Suite`]: the case format, read with every error at its place.
//!
//! YAML text becomes nodes with places, nodes become cases; each kind of node has a file here.
//! Nothing is sent by this stage, and no file outside of a case file's folder is read.

mod body;
mod bundled;
mod case;
pub mod catalogue;
mod config;
mod decoder;
mod discover;
mod each;
mod expect;
mod file;
mod frame;
mod ftw;
mod headers;
mod json;
mod keys;
mod launch;
mod names;
mod node;
pub mod outline;
mod parts;
mod request;
mod response;
mod scalars;
mod source;
mod status;
mod step;
mod target;
mod templates;
mod text_match;
mod tls;
mod warn;
mod wire_text;
mod yaml;

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::model::case::Suite;
use crate::model::diagnostic::Diagnostic;

pub use config::{BUNDLED, Config, Setting, Written, config_path, find_config, load_config};
use decoder::Decoder;
use file::Ids;
pub use ftw::{FtwFile, FtwInput, FtwMeta, FtwOutput, FtwStage, FtwTest, read_ftw};
pub use names::meant;
use source::Source;
pub use target::{TargetFile, load_target};

/// The JSON Schema of the case format, for editors.
pub const CASE_SCHEMA: &str = include_str!("case.schema.json");

/// The JSON Schema of `wirecase.yaml`, for editors.
pub const CONFIG_SCHEMA: &str = include_str!("config.schema.json");

/// The JSON Schema of target files, for editors.
pub const TARGET_SCHEMA: &str = include_str!("target.schema.json");

/// Whether a case file may give a value to a variable of this name: what the target gives is its own.
#[must_use]
pub fn may_name_variable(name: &str) -> bool {
    names::is_name(name)
        && !names::STANDARD_RESOURCES.contains(&name)
        && !names::STANDARD_VARIABLES.contains(&name)
        && name != names::BODY_LENGTH
}

/// The YAML files that paths stand for, each once; those of a folder sorted by name.
///
/// # Errors
/// [`crate::error::Error::Read`] for a path that cannot be read.
pub fn yaml_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    discover::files(paths)
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The cases without errors, in the order of their files and within them.
    pub suite: Suite,
    /// Errors and warnings, in the order of the files and within them.
    pub diagnostics: Vec<Diagnostic>,
    /// How many files were read.
    pub files: usize,
}

/// Reads case files, and folders of them (every `*.yaml` and `*.yml` below, sorted by name).
///
/// What is wrong in a file is a diagnostic; a case that has an error is not in the suite.
///
/// # Errors
/// [`crate::error::Error::Read`] for a path that cannot be read.
pub fn load(paths: &[PathBuf]) -> Result<Loaded> {
    let mut loaded = Loaded::default();
    loaded.add_files(paths, &mut Ids::new())?;
    Ok(loaded)
}

/// Reads the suite that is compiled in, then case files and folders as [`load`] does. An id that is
/// in both is an error, as it is within one.
///
/// # Errors
/// [`crate::error::Error::Read`] for a path that cannot be read.
pub fn load_beside_bundled(paths: &[PathBuf]) -> Result<Loaded> {
    let mut loaded = Loaded::default();
    let mut ids = Ids::new();
    loaded.add_bundled(&mut ids);
    loaded.add_files(paths, &mut ids)?;
    Ok(loaded)
}

/// The suite that is compiled in. Its places are named `bundled:session/….yaml`.
#[must_use]
pub fn load_bundled() -> Loaded {
    let mut loaded = Loaded::default();
    loaded.add_bundled(&mut Ids::new());
    loaded
}

/// Reads the text of one case file, named `file` in places. It lies in no folder: `file` parts are
/// errors.
#[must_use]
pub fn load_text(file: &str, text: &str) -> Loaded {
    let mut loaded = Loaded::default();
    loaded.add(file, text.as_bytes(), None, &mut Ids::new());
    loaded
}

/// Reads the octets of one case file, named `file` in places, which lies in `folder`: `file` parts
/// are relative to it.
#[must_use]
pub fn load_octets(file: &str, octets: &[u8], folder: Option<&Path>) -> Loaded {
    let mut loaded = Loaded::default();
    loaded.add(file, octets, folder.map(Path::to_owned), &mut Ids::new());
    loaded
}

/// The octets of a file that is to be changed, and is not larger than a case file may be.
///
/// # Errors
/// [`crate::error::Error::Read`] where it cannot be read.
pub fn octets_of(path: &Path) -> Result<Vec<u8>> {
    discover::read(path)
}

/// The case files that paths stand for: those named, and of folders every `*.yaml` and `*.yml` below,
/// sorted by name, without hidden ones and configuration files.
///
/// # Errors
/// [`crate::error::Error::Read`] for a path that cannot be read.
pub fn files_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    discover::files(paths)
}

impl Loaded {
    fn add_files(&mut self, paths: &[PathBuf], ids: &mut Ids) -> Result<()> {
        for path in discover::files(paths)? {
            let octets = discover::read(&path)?;
            let folder = path.parent().map(|folder| {
                if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.to_owned()
            });
            self.add(&path.display().to_string(), &octets, folder, ids);
        }
        Ok(())
    }

    fn add_bundled(&mut self, ids: &mut Ids) {
        for (path, text) in bundled::FILES {
            self.add(&format!("bundled:{path}"), text.as_bytes(), None, ids);
        }
    }

    fn add(&mut self, file: &str, octets: &[u8], folder: Option<PathBuf>, ids: &mut Ids) {
        self.files += 1;
        let source = match Source::new(file, octets, folder) {
            Ok(source) => source,
            Err(problem) => {
                self.diagnostics.push(*problem);
                return;
            }
        };
        let mut decoder = Decoder::new(&source);
        if let Some(node) = yaml::parse(&source, &mut decoder.problems) {
            self.suite.cases.extend(decoder.case_file(&node, ids));
        }
        let mut problems = decoder.problems;
        problems.sort_by_key(|problem| (problem.place.line, problem.place.column));
        self.diagnostics.extend(problems);
    }
}

#[cfg(test)]
mod tests;
