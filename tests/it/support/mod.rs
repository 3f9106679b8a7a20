//! What the tests share: the binary, scripted peers, and results read back.

pub mod command;
pub mod peer;
pub mod server;
