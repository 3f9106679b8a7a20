//! The verb `config`.

use crate::error::{Error, Result};

use super::args::ConfigArgs;

/// `wirecase config`
pub(super) fn config(_args: &ConfigArgs) -> Result<u8> {
    Err(Error::Usage { message: "`config` is not there yet".to_owned() })
}
