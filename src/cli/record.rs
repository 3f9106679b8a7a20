//! The verb `record`.

use crate::error::{Error, Result};

use super::args::RecordArgs;

/// `wirecase record`
pub(super) fn record(_args: &RecordArgs) -> Result<u8> {
    Err(Error::Usage { message: "`record` is not there yet".to_owned() })
}
