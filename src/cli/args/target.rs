//! Flags of `run` that say what is tested, how it is started and how TLS is spoken with it.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::key_value;
use crate::cli::secrets::Given;

/// What is tested.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Target")]
pub(in crate::cli) struct TargetArgs {
    /// The server: http[s]://host[:port], unix:/path, a target file, or a name of wirecase.yaml;
    /// repeatable: several are one run with one matrix
    #[arg(short, long, value_name = "URL|FILE|NAME")]
    pub(in crate::cli) target: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) server: ServerArgs,
    /// Targets, one a line, of any number, each with NAME= before it where reports are to call it so;
    /// each is told in a line and then forgotten. `-` is standard input
    #[arg(long, value_name = "FILE|-", conflicts_with = "target")]
    pub(in crate::cli) targets_from: Option<PathBuf>,
    /// How many targets at a time, of --targets-from; default: 16
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(in crate::cli) target_jobs: Option<u16>,
    /// A variable for {{K}} in cases; repeatable
    #[arg(long, value_name = "K=V", value_parser = key_value)]
    pub(in crate::cli) var: Vec<(String, String)>,
}

/// Of a server: what it has, what it must not be seen to be given, and how it is started.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct ServerArgs {
    /// A file that says what the target has: resources, abilities, variables, known deviations
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) target_file: Option<PathBuf>,
    /// A variable whose value no report and no log shows, however it was encoded; repeatable.
    /// WIRECASE_SECRET_K in the environment is one as well, by its name in lower case with `-` for `_`
    #[arg(long, value_name = "K=V", value_parser = Given::parse, allow_hyphen_values = true)]
    pub(in crate::cli) secret: Vec<Given>,
    /// A file of such variables, K=V a line
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) secrets_file: Option<PathBuf>,
    /// Start the server by this command, and stop it at the end; {{port}} is a free port
    #[arg(long, value_name = "COMMAND")]
    pub(in crate::cli) launch: Option<String>,
    /// How long to wait until the target accepts connections; 30s where it is launched
    #[arg(long, value_name = "TIME", value_parser = super::time::time)]
    pub(in crate::cli) wait: Option<Duration>,
    /// Wait until a GET for this path is answered, with this status where one is given
    #[arg(long, value_name = "PATH[=STATUS]")]
    pub(in crate::cli) wait_http: Option<String>,
}

impl ServerArgs {
    /// The same as `run` takes it, with the target that is named.
    pub(in crate::cli) fn tested(&self, target: Option<&str>) -> TargetArgs {
        TargetArgs {
            target: target.map(str::to_owned).into_iter().collect(),
            server: self.clone(),
            ..TargetArgs::default()
        }
    }
}

/// How TLS is spoken with targets that are https; curl's names.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "TLS")]
pub(in crate::cli) struct TlsArgs {
    /// Believe any certificate
    #[arg(short = 'k', long)]
    pub(in crate::cli) insecure: bool,
    /// Believe the authorities of this PEM file and no others
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) cacert: Option<PathBuf>,
    /// Show this certificate (PEM)
    #[arg(short = 'E', long, value_name = "FILE")]
    pub(in crate::cli) cert: Option<PathBuf>,
    /// Its private key (PEM), where it is not in the certificate's file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) key: Option<PathBuf>,
    /// Ask for this name instead of the host of the address
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) sni: Option<String>,
    /// Offer these protocols; default: http/1.1
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(in crate::cli) alpn: Vec<String>,
    /// Offer no lower version
    #[arg(long, value_name = "VERSION")]
    pub(in crate::cli) tls_min: Option<TlsVersionName>,
    /// Offer no higher version
    #[arg(long, value_name = "VERSION")]
    pub(in crate::cli) tls_max: Option<TlsVersionName>,
}

/// A version of TLS by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TlsVersionName {
    #[value(name = "1.2")]
    V1_2,
    #[value(name = "1.3")]
    V1_3,
}
