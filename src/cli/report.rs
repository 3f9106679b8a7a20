//! The verb `report`: reports of any kind from results that were kept, and several results in one.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::merge;
use crate::model::outcome::RunReport;
use crate::report;
use crate::report::terminal::{Progress, TerminalOptions};
use crate::report::{Reporter as _, RunStart};

use super::args::ReportArgs;
use super::github::GitHub;
use super::reports::{Kind, Wanted};
use super::{exit, settings};

/// `wirecase report`
///
/// Where no report is named, the results are told as the run told them.
pub(super) fn report(args: &ReportArgs) -> Result<u8> {
    let files = [
        (Kind::Json, &args.json),
        (Kind::Html, &args.html),
        (Kind::Junit, &args.junit),
        (Kind::Markdown, &args.md),
        (Kind::Tap, &args.tap),
    ];
    let wanted = Wanted::new(files, args.ndjson.as_ref(), args.reports.as_deref())?;
    let results = args.results.iter().map(read).collect::<Result<Vec<_>>>()?;
    let merged = merge::merge(results)?;
    let told: Box<dyn std::io::Write + Send> = if wanted.takes_stdout() {
        Box::new(std::io::stderr())
    } else {
        Box::new(std::io::stdout())
    };
    if wanted.is_empty() {
        let options = TerminalOptions {
            color: settings::colored(args.color, false),
            width: settings::width(),
            verbosity: settings::verbosity(args.quiet, args.verbose),
            progress: Progress::None,
        };
        let github = GitHub::of_environment(args.no_github);
        let mut terminal = github.terminal(told, options);
        let start = RunStart {
            version: merged.run.version.clone(),
            targets: merged.targets.clone(),
            cases: merged.run.selected,
            deselected: merged.run.deselected,
            jobs: 1,
        };
        terminal.start(&start).map_err(super::stdout_error)?;
        terminal.finish(&merged).map_err(super::stdout_error)?;
        drop(terminal);
        github.finish(&merged, &mut std::io::stdout())?;
    } else {
        for mut events in wanted.reporters()? {
            events.finish(&merged).map_err(super::stdout_error)?;
        }
        let mut told = if args.quiet { Box::new(std::io::sink()) } else { told };
        wanted.write(&merged, &mut told)?;
    }
    Ok(if args.exit_code { exit::of_run(&merged) } else { exit::OK })
}

/// Results from a file, with the name that errors call them by.
pub(super) fn read(path: &PathBuf) -> Result<(String, RunReport)> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.clone(), source })?;
    let name = path.display().to_string();
    match report::json::read(&bytes) {
        Ok(results) => Ok((name, results)),
        Err(error) => Err(Error::Usage { message: format!("{name}: {error}") }),
    }
}
