//! Where secrets come from: the command line, a file, the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Read as _;
use std::path::Path;

use crate::cli::args::TargetArgs;
use crate::error::{Error, Result};
use crate::model::secret::Secrets;

use super::PREFIX;

/// How much of a file of secrets is read.
const MOST_OF_A_FILE: u64 = 1 << 20;

/// The secrets of a run. The command line comes before the file, and that before the environment;
/// a value that another comes before is masked as well.
///
/// # Errors
/// [`Error::Usage`] with the name, or the line, of what cannot be a secret, and [`Error::Read`].
/// Neither holds a value.
pub(in crate::cli) fn read(args: &TargetArgs) -> Result<Secrets> {
    read_with(args, std::env::vars_os())
}

pub(super) fn read_with(
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
    if let Some(path) = &args.server.secrets_file {
        named.extend(from_file(path)?);
    }
    let mut of_flags = BTreeMap::new();
    for given in &args.server.secret {
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
