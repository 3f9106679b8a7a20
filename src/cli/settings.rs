//! Arguments, environment and configuration file → plain decisions that the stages take.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::load;
use crate::model::case::Suite;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::launch::Launch;
use crate::model::plan::{Limits, Selection};
use crate::model::target::{Address, Target};
use crate::model::template::Variables;
use crate::report::TextOptions;
use crate::report::terminal::{Progress, TerminalOptions, Verbosity};

use super::args::{
    ExchangeArgs, OutputArgs, ProgressKind, SelectionArgs, TargetArgs, TlsArgs, When,
};

/// Splits what was named into files or folders, which exist, and ids, which do not. What looks like
/// a path and does not exist is an error, not an id that selects nothing.
pub(super) fn paths_and_ids(what: &[String]) -> Result<(Vec<PathBuf>, Vec<String>)> {
    let (mut paths, mut ids) = (Vec::new(), Vec::new());
    for word in what {
        let path = Path::new(word);
        if path.exists() || word == BUNDLED {
            paths.push(path.to_owned());
        } else if matches!(path.extension().and_then(|e| e.to_str()), Some("yaml" | "yml"))
            || word.starts_with('.')
            || path.is_absolute()
        {
            let source = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(Error::Read { path: path.to_owned(), source });
        } else {
            ids.push(word.clone());
        }
    }
    Ok((paths, ids))
}

/// What names the bundled suite where a configuration names other cases.
const BUNDLED: &str = "bundled";

/// Loads these files or folders; where none is named, those of the configuration; where it names
/// none either, the bundled suite.
pub(super) fn loaded(paths: &[PathBuf]) -> Result<load::Loaded> {
    let of_config = || {
        let config = load::find_config(Path::new("."))?;
        Ok(config.map(|config| config.cases).unwrap_or_default())
    };
    let (bundled, named): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| path == Path::new(BUNDLED));
    match (bundled.is_empty(), named.as_slice()) {
        (true, []) => match of_config()?.as_slice() {
            [] => Ok(load::load_bundled()),
            configured => load::load(configured),
        },
        (true, named) => load::load(named),
        (false, named) => load::load_beside_bundled(named),
    }
}

/// The cases of these files or folders. Errors in files end here, with nothing sent; warnings are
/// given back.
pub(super) fn suite(paths: &[PathBuf]) -> Result<(Suite, Vec<Diagnostic>)> {
    let loaded = loaded(paths)?;
    if loaded.diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Err(Error::Files(loaded.diagnostics));
    }
    Ok((loaded.suite, loaded.diagnostics))
}

/// What is selected.
pub(super) fn selection(ids: Vec<String>, args: &SelectionArgs) -> Selection {
    Selection {
        ids,
        tags: args.tag.clone(),
        skip_tags: args.skip_tag.clone(),
        levels: args.level.clone(),
        citations: args.spec.clone(),
    }
}

/// The user's variables.
pub(super) fn variables(args: &TargetArgs) -> Variables {
    args.var.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect()
}

/// The limits of the run.
pub(super) fn limits(args: &ExchangeArgs) -> Limits {
    Limits {
        connect_timeout: args.connect_timeout,
        read_timeout: args.read_timeout,
        case_timeout: args.case_timeout,
        ..Limits::default()
    }
}

/// A target of a run, and how much is known of it.
pub(super) struct Tested {
    /// The target.
    pub(super) target: Target,
    /// Whether only its address is known: what it can do is learned by asking.
    pub(super) bare: bool,
    /// How it is started, where it is not there already.
    pub(super) launch: Option<Launch>,
}

impl Tested {
    fn bare(address: Address) -> Self {
        Self { target: Target::bare(address), bare: true, launch: None }
    }

    fn described(target: Target) -> Self {
        Self { target, bare: false, launch: None }
    }
}

/// The targets that were named, in that order.
///
/// # Errors
/// As [`target`].
pub(super) fn targets(args: &TargetArgs, _tls: &TlsArgs) -> Result<Vec<Tested>> {
    let file = args.target_file.as_deref();
    if args.target.is_empty() {
        return Ok(vec![target(None, file)?]);
    }
    args.target.iter().map(|named| target(Some(named), file)).collect()
}

