//! The run of one target among many, from its first connection to its report.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::cli::run::prepare;
use crate::cli::settings::Tested;
use crate::error::Error;
use crate::launch::Servers;
use crate::model::case::Suite;
use crate::model::outcome::{RunFacts, RunReport, TargetTrouble};
use crate::model::plan::{Limits, Selection};
use crate::model::secret::Secrets;
use crate::model::shard::Shards;
use crate::model::target::Target;
use crate::model::template::Variables;
use crate::plan::{keep, plan};
use crate::report::Reporter;
use crate::run::{self as pipeline, RunSettings, Stop};

/// What every target's run needs.
pub(super) struct Each {
    pub(super) suite: Suite,
    pub(super) selection: Selection,
    pub(super) shards: Option<Shards>,
    pub(super) variables: Variables,
    pub(super) secrets: Arc<Secrets>,
    pub(super) limits: Limits,
    pub(super) learn: bool,
    pub(super) settings: RunSettings,
    pub(super) began: Instant,
    pub(super) stop: Stop,
}

impl Each {
    /// The run of one target, from its first connection to its report. `None` where the whole was
    /// stopped before it had begun.
    pub(super) async fn run(
        &self,
        one: Tested,
        rerun: String,
        mut reporters: Vec<Box<dyn Reporter + Send>>,
    ) -> Option<RunReport> {
        let name = one.target.name.clone();
        let alone = one.target.clone();
        let mut tested = [one];
        let servers = Servers::default();
        let prepared = tokio::select! {
            // Nothing is said on standard error of one target among many.
            prepared = prepare::targets(
                &mut tested, &servers, &self.variables, &self.limits, self.learn, true,
            ) => prepared,
            () = self.stop.asked() => return None,
        };
        let planned = prepared.and_then(|all| {
            let mut plan = plan(&self.suite, all, &self.selection, &self.variables, &self.limits)?;
            let kept = plan.keep(Arc::clone(&self.secrets));
            kept.map_err(|message| Error::Usage { message }).map(|()| plan)
        });
        let mut plan = match planned {
            Ok(plan) => plan,
            Err(Error::Unreachable { message, .. }) => {
                return Some(self.in_trouble(name, message, Some(alone)));
            }
            Err(error) => return Some(self.in_trouble(name, error.to_string(), Some(alone))),
        };
        if let Some(shards) = &self.shards {
            keep(&mut plan, shards);
        }
        let rerun = [(name, rerun)].into();
        let global_timeout = self.time_left();
        let settings = RunSettings { rerun, global_timeout, servers, ..self.settings.clone() };
        let (report, _) = pipeline::run(&plan, &settings, &self.stop, &mut reporters).await;
        Some(report)
    }

    /// What is left of `--global-timeout`, which is that of the whole fleet.
    pub(super) fn time_left(&self) -> Option<Duration> {
        let limit = self.settings.global_timeout?;
        Some(limit.saturating_sub(self.began.elapsed()))
    }

    /// Waits until no time is left; for ever where there is no limit.
    pub(super) async fn time_is_over(&self) {
        match self.time_left() {
            Some(left) => tokio::time::sleep(left).await,
            None => std::future::pending().await,
        }
    }

    /// The report of a target that was not run; without secrets, as those of others.
    pub(super) fn in_trouble(
        &self,
        target: String,
        message: String,
        known: Option<Target>,
    ) -> RunReport {
        let trouble = TargetTrouble {
            target: self.secrets.mask_text(&target),
            message: self.secrets.mask_text(&message),
            after: None,
        };
        let known = known.map(|mut target| {
            target.mask(&self.secrets);
            target
        });
        let run = RunFacts {
            troubles: vec![trouble],
            strict: self.settings.rules.strict,
            flaky_fails: self.settings.rules.flaky_fails,
            ..RunFacts::default()
        };
        let mut report = RunReport {
            format: RunReport::FORMAT,
            run,
            targets: known.into_iter().collect(),
            totals: BTreeMap::new(),
            totals_by_level: BTreeMap::new(),
            cases: Vec::new(),
        };
        report.count();
        report
    }
}
