//! Observation and case in, verdict out.

pub mod lint;
