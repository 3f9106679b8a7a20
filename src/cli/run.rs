//! The verbs `run` and `demo`: load, plan, reach the target, carry out, report.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::launch::Servers;
use crate::model::case::Suite;
use crate::model::diagnostic::Diagnostic;
use crate::model::plan::{Plan, Selection};
use crate::model::secret::Secrets;
use crate::model::shard::Shards;
use crate::model::template::Variables;
use crate::plan;
use crate::reference::{self, Faults, Server};
use crate::report::words::shell_quoted;
use crate::run::{self as pipeline, Stop};

use clap::ValueEnum as _;

use super::args::{
    ControlArgs, DemoArgs, ExchangeArgs, OutputArgs, RunArgs, SelectionArgs, TlsVersionName,
};
use super::compare::Baseline;
use super::github::{self, GitHub};
use super::interrupt::interrupted;
use super::reports::{Kind, Wanted, told};
use super::settings::Tested;
use super::{exit, secrets, settings};

mod control;
mod fleet;
pub(super) mod prepare;
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

/// What `run` and `demo` have in common from here on.
struct Job<'a> {
    suite: &'a Suite,
    tested: Vec<Tested>,
    ids: Vec<String>,
    variables: Variables,
    secrets: Arc<Secrets>,
    shards: Option<Shards>,
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
    /// Carries it out in a runtime of its own. The second interruption ends it at once, without
    /// reports; servers that were started are gone in any case.
    fn carry_out_or_give_up(self) -> Result<u8> {
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

    async fn carry_out(mut self, servers: Servers) -> Result<u8> {
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
            plan => plan?,
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
            errors.push(super::stdout_error(source));
        }
        if let Err(error) = on_github {
            errors.push(error);
        }
        let errors = errors.into_iter().map(|error| secrets::masked(error, &self.secrets));
        super::all_told(errors.collect())?;
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

pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| Error::Io { doing: "cannot start the runtime".to_owned(), source })
}

/// The command that reruns one case on one target, to which its id is added: what says how it is
/// reached and what it is sent, without the reports, and without secrets.
fn rerun_command(
    args: &RunArgs,
    target: Option<&str>,
    paths: &[PathBuf],
    secrets: &Secrets,
) -> String {
    let quoted = |word: &str| shell_quoted(&secrets.mask_text(word));
    let (tested, tls) = (&args.tested, &args.tls);
    let mut words = vec!["wirecase".to_owned(), "run".to_owned()];
    let mut flag = |flag: &str, value: &str| {
        words.push(flag.to_owned());
        words.push(quoted(value));
    };
    if let Some(target) = target {
        flag("-t", target);
    }
    let mut file = |name: &str, path: &Option<PathBuf>| {
        if let Some(path) = path {
            flag(name, &path.to_string_lossy());
        }
    };
    file("--target-file", &tested.target_file);
    file("--cacert", &tls.cacert);
    file("--cert", &tls.cert);
    file("--key", &tls.key);
    file("--config", &args.configuration.config);
    let version = |version: TlsVersionName| {
        version.to_possible_value().map(|value| value.get_name().to_owned())
    };
    let rest = [
        ("--sni", tls.sni.clone()),
        ("--tls-min", tls.tls_min.and_then(version)),
        ("--tls-max", tls.tls_max.and_then(version)),
        ("--launch", tested.launch.clone()),
        ("--wait", tested.wait.map(|wait| humantime::format_duration(wait).to_string())),
        ("--wait-http", tested.wait_http.clone()),
        ("--profile", args.configuration.profile.clone()),
    ];
    for (name, value) in rest {
        if let Some(value) = value {
            flag(name, &value);
        }
    }
    if !tls.alpn.is_empty() {
        flag("--alpn", &tls.alpn.join(","));
    }
    for (name, value) in &tested.var {
        flag("--var", &format!("{name}={value}"));
    }
    if tls.insecure {
        words.push("--insecure".to_owned());
    }
    words.extend(secrets::rerun_words(&args.tested));
    words.extend(paths.iter().map(|path| quoted(&path.to_string_lossy())));
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

fn tell_warnings(warnings: Vec<Diagnostic>, secrets: &Secrets, quiet: bool) {
    if !quiet {
        let mut err = anstream::stderr();
        for warning in warnings {
            let warning = secrets::masked_diagnostic(warning, secrets);
            let _ = writeln!(err, "{}\n", github::for_stderr(&warning.to_string()));
        }
    }
}

async fn interrupted_twice() {
    interrupted().await;
    interrupted().await;
}

fn stop_on_interrupt(stop: &Stop) {
    let stop = stop.clone();
    tokio::spawn(async move {
        interrupted().await;
        stop.ask();
    });
}
