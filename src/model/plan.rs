//! What will be sent where: the suite and the user's wishes, made into a list in a fixed order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::model::case::Case;
use crate::model::citation::{Citation, Level};
use crate::model::secret::Secrets;
use crate::model::shard::Shards;
use crate::model::target::Target;
use crate::model::template::Variables;

/// What the user asked for, as plain decisions.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Ids, or prefixes of ids; empty selects all.
    pub ids: Vec<String>,
    /// Cases with any of these tags; empty selects all.
    pub tags: Vec<String>,
    /// Cases with none of these tags.
    pub skip_tags: Vec<String>,
    /// Cases of any of these levels; empty selects all.
    pub levels: Vec<Level>,
    /// Cases whose main or other citation lies within any of these; empty selects all.
    pub citations: Vec<Citation>,
    /// Only the cases that failed in an earlier run; `None` selects all.
    pub failed: Option<FailedBefore>,
}

/// The cases that failed in an earlier run, or could not be run there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailedBefore {
    /// What the user calls that run, for messages.
    pub name: String,
    /// The ids for each of its targets, by name; a target on which all was well has none.
    pub ids: BTreeMap<String, BTreeSet<String>>,
}

impl FailedBefore {
    /// Whether nothing failed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.values().all(BTreeSet::is_empty)
    }

    /// Whether a case failed on any target.
    #[must_use]
    pub fn anywhere(&self, id: &str) -> bool {
        self.ids.values().any(|ids| ids.contains(id))
    }

    /// Whether a case failed on this target; on one that the earlier run did not have, whether it
    /// failed on any: a server at another port is often the same.
    #[must_use]
    pub fn on(&self, target: &str, id: &str) -> bool {
        self.ids.get(target).map_or_else(|| self.anywhere(id), |ids| ids.contains(id))
    }
}

/// The list of what will be done, in the order of the results.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The targets.
    pub targets: Vec<Arc<Target>>,
    /// The entries, target by target within a case.
    pub entries: Vec<PlanEntry>,
    /// How many cases of the suite the selection, and the choice of shards, left out on every target.
    pub deselected: usize,
    /// Which parts of a run this is; `None` where it is all of it.
    pub shards: Option<Shards>,
    /// What no result may hold; [`Plan::keep`] sets it.
    pub secrets: Arc<Secrets>,
}

impl Plan {
    /// Sees to it that no result of this plan holds a secret: what the targets say is masked here,
    /// the rest where the results are made. The values of variables stay: they are sent.
    ///
    /// # Errors
    /// Where a secret is in what results are told apart by and targets are reached by, which cannot
    /// be masked; what it is, without the secret.
    pub fn keep(&mut self, secrets: Arc<Secrets>) -> Result<(), String> {
        let is_in = |text: &str| !secrets.find(text.as_bytes()).is_empty();
        for entry in &self.entries {
            if is_in(&entry.case.id) {
                let (file, line) =
                    (secrets.mask_text(&entry.case.place.file), entry.case.place.line);
                return Err(format!(
                    "{file}:{line}: the id of a case holds a secret, and reports name cases by id: \
                     give the case another id, or the secret another value"
                ));
            }
        }
        for (index, target) in self.targets.iter_mut().enumerate() {
            if target.is_named_by(&secrets) {
                return Err(format!(
                    "the name or the address of target {} holds a secret, and reports tell both",
                    index + 1
                ));
            }
            if secrets.is_empty() {
                continue;
            }
            Arc::make_mut(target).mask(&secrets);
        }
        self.secrets = secrets;
        Ok(())
    }
}

/// One case on one target.
#[derive(Clone, Debug)]
pub struct PlanEntry {
    /// The case.
    pub case: Arc<Case>,
    /// The case's position in the suite, from 0.
    pub number: usize,
    /// Index into [`Plan::targets`].
    pub target: usize,
    /// Everything known before the first byte is sent.
    pub variables: Variables,
    /// Why it is not run, where it is not.
    pub skip: Option<String>,
    /// Its limits.
    pub limits: Limits,
}

/// Bounds of one case's exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long to wait for the next byte, or for the close, that a step still needs.
    pub read_timeout: Duration,
    /// How long the whole case may take.
    pub case_timeout: Duration,
    /// How long nothing must come before "it stays open" or "no more responses" is believed.
    pub quiet: Duration,
    /// How many bytes may be received on one connection.
    pub max_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(5),
            case_timeout: Duration::from_secs(30),
            quiet: Duration::from_millis(150),
            max_bytes: 4 << 20,
        }
    }
}
