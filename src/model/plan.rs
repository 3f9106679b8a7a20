//! What will be sent where: the suite and the user's wishes, made into a list in a fixed order.

use std::sync::Arc;
use std::time::Duration;

use crate::model::case::Case;
use crate::model::citation::{Citation, Level};
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
}

/// The list of what will be done, in the order of the results.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The targets.
    pub targets: Vec<Arc<Target>>,
    /// The entries, target by target within a case.
    pub entries: Vec<PlanEntry>,
    /// How many cases of the suite the selection, and the choice of shards, left out.
    pub deselected: usize,
    /// Which parts of a run this is; `None` where it is all of it.
    pub shards: Option<Shards>,
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
