//! `--launch`, `--wait` and `--wait-http`: how the servers that were named are started and waited for.

use super::Tested;
use crate::cli::args::TargetArgs;
use crate::error::{Error, Result};
use crate::model::launch::Launch;
use crate::model::target::{Address, Target};

/// What a target that has neither name nor lasting address is called: results of two runs can be
/// compared, though the port is another one each time.
const NAME: &str = "launched";

/// What the flags say of starting and waiting; `None` where they say nothing.
///
/// # Errors
/// [`Error::Usage`] where the command is empty, and where what is waited for is no path and status.
pub(super) fn launch(args: &TargetArgs) -> Result<Option<Launch>> {
    if args.launch.is_none() && args.wait.is_none() && args.wait_http.is_none() {
        return Ok(None);
    }
    let usage = |message: String| Error::Usage { message };
    let command = args.launch.as_deref().unwrap_or_default();
    if args.launch.is_some() && command.trim().is_empty() {
        return Err(usage("--launch: the command is empty".to_owned()));
    }
    let mut launch = Launch::of(command);
    launch.wait = args.wait.unwrap_or(Launch::WAIT);
    launch.http = args.wait_http.as_deref().map(waited_for).transpose().map_err(usage)?;
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
    let legal = |octet: u8| octet.is_ascii_graphic() && octet != b'#';
    if !path.starts_with('/') || !path.bytes().all(legal) {
        return Err(format!(
            "--wait-http {text}: write a path that begins with `/`, and where one status alone will \
             do `=` and that status after it: /health=200"
        ));
    }
    Ok((path.to_owned(), status))
}

/// The target of a launch that is named by no more than where it is to be: at a free port where no
/// port, or port 0, is written. `None` where it is named in any other way.
pub(super) fn free(named: Option<&str>) -> Option<Tested> {
    let Some(named) = named else {
        return Some(at(Address::Tcp { host: "127.0.0.1".to_owned(), port: 0 }));
    };
    if !named.starts_with("http://") && !named.starts_with("https://") {
        return None;
    }
    let authority = named.strip_suffix('/').unwrap_or(named);
    // Any port will do to read it, as it is put in place of the one that is not said.
    let address = match authority.strip_suffix(":0") {
        Some(host) => host.parse::<Address>().ok()?,
        None if format!("{authority}:1").parse::<Address>().is_ok() => authority.parse().ok()?,
        None => return None,
    };
    Some(at(match address {
        Address::Tcp { host, .. } => Address::Tcp { host, port: 0 },
        Address::Tls { host, .. } => Address::Tls { host, port: 0 },
        Address::Unix(_) => return None,
    }))
}

fn at(address: Address) -> Tested {
    let mut target = Target::bare(address);
    NAME.clone_into(&mut target.name);
    Tested { target, bare: true, launch: None }
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

    #[test]
    fn a_launched_target_without_a_port_has_a_free_one_and_a_name_that_lasts() {
        for (named, address) in [
            (None, "http://127.0.0.1:0"),
            (Some("http://127.0.0.1:0"), "http://127.0.0.1:0"),
            (Some("http://localhost/"), "http://localhost:0"),
            (Some("https://[::1]"), "https://[::1]:0"),
        ] {
            let tested = free(named).unwrap();
            assert_eq!(tested.target.address.to_string(), address);
            assert_eq!(tested.target.name, "launched");
        }
        for named in ["http://127.0.0.1:8080", "api", "unix:/run/a", "http://[::1", "http://a/b"] {
            assert!(free(Some(named)).is_none(), "{named}");
        }
    }
}
