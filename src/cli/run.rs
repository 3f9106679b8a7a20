//! The verbs `run` and `demo`: load, plan, reach the target, carry out, report.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::diagnostic::Diagnostic;
use crate::model::outcome::RunReport;
use crate::model::target::Target;
use crate::plan::plan;
use crate::reference::{self, Faults, Server};
use crate::report::terminal::Terminal;
use crate::report::{self, Reporter};
use crate::run::{self as pipeline, RunSettings, Stop};

use super::args::{DemoArgs, ExchangeArgs, OutputArgs, RunArgs, SelectionArgs};
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
    let json = report_paths(&args.output, None);
    let job = Job { suite: &suite, target, ids, rerun, json, warnings };
    runtime()?.block_on(job.carry_out(&args.selection, &args.exchange, &args.output))
}

/// `wirecase demo`
pub(super) fn demo(args: DemoArgs) -> Result<u8> {
    let (suite, warnings) = settings::suite(&["bundled".into()])?;
    let faults = Faults::named(&args.fault).map_err(|message| Error::Usage { message })?;
    let json = report_paths(&args.output, Some(Path::new("reports")));
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
        let job = Job { suite: &suite, target, ids: args.what, rerun, json, warnings };
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
    json: Vec<PathBuf>,
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
        };
        let stop = Stop::default();
        stop_on_interrupt(&stop);
        let options = settings::terminal(output, self.rerun);
        let mut reporters: Vec<Box<dyn Reporter + Send>> =
            vec![Box::new(Terminal::new(Box::new(std::io::stdout()), options))];
        let (report, trouble) = pipeline::run(&plan, &run_settings, &stop, &mut reporters).await;
        drop(reporters);
        let written = write_reports(&report, &self.json, output.quiet);
        if let Some(source) = trouble
            && source.kind() != std::io::ErrorKind::BrokenPipe
        {
            let doing = "cannot write to standard output".to_owned();
            return Err(Error::Io { doing, source });
        }
        written?;
        Ok(exit::of_run(&report))
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
        words.extend(["-t".to_owned(), settings::quoted(target)]);
    }
    if let Some(file) = &args.target_file {
        words.extend(["--target-file".to_owned(), settings::quoted(&file.to_string_lossy())]);
    }
    for (name, value) in &args.exchange.var {
        words.extend(["--var".to_owned(), settings::quoted(&format!("{name}={value}"))]);
    }
    words.extend(paths.iter().map(|path| settings::quoted(&path.to_string_lossy())));
    words.join(" ")
}

/// The files that the results go to as JSON.
fn report_paths(output: &OutputArgs, default_folder: Option<&Path>) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = output.report_json.iter().cloned().collect();
    let folder = output.reports.as_deref().or(if paths.is_empty() { default_folder } else { None });
    paths.extend(folder.map(|folder| folder.join("results.json")));
    paths
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
            let _ = writeln!(err, "{warning}\n");
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
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.ask();
        }
    });
}

/// Writes every report that was asked for, even if one fails, and gives the first error back.
fn write_reports(report: &RunReport, json: &[PathBuf], quiet: bool) -> Result<()> {
    let mut first = Ok(());
    let mut out = std::io::stdout().lock();
    for path in json {
        let written = report::write_whole(path, |out| report::json::write(report, out));
        match written {
            Ok(()) if !quiet => drop(writeln!(out, "wrote {}", path.display())),
            Ok(()) => {}
            Err(error) if first.is_ok() => first = Err(error),
            Err(_) => {}
        }
    }
    first
}
