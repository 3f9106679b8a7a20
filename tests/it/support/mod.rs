//! What the tests share: the binary, scripted peers, and results read back.

pub(crate) mod command;
pub(crate) mod peer;
pub(crate) mod server;
