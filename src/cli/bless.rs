//! The verb `bless`.

use crate::error::{Error, Result};

use super::args::BlessArgs;

/// `wirecase bless`
pub(super) fn bless(_args: &BlessArgs) -> Result<u8> {
    Err(Error::Usage { message: "`bless` is not there yet".to_owned() })
}
