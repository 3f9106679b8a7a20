//! The verb `watch`: `run`, and `run` again when something it reads has changed.
//!
//! Each round is a process of its own: flags, environment and files are read anew, and nothing that
//! ends a run ends the watching.

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::pin::pin;

use crate::error::{Error, Result};
use crate::report::words::shown_in_line;

use super::args::WatchArgs;
use super::interrupt::interrupted;
use super::{exit, github, secrets, settings};

mod commands;
mod folders;
mod inputs;
mod round;

use folders::Folders;
use inputs::Inputs;
use round::Round;

/// How many of the files that changed are named.
const MOST_NAMED: usize = 3;

/// `wirecase watch`
pub(super) fn watch(args: &WatchArgs) -> Result<u8> {
    if args.run.tested.targets_from.as_deref() == Some(Path::new("-")) {
        let message = "--targets-from -: standard input cannot be read a second time; name a file";
        return Err(Error::Usage { message: message.to_owned() });
    }
    let words = of_run(std::env::args_os());
    let runtime = super::run::runtime()?;
    let code = runtime.block_on(rounds(args, &words));
    runtime.shutdown_background();
    code
}

/// One round after the other, until it is interrupted.
async fn rounds(args: &WatchArgs, words: &[OsString]) -> Result<u8> {
    let executable = std::env::current_exe().map_err(|source| Error::Io {
        doing: "cannot find the executable of wirecase".to_owned(),
        source,
    })?;
    let mut interrupt = pin!(interrupted());
    let mut folders = Folders::new()?;
    let mut inputs = Inputs::default();
    let mut is_first = true;
    loop {
        inputs = Inputs::of(words, args, inputs);
        folders.watch(&inputs.folders());
        let seen = inputs.files();
        if is_first && seen.is_empty() && !inputs.names_files() {
            let message = "there is nothing to watch: name case files, a target with `launch`, or \
                           --also PATH";
            return Err(Error::Usage { message: message.to_owned() });
        }
        is_first = false;
        let mut round = Round::start(&executable, words).unwrap_or_else(|error| {
            tell(&format!("error: {error}"));
            Round::none()
        });
        let changed = loop {
            tokio::select! {
                biased;
                () = &mut interrupt => {
                    round.stop().await;
                    return Ok(exit::OK);
                }
                died = round.end(), if !round.is_over() => {
                    if let Some(died) = died {
                        tell(&format!("error: the run {died}"));
                    }
                    let count = seen.len();
                    let s = if count == 1 { "" } else { "s" };
                    tell(&format!("watching {count} file{s}; Ctrl-C ends"));
                }
                () = folders.settled() => {
                    folders.watch(&inputs.folders());
                    let changed = inputs::changed(&seen, &inputs.files());
                    if !changed.is_empty() {
                        break changed;
                    }
                }
            }
        };
        round.stop().await;
        tell(&separator(&changed, &secrets::read(&args.run.tested).unwrap_or_default()));
    }
}

/// What was typed, for `run`: without the verb and `--also`.
fn of_run(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut words = words.skip_while(|word| word != "watch").skip(1);
    let mut kept = vec![OsString::from("run")];
    while let Some(word) = words.next() {
        if word == "--" {
            kept.push(word);
            break;
        }
        let text = word.to_string_lossy();
        if text == "--also" {
            words.next();
        } else if text == "--secret" {
            // Its value is one, whatever it begins with.
            kept.push(word);
            kept.extend(words.next());
        } else if !text.starts_with("--also=") {
            kept.push(word);
        }
    }
    kept.extend(words);
    kept
}

/// What stands between two rounds: what changed, and on a terminal a rule with the time.
fn separator(changed: &[PathBuf], secrets: &crate::model::secret::Secrets) -> String {
    let named = changed.iter().take(MOST_NAMED);
    let mut names: Vec<String> = named
        .map(|path| shown_in_line(&secrets.mask_text(&path.to_string_lossy())).to_string())
        .collect();
    if changed.len() > MOST_NAMED {
        names.push(format!("{} more", changed.len() - MOST_NAMED));
    }
    let changed = format!("changed: {}", names.join(", "));
    if !std::io::stderr().is_terminal() {
        return changed;
    }
    let time = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
    let begin = format!("── {time} ── {changed} ");
    let rest = settings::width().saturating_sub(unicode_width::UnicodeWidthStr::width(&*begin));
    format!("\n{begin}{}", "─".repeat(rest))
}

fn tell(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", github::for_stderr(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_gets_what_was_typed_but_for_the_files_that_are_watched_beside() {
        for (typed, want) in [
            ("watch a.yaml -t http://a --also x --also=y -q", "run a.yaml -t http://a -q"),
            ("watch --secret --also a -- --also", "run --secret --also a -- --also"),
            ("watch", "run"),
        ] {
            let words = std::iter::once("/bin/watch/wirecase").chain(typed.split(' '));
            let kept = of_run(words.map(OsString::from));
            let want: Vec<OsString> = want.split(' ').map(OsString::from).collect();
            assert_eq!(kept, want, "{typed}");
        }
    }
}
