//! The verb `init`: a first case and a configuration, ready to be changed.

use std::path::Path;

use crate::error::{Error, Result};

use super::exit;

const CONFIG: &str = include_str!("init/wirecase.yaml");
const CASE: &str = include_str!("init/first.yaml");

/// `wirecase init`
///
/// Never overwrites: a folder that has one of the files is left as it is.
pub(super) fn init(folder: &Path) -> Result<u8> {
    let files = [(folder.join("wirecase.yaml"), CONFIG), (folder.join("cases/first.yaml"), CASE)];
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(Error::Usage {
            message: format!("{} is there already; nothing was written", path.display()),
        });
    }
    let mut text = String::new();
    for (path, content) in &files {
        let write = || {
            path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            std::fs::write(path, content)
        };
        write().map_err(|source| Error::Write { path: path.clone(), source })?;
        text.push_str(&format!("wrote {}\n", path.display()));
    }
    let place = if folder == Path::new(".") {
        String::new()
    } else {
        format!("cd {} && ", folder.display())
    };
    text.push_str(&format!("next:  {place}wirecase check && wirecase run -t local\n"));
    super::print(text.as_bytes())?;
    Ok(exit::OK)
}
