//! The command line: arguments become plain decisions, verbs call the library, results become exit
//! codes. Only here and in `report/` is anything printed.

mod accept;
mod args;
mod bless;
mod check;
mod ci;
mod compare;
mod config;
mod coverage;
mod defaults;
pub mod exit;
mod failed_from;
mod faults;
mod fmt;
mod github;
#[cfg(test)]
mod hostile;
mod import;
mod init;
mod interrupt;
mod list;
mod record;
mod replay;
mod report;
mod reports;
mod run;
mod secrets;
mod serve;
mod settings;
mod watch;

use std::io::Write as _;
use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::error::{Error, Result};
use crate::model::bytes::shown;
use args::{Cli, SchemaArgs, Verb};
use defaults::{Environment, Held, Parsed, Trouble};

/// Runs the command that the process was called with.
///
/// Usage errors are clap's and end with exit code 2; every other error is told on standard error.
#[must_use]
pub fn main() -> ExitCode {
    let words = std::env::args_os().collect();
    let environment = Environment::of_process();
    let parsed = defaults::parse(words, &environment, settings::configuration_of);
    let carried_out = match parsed {
        Ok(Parsed { cli, flags }) => carry_out(cli.verb, &flags),
        Err(Trouble::Clap(error)) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(exit::USAGE));
        }
        Err(Trouble::Ours(error)) => Err(error),
    };
    let code = match carried_out {
        Ok(code) => code,
        // `wirecase list | head` ends the reader, not the world.
        Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => {
            exit::OK
        }
        Err(error) => {
            tell(&error);
            exit::of_error(&error)
        }
    };
    ExitCode::from(code)
}

fn tell(error: &Error) {
    let text = error.to_string();
    let prefix = if text.starts_with("error") { "" } else { "error: " };
    let text = seen(&format!("{prefix}{text}"));
    let _ = writeln!(anstream::stderr(), "{}", github::for_stderr(&text));
}

/// An error's text, line by line: whatever a server, a file or the system put into it does nothing
/// to a terminal.
fn seen(text: &str) -> String {
    text.split('\n').map(shown).collect::<Vec<_>>().join("\n")
}

/// Tells all errors but the last one, which ends the verb and is told by it.
fn all_told(mut errors: Vec<Error>) -> Result<()> {
    let last = errors.pop();
    errors.iter().for_each(tell);
    last.map_or(Ok(()), Err)
}

fn carry_out(verb: Verb, flags: &[Held]) -> Result<u8> {
    match verb {
        Verb::Run(args) => run::run(*args),
        Verb::Demo(args) => run::demo(*args),
        Verb::Check(args) => check::check(&args),
        Verb::List(args) => list::list(&args),
        Verb::Show(args) => list::show(&args),
        Verb::Report(args) => report::report(&args),
        Verb::Compare(args) => compare::compare(&args),
        Verb::Replay(args) => replay::replay(&args),
        Verb::Accept(args) => accept::accept(&args),
        Verb::Bless(args) => bless::bless(&args),
        Verb::Fmt(args) => fmt::fmt(&args),
        Verb::Record(args) => record::record(&args),
        Verb::Import(args) => import::import(&args),
        Verb::Watch(args) => watch::watch(&args),
        Verb::Config(args) => config::config(&args, flags),
        Verb::Serve(args) => serve::serve(&args),
        Verb::Coverage(args) => coverage::coverage(&args),
        Verb::Faults(args) => faults::faults(&args),
        Verb::Schema(args) => print(schema(&args).as_bytes()),
        Verb::Init(args) => init::init(&args.folder),
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "wirecase", &mut script);
            print(&script)
        }
        Verb::Man => print(&manual().map_err(stdout_error)?),
    }
}

fn schema(args: &SchemaArgs) -> &'static str {
    match args {
        SchemaArgs { results: true, .. } => crate::report::RESULTS_SCHEMA,
        SchemaArgs { events: true, .. } => crate::report::EVENTS_SCHEMA,
        SchemaArgs { config: true, .. } => crate::load::CONFIG_SCHEMA,
        SchemaArgs { target: true, .. } => crate::load::TARGET_SCHEMA,
        SchemaArgs { .. } => crate::load::CASE_SCHEMA,
    }
}

/// The manual page of the command and, after it, of each verb.
fn manual() -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let command = Cli::command();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        let verb = verb.clone().name(format!("wirecase {}", verb.get_name()));
        let man = clap_mangen::Man::new(verb);
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    Ok(page)
}

/// Writes to standard output, all or an error; a reader that leaves early is none, and changes no
/// exit code.
fn print(bytes: &[u8]) -> Result<u8> {
    print_to(&mut std::io::stdout().lock(), bytes)
}

/// The same for text that holds words of cases or targets, which a runner of CI must not take for
/// commands.
fn print_words(bytes: &[u8]) -> Result<u8> {
    let out = Box::new(std::io::stdout());
    print_to(&mut *github::GitHub::of_environment(true).lines(out), bytes)
}

fn print_to(out: &mut dyn std::io::Write, bytes: &[u8]) -> Result<u8> {
    reports::on_stdout(out.write_all(bytes).and_then(|()| out.flush()))?;
    Ok(exit::OK)
}

fn stdout_error(source: std::io::Error) -> Error {
    Error::Io { doing: "cannot write to standard output".to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_does_nothing_to_a_terminal_and_keeps_its_lines() {
        assert_eq!(seen("a\n  | \u{1b}[31mred\u{202e}"), "a\n  | \\x1b[31mred\\xe2\\x80\\xae");
    }
}
