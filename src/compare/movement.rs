//! What it means that a verdict became another one, written down once.
//!
//! Three rules make the table. What fails the run is worse than what does not; what conforms less is
//! worse than what conforms more; and what somebody wrote down, a listed deviation or a skip, is no
//! movement of the target.
//!
//! | from \ to | pass | warn | fail | info | skip | known | fixed | flaky | error |
//! |---|---|---|---|---|---|---|---|---|---|
//! | pass | same | worse | worse | changed | untested | changed | worse | worse | worse |
//! | warn | better | same | worse | better | untested | changed | worse | worse¹ | worse |
//! | fail | better | better | same | better | untested | changed | better | better | worse |
//! | info | changed | worse | worse | same | untested | changed | worse | worse | worse |
//! | skip | tested | tested² | worse | tested | same | tested | worse | tested³ | worse |
//! | known | better | worse | worse | better | untested | same | worse | worse | worse |
//! | fixed | better | worse | worse | better | untested | changed | same | worse | worse |
//! | flaky | better | better⁴ | worse | better | untested | changed | worse | same | worse |
//! | error | better | better | better | better | untested | better | better | better | same |
//!
//! Where warnings fail the new run: ² worse; and where what is flaky does not, too: ¹ better, ⁴ worse.
//! Where what is flaky fails it: ³ worse.
//!
//! `fixed` passes, but its entry in the list of deviations is wrong: it fails the run until that is
//! removed, and so it is worse than whatever does not fail. From there to anything that departs the
//! target itself got worse.

use crate::model::comparison::Movement;
use crate::model::outcome::{Rules, Verdict};

use Movement::{Better, Changed, Same, Tested, Untested, Worse};

/// A row for each old verdict, a column for each new one, both in the order of [`Verdict::ALL`].
const TABLE: [[Movement; 9]; 9] = [
    [Same, Worse, Worse, Changed, Untested, Changed, Worse, Worse, Worse],
    [Better, Same, Worse, Better, Untested, Changed, Worse, Worse, Worse],
    [Better, Better, Same, Better, Untested, Changed, Better, Better, Worse],
    [Changed, Worse, Worse, Same, Untested, Changed, Worse, Worse, Worse],
    [Tested, Tested, Worse, Tested, Same, Tested, Worse, Tested, Worse],
    [Better, Worse, Worse, Better, Untested, Same, Worse, Worse, Worse],
    [Better, Worse, Worse, Better, Untested, Changed, Same, Worse, Worse],
    [Better, Better, Worse, Better, Untested, Changed, Worse, Same, Worse],
    [Better, Better, Better, Better, Untested, Better, Better, Better, Same],
];

/// How a result moved; `rules` are those of the new run.
#[must_use]
pub fn movement(old: Verdict, new: Verdict, rules: Rules) -> Movement {
    let only_warnings_fail = rules.strict && !rules.flaky_fails;
    match (old, new) {
        (Verdict::Skip, Verdict::Warn) if rules.strict => Worse,
        (Verdict::Skip, Verdict::Flaky) if rules.flaky_fails => Worse,
        (Verdict::Flaky, Verdict::Warn) if only_warnings_fail => Worse,
        (Verdict::Warn, Verdict::Flaky) if only_warnings_fail => Better,
        _ => TABLE[place(old)][place(new)],
    }
}

fn place(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Pass => 0,
        Verdict::Warn => 1,
        Verdict::Fail => 2,
        Verdict::Info => 3,
        Verdict::Skip => 4,
        Verdict::Known => 5,
        Verdict::Fixed => 6,
        Verdict::Flaky => 7,
        Verdict::Error => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Error, Fail, Flaky, Info, Known, Pass, Skip};

    const ALL_RULES: [Rules; 4] = [
        Rules { strict: false, flaky_fails: false },
        Rules { strict: true, flaky_fails: false },
        Rules { strict: false, flaky_fails: true },
        Rules { strict: true, flaky_fails: true },
    ];

    /// The table above, in the words of its page: each cell is held to both.
    #[test]
    fn each_cell_is_as_the_page_says() {
        let page = include_str!("movement.rs");
        let rows: Vec<Vec<&str>> = page
            .lines()
            .filter_map(|line| line.strip_prefix("//! | "))
            .map(|line| line.trim_end_matches('|').split('|').map(str::trim).collect())
            .collect();
        let words: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.word()).collect();
        assert_eq!(rows[0][1..], words);
        assert_eq!(rows[1..].iter().map(|row| row[0]).collect::<Vec<_>>(), words);
        for (old, row) in Verdict::ALL.into_iter().zip(&rows[1..]) {
            for (new, cell) in Verdict::ALL.into_iter().zip(&row[1..]) {
                for rules in ALL_RULES {
                    let want = match (cell.chars().last(), rules.strict, rules.flaky_fails) {
                        (Some('¹'), true, false) => "better",
                        (Some('²'), true, _) => "worse",
                        (Some('³'), _, true) => "worse",
                        (Some('⁴'), true, false) => "worse",
                        _ => cell.trim_end_matches(['¹', '²', '³', '⁴']),
                    };
                    let word = serde_json::to_value(movement(old, new, rules)).unwrap();
                    assert_eq!(word, want, "{old} {new} {rules:?}");
                }
            }
        }
    }

    /// The rules that the table is made by, for all cells at once.
    #[test]
    fn the_table_keeps_its_rules() {
        for rules in ALL_RULES {
            for old in Verdict::ALL {
                assert_eq!(movement(old, old, rules), Same);
                for new in Verdict::ALL.into_iter().filter(|new| *new != old) {
                    let moved = movement(old, new, rules);
                    let at = format!("{old} {new} {rules:?}");
                    assert_ne!(moved, Same, "{at}");
                    assert_eq!(moved == Untested, new == Skip, "{at}");
                    if old == Skip {
                        assert_eq!(moved == Worse, new.fails_run(rules), "{at}");
                    } else if new.fails_run(rules) && !old.fails_run(rules) {
                        assert_eq!(moved, Worse, "{at}");
                    }
                    if new == Pass && old != Skip {
                        assert!(matches!(moved, Better | Changed), "{at}");
                    }
                    let back = movement(new, old, rules);
                    if moved == Better {
                        assert!(matches!(back, Worse | Changed | Better), "{at}");
                    }
                }
            }
        }
        let rows = [
            (Known, Pass, Better),
            (Known, Fail, Worse),
            (Pass, Skip, Untested),
            (Skip, Fail, Worse),
            (Pass, Flaky, Worse),
            (Error, Error, Same),
            (Pass, Info, Changed),
            (Fail, Known, Changed),
        ];
        for (old, new, want) in rows {
            assert_eq!(movement(old, new, Rules::default()), want, "{old} {new}");
        }
    }
}
