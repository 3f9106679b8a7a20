//! Flags of the verbs that read results: `report`, `compare`, `replay`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::{ProgressKind, When};

#[derive(Debug, Args)]
pub(in crate::cli) struct ReportArgs {
    /// Results of one run, or of several that are to be one: shards, or targets
    #[arg(value_name = "RESULTS", required = true)]
    pub(in crate::cli) results: Vec<PathBuf>,
    /// Write the results, merged, as JSON
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) json: Option<PathBuf>,
    /// Write one page with the matrix, the diffs and the wire; needs no network
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) html: Option<PathBuf>,
    /// Write JUnit XML, as CI servers read it
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) junit: Option<PathBuf>,
    /// Write Markdown
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) md: Option<PathBuf>,
    /// Write TAP 14
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) tap: Option<PathBuf>,
    /// Write each result as a line of JSON
    #[arg(long, value_name = "FILE|-")]
    pub(in crate::cli) ndjson: Option<PathBuf>,
    /// Write every kind of report into this folder
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) reports: Option<PathBuf>,
    /// Exit as the run itself would have: 1 where something failed, 3 where a target was in trouble
    #[arg(long)]
    pub(in crate::cli) exit_code: bool,
    /// No annotations and no step summary, even where GITHUB_ACTIONS is true
    #[arg(long)]
    pub(in crate::cli) no_github: bool,
    /// Colour; `auto` heeds NO_COLOR and whether the output is a terminal
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) color: When,
    /// Only what fails the run, and the counts
    #[arg(short, long, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
    /// -v: the wire of failures; -vv: of all cases
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(in crate::cli) verbose: u8,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CompareArgs {
    /// The results before
    #[arg(value_name = "OLD")]
    pub(in crate::cli) old: PathBuf,
    /// The results after
    #[arg(value_name = "NEW")]
    pub(in crate::cli) new: PathBuf,
    /// How
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(in crate::cli) format: CompareFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CompareFormat {
    Text,
    Json,
    Md,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReplayFormat {
    Text,
    Json,
}

const AFTER_REPLAY: &str = "\
Where a secret was sent, the results hold a mask as long as it was: the mask is what is sent again, \
and a server that asks for the secret answers otherwise. `wirecase run` sends secrets.

Exit codes:
  0    every answer is the same
  1    an answer differs, twice
  2    usage or results wrong; nothing was sent
  3    server unreachable or died
  4    nothing could be sent again
  130  interrupted";

#[derive(Debug, Args)]
#[command(after_help = AFTER_REPLAY)]
pub(in crate::cli) struct ReplayArgs {
    /// Recorded results
    #[arg(value_name = "RESULTS")]
    pub(in crate::cli) results: PathBuf,
    /// Ids or prefixes of ids; without one all that was recorded
    #[arg(value_name = "ID")]
    pub(in crate::cli) ids: Vec<String>,
    /// Another server than the recorded one: http://host[:port] or unix:/path
    #[arg(short, long, value_name = "URL")]
    pub(in crate::cli) target: Option<String>,
    /// How long a connection may take to be made
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = super::time::limit)]
    pub(in crate::cli) connect_timeout: Duration,
    /// How long to wait for bytes, or for a close, that came when it was recorded
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = super::time::limit)]
    pub(in crate::cli) read_timeout: Duration,
    /// How long one case may take in all
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = super::time::limit)]
    pub(in crate::cli) case_timeout: Duration,
    /// How
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(in crate::cli) format: ReplayFormat,
    /// Colour; `auto` heeds NO_COLOR and whether the output is a terminal
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) color: When,
    /// Progress; `auto` is a bar on a terminal and a counter elsewhere
    #[arg(long, value_name = "KIND", default_value = "auto")]
    pub(in crate::cli) progress: ProgressKind,
    /// Only what differs, and the counts
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
}
