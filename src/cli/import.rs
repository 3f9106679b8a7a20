//! The verb `import`: what other tools keep, as cases.

use std::path::{Path, PathBuf};

use crate::author::import::{self, Imported};
use crate::error::{Error, Result};
use crate::load;

use super::args::{ImportArgs, ImportFormat};
use super::exit;
use super::record::output::Output;
use super::record::{octets, tell};

/// How large what is imported may be, in octets. An hour in a browser makes some 100 MB.
const MOST: u64 = 512 << 20;
/// How large a file may be that a request names.
const MOST_OF_A_FILE: u64 = 16 << 20;
/// How many notes are told one by one.
const MOST_NOTES: usize = 100;

/// `wirecase import`
pub(super) fn import(args: &ImportArgs) -> Result<u8> {
    let output = Output::open(args.output.as_deref(), None)?;
    let mut imported = imported(args)?;
    let taken: Vec<String> = imported.sheet.cases.iter().map(|case| case.id.clone()).collect();
    for (case, id) in imported.sheet.cases.iter_mut().zip(taken) {
        case.id = match &args.id {
            Some(prefix) => format!("{prefix}{id}"),
            None => id,
        };
    }
    for note in imported.notes.iter().take(MOST_NOTES) {
        tell("note", note);
    }
    if let Some(more @ 1..) = imported.notes.len().checked_sub(MOST_NOTES) {
        tell("note", &format!("and {more} more, which stand as comments in the cases"));
    }
    output.write(&imported.sheet)?;
    Ok(exit::OK)
}

fn imported(args: &ImportArgs) -> Result<Imported> {
    let usage = |message: String| Error::Usage { message };
    if !args.command.is_empty() {
        if args.format != ImportFormat::Curl {
            let message = "the words of a command are of `import curl` alone";
            return Err(usage(message.to_owned()));
        }
        return import::curl(&args.command, &|path| file(Path::new("."), path)).map_err(usage);
    }
    let path = args.source.as_deref().filter(|path| *path != Path::new("-"));
    let name = path.map_or_else(|| "standard input".to_owned(), |path| path.display().to_string());
    if args.format == ImportFormat::Ftw {
        return ftw(path, &name);
    }
    let read = octets(path, MOST)?;
    let folder = path.and_then(Path::parent).unwrap_or(Path::new("."));
    let files = |path: &str| file(folder, path);
    match args.format {
        ImportFormat::Har => import::har(&name, &read),
        ImportFormat::Curl => import::curl_text(&read, &files),
        _ => import::http(&name, &read, &files),
    }
    .map_err(usage)
}

/// A file that a request names, for its octets.
fn file(folder: &Path, path: &str) -> std::result::Result<Vec<u8>, String> {
    let path = if path == "-" { None } else { Some(folder.join(path)) };
    octets(path.as_deref(), MOST_OF_A_FILE).map_err(|error| error.to_string())
}

/// A file of tests, or all of a folder and below.
fn ftw(path: Option<&Path>, name: &str) -> Result<Imported> {
    let usage = |message: String| Error::Usage { message };
    let mut files = Vec::new();
    let mut notes = Vec::new();
    let Some(folder) = path.filter(|path| path.is_dir()) else {
        let file = load::read_ftw(&octets(path, MOST)?)
            .map_err(|why| usage(format!("{name}: no file of go-ftw tests: {why}")))?;
        return import::ftw(&[(name.to_owned(), file)]).map_err(usage);
    };
    for path in load::yaml_files(&[folder.to_owned()])? {
        let inside: PathBuf = path.strip_prefix(folder).unwrap_or(&path).to_owned();
        let inside = inside.display().to_string();
        match load::read_ftw(&octets(Some(&path), MOST)?) {
            Ok(file) => files.push((inside, file)),
            Err(why) => notes.push(format!("{inside}: no file of go-ftw tests: {why}: left out")),
        }
    }
    let mut imported = import::ftw(&files).map_err(|why| {
        let told: String = notes.iter().map(|note| format!("\n  {note}")).collect();
        usage(format!("{name}: {why}{told}"))
    })?;
    imported.notes.splice(0..0, notes);
    Ok(imported)
}