/// The target that was named: an address, a target file, or a name of the configuration file.
///
/// # Errors
/// [`Error::Usage`] where none was named: nothing may be tested that the user did not name.
pub(super) fn target(named: Option<&str>, file: Option<&Path>) -> Result<Tested> {
    let from_file = file.map(load::load_target).transpose()?;
    let Some(named) = named else {
        return match (file, from_file) {
            (Some(path), Some(described)) => described_target(&described, path),
            _ => Err(Error::Usage {
                message:
                    "no target: name the server with `-t http://HOST:PORT` (or -t unix:/PATH); \
                          `wirecase demo` tests the built-in reference server"
                        .to_owned(),
            }),
        };
    };
    let path = Path::new(named);
    if matches!(path.extension().and_then(|e| e.to_str()), Some("yaml" | "yml")) {
        return described_target(&load::load_target(path)?, path);
    }
    let config = load::find_config(Path::new("."))?;
    if let Some((config, described)) =
        config.as_ref().and_then(|config| Some((config, config.targets.get(named)?)))
    {
        return described_target(described, &config.path);
    }
    // A word alone is more likely a name that was misspelt than a host.
    let parsed = if named != "localhost"
        && named.chars().all(|c| c.is_alphanumeric() || "-_".contains(c))
    {
        Err("neither an address (http://HOST:PORT, unix:/PATH) nor the name of a target".to_owned())
    } else {
        named.parse()
    };
    let address: Address = parsed.map_err(|message: String| {
        let names = config.map(|config| config.targets.into_keys().collect::<Vec<_>>().join(", "));
        let names = names.unwrap_or_default();
        let known = if names.is_empty() {
            String::new()
        } else {
            format!("; targets named in wirecase.yaml: {names}")
        };
        Error::Usage { message: format!("-t {named}: {message}{known}") }
    })?;
    match from_file {
        Some(file) => Ok(file
            .target(Some(address.clone()))
            .map_or_else(|| Tested::bare(address), Tested::described)),
        None => Ok(Tested::bare(address)),
    }
}

fn described_target(described: &load::TargetFile, path: &Path) -> Result<Tested> {
    described.target(None).map(Tested::described).ok_or_else(|| Error::Usage {
        message: format!(
            "{} says no address: add `url: http://HOST:PORT`, or give it with -t",
            path.display()
        ),
    })
}

/// How text is written to standard output by verbs that have no flags for it.
pub(super) fn text() -> TextOptions {
    let to_terminal = std::io::stdout().is_terminal();
    let width = if to_terminal { width() } else { usize::MAX };
    TextOptions { color: to_terminal && wants_color(), width }
}

fn wants_color() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// How the terminal's report is written: on standard error where standard output is taken.
pub(super) fn terminal(args: &OutputArgs, stdout_is_taken: bool) -> TerminalOptions {
    TerminalOptions {
        color: colored(args.color, stdout_is_taken),
        width: width(),
        verbosity: verbosity(args.quiet, args.verbose),
        progress: progress(args.progress, args.quiet),
    }
}

/// How progress is shown on standard error.
pub(super) fn progress(kind: ProgressKind, quiet: bool) -> Progress {
    match kind {
        ProgressKind::Bar => Progress::Bar,
        ProgressKind::Counter => Progress::Counter,
        ProgressKind::None => Progress::None,
        ProgressKind::Auto if quiet => Progress::None,
        ProgressKind::Auto if std::io::stderr().is_terminal() => Progress::Bar,
        ProgressKind::Auto => Progress::Counter,
    }
}

/// Whether text is coloured on standard output, or on standard error where that is taken.
pub(super) fn colored(when: When, stdout_is_taken: bool) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if stdout_is_taken => std::io::stderr().is_terminal() && wants_color(),
        When::Auto => std::io::stdout().is_terminal() && wants_color(),
    }
}

/// How much is told, by the flags `-q` and `-v`.
pub(super) fn verbosity(quiet: bool, verbose: u8) -> Verbosity {
    match (quiet, verbose) {
        (true, _) => Verbosity::Quiet,
        (false, 0) => Verbosity::Normal,
        (false, 1) => Verbosity::WireOfFailures,
        (false, _) => Verbosity::WireOfAll,
    }
}

/// Columns to write for: what COLUMNS says, the terminal's own, or 80.
pub(super) fn width() -> usize {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
        .unwrap_or(80)
        .clamp(60, 160)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_a_target_is_told_of_demo_and_of_the_flag() {
        let Err(error) = target(None, None) else { panic!("a target out of nothing") };
        assert!(matches!(error, Error::Usage { .. }));
        let text = error.to_string();
        assert!(text.contains("demo") && text.contains("-t http://"), "{text}");
    }
}
