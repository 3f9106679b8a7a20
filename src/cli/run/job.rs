//! What `run` and `demo` have in common: plan, carry out, report.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cli::args::{ControlArgs, ExchangeArgs, OutputArgs, SelectionArgs};
use crate::cli::compare::Baseline;
use crate::cli::github::GitHub;
use crate::cli::interrupt::interrupted;
use crate::cli::reports::{Wanted, told};
use crate::cli::settings::{self, Tested};
use crate::cli::{exit, secrets};
use crate::error::{Error, Result};
use crate::launch::Servers;
use crate::model::case::Suite;
use crate::model::diagnostic::Diagnostic;
use crate::model::plan::{Plan, Selection};
use crate::model::secret::Secrets;
use crate::model::shard::Shards;
use crate::model::template::Variables;
use crate::plan;
use crate::run::{self as pipeline, Stop};

use super::{control, prepare, runtime, stop_on_interrupt, tell_warnings};

/// What `run` and `demo` have in common from here on.
pub(super) struct Job<'a> {
    pub(super) suite: &'a Suite,
    pub(super) tested: Vec<Tested>,
    pub(super) ids: Vec<String>,
    pub(super) variables: Variables,
    pub(super) secrets: Arc<Secrets>,
    pub(super) shards: Option<Shards>,
    pub(super) rerun: BTreeMap<String, String>,
    pub(super) reports: Wanted,
    pub(super) baseline: Option<Baseline>,
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) selection: &'a SelectionArgs,
    pub(super) control: &'a ControlArgs,
    pub(super) exchange: &'a ExchangeArgs,
    pub(super) output: &'a OutputArgs,
}

impl Job<'_> {
    /// Carries it out in a runtime of its own. The second interruption ends it at once, without
    /// reports; servers that were started are gone in any case.
    pub(super) fn carry_out_or_give_up(self) -> Result<u8> {
        let runtime = runtime()?;
        let servers = Servers::default();
        let started = servers.clone();
        let code = runtime.block_on(async {
            tokio::select! {
                code = self.carry_out(started) => code,
                () = interrupted_twice() => Ok(exit::INTERRUPTED),
            }
        });
        servers.kill();
        // A name that is being looked up must not hold up the end.
        runtime.shutdown_background();
        code
    }

    async fn plan(&mut self, selection: &Selection, servers: &Servers) -> Result<Plan> {
        let limits = settings::limits(self.exchange);
        // Nothing is asked of a target before the selection is known to hold something.
        let selected = plan::select(self.suite, selection)?;
        let falls_here = |tested: &Tested| {
            let takes = |s: &Shards| selected.iter().any(|c| s.take(&c.id, &tested.target.name));
            self.shards.as_ref().is_none_or(takes)
        };
        // A shard to which nothing fell has nothing to ask, and is no error.
        let targets = if self.tested.iter().any(falls_here) {
            let learn = pipeline::is_worth_learning(&selected);
            let (variables, quiet) = (&self.variables, self.output.quiet);
            prepare::targets(&mut self.tested, servers, variables, &limits, learn, quiet).await?
        } else {
            self.tested.iter().map(|one| one.target.clone()).collect()
        };
        let mut plan = plan::plan(self.suite, targets, selection, &self.variables, &limits)?;
        if let Some(shards) = &self.shards {
            plan::keep(&mut plan, shards);
        }
        plan.keep(Arc::clone(&self.secrets)).map_err(|message| Error::Usage { message })?;
        Ok(plan)
    }

    /// A plan of nothing: the reports of it are written, so that what reads them finds them.
    fn empty_plan(&self) -> Result<Plan> {
        let targets = self.tested.iter().map(|one| Arc::new(one.target.clone())).collect();
        let mut plan = Plan {
            targets,
            entries: Vec::new(),
            deselected: self.suite.cases.len(),
            shards: self.shards.clone(),
            secrets: Arc::default(),
        };
        plan.keep(Arc::clone(&self.secrets)).map_err(|message| Error::Usage { message })?;
        Ok(plan)
    }

    pub(super) async fn carry_out(mut self, servers: Servers) -> Result<u8> {
        let mut run_settings = control::settings(self.control, self.rerun.clone())?;
        run_settings.command = secrets::command_line(&self.secrets);
        run_settings.servers = servers.clone();
        let ids = std::mem::take(&mut self.ids);
        let selection = settings::selection(ids, self.selection, run_settings.rules)?;
        let stop = Stop::default();
        stop_on_interrupt(&stop);
        let planned = tokio::select! {
            planned = self.plan(&selection, &servers) => planned,
            () = stop.asked() => {
                servers.stop_all().await;
                return Ok(exit::INTERRUPTED);
            }
        };
        let plan = match planned {
            Err(error @ Error::NoCases { .. }) if plan::takes_none(self.suite, &selection) => {
                control::without_cases(self.control.no_tests, error, self.output.quiet)?;
                self.empty_plan()?
            }
            Err(error) => {
                servers.stop_all().await;
                return Err(error);
            }
            Ok(plan) => plan,
        };
        tell_warnings(std::mem::take(&mut self.warnings), &self.secrets, self.output.quiet);

        let output = self.output;
        let options = settings::terminal(output, self.reports.takes_stdout());
        let events = self.reports.events();
        let mut reporters = events.reporters();
        let github = GitHub::of_environment(output.no_github);
        let terminal = github.terminal(told(self.reports.takes_stdout()), options);
        reporters.push(Box::new(terminal));
        let (report, trouble) = pipeline::run(&plan, &run_settings, &stop, &mut reporters).await;
        drop(reporters);
        let on_github = github.finish(&report, &mut told(self.reports.takes_stdout()));
        let mut names: Box<dyn std::io::Write> = if output.quiet {
            Box::new(std::io::sink())
        } else {
            let lines = github.lines(told(self.reports.takes_stdout()));
            Box::new(secrets::Masking::new(lines, &self.secrets))
        };
        let mut errors = self.reports.write(&report, &events, &mut names);
        if let Some(source) = trouble
            && source.kind() != std::io::ErrorKind::BrokenPipe
        {
            errors.push(crate::cli::stdout_error(source));
        }
        if let Err(error) = on_github {
            errors.push(error);
        }
        let errors = errors.into_iter().map(|error| secrets::masked(error, &self.secrets));
        crate::cli::all_told(errors.collect())?;
        let code = exit::of_run(&report);
        match self.baseline {
            None => Ok(code),
            Some(baseline) => {
                let out = github.lines(told(self.reports.takes_stdout()));
                let out = Box::new(secrets::Masking::new(out, &self.secrets));
                baseline.judge(&report, code, output, self.reports.takes_stdout(), out)
            }
        }
    }
}

pub(super) async fn interrupted_twice() {
    interrupted().await;
    interrupted().await;
}
