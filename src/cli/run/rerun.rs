//! The command that a report tells to run a case again.

use std::path::PathBuf;

use clap::ValueEnum as _;

use crate::cli::args::{RunArgs, TlsVersionName};
use crate::cli::secrets;
use crate::model::secret::Secrets;
use crate::report::words::shell_quoted;

/// The command that reruns one case on one target, to which its id is added: what says how it is
/// reached and what it is sent, without the reports, and without secrets.
pub(super) fn rerun_command(
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
    file("--target-file", &tested.server.target_file);
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
        ("--launch", tested.server.launch.clone()),
        ("--wait", tested.server.wait.map(|wait| humantime::format_duration(wait).to_string())),
        ("--wait-http", tested.server.wait_http.clone()),
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
