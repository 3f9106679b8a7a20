//! Exit codes as documented constants, and which of them a finished run deserves.

use crate::error::Error;
use crate::model::outcome::{RunReport, Verdict};

/// Nothing that fails the run.
pub const OK: u8 = 0;
/// At least one failure.
pub const FAILURES: u8 = 1;
/// Usage, configuration or case file wrong; nothing was sent.
pub const USAGE: u8 = 2;
/// Target unreachable or died; the run took longer than it may; report not writable.
pub const TROUBLE: u8 = 3;
/// No case selected.
pub const NO_CASES: u8 = 4;
/// Interrupted; reports of what was done are written.
pub const INTERRUPTED: u8 = 130;

/// The code of an error.
#[must_use]
pub fn of_error(error: &Error) -> u8 {
    match error {
        Error::Read { .. } | Error::Files(_) | Error::Usage { .. } => USAGE,
        Error::Unreachable { .. }
        | Error::Launch { .. }
        | Error::Write { .. }
        | Error::Io { .. } => TROUBLE,
        Error::NoCases { .. } => NO_CASES,
    }
}

/// The code of a finished run: an interruption weighs more than trouble, and that more than a
/// failure, because what was not tested cannot be called a pass or a failure.
#[must_use]
pub fn of_run(report: &RunReport) -> u8 {
    let fails =
        |verdict: &Verdict| verdict.fails_run(report.run.rules()) && report.total(*verdict) > 0;
    if report.run.interrupted {
        INTERRUPTED
    } else if !report.run.troubles.is_empty()
        || report.run.overran_ms.is_some()
        || report.total(Verdict::Error) > 0
    {
        TROUBLE
    } else if Verdict::ALL.iter().any(fails) {
        FAILURES
    } else {
        OK
    }
}

/// The code of a run that is held to a baseline: it fails only where something got worse. What was
/// not tested, by an interruption or for trouble, cannot be called better or worse.
#[must_use]
pub fn of_baseline(run: u8, is_worse: bool) -> u8 {
    match (run, is_worse) {
        (OK | FAILURES, true) => FAILURES,
        (OK | FAILURES, false) => OK,
        (graver, _) => graver,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::{RunFacts, TargetTrouble};
    use std::collections::BTreeMap;

    fn code(verdicts: &[Verdict], change: impl FnOnce(&mut RunFacts)) -> u8 {
        let mut run = RunFacts::default();
        change(&mut run);
        let mut totals = BTreeMap::new();
        for verdict in verdicts {
            *totals.entry(verdict.word().to_owned()).or_default() += 1;
        }
        let totals_by_level = BTreeMap::new();
        of_run(&RunReport {
            format: 1,
            run,
            targets: vec![],
            totals,
            totals_by_level,
            cases: vec![],
        })
    }

    #[test]
    fn each_verdict_and_trouble_has_its_exit_code_and_the_graver_wins() {
        use Verdict::{Error, Fail, Fixed, Flaky, Info, Known, Pass, Skip, Warn};
        let trouble = |facts: &mut RunFacts| {
            facts.troubles.push(TargetTrouble {
                target: "t".to_owned(),
                message: "died".to_owned(),
                after: None,
            });
        };
        assert_eq!(code(&[Pass, Warn, Info, Skip, Known, Flaky], |_| ()), OK);
        assert_eq!(code(&[Pass, Fail], |_| ()), FAILURES);
        assert_eq!(code(&[Fixed], |_| ()), FAILURES);
        assert_eq!(code(&[Warn], |f| f.strict = true), FAILURES);
        assert_eq!(code(&[Pass, Flaky], |f| f.flaky_fails = true), FAILURES);
        assert_eq!(code(&[Pass], |f| f.overran_ms = Some(10_000)), TROUBLE);
        assert_eq!(code(&[Fail, Error], |_| ()), TROUBLE);
        assert_eq!(code(&[Fail], trouble), TROUBLE);
        assert_eq!(code(&[Fail, Error], |f| f.interrupted = true), INTERRUPTED);
    }

    #[test]
    fn a_baseline_forgives_failures_and_nothing_else() {
        for (run, is_worse, want) in [
            (OK, false, OK),
            (FAILURES, false, OK),
            (FAILURES, true, FAILURES),
            // A new warning, or a flaky case.
            (OK, true, FAILURES),
            (TROUBLE, false, TROUBLE),
            (TROUBLE, true, TROUBLE),
            (INTERRUPTED, true, INTERRUPTED),
            (NO_CASES, false, NO_CASES),
        ] {
            assert_eq!(of_baseline(run, is_worse), want, "{run} {is_worse}");
        }
    }
}
