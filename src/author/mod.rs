//! Writing case files: from octets that were sent and what came back, and from what other tools
//! keep. What is written is read again by [`crate::load`] before anyone else sees it.

mod case;
mod expectation;
pub mod import;
mod message;
mod parts;
mod pipeline;
mod placeholders;
mod recording;
mod request;
mod scalar;

pub use case::{Act, Draft, Expected, Sheet};
pub use message::as_on_the_wire;
pub use placeholders::Varying;
pub use recording::{Recording, capture, recorded};

#[cfg(test)]
mod tests;
