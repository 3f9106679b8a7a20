//! Where connections go and how they are made: an address, and for `https` what TLS was set up to be.

use super::secure::Secure;
use crate::model::target::{Address, Target};
use crate::model::tls::Tls;

/// Where a target's connections go. Made once for a target, shared by all its cases.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Where the target listens.
    pub(super) address: Address,
    /// How TLS is spoken with it, or why that cannot be; `None` where none is.
    pub(super) secure: Option<Result<Secure, String>>,
}

impl Endpoint {
    /// The endpoint of a target. Its files are read here; what is wrong with them is told by
    /// [`Endpoint::problem`], and keeps every connection from being made.
    #[must_use]
    pub fn of(target: &Target) -> Self {
        Self::with(&target.address, &target.tls)
    }

    /// The endpoint of an address with which TLS, where it is spoken, is spoken so.
    #[must_use]
    pub fn with(address: &Address, tls: &Tls) -> Self {
        let secure = match address {
            Address::Tls { host, .. } => Some(Secure::with(host, tls)),
            Address::Tcp { .. } | Address::Unix(_) => None,
        };
        Self { address: address.clone(), secure }
    }

    /// The endpoint of an address of which nothing else is said.
    #[must_use]
    pub fn at(address: &Address) -> Self {
        Self::with(address, &Tls::default())
    }

    /// Why no connection can be made, whatever the target does: a file or a name that the user gave.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.secure.as_ref()?.as_ref().err().map(String::as_str)
    }
}
