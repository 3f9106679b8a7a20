//! The verb `compare`: what got worse, what got better and what changed between two results.

use crate::error::{Error, Result};

use super::args::CompareArgs;

/// `wirecase compare`
pub(super) fn compare(args: &CompareArgs) -> Result<u8> {
    let _ = args;
    Err(Error::Usage { message: "not built yet".to_owned() })
}
