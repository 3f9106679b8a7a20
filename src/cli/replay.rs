//! The verb `replay`: recorded bytes sent again.

use crate::error::{Error, Result};
use crate::model::plan::Limits;
use crate::model::replay::{ReplayOutcome, ReplayReport};
use crate::replay;
use crate::report::replay::Replaying;
use crate::report::terminal::TerminalOptions;

use super::args::{ReplayArgs, ReplayFormat};
use super::github::GitHub;
use super::interrupt::interrupted;
use super::reports::on_stdout;
use super::{exit, settings};

/// `wirecase replay`
pub(super) fn replay(args: &ReplayArgs) -> Result<u8> {
    let (name, results) = super::report::read(&args.results)?;
    let named = args.target.as_deref().map(|named| settings::target(Some(named), None));
    let named = named.transpose()?.map(|tested| tested.target);
    let selected = replay::select(&results, &args.ids)?;
    let targets = replay::targets(&results, &selected, named.as_ref())?;
    if targets.is_empty() {
        let message = format!("none of what was asked for was run when {name} was written");
        return Err(Error::NoCases { message });
    }
    let limits = Limits {
        connect_timeout: args.connect_timeout,
        read_timeout: args.read_timeout,
        case_timeout: args.case_timeout,
        ..Limits::default()
    };
    let is_json = args.format == ReplayFormat::Json;
    let options = TerminalOptions {
        color: settings::colored(args.color, is_json),
        width: settings::width(),
        verbosity: settings::verbosity(args.quiet, 0),
        progress: settings::progress(args.progress, args.quiet),
    };
    let mut told =
        Replaying::new(GitHub::of_environment(true).lines(super::reports::told(is_json)), options);
    on_stdout(told.start(selected.len(), &targets))?;
    let report = super::run::runtime()?.block_on(async {
        for target in &targets {
            if let Some(message) = replay::problem(target) {
                return Err(Error::Usage { message });
            }
            let reached = replay::reach(target, limits.connect_timeout).await;
            reached.map_err(|message| Error::Unreachable {
                target: target.address.to_string(),
                message,
            })?;
        }
        let progress = |replayed: &_, done| drop(told.told(replayed, done));
        Ok(replay::replay(&selected, &targets, &limits, interrupted(), progress).await)
    })?;
    on_stdout(told.finish(&report))?;
    if is_json {
        let mut out = std::io::stdout().lock();
        on_stdout(crate::report::replay::json(&report, &targets, &mut out))?;
    }
    Ok(code(&report))
}

/// The exit code: what was not sent cannot be called the same.
fn code(report: &ReplayReport) -> u8 {
    let any = |wanted: fn(&ReplayOutcome) -> bool| report.cases.iter().any(|c| wanted(&c.outcome));
    if report.interrupted {
        exit::INTERRUPTED
    } else if report.gone.is_some() {
        exit::TROUBLE
    } else if any(|outcome| matches!(outcome, ReplayOutcome::Differs(_))) {
        exit::FAILURES
    } else if any(|outcome| !matches!(outcome, ReplayOutcome::NotReplayed(_))) {
        exit::OK
    } else {
        exit::NO_CASES
    }
}
