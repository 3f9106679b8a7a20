//! `--launch`, `--wait` and `--wait-http`: how the servers that were named are started and waited for.

use crate::cli::args::TargetArgs;
use crate::error::{Error, Result};
use crate::model::grammar::is_origin_form;
use crate::model::launch::Launch;

/// What the flags say of starting and waiting; `None` where they say nothing.
///
/// # Errors
/// [`Error::Usage`] where the command is empty, and where what is waited for is no path and status.
pub(super) fn launch(args: &TargetArgs) -> Result<Option<Launch>> {
    if args.server.launch.is_none() && args.server.wait.is_none() && args.server.wait_http.is_none()
    {
        return Ok(None);
    }
    let usage = |message: String| Error::Usage { message };
    let command = args.server.launch.as_deref().unwrap_or_default();
    if args.server.launch.is_some() && command.trim().is_empty() {
        return Err(usage("--launch: the command is empty".to_owned()));
    }
    let mut launch = Launch::of(command);
    launch.wait = args.server.wait.unwrap_or(Launch::WAIT);
    launch.http = args.server.wait_http.as_deref().map(waited_for).transpose().map_err(usage)?;
    Ok(Some(launch))
}

/// Reads `PATH[=STATUS]`. A path may hold `=`: what follows the last one is a status only where it is
/// a number of three digits.
fn waited_for(text: &str) -> std::result::Result<(String, Option<u16>), String> {
    let status = |digits: &str| match digits.parse::<u16>() {
        Ok(status @ 200..=599) if digits.len() == 3 => Some(status),
        _ => None,
    };
    let (path, status) = match text.rsplit_once('=') {
        Some((path, digits)) if status(digits).is_some() => (path, status(digits)),
        _ => (text, None),
    };
    if !is_origin_form(path) {
        return Err(format!(
            "--wait-http {text}: write a path that begins with `/`, and where one status alone will \
             do `=` and that status after it: /health=200"
        ));
    }
    Ok((path.to_owned(), status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_a_status_are_read_and_an_equals_sign_in_a_query_is_none() {
        for (text, path, status) in [
            ("/", "/", None),
            ("/health=200", "/health", Some(200)),
            ("/q?a=1", "/q?a=1", None),
            ("/q?a=1=204", "/q?a=1", Some(204)),
            ("/q?a=99", "/q?a=99", None),
        ] {
            assert_eq!(waited_for(text), Ok((path.to_owned(), status)), "{text}");
        }
        for text in ["health", "", "/a b", "/a\r\nX: y", "/a#b", "=200"] {
            assert!(waited_for(text).is_err(), "{text:?}");
        }
    }
}
