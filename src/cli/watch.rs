//! The verb `watch`.

use crate::error::{Error, Result};

use super::args::WatchArgs;

/// `wirecase watch`
pub(super) fn watch(_args: &WatchArgs) -> Result<u8> {
    Err(Error::Usage { message: "`watch` is not there yet".to_owned() })
}
