//! Where connections go and how they are made: an address, and for `https` what TLS was set up to be.

use crate::model::target::{Address, Target};

/// Where a target's connections go. Made once for a target, shared by all its cases.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Where the target listens.
    pub(super) address: Address,
}

impl Endpoint {
    /// The endpoint of a target.
    #[must_use]
    pub fn of(target: &Target) -> Self {
        Self::at(&target.address)
    }

    /// The endpoint of an address of which nothing else is said.
    #[must_use]
    pub fn at(address: &Address) -> Self {
        Self { address: address.clone() }
    }
}
