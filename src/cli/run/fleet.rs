//! `--targets-from`: a run of its own against each of any number of targets, some at a time. What a
//! target left is written and forgotten before the next one begins, so that memory does not grow
//! with their number.

mod each;
mod kept;
mod lines;
mod source;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use tokio::task::{self, JoinSet};

use super::super::args::RunArgs;
use super::super::github::GitHub;
use super::super::reports::{Events, Kind, Wanted, told};
use super::super::settings;
use super::super::{all_told, exit, stdout_error};
use super::{
    chosen_shards, control, job::interrupted_twice, rerun_command, runtime, secrets,
    stop_on_interrupt, tell_warnings, wanted_reports,
};
use crate::error::{Error, Result};
use crate::model::outcome::{RunFacts, RunReport, Verdict};
use crate::model::secret::Secrets;
use crate::model::shard::Shards;
use crate::report::fleet::{Fate, Spool, Tally, Text, fate};
use crate::report::json;
use crate::run::{self as pipeline, Stop};
use each::Each;
use kept::Kept;
use source::{Names, Source, read_aside, tested};

/// How many targets at a time where the user does not say.
const DEFAULT_TARGET_JOBS: u16 = 16;

/// Up to how many targets the results are held in memory at the end, for reports that need them all
/// at once; of so many the wire of what passed is kept, too.
const MOST_AT_ONCE: u64 = 64;

/// `wirecase run --targets-from`
pub(super) fn run(args: &RunArgs, from: &Path, secrets: &Arc<Secrets>) -> Result<u8> {
    let usage = |message: &str| Err(Error::Usage { message: message.to_owned() });
    if args.output.baseline.is_some() {
        return usage(
            "--baseline is for one run: with --targets-from write --report-json, and hold the \
             results against the old ones by `wirecase compare OLD NEW`",
        );
    }
    if args.tested.server.launch.is_some() {
        return usage("--launch starts one server: --targets-from needs servers that are there");
    }
    let (paths, ids) = settings::paths_and_ids(&args.what)?;
    let (suite, warnings) = settings::suite(&paths)?;
    let mut run_settings = control::settings(&args.control, BTreeMap::new())?;
    run_settings.command = secrets::command_line(secrets);
    let selection = settings::selection(ids, &args.selection, run_settings.rules)?;
    let selected = match crate::plan::select(&suite, &selection) {
        Err(error @ Error::NoCases { .. }) if crate::plan::takes_none(&suite, &selection) => {
            control::without_cases(args.control.no_tests, error, args.output.quiet)?;
            Vec::new()
        }
        selected => selected?,
    };
    let wanted = wanted_reports(&args.output, None)?;
    let shards = chosen_shards(&args.control)?;
    let lines = Source::new(args, from, secrets)?;
    if wanted.has_pages() && !lines.is_small() {
        return Err(Error::Usage {
            message: format!(
                "reports other than JSON and NDJSON are made of all results at once, and {}: write \
                 --report-json, and make them by `wirecase report` of what it holds",
                match lines.targets {
                    Some(count) => format!("{count} targets are more than {MOST_AT_ONCE}"),
                    None => "nobody knows how many targets will come".to_owned(),
                }
            ),
        });
    }
    tell_warnings(warnings, secrets, args.output.quiet);
    let each = Each {
        learn: pipeline::is_worth_learning(&selected),
        limits: settings::limits(&args.exchange),
        variables: settings::variables(&args.tested)
            .into_iter()
            .chain(secrets.variables().clone())
            .collect(),
        secrets: Arc::clone(secrets),
        settings: run_settings,
        began: Instant::now(),
        suite,
        selection,
        shards,
        stop: Stop::default(),
    };
    let ids = selected.iter().map(|case| case.id.clone()).collect();
    let fleet = Fleet { args, paths, wanted, ids, each: Arc::new(each) };
    let runtime = runtime()?;
    let code = runtime.block_on(async {
        tokio::select! {
            code = fleet.carry_out(lines) => code,
            () = interrupted_twice() => Ok(exit::INTERRUPTED),
        }
    });
    // A name that is being looked up must not hold up the end.
    runtime.shutdown_background();
    code
}

