//! The verbs `run` and `demo`: load, plan, reach the target, carry out, report.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::case::Suite;
use crate::model::diagnostic::Diagnostic;
use crate::model::shard::Shards;
use crate::model::template::Variables;
use crate::plan::{keep, plan};
use crate::reference::{self, Faults, Server};
use crate::report::words::shell_quoted;
use crate::run::{self as pipeline, RunSettings, Stop};

use super::args::{ControlArgs, DemoArgs, ExchangeArgs, OutputArgs, RunArgs, SelectionArgs};
use super::compare::Baseline;
use super::github::{self, GitHub};
use super::interrupt::interrupted;
use super::reports::{Kind, Wanted, told};
use super::settings::Tested;
use super::{exit, settings};

mod fleet;
mod prepare;
mod shard;

/// Cases at a time where the user does not say.
const DEFAULT_JOBS: u16 = 8;

/// `wirecase run`
pub(super) fn run(args: RunArgs) -> Result<u8> {
    if let Some(from) = &args.tested.targets_from {
        return fleet::run(&args, from);
    }
    let (paths, ids) = settings::paths_and_ids(&args.what)?;
    let (suite, warnings) = settings::suite(&paths)?;
    let tested = settings::targets(&args.tested, &args.tls)?;
    let rerun = rerun_command(&args, &args.tested.target, &paths);
    let rerun = tested.iter().map(|one| (one.target.name.clone(), rerun.clone()));
    let job = Job {
        suite: &suite,
        rerun: rerun.collect(),
        tested,
        ids,
        variables: settings::variables(&args.tested),
        reports: wanted_reports(&args.output, None)?,
        baseline: Baseline::read(&args.output)?,
        warnings,
        selection: &args.selection,
        control: &args.control,
        exchange: &args.exchange,
        output: &args.output,
    };
    runtime()?.block_on(job.carry_out())
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
            reports,
            baseline,
            warnings,
            selection: &args.selection,
            control: &args.control,
            exchange: &args.exchange,
            output: &args.output,
        };
        let code = job.carry_out().await;
        server.stop().await;
        code
    })
}

/// What `run` and `demo` have in common from here on.
struct Job<'a> {
    suite: &'a Suite,
    tested: Vec<Tested>,
    ids: Vec<String>,
    variables: Variables,
    rerun: BTreeMap<String, String>,
    reports: Wanted,
    baseline: Option<Baseline>,
    warnings: Vec<Diagnostic>,
    selection: &'a SelectionArgs,
    control: &'a ControlArgs,
    exchange: &'a ExchangeArgs,
    output: &'a OutputArgs,
}

impl Job<'_> {
    async fn carry_out(mut self) -> Result<u8> {
        let selection = settings::selection(self.ids, self.selection);
        let limits = settings::limits(self.exchange);
        // Nothing is asked of a target before the selection is known to hold something.
        let selected = crate::plan::select(self.suite, &selection)?;
        let shards = chosen_shards(self.control)?;
        let falls_here = |tested: &Tested| {
            let takes = |s: &Shards| selected.iter().any(|c| s.take(&c.id, &tested.target.name));
            shards.as_ref().is_none_or(takes)
        };
        // A shard to which nothing fell has nothing to ask, and is no error.
        let targets = if self.tested.iter().any(falls_here) {
            let learn = pipeline::is_worth_learning(&selected);
            let quiet = self.output.quiet;
            prepare::targets(&mut self.tested, &self.variables, &limits, learn, quiet).await?
        } else {
            self.tested.iter().map(|one| one.target.clone()).collect()
        };
        let mut plan = plan(self.suite, targets, &selection, &self.variables, &limits)?;
        if let Some(shards) = &shards {
            keep(&mut plan, shards);
        }
        tell_warnings(&self.warnings, self.output.quiet);

        let run_settings = run_settings(self.control, self.rerun);
        let stop = Stop::default();
        stop_on_interrupt(&stop);
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
            github.lines(told(self.reports.takes_stdout()))
        };
        let mut errors = self.reports.write(&report, &events, &mut names);
        if let Some(source) = trouble
            && source.kind() != std::io::ErrorKind::BrokenPipe
        {
            errors.push(super::stdout_error(source));
        }
        if let Err(error) = on_github {
            errors.push(error);
        }
        super::all_told(errors)?;
        let code = exit::of_run(&report);
        match self.baseline {
            None => Ok(code),
            Some(baseline) => {
                let out = github.lines(told(self.reports.takes_stdout()));
                baseline.judge(&report, code, output, self.reports.takes_stdout(), out)
            }
        }
    }
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| Error::Io { doing: "cannot start the runtime".to_owned(), source })
}

/// How a plan is carried out; `rerun` as in [`RunSettings`].
fn run_settings(control: &ControlArgs, rerun: BTreeMap<String, String>) -> RunSettings {
    RunSettings {
        jobs: usize::from(control.jobs.unwrap_or(DEFAULT_JOBS)),
        fail_fast: control.fail_fast,
        strict: control.strict,
        confirm: true,
        command: settings::command_line(),
        rerun,
    }
}

/// The command that reruns one case, to which its id is added: what was named, without the reports.
fn rerun_command(args: &RunArgs, targets: &[String], paths: &[PathBuf]) -> String {
    let mut words = vec!["wirecase".to_owned(), "run".to_owned()];
    for target in targets {
        words.extend(["-t".to_owned(), shell_quoted(target)]);
    }
    if let Some(file) = &args.tested.target_file {
        words.extend(["--target-file".to_owned(), shell_quoted(&file.to_string_lossy())]);
    }
    for (name, value) in &args.tested.var {
        words.extend(["--var".to_owned(), shell_quoted(&format!("{name}={value}"))]);
    }
    words.extend(paths.iter().map(|path| shell_quoted(&path.to_string_lossy())));
    words.join(" ")
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

fn tell_warnings(warnings: &[Diagnostic], quiet: bool) {
    if !quiet {
        let mut err = anstream::stderr();
        for warning in warnings {
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
