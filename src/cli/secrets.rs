//! Secrets from the command line, a file and the environment, and keeping them out of what this
//! folder prints by itself: the command line, errors, warnings.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::diagnostic::Diagnostic;
use crate::model::secret::Secrets;
use crate::report::words::shell_quoted;

use super::args::TargetArgs;

/// What the names of environment variables that give a secret begin with.
const PREFIX: &str = "WIRECASE_SECRET_";
/// How much of a file of secrets is read.
const MOST_OF_A_FILE: u64 = 1 << 20;
/// What stands in a command line in the place of a value.
const HIDDEN: &str = "***";

/// What was written after `--secret`, not looked at yet: clap would quote what it refuses.
#[derive(Clone)]
pub(super) struct Given(String);

impl Given {
    /// For clap: takes anything.
    ///
    /// # Errors
    /// None.
    pub(super) fn parse(text: &str) -> std::result::Result<Self, std::convert::Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

/// The secrets of a run. The command line comes before the file, and that before the environment;
/// a value that another comes before is masked as well.
///
/// # Errors
/// [`Error::Usage`] with the name, or the line, of what cannot be a secret, and [`Error::Read`].
/// Neither holds a value.
pub(super) fn read(args: &TargetArgs) -> Result<Secrets> {
    read_with(args, std::env::vars_os())
}

fn read_with(
    args: &TargetArgs,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Secrets> {
    let usage = |message| Error::Usage { message };
    let mut all = from_environment(environment)?;
    let of_flag = |name: &str| args.var.iter().any(|(var, _)| var == name);
    // A variable of the command line comes before the environment, which is masked all the same.
    let hidden = all.iter().filter(|(name, _)| of_flag(name)).map(|(name, _)| name.clone());
    let hidden: Vec<String> = hidden.collect();
    let mut named = Vec::new();
    if let Some(path) = &args.secrets_file {
        named.extend(from_file(path)?);
    }
    let mut of_flags = BTreeMap::new();
    for given in &args.secret {
        let (name, value) = given.0.split_once('=').ok_or_else(|| {
            usage("--secret: write NAME=VALUE (what was given is not shown)".to_owned())
        })?;
        check_name(name).map_err(|why| usage(format!("--secret: {why}")))?;
        if of_flags.insert(name.to_owned(), value.to_owned()).is_some() {
            return Err(usage(format!("--secret gives `{name}` twice")));
        }
    }
    named.extend(of_flags);
    if let Some((name, _)) = named.iter().find(|(name, _)| of_flag(name)) {
        return Err(usage(format!("`{name}` is given as a variable and as a secret: keep one")));
    }
    all.extend(named);
    let secrets = Secrets::new(all).map_err(|why| {
        usage(format!("{why} (from --secret, --secrets-file or the environment's {PREFIX}…)"))
    })?;
    Ok(secrets.without_variables(&hidden))
}

/// `WIRECASE_SECRET_API_TOKEN` is `api-token`. An empty one is not set: that is how engines of CI
/// give a secret that they withhold.
fn from_environment(
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Vec<(String, String)>> {
    let mut found = BTreeMap::new();
    for (variable, value) in environment {
        let Some(variable) = variable.to_str() else { continue };
        let Some(name) = variable.strip_prefix(PREFIX) else { continue };
        if value.is_empty() {
            continue;
        }
        let wrong = |why: &str| Error::Usage { message: format!("{variable}: {why}") };
        let name = name.to_ascii_lowercase().replace('_', "-");
        check_name(&name).map_err(|why| wrong(&why))?;
        let value = value.into_string().map_err(|_| wrong("the value is not UTF-8"))?;
        if found.insert(name.clone(), value).is_some() {
            return Err(wrong(&format!("another variable of the environment is `{name}`, too")));
        }
    }
    Ok(found.into_iter().collect())
}

/// A secret a line, `NAME=VALUE`; empty lines and lines that begin with `#` are left out. The value
/// is what follows the first `=`, as it is, up to the line's end.
fn from_file(path: &Path) -> Result<Vec<(String, String)>> {
    let mut octets = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MOST_OF_A_FILE + 1).read_to_end(&mut octets))
        .map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let wrong = |place: String, why: &str| Error::Usage {
        message: format!("{}{place}: {why}", path.display()),
    };
    if octets.len() as u64 > MOST_OF_A_FILE {
        return Err(wrong(String::new(), "a file of secrets has at most 1 MiB"));
    }
    let text = String::from_utf8(octets).map_err(|error| {
        let before = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = before.filter(|octet| **octet == b'\n').count() + 1;
        wrong(format!(":{line}"), "not UTF-8")
    })?;
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let wrong = |why: &str| wrong(format!(":{}", number + 1), why);
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| wrong("write NAME=VALUE (the line is not shown)"))?;
        let name = name.trim();
        check_name(name).map_err(|why| wrong(&why))?;
        if value.len() < Secrets::FEWEST {
            let few = format!("the value of `{name}` has fewer than {} octets", Secrets::FEWEST);
            return Err(wrong(&format!(
                "{few}: masking it would mask what has nothing to do with it"
            )));
        }
        if let Some(line) = lines.insert(name.to_owned(), number + 1) {
            return Err(wrong(&format!("`{name}` is given in line {line}, too")));
        }
        found.push((name.to_owned(), value.to_owned()));
    }
    Ok(found)
}

