//! The verb `fmt`.

use crate::error::{Error, Result};

use super::args::FmtArgs;

/// `wirecase fmt`
pub(super) fn fmt(_args: &FmtArgs) -> Result<u8> {
    Err(Error::Usage { message: "`fmt` is not there yet".to_owned() })
}
