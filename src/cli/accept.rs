//! The verb `accept`: the failures of a run become known deviations of its target.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::author::accept::{Accepted, Destination, accepted, added, new_file};
use crate::error::{Error, Result};
use crate::load;
use crate::model::bytes::escape;
use crate::model::outcome::RunReport;
use crate::model::target::{KnownDeviation, Target};
use crate::report::words::finding_sentence;
use crate::report::{patch, write_whole};

use super::args::AcceptArgs;
use super::{ci, exit, github, settings};

/// `wirecase accept`
pub(super) fn accept(args: &AcceptArgs) -> Result<u8> {
    if !args.dry_run {
        ci::refuse("accept", args.force)?;
    }
    let (name, results) = super::report::read(&args.results)?;
    let target = target(&results, args.target.as_deref(), &name)?;
    let since = format!("accepted on {}", today());
    let reasons = (args.reason.as_deref(), args.link.as_deref());
    let mut accepted =
        accepted(&results, &target.name, &args.ids, reasons, &since, finding_sentence)?;
    let file = args.into.display().to_string();
    let into = into(&args.into, args.target.as_deref().unwrap_or(&target.name));
    let before = match args.into.try_exists() {
        Ok(true) => Some(load::octets_of(&args.into)?),
        _ => None,
    };
    let covered = match &before {
        Some(_) => accepted.without(&listed(&args.into, into)?),
        None => 0,
    };
    tell(&accepted, covered, &file);
    if accepted.entries.is_empty() {
        let what = if accepted.left.is_empty() && covered == 0 { ": nothing fails" } else { "" };
        return super::print(format!("nothing to accept{what}\n").as_bytes());
    }
    let target = beside(target, &args.into);
    let after = match &before {
        Some(before) => added(&file, before, into, &target, &accepted.entries)?,
        None => new_file(into, &target, &accepted.entries),
    };
    let old = before.unwrap_or_default();
    let diff = patch::unified(&file, &old, &after, settings::text().color);
    super::print_words(diff.as_bytes())?;
    let count = accepted.entries.len();
    let entries = format!("{count} {}", if count == 1 { "entry" } else { "entries" });
    if args.dry_run {
        return super::print(format!("{entries} would be written; nothing was\n").as_bytes());
    }
    write_whole(&args.into, |out| out.write_all(&after))?;
    super::print_words(format!("{entries} written to {}\n", escape(file.as_bytes())).as_bytes())?;
    Ok(exit::OK)
}

/// The target whose failures are accepted: the one that was named, or the only one.
fn target<'a>(results: &'a RunReport, named: Option<&str>, file: &str) -> Result<&'a Target> {
    let is_named = |target: &&Target| Some(target.name.as_str()) == named;
    let found = results.targets.iter().find(is_named);
    match (found, results.targets.as_slice()) {
        (Some(target), _) => Ok(target),
        // The name is then that of the configuration.
        (None, [only]) => Ok(only),
        (None, targets) => {
            let names: Vec<String> = targets.iter().map(|t| escape(t.name.as_bytes())).collect();
            let names = names.join(", ");
            let message = format!("{file} has several targets: name one with -t: {names}");
            Err(Error::Usage { message })
        }
    }
}

/// The target with its paths as a file there has to name them: those of a file start from its folder.
fn beside(target: &Target, file: &Path) -> Target {
    let mut target = target.clone();
    if file.parent().is_some_and(|folder| !folder.as_os_str().is_empty()) {
        let tls = &mut target.tls;
        for path in [&mut tls.cacert, &mut tls.cert, &mut tls.key].into_iter().flatten() {
            if let Ok(absolute) = std::path::absolute(&*path) {
                *path = absolute;
            }
        }
    }
    target
}

/// What kind of file the entries go into, by its name.
fn into<'a>(path: &Path, name: &'a str) -> Destination<'a> {
    match path.file_name().and_then(|name| name.to_str()) {
        Some("wirecase.yaml" | "wirecase.yml") => Destination::Configuration(name),
        _ => Destination::TargetFile,
    }
}

/// The entries that the file has already; what is wrong in it is told before anything is added.
fn listed(path: &Path, into: Destination<'_>) -> Result<Vec<KnownDeviation>> {
    let Destination::Configuration(name) = into else { return Ok(load::load_target(path)?.known) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder: PathBuf = folder.unwrap_or(Path::new(".")).to_owned();
    let config = load::find_config(&folder)?.unwrap_or_default();
    Ok(config.targets.get(name).map(|target| target.known.clone()).unwrap_or_default())
}

/// What is not written, and why.
fn tell(accepted: &Accepted, covered: usize, file: &str) {
    let mut err = anstream::stderr();
    let mut line = |text: String| {
        let _ = writeln!(err, "{}", github::for_stderr(&text));
    };
    for id in &accepted.fixed {
        line(format!("fixed: {} conforms now: remove its entry", escape(id.as_bytes())));
    }
    for (id, verdict) in &accepted.left {
        let id = escape(id.as_bytes());
        line(format!("left out: {id} ({verdict}): it is not known what it does"));
    }
    if covered > 0 {
        let are = if covered == 1 { "is" } else { "are" };
        line(format!("{covered} {are} listed in {} already", escape(file.as_bytes())));
    }
}

/// The date in UTC, as RFC 3339 has it.
fn today() -> String {
    jiff::Timestamp::now().to_string().chars().take(10).collect()
}
