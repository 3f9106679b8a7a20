//! wirecase replays HTTP conformance cases, byte for byte, against a server and says where the
//! answer departs from what the case, or the specification, demands.

pub mod cli;
pub mod error;
pub mod exchange;
pub mod judge;
pub mod load;
pub mod model;
pub mod observe;
pub mod plan;
pub mod reference;
pub mod report;
pub mod run;
