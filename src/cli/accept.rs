//! The verb `accept`.

use crate::error::{Error, Result};

use super::args::AcceptArgs;

/// `wirecase accept`
pub(super) fn accept(_args: &AcceptArgs) -> Result<u8> {
    Err(Error::Usage { message: "`accept` is not there yet".to_owned() })
}
