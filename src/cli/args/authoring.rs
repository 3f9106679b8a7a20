//! Flags of the verbs by which cases and target files are written and kept.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::{RunArgs, ServerArgs, TlsArgs};

#[derive(Debug, Args)]
pub(in crate::cli) struct AcceptArgs {
    /// Results with failures that are to be accepted
    #[arg(value_name = "RESULTS")]
    pub(in crate::cli) results: PathBuf,
    /// Ids or prefixes of ids; without one all failures
    #[arg(value_name = "ID")]
    pub(in crate::cli) ids: Vec<String>,
    /// The target file, or wirecase.yaml, that the entries are written into; made where it is not there
    #[arg(long, value_name = "FILE", required = true)]
    pub(in crate::cli) into: PathBuf,
    /// The target of the results, where there are several; or the name in wirecase.yaml
    #[arg(short, long, value_name = "NAME")]
    pub(in crate::cli) target: Option<String>,
    /// Why they are accepted
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: Option<String>,
    /// Where that is discussed
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) link: Option<String>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Write, even in CI
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct BlessArgs {
    /// Ids, prefixes of ids, case files or folders
    #[arg(value_name = "ID|PATH", required = true)]
    pub(in crate::cli) what: Vec<String>,
    /// The server whose answers are right: URL, target file, or a name of wirecase.yaml
    #[arg(short, long, value_name = "URL|FILE|NAME")]
    pub(in crate::cli) target: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) server: ServerArgs,
    /// A variable for {{K}} in cases; repeatable
    #[arg(long, value_name = "K=V", value_parser = super::key_value)]
    pub(in crate::cli) var: Vec<(String, String)>,
    /// Write without asking
    #[arg(short, long)]
    pub(in crate::cli) yes: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Write, even in CI
    #[arg(long)]
    pub(in crate::cli) force: bool,
    #[command(flatten)]
    pub(in crate::cli) tls: TlsArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FmtArgs {
    /// Case files or folders; without one the cases of wirecase.yaml; `-` is standard input
    #[arg(value_name = "PATH|-")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Write nothing; exit 1 and show the differences where something is not formatted
    #[arg(long)]
    pub(in crate::cli) check: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RecordArgs {
    /// A file of octets to send; `-`, or none, is standard input
    #[arg(value_name = "FILE|-")]
    pub(in crate::cli) request: Option<PathBuf>,
    /// The server: http[s]://host[:port], unix:/path, a target file, or a name of wirecase.yaml
    #[arg(short, long, value_name = "URL|FILE|NAME")]
    pub(in crate::cli) target: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) server: ServerArgs,
    /// The file that the case is written to, or added to; standard output where none is named
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// The case's id
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) id: Option<String>,
    /// Send the octets as they are, without making line ends CRLF
    #[arg(long)]
    pub(in crate::cli) raw: bool,
    /// How long a connection may take to be made
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = super::time::limit)]
    pub(in crate::cli) connect_timeout: Duration,
    /// How long to wait for the answer
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = super::time::limit)]
    pub(in crate::cli) read_timeout: Duration,
    #[command(flatten)]
    pub(in crate::cli) tls: TlsArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArgs {
    /// What it is
    #[arg(value_name = "FORMAT")]
    pub(in crate::cli) format: ImportFormat,
    /// A file, or a folder of go-ftw tests; `-`, or none, is standard input
    #[arg(value_name = "FILE|-")]
    pub(in crate::cli) source: Option<PathBuf>,
    /// Of curl: the words of the command, as in `wirecase import curl -- curl -d a=b URL`
    #[arg(value_name = "COMMAND", last = true, conflicts_with = "source")]
    pub(in crate::cli) command: Vec<String>,
    /// The file that the cases are written to; standard output where none is named
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// What the ids of the cases begin with
    #[arg(long, value_name = "PREFIX")]
    pub(in crate::cli) id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ImportFormat {
    /// A request as it is on the wire
    Http,
    /// A curl command line
    Curl,
    /// An HTTP archive, as browsers write it
    Har,
    /// The YAML of go-ftw
    Ftw,
}

const AFTER_WATCH: &str = "\
It takes what `run` takes, from the environment and wirecase.yaml, too, and reads them anew for each \
run. A run begins anew when one of these changes: case files, wirecase.yaml, target files, the file of \
secrets, certificates, the files that the launch command names (the server's binary), and what --also \
names (the files of bodies, say). Reports are written each time; they are not watched. A file that is wrong is told, and watched \
until it is mended.

Ctrl-C stops the run, and the server that was started for it, and ends with 0: no run of many is the \
one whose exit code would be meant. 2 where there is nothing to watch.";

#[derive(Debug, Args)]
#[command(after_help = AFTER_WATCH)]
pub(in crate::cli) struct WatchArgs {
    /// Rerun when this file, or a file below this folder that is not hidden, changes, too; repeatable
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) also: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) run: RunArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ConfigArgs {
    /// How
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(in crate::cli) format: super::ListFormat,
    /// Flags of `run` whose values are asked for
    #[command(flatten)]
    pub(in crate::cli) run: RunArgs,
}
