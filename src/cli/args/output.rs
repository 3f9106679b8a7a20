//! Flags of `run` and `demo` that say what is shown and what is written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What is shown and written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(in crate::cli) struct OutputArgs {
    /// Colour; `auto` heeds NO_COLOR and whether the output is a terminal
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) color: When,
    /// Progress; `auto` is a bar on a terminal and a counter elsewhere
    #[arg(long, value_name = "KIND", default_value = "auto")]
    pub(in crate::cli) progress: ProgressKind,
    /// Only what fails the run, and the counts
    #[arg(short, long, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
    /// -v: the wire of failures; -vv: of all cases
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(in crate::cli) verbose: u8,
    /// Write the results as JSON, from which every other report can be made
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) report_json: Option<PathBuf>,
    /// Write one page with the matrix, the diffs and the wire; needs no network
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) report_html: Option<PathBuf>,
    /// Write JUnit XML, as CI servers read it
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) report_junit: Option<PathBuf>,
    /// Write Markdown
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) report_md: Option<PathBuf>,
    /// Write TAP 14
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) report_tap: Option<PathBuf>,
    /// Write each result as a line of JSON as soon as it is there; `-` is standard output
    #[arg(long, value_name = "FILE|-")]
    pub(in crate::cli) report_ndjson: Option<PathBuf>,
    /// Write every kind of report into this folder
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) reports: Option<PathBuf>,
    /// Fail only on what got worse since these results
    #[arg(long, value_name = "RESULTS")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// No annotations and no step summary, even where GITHUB_ACTIONS is true
    #[arg(long)]
    pub(in crate::cli) no_github: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ProgressKind {
    Auto,
    Bar,
    Counter,
    None,
}
