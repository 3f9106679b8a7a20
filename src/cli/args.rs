//! The command line as clap reads it. Nothing outside `cli/` sees these types.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::citation::{Citation, Level};

mod authoring;
mod control;
mod output;
mod results;
mod target;
mod time;

pub(super) use authoring::{
    AcceptArgs, BlessArgs, ConfigArgs, FmtArgs, ImportArgs, ImportFormat, RecordArgs, WatchArgs,
};
pub(super) use control::{ControlArgs, FlakyResult, NoTests};
pub(super) use output::{OutputArgs, ProgressKind, When};
pub(super) use results::{CompareArgs, CompareFormat, ReplayArgs, ReplayFormat, ReportArgs};
pub(super) use target::{ServerArgs, TargetArgs, TlsArgs, TlsVersionName};

const AFTER_HELP: &str = "\
Exit codes:
  0    nothing that fails the run
  1    at least one failure; of `compare`, something got worse
  2    usage, configuration or case file wrong; nothing was sent
  3    target unreachable, not started or died; --global-timeout over; report not writable
  4    no case selected
  130  interrupted; reports of what was done are written

Start here:  wirecase demo
Your server: wirecase run -t http://127.0.0.1:8080";

const AFTER_RUN: &str = "\
Each flag but --secret is also a variable, WIRECASE_<FLAG> (WIRECASE_READ_TIMEOUT=2s; lists with \
commas; WIRECASE_VAR_<K> for one --var), and a key of `defaults` and of the profiles in \
wirecase.yaml (read-timeout: 2s). What is typed comes first, then the environment, the profile, the \
defaults. --no-<FLAG> takes back what those say of a flag without a default: --no-strict, --no-tag.

`wirecase config` tells what holds, and where it was said.";

/// HTTP conformance cases, replayed byte for byte, judged against the RFCs.
#[derive(Debug, Parser)]
#[command(name = "wirecase", version, about, after_help = AFTER_HELP, max_term_width = 100)]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Replay cases against a server and say where its answers depart
    Run(Box<RunArgs>),
    /// Start the built-in reference server, replay the bundled suite against it, write reports
    Demo(Box<DemoArgs>),
    /// Load cases and report every error and warning in every file; nothing is sent
    Check(CheckArgs),
    /// List the cases
    List(ListArgs),
    /// Explain one case: requirement, clause, the bytes it sends, what would pass
    Show(ShowArgs),
    /// Render reports from results, and merge the results of several runs into one
    Report(ReportArgs),
    /// Tell what got worse, what got better and what changed between two results
    Compare(CompareArgs),
    /// Send recorded bytes again and tell whether the answers are the same
    Replay(ReplayArgs),
    /// Write entries for the failures of a run into a target file, as known deviations
    Accept(AcceptArgs),
    /// Rewrite what failing cases expect to what the server answers, after showing the difference
    Bless(BlessArgs),
    /// Format case files
    Fmt(FmtArgs),
    /// Send octets and write a case that expects the answer
    Record(RecordArgs),
    /// Make cases of raw requests, curl commands, HTTP archives, or go-ftw tests
    Import(ImportArgs),
    /// Run, and run again when cases, configuration or the launched server change
    Watch(Box<WatchArgs>),
    /// Print what holds for a run, and where each value comes from
    Config(Box<ConfigArgs>),
    /// Run the built-in reference server
    Serve(ServeArgs),
    /// Count which requirements of the specifications have a case or a lint, and name the rest
    Coverage(CoverageArgs),
    /// Break the rules of the reference server one at a time and tell which cases see it
    Faults(FaultsArgs),
    /// Print the JSON Schema of the case format, for editors; of configuration, target files,
    /// results or events
    Schema(SchemaArgs),
    /// Write a first case and a configuration into an empty folder
    Init(InitArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, Args)]
#[command(after_help = AFTER_RUN)]
pub(super) struct RunArgs {
    /// Case files, folders, suites of wirecase.yaml, case ids or prefixes of ids; without a path the
    /// cases of wirecase.yaml, else the bundled suite (`bundled` names it)
    #[arg(value_name = "PATH|ID")]
    pub(super) what: Vec<String>,
    #[command(flatten)]
    pub(super) tested: TargetArgs,
    #[command(flatten)]
    pub(super) tls: TlsArgs,
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    #[command(flatten)]
    pub(super) control: ControlArgs,
    #[command(flatten)]
    pub(super) exchange: ExchangeArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) configuration: ConfigurationArgs,
}

