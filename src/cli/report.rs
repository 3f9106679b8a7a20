//! The verb `report`: reports of any kind from results that were kept, and several results in one.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use crate::error::{Error, Result};
use crate::merge::{self, Merged};
use crate::model::outcome::RunReport;
use crate::report;
use crate::report::terminal::{Progress, TerminalOptions};
use crate::report::{Reporter as _, RunStart};

use super::args::ReportArgs;
use super::github::GitHub;
use super::reports::{Kind, Wanted, on_stdout, told};
use super::{exit, github, settings};

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
    wanted.spare(&args.results)?;
    let results = args.results.iter().map(|path| read(path)).collect::<Result<Vec<_>>>()?;
    let Merged { report: merged, warnings } = merge::merge(results)?;
    if !args.quiet {
        for warning in warnings {
            let text = format!("warning: {warning}");
            let _ = writeln!(anstream::stderr(), "{}", github::for_stderr(&text));
        }
    }
    let told = told(wanted.takes_stdout());
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
            command: merged.run.command.clone(),
            started: merged.run.started.clone(),
            targets: merged.targets.clone(),
            cases: merged.run.selected,
            deselected: merged.run.deselected,
            shards: merged.run.shards.clone(),
            jobs: 1,
            repeat: merged.run.repeat,
            seed: merged.run.seed,
        };
        on_stdout(terminal.start(&start).and_then(|()| terminal.finish(&merged)))?;
        drop(terminal);
        github.finish(&merged, &mut io::stdout())?;
    } else {
        let events = wanted.events();
        for mut reporter in events.reporters() {
            reporter.finish(&merged).map_err(super::stdout_error)?;
        }
        let mut told = if args.quiet { Box::new(std::io::sink()) } else { told };
        super::all_told(wanted.write(&merged, &events, &mut told))?;
    }
    Ok(if args.exit_code { exit::of_run(&merged) } else { exit::OK })
}

/// How large results may be, in octets. The bundled suite on one server has some 12 MB.
const LARGEST: u64 = 2 << 30;

/// Results from a file, with the name that errors call them by.
///
/// # Errors
/// [`Error::Read`] where there is no such file, [`Error::Usage`] where it holds no results.
pub(super) fn read(path: &Path) -> Result<(String, RunReport)> {
    let read = |source| Error::Read { path: path.to_owned(), source };
    let name = path.display().to_string();
    let none = |message: String| Error::Usage { message: format!("{name}: {message}") };
    let bytes = octets(path)
        .map_err(read)?
        .map_err(|why| none(format!("this is no results document of wirecase: {why}")))?;
    match report::json::read(&bytes) {
        Ok(results) => Ok((name, results)),
        Err(error) => Err(none(error.to_string())),
    }
}

/// The octets of a file that looks like JSON, or why it does not. What is not is left as soon as
/// that is seen: a disk image or `/dev/zero` must not be read into memory to be refused.
fn octets(path: &Path) -> io::Result<std::result::Result<Vec<u8>, &'static str>> {
    let mut file = File::open(path)?.take(LARGEST + 1);
    let (mut all, mut part) = (Vec::new(), vec![0; 1 << 16]);
    loop {
        let count = match file.read(&mut part) {
            Ok(0) => return Ok(Ok(all)),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let part = part.get(..count).unwrap_or_default();
        if all.is_empty() && !part.trim_ascii_start().starts_with(b"{") {
            return Ok(Err("it does not start with `{`"));
        }
        if part.contains(&0) {
            return Ok(Err("it holds a NUL octet"));
        }
        all.extend_from_slice(part);
        if all.len() as u64 > LARGEST {
            return Ok(Err("it is larger than 2 GiB"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::{CaseResult, ResultKind};
    use crate::report::fixture::everything;

    #[test]
    fn whatever_results_hold_comes_whole_through_files_and_a_merge() {
        let mut whole = everything();
        whole.cases.sort_by_key(|row| row.kind == ResultKind::Lint);
        whole.cases.iter_mut().enumerate().for_each(|(number, row)| row.number = number);
        whole.run.selected = whole.cases.len() - 1;
        whole.count();
        let part = |third: usize| {
            let mut part = whole.clone();
            let is_lint = |row: &CaseResult| row.kind == ResultKind::Lint;
            part.cases.retain(|row| is_lint(row) || row.number % 3 == third);
            let ids: Vec<String> = part.cases.iter().map(|row| row.id.clone()).collect();
            let here = |row: &mut CaseResult| {
                if is_lint(row) {
                    row.see.retain(|id| ids.contains(id));
                }
                !is_lint(row) || !row.see.is_empty()
            };
            part.cases.retain_mut(here);
            part.run.selected = part.cases.iter().filter(|row| !is_lint(row)).count();
            part.run.deselected += whole.run.selected - part.run.selected;
            part.run.responses_linted = if third == 0 { 17 } else { 0 };
            part.count();
            let mut written = Vec::new();
            report::json::write(&part, &mut written).unwrap();
            (format!("{third}.json"), report::json::read(&written).unwrap())
        };
        for order in [[0, 1, 2], [2, 0, 1]] {
            let Merged { report, warnings } = merge::merge(order.map(part).to_vec()).unwrap();
            assert_eq!(report, whole);
            assert!(warnings.is_empty(), "{warnings:?}");
        }
    }
}
