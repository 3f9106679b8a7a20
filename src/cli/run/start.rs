//! One server from its command to the moment in which it can be tested.

use crate::error::{Error, Result};
use crate::launch::{End, Servers, free_port};
use crate::model::launch::{Launch, Launched};
use crate::model::plan::Limits;
use crate::model::target::{Address, Target};
use crate::report::words::{launched_output, shown_in_line};
use crate::run::{self as pipeline, NotReady};

/// Lines of a server's output that an error shows.
const LINES: usize = 20;

/// What servers write where somebody else has their port, in small letters.
const IN_USE: [&str; 3] = ["address already in use", "eaddrinuse", "address in use"];

/// Starts the server of a target, where it has a command, and waits until it is ready. Where the
/// address has port 0 it is given a free one.
///
/// # Errors
/// [`Error::Launch`] where it cannot be started or ends before it is ready, and where somebody else
/// listens at its address; [`Error::Unreachable`] where it is not ready in time.
pub(super) async fn start(
    target: &mut Target,
    launch: &Launch,
    servers: &Servers,
    limits: &Limits,
) -> Result<()> {
    if !launch.has_command() {
        return pipeline::ready(target, launch, limits, None)
            .await
            .map_err(|why| not_ready(target, launch, why, None));
    }
    let is_free = port(&target.address) == Some(0);
    if !is_free && pipeline::reach(target, limits.connect_timeout).await.is_ok() {
        return Err(Error::Launch {
            target: target.name.clone(),
            message: format!(
                "somebody listens on {} already, who would be tested instead; stop that server, or \
                 write port 0 and {{{{port}}}} in the command for a free port",
                target.address
            ),
        });
    }
    for is_last in [!is_free, true] {
        if is_free {
            give_port(target)?;
        }
        let watch = servers
            .start(launch, &target.name, port(&target.address))
            .map_err(|source| cannot(target, &launch.command, &source))?;
        let Err(why) = pipeline::ready(target, launch, limits, Some(&watch)).await else {
            return Ok(());
        };
        let server = servers.stop(&target.name).await.unwrap_or_default();
        let output = server.output.to_lowercase();
        let was_taken =
            matches!(why, NotReady::Ended(_)) && IN_USE.iter().any(|words| output.contains(words));
        if is_last || !was_taken {
            return Err(not_ready(target, launch, why, Some(&server)));
        }
    }
    Ok(())
}

fn port(address: &Address) -> Option<u16> {
    address.authority().map(|(_, port)| port)
}

/// Puts a free port into the address.
fn give_port(target: &mut Target) -> Result<()> {
    if let Address::Tcp { host, port } | Address::Tls { host, port } = &mut target.address {
        *port = free_port(host)
            .map_err(|source| Error::Io { doing: "cannot find a free port".to_owned(), source })?;
    }
    Ok(())
}

fn cannot(target: &Target, command: &str, source: &std::io::Error) -> Error {
    Error::Launch {
        target: target.name.clone(),
        message: format!("`{}` could not be run: {source}", shown_in_line(command)),
    }
}

fn not_ready(target: &Target, launch: &Launch, why: NotReady, server: Option<&Launched>) -> Error {
    let name = target.name.clone();
    let Some(server) = server else {
        let message = match why {
            NotReady::Late { last, listens: true } => late(launch, &last),
            NotReady::Late { last, .. } => {
                let late = late(launch, &last);
                format!("{late}; is the server running, and is this its address?")
            }
            NotReady::Ended(end) => end.to_string(),
        };
        return Error::Unreachable { target: name, message };
    };
    let command = shown_in_line(&server.command);
    let message = match why {
        NotReady::Ended(end) => format!(
            "`{command}` {end} before it {}; nothing was sent{}{}",
            awaited(target, launch),
            hint(end),
            told_output(server)
        ),
        NotReady::Late { last, listens } => {
            let where_else = if listens {
                ".".to_owned()
            } else {
                format!("; is {} where it listens?", target.address)
            };
            format!(
                "`{command}` runs, and {}{where_else} A longer time is given by --wait{}",
                late(launch, &last),
                told_output(server)
            )
        }
    };
    Error::Launch { target: name, message }
}

fn awaited(target: &Target, launch: &Launch) -> String {
    match &launch.http {
        Some((path, Some(status))) => format!("answered GET {path} with {status}"),
        Some((path, None)) => format!("answered GET {path}"),
        None => format!("listened on {}", target.address),
    }
}

fn late(launch: &Launch, last: &str) -> String {
    format!(
        "it was not ready within {}: {}",
        humantime::format_duration(launch.wait),
        shown_in_line(last)
    )
}

/// What to do about an end that has a meaning.
fn hint(end: End) -> &'static str {
    match end {
        End::Status(127) => " (a shell says so where there is no such command)",
        End::Status(126) => " (a shell says so where a file cannot be executed)",
        End::Status(0) => {
            "; a command that starts a server in the background is not waited for long"
        }
        _ => "",
    }
}

/// The last lines that a server wrote, for the end of an error.
fn told_output(server: &Launched) -> String {
    let lines = launched_output(server, LINES);
    if lines.is_empty() {
        return "\nit wrote nothing".to_owned();
    }
    let lines: String = lines.iter().map(|line| format!("\n  | {line}")).collect();
    format!("\nthe end of its output:{lines}")
}
