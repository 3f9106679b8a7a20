//! The words of a command line, without the values of secrets.

use crate::cli::args::TargetArgs;
use crate::model::secret::Secrets;
use crate::report::words::shell_quoted;

use super::{HIDDEN, PREFIX};

/// The command that was given, quoted so that a shell takes it back, but for the values of secrets.
pub(in crate::cli) fn command_line(secrets: &Secrets) -> String {
    // Not `args`, which panics at a word that is no UTF-8, as a path may be.
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    hidden(words, secrets)
}

pub(super) fn hidden(words: impl Iterator<Item = String>, secrets: &Secrets) -> String {
    let mut is_next = false;
    let words = words.enumerate().map(|(at, word)| {
        let is_value = std::mem::replace(&mut is_next, word == "--secret");
        let told = match word.strip_prefix("--secret=") {
            _ if at == 0 => "wirecase".to_owned(),
            _ if is_value => named(&word, HIDDEN),
            Some(given) => format!("--secret={}", named(given, HIDDEN)),
            None => secrets.mask_text(&word),
        };
        shell_quoted(&told)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The name of what was given, and something for its value.
fn named(given: &str, value: &str) -> String {
    let name = given.split_once('=').map_or("", |(name, _)| name);
    format!("{name}={value}")
}

/// The words that give the secrets again in a command that reruns a case: a flag's value comes from
/// the environment, which whoever pastes the command has to set; it is never in a report.
pub(in crate::cli) fn rerun_words(args: &TargetArgs) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(path) = &args.server.secrets_file {
        words.extend(["--secrets-file".to_owned(), shell_quoted(&path.to_string_lossy())]);
    }
    for (name, _) in args.server.secret.iter().filter_map(|given| given.0.split_once('=')) {
        let variable = name.to_ascii_uppercase().replace(['-', '.'], "_");
        words.extend(["--secret".to_owned(), format!("{name}=\"${PREFIX}{variable}\"")]);
    }
    words
}
