//! The layers of the configuration file: the profile that was chosen, and the defaults.

use std::ffi::OsString;
use std::path::Path;

use crate::error::{Error, Result};
use crate::load::{self, Config, Setting};

use super::flags::{Flags, Refused, is_path, words};
use super::layers::{Said, Voice};
use super::{Origin, TYPED_ALONE};

/// The settings of the profile that was chosen; none where none was.
///
/// # Errors
/// [`Error::Usage`] for a profile that is not there, with those that are.
pub(super) fn profile<'c>(config: Option<&'c Config>, name: Option<&str>) -> Result<&'c [Setting]> {
    let Some(name) = name else { return Ok(&[]) };
    if let Some(settings) = config.and_then(|config| config.profiles.get(name)) {
        return Ok(settings);
    }
    let message = match config {
        None => format!("profile `{name}`: there is no wirecase.yaml in this folder or above it"),
        Some(config) if config.profiles.is_empty() => {
            format!("profile `{name}`: {} has no `profiles`", config.path.display())
        }
        Some(config) => {
            let help = load::meant(name, config.profiles.keys().map(String::as_str));
            format!("{} has no profile `{name}`: {help}", config.path.display())
        }
    };
    Err(Error::Usage { message })
}

impl Flags {
    /// What these settings say.
    ///
    /// # Errors
    /// [`Error::Files`] with everything that is wrong in them, each at its place.
    pub(super) fn in_file(
        &self,
        settings: &[Setting],
        config: &Config,
        profile: Option<&str>,
    ) -> Result<Vec<Said>> {
        let mut layer = Vec::new();
        let mut problems = Vec::new();
        for setting in settings {
            let long = setting.flag.text.as_str();
            let Some(arg) = self.by_name(long) else {
                problems.push(self.unknown(setting));
                continue;
            };
            let values: Vec<OsString> = setting
                .values
                .iter()
                .map(|value| beside(config, &value.text, is_path(arg), long))
                .collect();
            let voice = Voice::Key(setting.clone());
            let words = words(arg, &values).and_then(|words| {
                let refused = |(at, word)| Some((at, self.refused(word)?));
                match words.iter().enumerate().find_map(refused) {
                    Some((at, refused)) => Err((Some(at), refused)),
                    None => Ok(words),
                }
            });
            match words {
                Ok(words) => layer.push(Said {
                    id: arg.get_id().as_str().to_owned(),
                    words,
                    origin: Origin::File(setting.flag.place().clone(), profile.map(str::to_owned)),
                    voice,
                }),
                Err((at, Refused { message, help })) => {
                    if let Error::Files(wrong) = voice.wrong(at, message, help) {
                        problems.extend(wrong);
                    }
                }
            }
        }
        if problems.is_empty() { Ok(layer) } else { Err(Error::Files(problems)) }
    }

    fn unknown(&self, setting: &Setting) -> crate::model::diagnostic::Diagnostic {
        let flag = &setting.flag;
        if let Some(bare) = flag.text.strip_prefix("--")
            && self.by_name(bare).is_some()
        {
            let help = Some(format!("write `{bare}:`"));
            return flag.wrong("a flag stands here without its dashes".to_owned(), help);
        }
        let message = format!("unknown flag `{}` of `wirecase run`", flag.text);
        if flag.text == "secret" {
            let help = "secrets do not belong in a file that is kept; name one that is not by `secrets-file`";
            return flag.wrong("a secret in the configuration".to_owned(), Some(help.to_owned()));
        }
        if TYPED_ALONE.contains(&flag.text.as_str()) {
            let message = format!("`{}` cannot stand in the configuration", flag.text);
            let help = "it says what of the configuration is read".to_owned();
            return flag.wrong(message, Some(help));
        }
        let names: Vec<&str> = self.flags.iter().filter_map(|arg| arg.get_long()).collect();
        flag.wrong(message, Some(load::meant(&flag.text, names)))
    }
}

/// A value as it is from the working folder: paths in the file start where the file is.
fn beside(config: &Config, value: &str, is_path: bool, long: &str) -> OsString {
    let is_file = is_path
        || long == "target"
            && matches!(
                Path::new(value).extension().and_then(|e| e.to_str()),
                Some("yaml" | "yml")
            );
    // `-` is standard input or output.
    if is_file && value != "-" {
        config.folder().join(value).into_os_string()
    } else {
        value.into()
    }
}
