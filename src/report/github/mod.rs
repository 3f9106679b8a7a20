//! GitHub Actions: annotations beside the lines of the case files, and a log in which nothing but
//! our own lines is a command.
//!
//! The runner reads every line that a step writes. It carries out a line that starts, after white
//! space, with `::NAME` (name, properties, `::`, data), and a line that holds `##[NAME]` anywhere.
//! A log that shows what a target said would hand the runner over to the target. Two things stand
//! against that: a guard around what is shown, and [`harmless`] for single lines.

mod annotations;
mod command;
mod guard;
mod place;

pub use annotations::annotate;
pub(in crate::report) use command::Command;
pub(in crate::report) use guard::Guard;
pub use guard::{Harmless, harmless};
pub use place::Files;

/// The most bytes of a step summary: the runner drops one that is larger than 1 MiB as a whole, and
/// other programs of the step may want to add to it.
pub const MOST_SUMMARY_BYTES: usize = 900 * 1024;
