//! What ends a run early: Ctrl-C, and the signal by which a runner of CI cancels a job.

/// Waits for the first of them; for ever where the system has none to give.
///
/// Jenkins, GitLab and `timeout` send SIGTERM; a terminal that is closed sends SIGHUP, which would
/// leave servers behind that were started for the run. What was done until then is worth a report too.
pub(super) async fn interrupted() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use std::io::IsTerminal as _;
    use tokio::signal::unix::SignalKind;

    // Under `nohup`, which takes both away from the terminal, a hang-up is to be ignored as it was.
    let has_terminal = std::io::stdout().is_terminal() || std::io::stderr().is_terminal();
    tokio::select! {
        () = came(SignalKind::terminate()) => {}
        () = came(SignalKind::hangup()), if has_terminal => {}
    }
}

#[cfg(unix)]
async fn came(kind: tokio::signal::unix::SignalKind) {
    let came = match tokio::signal::unix::signal(kind) {
        Ok(mut signals) => signals.recv().await.is_some(),
        Err(_) => false,
    };
    if !came {
        std::future::pending::<()>().await;
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
