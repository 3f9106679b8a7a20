//! The verb `replay`: recorded bytes sent again.

use crate::error::{Error, Result};

use super::args::ReplayArgs;

/// `wirecase replay`
pub(super) fn replay(args: &ReplayArgs) -> Result<u8> {
    let _ = args;
    Err(Error::Usage { message: "not built yet".to_owned() })
}
