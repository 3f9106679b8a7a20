//! What other tools keep of HTTP, as cases: requests as octets, and as much of what they expect as
//! there is a check for. What has no counterpart is told, never dropped in silence.

use super::case::Sheet;

/// Cases made of what another tool keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// The cases, with remarks on what was not taken over.
    pub sheet: Sheet,
    /// What was not taken over or was changed: where, what and why.
    pub notes: Vec<String>,
}
