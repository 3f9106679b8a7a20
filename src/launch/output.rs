//! What a server writes to standard output and standard error, read all the time, so that it never
//! waits for us.

use std::io::{ErrorKind, PipeReader, Read as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::tail::Tail;

/// How long to wait for the end of the output when every process of the group is gone: one that left
/// the group may hold it open for ever.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// The output of a server as far as it was read.
#[derive(Clone, Debug)]
pub(super) struct Output {
    tail: Arc<Mutex<Tail>>,
    closed: watch::Receiver<bool>,
}

impl Output {
    /// Reads to the end in a thread of its own, which neither a busy nor a stopped runtime holds up.
    pub(super) fn read(mut pipe: PipeReader) -> std::io::Result<Self> {
        let tail = Arc::new(Mutex::new(Tail::default()));
        let (closing, closed) = watch::channel(false);
        let kept = Arc::clone(&tail);
        std::thread::Builder::new().name("server output".to_owned()).spawn(move || {
            let mut octets = [0; 8192];
            loop {
                match pipe.read(&mut octets) {
                    Ok(0) => break,
                    Ok(count) => {
                        let octets = octets.get(..count).unwrap_or_default();
                        kept.lock().unwrap_or_else(PoisonError::into_inner).push(octets);
                    }
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(_) => break,
                }
            }
            closing.send_replace(true);
        })?;
        Ok(Self { tail, closed })
    }

    /// Whether nobody holds it any more.
    pub(super) fn is_closed(&self) -> bool {
        *self.closed.borrow()
    }

    /// The text, and how many octets were before it, when all is read or nothing more is waited for.
    pub(super) async fn text(mut self) -> (String, u64) {
        // A time-out and a reader that is gone both mean that this is all.
        let _ = tokio::time::timeout(LAST_WORDS, self.closed.wait_for(|closed| *closed)).await;
        self.so_far()
    }

    pub(super) fn so_far(&self) -> (String, u64) {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner).text()
    }
}