/// As names of variables in cases are. A name that is none is not told: it may be a part of a value.
fn check_name(name: &str) -> std::result::Result<(), String> {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if name.is_empty() || name.len() > 100 || !name.chars().all(legal) {
        return Err("the name of a secret has letters, digits, `.`, `_` and `-`, at most 100 \
                    (what was given is not shown)"
            .to_owned());
    }
    Ok(())
}

/// The command that was given, quoted so that a shell takes it back, but for the values of secrets.
pub(super) fn command_line(secrets: &Secrets) -> String {
    // Not `args`, which panics at a word that is no UTF-8, as a path may be.
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    hidden(words, secrets)
}

fn hidden(words: impl Iterator<Item = String>, secrets: &Secrets) -> String {
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
pub(super) fn rerun_words(args: &TargetArgs) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(path) = &args.secrets_file {
        words.extend(["--secrets-file".to_owned(), shell_quoted(&path.to_string_lossy())]);
    }
    for (name, _) in args.secret.iter().filter_map(|given| given.0.split_once('=')) {
        let variable = name.to_ascii_uppercase().replace(['-', '.'], "_");
        words.extend(["--secret".to_owned(), format!("{name}=\"${PREFIX}{variable}\"")]);
    }
    words
}

/// An error without secrets, whatever it quotes.
pub(super) fn masked(error: Error, secrets: &Secrets) -> Error {
    let path = |path: PathBuf| -> PathBuf {
        let text = path.to_string_lossy();
        if secrets.find(text.as_bytes()).is_empty() {
            path
        } else {
            secrets.mask_text(&text).into()
        }
    };
    let text = |text: String| secrets.mask_text(&text);
    match error {
        Error::Read { path: of, source } => Error::Read { path: path(of), source },
        Error::Write { path: of, source } => Error::Write { path: path(of), source },
        Error::Files(all) => {
            Error::Files(all.into_iter().map(|one| masked_diagnostic(one, secrets)).collect())
        }
        Error::Usage { message } => Error::Usage { message: text(message) },
        Error::NoCases { message } => Error::NoCases { message: text(message) },
        Error::Unreachable { target, message } => {
            Error::Unreachable { target: text(target), message: text(message) }
        }
        Error::Launch { target, message } => {
            Error::Launch { target: text(target), message: text(message) }
        }
        Error::Io { doing, source } => Error::Io { doing: text(doing), source },
    }
}

/// What is said of a file without secrets. A mask is as long as what it covers, in octets: the caret
/// may be beside its place where a secret has other characters than ASCII.
pub(super) fn masked_diagnostic(diagnostic: Diagnostic, secrets: &Secrets) -> Diagnostic {
    let mut place = diagnostic.place;
    place.file = secrets.mask_text(&place.file).into();
    Diagnostic {
        severity: diagnostic.severity,
        place,
        width: diagnostic.width,
        line: diagnostic.line.map(|line| secrets.mask_text(&line)),
        message: secrets.mask_text(&diagnostic.message),
        help: diagnostic.help.map(|help| secrets.mask_text(&help)),
    }
}

/// Masks each line on its way, for what is printed of files that this run did not write.
pub(super) struct Masking {
    inner: Box<dyn Write + Send>,
    secrets: Arc<Secrets>,
    line: Vec<u8>,
}

impl Masking {
    pub(super) fn new(inner: Box<dyn Write + Send>, secrets: &Arc<Secrets>) -> Self {
        let secrets = Arc::clone(secrets);
        Self { inner, secrets, line: Vec::new() }
    }
}

impl Write for Masking {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(octets);
        if let Some(end) = self.line.iter().rposition(|octet| *octet == b'\n') {
            let rest = self.line.split_off(end + 1);
            let lines = std::mem::replace(&mut self.line, rest);
            self.inner.write_all(&self.secrets.mask(&lines))?;
        }
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.line);
        self.inner.write_all(&self.secrets.mask(&rest))?;
        self.inner.flush()
    }
}

