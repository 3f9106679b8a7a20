//! wirecase replays HTTP conformance cases, byte for byte, against a server and says where the
//! answer departs from what the case, or the specification, demands.

pub mod error;
pub mod load;
pub mod model;
