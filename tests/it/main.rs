//! Tests of the whole: the binary, the pipeline against scripted peers, the bundled suite against
//! the reference server and its faults, and real servers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what is wrong")]

mod accept;
mod architecture;
mod bless;
mod browser;
mod cli;
mod compare;
mod configuration;
mod control_flags;
mod coverage;
mod events;
mod exit_codes;
mod fleet;
mod fmt;
mod github;
mod import;
mod junit_schema;
mod lanes;
#[cfg(unix)]
mod launch;
mod legal_answers;
mod legal_servers;
mod library;
mod lints;
mod peers;
mod real_servers;
mod recipes;
mod record;
mod replay;
mod report_verb;
mod samples;
mod secrets;
mod shards;
mod suite;
mod support;
mod tap_parser;
mod tls;
mod unwritable;
#[cfg(unix)]
mod watch;
