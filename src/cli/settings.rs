//! Arguments, environment and configuration file → plain decisions that the stages take.

mod tls;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::load::{self, BUNDLED, Config};
use crate::model::case::Suite;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::outcome::Rules;
use crate::model::plan::{Limits, Selection};
use crate::model::template::Variables;
use crate::report::TextOptions;
use crate::report::terminal::{Progress, TerminalOptions, Verbosity};

use super::args::{ExchangeArgs, OutputArgs, ProgressKind, SelectionArgs, TargetArgs, When};
use super::defaults::{Environment, environment};
use super::failed_from;

mod launching;

mod targets;

pub(super) use targets::{Tested, target, targets};

/// The configuration of this process, once it was looked for: every verb but `watch` reads it once,
/// and it is kept until the process ends.
static CONFIGURATION: Mutex<Option<Option<&'static Config>>> = Mutex::new(None);

/// The next that asks for the configuration reads it anew.
pub(super) fn forget_configuration() {
    *CONFIGURATION.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// The configuration file: that which WIRECASE_CONFIG or `--config` names, else the nearest one.
///
/// # Errors
/// It cannot be read, or something in it is wrong.
pub(super) fn configuration() -> Result<Option<&'static Config>> {
    let named = Environment::of_process();
    configuration_of(named.get(&environment::name("config")).map(PathBuf::from))
}

/// The same, with the file that was named on the command line; what is asked for first holds.
pub(super) fn configuration_of(named: Option<PathBuf>) -> Result<Option<&'static Config>> {
    let mut known = CONFIGURATION.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = *known {
        return Ok(known);
    }
    let found = match named {
        Some(path) => Some(load::load_config(&path)?),
        None => load::find_config(Path::new("."))?,
    };
    let found = found.map(|config| &*Box::leak(Box::new(config)));
    *known = Some(found);
    Ok(found)
}

/// Splits what was named into files or folders, which exist, and ids, which do not; a suite of the
/// configuration stands for what is in it, and comes before a folder of that name.
///
/// # Errors
/// What looks like a path and does not exist is no id that selects nothing.
pub(super) fn paths_and_ids(what: &[String]) -> Result<(Vec<PathBuf>, Vec<String>)> {
    let (mut paths, mut ids) = (Vec::new(), Vec::new());
    for word in what {
        // Nothing but a name can be a suite: a broken configuration is in nobody's way else.
        let is_name = word != BUNDLED && !word.contains(['/', '\\']);
        let config = if is_name { configuration()? } else { None };
        let suite = config.and_then(|config| Some((config, config.suites.get(word)?)));
        let Some((config, members)) = suite else {
            match path_or_id(word, Path::new(word)) {
                Ok(Some(path)) => paths.push(path),
                Ok(None) => ids.push(word.clone()),
                Err(source) => return Err(Error::Read { path: word.into(), source }),
            }
            continue;
        };
        for member in members {
            match path_or_id(&member.text, &config.folder().join(&member.text)) {
                Ok(Some(path)) => paths.push(path),
                Ok(None) => ids.push(member.text.clone()),
                Err(source) => {
                    let message = format!("cannot read {}: {source}", member.text);
                    return Err(Error::Files(vec![member.wrong(message, None)]));
                }
            }
        }
    }
    Ok((paths, ids))
}

/// The path that a word stands for, where it is none of an id.
fn path_or_id(word: &str, path: &Path) -> std::io::Result<Option<PathBuf>> {
    if word == BUNDLED {
        return Ok(Some(word.into()));
    }
    let Err(absent) = path.metadata() else {
        return Ok(Some(path.to_owned()));
    };
    let named = Path::new(word);
    if matches!(named.extension().and_then(|e| e.to_str()), Some("yaml" | "yml"))
        || word.starts_with('.')
        || named.is_absolute()
    {
        return Err(absent);
    }
    Ok(None)
}

/// Loads these files or folders; where none is named, those of the configuration; where it names
/// none either, the bundled suite.
pub(super) fn loaded(paths: &[PathBuf]) -> Result<load::Loaded> {
    let configured = if paths.is_empty() { configuration()? } else { None };
    let paths = configured.map_or(paths, |config| &config.cases);
    let (bundled, named): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| path == Path::new(BUNDLED));
    match (bundled.is_empty(), named.as_slice()) {
        (true, []) => Ok(load::load_bundled()),
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

/// What is selected; of earlier results, what failed by their rules or by these.
///
/// # Errors
/// Where the earlier results cannot be read.
pub(super) fn selection(ids: Vec<String>, args: &SelectionArgs, rules: Rules) -> Result<Selection> {
    let failed = args.failed_from.as_deref().map(|path| failed_from::read(path, rules));
    Ok(Selection {
        ids,
        tags: args.tag.clone(),
        skip_tags: args.skip_tag.clone(),
        levels: args.level.clone(),
        citations: args.spec.clone(),
        failed: failed.transpose()?,
    })
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
