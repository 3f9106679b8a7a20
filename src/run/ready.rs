//! Whether a server is ready to be tested: asked again and again until it is, or until it is known
//! that it will not be.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::learn::ask;
use crate::exchange::{self, Endpoint};
use crate::launch::{End, Watch};
use crate::model::launch::Launch;
use crate::model::plan::Limits;
use crate::model::target::Target;
use crate::model::transcript::ConnectFailure;

/// How far apart a server is asked.
const BETWEEN: Duration = Duration::from_millis(50);

/// How long a server may take when the command that starts it has ended well: it may have put the
/// server into the background, or it may have done nothing.
const BACKGROUND: Duration = Duration::from_secs(2);

/// Why a server is not ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotReady {
    /// Its process ended, in this way.
    Ended(End),
    /// The time was over.
    Late {
        /// What was seen last.
        last: String,
        /// Whether somebody listens at the address: then it is no matter of where it listens.
        listens: bool,
    },
}

/// Waits until the target accepts a connection or, where `launch` names a path, until a GET for it is
/// answered with the status that it names, any where it names none.
///
/// # Errors
/// Where the process that `watch` looks at ends before that, and where `launch.wait` is over.
pub async fn ready(
    target: &Target,
    launch: &Launch,
    limits: &Limits,
    watch: Option<&Watch>,
) -> Result<(), NotReady> {
    let endpoint = Endpoint::of(target);
    let mut last = (false, "nothing was seen of it".to_owned());
    let asking = async {
        loop {
            match look(target, &endpoint, launch, limits).await {
                Ok(()) => return,
                Err(seen) => last = seen,
            }
            sleep(BETWEEN).await;
        }
    };
    let asked = tokio::select! {
        // Of a length, not until a moment: one that is too far away is none.
        asked = timeout(launch.wait, asking) => asked.map_err(|_| None),
        end = gone(watch) => Err(Some(end)),
    };
    let (listens, last) = last;
    asked.map_err(|end| end.map_or(NotReady::Late { last, listens }, NotReady::Ended))
}

/// Waits until the server cannot become ready any more.
async fn gone(watch: Option<&Watch>) -> End {
    let Some(watch) = watch else { return std::future::pending().await };
    let end = watch.end().await;
    if end.is_success() {
        sleep(BACKGROUND).await;
    }
    end
}

/// One look; whether somebody listens and what was seen, where it is not ready.
async fn look(
    target: &Target,
    endpoint: &Endpoint,
    launch: &Launch,
    limits: &Limits,
) -> Result<(), (bool, String)> {
    let probed = exchange::probe(endpoint, limits.connect_timeout).await;
    probed.map_err(|(failure, message)| (failure == ConnectFailure::Handshake, message))?;
    let Some((path, wanted)) = &launch.http else { return Ok(()) };
    let connection = ask(target, path, "1.1", limits).await;
    let status = connection
        .and_then(|connection| connection.responses.into_iter().find(|r| !r.is_interim()))
        .and_then(|response| response.status());
    match (status, wanted) {
        (None, _) => Err((true, format!("GET {path} was not answered"))),
        (Some(_), None) => Ok(()),
        (Some(status), Some(wanted)) if status == *wanted => Ok(()),
        (Some(status), Some(wanted)) => {
            Err((true, format!("GET {path} was answered with {status}, not with {wanted}")))
        }
    }
}
