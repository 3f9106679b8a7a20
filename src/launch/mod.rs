//! Servers that a run starts itself: started through the system's shell, watched, their output kept,
//! and stopped whatever becomes of the run.
//!
//! Each runs in a process group of its own, so that Ctrl-C reaches us and not it, and so that what it
//! starts is stopped with it. Where wirecase itself is killed by SIGKILL nobody is left to stop it: the
//! one remedy, a signal at the parent's death, is not to be had in safe Rust.

mod end;
mod group;
mod output;
mod port;
mod running;
mod servers;
mod tail;
mod watch;

pub use end::End;
pub use port::free_port;
pub use servers::Servers;
pub use watch::Watch;

#[cfg(test)]
#[cfg(unix)]
mod tests;
