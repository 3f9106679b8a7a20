//! One case on its way to passing: its file's text, what its results ask to be changed in it, and
//! the proof that nothing else in the file changes its meaning.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::author::bless;
use crate::author::edit::Edits;
use crate::author::format::without_places;
use crate::load;
use crate::load::outline::Outline;
use crate::model::case::Case;
use crate::model::diagnostic::Severity;
use crate::model::outcome::{CaseResult, Verdict};
use crate::model::secret::{MASK, Secrets};
use crate::observe::observe;

/// A case that is being rewritten.
pub(super) struct Rewrite {
    path: PathBuf,
    /// The id as it is written, before `each` adds to it.
    base: String,
    /// The file as it is now.
    pub(super) octets: Vec<u8>,
    /// The other cases of the file, which are to stay what they are.
    others: Vec<Case>,
    /// Every text that was tried.
    tried: BTreeSet<Vec<u8>>,
    /// Whether secrets are masked in what comes.
    is_masked: bool,
}

/// What a round came to.
pub(super) enum Blessed {
    /// The case passes with the file as it is now.
    Passes,
    /// The file was changed: the case has to be run again.
    Again,
    /// It cannot be, for this reason.
    Left(String),
}

impl Rewrite {
    pub(super) fn new(path: &Path, octets: &[u8], base: &str, is_masked: bool) -> Self {
        let mut rewrite = Self {
            path: path.to_owned(),
            base: base.to_owned(),
            octets: octets.to_vec(),
            others: Vec::new(),
            tried: BTreeSet::new(),
            is_masked,
        };
        rewrite.others = others(&rewrite.loaded(octets).suite.cases, base);
        rewrite
    }

    fn loaded(&self, octets: &[u8]) -> load::Loaded {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        load::load_octets(&self.path.display().to_string(), octets, Some(folder))
    }

    /// The case, or all that `each` makes of it.
    pub(super) fn cases(&self) -> Vec<Arc<Case>> {
        let cases = self.loaded(&self.octets).suite.cases;
        cases.into_iter().filter(|case| base(&case.id) == self.base).collect()
    }

    /// Takes the results of all its cases, and changes the text where they depart.
    pub(super) fn next(&mut self, results: &[CaseResult], round: usize) -> Blessed {
        let departs =
            |result: &&CaseResult| matches!(result.verdict, Verdict::Fail | Verdict::Warn);
        let left = |why: &str| Blessed::Left(why.to_owned());
        let unknown = |result: &&CaseResult| {
            matches!(result.verdict, Verdict::Error | Verdict::Skip | Verdict::Flaky)
        };
        if let Some(result) = results.iter().find(unknown) {
            return Blessed::Left(format!("{}: {}", result.verdict, result.reason));
        }
        let departing: Vec<&CaseResult> = results.iter().filter(departs).collect();
        if departing.is_empty() {
            return if results.is_empty() {
                left("it is not there any more")
            } else {
                Blessed::Passes
            };
        }
        if round == 0 && departing.len() < results.len() {
            return left("`each` makes several cases of it, and some of them pass");
        }
        let Ok(outline) = Outline::of(&self.path.display().to_string(), &self.octets) else {
            return left("its file cannot be read");
        };
        let mut texts = BTreeSet::new();
        for result in departing {
            match self.rewritten(&outline, result, false) {
                Ok(text) => texts.insert(text),
                Err(why) => return Blessed::Left(why),
            };
        }
        if texts.iter().any(|text| self.tried.contains(text) || *text == self.octets)
            && let [result, ..] = results
        {
            // What was kept because it seemed to hold does not.
            match self.rewritten(&outline, result, true) {
                Ok(text) => texts = BTreeSet::from([text]),
                Err(why) => return Blessed::Left(why),
            }
        }
        let mut texts = texts.into_iter();
        let (Some(text), None) = (texts.next(), texts.next()) else {
            return left("`each` makes several cases of it, and they are not answered alike");
        };
        // A mask is no answer: what is behind it must not be written, and what is not would fail.
        if self.is_masked && masks(&text) > masks(&self.octets) {
            return left("its answer holds a secret");
        }
        if text == self.octets || !self.tried.insert(text.clone()) {
            return left("its answers differ from one time to the next");
        }
        if let Err(why) = self.check(&text) {
            return Blessed::Left(why);
        }
        self.octets = text;
        Blessed::Again
    }

    fn rewritten(
        &self,
        outline: &Outline,
        result: &CaseResult,
        stubborn: bool,
    ) -> Result<Vec<u8>, String> {
        let attempt = result.attempts.first().ok_or("it was not run")?;
        let came = observe(&attempt.transcript);
        let mut edits = Edits::new(outline);
        bless::rewrite(&mut edits, outline, &attempt.findings, &came, stubborn)?;
        if edits.is_empty() {
            return Err("nothing in what it expects can be changed so that it passes".to_owned());
        }
        edits.finish().ok_or_else(|| "two of its checks cannot be changed together".to_owned())
    }

    /// Whether the text can be loaded, and every other case is what it was.
    fn check(&self, text: &[u8]) -> Result<(), String> {
        let loaded = self.loaded(text);
        let errors = |d: &&crate::model::diagnostic::Diagnostic| d.severity == Severity::Error;
        if let Some(error) = loaded.diagnostics.iter().find(errors) {
            return Err(format!("what would be written is wrong: {}", error.message));
        }
        if others(&loaded.suite.cases, &self.base) != self.others {
            let why = "what it expects is written in `defaults` or by an alias, and other cases \
                       share it";
            return Err(why.to_owned());
        }
        Ok(())
    }
}

/// How many octets of a text may be masks: runs of as many as the shortest secret has.
fn masks(text: &[u8]) -> usize {
    let runs = text.chunk_by(|a, b| (*a == MASK) == (*b == MASK));
    let masks = runs.filter(|run| run.first() == Some(&MASK) && run.len() >= Secrets::FEWEST);
    masks.map(<[u8]>::len).sum()
}

fn others(cases: &[Arc<Case>], of: &str) -> Vec<Case> {
    cases.iter().filter(|case| base(&case.id) != of).map(|case| without_places(case)).collect()
}

/// The id of a case as it is written, without what `each` added.
pub(super) fn base(id: &str) -> &str {
    id.split_once('[').map_or(id, |(base, _)| base)
}
