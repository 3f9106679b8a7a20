//! Raw bytes in, observations out.
