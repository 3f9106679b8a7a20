//! Files that people write, changed without harm: what is not asked to change keeps every octet, and
//! what was written is read again before it is believed.

pub mod accept;
pub mod bless;
pub mod edit;
pub mod format;
mod layout;
mod order;
mod placeholder;
pub mod style;
