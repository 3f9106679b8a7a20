//! The verb `fmt`: case files, target files and `wirecase.yaml` in one style.

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::author::format::format;
use crate::error::{Error, Result};
use crate::load;
use crate::report::words::plural;
use crate::report::{patch, write_whole};

use super::args::FmtArgs;
use super::{exit, settings};

/// What standard input is called in messages and differences.
const STDIN: &str = "<stdin>";
/// How much of standard input is read: as much as a file may hold.
const MOST_OCTETS: u64 = 8 << 20;

/// `wirecase fmt`
pub(super) fn fmt(args: &FmtArgs) -> Result<u8> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        if args.paths.len() > 1 {
            let message = "`-` is standard input, and stands alone".to_owned();
            return Err(Error::Usage { message });
        }
        return standard_input(args.check);
    }
    let files = files(&args.paths)?;
    let (mut errors, mut changed) = (Vec::new(), 0);
    for file in &files {
        match one(file, args.check) {
            Ok(true) => changed += 1,
            Ok(false) => {}
            Err(error) if told_by_a_reader_that_left(&error) => return Err(error),
            Err(error) => errors.push(error),
        }
    }
    super::all_told(errors)?;
    let all = plural(files.len() as u64, "file");
    let of = format!("{changed} of {all}");
    if args.check && changed > 0 {
        let is = if changed == 1 { "is" } else { "are" };
        let _ = writeln!(anstream::stderr(), "{of} {is} not formatted: run `wirecase fmt`");
        return Ok(exit::FAILURES);
    }
    if args.check {
        let are = if files.len() == 1 { "is" } else { "are" };
        super::print(format!("{all} {are} formatted\n").as_bytes())
    } else {
        super::print(format!("{of} changed\n").as_bytes())
    }
}

fn told_by_a_reader_that_left(error: &Error) -> bool {
    matches!(error, Error::Io { .. })
}

/// The files that were named; else those of the configuration, and itself.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    if !paths.is_empty() {
        return load::files_of(paths);
    }
    let Some(config) = load::find_config(Path::new("."))? else {
        let message = "no path, and no wirecase.yaml that names cases: name files or folders, or \
                       `-` for standard input"
            .to_owned();
        return Err(Error::Usage { message });
    };
    let mut files = vec![config.path];
    files.extend(load::files_of(&config.cases)?);
    Ok(files)
}

/// Formats one file, or shows what would change; whether it does.
fn one(file: &Path, check: bool) -> Result<bool> {
    let before = load::octets_of(file)?;
    let name = file.display().to_string();
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let after = format(&name, &before, Some(folder.unwrap_or(Path::new("."))))?;
    if after == before {
        return Ok(false);
    }
    if check {
        super::print_words(
            patch::unified(&name, &before, &after, settings::text().color).as_bytes(),
        )?;
    } else {
        write_whole(file, |out| out.write_all(&after))?;
        super::print_words(format!("formatted {}\n", shown(&name)).as_bytes())?;
    }
    Ok(true)
}

fn shown(name: &str) -> String {
    crate::model::bytes::escape(name.as_bytes())
}

fn standard_input(check: bool) -> Result<u8> {
    let mut before = Vec::new();
    let read = io::stdin().lock().take(MOST_OCTETS + 1).read_to_end(&mut before);
    read.map_err(|source| Error::Io { doing: "cannot read standard input".to_owned(), source })?;
    if before.len() as u64 > MOST_OCTETS {
        let message = format!("standard input is larger than {} MiB", MOST_OCTETS >> 20);
        return Err(Error::Usage { message });
    }
    let after = format(STDIN, &before, Some(Path::new(".")))?;
    if !check {
        return super::print_words(&after);
    }
    let diff = patch::unified(STDIN, &before, &after, settings::text().color);
    super::print_words(diff.as_bytes())?;
    Ok(if after == before { exit::OK } else { exit::FAILURES })
}
