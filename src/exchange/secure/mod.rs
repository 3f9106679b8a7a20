//! TLS: what is offered and believed, the handshake, and the stream that it leaves.
//!
//! The records are driven by hand, one at a time, so that all that a plain socket shows is seen here
//! too: the closure alert apart from the FIN, an alert apart from a reset, what comes where nothing
//! may.

mod believe;
mod certificate;
mod handshake;
mod offer;
mod records;
mod stream;
mod words;

pub(super) use handshake::handshake;
pub(super) use offer::Secure;
pub(super) use stream::{Came, TlsStream};
