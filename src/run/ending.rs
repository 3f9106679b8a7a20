//! Why a run ends before its plan is done: somebody interrupts it, its time is over, or enough has
//! failed. The first two break off what is under way; after the third nothing more is begun.

use std::sync::atomic::{AtomicU32, Ordering};

use super::stop::Stop;
use crate::model::outcome::NOT_RUN;
use crate::report::words;

/// What may end a run, and whether it did.
pub(super) struct Ending {
    interrupted: Stop,
    overran: Stop,
    enough: Stop,
    /// After how many failures it is enough.
    max_fail: Option<u32>,
    failed: AtomicU32,
    suspected: AtomicU32,
}

impl Ending {
    pub(super) fn new(interrupted: &Stop, max_fail: Option<u32>) -> Self {
        Self {
            interrupted: interrupted.clone(),
            overran: Stop::default(),
            enough: Stop::default(),
            max_fail,
            failed: AtomicU32::new(0),
            suspected: AtomicU32::new(0),
        }
    }

    /// Says that the time for the run is over.
    pub(super) fn time_is_over(&self) {
        self.overran.ask();
    }

    /// Says that a result was seen that fails the run unless another try differs.
    pub(super) fn suspect(&self) {
        self.suspected.fetch_add(1, Ordering::SeqCst);
    }

    /// Says that such a result was tried again.
    pub(super) fn unsuspect(&self) {
        self.suspected.fetch_sub(1, Ordering::SeqCst);
    }

    /// Says that a result stands that fails the run.
    pub(super) fn fail(&self) {
        let failed = self.failed.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        if self.max_fail.is_some_and(|most| failed >= most) {
            self.enough.ask();
        }
    }

    /// Whether it would be enough if what is suspected stood: then that is looked into first, as a
    /// run must not end for a failure that is none.
    pub(super) fn is_near(&self) -> bool {
        let (failed, suspected) =
            (self.failed.load(Ordering::SeqCst), self.suspected.load(Ordering::SeqCst));
        self.max_fail.is_some_and(|most| failed.saturating_add(suspected) >= most)
    }

    /// Whether what is under way is given up.
    pub(super) fn is_broken_off(&self) -> bool {
        self.interrupted.is_asked() || self.overran.is_asked()
    }

    /// Whether nothing more is begun.
    pub(super) fn is_closing(&self) -> bool {
        self.is_broken_off() || self.enough.is_asked()
    }

    /// Waits until what is under way is given up.
    pub(super) async fn broken_off(&self) {
        tokio::select! {
            () = self.interrupted.asked() => {}
            () = self.overran.asked() => {}
        }
    }

    /// Waits until nothing more is begun.
    pub(super) async fn closing(&self) {
        tokio::select! {
            () = self.broken_off() => {}
            () = self.enough.asked() => {}
        }
    }

    /// Whether the time was over, and nobody had interrupted the run before.
    pub(super) fn has_overrun(&self) -> bool {
        self.overran.is_asked()
    }

    /// Why a case was not begun.
    pub(super) fn why_not_run(&self, limit_ms: Option<u64>) -> String {
        let why = match (self.interrupted.is_asked(), limit_ms, self.max_fail) {
            (true, ..) => "the run was interrupted".to_owned(),
            (false, Some(limit), _) if self.has_overrun() => words::overran(limit),
            (false, _, Some(1)) => "a case had failed (--fail-fast, or --max-fail 1)".to_owned(),
            (false, _, Some(most)) => format!("{most} cases had failed (--max-fail {most})"),
            (false, ..) => "it broke off, which is a defect of wirecase".to_owned(),
        };
        format!("{NOT_RUN}{why}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_enough_when_so_many_stand_and_near_when_so_many_may() {
        let ending = Ending::new(&Stop::default(), Some(2));
        ending.suspect();
        assert!(!ending.is_near());
        ending.fail();
        assert!(ending.is_near() && !ending.is_closing());
        ending.unsuspect();
        assert!(!ending.is_near());
        ending.fail();
        assert!(ending.is_closing() && !ending.is_broken_off());
        assert_eq!(ending.why_not_run(None), "not run: 2 cases had failed (--max-fail 2)");
    }

    #[test]
    fn what_ended_the_run_is_named_and_an_interruption_before_all_else() {
        let stop = Stop::default();
        let ending = Ending::new(&stop, Some(1));
        ending.fail();
        let why = ending.why_not_run(Some(10_000));
        assert_eq!(why, "not run: a case had failed (--fail-fast, or --max-fail 1)");
        ending.time_is_over();
        let why = ending.why_not_run(Some(10_000));
        assert_eq!(why, "not run: the run took longer than --global-timeout 10s");
        assert!(ending.is_broken_off());
        stop.ask();
        assert_eq!(ending.why_not_run(Some(10_000)), "not run: the run was interrupted");
    }
}
