//! Files that people write: changed without harm, where what is not asked to change keeps every octet,
//! and written anew from octets that were sent and what came back, or from what other tools keep. What
//! is written is read again by [`crate::load`] before it is believed.

pub mod accept;
pub mod bless;
mod case;
pub mod edit;
mod expectation;
pub mod format;
mod hidden;
pub mod import;
mod layout;
mod message;
mod order;
mod parts;
mod pipeline;
mod placeholders;
mod recording;
mod request;
pub mod style;
mod wire;
mod words;

pub use case::{Act, Draft, Expected, Sheet};
pub use hidden::with_secrets;
pub use message::as_on_the_wire;
pub use placeholders::Varying;
pub use recording::{Recording, capture, recorded};

#[cfg(test)]
mod tests;
