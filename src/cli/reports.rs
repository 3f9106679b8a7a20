//! The kinds of report, the files they go to, and writing them all. One that cannot be written is
//! told and keeps no other from being written.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::outcome::RunReport;
use crate::report;

mod events;

pub(super) use events::Events;

/// A kind of report that is written when the results are whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Html,
    Junit,
    Markdown,
    Tap,
}

impl Kind {
    pub(super) const ALL: [Self; 5] =
        [Self::Json, Self::Html, Self::Junit, Self::Markdown, Self::Tap];

    /// The name in a folder of reports.
    fn file_name(self) -> &'static str {
        match self {
            Self::Json => "results.json",
            Self::Html => "report.html",
            Self::Junit => "junit.xml",
            Self::Markdown => "report.md",
            Self::Tap => "report.tap",
        }
    }

    pub(super) fn write(self, report: &RunReport, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Json => report::json::write(report, out),
            Self::Html => report::html::write(report, out),
            Self::Junit => report::junit::write(report, out),
            Self::Markdown => report::markdown::write(report, out),
            Self::Tap => report::tap::write(report, out),
        }
    }
}

/// Where reports go. The path `-` is standard output, which the terminal's report then leaves free.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// Written when the results are whole.
    files: Vec<(Kind, PathBuf)>,
    /// Written as results come.
    events: Vec<PathBuf>,
}

/// The name of the file of events in a folder of reports.
const EVENTS: &str = "events.ndjson";

impl Wanted {
    /// What the flags name, and every kind in `folder`.
    ///
    /// # Errors
    /// [`Error::Usage`] where two reports are to be the same file.
    pub(super) fn new(
        files: [(Kind, &Option<PathBuf>); 5],
        events: Option<&PathBuf>,
        folder: Option<&Path>,
    ) -> Result<Self> {
        let named = files.into_iter().filter_map(|(kind, path)| Some((kind, path.clone()?)));
        let mut wanted =
            Self { files: named.collect(), events: events.cloned().into_iter().collect() };
        if let Some(folder) = folder {
            let in_folder = |kind: Kind| (kind, folder.join(kind.file_name()));
            wanted.files.extend(Kind::ALL.into_iter().map(in_folder));
            wanted.events.push(folder.join(EVENTS));
        }
        let mut seen: Vec<&Path> = Vec::new();
        for path in wanted.paths() {
            let path = path.strip_prefix(".").unwrap_or(path);
            if seen.contains(&path) {
                let message = format!("two reports are to be written to {}", path.display());
                return Err(Error::Usage { message });
            }
            seen.push(path);
        }
        Ok(wanted)
    }

    fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|(_, path)| path).chain(&self.events).map(PathBuf::as_path)
    }

    /// Refuses to write a report over results that it is made from; as JSON they may be written over.
    ///
    /// # Errors
    /// [`Error::Usage`] with the name of the results.
    pub(super) fn spare(&self, results: &[PathBuf]) -> Result<()> {
        let others =
            self.files.iter().filter(|(kind, _)| *kind != Kind::Json).map(|(_, path)| path);
        for path in others.chain(&self.events) {
            let Ok(real) = path.canonicalize() else { continue };
            if results.iter().any(|result| result.canonicalize().is_ok_and(|r| r == real)) {
                let path = path.display();
                let message = format!("{path} holds the results: name another file for the report");
                return Err(Error::Usage { message });
            }
        }
        Ok(())
    }

    /// Whether nothing is to be written.
    pub(super) fn is_empty(&self) -> bool {
        self.paths().next().is_none()
    }

    /// Whether a report goes to standard output, so that nothing else may.
    pub(super) fn takes_stdout(&self) -> bool {
        self.paths().any(is_stdout)
    }

    /// The files of results, as JSON.
    pub(super) fn results(&self) -> impl Iterator<Item = &Path> {
        let is_json = |(kind, _): &&(Kind, PathBuf)| *kind == Kind::Json;
        self.files.iter().filter(is_json).map(|(_, path)| path.as_path())
    }

    /// Whether a report is wanted that is made of all results at once.
    pub(super) fn has_pages(&self) -> bool {
        self.files.iter().any(|(kind, _)| *kind != Kind::Json)
    }

    /// The files of events, opened: they are written as the cases run.
    pub(super) fn events(&self) -> Events {
        Events::open(&self.events)
    }

    /// Writes every report, even if one fails, and says on `told` which were written. `events` are
    /// those that were written meanwhile. Gives back what could not be written.
    pub(super) fn write(
        &self,
        report: &RunReport,
        events: &Events,
        told: &mut dyn Write,
    ) -> Vec<Error> {
        self.write_by(events, told, &mut |kind, out| kind.write(report, out))
    }

    /// The same, where `write` makes what is in a file.
    pub(super) fn write_by(
        &self,
        events: &Events,
        told: &mut dyn Write,
        write: &mut dyn FnMut(Kind, &mut dyn Write) -> io::Result<()>,
    ) -> Vec<Error> {
        let mut errors = Vec::new();
        let mut tell = |path: &Path, written: Result<()>| match written {
            Ok(()) if is_stdout(path) => {}
            Ok(()) => drop(writeln!(told, "wrote {}", path.display())),
            Err(error) => errors.push(error),
        };
        for (kind, path) in &self.files {
            let written = if is_stdout(path) {
                let mut out = io::BufWriter::new(io::stdout().lock());
                on_stdout(write(*kind, &mut out).and_then(|()| out.flush()))
            } else {
                report::write_whole(path, |out| write(*kind, out))
            };
            tell(path, written);
        }
        for (path, failure) in self.events.iter().zip(events.failures()) {
            tell(path, failure.map_or(Ok(()), Err));
        }
        errors
    }
}

/// Where people are told: on standard output, or beside it where a report goes there.
pub(super) fn told(stdout_is_taken: bool) -> Box<dyn Write + Send> {
    if stdout_is_taken { Box::new(io::stderr()) } else { Box::new(io::stdout()) }
}

/// A reader that has had enough is no error: `| head -1` ends the reader, not the run.
pub(super) fn on_stdout(written: io::Result<()>) -> Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(super::stdout_error),
    }
}

fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_reports_in_one_file_are_refused_and_a_folder_holds_every_kind() {
        let a = Some(PathBuf::from("a"));
        let none = None;
        let files = |first, second| {
            [
                (Kind::Json, first),
                (Kind::Html, second),
                (Kind::Junit, &none),
                (Kind::Markdown, &none),
                (Kind::Tap, &none),
            ]
        };
        let error = Wanted::new(files(&a, &a), None, None).unwrap_err();
        assert!(error.to_string().contains("written to a"), "{error}");
        let also_a = Some(PathBuf::from("./a"));
        assert!(Wanted::new(files(&a, &also_a), None, None).is_err());
        assert!(Wanted::new(files(&none, &none), None, None).unwrap().is_empty());
        let wanted = Wanted::new(files(&none, &a), None, Some(Path::new("r"))).unwrap();
        let paths: Vec<String> = wanted.paths().map(|p| p.display().to_string()).collect();
        let want = ["a", "r/results.json", "r/report.html", "r/junit.xml", "r/report.md"];
        assert_eq!(paths[..5], want);
        assert_eq!(paths[5..], ["r/report.tap", "r/events.ndjson"]);
        assert!(!wanted.takes_stdout());
    }
}
