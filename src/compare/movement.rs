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
//! | skip | tested | tested² | worse | tested | same | tested | worse | tested | worse |
//! | known | better | worse | worse | better | untested | same | worse | worse | worse |
//! | fixed | better | worse | worse | better | untested | changed | same | worse | worse |
//! | flaky | better | better² | worse | better | untested | changed | worse | same | worse |
//! | error | better | better | better | better | untested | better | better | better | same |
//!
//! Where warnings fail the new run: ¹ better, ² worse.
//!
//! `fixed` passes, but its entry in the list of deviations is wrong: it fails the run until that is
//! removed, and so it is worse than whatever does not fail. From there to anything that departs the
//! target itself got worse.

use crate::model::comparison::Movement;
use crate::model::outcome::Verdict;

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

/// How a result moved; `strict` tells whether warnings fail the new run.
#[must_use]
pub fn movement(old: Verdict, new: Verdict, strict: bool) -> Movement {
    match (old, new, strict) {
        (Verdict::Skip | Verdict::Flaky, Verdict::Warn, true) => Worse,
        (Verdict::Warn, Verdict::Flaky, true) => Better,
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
                let strict = match cell.chars().last() {
                    Some('¹') => "better",
                    Some('²') => "worse",
                    _ => cell,
                };
                let word = |strict| {
                    let movement = serde_json::to_value(movement(old, new, strict)).unwrap();
                    movement.as_str().unwrap().to_owned()
                };
                let plain = cell.trim_end_matches(['¹', '²']);
                assert_eq!(
                    (word(false).as_str(), word(true).as_str()),
                    (plain, strict),
                    "{old} {new}"
                );
            }
        }
    }

    /// The rules that the table is made by, for all cells at once.
    #[test]
    fn the_table_keeps_its_rules() {
        for strict in [false, true] {
            for old in Verdict::ALL {
                assert_eq!(movement(old, old, strict), Same);
                for new in Verdict::ALL.into_iter().filter(|new| *new != old) {
                    let moved = movement(old, new, strict);
                    let at = format!("{old} {new} {strict}");
                    assert_ne!(moved, Same, "{at}");
                    assert_eq!(moved == Untested, new == Skip, "{at}");
                    if old == Skip {
                        assert_eq!(moved == Worse, new.fails_run(strict), "{at}");
                    } else if new.fails_run(strict) && !old.fails_run(strict) {
                        assert_eq!(moved, Worse, "{at}");
                    }
                    if new == Pass && old != Skip {
                        assert!(matches!(moved, Better | Changed), "{at}");
                    }
                    let back = movement(new, old, strict);
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
            assert_eq!(movement(old, new, false), want, "{old} {new}");
        }
    }
}
