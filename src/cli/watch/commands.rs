//! The files that a launch command names: the server's binary, its script, its configuration.

use std::path::{Path, PathBuf};

/// Words behind which another command follows.
const BEFORE_COMMANDS: [&str; 6] = ["exec", "env", "nohup", "sudo", "time", "command"];

/// The paths in a command for a shell that is run in `folder`: each word that is a file, or what
/// follows a `=` in one, and commands as they are found in these `places` of PATH. A command with a
/// path is one of them even while there is no such file: it is being built.
pub(super) fn files(command: &str, folder: &Path, places: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut is_command = true;
    for word in words(command) {
        let Some(word) = word else {
            is_command = true;
            continue;
        };
        let assigned = word.split_once('=');
        for part in [Some(&*word), assigned.map(|(_, value)| value)].into_iter().flatten() {
            let path = folder.join(part);
            if !part.is_empty() && path.is_file() {
                found.push(path);
            }
        }
        if !is_command || assigned.is_some() || BEFORE_COMMANDS.contains(&&*word) {
            continue;
        }
        is_command = false;
        let path = folder.join(&word);
        if word.contains('/') {
            if !path.is_file() {
                found.push(path);
            }
        } else if let Some(of_path) =
            places.iter().map(|place| place.join(&word)).find(|path| path.is_file())
        {
            found.push(of_path);
        }
    }
    found
}

/// The words of a command without their quotes; `None` where another command begins.
fn words(command: &str) -> Vec<Option<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = command.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, ';' | '&' | '|' | '(' | ')' | '\n') => {
                words.extend(word.take().map(Some));
                words.push(None);
            }
            (None, ' ' | '\t' | '<' | '>') => words.extend(word.take().map(Some)),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word.map(Some));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_its_binary_its_script_and_its_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        for name in ["node", "my server", "s.js", "a.conf"] {
            std::fs::write(at.join(name), "").unwrap();
        }
        let places = [at.join("nowhere"), at.to_owned()];
        for (command, want) in [
            ("node s.js --port={{port}}", &["node", "s.js"][..]),
            ("A=b exec './my server' --config=a.conf", &["./my server", "a.conf"]),
            ("cd x && ./not-built-yet 'a.conf'", &["./not-built-yet", "a.conf"]),
            ("my\\ server -p 1 >log 2>&1", &["my server"]),
            ("", &[]),
        ] {
            let mut want: Vec<PathBuf> = want.iter().map(|name| at.join(name)).collect();
            let mut found = files(command, at, &places);
            found.sort();
            found.dedup();
            want.sort();
            assert_eq!(found, want, "{command}");
        }
    }
}
