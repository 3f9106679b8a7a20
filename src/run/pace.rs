//! At most so many cases begun in a time, evenly spaced.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The pace of one target.
pub(super) struct Pace {
    interval: Duration,
    /// When the next may begin; `None` before the first.
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// A pace of one in `interval`; without an interval nobody waits.
    pub(super) fn new(interval: Option<Duration>) -> Self {
        Self { interval: interval.unwrap_or_default(), next: Mutex::new(None) }
    }

    /// Waits for a turn. Turns are given in the order in which they are asked for; one that is
    /// given up is lost.
    pub(super) async fn turn(&self) {
        if self.interval.is_zero() {
            return;
        }
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            // What was not used is not saved up: a target that was let alone for a while is not
            // met by all at once.
            let turn = next.map_or(now, |next| next.max(now));
            *next = Some(turn + self.interval);
            turn
        };
        sleep_until(turn).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn turns_are_evenly_spaced_and_none_is_saved_up() {
        let pace = Pace::new(Some(Duration::from_millis(100)));
        let began = Instant::now();
        let at = || began.elapsed().as_millis();
        let mut turns = Vec::new();
        for _ in 0..3 {
            pace.turn().await;
            turns.push(at());
        }
        tokio::time::sleep(Duration::from_millis(450)).await;
        for _ in 0..2 {
            pace.turn().await;
            turns.push(at());
        }
        // Two that ask together come one after the other.
        tokio::join!(pace.turn(), pace.turn());
        turns.push(at());
        assert_eq!(turns, [0, 100, 200, 650, 750, 950]);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_limit_nobody_waits() {
        let (pace, began) = (Pace::new(None), Instant::now());
        for _ in 0..1000 {
            pace.turn().await;
        }
        assert_eq!(began.elapsed(), Duration::ZERO);
    }
}
