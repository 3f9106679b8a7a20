//! The verbs `run` and `demo`: load, plan, reach the target, carry out, report.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::diagnostic::Diagnostic;
use crate::model::target::Target;
use crate::plan::plan;
use crate::reference::{self, Faults, Server};
use crate::report::words::shell_quoted;
use crate::run::{self as pipeline, RunSettings, Stop};

use super::args::{DemoArgs, ExchangeArgs, OutputArgs, RunArgs, SelectionArgs};
use super::compare::Baseline;
use super::github::{self, GitHub};
use super::interrupt::interrupted;
use super::reports::{Kind, Wanted, told};
use super::settings::Named;
use super::{exit, settings};

/// Cases at a time where the user does not say.
const DEFAULT_JOBS: u16 = 8;

/// `wirecase run`
pub(super) fn run(args: RunArgs) -> Result<u8> {
    let (paths, ids) = settings::paths_and_ids(&args.what)?;
    let (suite, warnings) = settings::suite(&paths)?;
    let target = settings::target(args.target.as_deref(), args.target_file.as_deref())?;
    let rerun = rerun_command(&args, &paths);
    let reports = wanted_reports(&args.output, None)?;
    let baseline = Baseline::read(&args.output)?;
    let job = Job { suite: &suite, target, ids, rerun, reports, baseline, warnings };
    runtime()?.block_on(job.carry_out(&args.selection, &args.exchange, &args.output))
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
        let target = Named::Described(target);
        let job = Job { suite: &suite, target, ids: args.what, rerun, reports, baseline, warnings };
        let code = job.carry_out(&args.selection, &args.exchange, &args.output).await;
        server.stop().await;
        code
    })
}

/// What `run` and `demo` have in common from here on.
struct Job<'a> {
    suite: &'a crate::model::case::Suite,
    target: Named,
    ids: Vec<String>,
    rerun: String,
    reports: Wanted,
    baseline: Option<Baseline>,
    warnings: Vec<Diagnostic>,
}

impl Job<'_> {
    async fn carry_out(
        self,
        selection: &SelectionArgs,
        exchange: &ExchangeArgs,
        output: &OutputArgs,
    ) -> Result<u8> {
        let selection = settings::selection(self.ids, selection);
        let limits = settings::limits(exchange);
        let variables = settings::variables(exchange);
        // Nothing is asked of a target before the selection is known to hold something.
        let selected = crate::plan::select(self.suite, &selection)?;
        let target = match self.target {
            Named::Described(target) => {
                reach(&target, exchange).await?;
                target
            }
            Named::Bare(mut target) => {
                reach(&target, exchange).await?;
                if let Some((name, page)) = exchange.var.iter().rfind(|(name, _)| name == "page") {
                    target.resources.insert(name.clone(), page.clone());
                }
                if pipeline::is_worth_learning(&selected)
                    && let Some(why) = pipeline::learn(&mut target, &limits).await
                {
                    tell_no_page(why, output.quiet);
                }
                target
            }
        };
        let plan = plan(self.suite, vec![target], &selection, &variables, &limits)?;
        tell_warnings(&self.warnings, output.quiet);

        let jobs = usize::from(exchange.jobs.unwrap_or(DEFAULT_JOBS));
        let run_settings = RunSettings {
            jobs,
            fail_fast: exchange.fail_fast,
            strict: exchange.strict,
            confirm: true,
            command: settings::command_line(),
            rerun: plan.targets.iter().map(|t| (t.name.clone(), self.rerun.clone())).collect(),
        };
        let stop = Stop::default();
        stop_on_interrupt(&stop);
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

/// The command that reruns one case, to which its id is added: what was named, without the reports.
fn rerun_command(args: &RunArgs, paths: &[PathBuf]) -> String {
    let mut words = vec!["wirecase".to_owned(), "run".to_owned()];
    if let Some(target) = &args.target {
        words.extend(["-t".to_owned(), shell_quoted(target)]);
    }
    if let Some(file) = &args.target_file {
        words.extend(["--target-file".to_owned(), shell_quoted(&file.to_string_lossy())]);
    }
    for (name, value) in &args.exchange.var {
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

/// Nothing is sent to a target that cannot be reached, and that is told before anything else.
async fn reach(target: &Target, exchange: &ExchangeArgs) -> Result<()> {
    pipeline::reach(target, exchange.connect_timeout).await.map_err(|message| Error::Unreachable {
        target: target.name.clone(),
        message: format!("{message}; is the server running, and is this its address?"),
    })
}

fn tell_warnings(warnings: &[Diagnostic], quiet: bool) {
    if !quiet {
        let mut err = anstream::stderr();
        for warning in warnings {
            let _ = writeln!(err, "{}\n", github::for_stderr(&warning.to_string()));
        }
    }
}

/// Said even where most of the results are skips anyway: each of them has this one reason.
fn tell_no_page(why: pipeline::NoPage, quiet: bool) {
    let why = match why {
        pipeline::NoPage::Status(status) => format!("is answered with {status}"),
        pipeline::NoPage::TooLarge(cap) => format!("has more than {cap} octets"),
    };
    if !quiet {
        let _ = writeln!(
            anstream::stderr(),
            "warning: the page {why}: cases that need one are skipped; name one that gives 200 by \
             --var page=/PATH, or under `resources` in a target file\n"
        );
    }
}

fn stop_on_interrupt(stop: &Stop) {
    let stop = stop.clone();
    tokio::spawn(async move {
        interrupted().await;
        stop.ask();
    });
}