impl Drop for Masking {
    fn drop(&mut self) {
        // What could not be written was told by the flush before.
        let _ = self.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(secrets: &[&str], vars: &[(&str, &str)]) -> TargetArgs {
        TargetArgs {
            secret: secrets.iter().map(|text| Given((*text).to_owned())).collect(),
            var: vars.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            ..TargetArgs::default()
        }
    }

    fn environment(values: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        values.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect()
    }

    fn value<'a>(secrets: &'a Secrets, name: &str) -> Option<&'a str> {
        secrets.variables().get(name).and_then(|value| std::str::from_utf8(value).ok())
    }

    #[test]
    fn the_flag_comes_before_the_file_and_that_before_the_environment_and_all_are_masked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.env");
        std::fs::write(&path, "# ours\n\n token=of-the-file\r\nkey=a=b c \n").unwrap();
        let args = TargetArgs { secrets_file: Some(path), ..args(&["key=of-the-flag"], &[]) };
        let given = environment(&[
            ("WIRECASE_SECRET_TOKEN", "of-the-environment"),
            ("WIRECASE_SECRET_API_KEY", "of-ci"),
            ("WIRECASE_SECRET_EMPTY", ""),
            ("WIRECASE_TARGET", "http://localhost"),
        ]);
        let secrets = read_with(&args, given).unwrap();
        assert_eq!(secrets.names().collect::<Vec<_>>(), ["api-key", "key", "token"]);
        assert_eq!(value(&secrets, "key"), Some("of-the-flag"));
        assert_eq!(value(&secrets, "token"), Some("of-the-file"));
        assert_eq!(value(&secrets, "api-key"), Some("of-ci"));
        assert_eq!(secrets.mask_text("of-the-environment a=b c "), "****************** ******");
    }

    #[test]
    fn a_variable_of_the_command_line_comes_before_the_environment_and_not_before_a_flag() {
        let given = environment(&[("WIRECASE_SECRET_TOKEN", "of-the-environment")]);
        let secrets = read_with(&args(&[], &[("token", "plain")]), given).unwrap();
        assert_eq!(value(&secrets, "token"), None);
        assert_eq!(secrets.mask_text("of-the-environment"), "*".repeat(18));
        let both = read_with(&args(&["token=of-the-flag"], &[("token", "plain")]), []);
        assert!(both.unwrap_err().to_string().contains("as a variable and as a secret"));
    }

    #[test]
    fn what_cannot_be_a_secret_is_refused_by_its_name_or_line_without_the_value() {
        for (given, want) in [
            ("hunter22", "write NAME=VALUE"),
            ("hunter22/x=y", "the name of a secret has"),
            ("=hunter22", "the name of a secret has"),
            ("pin=zqx", "the secret `pin` has fewer than 4 octets"),
            ("pin=", "the secret `pin` is empty"),
        ] {
            let error = read_with(&args(&[given], &[]), []).unwrap_err();
            let text = error.to_string();
            assert!(matches!(error, Error::Usage { .. }) && text.contains(want), "{text}");
            assert!(!text.contains("hunter22") && !text.contains("zqx"), "{text}");
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.env");
        for (text, want) in [
            (&b"# x\nhunter22\n"[..], "s.env:2: write NAME=VALUE"),
            (b"a=hunter22\n\na=hunter23\n", "s.env:3: `a` is given in line 1, too"),
            (b"a=zqx\n", "s.env:1: the value of `a` has fewer than 4 octets"),
            (b"a=hunter22\nb=\xff\n", "s.env:2: not UTF-8"),
            (b"a b=hunter22\n", "s.env:1: the name of a secret has"),
        ] {
            std::fs::write(&path, text).unwrap();
            let args = TargetArgs { secrets_file: Some(path.clone()), ..TargetArgs::default() };
            let text = read_with(&args, []).unwrap_err().to_string();
            assert!(text.contains(want), "{text}");
            assert!(!text.contains("hunter2") && !text.contains("zqx"), "{text}");
        }
    }

    #[test]
    fn a_command_line_is_told_without_values_and_reruns_take_them_from_the_environment() {
        let secrets = Secrets::new([("token", "it's hunter22")]).unwrap();
        let words = [
            "/x/wirecase",
            "run",
            "--secret",
            "token=it's hunter22",
            "--secret=token=it's hunter22",
            "--var",
            "h=Bearer it's hunter22",
        ];
        assert_eq!(
            hidden(words.iter().map(|word| (*word).to_owned()), &secrets),
            "wirecase run --secret 'token=***' '--secret=token=***' --var 'h=Bearer *************'"
        );
        assert_eq!(
            rerun_words(&args(&["api-token=hunter22"], &[])).join(" "),
            "--secret api-token=\"$WIRECASE_SECRET_API_TOKEN\""
        );
        assert_eq!(format!("{:?}", args(&["token=hunter22"], &[]).secret), "[***]");
    }

    #[test]
    fn an_error_is_told_without_what_it_quotes() {
        let secrets = Secrets::new([("token", "hunter22")]).unwrap();
        let error = Error::NoCases { message: "no id begins with hunter22".to_owned() };
        assert_eq!(
            masked(error, &secrets).to_string(),
            "no case selected: no id begins with ********"
        );
    }
}
