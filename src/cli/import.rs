//! The verb `import`.

use crate::error::{Error, Result};

use super::args::ImportArgs;

/// `wirecase import`
pub(super) fn import(_args: &ImportArgs) -> Result<u8> {
    Err(Error::Usage { message: "`import` is not there yet".to_owned() })
}
