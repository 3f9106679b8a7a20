//! Which files there are: those named, and in folders every `*.yaml` and `*.yml`, in a fixed order.

use std::collections::HashSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::config::CONFIG_NAMES;
use super::source::MOST_OCTETS;

/// How deep folders are entered.
const MOST_DEEP: usize = 64;

/// The case files that paths stand for, each once. A folder stands for those in it and below it,
/// sorted by name, without hidden ones and without configuration files.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Found { files: Vec::new(), seen: HashSet::new() };
    for path in paths {
        let metadata = fs::metadata(path).map_err(|source| cannot_read(path, source))?;
        if metadata.is_dir() {
            found.folder(path, 0)?;
        } else {
            found.file(path)?;
        }
    }
    Ok(found.files)
}

struct Found {
    files: Vec<PathBuf>,
    seen: HashSet<PathBuf>,
}

impl Found {
    fn file(&mut self, path: &Path) -> Result<()> {
        let real = path.canonicalize().map_err(|source| cannot_read(path, source))?;
        if self.seen.insert(real) {
            self.files.push(path.to_owned());
        }
        Ok(())
    }

    fn folder(&mut self, folder: &Path, depth: usize) -> Result<()> {
        let real = folder.canonicalize().map_err(|source| cannot_read(folder, source))?;
        // A folder that a link leads back to has been seen.
        if depth > MOST_DEEP || !self.seen.insert(real) {
            return Ok(());
        }
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder).map_err(|source| cannot_read(folder, source))? {
            entries.push(entry.map_err(|source| cannot_read(folder, source))?.file_name());
        }
        entries.sort();
        for name in entries {
            let name = name.to_string_lossy();
            if name.starts_with('.') || CONFIG_NAMES.contains(&name.as_ref()) {
                continue;
            }
            let path = folder.join(name.as_ref());
            // A link that leads nowhere is no case file.
            let Ok(metadata) = fs::metadata(&path) else { continue };
            if metadata.is_dir() {
                self.folder(&path, depth + 1)?;
            } else if metadata.is_file() && (name.ends_with(".yaml") || name.ends_with(".yml")) {
                self.file(&path)?;
            }
        }
        Ok(())
    }
}

/// The octets of a file, which is not larger than a case file may be.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let file = fs::File::open(path).map_err(|source| cannot_read(path, source))?;
    let mut octets = Vec::new();
    let mut limited = file.take(MOST_OCTETS + 1);
    limited.read_to_end(&mut octets).map_err(|source| cannot_read(path, source))?;
    if octets.len() as u64 > MOST_OCTETS {
        let why = format!("larger than {} MiB", MOST_OCTETS >> 20);
        return Err(cannot_read(path, std::io::Error::other(why)));
    }
    Ok(octets)
}

fn cannot_read(path: &Path, source: std::io::Error) -> Error {
    Error::Read { path: path.to_owned(), source }
}
