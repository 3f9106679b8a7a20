//! One style for case files, target files and `wirecase.yaml`. It changes how a file looks and never
//! what it means: that is checked, and a file for which it does not hold is left alone.
//!
//! Indentation is two columns, also of a list under its key; one blank stands after a dash and a
//! colon; blanks at line ends go, and so does all but one of several blank lines; one blank line
//! stands between two cases; id, title, requirement, then what is said of the case, then what is
//! sent, then what is expected. Quotes, what stands in brackets, the texts of blocks, and where
//! comments stand beside a value are the author's.

use std::cell::OnceCell;
use std::path::Path;

use crate::error::{Error, Result};
use crate::load::load_octets;
use crate::load::outline::Outline;
use crate::model::case::{Action, Case, Place};

use super::{layout, order};

/// How often a text is laid out until nothing changes any more.
const MOST_ROUNDS: usize = 4;

/// The octets of a file in the one style. `file` names it in messages, `folder` is where it lies.
///
/// # Errors
/// [`Error::Files`] where it is no YAML that this tool reads, [`Error::Usage`] where it cannot be
/// formatted without changing what it means.
pub fn format(file: &str, octets: &[u8], folder: Option<&Path>) -> Result<Vec<u8>> {
    let before = Outline::of(file, octets)?;
    let line_end = before.line_end();
    let plain = before.text.replace("\r\n", "\n");
    let cases = OnceCell::new();
    let means = |text: &str| -> bool {
        // Most files are in the one style already, and what is as it was means what it meant.
        text == plain
            || Outline::of(file, text.as_bytes()).is_ok_and(|after| {
                after.says_the_same_as(&before)
                    && *cases.get_or_init(|| cases_of(file, octets, folder))
                        == cases_of(file, text.as_bytes(), folder)
            })
    };
    // Moving an anchor behind its alias is one way to lose a meaning: then the order stays.
    let ordered = order::ordered(&Outline::of(file, plain.as_bytes())?);
    let mut text = ordered.filter(|text| means(text)).unwrap_or_else(|| plain.clone());
    for _ in 0..MOST_ROUNDS {
        let laid = layout::laid_out(&Outline::of(file, text.as_bytes())?);
        let Some(laid) = laid.filter(|laid| means(laid)) else {
            let message = format!(
                "{file}: this file cannot be formatted without changing what it means; it was left \
                 as it is"
            );
            return Err(Error::Usage { message });
        };
        if laid == text {
            break;
        }
        text = laid;
    }
    let text = if line_end == "\r\n" { text.replace('\n', "\r\n") } else { text };
    let mark: &[u8] = if before.marked { b"\xef\xbb\xbf" } else { b"" };
    Ok([mark, text.as_bytes()].concat())
}

/// The cases of a text, wherever they are written in it.
fn cases_of(file: &str, text: &[u8], folder: Option<&Path>) -> Vec<Case> {
    let suite = load_octets(file, text, folder).suite;
    suite.cases.iter().map(|case| without_places(case)).collect()
}

/// A case but for its source text and the places where its parts are written.
#[must_use]
pub fn without_places(case: &Case) -> Case {
    let mut case = Case { place: Place::default(), source: "".into(), ..case.clone() };
    for step in &mut case.steps {
        step.place = Place::default();
        if let Action::Expect(expect) = &mut step.action {
            for outcome in &mut expect.outcomes {
                outcome.place = Place::default();
                for placed in &mut outcome.checks {
                    placed.place = Place::default();
                }
            }
        }
    }
    case
}

#[cfg(test)]
mod tests;
