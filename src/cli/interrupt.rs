//! What ends a run early: Ctrl-C, and the signal by which a runner of CI cancels a job.

/// Waits for the first of them; for ever where the system has none to give.
///
/// Jenkins, GitLab and `timeout` send SIGTERM. What was done until then is worth a report too.
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
    use tokio::signal::unix::{SignalKind, signal};

    let came = match signal(SignalKind::terminate()) {
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
