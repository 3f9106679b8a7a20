//! The flag `--failed-from`: what failed in earlier results, and what was not run there.

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::Result;
use crate::model::outcome::{CaseResult, ResultKind, Rules, RunReport};
use crate::model::plan::FailedBefore;

/// What failed in the results of this file, by their own rules or by `rules`.
///
/// # Errors
/// [`crate::error::Error::Read`] or [`crate::error::Error::Usage`] where it holds no results.
pub(super) fn read(path: &Path, rules: Rules) -> Result<FailedBefore> {
    let (name, results) = super::report::read(path)?;
    Ok(failed(name, &results, rules))
}

/// A case counts that failed the run, or was left out as the run ended; and each case in which a lint
/// fired that failed it.
fn failed(name: String, results: &RunReport, rules: Rules) -> FailedBefore {
    let own = results.run.rules();
    let rules = Rules {
        strict: own.strict || rules.strict,
        flaky_fails: own.flaky_fails || rules.flaky_fails,
    };
    let mut failed = FailedBefore { name, ..FailedBefore::default() };
    for target in &results.targets {
        failed.ids.insert(target.name.clone(), BTreeSet::new());
    }
    let counts = |row: &&CaseResult| row.verdict.fails_run(rules) || row.is_unbegun();
    for row in results.cases.iter().filter(counts) {
        let ids = failed.ids.entry(row.target.clone()).or_default();
        match row.kind {
            ResultKind::Case => drop(ids.insert(row.id.clone())),
            ResultKind::Lint => ids.extend(row.see.iter().cloned()),
        }
    }
    failed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::{NOT_RUN, Verdict};
    use crate::report::fixture::everything;

    fn of(results: &RunReport, rules: Rules) -> Vec<String> {
        let failed = failed("r.json".to_owned(), results, rules);
        failed.ids.into_values().flatten().collect()
    }

    #[test]
    fn what_fails_the_run_is_run_again_and_what_was_left_out_and_where_a_lint_failed() {
        let mut results = everything();
        let rows = results.cases.clone();
        let has =
            |kind, verdict| move |row: &&CaseResult| row.kind == kind && row.verdict == verdict;
        let id = |verdict| {
            let row = rows.iter().find(has(ResultKind::Case, verdict)).unwrap();
            row.id.clone()
        };
        let plain = of(&results, Rules::default());
        for verdict in [Verdict::Fail, Verdict::Error, Verdict::Fixed] {
            assert!(plain.contains(&id(verdict)), "{verdict}");
        }
        let lint = rows.iter().find(has(ResultKind::Lint, Verdict::Fail)).unwrap();
        assert!(!lint.see.is_empty() && lint.see.iter().all(|id| plain.contains(id)));
        for verdict in [Verdict::Pass, Verdict::Warn, Verdict::Skip, Verdict::Known] {
            let id = id(verdict);
            assert_eq!(plain.contains(&id), lint.see.contains(&id), "{verdict}");
        }

        assert!(!plain.contains(&id(Verdict::Flaky)));
        let all = Rules { strict: true, flaky_fails: true };
        let more = of(&results, all);
        assert!(more.contains(&id(Verdict::Warn)) && more.contains(&id(Verdict::Flaky)));
        results.run.strict = true;
        assert!(of(&results, Rules::default()).contains(&id(Verdict::Warn)), "by its own rules");

        let skipped = results.cases.iter_mut().find(|row| row.verdict == Verdict::Skip).unwrap();
        skipped.reason = format!("{NOT_RUN}the run was interrupted");
        assert!(of(&results, Rules::default()).contains(&id(Verdict::Skip)));
    }
}
