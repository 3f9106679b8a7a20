//! What several resources share: preconditions, ranges, and the choice of a variant.

pub(crate) mod conditional;
pub(crate) mod conditional_faults;
pub(crate) mod date;
pub(crate) mod if_range;
pub(crate) mod negotiation;
pub(crate) mod partial;
pub(crate) mod range;
pub(crate) mod representation;
pub(crate) mod untimely;