/// A run against all targets of a source.
struct Fleet<'a> {
    args: &'a RunArgs,
    paths: Vec<PathBuf>,
    wanted: Wanted,
    /// The cases that are selected.
    ids: Vec<String>,
    each: Arc<Each>,
}

impl Fleet<'_> {
    async fn carry_out(self, source: Source) -> Result<u8> {
        let (args, each) = (self.args, &self.each);
        let target_jobs = usize::from(args.tested.target_jobs.unwrap_or(DEFAULT_TARGET_JOBS));
        let mut facts = RunFacts {
            tool: "wirecase".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: each.settings.command.clone(),
            started: pipeline::now_rfc3339(),
            deselected: each.suite.cases.len() - self.ids.len(),
            shards: each.shards.clone(),
            strict: each.settings.rules.strict,
            flaky_fails: each.settings.rules.flaky_fails,
            repeat: Some(each.settings.repeat).filter(|times| *times > 1),
            seed: each.settings.shuffle,
            ..RunFacts::default()
        };
        stop_on_interrupt(&each.stop);
        let takes_stdout = self.wanted.takes_stdout();
        let github = GitHub::of_environment(args.output.no_github);
        let options = settings::terminal(&args.output, takes_stdout);
        let mut text = Text::new(github.lines(told(takes_stdout)), options);
        let events = self.wanted.events();
        let is_small = source.is_small();
        let spool = match self.wanted.results().next() {
            None if !self.wanted.has_pages() => None,
            path => Some(Spool::new(path, !is_small).map_err(|source| Error::Io {
                doing: "cannot keep the results until the end".to_owned(),
                source,
            })?),
        };
        let mut kept = Kept { tally: Tally::default(), spool, trouble: Vec::new() };
        let from = each.secrets.mask_text(&source.name);
        kept.said(text.start(&facts, self.ids.len(), &from, target_jobs));
        events.fleet_started(&facts, each.settings.jobs);

        let has_failed = self
            .run_all(
                source,
                target_jobs,
                |place, report| {
                    events.fleet_target(&report);
                    kept.said(text.target(&report));
                    kept.take(place, report);
                },
                &events,
            )
            .await;

        facts.interrupted = each.stop.is_asked();
        facts.selected = usize::try_from(kept.tally.results).unwrap_or(usize::MAX);
        facts.responses_linted = kept.tally.linted;
        facts.deselected = each.suite.cases.len().saturating_sub(kept.tally.cases());
        facts.duration_ms = pipeline::millis(each.began.elapsed());
        let is_over = each.time_left().is_some_and(|left| left.is_zero());
        facts.overran_ms = each.settings.global_timeout.filter(|_| is_over).map(pipeline::millis);
        events.fleet_finished(&facts, &kept.tally);
        if has_failed {
            kept.said(text.note("stopped: enough has failed (--fail-fast, --max-fail)"));
        }
        kept.said(text.finish(&facts, &kept.tally));
        let mut names: Box<dyn io::Write> = if args.output.quiet {
            Box::new(io::sink())
        } else {
            Box::new(secrets::Masking::new(github.lines(told(takes_stdout)), &each.secrets))
        };
        let code = kept.code(&facts);
        let mut errors = self.write(&facts, &mut kept, &events, &mut names, &github);
        errors.extend(kept.trouble);
        let errors = errors.into_iter().map(|error| secrets::masked(error, &each.secrets));
        all_told(errors.collect())?;
        Ok(code)
    }

    /// Runs the targets, some at a time, and hands over what each of them left. Whether a failure
    /// kept others from being begun.
    async fn run_all(
        &self,
        source: Source,
        target_jobs: usize,
        mut done: impl FnMut(u64, RunReport),
        events: &Events,
    ) -> bool {
        let (each, name) = (&self.each, source.name.clone());
        let mut lines = read_aside(source.lines);
        let mut names = Names::default();
        let mut running: JoinSet<Option<RunReport>> = JoinSet::new();
        let mut begun: HashMap<task::Id, (u64, String)> = HashMap::new();
        // Where no case is selected, no target is asked anything.
        let (mut is_open, mut has_failed, mut failures) = (!self.ids.is_empty(), false, 0);
        loop {
            tokio::select! {
                biased;
                () = each.stop.asked(), if is_open => is_open = false,
                // The next line may not come for a long time.
                () = self.each.time_is_over(), if is_open => is_open = false,
                Some(ended) = running.join_next_with_id() => {
                    let (id, report) = match ended {
                        Ok((id, report)) => (id, Ok(report)),
                        Err(error) => (error.id(), Err(())),
                    };
                    let Some((place, target)) = begun.remove(&id) else { continue };
                    // What is lost must not look like a target on which all was well.
                    let lost = || "it broke off, which is a defect of wirecase".to_owned();
                    let report =
                        report.unwrap_or_else(|()| Some(each.in_trouble(target, lost(), None)));
                    let Some(report) = report else { continue };
                    if fate(&report) != Fate::Clean {
                        failures += failures_in(&report).max(1);
                    }
                    if each.settings.max_fail.is_some_and(|most| failures >= u64::from(most)) {
                        (is_open, has_failed) = (false, true);
                    }
                    // No time is left for another one.
                    is_open &= each.time_left().is_none_or(|left| !left.is_zero());
                    done(place, report);
                }
                line = lines.recv(), if is_open && running.len() < target_jobs => {
                    let Some(line) = line else { is_open = false; continue };
                    let place = line.number;
                    let one = tested(self.args, &line, &each.secrets)
                        .and_then(|one| names.take(&one.0.target).map(|()| one));
                    let (one, word) = match one {
                        Ok(one) => one,
                        Err(why) => {
                            done(place, each.in_trouble(format!("{name}:{place}"), why, None));
                            continue;
                        }
                    };
                    let takes = |shards: &Shards| {
                        self.ids.iter().any(|id| shards.take(id, &one.target.name))
                    };
                    if !each.shards.as_ref().is_none_or(takes) {
                        continue;
                    }
                    let rerun = rerun_command(self.args, Some(&word), &self.paths, &each.secrets);
                    let (each, reporters) = (Arc::clone(each), events.of_target());
                    let name = one.target.name.clone();
                    let task = running.spawn(async move { each.run(one, rerun, reporters).await });
                    begun.insert(task.id(), (place, name));
                }
                else => return has_failed,
            }
        }
    }

    /// Writes what is written at the end.
    fn write(
        &self,
        facts: &RunFacts,
        kept: &mut Kept,
        events: &Events,
        names: &mut dyn io::Write,
        github: &GitHub,
    ) -> Vec<Error> {
        let Kept { tally, spool, .. } = kept;
        let Some(spool) = spool else {
            // Where a file is wanted all the same, the spool is gone: the old file stays.
            let gone = || io::Error::other("results of some targets are lost");
            return self.wanted.write_by(events, names, &mut |_, _| Err(gone()));
        };
        let (totals, by_level) = (&tally.totals, &tally.totals_by_level);
        let whole = if self.wanted.has_pages() {
            let mut bytes = Vec::new();
            let written = spool.write(facts, totals, by_level, &mut bytes).map_err(stdout_error);
            match written.and_then(|()| json::read(&bytes)) {
                Ok(report) => Some(report),
                Err(error) => return vec![error],
            }
        } else {
            None
        };
        let mut errors = Vec::new();
        if let Some(report) = &whole
            && let Err(error) = github.finish(report, &mut told(self.wanted.takes_stdout()))
        {
            errors.push(error);
        }
        errors.extend(self.wanted.write_by(events, names, &mut |kind, out| match (kind, &whole) {
            (Kind::Json, _) | (_, None) => spool.write(facts, totals, by_level, out),
            (kind, Some(report)) => kind.write(report, out),
        }));
        errors
    }
}

/// How many results of a target fail the run.
fn failures_in(report: &RunReport) -> u64 {
    let rules = report.run.rules();
    Verdict::ALL.iter().filter(|v| v.fails_run(rules)).map(|v| report.total(*v)).sum()
}
