//! The verbs `run` and `demo`: load, plan, reach the target, carry out, report.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::launch::Servers;
use crate::model::diagnostic::Diagnostic;
use crate::model::secret::Secrets;
use crate::model::shard::Shards;
use crate::model::template::Variables;
use crate::reference::{self, Faults, Server};
use crate::run::Stop;

use super::args::{ControlArgs, DemoArgs, OutputArgs, RunArgs};
use super::compare::Baseline;
use super::interrupt::interrupted;
use super::reports::{Kind, Wanted};
use super::settings::Tested;
use super::{github, secrets, settings};
use job::Job;
use rerun::rerun_command;

mod control;
mod fleet;
mod job;
pub(super) mod prepare;
mod rerun;
mod shard;
mod start;

/// `wirecase run`
pub(super) fn run(args: RunArgs) -> Result<u8> {
    let secrets = Arc::new(secrets::read(&args.tested)?);
    let code = match &args.tested.targets_from {
        Some(from) => fleet::run(&args, from, &secrets),
        None => run_with(&args, &secrets),
    };
    code.map_err(|error| secrets::masked(error, &secrets))
}

fn run_with(args: &RunArgs, secrets: &Arc<Secrets>) -> Result<u8> {
    let (paths, ids) = settings::paths_and_ids(&args.what)?;
    let (suite, warnings) = settings::suite(&paths)?;
    let tested = settings::targets(&args.tested, &args.tls)?;
    let rerun = tested.iter().enumerate().map(|(index, one)| {
        let named = args.tested.target.get(index).map(String::as_str);
        (one.target.name.clone(), rerun_command(args, named, &paths, secrets))
    });
    let job = Job {
        suite: &suite,
        rerun: rerun.collect(),
        tested,
        ids,
        variables: settings::variables(&args.tested)
            .into_iter()
            .chain(secrets.variables().clone())
            .collect(),
        secrets: Arc::clone(secrets),
        shards: chosen_shards(&args.control)?,
        reports: wanted_reports(&args.output, None)?,
        baseline: Baseline::read(&args.output)?,
        warnings,
        selection: &args.selection,
        control: &args.control,
        exchange: &args.exchange,
        output: &args.output,
    };
    job.carry_out_or_give_up()
}

/// `wirecase demo`
pub(super) fn demo(args: DemoArgs) -> Result<u8> {
    let (suite, warnings) = settings::suite(&["bundled".into()])?;
    let faults = Faults::named(&args.fault).map_err(|message| Error::Usage { message })?;
    let reports = wanted_reports(&args.output, Some(Path::new("reports")))?;
    let baseline = Baseline::read(&args.output)?;
    runtime()?.block_on(async {
        let loopback = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::start(loopback, faults).await.map_err(|source| Error::Io {
            doing: "cannot start the reference server on 127.0.0.1".to_owned(),
            source,
        })?;
        let mut target = reference::target(server.address());
        target.name = "reference".to_owned();
        let mut rerun = "wirecase demo".to_owned();
        for fault in &args.fault {
            rerun.push_str(" --fault ");
            rerun.push_str(fault);
        }
        let job = Job {
            suite: &suite,
            rerun: BTreeMap::from([(target.name.clone(), rerun)]),
            tested: vec![Tested { target, bare: false, launch: None }],
            ids: args.what,
            variables: Variables::new(),
            secrets: Arc::default(),
            shards: chosen_shards(&args.control)?,
            reports,
            baseline,
            warnings,
            selection: &args.selection,
            control: &args.control,
            exchange: &args.exchange,
            output: &args.output,
        };
        let code = job.carry_out(Servers::default()).await;
        server.stop().await;
        code
    })
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| Error::Io { doing: "cannot start the runtime".to_owned(), source })
}

/// The reports that were asked for; where none was, results and page in the `default` folder.
fn wanted_reports(output: &OutputArgs, default: Option<&Path>) -> Result<Wanted> {
    let wanted = |json: &Option<PathBuf>, html: &Option<PathBuf>| {
        let files = [
            (Kind::Json, json),
            (Kind::Html, html),
            (Kind::Junit, &output.report_junit),
            (Kind::Markdown, &output.report_md),
            (Kind::Tap, &output.report_tap),
        ];
        Wanted::new(files, output.report_ndjson.as_ref(), output.reports.as_deref())
    };
    let asked = wanted(&output.report_json, &output.report_html)?;
    match default {
        Some(folder) if asked.is_empty() => {
            wanted(&Some(folder.join("results.json")), &Some(folder.join("report.html")))
        }
        _ => Ok(asked),
    }
}

/// The part of the run that this process is. What the environment decides is told always, on standard
/// error: in a job that is no part of a run, cases would be left out in silence.
fn chosen_shards(control: &ControlArgs) -> Result<Option<Shards>> {
    let chosen = shard::chosen(&control.shard, &|name| std::env::var(name).ok())?;
    if let Some(note) = chosen.note {
        let note = format!("note: {note}");
        let _ = writeln!(anstream::stderr(), "{}", github::for_stderr(&note));
    }
    Ok(chosen.shards)
}

fn tell_warnings(warnings: Vec<Diagnostic>, secrets: &Secrets, quiet: bool) {
    if !quiet {
        let mut err = anstream::stderr();
        for warning in warnings {
            let warning = secrets::masked_diagnostic(warning, secrets);
            let _ = writeln!(err, "{}\n", github::for_stderr(&warning.to_string()));
        }
    }
}

fn stop_on_interrupt(stop: &Stop) {
    let stop = stop.clone();
    tokio::spawn(async move {
        interrupted().await;
        stop.ask();
    });
}
