//! What several resources share: preconditions, ranges, and the choice of a variant.

pub(crate) mod conditional;
pub(crate) mod negotiation;
pub(crate) mod partial;
pub(crate) mod range;
pub(crate) mod representation;
