//! Tests of the whole: the binary, the pipeline against scripted peers, the bundled suite against
//! the reference server and its faults, and real servers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what is wrong")]

mod architecture;
mod browser;
mod cli;
mod compare;
mod coverage;
mod events;
mod exit_codes;
mod fleet;
mod github;
mod junit_schema;
mod legal_answers;
mod legal_servers;
mod lints;
mod peers;
mod real_servers;
mod replay;
mod report_verb;
mod samples;
mod shards;
mod suite;
mod support;
mod tap_parser;
mod unwritable;
