//! Points in time that cannot overflow, whatever limits a user sets.

use std::time::Duration;

use tokio::time::Instant;

/// A wait this long is as good as one without end.
const ENDLESS: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The moment that is `duration` after `start`, or a year after it where that cannot be told.
pub(super) fn after(start: Instant, duration: Duration) -> Instant {
    start.checked_add(duration.min(ENDLESS)).unwrap_or(start)
}

/// Whole microseconds.
pub(super) fn microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_duration_neither_panics_nor_ends_at_once() {
        let now = Instant::now();
        assert!(after(now, Duration::MAX) > after(now, Duration::from_secs(3600)));
        assert_eq!(after(now, Duration::from_secs(1)) - now, Duration::from_secs(1));
        assert_eq!(microseconds(Duration::MAX), u64::MAX);
    }
}
