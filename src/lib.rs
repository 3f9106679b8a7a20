//! wirecase replays HTTP conformance cases, byte for byte, against a server and says where the
//! answer departs from what the case, or the specification, demands.
//!
//! # As a library
//!
//! [`Suite`] is the bundled suite, or one of your own; [`Target`] is the server; results are values
//! ([`Results`], [`Outcome`]). `tests/axum.rs` in the repository makes a test of each case against an
//! axum server.
//!
//! ```no_run
//! # async fn test() -> wirecase::Result<()> {
//! use wirecase::{Suite, Target};
//!
//! let target = Target::at("http://127.0.0.1:3000")?.resource("missing", "/no-such-page")?;
//! let results = Suite::bundled().only("rfc9112/")?.run(&target).await?;
//! assert!(!results.failed(), "{results}");
//! # Ok(())
//! # }
//! ```
//!
//! What this page names is the library, and keeps to semantic versioning. The modules below are for
//! the binary, its tests and its benchmark; they change as it does.
//!
//! # The pipeline
//!
//! ```text
//! YAML files ─load→ Suite ─plan→ Plan ─exchange→ Transcript ─observe→ Observation ─judge→ Verdict ─report→ bytes
//! ```
//!
//! The folders are the stages; data that flows between them is in [`model`]; only [`run`](mod@run)
//! calls them, and no stage knows another. Sockets live in [`exchange`] (and in [`reference`](mod@reference), the
//! built-in server), processes in [`launch`], clap in [`cli`], YAML in [`load`], wording in [`report`]. A test reads the
//! sources and holds the table:
//!
//! | module | may use |
//! |---|---|
//! | [`model`] | std, serde, base64, sha1, serde_json |
//! | [`error`] | [`model`] |
//! | [`load`] [`plan`](mod@plan) [`exchange`] [`observe`] [`judge`] [`report`] | [`model`], [`error`] |
//! | [`reference`](mod@reference) | [`model`], [`error`] |
//! | [`launch`] | [`model`] |
//! | [`run`](mod@run) | [`model`], [`error`], the stages, [`launch`] |
//! | [`coverage`](mod@coverage) | [`model`], [`load`], [`judge`] |
//! | [`matrix`](mod@matrix) | [`model`], [`error`], [`plan`](mod@plan), [`run`](mod@run), [`reference`](mod@reference) |
//! | [`merge`](mod@merge) | [`model`], [`error`], [`run`](mod@run) |
//! | [`replay`](mod@replay) | [`model`], [`error`], [`exchange`], [`observe`], [`answers`](mod@answers) |
//! | [`answers`](mod@answers) | [`model`], [`observe`] |
//! | [`compare`](mod@compare) | [`model`], [`answers`](mod@answers) |
//! | `suite`, the library's face | [`model`], [`error`], [`load`], [`plan`](mod@plan), [`run`](mod@run), [`report`] |
//! | [`author`](mod@author) | [`model`], [`error`], [`load`], [`exchange`], [`observe`], [`answers`](mod@answers) |
//! | [`cli`] | everything |
//!
//! # Design
//!
//! *A mismatch is data, trouble is an error.* What is wrong with an answer is a
//! [`Finding`](model::finding::Finding) with typed sides, made once in [`judge`] and worded only by
//! reporters. What is wrong with a file or a flag is an [`Error`]. What goes wrong on
//! one case's socket is an event of its [`Transcript`](model::transcript::Transcript); it never ends
//! the run.
//!
//! *Raw octets are kept to the end.* The observer refuses nothing: whatever comes is described, each
//! departure from the grammar by name and place.
//!
//! *Lints are rows of their own.* A rule that any response has to obey is told once per run with the
//! cases it fired in; a case's verdict speaks of its own requirement alone. A server that sends no
//! Date would otherwise fail every case of the suite for one cause.
//!
//! # Where things are added
//!
//! A case is YAML only. An expectation is a variant of [`model::expectation::Check`], a file in
//! `judge/expect/`, a key in `load/keys.rs` and a row in `cases/README.md`; the exhaustive match and
//! a test see to it that none is forgotten. A lint is a constant and a line in `judge/lint/table.rs`.
//! A fault is a row beside the code that it changes in `reference/`, and a probe. A kind of report is
//! a folder in `report/`, a variant in `cli/reports.rs` and a sample in `reports/sample/`; its words
//! come from [`report::words`], where what a target says is escaped.

mod suite;

pub use error::{Error, Result};
pub use model::citation::Level;
pub use model::diagnostic::Diagnostic;
pub use model::outcome::Verdict;
pub use suite::{Case, Outcome, Results, Suite, Target};

#[doc(hidden)]
pub mod answers;
#[doc(hidden)]
pub mod author;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod compare;
#[doc(hidden)]
pub mod coverage;
#[doc(hidden)]
pub mod error;
#[doc(hidden)]
pub mod exchange;
#[doc(hidden)]
pub mod judge;
#[doc(hidden)]
pub mod launch;
#[doc(hidden)]
pub mod load;
#[doc(hidden)]
pub mod matrix;
#[doc(hidden)]
pub mod merge;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod observe;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod reference;
#[doc(hidden)]
pub mod replay;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod run;
