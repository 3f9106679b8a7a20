//! The verb `serve`: the reference server by itself, whole or with rules broken.

use std::io::Write as _;

use crate::error::{Error, Result};
use crate::reference::{FAULTS, Faults, Identity, Server};

use super::args::ServeArgs;
use super::{exit, run};

/// `wirecase serve`
pub(super) fn serve(args: &ServeArgs) -> Result<u8> {
    if args.list_faults {
        return list_faults();
    }
    let faults = Faults::named(&args.fault).map_err(|message| Error::Usage { message })?;
    let identity = args.tls.then(|| identity(args)).transpose()?;
    run::runtime()?.block_on(async {
        let started = match &identity {
            None => Server::start(args.addr, faults).await,
            Some(identity) => Server::start_tls(args.addr, faults, identity).await,
        };
        let server = started.map_err(|source| Error::Io {
            doing: format!("cannot listen on {}", args.addr),
            source,
        })?;
        let scheme = if args.tls { "https" } else { "http" };
        super::print(format!("listening on {scheme}://{}\n", server.address()).as_bytes())?;
        // An ended wait and a signal that cannot be waited for both end the server.
        let _ = tokio::signal::ctrl_c().await;
        server.stop().await;
        Ok(exit::OK)
    })
}

/// A certificate for the occasion; its authority is written before anything listens.
fn identity(args: &ServeArgs) -> Result<Identity> {
    let identity =
        Identity::made_for(args.addr.ip()).map_err(|message| Error::Usage { message })?;
    if let Some(path) = &args.ca_out {
        std::fs::write(path, identity.authority_pem())
            .map_err(|source| Error::Write { path: path.clone(), source })?;
    }
    Ok(identity)
}

fn list_faults() -> Result<u8> {
    let mut text = Vec::new();
    let width = FAULTS.iter().map(|fault| fault.name.len()).max().unwrap_or_default();
    for fault in FAULTS {
        let _ = writeln!(text, "{:width$}  {:15}  {}", fault.name, fault.spec, fault.summary);
    }
    super::print(&text)
}