/// Where values come from that no flag gives.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Configuration")]
pub(super) struct ConfigurationArgs {
    /// Take the defaults of this profile of wirecase.yaml
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Option<String>,
    /// This file instead of the wirecase.yaml of this folder or the nearest one above it
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

const AFTER_DEMO: &str = "\
The same in every folder: wirecase.yaml is not read. The reference server asks for no secret, and none \
is taken: neither --secret nor WIRECASE_SECRET_K holds here. Other flags are also variables, \
WIRECASE_<FLAG>.";

#[derive(Debug, Args)]
#[command(after_help = AFTER_DEMO)]
pub(super) struct DemoArgs {
    /// Case ids or prefixes of ids
    #[arg(value_name = "ID")]
    pub(super) what: Vec<String>,
    /// Break a rule of the reference server (see `serve --list-faults`); repeatable
    #[arg(long, value_name = "NAME")]
    pub(super) fault: Vec<String>,
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    #[command(flatten)]
    pub(super) control: ControlArgs,
    #[command(flatten)]
    pub(super) exchange: ExchangeArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Which cases.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub(super) struct SelectionArgs {
    /// Only cases with this tag; repeatable, any suffices
    #[arg(long, value_name = "TAG")]
    pub(super) tag: Vec<String>,
    /// No case with this tag; repeatable
    #[arg(long, value_name = "TAG")]
    pub(super) skip_tag: Vec<String>,
    /// Only cases of this level: must, should, may, info; repeatable
    #[arg(long, value_name = "LEVEL", value_delimiter = ',')]
    pub(super) level: Vec<Level>,
    /// Only cases of this clause and those under it: "RFC 9112 6"; repeatable
    #[arg(long, value_name = "CLAUSE")]
    pub(super) spec: Vec<Citation>,
    /// Only what failed, or could not be run, in these results
    #[arg(long, value_name = "RESULTS")]
    pub(super) failed_from: Option<PathBuf>,
}

/// How cases are exchanged.
#[derive(Debug, Args)]
#[command(next_help_heading = "Exchange")]
pub(super) struct ExchangeArgs {
    /// How long a connection may take to be made
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time::limit)]
    pub(super) connect_timeout: Duration,
    /// How long to wait for bytes, or for a close, that a case still needs
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time::limit)]
    pub(super) read_timeout: Duration,
    /// How long one case may take in all
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time::limit)]
    pub(super) case_timeout: Duration,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Case files or folders; without one the cases of wirecase.yaml, else the bundled suite
    pub(super) paths: Vec<PathBuf>,
    /// Print the exact bytes that this case sends, as hex and escaped text
    #[arg(long, value_name = "ID")]
    pub(super) dump: Option<String>,
    /// Warnings count as errors
    #[arg(long)]
    pub(super) strict: bool,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Case files, folders, ids or prefixes of ids; without a path the cases of wirecase.yaml, else
    /// the bundled suite
    #[arg(value_name = "PATH|ID")]
    pub(super) what: Vec<String>,
    /// How
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The case's id
    pub(super) id: String,
    /// Case files or folders; without one the cases of wirecase.yaml, else the bundled suite
    pub(super) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(super) addr: SocketAddr,
    /// Break a rule (see --list-faults); repeatable
    #[arg(long, value_name = "NAME")]
    pub(super) fault: Vec<String>,
    /// List the faults, with the rule that each breaks, and stop
    #[arg(long)]
    pub(super) list_faults: bool,
    /// Speak TLS, with a certificate made for the occasion
    #[arg(long)]
    pub(super) tls: bool,
    /// Write that certificate's authority here (PEM), for --cacert
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(super) ca_out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CoverageArgs {
    /// Case files or folders; without one the cases of wirecase.yaml, else the bundled suite
    pub(super) paths: Vec<PathBuf>,
    /// How
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: CoverageFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CoverageFormat {
    Text,
    Json,
    Md,
}

#[derive(Debug, Args)]
pub(super) struct FaultsArgs {
    /// Case files, folders, ids or prefixes of ids; without a path the bundled suite
    #[arg(value_name = "PATH|ID")]
    pub(super) what: Vec<String>,
    /// Only this fault (see `serve --list-faults`); repeatable
    #[arg(long, value_name = "NAME")]
    pub(super) fault: Vec<String>,
    /// Write the matrix as JSON
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    /// Write the matrix as a page
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// The schema of results.json instead
    #[arg(long)]
    pub(super) results: bool,
    /// The schema of a line of events instead
    #[arg(long, conflicts_with = "results")]
    pub(super) events: bool,
    /// The schema of wirecase.yaml instead
    #[arg(long, conflicts_with_all = ["results", "events"])]
    pub(super) config: bool,
    /// The schema of a target file instead
    #[arg(long, conflicts_with_all = ["results", "events", "config"])]
    pub(super) target: bool,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder; made where it is not there
    #[arg(default_value = ".")]
    pub(super) folder: PathBuf,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
