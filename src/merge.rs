//! Several results made into one: shards of a run, or runs against several targets.

use crate::error::{Error, Result};
use crate::model::outcome::RunReport;

/// Merges results; each comes with the name that errors call it by.
///
/// # Errors
/// [`Error::Usage`] where the same case on the same target has different outcomes, by name.
pub fn merge(results: Vec<(String, RunReport)>) -> Result<RunReport> {
    let mut results = results.into_iter();
    match (results.next(), results.next()) {
        (Some((_, only)), None) => Ok(only),
        _ => Err(Error::Usage { message: "merging is not built yet".to_owned() }),
    }
}
