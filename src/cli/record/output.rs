//! Where written cases go: a new file, a case file that is there already, or standard output.

use std::path::{Path, PathBuf};

use crate::author::Sheet;
use crate::error::{Error, Result};
use crate::load;
use crate::model::case::Case;
use crate::model::diagnostic::Severity;
use crate::report::write_whole;

/// Where cases are written to.
pub(in crate::cli) struct Output {
    path: Option<PathBuf>,
    /// What the file holds already, and its cases.
    old: Option<Old>,
    id: Option<String>,
}

struct Old {
    text: String,
    cases: Vec<std::sync::Arc<Case>>,
}

impl Output {
    /// Looks at what is there before anything is sent.
    ///
    /// # Errors
    /// [`Error::Files`] for a file that holds no cases or wrong ones, [`Error::Usage`] for an id that
    /// is none or is taken.
    pub(in crate::cli) fn open(path: Option<&Path>, id: Option<&str>) -> Result<Self> {
        let path = path.filter(|path| *path != Path::new("-"));
        let old = path.filter(|path| path.is_file()).map(read).transpose()?;
        let output = Self { path: path.map(Path::to_owned), old, id: id.map(str::to_owned) };
        if let Some(id) = id {
            let legal = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-');
            if id.is_empty() || id.len() > 120 || !id.bytes().all(legal) {
                let message = format!(
                    "--id {id}: an id has 1 to 120 lower-case letters, digits, `/`, `.`, `_` and `-`"
                );
                return Err(Error::Usage { message });
            }
            if let Some(case) = output.taken(id) {
                let message = format!(
                    "--id {id}: taken by the case at {}:{}; nothing was sent",
                    case.place.file, case.place.line
                );
                return Err(Error::Usage { message });
            }
        }
        Ok(output)
    }

    fn taken(&self, id: &str) -> Option<&Case> {
        let cases = self.old.iter().flat_map(|old| &old.cases);
        cases.map(std::sync::Arc::as_ref).find(|case| {
            case.id == id || case.id.strip_prefix(id).is_some_and(|rest| rest.starts_with('['))
        })
    }

    /// The id that the user gave, else `name`, of which the sheet makes one.
    pub(in crate::cli) fn id(&self, name: &str) -> String {
        self.id.clone().unwrap_or_else(|| name.to_owned())
    }

    /// Writes a new file, adds the case to the one that is there, or prints.
    ///
    /// # Errors
    /// [`Error::Write`]; [`Error::Usage`] where the file has no place at its end for a case: it is
    /// left as it was.
    pub(in crate::cli) fn write(&self, sheet: &Sheet) -> Result<()> {
        match (&self.path, &self.old) {
            (None, _) => {
                let text = sheet.text().map_err(Error::Files)?;
                super::super::print_words(text.as_bytes()).map(drop)
            }
            (Some(path), None) => {
                let text = sheet.text().map_err(Error::Files)?;
                put(path, &text)?;
                told(path, sheet);
                Ok(())
            }
            (Some(path), Some(old)) => {
                add(path, old, sheet)?;
                told(path, sheet);
                Ok(())
            }
        }
    }
}

fn told(path: &Path, sheet: &Sheet) {
    let cases = sheet.cases.len();
    let s = if cases == 1 { "" } else { "s" };
    super::tell("wrote", &format!("{cases} case{s} to {}", path.display()));
}

fn put(path: &Path, text: &str) -> Result<()> {
    write_whole(path, |out| out.write_all(text.as_bytes()))
}

fn read(path: &Path) -> Result<Old> {
    let loaded = load::load(&[path.to_owned()])?;
    if loaded.diagnostics.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(Error::Files(loaded.diagnostics));
    }
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Ok(Old { text, cases: loaded.suite.cases })
}

/// Adds cases behind the last one. Every octet that was there stays, and the cases that were there
/// are still the same when the file is read; where that cannot be had, the file is left as it was.
fn add(path: &Path, old: &Old, sheet: &Sheet) -> Result<()> {
    let column = old.cases.last().map_or(3, |case| case.place.column.saturating_sub(2));
    if !sheet.variables.is_empty() {
        let message = format!(
            "{}: the cases need variables at the head of their file; name a new one by -o",
            path.display()
        );
        return Err(Error::Usage { message });
    }
    let taken = old.cases.iter().map(|case| case.id.clone()).collect();
    let sheet = Sheet { taken, ..sheet.clone() };
    let member = sheet.member(column).map_err(Error::Files)?;
    let ends = if old.text.ends_with('\n') { "" } else { "\n" };
    // An empty line may be part of a text at the end of the last case.
    for gap in ["\n", ""] {
        let mut added = format!("{ends}{gap}{member}");
        if old.text.contains("\r\n") {
            added = added.replace('\n', "\r\n");
        }
        put(path, &format!("{}{added}", old.text))?;
        if read(path).is_ok_and(|new| {
            let (before, after) = new.cases.split_at(old.cases.len().min(new.cases.len()));
            before == old.cases && after.len() == sheet.cases.len()
        }) {
            return Ok(());
        }
    }
    put(path, &old.text)?;
    let message = format!(
        "{}: there is no place for a case at the end of the file, where `cases` would have to be; \
         name another file by -o",
        path.display()
    );
    Err(Error::Usage { message })
}
