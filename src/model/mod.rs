//! Plain data that flows between the stages, and the pure grammar that several of them share.
//!
//! Nothing here reads a file, opens a socket or decides a verdict. Every other folder may use this
//! one; this one uses none of them.

pub mod answer;
pub mod bytes;
pub mod case;
pub mod citation;
pub mod comparison;
pub mod deviation;
pub mod diagnostic;
pub mod event_stream;
pub mod expectation;
pub mod expectation_text;
pub mod finding;
pub mod grammar;
pub mod http_date;
pub mod launch;
pub mod matrix;
pub mod observation;
pub mod outcome;
pub mod plan;
pub mod replay;
pub mod requirement;
pub mod secret;
pub mod section;
pub mod shard;
pub mod target;
pub mod template;
pub mod tls;
pub mod transcript;
pub mod websocket;
